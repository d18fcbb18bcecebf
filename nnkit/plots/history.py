"""Pictures of the field's history: cards and weights of 1958, the curve of enthusiasm, networks by size (chapter 1)."""

from itertools import cycle, pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from nnkit.checks import as_array, as_matrix
from nnkit.datasets import CARD_SHAPE
from nnkit.palette import LIGHT as COLOR
from nnkit.plots.picture import LINE_STYLES, Picture, panel


class Event(NamedTuple):
    """A dated event, where it stands in the sketch of enthusiasm (0 to 10), and its key in references.bib."""

    year: int
    label: str
    height: float
    key: str


EVENTS = (
    Event(1943, "threshold neurons", 1, "mcculloch-1943-calculus"),
    Event(1958, "the perceptron", 7.5, "rosenblatt-1958-perceptron"),
    Event(1960, "least mean squares", 7.2, "widrow-1960-adaptive"),
    Event(1962, "convergence theorem", 6.8, "novikoff-1962-convergence"),
    Event(1969, "Perceptrons, the book", 4, "minsky-1969-perceptrons"),
    Event(1973, "Lighthill’s survey", 1.6, "lighthill-1973-survey"),
    Event(1974, "Werbos’s thesis", 1.4, "werbos-1974-regression"),
    Event(1982, "Hopfield’s memory", 3, "hopfield-1982-collective"),
    Event(1986, "PDP, backpropagation", 7, "rumelhart-1986-parallel"),
    Event(1989, "reading zip codes", 6.5, "lecun-1989-zipcode"),
    Event(1995, "support vectors", 3.8, "cortes-1995-support"),
    Event(1998, "LeNet-5", 2.2, "lecun-1998-gradient"),
    Event(2000, "the remark at NIPS", 1.5, "simard-2003-practices"),
    Event(2006, "deep autoencoders", 2.8, "hinton-2006-reducing"),
    Event(2009, "ImageNet", 3.4, "deng-2009-imagenet"),
    Event(2012, "AlexNet", 6.5, "krizhevsky-2012-imagenet"),
    Event(2015, "ResNet, 152 layers", 8.2, "he-2016-residual"),
    Event(2016, "AlphaGo", 8.6, "silver-2016-go"),
    Event(2017, "the Transformer", 8.9, "vaswani-2017-attention"),
    Event(2018, "Turing Award", 9.1, "acm-2018-turing"),
    Event(2024, "Nobel Prize", 9.6, "nobel-2024-physics"),
)
"""The dates are documented; the heights are the authors' sketch, and nothing that anyone has measured."""

NAMES = (
    *("never", "AND", "x₁, not x₂", "x₁", "x₂, not x₁", "x₂", "XOR", "OR"),
    *("NOR", "XNOR", "not x₂", "x₁ or not x₂", "not x₁", "x₂ or not x₁", "NAND", "always"),
)
FUNCTIONS = {tuple(int(digit) for digit in f"{k:04b}"): name for k, name in enumerate(NAMES)}
"""The 16 functions of two bits by their answers at (0, 0), (0, 1), (1, 0), (1, 1)."""


def card_pictures(x, titles=()):
    """Punched cards, (N, 400), a panel each; the holes are filled squares."""
    x = as_matrix("x", x, CARD_SHAPE[0] * CARD_SHAPE[1])
    panels = [
        panel(lambda axes, card=card: _holes(axes, card), width=1.05, height=1.25, **_bare(title))
        for card, title in zip(x, [*titles, *[""] * len(x)], strict=False)
    ]
    told = ", ".join(f"{title} {np.sum(card > 0.5)} holes".strip() for card, title in zip(x, titles, strict=False))
    return Picture(*panels, alt=f"{len(x)} cards of {CARD_SHAPE[0]} by {CARD_SHAPE[1]} places. {told}.")


def weight_pictures(weights, *, shape=CARD_SHAPE):
    """For each `{title: w}` the weights of one unit laid out as its input is: blue positive, orange negative.

    The strength of the color is `|w|` relative to the largest weight in the same panel; 0 is the page's own ground.
    """
    weights = {title: as_array(title, w).reshape(shape) for title, w in weights.items()}
    panels, told = [], []
    for title, w in weights.items():
        strength = np.abs(w) / max(np.abs(w).max(), 1e-12)
        color = np.where((w > 0)[..., None], to_rgb(COLOR["positive"]), to_rgb(COLOR["negative"]))
        image = np.dstack([color, strength])

        def draw(axes, image=image):
            axes.imshow(image, interpolation="none", extent=(0, shape[1], shape[0], 0))
            _frame(axes, shape)

        panels.append(panel(draw, width=1.65, height=1.85, **_bare(title)))
        halves = zip(("left", "right"), np.array_split(w, 2, axis=1), strict=True)
        told.append(
            f"{title}, "
            + ", ".join(
                f"{side} half {np.mean(h > 0):.0%} positive, {np.mean(h < 0):.0%} negative" for side, h in halves
            )
        )
    return Picture(*panels, alt="Weights as pictures. " + "; ".join(told) + ".")


