"""Bad input: the error names the argument, what came and what was expected, and the network stays as it was."""

from fractions import Fraction

import numpy as np
import pytest

from nnkit import (
    Dense,
    Local,
    Network,
    accuracy,
    chain,
    check_gradients,
    evaluate,
    leaky_relu,
    mlp,
    numerical_gradients,
    perceptron_rule,
    relu,
    sigmoid,
    squared,
    step,
    steps,
    tanh,
    train,
    trials,
    window,
)
from nnkit.activations import as_activation
from nnkit.losses import LOSSES, as_loss

NAN, INF = float("nan"), float("inf")
X, Y = np.ones((4, 2)), np.ones((4, 3))
LABELS = np.array([0, 1, 2, 0])


def fit(net, x=X, y=Y, *, eta=0.1, epochs=2, **settings):
    """A training call in which one thing is then made wrong."""
    return train(net, x, y, eta=eta, epochs=epochs, **settings)


def classify(net, y, **settings):
    """The same for labels."""
    return fit(net, y=y, loss="softmax_cross_entropy", **settings)


# What is wrong, the call with it, the error's type, what its message says.
TRAINING = {
    "x is a row": (lambda net: fit(net, np.ones(2)), ValueError, r"x: expected shape \(rows, 2\), got \(2,\)"),
    "x has a column too many": (
        lambda net: fit(net, np.ones((4, 3))),
        ValueError,
        r"x: expected shape \(rows, 2\), got \(4, 3\)",
    ),
    "x has three dimensions": (
        lambda net: fit(net, np.ones((4, 2, 1))),
        ValueError,
        r"x: expected shape \(rows, 2\), got \(4, 2, 1\)",
    ),
    "x is empty": (
        lambda net: fit(net, np.empty((0, 2)), np.empty((0, 3))),
        ValueError,
        r"x: expected at least one number, got an empty array of shape \(0, 2\)",
    ),
    "x holds nan": (
        lambda net: fit(net, X * NAN),
        ValueError,
        r"x: expected finite numbers, got nan or inf in 8 place",
    ),
    "x holds inf": (lambda net: fit(net, [[1, INF]] * 4), ValueError, r"x: expected finite .* in 4 place"),
    "x is text": (lambda net: fit(net, "abc"), TypeError, "x: expected an array of numbers, got str"),
    "x holds text": (lambda net: fit(net, [["a", "b"]] * 4), TypeError, "x: expected an array of numbers, got list"),
    "x holds numbers as text": (
        lambda net: fit(net, [["1", "2"]] * 4),
        TypeError,
        "x: expected an array of numbers, got list",
    ),
    "x is complex": (lambda net: fit(net, X + 1j), TypeError, "x: expected an array of numbers, .*complex"),
    "x is None": (lambda net: fit(net, None), TypeError, "x: expected an array of numbers, got NoneType"),
    "x is ragged": (lambda net: fit(net, [[1, 2], [3]]), TypeError, "x: expected an array of numbers, got list"),
    "y is too short": (lambda net: fit(net, y=Y[:3]), ValueError, r"y: expected shape \(4, 3\).*; got \(3, 3\)"),
    "y has a column too few": (
        lambda net: fit(net, y=Y[:, :2]),
        ValueError,
        r"y: expected shape \(4, 3\).*; got \(4, 2\)",
    ),
    "y is a row": (lambda net: fit(net, y=np.ones(4)), ValueError, r"y: expected shape \(4, 3\).*; got \(4,\)"),
    "y is empty": (lambda net: fit(net, y=[]), ValueError, "y: expected at least one number, got an empty array"),
    "y holds nan": (
        lambda net: fit(net, y=Y * NAN),
        ValueError,
        "y: expected finite numbers, got nan or inf in 12 place",
    ),
    "y is text": (lambda net: fit(net, y="abc"), TypeError, "y: expected an array of numbers, got str"),
    "eta is 0": (lambda net: fit(net, eta=0), ValueError, "eta: expected a finite number above 0, got 0"),
    "eta is negative": (lambda net: fit(net, eta=-0.1), ValueError, "eta: expected a finite number above 0, got -0.1"),
    "eta is nan": (lambda net: fit(net, eta=NAN), ValueError, "eta: expected a finite number above 0, got nan"),
    "eta is inf": (lambda net: fit(net, eta=INF), ValueError, "eta: expected a finite number above 0, got inf"),
    "eta is a bool": (
        lambda net: fit(net, eta=True),
        TypeError,
        "eta: expected a finite number above 0, got bool True",
    ),
    "eta is text": (lambda net: fit(net, eta="0.1"), TypeError, "eta: expected a finite number above 0, got str '0.1'"),
    "eta is an array": (
        lambda net: fit(net, eta=np.ones(1)),
        TypeError,
        "eta: expected a finite number above 0, got ndarray",
    ),
    "eta is None": (
        lambda net: fit(net, eta=None),
        TypeError,
        "eta: expected a finite number above 0, got NoneType None",
    ),
    "epochs is 0": (lambda net: fit(net, epochs=0), ValueError, "epochs: expected at least 1, got 0"),
    "epochs is negative": (lambda net: fit(net, epochs=-3), ValueError, "epochs: expected at least 1, got -3"),
    "epochs is a float": (
        lambda net: fit(net, epochs=2.0),
        TypeError,
        "epochs: expected a whole number, got float 2.0",
    ),
    "epochs is a bool": (
        lambda net: fit(net, epochs=True),
        TypeError,
        "epochs: expected a whole number, got bool True",
    ),
    "batch_size is 0": (lambda net: fit(net, batch_size=0), ValueError, "batch_size: expected at least 1, got 0"),
    "batch_size is a float": (
        lambda net: fit(net, batch_size=2.5),
        TypeError,
        "batch_size: expected a whole number, got float 2.5",
    ),
    "rng is negative": (lambda net: fit(net, rng=-1), ValueError, "rng: expected None, a whole number .*, got int -1"),
    "rng is text": (lambda net: fit(net, rng="a"), TypeError, "rng: expected None, a whole number .*, got str 'a'"),
    "the loss is unknown": (
        lambda net: fit(net, loss="l2"),
        ValueError,
        "loss: expected one of squared, absolute, zero_one, .*; got 'l2'",
    ),
    "the loss is a function": (
        lambda net: fit(net, loss=lambda y_hat, y: 0),
        TypeError,
        "loss: expected a Loss or its name, got function",
    ),
    "the labels are too large": (
        lambda net: classify(net, LABELS + 1),
        ValueError,
        "y: expected labels from 0 to 2, got 1 to 3",
    ),
    "the labels are negative": (
        lambda net: classify(net, LABELS - 1),
        ValueError,
        "y: expected labels from 0 to 2, got -1 to 1",
    ),
    "the labels are floats": (
        lambda net: classify(net, LABELS * 1.0),
        TypeError,
        "y: expected whole-number labels, got float64",
    ),
    "the labels are a column": (
        lambda net: classify(net, LABELS[:, None]),
        ValueError,
        r"y: expected shape \(4,\), one label for each example; got \(4, 1\)",
    ),
    "the labels are empty": (lambda net: classify(net, np.array([], int)), ValueError, r"y: .*\(4,\).*; got \(0,\)"),
    "a probability is above 1": (
        lambda net: fit(net, y=2 * Y, loss="binary_cross_entropy"),
        ValueError,
        "y: expected targets from 0 to 1, got 2 to 2",
    ),
    "test is no pair": (lambda net: fit(net, test=X), TypeError, r"test: expected a pair \(x, y\), got ndarray"),
    "test has three parts": (
        lambda net: fit(net, test=(X, Y, Y)),
        TypeError,
        r"test: expected a pair \(x, y\), got tuple of 3",
    ),
    "the x of test has the wrong shape": (
        lambda net: fit(net, test=(np.ones((4, 3)), Y)),
        ValueError,
        r"test: x: expected shape \(rows, 2\), got \(4, 3\)",
    ),
    "the y of test has the wrong shape": (
        lambda net: fit(net, test=(X, Y[:2])),
        ValueError,
        r"test: y: expected shape \(4, 3\).*; got \(2, 3\)",
    ),
    "steps is given a bad eta": (
        lambda net: steps(net, X, Y, eta=0),
        ValueError,
        "eta: expected a finite number above 0",
    ),
    "steps is given bad data": (lambda net: steps(net, X, Y[:2], eta=1), ValueError, r"y: expected shape \(4, 3\)"),
    "evaluate is given x of the wrong shape": (
        lambda net: evaluate(net, np.ones((4, 3)), Y),
        ValueError,
        r"x: expected shape \(rows, 2\), got \(4, 3\)",
    ),
    "evaluate is given y of the wrong shape": (
        lambda net: evaluate(net, X, Y[0]),
        ValueError,
        r"y: expected shape \(4, 3\).*; got \(3,\)",
    ),
    "accuracy is given a column of labels": (
        lambda net: accuracy(net, X, LABELS[:, None]),
        ValueError,
        r"y: expected shape \(4,\).*; got \(4, 1\)",
    ),
    "accuracy is given labels out of range": (
        lambda net: accuracy(net, X, LABELS + 7),
        ValueError,
        "y: expected labels from 0 to 2, got 7 to 9",
    ),
    "accuracy is given text": (
        lambda net: accuracy(net, X, list("abca")),
        TypeError,
        "y: expected whole-number labels",
    ),
    "check_gradients is given x of the wrong shape": (
        lambda net: check_gradients(net, np.ones((4, 3)), Y),
        ValueError,
        r"x: expected shape \(rows, 2\), got \(4, 3\)",
    ),
    "check_gradients is given y of the wrong shape": (
        lambda net: check_gradients(net, X, Y[0]),
        ValueError,
        r"y: expected shape \(4, 3\).*; got \(3,\)",
    ),
    "h is 0": (
        lambda net: numerical_gradients(net, X, Y, h=0),
        ValueError,
        "h: expected a finite number above 0, got 0",
    ),
    "forward is given a row": (lambda net: net.forward([1.0, 2.0]), ValueError, r"x: expected shape \(rows, 2\), got"),
    "backward is given the gradient of another batch": (
        lambda net: (net.forward(X), net.backward(np.ones((5, 3)))),
        ValueError,
        r"dh: expected shape \(4, 3\), .*; got \(5, 3\)",
    ),
    "backward is given a gradient that would be broadcast": (
        lambda net: (net.forward(X), net.backward(np.ones((4, 1)))),
        ValueError,
        r"dh: expected shape \(4, 3\), .*; got \(4, 1\)",
    ),
    "backward comes before forward": (lambda net: net.backward(Y), RuntimeError, "backward: .* before a forward pass"),
}


