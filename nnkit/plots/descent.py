"""Pictures of one weight: the line it draws, the loss over it, and the path of a descent (chapter 6)."""

from itertools import cycle

import numpy as np

from nnkit.checks import as_array, as_matrix
from nnkit.losses import as_loss, squared, zero_one
from nnkit.palette import LIGHT as COLOR
from nnkit.plots.axes import ONE, legend_above, short_powers
from nnkit.plots.picture import LINE_STYLES, Picture, panel

NARROW = 2.4  # inches: three panels fit side by side into a column of text


def lines(x, y, *weights, residuals=True):
    """The data of one input and one output, (N, 1) each, and the line y = wx of each weight with its residuals."""
    x, y = as_matrix("x", x, 1), as_matrix("y", y, 1)
    reach = np.array([0, 1.1 * x.max()])

    def draw(axes):
        for w, style in zip(weights, cycle(LINE_STYLES), strict=False):
            axes.plot(reach, w * reach, style, color=COLOR["parameter"], label=f"y = {w:g} x")
            if residuals:
                axes.vlines(x, w * x, y, color=COLOR["loss"], linewidth=1, linestyle=style)
        axes.scatter(x, y, color=COLOR["data"], zorder=3, label="data")

    drawn = ", ".join(f"y = {w:g} x, at most {np.abs(y - w * x).max():.2f} away from a point" for w in weights)
    alt = f"{len(x)} data points" + (f" and the line {drawn}" if weights else "") + "."
    return Picture(panel(draw, **ONE, xlabel="input x", ylabel="output y"), alt=alt)


def losses_over_w(x, y, losses=(squared,), *, w_range=(0, 2), width=NARROW):
    """The mean loss L(w) of ŷ = wx for each of `losses`, a panel each, with its lowest point marked."""
    x, y = as_matrix("x", x, 1), as_matrix("y", y, 1)
    w = np.setdiff1d(np.linspace(*w_range, 401), y / x)
    # The weights that fit one point exactly: the only places where the zero–one loss falls, and L1's lowest is one.
    exact = (y / x).ravel()
    panels, told = [], []
    for loss in map(as_loss, losses):
        tried = exact if loss is zero_one else np.concatenate([w, exact, [np.sum(x * y) / np.sum(x**2)]])
        heights = np.array([loss(w_k * x, y) for w_k in tried])
        best, lowest = tried[heights.argmin()], heights.min()
        where = f"w = {best:.3f}" if loss is not zero_one else f"{np.sum(heights == lowest)} weights"

        def draw(axes, loss=loss, tried=tried[heights == lowest], lowest=lowest, where=where):
            axes.plot(w, [loss(w_k * x, y) for w_k in w], color=COLOR["loss"])
            axes.plot(tried, np.full(len(tried), lowest), "o", color=COLOR["parameter"], label=f"lowest: {where}")
            axes.set_ylim(bottom=-0.04 * axes.get_ylim()[1])
            axes.legend(loc="center" if loss is zero_one else "upper center", fontsize=10, handletextpad=0.2)

        title = loss.name.replace("_", "–")
        panels.append(panel(draw, width=width, height=2.6, title=title, xlabel="weight w", ylabel="loss L(w)"))
        told.append(f"{title}: {loss(w[0] * x, y):.3g} at w = {w[0]:g}, its lowest, {lowest:.3g}, at {where}")
    return Picture(*panels, alt="Loss against weight. " + "; ".join(told) + ".")


def descent(x, y, *paths, loss=squared, w_range=(0, 2), titles=()):
    """The curve L(w) of ŷ = wx and, a panel each, the weights that a descent visited, one after the other."""
    x, y, loss = as_matrix("x", x, 1), as_matrix("y", y, 1), as_loss(loss)
    paths = [as_array("paths", path).ravel() for path in paths]
    w = np.linspace(*w_range, 301)
    size = {"width": NARROW, "height": 2.6} if len(paths) > 1 else ONE
    panels = []
    for k, path in enumerate(paths):

        def draw(axes, path=path):
            axes.plot(w, [loss(w_k * x, y) for w_k in w], color=COLOR["muted"], linewidth=1.5)
            height = [loss(w_k * x, y) for w_k in path]
            axes.plot(path, height, "o-", color=COLOR["parameter"], linewidth=1, markersize=4.5)
            axes.annotate("start", (path[0], height[0]), textcoords="offset points", xytext=(6, 4))

        title = titles[k] if k < len(titles) else ""
        panels.append(panel(draw, **size, title=title, xlabel="weight w", ylabel="L(w)"))
    told = (f"{len(path) - 1} steps from w = {path[0]:.3g} to {path[-1]:.3g}" for path in paths)
    return Picture(*panels, alt="A descent on the loss curve: " + "; ".join(told) + ".")


def steps_against_eta(etas, steps, *, bound=None):
    """The steps that a descent needed for each step size, on logarithmic axes, and the bound beyond which it fails."""
    etas, steps = as_array("etas", etas), as_array("steps", steps)

    def draw(axes):
        axes.loglog(etas, steps, "o-", color=COLOR["parameter"], markersize=4.5)
        if bound is not None:
            axes.axvline(bound, color=COLOR["loss"], linestyle="--", label=f"η = {bound:.4f}: no descent beyond")
        short_powers(axes.xaxis)
        short_powers(axes.yaxis)
        legend_above(axes)

    k = int(steps.argmin())
    alt = f"Steps needed against η: {steps[0]:g} at η = {etas[0]:g}, fewest ({steps[k]:g}) at {etas[k]:.3g}"
    alt += f", {steps[-1]:g} at {etas[-1]:.3g}." + (f" Beyond η = {bound:.4f} it never arrives." if bound else "")
    return Picture(panel(draw, **ONE, xlabel="step size η", ylabel="steps"), alt=alt)
