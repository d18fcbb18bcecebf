"""Pictures of the backward pass: the chain as a graph, its shared factors, the demon, a check's error and the bill."""

from typing import NamedTuple

import numpy as np
from matplotlib.patches import Rectangle

from nnkit.checks import as_array, as_matrix
from nnkit.losses import as_loss, squared
from nnkit.palette import LIGHT as COLOR
from nnkit.plots.axes import ONE, short_powers
from nnkit.plots.picture import LINE_STYLES, Picture, panel

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
LEFT, TRUNK, RIGHT = 0.75, 2.55, 3.3  # inches: the columns of the graph
ROW = 0.6


class Unit(NamedTuple):
    """One unit of a chain after both passes: its numbers, the derivative f'(a), and the loss's slope at each."""

    k: int
    w: float
    b: float | None
    x: float
    a: float
    h: float
    df: float
    dh: float
    da: float
    dw: float

    def name(self, letter, shift=0):
        """The lecture's name for one of its numbers, such as w₃; the input of the first unit is x."""
        k = self.k + shift
        return f"{letter}{k}".translate(SUBSCRIPTS) if k else "x"


def chain_graph(net, x, y, *, loss=squared, backward=True):
    """The chain as a graph from x down to the loss, with its values and, with `backward`, the slope at every node.

    `net` is a chain, one unit a layer, and `x` and `y` are one example, (1, 1) each. Raises ValueError otherwise.
    """
    units, y, value = _both_passes(net, x, y, loss)
    last, width = 2 * len(units) + 1, 4.75 if backward else 3.3

    def draw(axes):
        _node(axes, TRUNK, 0, "x", units[0].x, COLOR["data"])
        end = _node(axes, TRUNK, last, "L", value, COLOR["loss"])
        _join(axes, _node(axes, LEFT, last, "y", y, COLOR["data"]), end)
        for row in range(last):
            _arrow(axes, (TRUNK, row + 0.27), (TRUNK, row + 0.73))
        for unit in units:
            row = 2 * unit.k - 1
            a = _node(axes, TRUNK, row, unit.name("a"), unit.a, COLOR["ink"])
            _node(axes, TRUNK, row + 1, "ŷ = " * (row + 2 == last) + unit.name("f"), unit.h, COLOR["ink"])
            _parameter(axes, row, unit.name("w"), unit.w, unit.dw, "× " + unit.name("f", -1), backward, a)
            if unit.b is not None:
                _parameter(axes, row + 0.95, "b", unit.b, unit.da, "", backward, a)
            if backward:
                after = units[unit.k] if unit.k < len(units) else None
                factor = (
                    f"× {after.name('w')} = {_short(after.w)}" if after else "−(y − ŷ)" * (as_loss(loss) is squared)
                )
                _slope(axes, row + 1, unit.name("f"), unit.dh, factor)
                _slope(axes, row, unit.name("a"), unit.da, f"× {unit.name('f')}′ = {_short(unit.df)}")
        axes.set(xlim=(0, width), ylim=(-(last + 0.45) * ROW, 0.45 * ROW))
        axes.axis("off")

    alt = f"The chain as a graph. Forward: x = {_short(units[0].x)}"
    alt += "".join(f", {u.name('a')} = {_short(u.a)}, {u.name('f')} = {_short(u.h)}" for u in units)
    alt += f", L = {_short(value)}. "
    told = (f"{_short(u.dw)} for {u.name('w')}" + f", {_short(u.da)} for b" * (u.b is not None) for u in units[::-1])
    alt += "Backward, the slope of the loss: " + ", ".join(told) + "." if backward else "Nothing is known backward yet."
    return Picture(panel(draw, width=width, height=ROW * (last + 0.9)), alt=alt)


def shared_factors(net, x, y, *, loss=squared):
    """A chain's derivatives as products, a column each; a filled cell is a factor that an earlier column has, too."""
    units, _, _ = _both_passes(net, x, y, loss)
    trunk, columns = [("∂L/∂ŷ", units[-1].dh)], []
    for unit in units[::-1]:
        trunk.append((unit.name("f") + "′", unit.df))
        columns.append((unit.name("w"), len(trunk), unit.name("f", -1), unit.x, unit.dw))
        if unit.b is not None:
            columns.append(("b", len(trunk), "", 1, unit.da))
        trunk.append((unit.name("w"), unit.w))
    trunk.pop()
    end = len(trunk) + 1

    def draw(axes):
        for row, name in enumerate([name for name, _ in trunk] + ["its own", "product"], 1):
            axes.text(-0.12, -row - 0.25 * (row > end), name, ha="right", va="center")
        for at, (name, count, own, number, slope) in enumerate(columns):
            axes.text(at + 0.5, 0, f"∂L/∂{name}", ha="center", va="center", color=COLOR["parameter"])
            done = columns[at - 1][1] if at else 0
            for row, (_, factor) in enumerate(trunk[:count], 1):
                _cell(axes, at, row, _short(factor), COLOR["loss"], 0.3 * (row <= done))
            _cell(axes, at, end, f"{own} = {_short(number)}" if own else "1", COLOR["muted"], 0)
            axes.text(at + 0.5, -end - 1.25, _short(slope), ha="center", va="center", weight="bold")
        axes.set(xlim=(-0.85, len(columns)), ylim=(-end - 1.7, 0.45))
        axes.axis("off")

    again = sum(count for _, count, *_ in columns[:-1])
    alt = "The derivatives as columns of factors: "
    alt += ", ".join(f"∂L/∂{name} has {count + 1}" for name, count, *_ in columns)
    alt += f". {again} of these {sum(c + 1 for _, c, *_ in columns)} factors repeat one of the column before."
    return Picture(panel(draw, width=4.7, height=0.37 * (end + 2.2)), alt=alt)