def bits(net):
    return {name: values.tobytes() for name, values in net.parameters.items()}


@pytest.mark.parametrize(("call", "error", "message"), TRAINING.values(), ids=TRAINING)
def test_bad_input_is_named_and_the_network_stays_as_it_was_when(call, error, message):
    net = mlp(2, 4, 3, rng=0)
    before = bits(net)
    with pytest.raises(error, match=message) as caught:
        call(net)
    assert type(caught.value) is error
    assert bits(net) == before


@pytest.mark.parametrize("f_out", [sigmoid, step, relu], ids=lambda f: f.name)
@pytest.mark.parametrize("loss", ["binary_cross_entropy", "softmax_cross_entropy"])
def test_a_loss_that_takes_scores_refuses_an_output_that_is_none(loss, f_out):
    net = mlp(2, 4, 3, f_out=f_out, rng=0)
    y, before = LABELS if loss.startswith("softmax") else Y, bits(net)
    for call in (lambda: fit(net, y=y, loss=loss), lambda: evaluate(net, X, y, loss)):
        with pytest.raises(ValueError, match=f"loss: {loss} takes raw scores, .* f = identity; got {f_out.name}"):
            call()
    assert bits(net) == before


def test_the_data_are_checked_before_the_first_step_not_at_the_batch_that_holds_them():
    x = X.copy()
    x[-1, -1] = NAN
    net = mlp(2, 4, 3, rng=0)
    before = bits(net)
    with pytest.raises(ValueError, match="x: expected finite numbers, got nan or inf in 1 place"):
        fit(net, x, batch_size=1)
    assert bits(net) == before


