"""Pictures of layers on layers: representations, functions of one input, runs side by side, responses (chapter 5)."""

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from nnkit.checks import as_array, as_matrix
from nnkit.palette import LIGHT as COLOR
from nnkit.plots.axes import SUPERSCRIPTS
from nnkit.plots.picture import LINE_STYLES, Picture, panel

MARKERS = "os^D"


def representations(net, x):
    """The numbers in the net for the examples `x`, shape (N, inputs): a panel each for x, then a and h of each layer.

    Rows are examples and columns are units. One color is for positive numbers, one for negative ones, and a field of
    0 has none; the stronger the color, the further from 0. Where a layer's activation is the identity, h is left out.
    """
    x = as_matrix("x", x, net.layers[0].inputs)
    own = net.copy()
    own.forward(x)
    tables = {"x": x}
    for k, layer in enumerate(own.layers, 1):
        last = k == len(own.layers)
        if layer.f.name != "identity":
            tables[f"a⁽{k}⁾".translate(SUPERSCRIPTS)] = layer.a
        tables["ŷ" if last else f"h⁽{k}⁾".translate(SUPERSCRIPTS)] = layer.h
    told = "; ".join(
        f"{name}, {values.shape[1]} wide, {np.sum(values > 0)} positive, {np.sum(values < 0)} negative, "
        f"{np.sum(values == 0)} zero"
        for name, values in tables.items()
    )
    panels = [_table(name, values) for name, values in tables.items()]
    return Picture(*panels, alt=f"{len(x)} examples, layer by layer: {told}.")


def functions(curves, *, data=None, knots=None, inside=None, title="", width=5.6, height=3.2, **labels):
    """Functions of one number: for each `{label: (x, y)}` a curve through the points (x, y), in the order given.

    `data` is a pair (x, y) drawn as dots, `knots` are places on the x axis that get a tick mark, and `inside` is an
    interval whose ground is shaded, say the one that was trained on. `labels` are set on the axes (`ylim`, …). A
    single curve has no legend and takes its label as the title, unless there is one.
    """
    title = title or (next(iter(curves)) if len(curves) == 1 else "")
    curves = {label: [as_array(label, v).ravel() for v in curve] for label, curve in curves.items()}

    def draw(axes):
        if inside is not None:
            axes.axvspan(*inside, color=COLOR["grid"], alpha=0.6, linewidth=0)
        for (label, (x, y)), style in zip(curves.items(), LINE_STYLES * 3, strict=False):
            axes.plot(x, y, style, label=label if len(curves) > 1 else None)
        if data is not None:
            axes.plot(*map(np.ravel, data), "o", color=COLOR["data"], markersize=4, label="data")
        if knots is not None:
            marks = {"color": COLOR["parameter"], "markersize": 9, "markeredgewidth": 1.5, "linewidth": 0}
            axes.plot(
                np.ravel(knots), np.full(np.size(knots), 0.02), "|", transform=axes.get_xaxis_transform(), **marks
            )
        if axes.get_legend_handles_labels()[0]:
            # Above the curves, since a small panel has no empty corner.
            axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3, columnspacing=1, handlelength=1.3)
        axes.locator_params(nbins=5 if width > 3 else 3)

    told = "; ".join(
        f"{label}: x from {x[0]:.3g} to {x[-1]:.3g}, y from {y.min():z.2f} to {y.max():z.2f}, turns: {_turns(y)}"
        for label, (x, y) in curves.items()
    )
    marked = "" if knots is None else f" {np.size(knots)} knots are marked."
    drawing = panel(draw, width=width, height=height, title=title, **{"xlabel": "x", "ylabel": "y", **labels})
    return Picture(drawing, alt=f"Functions of one input. {told}.{marked}")


def runs(series, *, xlabel="test accuracy", ylabel="", best="high", width=5.6):
    """A row for each `{label: values}`, a dot for each value, and a bar at the row's median.

    Dots of equal value are set one above the other. `best` only says in the alt text which end is the good one.
    """
    series = {label: as_array(label, values).ravel() for label, values in series.items()}

    def draw(axes):
        for row, values in enumerate(series.values()):
            for value, times in zip(*np.unique(values.round(3), return_counts=True), strict=True):
                lift = 0.13 * (np.arange(times) - (times - 1) / 2)
                axes.plot(np.full(times, value), row + lift, "o", color=COLOR["parameter"], markersize=6)
            axes.plot([np.median(values)] * 2, [row - 0.38, row + 0.38], color=COLOR["ink"])
        axes.set_yticks(range(len(series)), list(series))
        axes.set_ylim(len(series) - 0.4, -0.6)
        axes.grid(axis="y", visible=False)

    told = "; ".join(f"{k}: {v.min():.3g} to {v.max():.3g}, median {np.median(v):.3g}" for k, v in series.items())
    drawing = panel(draw, width=width, height=0.75 + 0.5 * len(series), xlabel=xlabel, ylabel=ylabel)
    return Picture(drawing, alt=f"{xlabel} of single runs, {best} is good. {told}.")


def responses(image, maps, *, title="picture"):
    """A gray picture, shape (rows, columns), from 0 to 1, and beside it for each `{title: h}` the outputs of a unit.

    `h` holds the unit's output at each of its places in the picture: the stronger the color, the larger; 0 has none.
    """
    image = as_matrix("image", image)
    maps = {name: as_matrix(name, h) for name, h in maps.items()}
    panels = [_picture(np.dstack([np.clip(image, 0, 1)] * 3), title)]
    told = []
    for name, h in maps.items():
        strength = np.clip(h, 0, None) / (h.max() if h.max() > 0 else 1)
        color = np.broadcast_to(to_rgb(COLOR["positive"]), (*h.shape, 3))
        panels.append(_picture(np.dstack([color, strength]), name))
        row, column = np.unravel_index(h.argmax(), h.shape)
        where = f", strongest in row {row}, column {column}" if h.max() > 0 else ""
        told.append(f"{name}: positive at {np.sum(h > 0)} of {h.size} places{where}")
    return Picture(*panels, alt=f"A picture of {image.shape[0]} by {image.shape[1]} pixels. {'; '.join(told)}.")


def _table(name, values):
    rows, columns = values.shape
    largest = np.abs(values).max() or 1

    def draw(axes):
        for (row, column), value in np.ndenumerate(values):
            sign = COLOR["positive" if value > 0 else "negative"]
            field = {"facecolor": sign, "alpha": 0.65 * abs(value) / largest, "linewidth": 0}
            axes.add_patch(Rectangle((column, row), 1, 1, **field))
            text = f"{value:z.1f}".replace("-", "−")
            axes.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=8)
        axes.set(xlim=(0, columns), ylim=(rows, 0))
        axes.grid(visible=False)
        axes.spines[["top", "right"]].set_visible(True)

    return panel(draw, width=0.2 + 0.31 * columns, height=0.45 + 0.26 * rows, title=name, xticks=[], yticks=[])


def _picture(colors, title):
    rows, columns = colors.shape[:2]

    def draw(axes):
        axes.imshow(colors, interpolation="none", extent=(0, columns, rows, 0))
        axes.grid(visible=False)
        axes.spines[["top", "right"]].set_visible(True)

    return panel(draw, width=1.65, height=1.9, title=title, xticks=[], yticks=[])


def _turns(y):
    """How often the values change between rising and falling."""
    rises = np.diff(y)
    directions = np.sign(rises[np.abs(rises) > 1e-9 * (np.ptp(y) or 1)])
    return int(np.sum(directions[1:] != directions[:-1]))