def mistakes_so_far(runs, *, xlabel="trial"):
    """For each `{label: mistakes}`, a sequence of true and false, how many mistakes there were up to each trial."""
    totals = {label: np.cumsum(as_array(label, run)) for label, run in runs.items()}

    def draw(axes):
        for (label, total), style in zip(totals.items(), LINE_STYLES * 3, strict=False):
            axes.plot(np.arange(1, len(total) + 1), total, style, label=label)
        # The legend from top to bottom in the order of the curves' ends.
        order = np.argsort([-total[-1] for total in totals.values()], kind="stable")
        axes.legend(*([entries[k] for k in order] for entries in axes.get_legend_handles_labels()))

    told = "; ".join(f"{label}: {total[-1]:g} in {len(total)} trials" for label, total in totals.items())
    return Picture(
        panel(draw, width=4.4, height=3.1, xlabel=xlabel, ylabel="mistakes so far"),
        alt=f"Mistakes against trials. {told}.",
    )


def enthusiasm(events=EVENTS, *, splits=(1940, 1983, 2026)):
    """The curve of enthusiasm over the years, which run downwards, with a label a line; one panel between splits."""
    years, heights = np.array([(event.year, event.height) for event in events], float).T
    panels = [
        panel(lambda axes, a=a, b=b: _years(axes, events, a, b), width=3.4, height=4.6) for a, b in pairwise(splits)
    ]
    peaks, lows = (" and ".join(f"{year:g}" for year in _turns(years, sign * heights)) for sign in (1, -1))
    listed = "; ".join(f"{event.year} {event.label}, {event.height:g}" for event in events)
    alt = f"A sketch of enthusiasm from 0 to 10, with peaks in {peaks}, low points in {lows}, a rise since. {listed}."
    return Picture(*panels, alt=alt)


def truth_tables(units):
    """The 16 functions of two bits, and for each in `{answers: (w1, w2, b)}` the boundary of that threshold unit."""
    panels = [
        panel(lambda axes, a=answers: _truth(axes, a, units.get(a)), width=0.78, height=0.93, **_bare(name))
        for answers, name in FUNCTIONS.items()
    ]
    missing = " and ".join(name for answers, name in FUNCTIONS.items() if answers not in units) or "no function"
    return Picture(*panels, alt=f"The 16 functions of two bits: a unit for {len(units)}, no line for {missing}.")


def layer_bars(series, *, log=False, height=3.4):
    """Bars for each `{label: {layer: number}}`, the layers from top to bottom, every bar with its number."""
    layers, colors = list(next(iter(series.values()))), cycle(("parameter", "muted", "class0", "class1"))
    thick = 0.8 / len(series)

    def draw(axes):
        for k, ((label, numbers), name) in enumerate(zip(series.items(), colors, strict=False)):
            at = np.arange(len(layers)) + (k - (len(series) - 1) / 2) * thick
            bars = axes.barh(
                at, list(numbers.values()), thick, color=COLOR[name], label=label if len(series) > 1 else None
            )
            axes.bar_label(bars, [f"{n:,}" for n in numbers.values()], padding=4, fontsize=9)
        axes.set_yticks(range(len(layers)), layers)
        axes.invert_yaxis()
        axes.grid(axis="y", visible=False)
        axes.set_xscale("log") if log else axes.xaxis.set_major_formatter(lambda n, _: f"{n / 1e6:g}")
        axes.set_xlim(1 if log else 0, axes.get_xlim()[1] * (12 if log else 1.25))
        if len(series) > 1:
            axes.legend(loc="upper center", bbox_to_anchor=(0.4, 1.16), ncols=2, columnspacing=1)

    told = "; ".join(f"{label}: " + ", ".join(f"{k} {n:,}" for k, n in s.items()) for label, s in series.items())
    xlabel = "number" if log else f"million {' and '.join(series)}"
    return Picture(panel(draw, width=3.4, height=height, xlabel=xlabel), alt=f"{told}.")