@pytest.mark.parametrize("net", [Dense([[1.0, 2.0]]), None, [Dense([[1.0, 2.0]])]], ids=["Dense", "None", "list"])
def test_only_a_network_is_trained(net):
    for call in (lambda: train(net, X, Y, eta=1, epochs=1), lambda: evaluate(net, X, Y), lambda: accuracy(net, X, Y)):
        with pytest.raises(TypeError, match=f"net: expected a Network, got {type(net).__name__}"):
            call()


def test_eta_may_be_any_kind_of_real_number():
    for eta in (1, 0.5, Fraction(1, 2), np.float32(0.5), np.int64(1)):
        fit(mlp(2, 4, 3, rng=0), eta=eta)


PERCEPTRON = {
    "y holds other numbers": ({"y": [[0.5]] * 4}, ValueError, "y: expected only 0 and 1"),
    "y is a row": ({"y": [0, 1, 0, 1]}, ValueError, r"y: expected shape \(4, 1\).*; got \(4,\)"),
    "x has the wrong shape": ({"x": np.ones((4, 3))}, ValueError, r"x: expected shape \(rows, 2\), got \(4, 3\)"),
    "x holds nan": ({"x": X * NAN}, ValueError, "x: expected finite numbers"),
    "x is empty": ({"x": np.empty((0, 2))}, ValueError, "x: expected at least one number"),
    "eta is 0": ({"eta": 0}, ValueError, "eta: expected a finite number above 0"),
    "epochs is 0": ({"epochs": 0}, ValueError, "epochs: expected at least 1, got 0"),
    "rng is text": ({"rng": "a"}, TypeError, "rng: expected None, a whole number"),
}


