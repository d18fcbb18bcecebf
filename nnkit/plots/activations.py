"""Pictures of activation functions: f beside f′, and what the slope f′ does to gradients and training (chapter 4)."""

import numpy as np
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from nnkit.activations import ACTIVATIONS, as_activation, step
from nnkit.checks import as_array
from nnkit.palette import LIGHT as COLOR
from nnkit.plots.axes import power_of_ten
from nnkit.plots.picture import LINE_STYLES, Picture, panel

SATURATED = 0.01  # a slope below this is called saturated: a hundredth of the steepest, which is 1
TINY = 1e-9  # so near to 0 a function shows the value that it jumps from, or to
DOT = {"color": COLOR["ink"], "markersize": 6, "zorder": 4}
MARKERS = "os^D"
NAMES = {"relu": "ReLU", "leaky_relu": "leaky ReLU"}


def threshold_pixels(layer, *, reach=2.0, pixels=9):
    """Two pictures of the plane: the value a = w₁x₁ + w₂x₂ + b at every pixel, then the class that its sign gives.

    `layer` is a layer of two inputs and one output; its activation is left out of the first picture and replaced by
    the threshold in the second. A pixel is judged at its center.
    """
    if layer.W.shape != (1, 2):
        raise ValueError(f"layer: expected two inputs and one output, W of shape (1, 2); got {layer.W.shape}")
    w, b = layer.W[0], 0.0 if layer.b is None else layer.b[0]
    at = np.linspace(-reach, reach, pixels)
    centers = np.column_stack([values.ravel() for values in np.meshgrid(at, at)])
    value = centers @ w + b
    answer = step(value)
    # Gray, since blue and orange are kept for the two classes; five shades, each one path, keep the picture small.
    shade = np.rint(4 * (value - value.min()) / (np.ptp(value) or 1))

    def values(axes):
        for k in range(5):
            _squares(axes, centers[shade == k], at, "ink", 0.04 + 0.09 * k)
        for center, number in zip(centers, value, strict=True):
            text = f"{number:.1f}".replace("-", "−")
            axes.text(*center, text, ha="center", va="center", fontsize=7.5)
        axes.grid(visible=False)

    def signs(axes):
        for label in (0, 1):
            mine = centers[answer == label]
            _squares(axes, mine, at, f"class{label}", 0.5)
            if len(mine):
                axes.text(*mine.mean(axis=0), f"f(a) = {label}", ha="center", va="center", fontsize=13)
        # The two ends of the boundary, far outside of what is shown.
        foot, along = -b * w / (w @ w), np.array([-w[1], w[0]]) / np.linalg.norm(w)
        axes.plot(*np.array([foot - 5 * reach * along, foot + 5 * reach * along]).T, color=COLOR["ink"], linewidth=1.5)
        axes.grid(visible=False)

    edge = reach + (at[1] - at[0]) / 2
    labels = {"xlabel": "x₁", "ylabel": "x₂", "xlim": (-edge, edge), "ylim": (-edge, edge), "aspect": "equal"}
    alt = f"The value of a at {len(value)} pixels, from {value.min():g} to {value.max():g}, and then its sign: "
    alt += f"{np.sum(answer == 1):g} pixels are class 1 and {np.sum(answer == 0):g} class 0, "
    alt += f"{np.sum(value == 0)} of them exactly on the boundary."
    size = {"width": 3.4, "height": 3.6}
    return Picture(
        panel(values, title="the value a", **size, **labels),
        panel(signs, title="f(a): 1 where a > 0, else 0", **size, **labels),
        alt=alt,
    )


