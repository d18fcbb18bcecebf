"""BackpropStepper: the lecture's chain, walked through forward and backward one factor at a time (chapter 7)."""

import anywidget
import numpy as np
import traitlets

from nnkit.activations import ACTIVATIONS, leaky_relu
from nnkit.checks import as_array, as_positive, as_real
from nnkit.layers import Dense
from nnkit.network import Network
from nnkit.widgets.base import TrainingWidget
from nnkit.widgets.bundle import FOLDER, bundle
from nnkit.widgets.spec import network_spec, parameters_of

LAYERS_AT_MOST = 5  # a longer chain would not fit on a screen
USUAL_SLOPE = ACTIVATIONS["leaky_relu"].slope


class BackpropStepper(anywidget.AnyWidget):
    """The chain as a graph: its values forward, then its slopes backward, factor by factor, then an update.

    `net` is a chain of 1 to 5 layers, `chain(w=(w1, w2, w3), b=b, f=(f1, f2, f3))`, and `x` and `y` are one example,
    numbers or arrays of shape (1, 1); the loss is ½(y − ŷ)². The traits `w`, `b`, `f`, `slopes` (of leaky ReLU, one for
    each layer), `x`, `y` and `eta` are what the page shows and can be set at any time. What the reader changes in the
    page, or an update does, is written into `net`, the very object that was given: weights, bias and activations.
    After changes to `net` in Python, `refresh` shows them. `name` is what links to the widget begin with.

    Raises TypeError or ValueError where an argument is something else. Source: lecture rows L34 to L38.
    """

    _esm = bundle("backprop.js")
    _css = TrainingWidget._css + (FOLDER / "backprop.css").read_text(encoding="utf-8")

    w = traitlets.List(traitlets.Float()).tag(sync=True)
    b = traitlets.Float().tag(sync=True)
    f = traitlets.List(traitlets.Unicode()).tag(sync=True)
    slopes = traitlets.List(traitlets.Float()).tag(sync=True)
    x = traitlets.Float().tag(sync=True)
    y = traitlets.Float().tag(sync=True)
    eta = traitlets.Float(0.5).tag(sync=True)
    name = traitlets.Unicode("backprop").tag(sync=True)

    def __init__(self, net, x, y, *, eta=0.5, name="backprop"):
        _check_net(net)
        self.net = net
        slopes = _slopes(net, [USUAL_SLOPE] * len(net.layers))
        example = {"x": _one_number("x", x), "y": _one_number("y", y)}
        super().__init__(slopes=slopes, eta=eta, name=name, **example, **self._numbers_of_net())
        self.observe(self._write_weights, ["w", "b"])
        self.observe(self._write_activations, ["f", "slopes"])
        self.on_msg(self._answer)

    def refresh(self):
        """Show what `net` holds now, after it was changed in Python."""
        numbers = {"slopes": _slopes(self.net, self.slopes), **self._numbers_of_net()}
        # Held, so that an activation is written into `net` only when its name and its slope are both there.
        with self.hold_trait_notifications():
            for name, value in numbers.items():
                self.set_trait(name, value)

    @traitlets.validate("b", "x", "y")
    def _check_number(self, proposal):
        return as_real(proposal["trait"].name, proposal["value"])

    @traitlets.validate("eta")
    def _check_eta(self, proposal):
        return as_positive("eta", proposal["value"])

    @traitlets.validate("w")
    def _check_w(self, proposal):
        return [as_real("w", value) for value in self._one_for_each_layer("w", proposal["value"])]

    @traitlets.validate("f")
    def _check_f(self, proposal):
        for name in self._one_for_each_layer("f", proposal["value"]):
            if name not in ACTIVATIONS:
                raise ValueError(f"f: expected names among {', '.join(ACTIVATIONS)}; got {name!r}")
        return proposal["value"]

    @traitlets.validate("slopes")
    def _check_slopes(self, proposal):
        slopes = self._one_for_each_layer("slopes", proposal["value"])
        return [as_real("slopes", slope, "0 ≤ slope < 1", lambda slope: 0 <= slope < 1) for slope in slopes]

    def _one_for_each_layer(self, name, values):
        if len(values) != len(self.net.layers):
            raise ValueError(f"{name}: expected {len(self.net.layers)}, one for each layer; got {len(values)}")
        return values

    def _numbers_of_net(self):
        first, layers = self.net.layers[0], self.net.layers
        w = [layer.W.item() for layer in layers]
        return {"w": w, "b": first.b.item(), "f": [layer.f.name for layer in layers]}

    def _write_weights(self, change):
        for layer, w_k in zip(self.net.layers, self.w, strict=True):
            layer.W[0, 0] = w_k
        self.net.layers[0].b[0] = self.b

    def _write_activations(self, change):
        for layer, name, slope in zip(self.net.layers, self.f, self.slopes, strict=True):
            if layer.f.name != name or (name == "leaky_relu" and layer.f.slope != slope):
                layer.f = leaky_relu(slope) if name == "leaky_relu" else ACTIVATIONS[name]

    def _answer(self, widget, content, buffers):
        """Tell a page that asks for it that a kernel is there, and with which weights."""
        if isinstance(content, dict) and content.get("type") == "hello":
            self.refresh()
            theta = memoryview(np.ascontiguousarray(parameters_of(self.net))).cast("B")
            self.send({"type": "ready", "request": content.get("request"), "step": 0, "epoch": 0}, [theta])


def _slopes(net, known):
    """The slopes of the leaky ReLUs; where there is another activation now, what is known for the next one."""
    return [old if layer.f.slope is None else layer.f.slope for layer, old in zip(net.layers, known, strict=True)]


def _check_net(net):
    if not isinstance(net, Network):
        raise TypeError(f"net: expected a Network, chain(w=…, b=…, f=…); got {type(net).__name__}")
    for k, layer in enumerate(net.layers, 1):
        if isinstance(layer, Dense) and layer.W.shape != (1, 1):
            raise ValueError(f"net: expected a chain, one unit a layer; layer {k} has W of shape {layer.W.shape}")
        if isinstance(layer, Dense) and (layer.b is None) == (k == 1):
            state = "no bias" if layer.b is None else "a bias"
            raise ValueError(f"net: expected a chain with a bias in its first layer only; layer {k} has {state}")
    network_spec(net)  # refuses, with the reason, what the page can't compute
    for k, layer in enumerate(net.layers, 1):
        if type(layer) is not Dense:
            raise TypeError(f"net: expected a chain of Dense layers; layer {k} is a {type(layer).__name__}")
    if len(net.layers) > LAYERS_AT_MOST:
        raise ValueError(f"net: expected a chain of 1 to {LAYERS_AT_MOST} layers, got {len(net.layers)}")


def _one_number(name, value):
    array = as_array(name, value)
    if array.shape not in ((), (1, 1)):
        raise ValueError(f"{name}: expected one example, a number or an array of shape (1, 1); got {array.shape}")
    return array.item()