@pytest.mark.parametrize(("wrong", "error", "message"), PERCEPTRON.values(), ids=PERCEPTRON)
def test_the_perceptron_rule_names_bad_input_and_changes_nothing_when(wrong, error, message):
    layer = Dense([[1.0, 2.0]], [3.0], step)
    with pytest.raises(error, match=message):
        perceptron_rule(layer, **{"x": X, "y": [[0], [1], [0], [1]], "epochs": 3} | wrong)
    assert layer.W.tolist() == [[1, 2]]
    assert layer.b.tolist() == [3]


def test_the_perceptron_rule_wants_a_layer_of_threshold_units():
    for layer in (Dense([[1.0, 2.0]], [3.0], sigmoid), mlp(2, 1, f_out=step), None):
        with pytest.raises(ValueError, match="layer: expected a Dense with f = step, got"):
            trials(layer, X, [[0], [1], [0], [1]])


class NoBackward:
    """A reader's layer that isn't finished."""

    parameters = ()

    def forward(self, x):
        return x


BUILDING = {
    "W is a row": (lambda: Dense([1, 2]), ValueError, r"W: expected shape \(rows, columns\), got \(2,\)"),
    "W is empty": (lambda: Dense([[]]), ValueError, r"W: expected at least one number, .* shape \(1, 0\)"),
    "W holds nan": (lambda: Dense([[NAN]]), ValueError, "W: expected finite numbers, got nan or inf in 1 place"),
    "W is text": (lambda: Dense("W"), TypeError, "W: expected an array of numbers, got str"),
    "b is too long": (lambda: Dense([[1, 2]], [1, 2]), ValueError, r"b: expected shape \(1,\), .*; got \(2,\)"),
    "b is a column": (lambda: Dense([[1], [2]], [[1], [2]]), ValueError, r"b: expected shape \(2,\), .*; got \(2, 1\)"),
    "b is a number": (lambda: Dense([[1]], 0.0), ValueError, r"b: expected shape \(1,\), .*; got \(\)"),
    "b holds inf": (lambda: Dense([[1]], [INF]), ValueError, "b: expected finite numbers"),
    "f is unknown": (
        lambda: Dense([[1]], f="softplus"),
        ValueError,
        "f: expected one of identity, step, sigmoid, tanh, relu, leaky_relu; got 'softplus'",
    ),
    "f is a function of NumPy": (
        lambda: Dense([[1]], f=np.tanh),
        TypeError,
        "f: expected an Activation .*, got ufunc$",
    ),
    "f still waits for its slope": (
        lambda: Dense([[1]], f=leaky_relu),
        TypeError,
        r"f: expected an Activation or its name, got function; call it first: leaky_relu\(…\)",
    ),
    "f is None": (lambda: Dense([[1]], f=None), TypeError, "f: expected an Activation or its name, got NoneType"),
    "the slope is negative": (lambda: leaky_relu(-0.1), ValueError, "slope: expected 0 ≤ slope < 1, got -0.1"),
    "the slope is 1": (lambda: leaky_relu(1), ValueError, "slope: expected 0 ≤ slope < 1, got 1"),
    "the slope is nan": (lambda: leaky_relu(NAN), ValueError, "slope: expected 0 ≤ slope < 1, got nan"),
    "the slope is text": (lambda: leaky_relu("0.1"), TypeError, "slope: expected .*, got str '0.1'"),
    "the mask has the wrong shape": (
        lambda: Local([[1, 2]], mask=[[1, 0, 1]]),
        ValueError,
        r"mask: expected W's shape \(1, 2\), got \(1, 3\)",
    ),
    "the mask holds other numbers": (
        lambda: Local([[1, 2]], mask=[[1, 0.5]]),
        ValueError,
        "mask: expected only 0 and 1, got 0.5",
    ),
    "the mask is missing": (lambda: Local([[1, 2]]), TypeError, "mask"),
    "the window is too wide": (lambda: window(2, 3, 4), ValueError, "width: expected 1 to 3, .*; got 4"),
    "the window has no width": (lambda: window(2, 3, 0), ValueError, "width: expected .*; got 0|width: .*, got 0"),
    "the window has a fraction": (lambda: window(2, 3, 1.5), TypeError, "width: expected a whole number, got float"),
    "there are no windows": (lambda: window(0, 3, 2), ValueError, "outputs: expected at least 1, got 0"),
    "there is no layer": (lambda: Network(), ValueError, "layers: expected at least one layer, got none"),
    "layers don't fit": (
        lambda: Network(Dense(np.ones((3, 2))), Dense(np.ones((1, 4)))),
        ValueError,
        "layers: layer 1 has 3 outputs, but layer 2 expects 4 inputs",
    ),
    "a layer has no backward": (
        lambda: Network(Dense([[1]]), NoBackward()),
        TypeError,
        "layers: layer 2, a NoBackward, has no backward",
    ),
    "a layer is an activation": (
        lambda: Network(relu),
        TypeError,
        "layers: layer 1, a Activation, has no forward, no backward, no parameters",
    ),
    "the layers come as a list": (
        lambda: Network([Dense([[1]])]),
        TypeError,
        "layers: layer 1, a list, has no forward",
    ),
    "a layer comes twice": (
        lambda: Network(*[Dense([[1]])] * 2),
        ValueError,
        "layers: layer 2 is layer 1 once more; expected a layer of its own",
    ),
    "a size is missing": (lambda: mlp(2), ValueError, "sizes: expected at least two, inputs and outputs; got 1"),
    "a size is 0": (lambda: mlp(2, 0, 1), ValueError, "sizes: expected at least 1, got 0"),
    "a size is a float": (lambda: mlp(2, 3.0, 1), TypeError, "sizes: expected a whole number, got float 3.0"),
    "the sizes come as a list": (lambda: mlp([2, 3, 1]), ValueError, "sizes: expected at least two"),
    "there are too many activations": (
        lambda: mlp(2, 3, 1, f=[tanh, tanh]),
        ValueError,
        "f: expected 1 activations?, one a hidden layer; got 2",
    ),
    "mlp's f_out is unknown": (lambda: mlp(2, 1, f_out="soft"), ValueError, "f_out: expected one of .*; got 'soft'"),
    "mlp's rng is text": (lambda: mlp(2, 1, rng="a"), TypeError, "rng: expected None, a whole number .*, got str 'a'"),
    "the chain lacks an activation": (
        lambda: chain((1, 2), 0, (tanh,)),
        ValueError,
        "f: expected 2 activations, one for each weight; got 1",
    ),
    "the chain's f is one activation": (
        lambda: chain((1, 2), 0, tanh),
        TypeError,
        "f: expected 2 activations, one for each weight; got Activation",
    ),
    "the chain's f is a name": (lambda: chain((1,), 0, "tanh"), TypeError, "f: expected 1 activations?, .*; got str"),
    "the chain's w holds nan": (lambda: chain((NAN,), 0, (tanh,)), ValueError, "w: expected finite numbers"),
    "the chain's b is two numbers": (lambda: chain((1,), (0, 1), (tanh,)), ValueError, "b: expected shape"),
}


