"""The step that is laid out for speed against the one that reads like the chapters, and what it must not do."""

import tracemalloc
from itertools import islice

import numpy as np
import pytest
from drawn import problems
from hypothesis import given
from hypothesis import strategies as st

from nnkit import (
    LOSSES,
    Activation,
    Dense,
    Local,
    Loss,
    Network,
    binary_cross_entropy,
    identity,
    mlp,
    relu,
    squared,
    steps,
    tanh,
    train,
)
from nnkit.descent import Descent, descend
from nnkit.fast.passes import examples_in_a_row
from nnkit.fast.plan import can_plan
from nnkit.fast.update import BLOCK

SHOWN = ("x", "a", "h", "da", "dW", "db")


def assert_same(fast, plain, tolerance=1e-12):
    for ours, theirs in zip(fast.layers, plain.layers, strict=True):
        for name in (*ours.parameters, *SHOWN):
            a, b = getattr(ours, name), getattr(theirs, name)
            assert (a is None) == (b is None), name
            if a is not None:
                np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance, err_msg=name)


def in_float32(net):
    for layer in net.layers:
        layer.W = layer.W.astype(np.float32)
        layer.b = None if layer.b is None else layer.b.astype(np.float32)


@given(problems(), st.sampled_from(["float64", "float32"]), st.integers(1, 4))
def test_three_steps_of_any_network_with_any_loss_leave_what_the_plain_ones_leave(problem, dtype, batch):
    net, x, y, loss = problem
    if dtype == "float32":
        in_float32(net)
    plain, descent = net.copy(), Descent(net, loss, 0.1)
    assert can_plan(net, loss)
    x_fast, y_fast = descent.prepare(x, y)
    tolerance = 1e-12 if dtype == "float64" else 2e-5
    for start in (0, batch, 0):
        part = slice(start, start + batch) if start < len(x) else slice(None)
        value = descend(plain, loss, 0.1, x[part], y[part])
        assert descent(x_fast[part], y_fast[part]) == pytest.approx(value, rel=tolerance, abs=tolerance)
        assert_same(net, plain, tolerance)
    assert all(values.dtype == dtype for values in net.parameters.values())


@pytest.mark.parametrize(("n", "outputs", "together"), [(250, 8, 50), (251, 8, 1), (61, 8, 61), (4, 600, 1), (1, 1, 1)])
def test_a_bias_is_added_to_several_examples_at_once(n, outputs, together):
    assert examples_in_a_row(n, outputs) == together
    net = mlp(3, outputs, 1, f=relu, rng=0)
    net.layers[0].b[:] = np.linspace(-1, 1, outputs)
    plain, descent = net.copy(), Descent(net, squared, 0.01)
    x = np.random.default_rng(1).normal(size=(n, 3))
    for _ in range(2):
        descent(x, x[:, :1]), descend(plain, squared, 0.01, x, x[:, :1])
    assert_same(net, plain)


def test_parameters_that_need_several_blocks_are_all_updated():
    # 3 · 40 · 100 numbers and some: the blocks end in the middle of a W, and one holds the end of W, a b, the next W.
    net = mlp(100, 130, 90, 3, f=relu, rng=0)
    assert net.size > 2 * BLOCK
    plain, descent = net.copy(), Descent(net, squared, 0.1)
    x, y = np.random.default_rng(0).normal(size=(7, 100)), np.ones((7, 3))
    for _ in range(2):
        descent(x, y), descend(plain, squared, 0.1, x, y)
    assert_same(net, plain)


def test_the_smallest_loss_of_a_sure_and_right_prediction_is_not_rounded_away():
    # log(1 + exp(−50)) = exp(−50), for a target of 1 as for one of 0; ½ · their sum.
    net = Network(Dense([[1.0]]))
    value = Descent(net, binary_cross_entropy, 1e-9)(np.array([[50.0], [-50.0]]), np.array([[1.0], [0.0]]))
    assert value == pytest.approx(np.exp(-50), rel=1e-12)


# ---- What a reader may do ----

X = np.random.default_rng(0).normal(size=(6, 2))
Y = np.random.default_rng(1).uniform(size=(6, 1))


def own_activation():
    # Neither f nor f' writes into `out`, and f' is the array h itself.
    return Activation("exp", lambda a, out: np.exp(a), lambda a, h, out: h)


class Doubled(Dense):
    """A subclass of a reader."""

    def forward(self, x):
        return 2 * super().forward(x)

    def backward(self, dh, need_dx=True):
        return super().backward(2 * dh, need_dx)


def with_a_forward_of_its_own():
    net = mlp(2, 3, 1, rng=0)
    layer = net.layers[0]
    layer.forward = lambda x: Dense.forward(layer, x) + 1
    return net


def with_a_frozen_bias():
    net = mlp(2, 3, 1, rng=0)
    net.layers[0].parameters = ("W",)
    return net


def of_two_dtypes():
    return Network(Dense(np.ones((3, 2), np.float32)), Dense(np.ones((1, 3)), np.zeros(1)))


class Sum(Network):
    """A network of a reader."""

    def forward(self, x):
        return super().forward(x) + 1