def receptive_fields(sizes, *, side=32):
    """For each `{layer: size}` the square of the image that one unit of the layer depends on, a panel each."""

    def draw(axes, size):
        _frame(axes, (side, side))
        axes.add_patch(Rectangle(((side - size) // 2,) * 2, size, size, color=COLOR["data"], linewidth=0))

    panels = [
        panel(lambda axes, size=size: draw(axes, size), width=1.05, height=1.25, **_bare(f"{layer}: {size}"))
        for layer, size in sizes.items()
    ]
    told = ", ".join(f"{layer} {size} by {size}" for layer, size in sizes.items())
    return Picture(*panels, alt=f"What one unit sees of an image of {side} by {side} pixels: {told}.")


def _bare(title):
    return {"title": title, "xticks": [], "yticks": []}


def _frame(axes, shape):
    axes.set(xlim=(0, shape[1]), ylim=(shape[0], 0), aspect="equal")
    axes.grid(visible=False)
    axes.spines[["top", "right"]].set_visible(True)


def _holes(axes, card):
    """One path for all holes, neighbors in a row in one piece, so that the picture stays small."""
    corners = []
    for row, line in enumerate(card.reshape(CARD_SHAPE) > 0.5):
        edges = np.flatnonzero(np.diff(np.r_[0, line, 0]))
        for start, stop in edges.reshape(-1, 2):
            corners += [(start, row), (stop, row), (stop, row + 1), (start, row + 1), (start, row)]
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * (len(corners) // 5)
    if corners:
        axes.add_patch(PathPatch(Path(corners, codes), facecolor=COLOR["data"], linewidth=0))
    _frame(axes, CARD_SHAPE)


def _truth(axes, answers, unit):
    if unit is None:
        axes.text(0.5, 0.5, "no line", color=COLOR["loss"], ha="center", va="center")
    elif unit[0] or unit[1]:
        w, b = np.array(unit[:2]), unit[2]
        foot, along = -b * w / (w @ w), np.array([-w[1], w[0]])
        axes.plot(*np.transpose([foot - 9 * along, foot + 9 * along]), color=COLOR["parameter"])
    for (x1, x2), answer in zip([(0, 0), (0, 1), (1, 0), (1, 1)], answers, strict=True):
        axes.plot(x1, x2, "^" if answer else "o", color=COLOR["class1" if answer else "class0"], markersize=7)
    axes.set(xlim=(-0.45, 1.45), ylim=(-0.45, 1.45), aspect="equal")
    axes.title.set_fontsize(8.5)


def _years(axes, events, first, last):
    years, heights = np.array([(event.year, event.height) for event in events], float).T
    t = np.linspace(max(first, years[0]), min(last, years[-1]), 100)
    axes.fill_betweenx(t, 0, _smooth(t, years, heights), color=COLOR["grid"], linewidth=0)
    axes.plot(_smooth(t, years, heights), t, color=COLOR["ink"])
    shown = [event for event in events if first <= event.year < last]
    rows = _spread([event.year for event in shown], 2.6, first + 1.5, last - 1.5)
    for event, row in zip(shown, rows, strict=True):
        axes.plot([event.height, 11, 11.6], [event.year, row, row], color=COLOR["muted"], linewidth=0.8)
        axes.plot(event.height, event.year, "o", color=COLOR["ink"], markersize=5)
        axes.text(12, row, f"{event.year} {event.label}", va="center", fontsize=10)
    axes.set(xlim=(0, 34), ylim=(last, first), xticks=[0, 5, 10], yticks=range(-(-first // 10) * 10, last, 10))
    axes.set_xlabel("enthusiasm (a sketch)", x=0, ha="left")
    axes.spines["bottom"].set_bounds(0, 10)
    axes.grid(visible=False)


def _turns(years, heights):
    rising = np.diff(heights) > 0
    return years[1:-1][rising[:-1] & ~rising[1:]]


def _smooth(t, at, height):
    """A curve through the points that turns only at points: cubic pieces whose slopes are harmonic means, or 0."""
    width, slope = np.diff(at), np.diff(height) / np.diff(at)
    before, after = slope[:-1], slope[1:]
    same = before * after > 0
    mean = 2 * before * after / np.where(same, before + after, 1)
    tangent = np.concatenate([[slope[0]], np.where(same, mean, 0), [slope[-1]]])
    k = np.clip(np.searchsorted(at, t, side="right") - 1, 0, len(at) - 2)
    s = (t - at[k]) / width[k]
    rise = width[k] * (tangent[k] * s * (1 - s) ** 2 - tangent[k + 1] * s**2 * (1 - s))
    return height[k] + (height[k + 1] - height[k]) * s**2 * (3 - 2 * s) + rise


def _spread(wanted, gap, low, high):
    """Places at least `gap` apart and as near to the sorted places `wanted` as that allows (isotonic regression)."""
    blocks = []
    for k, place in enumerate(wanted):
        blocks.append((place - k * gap, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (a, m), (b, n) = blocks[-2:]
            blocks[-2:] = [((a * m + b * n) / (m + n), m + n)]
    start = np.concatenate([np.full(n, place) for place, n in blocks])
    return np.clip(start, low, high - (len(wanted) - 1) * gap) + gap * np.arange(len(wanted))