@pytest.mark.parametrize(("build", "error", "message"), BUILDING.values(), ids=BUILDING)
def test_nothing_is_built_from_bad_input_when(build, error, message):
    with pytest.raises(error, match=message):
        build()


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_a_loss_checks_predictions_and_targets(loss):
    y = LABELS if loss.name == "softmax_cross_entropy" else Y
    with pytest.raises(ValueError, match=r"y_hat: expected shape \(N, outputs\), got \(3,\)"):
        loss(np.ones(3), y)
    with pytest.raises(ValueError, match="y_hat: expected finite numbers, got nan or inf in 12 place"):
        loss(Y * NAN, y)
    with pytest.raises(ValueError, match="y_hat: expected at least one number"):
        loss(np.empty((0, 3)), y)
    with pytest.raises(TypeError, match="y_hat: expected an array of numbers, got str"):
        loss("ŷ", y)
    with pytest.raises(ValueError, match=r"y: expected shape .*; got \(2"):
        loss(Y, y[:2])


def test_names_are_looked_up_exactly():
    with pytest.raises(ValueError, match=r"f: expected one of .*; got 'ReLU'"):
        as_activation("ReLU")
    with pytest.raises(ValueError, match=r"loss: expected one of .*; got ''"):
        as_loss("")
    assert as_loss(squared) is squared


