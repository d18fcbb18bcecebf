"""Backpropagation against two other sources of gradients: central differences, and the package autograd."""

import warnings

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from drawn import away_from_kinks, problems, targets
from hypothesis import given
from hypothesis import strategies as st

from nnkit import (
    ACTIVATIONS,
    LOSSES,
    Activation,
    Dense,
    Local,
    Network,
    check_gradients,
    identity,
    leaky_relu,
    mlp,
    numerical_gradients,
    relu,
    sigmoid,
    squared,
    tanh,
)


def backward(net, x, y, loss):
    """The gradients that backpropagation finds."""
    net.backward(loss.derivative(net.forward(x), y))
    return net.gradients


def central_differences(net, x, y, loss, h=1e-5):
    """(L(θ + h) − L(θ − h)) / 2h for each parameter, written here once more so that nnkit's own is not its judge."""
    gradients = {}
    for name, values in net.parameters.items():
        gradients[name] = np.empty(values.shape)
        for at, kept in np.ndenumerate(values):
            sides = []
            for nudged in (kept + h, kept - h):
                values[at] = nudged
                sides.append(loss.value(net.forward(x), y))
            values[at] = kept
            gradients[name][at] = (sides[0] - sides[1]) / (2 * h)
    return gradients


@given(problems())
def test_backward_agrees_with_central_differences_on_drawn_networks(problem):
    # Losses here stay below about 500, known to 1e-13, which dividing by 2h makes 5e-9; h²/6 · L''' adds some 1e-9.
    away_from_kinks(*problem)
    expected = central_differences(*problem)
    found = backward(*problem)
    assert list(found) == list(expected)
    for name, values in found.items():
        np.testing.assert_allclose(values, expected[name], rtol=1e-6, atol=1e-7, err_msg=name)


@given(problems(), st.integers(0, 2**32 - 1))
def test_the_gradient_of_the_input_agrees_with_central_differences(problem, seed):
    net, x, y, loss = problem
    away_from_kinks(*problem)
    dh = loss.derivative(net.forward(x), y)
    for layer in reversed(net.layers):
        dh = layer.backward(dh)
    along = np.random.default_rng(seed).uniform(-1, 1, x.shape)
    slope = (loss.value(net.forward(x + 1e-5 * along), y) - loss.value(net.forward(x - 1e-5 * along), y)) / 2e-5
    assert np.sum(dh * along) == pytest.approx(slope, rel=1e-6, abs=1e-7)


# The same mathematics written once more, for autograd to differentiate.
FORMULAS = {
    "identity": lambda a, slope: a,
    "step": lambda a, slope: anp.where(a > 0, 1.0, 0.0) + 0 * a,
    "sigmoid": lambda a, slope: 1 / (1 + anp.exp(-a)),
    "tanh": lambda a, slope: (anp.exp(a) - anp.exp(-a)) / (anp.exp(a) + anp.exp(-a)),
    "relu": lambda a, slope: anp.where(a > 0, a, 0.0),
    "leaky_relu": lambda a, slope: anp.where(a > 0, a, slope * a),
}


def _softmax_cross_entropy(s, y):
    probabilities = anp.exp(s) / anp.sum(anp.exp(s), axis=1, keepdims=True)
    return -anp.sum(anp.log(probabilities[np.arange(len(y)), y]))


SUMS = {
    "squared": lambda s, y: anp.sum((y - s) ** 2) / 2,
    "absolute": lambda s, y: anp.sum(anp.where(s > y, s - y, y - s)),
    "zero_one": lambda s, y: anp.sum(anp.any(s != y, axis=1)) + 0 * anp.sum(s),
    "binary_cross_entropy": lambda s, y: (
        -anp.sum(y * anp.log(1 / (1 + anp.exp(-s))) + (1 - y) * anp.log(1 - 1 / (1 + anp.exp(-s))))
    ),
    "softmax_cross_entropy": _softmax_cross_entropy,
}


def written_for_autograd(net, x, y, loss):
    """The loss as a function of the list of all parameters."""

    def value(parameters):
        parameters, h = iter(parameters), x
        for layer in net.layers:
            W = next(parameters) * getattr(layer, "mask", 1.0)
            a = anp.dot(h, W.T) + (0 if layer.b is None else next(parameters))
            h = FORMULAS[layer.f.name](a, layer.f.slope)
        return SUMS[loss.name](h, y) / len(x)

    return value


def assert_autograd_agrees(net, x, y, loss):
    value = written_for_autograd(net, x, y, loss)
    parameters = list(net.parameters.values())
    assert loss(net.forward(x), y) == pytest.approx(value(parameters), rel=1e-12, abs=1e-12)
    for name, found, expected in zip(
        net.parameters, backward(net, x, y, loss).values(), grad(value)(parameters), strict=True
    ):
        np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-10, err_msg=name)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
