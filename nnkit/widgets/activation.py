"""ActivationExplorer: every activation, its derivative, and what ten layers leave of a gradient (chapter 4)."""

import anywidget
import traitlets

from nnkit.activations import ACTIVATIONS, as_activation
from nnkit.checks import as_count, as_real
from nnkit.layers import Dense
from nnkit.network import Network
from nnkit.widgets.base import TrainingWidget
from nnkit.widgets.bundle import FOLDER, bundle
from nnkit.widgets.spec import network_spec

REACH = 8.0  # the axis of a goes from −8 to 8
LAYERS_AT_MOST = 30


class ActivationExplorer(anywidget.AnyWidget):
    """f and f′ of every activation with a movable input `a`, and a chain of `layers` of the chosen one.

    `f` is one of the book's activations or its name, `a` the input from −8 to 8, `slope` the slope of leaky ReLU on
    the negative side, 0 ≤ slope < 1; `f=leaky_relu(0.1)`, at the start or later, brings its own. `layers`, from 1 to
    30, is the length of the chain whose gradient the strip shows. All of them are traits. `name` is what links to the
    widget begin with. Raises TypeError or ValueError where an argument is something else. Source: lecture rows L19 to
    L23.
    """

    _esm = bundle("activation_explorer.js")
    _css = TrainingWidget._css + (FOLDER / "activation_explorer.css").read_text(encoding="utf-8")

    f = traitlets.Any("sigmoid").tag(sync=True)  # an Activation or its name; the name is kept
    a = traitlets.Float(1.0).tag(sync=True)
    slope = traitlets.Float(ACTIVATIONS["leaky_relu"].slope).tag(sync=True)
    layers = traitlets.Int(10).tag(sync=True)
    name = traitlets.Unicode("activation").tag(sync=True)

    def __init__(self, f="sigmoid", *, a=1.0, slope=None, layers=10, name="activation"):
        super().__init__(f=f, a=a, layers=layers, name=name)
        if slope is not None:
            self.slope = slope

    @traitlets.validate("f")
    def _check_f(self, proposal):
        f = as_activation(proposal["value"])
        try:
            network_spec(Network(Dense([[1]], f=f)))
        except TypeError:
            wanted = f"one of the book's activations, {', '.join(ACTIVATIONS)}"
            raise ValueError(f"f: expected {wanted}; got another one, {f.name!r}") from None
        if getattr(proposal["value"], "slope", None) is not None:  # by its name alone, a leaky ReLU keeps the slope
            self.slope = f.slope
        return f.name

    @traitlets.validate("a")
    def _check_a(self, proposal):
        return as_real("a", proposal["value"], f"a number from −{REACH:g} to {REACH:g}", lambda a: abs(a) <= REACH)

    @traitlets.validate("slope")
    def _check_slope(self, proposal):
        return as_real("slope", proposal["value"], "0 ≤ slope < 1", lambda slope: 0 <= slope < 1)

    @traitlets.validate("layers")
    def _check_layers(self, proposal):
        layers = as_count("layers", proposal["value"])
        if layers > LAYERS_AT_MOST:
            raise ValueError(f"layers: expected 1 to {LAYERS_AT_MOST}, got {layers}")
        return layers