class Slope:
    """A reader's layer h = s x that keeps `s` as it was given."""

    parameters = ("s",)

    def __init__(self, s):
        self.s = s

    def forward(self, x):
        self.x = np.asarray(x)
        return self.s * self.x

    def backward(self, dh):
        self.ds = np.sum(dh * self.x)
        return self.s * dh


READ_ONLY = np.broadcast_to(0.5, (1,))


@pytest.mark.parametrize(
    ("s", "came"),
    [
        (0.5, "float"),
        (np.float64(0.5), "float64"),
        ([0.5], "list"),
        (np.array([2]), "an array of int64"),
        (READ_ONLY, "a read-only array"),
        (None, "None"),
    ],
    ids=["float", "NumPy's float", "list", "whole numbers", "read-only", "None"],
)
def test_a_parameter_that_no_update_can_write_into_is_named(s, came):
    net = Network(Dense(np.ones((3, 2))), Slope(s))
    before = net.layers[0].W.copy()
    for call in (lambda: fit(net), lambda: check_gradients(net, X, Y), lambda: numerical_gradients(net, X, Y)):
        with pytest.raises(TypeError, match=f"s2: expected an array of floats to write into, .*; got {came}"):
            call()
    np.testing.assert_array_equal(net.layers[0].W, before)


def test_a_parameter_may_be_an_array_without_a_shape():
    net = Network(Slope(np.array(0.5)))
    fit(net, [[1.0]], [[1.0]], epochs=1)
    assert net.layers[0].s == pytest.approx(0.5 + 0.1 * 0.5)


def without_a_bias(net):
    net.layers[1].b = None


def with_read_only_weights(net):
    net.layers[1].W = net.layers[1].W.copy()
    net.layers[1].W.flags.writeable = False


@pytest.mark.parametrize("spoil", [without_a_bias, with_read_only_weights])
def test_what_is_spoiled_between_two_steps_leaves_no_update_half_done(spoil):
    net = mlp(2, 4, 3, rng=0)
    updates = steps(net, X, Y, eta=0.1)
    next(updates)
    spoil(net)
    before = net.layers[0].W.copy()
    with pytest.raises(TypeError, match=r"[Wb]2: expected an array of floats to write into"):
        next(updates)
    np.testing.assert_array_equal(net.layers[0].W, before)


class Listed(Slope):
    """A reader's layer that leaves its gradient as a list."""

    def backward(self, dh):
        dx = super().backward(dh)
        self.ds = [float(self.ds)]
        return dx


class Complex(Listed):
    """A reader's layer whose gradient no array of floats can take."""

    def backward(self, dh):
        dx = super().backward(dh)
        self.ds = np.array(self.ds) * 1j
        return dx


def test_a_gradient_may_be_a_list():
    listed, plain = (Network(Dense(np.ones((3, 2))), layer(np.array([0.5]))) for layer in (Listed, Slope))
    plain.layers[1].s = np.array(0.5)
    for net in (listed, plain):
        fit(net, y=2 * Y)
    assert listed.layers[1].s.item() == plain.layers[1].s.item() != 0.5


def test_a_gradient_of_another_kind_changes_nothing():
    net = Network(Dense(np.ones((3, 2))), Complex(np.array([0.5])))
    before = bits(net)
    with pytest.raises(TypeError, match="ds2: expected an array of numbers, got dtype complex128"):
        fit(net)
    assert bits(net) == before


class WrongShape:
    """A reader's layer whose gradient has another shape than its weights, which NumPy would quietly broadcast."""

    parameters = ("s",)

    def __init__(self):
        self.s = np.ones((3, 3))

    def forward(self, x):
        return x @ self.s

    def backward(self, dh):
        self.ds = dh.sum(axis=0)
        return dh @ self.s.T


