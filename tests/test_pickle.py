"""Copies and pickles: what asks `f is step` or `loss is squared` gets the same answer afterward."""

import copy
import pickle

import numpy as np
import pytest

from nnkit import (
    ACTIVATIONS,
    LOSSES,
    Activation,
    Dense,
    DivergenceError,
    Local,
    Loss,
    Network,
    identity,
    leaky_relu,
    mlp,
    relu,
    sigmoid,
    squared,
    step,
    tanh,
)

WAYS = {"pickle": lambda thing: pickle.loads(pickle.dumps(thing)), "copy": copy.copy, "deepcopy": copy.deepcopy}
each_way = pytest.mark.parametrize("again", WAYS.values(), ids=WAYS)


@each_way
def test_activations_and_losses_stay_themselves(again):
    for thing in (identity, step, sigmoid, tanh, relu, *LOSSES.values()):
        assert again(thing) is thing


@each_way
def test_a_leaky_relu_keeps_its_slope(again):
    f, a = again(leaky_relu(0.25)), np.array([-4.0, 4.0])
    assert (f.name, f.slope, f.gain) == ("leaky_relu", 0.25, leaky_relu(0.25).gain)
    np.testing.assert_array_equal(f(a), [-1, 4])
    assert again(ACTIVATIONS["leaky_relu"]).slope == 0.02


@each_way
def test_what_a_reader_named_like_ours_stays_the_reader_s(again):
    mine = Activation("relu", np.positive, np.multiply, slope=2.0)
    leaky = Activation("leaky_relu", np.positive, np.multiply, slope=2.0)
    loss = Loss("squared", np.dot, np.subtract)
    assert again(mine) == mine != relu
    assert again(leaky) == leaky
    assert again(loss) == loss != squared


@each_way
def test_a_network_comes_back_with_its_weights_and_its_activations(again):
    net = Network(
        *mlp(2, 3, 4, f=sigmoid, f_out=leaky_relu(0.1), rng=0).layers,
        Local(np.ones((2, 4)), f=relu, mask=np.eye(2, 4)),
        Dense(np.ones((1, 2))),
    )
    x = np.random.default_rng(1).normal(size=(5, 2))
    other = again(net)
    np.testing.assert_array_equal(other.forward(x), net.forward(x))
    assert [layer.f is f for layer, f in zip(other.layers[2:], (relu, identity), strict=True)] == [True, True]
    assert other.layers[0].f is sigmoid


@each_way
def test_a_divergence_error_keeps_what_it_says(again):
    error = DivergenceError(3, 0.5, float("inf"))
    other = again(error)
    assert (type(other), str(other)) == (DivergenceError, str(error))
    assert (other.step, other.eta, other.loss) == (3, 0.5, float("inf"))
