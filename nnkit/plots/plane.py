"""Pictures of the plane: two classes of points, and what lines and networks make of them (chapters 2, 3, 5 and 8).

Data are `x`, shape (N, 2), and `y`, shape (N, 1) or (N,), of 0 and 1. Class 0 is drawn as circles and class 1 as
triangles, each in its color. A `net` is a Network of two inputs and one output, or one layer of that kind.
"""

import re

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.transforms import offset_copy

from nnkit.checks import as_array, as_count, as_matrix
from nnkit.network import Network
from nnkit.palette import LIGHT as COLOR
from nnkit.plots.picture import LINE_STYLES, Picture, panel
from nnkit.plots.regions import TOLERANCE, confidence, draw_regions, draw_zero, grid_of, shade, simplified

CLASSES = (("class0", "o", 0), ("class1", "^", 1))
LEGEND = {"loc": "upper center", "bbox_to_anchor": (0.5, 0), "ncols": 2, "handletextpad": 0.3, "columnspacing": 1}


def side_by_side(*pictures):
    """The panels of several pictures in one, with their alt texts one after the other.

    Panels of one size get axes of one size at one height, whatever numbers stand at their edges.
    """
    panels = [panel for picture in pictures for panel in picture.panels]
    if len({tuple(panel.get_size_inches()) for panel in panels}) == 1:
        _align(panels)
    return Picture(*panels, alt=" ".join(picture.alt for picture in pictures))


def points(x, y, *, title="", view=None, width=3.4):
    """The two classes of points.

    `view` is what is to be seen of the plane: half the width of a square around the origin, or the four numbers
    (left, right, bottom, top); without it, all the points and some room. A panel narrower than 2.6 inches has no
    legend.
    """
    x, y = _data(x, y)
    view = _view(view, x)
    alt = f"{np.sum(y == 0)} points of class 0 and {np.sum(y == 1)} of class 1."
    return _picture(lambda axes: _scatter(axes, x, y, view), alt, title, view, width)


def boundaries(x, y, lines, *, normals=True, title="", view=None, width=3.4):
    """The points and, for each `{label: (w, b)}` in `lines`, the straight boundary w₁x₁ + w₂x₂ + b = 0.

    Instead of a pair, a layer with two inputs and one output will do, and a line with the label "" stays out of the
    legend. An arrow from the line shows w, the side of class 1, unless `normals` is False. The alt text counts the
    points on the right side of each line.
    """
    x, y = _data(x, y)
    view = _view(view, x)
    lines = {label: _line(line) for label, line in lines.items()}

    def draw(axes):
        for (label, (w, b)), style in zip(lines.items(), LINE_STYLES * 3, strict=False):
            _draw_line(axes, w, b, view, _minus(label), style, normals)
        _scatter(axes, x, y, view)

    told = (
        f"{label}{': ' * bool(label)}{np.sum((x @ w + b > 0) == y)} of {len(x)} points on the right side"
        for label, (w, b) in lines.items()
    )
    return _picture(
        draw, f"Straight boundaries: {'; '.join(told)}.", title, view, width, entries=2 + sum(map(bool, lines))
    )


def decision_map(net, x, y, *, title="", view=None, width=3.4):
    """The class that the net gives to every place of the plane, the boundary between them, and the points.

    The stronger the color, the surer: how far the output is from the border, which is ½ after a sigmoid or a step and
    0 for a score, as in `accuracy`. `title` and `view` are those of `points`.
    """
    net, (x, y) = _network(net), _data(x, y)
    view = _view(view, x)

    def draw(axes):
        draw_decision_map(axes, net, x, y, view)

    right = np.sum((confidence(net, x) > 0.5) == y)
    share = np.mean(confidence(net, grid_of(view)[2]) > 0.5)
    alt = f"{right} of {len(x)} points in the region of their class; class 1 has {share:.0%} of the map."
    return _picture(draw, alt, title, view, width)


def draw_decision_map(axes, net, x, y, view, *, scale=1):
    """Draw into matplotlib's `axes` what `decision_map` shows, the points `scale` times their usual size."""
    (x, y), view = _data(x, y), _view(view, x)
    draw_regions(axes, _network(net), view)
    _scatter(axes, x, y, view, scale=scale)
    axes.set(xlim=view[:2], ylim=view[2:])