NETWORKS = {
    "own activation": lambda: mlp(2, 3, 1, f=own_activation(), rng=0),
    "subclass": lambda: Network(Doubled([[0.5, 0.1]], [0.0])),
    "forward of its own": with_a_forward_of_its_own,
    "frozen bias": with_a_frozen_bias,
    "two dtypes": of_two_dtypes,
    "network of its own": lambda: Sum(Dense([[0.5, 0.1]])),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_a_reader_s_network_trains_as_the_plain_steps_train_it(name):
    fast, plain = NETWORKS[name](), NETWORKS[name]()
    history = train(fast, X, Y, eta=0.1, epochs=5)
    losses = [descend(plain, squared, 0.1, X, Y) for _ in range(5)]
    assert history.loss == pytest.approx(losses, rel=1e-6)
    assert_same(fast, plain, 1e-6 if name == "two dtypes" else 1e-12)


def test_a_reader_s_loss_trains_with_its_own_derivative():
    # ∂L/∂ŷ = 1 in place of ŷ − y, so b falls by eta in each step, whatever ŷ is.
    odd = Loss("odd", squared.value, lambda y_hat, y: np.full_like(y_hat, 1 / len(y)))
    net = Network(Dense([[0.0, 0.0]], [0.0]))
    train(net, X, Y, loss=odd, eta=0.1, epochs=3)
    assert net.layers[0].b.item() == pytest.approx(-0.3)


def replace_w(net):
    net.layers[0].W = 2 * net.layers[0].W


def replace_b(net):
    net.layers[1].b = np.array([0.5])


def replace_f(net):
    net.layers[0].f = identity


def replace_layers(net):
    net.layers = (net.layers[0], Dense([[1.0, 2.0, 3.0]], f=tanh))


def write_into_w(net):
    net.layers[0].W[:] = 1


def forget_what_the_passes_left(net):
    for layer in net.layers:
        layer.x = layer.a = layer.h = layer.da = layer.dW = layer.db = layer.dx = None


CHANGES = (replace_w, replace_b, replace_f, replace_layers, write_into_w, forget_what_the_passes_left, in_float32)


def local_net():
    mask = np.array([[1, 0], [0, 1], [1, 1]])
    return Network(Local(np.full((3, 2), 0.5), np.zeros(3), tanh, mask=mask), Dense([[0.3, -0.2, 0.1]]))


def write_where_no_connection_is(net):
    net.layers[0].W += 1


def write_inf_where_no_connection_is(net):
    net.layers[0].W[0, 1] = np.inf


@pytest.mark.parametrize("change", [write_where_no_connection_is, write_inf_where_no_connection_is])
def test_what_a_reader_writes_where_a_local_layer_has_no_connection_is_0_again(change):
    fast, plain = local_net(), local_net()
    assert can_plan(fast, squared)
    updates = steps(fast, X, Y, eta=0.1)
    for k in range(3):
        assert next(updates).loss == pytest.approx(descend(plain, squared, 0.1, X, Y), rel=1e-12)
        if k == 0:
            change(fast), change(plain)
    assert_same(fast, plain)
    assert fast.layers[0].W[0, 1] == fast.layers[0].W[1, 0] == 0


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_a_reader_changes_between_two_steps_counts_from_the_next_one_on(change):
    fast, plain = mlp(2, 3, 1, f=relu, rng=0), mlp(2, 3, 1, f=relu, rng=0)
    updates = steps(fast, X, Y, eta=0.1)
    for k in range(4):
        assert next(updates).loss == pytest.approx(descend(plain, squared, 0.1, X, Y), rel=1e-6)
        if k == 1:
            change(fast), change(plain)
    assert_same(fast, plain, 1e-6 if change is in_float32 else 1e-12)


# ---- What a step must not do ----


def peak_of_training(n, loss, rng):
    """The most memory that three epochs had at once, in bytes, beyond what was there after the first one."""
    x = np.random.default_rng(0).normal(size=(n, 20))
    y = np.arange(n) % 3 if loss == "softmax_cross_entropy" else np.full((n, 3), 0.5)
    updates = steps(mlp(20, 8, 3, rng=0), x, y, loss=loss, eta=1e-3, batch_size=2 * n // 5, rng=rng)
    list(islice(updates, 3))  # two whole batches and the smaller last one
    tracemalloc.start()
    try:
        list(islice(updates, 9))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("rng", [None, 0])
@pytest.mark.parametrize("loss", LOSSES)
def test_training_allocates_nothing_that_grows_with_the_data(loss, rng):
    # NumPy adds the bias through a buffer of at most 8192 numbers, however large the batch is. One byte for each
    # example of a batch would be 12,000 more.
    few, many = (peak_of_training(n, loss, rng) for n in (10_000, 40_000))
    assert many < few + 4_000


def test_training_leaves_the_handling_of_floating_point_errors_as_it_was():
    before = np.geterr()
    updates = steps(mlp(2, 3, 1, rng=0), X, Y, eta=0.1)
    for _ in range(2):
        next(updates)
        assert np.geterr() == before
