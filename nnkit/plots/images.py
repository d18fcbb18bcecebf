"""Pictures of a linear layer at work: the line it fits, images in and scores out, templates, wires (chapter 2)."""

from itertools import cycle

import numpy as np
from matplotlib.colors import to_rgb

from nnkit.checks import as_array, as_matrix
from nnkit.datasets import IMAGE_SHAPE
from nnkit.losses import as_labels
from nnkit.palette import LIGHT as COLOR
from nnkit.plots.axes import ONE
from nnkit.plots.picture import LINE_STYLES, Picture, panel

STRENGTHS = 32  # shades of a weight: the eye tells no more, and the picture's file stays small
MIDDLE = slice(8, 24)  # the rows and columns of an image's inner half


def fitted_lines(x, y, lines, *, residuals=True):
    """The data of one input and one output, (N, 1) each, and for each `{label: (w, b)}` the line ŷ = w x + b.

    Instead of a pair, a layer with one input and one output will do.
    """
    x, y = as_matrix("x", x, 1), as_matrix("y", y, 1)
    lines = {label: _pair(line) for label, line in lines.items()}
    reach = np.array([x.min(), x.max()])

    def draw(axes):
        for (label, (w, b)), style in zip(lines.items(), cycle(LINE_STYLES), strict=False):
            axes.plot(reach, w * reach + b, style, color=COLOR["parameter"], label=label)
            if residuals:
                axes.vlines(x, w * x + b, y, color=COLOR["loss"], linewidth=1, linestyle=style)
        axes.plot(x, y, "o", color=COLOR["data"], markersize=5, label="data")

    told = (f"{label}, {np.abs(y - w * x - b).mean():.2f} away on average" for label, (w, b) in lines.items())
    alt = f"{len(x)} data points and the lines {'; '.join(told)}."
    return Picture(panel(draw, **ONE, xlabel="input x", ylabel="output y"), alt=alt)


def image_pictures(x, titles=(), *, width=1.25):
    """Color images, (N, 3072), a panel each; what lies outside 0 to 1 is drawn as 0 or 1."""
    x = as_matrix("x", x, int(np.prod(IMAGE_SHAPE)))
    panels = [
        panel(lambda axes, image=image: _show(axes, _rgb(image)), width=width, height=width + 0.25, **_bare(title))
        for image, title in zip(x, [*titles, *[""] * len(x)], strict=False)
    ]
    told = ", ".join(
        f"{title} of mean brightness {image.mean():.2f}" for image, title in zip(x, titles, strict=False) if title
    )
    return Picture(*panels, alt=f"{len(x)} images of 32 by 32 pixels" + (f": {told}." if told else "."))


def score_bars(numbers, names, *, right=None, width=3.8):
    """Bars for each `{title: scores}`, one score a class, from top to bottom; `right` is the label that is wanted.

    All stand in one panel and on one scale, so that the scores of a class lie side by side on every screen.
    """
    numbers = {title: as_array(title, values).ravel() for title, values in numbers.items()}
    ticks = [f"► {name}" if k == right else name for k, name in enumerate(names)]
    reach = 2.2 * max(np.abs(values).max() for values in numbers.values())

    def draw(axes):
        grid = axes.figure.add_gridspec(1, len(numbers))
        axes.set_subplotspec(grid[0])
        for k, (title, values) in enumerate(numbers.items()):
            one = axes.figure.add_subplot(grid[k], sharey=axes) if k else axes
            _scores(one, values)
            one.set(title=title, xlim=(-reach, reach), xticks=[0])
            one.tick_params(labelleft=k == 0)
        axes.set_yticks(range(len(ticks)), ticks, fontsize=10)
        axes.invert_yaxis()

    told = (f"{title}: highest {names[v.argmax()]}, {v.max():.1f}" for title, v in numbers.items())
    wanted = "" if right is None else f" Wanted: {names[right]}."
    alt = f"Scores of {len(names)} classes. {'; '.join(told)}.{wanted}"
    return Picture(panel(draw, width=width, height=2.7), alt=alt)


def templates(W, names, *, width=1.25):
    """The rows of `W`, (classes, 3072), as images, each pixel the sum of its three weights.

    Blue is positive, orange negative; the strength is relative to the largest weight of the row, 0 is blank.
    """
    W = as_matrix("W", W, int(np.prod(IMAGE_SHAPE)))
    brightness = W.reshape(len(W), *IMAGE_SHAPE).sum(axis=3)
    panels, told = [], []
    for row, name in zip(brightness, names, strict=True):
        drawn = _signed(row)
        panels.append(
            panel(lambda axes, drawn=drawn: _show(axes, drawn), width=width, height=width + 0.25, **_bare(name))
        )
        inner = row[MIDDLE, MIDDLE]
        outer = (row.sum() - inner.sum()) / (row.size - inner.size)
        told.append(f"{name}: on average {_sign(inner.mean())} in the middle, {_sign(outer)} around it")
    return Picture(*panels, alt=f"Rows of W as images. {'; '.join(told)}.")