@pytest.mark.parametrize("f", ACTIVATIONS.values(), ids=ACTIVATIONS)
@pytest.mark.parametrize("seed", range(3))
def test_backward_agrees_with_autograd_for_every_activation_and_every_loss(f, loss, seed):
    rng = np.random.default_rng([seed, 1])
    net = mlp(3, 5, 4, 3, f=f, f_out=identity if loss.takes_scores else f, rng=rng)
    for layer in net.layers:
        layer.b += rng.normal(size=layer.outputs)
    x = rng.normal(size=(6, 3))
    assert_autograd_agrees(net, x, targets(loss, 6, 3, rng), loss)


@given(problems())
def test_backward_agrees_with_autograd_on_drawn_networks(problem):
    # Kinks are no trouble here: both take the same formula on both sides, and the same side at 0.
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Output seems independent of input")
        assert_autograd_agrees(*problem)


@pytest.mark.parametrize(("f", "slope"), [(relu, 0.0), (leaky_relu(0.25), 0.25)], ids=["relu", "leaky"])
def test_at_a_kink_backward_takes_the_left_slope(f, slope):
    # x = 1, w = 0: a = 0 exactly; ŷ = f(0) = 0 and y = −1, so ∂L/∂ŷ = 1 and ∂L/∂w = f'(0) · x.
    net = Network(Dense([[0.0]], None, f))
    assert backward(net, np.array([[1.0]]), np.array([[-1.0]]), squared)["W1"] == slope


def test_at_its_kink_the_absolute_loss_pulls_nowhere():
    net = Network(Dense([[2.0]]))
    assert backward(net, np.array([[3.0]]), np.array([[6.0]]), LOSSES["absolute"])["W1"] == 0


def test_numerical_gradients_are_those_of_a_parabola():
    # L = ½ (y − wx)² with x = 2, y = 3, w = 1: dL/dw = −(3 − 2) · 2 = −2; central differences of a parabola are exact.
    net = Network(Dense([[1.0]]))
    assert numerical_gradients(net, [[2.0]], [[3.0]])["W1"].item() == pytest.approx(-2, abs=1e-9)


def test_numerical_gradients_leave_the_weights_as_they_were():
    net = mlp(2, 3, 1, rng=0)
    before = {name: values.copy() for name, values in net.parameters.items()}
    numerical_gradients(net, np.ones((4, 2)), np.ones((4, 1)))
    for name, values in net.parameters.items():
        np.testing.assert_array_equal(values, before[name])


def test_an_exception_halfway_leaves_the_weights_as_they_were():
    net = mlp(2, 3, 1, rng=0)
    before = {name: values.copy() for name, values in net.parameters.items()}
    with pytest.raises(ValueError, match="y: expected shape"):
        numerical_gradients(net, np.ones((4, 2)), np.ones((5, 1)))
    for name, values in net.parameters.items():
        np.testing.assert_array_equal(values, before[name])


def test_check_gradients_finds_nothing_wrong_with_a_right_network():
    rng = np.random.default_rng(0)
    mask = np.array([[1, 1, 0], [0, 1, 1]])
    net = Network(
        Local(rng.normal(size=(2, 3)), rng.normal(size=2), tanh, mask=mask), Dense([[1.0, -2.0]], [0.5], sigmoid)
    )
    errors = check_gradients(net, rng.normal(size=(5, 3)), rng.normal(size=(5, 1)))
    assert list(errors) == ["W1", "b1", "W2", "b2"]
    assert max(errors.values()) < 1e-8


def test_check_gradients_finds_a_wrong_derivative():
    wrong = Activation("wrong", tanh.f, lambda a, h, out: np.subtract(1, h, out=out))
    net = Network(Dense([[0.5, -0.3]], [0.1], wrong), Dense([[1.0]]))
    errors = check_gradients(net, np.array([[1.0, 2.0], [-1.0, 0.5]]), np.array([[1.0], [0.0]]))
    assert errors["W1"] > 1e-2
    assert errors["b1"] > 1e-2
    assert errors["W2"] < 1e-8


def test_check_gradients_looks_at_a_reader_s_own_layer():
    class Forgetful(Dense):
        """A layer that forgot its bias on the way back."""

        def backward(self, dh):
            dx = super().backward(dh)
            self.db = np.zeros_like(self.db)
            return dx

    net = Network(Forgetful([[1.0]], [0.0]))
    errors = check_gradients(net, [[2.0]], [[3.0]])
    # ∂L/∂b = −(3 − 2) = −1 against 0: an error of 1/max(1, 0, 1).
    assert errors["b1"] == pytest.approx(1, abs=1e-8)
    assert errors["W1"] < 1e-8


def test_check_gradients_reports_the_worst_number_of_an_array_relative_to_its_size():
    class Inverted(Dense):
        """A layer that has the sign of one weight's gradient wrong."""

        def backward(self, dh):
            dx = super().backward(dh)
            self.dW[0, 1] *= -1
            return dx

    # ŷ = 1·1 + 1·5 = 6 and y = 2, so ∂L/∂W = 4 · (1, 5) = (4, 20), against (4, −20): |20 + 20|/20 = 2.
    errors = check_gradients(Network(Inverted([[1.0, 1.0]])), [[1.0, 5.0]], [[2.0]])
    assert errors == {"W1": pytest.approx(2, abs=1e-8)}
