"""Activations, against values worked out by hand."""

from math import exp, log

import numpy as np
import pytest

from nnkit import ACTIVATIONS, Activation, identity, leaky_relu, relu, sigmoid, step, tanh
from nnkit.activations import as_activation

# f(a) and f'(a), by hand:
#   sigmoid: exp(−ln 3) = 1/3, so f = 1/(1 + 1/3) = 3/4 and f' = 3/4 · 1/4 = 3/16; at −ln 3 f = 1/4 with the same f'
#   tanh: (e^a − e^−a)/(e^a + e^−a) at ln 2 is (2 − ½)/(2 + ½) = 3/5, and f' = 1 − 9/25 = 16/25
#   leaky ReLU with slope 0.02: −3 · 0.02 = −0.06; with slope ¼: −3 · ¼ = −¾
BY_HAND = [
    (identity, -3.0, -3.0, 1.0),
    (identity, 2.0, 2.0, 1.0),
    (step, 0.5, 1.0, 0.0),
    (step, -0.5, 0.0, 0.0),
    (sigmoid, 0.0, 0.5, 0.25),
    (sigmoid, log(3), 3 / 4, 3 / 16),
    (sigmoid, -log(3), 1 / 4, 3 / 16),
    (tanh, 0.0, 0.0, 1.0),
    (tanh, log(2), 3 / 5, 16 / 25),
    (tanh, -log(2), -3 / 5, 16 / 25),
    (relu, 2.0, 2.0, 1.0),
    (relu, -3.0, 0.0, 0.0),
    (leaky_relu(), 2.0, 2.0, 1.0),
    (leaky_relu(), -3.0, -0.06, 0.02),
    (leaky_relu(0.25), -3.0, -0.75, 0.25),
]


@pytest.mark.parametrize(("f", "a", "h", "slope"), BY_HAND, ids=lambda value: getattr(value, "name", None))
def test_value_and_derivative_are_those_worked_out_by_hand(f, a, h, slope):
    assert f(np.array([[a]])) == pytest.approx(h, abs=1e-15)
    assert f.derivative(np.array([[a]])) == pytest.approx(slope, abs=1e-15)


@pytest.mark.parametrize(
    ("f", "slope"),
    [(step, 0), (relu, 0), (leaky_relu(), 0.02), (leaky_relu(0.25), 0.25)],
    ids=["step", "relu", "leaky", "leaky ¼"],
)
def test_at_the_kink_the_left_slope_is_taken(f, slope):
    # The convention that the docstrings state; the slide takes 1 for ReLU.
    for zero in (0.0, -0.0):
        assert f(np.array([zero])) == 0
        assert f.derivative(np.array([zero])) == slope


@pytest.mark.parametrize("f", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_derivative_is_the_slope_of_the_function(f):
    # Away from 0, where the kinks are; central differences are off by h²/6·f''' < 1e-11 and by rounding, 1e-16/h.
    a = np.concatenate([np.linspace(-6, -0.01, 40), np.linspace(0.01, 6, 40)])
    slope = (f(a + 1e-5) - f(a - 1e-5)) / 2e-5
    np.testing.assert_allclose(f.derivative(a), slope, atol=1e-9)


@pytest.mark.parametrize("f", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_derivative_may_be_given_h_and_arrays_to_write_into(f):
    a = np.linspace(-3, 3, 14).reshape(2, 7)
    h, d, kept = np.full(a.shape, np.nan), np.full(a.shape, np.nan), a.copy()
    assert f(a, h) is h
    assert f.derivative(a, h, d) is d
    np.testing.assert_array_equal(h, f(a))
    np.testing.assert_array_equal(d, f.derivative(a))
    np.testing.assert_array_equal(a, kept)


@pytest.mark.parametrize("f", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_float32_stays_float32(f):
    a = np.linspace(-3, 3, 7, dtype=np.float32)
    assert f(a).dtype == np.float32
    assert f.derivative(a).dtype == np.float32


@pytest.mark.parametrize("f", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_whole_numbers_are_taken_as_floats(f):
    np.testing.assert_array_equal(f(np.array([-1, 2])), f(np.array([-1.0, 2.0])))
    np.testing.assert_array_equal(f.derivative(np.array([-1, 2])), f.derivative(np.array([-1.0, 2.0])))


@pytest.mark.parametrize("f", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_large_inputs_neither_overflow_nor_warn(f):
    a = np.array([-1e6, -800.0, 800.0, 1e6])
    assert np.isfinite(f(a)).all()
    assert np.isfinite(f.derivative(a)).all()


def test_sigmoid_and_tanh_saturate():
    a = np.array([-1000.0, 1000.0])
    np.testing.assert_array_equal(sigmoid(a), [0, 1])
    np.testing.assert_array_equal(tanh(a), [-1, 1])
    np.testing.assert_array_equal(sigmoid.derivative(a), [0, 0])
    np.testing.assert_array_equal(tanh.derivative(a), [0, 0])


def test_sigmoid_agrees_with_the_formula_of_the_lecture():
    a = np.linspace(-30, 30, 61)
    np.testing.assert_allclose(sigmoid(a), [1 / (1 + exp(-a_k)) for a_k in a], atol=1e-15)


def test_leaky_relu_with_slope_0_is_relu():
    a = np.array([-2.0, 0.0, 3.0])
    np.testing.assert_array_equal(leaky_relu(0)(a), relu(a))
    np.testing.assert_array_equal(leaky_relu(0).derivative(a), relu.derivative(a))


@pytest.mark.parametrize("f", [tanh, relu, leaky_relu(), leaky_relu(0.5)], ids=["tanh", "relu", "leaky", "leaky ½"])
def test_gain_keeps_the_mean_square_of_a_signal(f):
    # The claim of the docstring: h = f(a), a = Σ w x over n inputs with n·Var(w) = gain and E[x²] = 1, so that a is
    # normal with variance gain. For ReLU E[h²] = gain/2 = 1; tanh shrinks, its gain is that of its slope at 0.
    a = np.random.default_rng(0).normal(0, np.sqrt(f.gain), 200_000)
    if f is tanh:
        assert f.gain == f.derivative(np.array([0.0]))[0] ** -2
    else:
        assert np.mean(f(a) ** 2) == pytest.approx(1, abs=0.02)


def test_menu_names_every_activation_by_its_own_name():
    assert list(ACTIVATIONS) == ["identity", "step", "sigmoid", "tanh", "relu", "leaky_relu"]
    assert all(f.name == name for name, f in ACTIVATIONS.items())
    assert as_activation("tanh") is tanh
    assert as_activation(relu) is relu


def test_an_activation_can_not_be_changed_by_accident():
    with pytest.raises(AttributeError):
        relu.name = "mine"


def test_a_reader_can_bring_an_activation_of_their_own():
    square = Activation(
        "square", lambda a, out: np.multiply(a, a, out=out), lambda a, h, out: np.multiply(2, a, out=out)
    )
    assert square(np.array([3.0])) == 9
    assert square.derivative(np.array([3.0])) == 6


@pytest.mark.parametrize("f", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_a_plain_number_gets_a_slope_in_double_precision(f):
    assert np.asarray(f.derivative(0.5)).dtype == np.float64