def confusions(y, predicted, names, *, width=4.8):
    """How many examples of each class, a row each, got which answer, a column each; right answers are blue.

    `y` and `predicted`, shape (N,), are whole-number labels, places in `names`. Raises ValueError or TypeError where
    they aren't.
    """
    shape = np.size(y), len(names)
    y, predicted = as_labels(shape, y), as_labels(shape, predicted, "predicted")
    counts = np.zeros((len(names), len(names)), int)
    np.add.at(counts, (y, predicted), 1)
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)

    def draw(axes):
        signed = np.where(np.eye(len(names), dtype=bool), share, -share)
        axes.imshow(_rgba(signed), interpolation="none")
        for row, column in np.argwhere(counts):
            axes.text(column, row, counts[row, column], ha="center", va="center")
        axes.set_xticks(range(len(names)), names, rotation=90)
        axes.set_yticks(range(len(names)), names)
        axes.grid(visible=False)
        axes.spines[["top", "right"]].set_visible(True)

    wrong = counts * (1 - np.eye(len(names), dtype=int))
    pairs = [np.unravel_index(k, wrong.shape) for k in np.argsort(-wrong, axis=None, kind="stable")[:3]]
    told = ", ".join(f"{names[i]} taken for {names[j]} {wrong[i, j]} times" for i, j in pairs)
    alt = f"{np.trace(counts)} of {len(y)} answers are right. The most frequent mistakes: {told}."
    return Picture(panel(draw, width=width, height=width, xlabel="answer", ylabel="right class"), alt=alt)


def connections(weights, *, width=3.2):
    """The matrix W of each `{title: W}`, a row each unit and a column each input; where there is no weight, blank."""
    weights = {title: as_matrix(title, W) for title, W in weights.items()}

    def draw(axes, W):
        axes.imshow(_signed(W, least=0.25), interpolation="none", aspect="auto")
        axes.grid(visible=False)
        axes.spines[["top", "right"]].set_visible(True)

    labels = {"xlabel": "input", "ylabel": "output", "xticks": [], "yticks": []}
    panels = [
        panel(lambda axes, W=W: draw(axes, W), width=width, height=1.9, title=title, **labels)
        for title, W in weights.items()
    ]
    told = (f"{title}: {np.count_nonzero(W)} of {W.size} weights are not 0" for title, W in weights.items())
    return Picture(*panels, alt=f"Matrices of weights. {'; '.join(told)}.")


def _scores(axes, values):
    colors = [COLOR["positive" if value >= 0 else "negative"] for value in values]
    bars = axes.barh(range(len(values)), values, 0.75, color=colors)
    axes.bar_label(bars, [f"{value:.1f}".replace("-", "−") for value in values], padding=3, fontsize=9)
    axes.axvline(0, color=COLOR["muted"], linewidth=1)
    axes.grid(axis="y", visible=False)


def _pair(line):
    w, b = (line.W, line.b) if hasattr(line, "W") else line
    w, b = np.ravel(w), np.ravel(0.0 if b is None else b)
    if w.shape != (1,) or b.shape != (1,):
        raise ValueError(f"lines: expected one weight and one bias, got w = {w}, b = {b}")
    return float(w[0]), float(b[0])


def _bare(title):
    return {"title": title, "xticks": [], "yticks": []}


def _show(axes, image):
    axes.imshow(image, interpolation="none")
    axes.grid(visible=False)
    axes.spines[["top", "right"]].set_visible(True)


def _rgb(image):
    return np.clip(np.rint(255 * image.reshape(IMAGE_SHAPE)), 0, 255).astype(np.uint8)


def _signed(w, least=0.0):
    """Weights as color: the sign chooses it, the size relative to the largest its strength, at least `least`."""
    strength = np.abs(w) / (np.abs(w).max() or 1)
    strength = np.where(w == 0, 0, np.maximum(np.rint(strength * STRENGTHS) / STRENGTHS, least))
    return _rgba(np.sign(w) * strength)


def _rgba(signed):
    color = np.where((signed > 0)[..., None], to_rgb(COLOR["positive"]), to_rgb(COLOR["negative"]))
    return np.rint(255 * np.dstack([color, np.abs(signed)])).astype(np.uint8)


def _sign(number):
    return "positive" if number > 0 else "negative" if number < 0 else "zero"