class NoGradient(WrongShape):
    """A reader's layer that forgot to leave its gradient."""

    def backward(self, dh):
        return dh @ self.s.T


@pytest.mark.parametrize(
    ("layer", "error", "message"),
    [
        (WrongShape(), ValueError, r"ds2: expected the shape of s2, \(3, 3\); got \(3,\)"),
        (NoGradient(), AttributeError, "'NoGradient' object has no attribute 'ds'"),
    ],
    ids=["wrong shape", "no gradient"],
)
def test_a_reader_s_layer_with_a_bad_gradient_changes_nothing(layer, error, message):
    net = Network(Dense(np.ones((3, 2))), layer)
    before = bits(net)
    with pytest.raises(error, match=message):
        fit(net, y=2 * Y)
    assert bits(net) == before
    with pytest.raises(error, match=message):
        check_gradients(net, X, 2 * Y)
    assert bits(net) == before


class Flat:
    """A reader's layer that gives one number for each example, shape (N,)."""

    parameters = ()

    def forward(self, x):
        return np.sum(x, axis=1)

    def backward(self, dh):
        return dh


class Mean(Flat):
    """A reader's layer that gives one row for all examples together."""

    def forward(self, x):
        return np.mean(x, axis=0, keepdims=True)


@pytest.mark.parametrize(
    ("call", "n"),
    [
        (lambda net: fit(net), 1),
        (lambda net: evaluate(net, X, Y), 4),
        (lambda net: accuracy(net, X, Y), 4),
        (lambda net: check_gradients(net, X, Y), 4),
    ],
    ids=["train", "evaluate", "accuracy", "check_gradients"],
)
def test_an_output_of_another_shape_is_told(call, n):
    with pytest.raises(ValueError, match=rf"net: expected an output of shape \({n}, outputs\), got \({n},\)"):
        call(Network(Flat()))


def test_an_output_needs_a_row_for_each_example():
    with pytest.raises(ValueError, match=r"net: expected an output of shape \(4, outputs\), got \(1, 2\)"):
        accuracy(Network(Mean()), X, LABELS)


def test_gradients_are_not_checked_in_float32():
    net = Network(Dense(np.ones((3, 2), np.float32)))
    for call in (check_gradients, numerical_gradients):
        with pytest.raises(TypeError, match=r"net: expected float64 weights, W1 is float32: .* drowns in rounding"):
            call(net, X, Y)


@pytest.mark.parametrize("y", [[[-1], [1]], [[0.5], [1.0]], [[0], [2]]])
def test_accuracy_of_one_output_wants_classes(y):
    with pytest.raises(ValueError, match="y: expected only 0 and 1"):
        accuracy(Network(Dense([[1.0]])), [[1.0], [2.0]], y)


@pytest.mark.parametrize("outputs", [1, 2])
def test_accuracy_refuses_a_prediction_of_nan(outputs):
    net = Network(Dense(np.ones((outputs, 1))))
    net.layers[0].W[-1] = NAN
    y = [[0], [1]] if outputs == 1 else [0, 1]
    with pytest.raises(ValueError, match=r"net: expected numbers as predictions, got nan for 2 example\(s\)"):
        accuracy(net, [[1.0], [2.0]], y)


def test_a_network_is_no_layer():
    with pytest.raises(TypeError, match=r"layers: layer 2 is a Network; give its layers one by one, \*net.layers"):
        Network(Dense([[1.0]]), mlp(1, 2, 1))


def test_an_mlp_without_a_hidden_layer_knows_its_activations_too():
    with pytest.raises(ValueError, match=r"f: expected one of identity, step, .*; got 'nonsense'"):
        mlp(2, 1, f="nonsense")
    assert len(mlp(2, 1, f="relu").layers) == 1


@pytest.mark.parametrize("huge", [10**400, -(10**400), Fraction(10**400)], ids=["10⁴⁰⁰", "−10⁴⁰⁰", "fraction"])
def test_a_number_too_large_for_a_float_is_named(huge):
    with pytest.raises(ValueError, match=r"eta: expected a finite number .*, got one that is too large for a float"):
        fit(mlp(2, 4, 3, rng=0), eta=huge)


def test_rng_is_no_yes_or_no():
    with pytest.raises(TypeError, match=r"rng: expected None, a whole number .*, got bool True"):
        mlp(2, 1, rng=True)