def activation(f, *, reach=6.0):
    """The function f and, in a panel of its own, its derivative f′; where f′ is 0 or nearly 0 the ground is tinted.

    At a kink or a jump the filled dot is the value that `nnkit` takes at 0. Where f jumps it has no slope, and the line
    of f′ has a gap, an open dot. The axis of f′ is the same for every f.
    """
    f = as_activation(f)
    a = np.linspace(-reach, reach, 301)
    df = f.derivative(a)
    dead, saturated = df == 0, (df > 0) & (df < SATURATED)

    def function(axes):
        _tint(axes, a, dead, saturated)
        _curve(axes, a, f)

    def slope(axes):
        _tint(axes, a, dead, saturated)
        _curve(axes, a, f.derivative)
        if np.ptp(f(np.array([-TINY, TINY]))) > 1e-6:
            axes.plot(0, f.derivative(np.zeros(1)), "o", markerfacecolor=COLOR["paper"], **DOT)
        axes.set_yticks((0, 0.25, 0.5, 0.75, 1))
        grounds = ((dead, "loss", "f′ = 0"), (saturated, "muted", f"f′ < {SATURATED}"))
        patches = [Patch(color=COLOR[color], alpha=0.35, label=label) for where, color, label in grounds if where.any()]
        if patches:
            axes.legend(handles=patches, loc="upper left", fontsize=9, borderpad=0.1)

    ticks = {"xlabel": "a", "xticks": np.linspace(-reach, reach, 5)}
    name = _name(f)
    told = f"f from {f(a).min():z.3g} to {f(a).max():z.3g}; f′ at most {df.max():.3g}, "
    told += f"exactly 0 on {dead.mean():.0%} of it and below {SATURATED} on {saturated.mean():.0%}"
    return Picture(
        panel(function, width=3.4, height=2.8, title=f"{name}: f(a)", **ticks),
        panel(slope, width=3.4, height=2.8, title="its derivative f′(a)", ylim=(-0.06, 1.35), **ticks),
        alt=f"{name} and its derivative for a from {-reach:g} to {reach:g}: {told}.",
    )


def activation_slopes(*fs, reach=10.0):
    """The derivatives f′ of several activations on one logarithmic axis; where f′ is 0 there is no line."""
    fs = [as_activation(f) for f in fs]
    a = np.linspace(-reach, reach, 400)  # an even number of places, so that 0, where a slope may jump, is none

    def draw(axes):
        for f, style in zip(fs, LINE_STYLES * 3, strict=False):
            df = f.derivative(a)
            for side in (a < 0, a > 0):
                shown = side & (df > 0)
                axes.plot(a[shown], df[shown], style, color=_color(f), label=_name(f) if side[-1] else None)
        axes.set_yscale("log")
        _powers_of_ten(axes, (1e-10, 1))
        axes.legend(loc="lower center")

    ends = (f"{_name(f)} {f.derivative(np.array([a[0]]))[0]:.1e} and {f.derivative(a)[-1]:.1e}" for f in fs)
    alt = f"The slopes f′ on a logarithmic axis. At a = {-reach:g} and at a = {reach:g}: {'; '.join(ends)}."
    labels = {"xlabel": "a", "ylabel": "f′(a)", "ylim": (1e-10, 5), "xticks": np.linspace(-reach, reach, 5)}
    return Picture(panel(draw, width=4.8, **labels), alt=alt)


def gradient_sizes(panels):
    """The size of ∂loss/∂W in each layer, for each `{title: {label: sizes}}` a panel; the axis is logarithmic.

    All panels share their axis, so that heights can be compared. A size of 0 has no place on it, and no mark. Raises
    ValueError where no size is above 0.
    """
    panels = {t: {label: as_array(label, sizes) for label, sizes in curves.items()} for t, curves in panels.items()}
    every = np.concatenate([sizes for curves in panels.values() for sizes in curves.values()])
    powers = np.log10(every[every > 0])
    if not powers.size:
        raise ValueError("panels: expected at least one size above 0, since the axis is logarithmic")
    limits = 10.0 ** np.array([np.floor(powers.min()), np.ceil(powers.max())])

    def drawing(curves, first):
        def draw(axes):
            for (label, sizes), style, marker in zip(curves.items(), LINE_STYLES * 3, MARKERS * 3, strict=False):
                layers = np.arange(1, len(sizes) + 1)
                color = _color(ACTIVATIONS[label]) if label in ACTIVATIONS else None
                name = NAMES.get(label, label) if first else None
                axes.semilogy(layers, sizes, style, marker=marker, markersize=4.5, color=color, label=name)
            axes.set_xticks(layers[::2])
            _powers_of_ten(axes, limits)
            if first:
                axes.legend(loc="lower right")

        return draw

    drawn, told = [], []
    for title, curves in panels.items():
        labels = {"title": title, "xlabel": "layer", "ylabel": "size of ∂L/∂W", "ylim": limits}
        drawn.append(panel(drawing(curves, not drawn), width=3.4 if len(panels) > 1 else 4.8, height=3.3, **labels))
        ends = (
            f"{NAMES.get(label, label)} {v[0]:.0e} in the first, {v[-1]:.0e} in the last" for label, v in curves.items()
        )
        told.append(f"{title}: {', '.join(ends)}" if title else ", ".join(ends))
    return Picture(*drawn, alt=f"Size of the gradient in each layer. {'; '.join(told)}.")