def demon(net, x, y, *, loss=squared, reach=2.0):
    """The loss after a nudge of up to `reach` to one unit's pre-activation, for each unit, and the tangents at 0."""
    units, y, value = _both_passes(net, x, y, loss)
    nudges = np.linspace(-reach, reach, 121)

    def nudged(unit):
        h = net.layers[unit.k - 1].f(unit.a + nudges)
        for layer in net.layers[unit.k :]:
            h = layer.f(h * layer.W[0, 0] + (0 if layer.b is None else layer.b[0]))
        return [as_loss(loss)(np.array([[y_hat]]), np.array([[y]])) for y_hat in h]

    def draw(axes):
        for unit, style, color in zip(units, LINE_STYLES * 3, ("class0", "parameter", "class1") * 4, strict=False):
            axes.plot(nudges, nudged(unit), style, color=COLOR[color], label=f"nudge {unit.name('a')}")
            near = 0.45 * reach * np.array([-1, 1])
            axes.plot(near, value + unit.da * near, color=COLOR["muted"], linewidth=1)
        axes.plot(0, value, "o", color=COLOR["loss"], zorder=4)

    alt = f"The loss, {_short(value)} without a nudge, against the nudge. The slopes at 0: "
    alt += ", ".join(f"{_short(unit.da)} for {unit.name('a')}" for unit in units) + "."
    return Picture(panel(draw, **ONE, xlabel="nudge Δ, added to one pre-activation", ylabel="loss L"), alt=alt)


def outer_product(da, x):
    """∂loss/∂W of one example as a table: the column `da`, shape (outputs,), times the row `x`, shape (inputs,)."""
    da, x = as_array("da", da).ravel(), as_array("x", x).ravel()
    strongest = np.abs(np.outer(da, x)).max() or 1

    def draw(axes):
        for i, number in enumerate(x):
            _cell(axes, i + 1, 0, _short(number, 2), COLOR["data"], 0)
        for j, slope in enumerate(da, 1):
            _cell(axes, 0, j, _short(slope, 2), COLOR["loss"], 0)
            for i, number in enumerate(x):
                product = slope * number
                sign = COLOR["positive" if product >= 0 else "negative"]
                _cell(axes, i + 1, j, _short(product, 2), sign, 0.05 + 0.4 * abs(product) / strongest)
        axes.text(0.5, 0, "da ↓  x →", ha="center", va="center", color=COLOR["muted"])
        axes.set(xlim=(-0.05, len(x) + 1.05), ylim=(-len(da) - 0.55, 0.55))
        axes.axis("off")

    rows = "; ".join(", ".join(_short(slope * number, 2) for number in x) for slope in da)
    alt = f"The matrix dW of {len(da)} rows and {len(x)} columns, each cell da times x. Its rows: {rows}."
    return Picture(panel(draw, width=0.95 * (len(x) + 1), height=0.42 * (len(da) + 1)), alt=alt)


def errors_against_h(h, errors):
    """The error of a numerical slope against the size of its nudge, `{label: errors}`, on logarithmic axes."""
    h = as_array("h", h)
    errors = {label: np.maximum(as_array(label, error), 1e-17) for label, error in errors.items()}

    def draw(axes):
        for (label, error), style in zip(errors.items(), LINE_STYLES * 3, strict=False):
            axes.loglog(h, error, style, marker="o", markersize=4, label=label)
        short_powers(axes.xaxis)
        short_powers(axes.yaxis)

    told = (f"{label}: smallest, {error.min():.0e}, at h = {h[error.argmin()]:.0e}" for label, error in errors.items())
    alt = f"Relative error against the nudge h, from {h.min():.0e} to {h.max():.0e}. " + "; ".join(told) + "."
    return Picture(panel(draw, **ONE, xlabel="size of the nudge h", ylabel="relative error"), alt=alt)


