"""DescentExplorer: the lecture's smallest network, y = wx, going down its loss (chapter 6)."""

import traitlets

from nnkit.activations import identity
from nnkit.checks import as_array, as_matrix
from nnkit.layers import Dense
from nnkit.losses import as_loss
from nnkit.widgets.base import TrainingWidget
from nnkit.widgets.bundle import bundle

LOSSES = ("squared", "absolute", "zero_one")


class DescentExplorer(TrainingWidget):
    """The line y = wx on its data, beside the loss L(w) with a ball on it that gradient descent moves.

    `net` is a Network of one weight without a bias, `Network(Dense([[0.2]]))`; `x` and `y` have the shape (N, 1).
    `loss` is squared, absolute or zero_one, `batch_size` None or 1. `w_range` is the pair of ends of the axis of w;
    without it the axis is laid around the best w so that the start is on it. `name` is what links to the widget begin
    with. Raises ValueError or TypeError where an argument is something else. Source: lecture rows L28 to L33, L41.
    """

    _esm = bundle("descent.js")

    w_range = traitlets.Tuple(traitlets.Float(), traitlets.Float(), default_value=None, allow_none=True).tag(sync=True)

    def __init__(self, net, x, y, *, loss="squared", eta=0.01, batch_size=None, w_range=None, name="descent"):
        _check_net(net)
        _check_loss_name(loss)
        x, y = as_matrix("x", x, 1), as_matrix("y", y, 1)
        if not x.any():
            raise ValueError("x: expected at least one number that isn't 0, or no w fits better than another")
        super().__init__(
            net, x, y, loss=loss, eta=eta, batch_size=batch_size, w_range=_as_range(w_range, net), name=name
        )

    @traitlets.validate("loss")
    def _check_loss(self, proposal):
        return _check_loss_name(proposal["value"])

    @traitlets.validate("batch_size")
    def _check_batch_size(self, proposal):
        if proposal["value"] not in (None, 1):
            raise ValueError(f"batch_size: expected None, the full batch, or 1; got {proposal['value']!r}")
        return proposal["value"]


def _check_net(net):
    layers = getattr(net, "layers", ())
    plain = len(layers) == 1 and type(layers[0]) is Dense and layers[0].f is identity
    if not plain or layers[0].b is not None or layers[0].W.shape != (1, 1):
        raise ValueError("net: expected y = wx, one weight and no bias: Network(Dense([[w]])); got another network")


def _check_loss_name(loss):
    name = as_loss(loss).name
    if name not in LOSSES:
        raise ValueError(f"loss: expected one of {', '.join(LOSSES)}; got {name!r}")
    return name


def _as_range(w_range, net):
    if w_range is None:
        return None
    ends, w = as_array("w_range", w_range), float(net.layers[0].W[0, 0])
    if ends.shape != (2,) or not ends[0] <= w <= ends[1] or not ends[0] < ends[1]:
        raise ValueError(f"w_range: expected (low, high) with the start w = {w:g} between them, got {w_range!r}")
    return tuple(ends.tolist())