def race(counts):
    """The epochs that each run needed, a mark each, for each `{data set: {label: epochs}}`, on a logarithmic axis.

    On that axis equal distances are equal ratios. A bar below the marks is at their median. A run that never arrived,
    `math.inf`, has no mark; the alt text counts such runs.
    """
    counts = {d: {label: np.sort(np.asarray(e, float)) for label, e in runs.items()} for d, runs in counts.items()}
    arrived = [e[np.isfinite(e)] for runs in counts.values() for e in runs.values()]

    def draw(axes):
        for row, runs in enumerate(counts.values()):
            for k, (label, epochs) in enumerate(runs.items()):
                floor = -row + (0.08 if k == 0 else -0.4)
                # Runs that needed the same number of epochs would hide each other, so they are piled up.
                pile = np.array([np.sum(epochs[:i] == e) for i, e in enumerate(epochs)])
                heights = floor + min(0.065, 0.32 / max(pile.max(), 1)) * pile
                color, marker = (COLOR["class0"], "o") if k == 0 else (COLOR["class1"], "^")
                style = {"color": color, "markeredgecolor": COLOR["paper"], "markersize": 6}
                name = NAMES.get(label, label) if row == 0 else None
                axes.semilogx(epochs, heights, marker, label=name, **style)
                axes.plot([np.median(epochs)] * 2, [floor - 0.14, floor - 0.05], color=COLOR["ink"], linewidth=2.5)
        axes.set_yticks(-np.arange(len(counts)), counts)
        axes.grid(axis="y", visible=False)
        ticks = [t for t in (1, 2, 5, 10, 20, 50, 100, 200) if t <= 1.6 * np.concatenate(arrived).max()]
        axes.set_xticks(ticks, map(str, ticks))
        axes.minorticks_off()
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1 + 0.3 / len(counts)), ncols=2)

    told = (
        f"{d}: " + ", ".join(f"{NAMES.get(k, k)} {_told(e)}" for k, e in runs.items()) for d, runs in counts.items()
    )
    alt = f"Epochs until the goal. {'; '.join(told)}."
    return Picture(panel(draw, width=4.8, height=0.9 + 1.05 * len(counts), xlabel="epochs until the goal"), alt=alt)


def _told(epochs):
    arrived = epochs[np.isfinite(epochs)]
    missing = f", {len(epochs) - len(arrived)} never arrived" if len(arrived) < len(epochs) else ""
    spread = f" ({arrived[0]:g} to {arrived[-1]:g}{missing})" if len(arrived) else ""
    return f"median {np.median(epochs):g}{spread}"


def _name(f):
    return NAMES.get(f.name, f.name)


def _color(f):
    names = {"sigmoid": "parameter", "tanh": "class0", "relu": "class1", "leaky_relu": "data"}
    return COLOR[names.get(f.name, "muted")]


def _squares(axes, centers, at, name, opacity):
    """A square for each pixel, all in one path, with a hair's breadth between them."""
    if not len(centers):
        return
    half = 0.48 * (at[1] - at[0])
    corners = half * np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)])
    path = Path.make_compound_path(*(Path(center + corners, closed=True) for center in centers))
    axes.add_patch(PathPatch(path, facecolor=COLOR[name], linewidth=0, alpha=opacity))


def _tint(axes, a, dead, saturated):
    for where, color in ((dead, "loss"), (saturated, "muted")):
        # Stretches of neighboring places: where the mask rises and where it falls.
        edges = np.flatnonzero(np.diff(np.concatenate([[0], where.astype(int), [0]])))
        for start, end in zip(edges[::2], edges[1::2] - 1, strict=True):
            if end > start:
                axes.axvspan(a[start], a[end], color=COLOR[color], alpha=0.14, linewidth=0)


def _curve(axes, a, f):
    """The curve in two halves, so that a jump at 0 stays a jump; dots say which value counts there."""
    below, at, above = f(np.array([-TINY, 0.0, TINY]))
    left, right = np.append(a[a < 0], -TINY), np.append(TINY, a[a > 0])
    for half in (left, right):
        axes.plot(half, f(half), color=COLOR["ink"])
    if abs(above - below) > 1e-6:
        for limit in (below, above):
            if abs(limit - at) > 1e-6:
                axes.plot(0, limit, "o", markerfacecolor=COLOR["paper"], **DOT)
        axes.plot(0, at, "o", **DOT)


def _powers_of_ten(axes, limits):
    """Ticks at powers of ten, few enough to be read, as plain text: it is smaller than typeset mathematics."""
    powers = 10.0 ** np.arange(np.log10(limits[0]), np.log10(limits[1]) + 0.5)
    powers = powers[:: 1 + len(powers) // 9]
    axes.set_yticks(powers, map(power_of_ten, powers))
    axes.minorticks_off()