def costs(sizes, curves, *, xlabel="parameters n", ylabel="multiplications"):
    """What several ways to the slopes cost, `{label: costs}`, against the size of the network, on logarithmic axes."""
    sizes = as_array("sizes", sizes)
    curves = {label: as_array(label, cost) for label, cost in curves.items()}

    def draw(axes):
        for (label, cost), style in zip(curves.items(), LINE_STYLES * 3, strict=False):
            axes.loglog(sizes, cost, style, marker="o", markersize=4.5, label=label)
        short_powers(axes.xaxis)
        short_powers(axes.yaxis)

    told = (f"{label}: from {cost[0]:.3g} to {cost[-1]:.3g}" for label, cost in curves.items())
    alt = f"{ylabel} against {xlabel}, from {sizes[0]:g} to {sizes[-1]:g}. " + "; ".join(told) + "."
    return Picture(panel(draw, **ONE, xlabel=xlabel, ylabel=ylabel), alt=alt)


def _both_passes(net, x, y, loss):
    """The units of a chain after a forward and a backward pass, the target and the loss; `net` stays as it is."""
    net, loss, x, y = net.copy(), as_loss(loss), as_matrix("x", x, 1), as_matrix("y", y, 1)
    if len(x) != 1 or any(layer.W.size != 1 for layer in net.layers):
        raise ValueError("net: expected a chain, one unit a layer, and one example x of shape (1, 1)")
    y_hat = net.forward(x)
    dh, units = loss.derivative(y_hat, y), []
    for k, layer in reversed(list(enumerate(net.layers, 1))):
        df, dx = layer.f.derivative(layer.a, layer.h), layer.backward(dh)
        numbers = (layer.W, layer.b, layer.x, layer.a, layer.h, df, dh, layer.da, layer.dW)
        units.append(Unit(k, *(None if number is None else number.item() for number in numbers)))
        dh = dx
    return units[::-1], y.item(), loss(y_hat, y)


def _short(number, digits=4):
    text = f"{number:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text.replace("-", "−")


def _node(axes, at, row, name, number, color):
    box = {"boxstyle": "round,pad=0.3", "facecolor": COLOR["paper"], "edgecolor": color, "linewidth": 1.3}
    return axes.text(at, -row * ROW, f"{name} = {_short(number)}", ha="center", va="center", color=color, bbox=box)


def _join(axes, start, end):
    """An arrow from one node to another, from the edge of its box to the edge of the other's."""
    style = {"arrowstyle": "-|>", "color": COLOR["muted"], "mutation_scale": 9, "shrinkA": 0, "shrinkB": 0}
    style |= {"patchA": start.get_bbox_patch(), "patchB": end.get_bbox_patch()}
    axes.annotate("", end.get_position(), start.get_position(), arrowprops=style)


def _arrow(axes, start, end, color=COLOR["muted"]):
    (x0, y0), (x1, y1) = start, end
    style = {"arrowstyle": "-|>", "color": color, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 9}
    axes.annotate("", (x1, -y1 * ROW), (x0, -y0 * ROW), arrowprops=style)


def _slope(axes, row, name, slope, factor):
    """Beside a node of the trunk the loss's slope there, and below it the factor by which it came up."""
    axes.text(RIGHT, -row * ROW, f"∂L/∂{name} = {_short(slope)}", va="center", color=COLOR["loss"])
    axes.text(RIGHT + 0.28, -(row + 0.5) * ROW, factor, va="center", color=COLOR["loss"])
    _arrow(axes, (RIGHT + 0.14, row + 0.75), (RIGHT + 0.14, row + 0.25), COLOR["loss"])


def _parameter(axes, row, name, number, slope, factor, backward, a):
    """A parameter beside the node `a` of the pre-activation it acts on, and below it its slope."""
    _join(axes, _node(axes, LEFT, row, name, number, COLOR["parameter"]), a)
    if backward:
        middle = {"ha": "center", "va": "center"}
        axes.text(LEFT, -(row + 0.45) * ROW, f"∂L/∂{name} = {_short(slope)}", color=COLOR["loss"], **middle)
        axes.text(LEFT + 0.92, -(row - 0.25) * ROW, factor, **middle)


def _cell(axes, column, row, text, color, fill):
    face = {"facecolor": color, "alpha": fill} if fill else {"facecolor": "none"}
    axes.add_patch(Rectangle((column + 0.03, -row - 0.45), 0.94, 0.9, linewidth=0, **face))
    axes.add_patch(Rectangle((column + 0.03, -row - 0.45), 0.94, 0.9, facecolor="none", edgecolor=color))
    axes.text(column + 0.5, -row, text, ha="center", va="center")