def unit_maps(net, x, y, *, layer=1, view=None, width=2.3):
    """A panel for each unit of the net's `layer`, 1 being the first: its output h at every place of the plane.

    One color is for positive outputs, one for negative; the darker, the further from 0. The line is where the unit's
    pre-activation a is 0. Of the points the first 60 are drawn.
    """
    net, (x, y) = _network(net), _data(x, y)
    view, below = _view(view, x), _below(net, layer)
    first, second, grid = grid_of(view)
    heights = below.forward(grid)
    inputs = getattr(below.layers[-1], "a", heights)

    def drawing(k):
        def draw(axes):
            h, a = (values[:, k].reshape(len(second), -1) for values in (heights, inputs))
            for sign, name in ((1, "positive"), (-1, "negative")):
                shade(axes, first, second, sign * h, np.linspace(0, np.abs(h).max() or 1, 7)[:-1] + 1e-9, name)
            draw_zero(axes, first, second, a)
            _scatter(axes, x[:60], y[:60], view)

        return _panel(draw, f"h{_sub(k + 1)}", view, width, width)

    told = (f"h{k + 1} from {h.min():z.2g} to {h.max():z.2g}" for k, h in enumerate(heights.T))
    return Picture(*map(drawing, range(heights.shape[1])), alt=f"Outputs of layer {layer}: {'; '.join(told)}.")


def hidden_space(net, x, y, *, layer=1, mesh=False, title="", view=None, width=3.4):
    """The points where `layer`, 1 being the first, puts them: the outputs of its first two units are the axes.

    Where that layer has two units, the regions are what the rest of the net makes of them. With `mesh` the plane's
    own lines come along, and show how the layer folds and bends it. Points that fall together are counted.
    """
    net, (x, y) = _network(net), _data(x, y)
    below, rest = _below(net, layer), net.layers[layer:]
    h = below.forward(x)
    if h.shape[1] < 2:
        raise ValueError(f"net: expected at least two units in layer {layer}, got {h.shape[1]}")
    lines = [below.forward(line)[:, :2] for line in _mesh(_view(None, x))] if mesh else []
    shown = _view(view, np.concatenate([h[:, :2], *lines]))
    classified = h.shape[1] == 2 and len(rest) > 0

    def draw(axes):
        if classified:
            draw_regions(axes, Network(*rest), shown)
        for line in lines:
            axes.plot(*simplified(line, TOLERANCE).T, color=COLOR["muted"], linewidth=1)
        if mesh:
            axes.grid(visible=False)
        _scatter(axes, h[:, :2], y, shown, count=True)

    places = len(np.unique(h[:, :2].round(6), axis=0))
    alt = f"{len(x)} points at {places} places of the space of the first two units of layer {layer}"
    if classified:
        alt += f"; {np.sum((confidence(Network(*rest), h) > 0.5) == y)} in the region of their class"
    return _picture(draw, alt + ".", title, shown, width, symbol="h")


def mistakes(runs, *, width=4.6):
    """The mistakes in each pass through the data, for each `{label: counts}`, as `perceptron_rule` returns them."""
    runs = {label: as_array(label, counts) for label, counts in runs.items()}

    def draw(axes):
        for (label, counts), style, marker in zip(runs.items(), LINE_STYLES * 3, "os^D" * 3, strict=False):
            axes.plot(np.arange(1, len(counts) + 1), counts, style, marker=marker, markersize=5, label=label)
        axes.set_ylim(bottom=-0.2)
        axes.locator_params(integer=True)

    told = (f"{label}: {v[0]:g} in the first pass, {v[-1]:g} in pass {len(v)}" for label, v in runs.items())
    drawing = panel(draw, width=width, height=3, xlabel="pass through the data", ylabel="mistakes")
    return Picture(drawing, alt=f"Mistakes of the perceptron rule. {'; '.join(told)}.")


def _align(panels):
    """Give the axes of all panels the room that the tightest of them have."""
    corners = []
    for figure in panels:
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
        corners += [axes.get_position(original=True).get_points() for axes in figure.axes]
    (left, bottom), (right, top) = np.max(corners, axis=0)[0], np.min(corners, axis=0)[1]
    for figure in panels:
        for axes in figure.axes:
            axes.set_position((left, bottom, right - left, top - bottom))


def _data(x, y):
    """The points, shape (N, 2), and their classes, shape (N,)."""
    x, y = as_matrix("x", x, 2), as_array("y", y)
    if y.shape not in ((len(x),), (len(x), 1)) or not np.isin(y, (0, 1)).all():
        raise ValueError(f"y: expected {len(x)} classes of 0 and 1, one for each point; got shape {y.shape}")
    return x, y.ravel()


def _network(net):
    return net if hasattr(net, "layers") else Network(net)


def _below(net, layer):
    """A copy of the net's layers up to `layer`, 1 being the first."""
    layer = as_count("layer", layer)
    if layer > len(net.layers):
        raise ValueError(f"layer: expected 1 to {len(net.layers)}, the number of layers; got {layer}")
    return Network(*net.layers[:layer]).copy()


def _line(line):
    w, b = (line.W, line.b) if hasattr(line, "W") else line
    w, b = as_array("w", w).ravel(), 0.0 if b is None else as_array("b", b).ravel()
    if w.shape != (2,) or np.size(b) != 1 or not w.any():
        raise ValueError(f"lines: expected two weights, not both 0, and one bias; got w = {w}, b = {b}")
    return w, float(np.squeeze(b))


def _view(view, x):
    """The limits (left, right, bottom, top) of a square that shows `x`."""
    if view is not None:
        return (-view, view, -view, view) if np.isscalar(view) else tuple(view)
    low, high = x.min(axis=0), x.max(axis=0)
    half = 1.25 * max(np.max(high - low) / 2, 0.4)
    (left, bottom), (right, top) = (low + high) / 2 - half, (low + high) / 2 + half
    return left, right, bottom, top


def _mesh(view, lines=9):
    along = [np.linspace(*limits, 81) for limits in (view[:2], view[2:])]
    across = [np.linspace(*limits, lines + 2)[1:-1] for limits in (view[:2], view[2:])]
    up = [np.column_stack([np.full(81, at), along[1]]) for at in across[0]]
    return up + [np.column_stack([along[0], np.full(81, at)]) for at in across[1]]


def _draw_line(axes, w, b, view, label, style, normal):
    foot = -b * w / (w @ w)
    center = np.array([view[0] + view[1], view[2] + view[3]]) / 2
    size, unit = view[1] - view[0], w / np.linalg.norm(w)
    # The place of the line that is nearest to the center of the view.
    middle = center - unit * (unit @ (center - foot))
    ends = np.outer([-2, 2], size * np.array([-unit[1], unit[0]])) + middle
    axes.plot(*ends.T, style, color=COLOR["parameter"], label=label)
    if normal:
        # Over the points, with a rim of paper, or it would be lost among them.
        rim = [withStroke(linewidth=4.5, foreground=COLOR["paper"])]
        arrow = {"arrowstyle": "->", "color": COLOR["ink"], "linewidth": 2, "shrinkA": 0, "shrinkB": 0}
        arrow |= {"path_effects": rim, "mutation_scale": 14}
        length = max(0.12, 0.4 / axes.figure.get_figwidth())  # in a narrow panel as long as in a wide one
        axes.annotate("", middle + length * size * unit, middle, arrowprops=arrow, annotation_clip=True, zorder=4)


def _scatter(axes, x, y, view, *, count=False, scale=1):
    few = len(x) <= 12
    # The same size on paper in a narrow panel.
    size = scale * (0.026 if few else 0.014) * (view[1] - view[0]) * 3.4 / axes.figure.get_figwidth()
    for name, marker, label in CLASSES:
        kind = x[y == label]
        style = {"color": COLOR[name], "markeredgewidth": 0, "markersize": 8 if few else 5}
        axes.plot([], [], marker, label=f"class {label}", **style)
        # All of a class are one path: a path for each point would make the SVG many times as large.
        corners, turn = (3, np.pi / 2) if marker == "^" else (24 if few else 8, np.pi / 8)
        angles = turn + 2 * np.pi * np.arange(corners + 1) / corners
        outline = size * (1.4 if marker == "^" else 1) * np.column_stack([np.cos(angles), np.sin(angles)])
        if len(kind):
            path = Path.make_compound_path(*(Path(at + outline, closed=True) for at in kind))
            axes.add_patch(
                PathPatch(path, facecolor=COLOR[name], edgecolor=COLOR["paper"], linewidth=0.8 * few, zorder=3)
            )
        for place, times in zip(*np.unique(kind.round(6), axis=0, return_counts=True), strict=True):
            if count and few and times > 1:
                axes.annotate(f"×{times}", place, textcoords="offset points", xytext=(-21, -13))


def _minus(text):
    return re.sub(r"-(?=\d)", "−", text)


def _sub(k):
    return "".join("₀₁₂₃₄₅₆₇₈₉"[int(digit)] for digit in str(k))


def _picture(draw, alt, title, view, width, symbol="x", entries=2):
    legend = width >= 2.6
    height = width + 0.12 + 0.23 * ((entries + 1) // 2) if legend else width
    drawing = _panel(draw, title, view, width, height, symbol, legend)
    return Picture(drawing, alt=f"{title}: {alt}" if title else alt)


def _panel(draw, title, view, width, height, symbol="x", legend=False):
    def framed(axes):
        axes.set_aspect("equal")
        draw(axes)
        below = offset_copy(axes.transAxes, fig=axes.figure, y=-0.42, units="inches")
        axes.legend(**LEGEND, bbox_transform=below).set(visible=legend, in_layout=legend)
        axes.locator_params(nbins=5 if width > 3 else 3)
        # A reader's font can be larger than the one that matplotlib reckons with.
        axes.figure.get_layout_engine().set(w_pad=0.09, h_pad=0.09)

    limits = {"xlim": view[:2], "ylim": view[2:]}
    labels = {"xlabel": f"{symbol}₁", "ylabel": f"{symbol}₂", "title": title}
    return panel(framed, width=width, height=height, **limits, **labels)
