"""Pictures of training: what was fitted, what a step size does, how signals survive, when to stop (chapter 8)."""

import numpy as np

from nnkit.checks import as_array, as_matrix
from nnkit.palette import LIGHT as COLOR
from nnkit.plots.axes import ONE, legend_above, short_powers
from nnkit.plots.picture import LINE_STYLES, Picture, panel

MARKERS = ("o", "^", "s", "D")
CURVES = ("muted", "class0", "class1", "parameter")  # without the color of the data


def fitted_curves(x, y, nets):
    """The data of one input and one output, (N, 1) each, and the function that each of `{label: net}` computes."""
    x, y = as_matrix("x", x, 1), as_matrix("y", y, 1)
    room = 0.1 * np.ptp(x)
    reach = np.linspace(x.min() - room, x.max() + room, 121)[:, None]
    curves = {label: net.copy().forward(reach) for label, net in nets.items()}

    def draw(axes):
        for (label, curve), style, color in zip(curves.items(), LINE_STYLES * 3, CURVES * 3, strict=False):
            axes.plot(reach, curve, style, color=COLOR[color], label=label)
        axes.plot(x, y, "o", color=COLOR["data"], markersize=4.5, label="data")
        legend_above(axes)

    errors = (f"{label}: {np.abs(net.copy().forward(x) - y).max():.2g}" for label, net in nets.items())
    alt = f"{len(x)} data points and {len(nets)} fitted curves. Largest distance from a point: {'; '.join(errors)}."
    return Picture(panel(draw, **ONE, xlabel="input x", ylabel="output y"), alt=alt)


def losses_against_eta(etas, losses, *, width=ONE["width"]):
    """The loss at the end of each run against its step size, on logarithmic axes; the lowest is marked.

    `width` is in inches; two of 3.4 fit side by side.
    """
    etas, losses = as_array("etas", etas), as_array("losses", losses)
    k = int(losses.argmin())

    def draw(axes):
        axes.loglog(etas, losses, "o-", color=COLOR["loss"], markersize=4.5)
        axes.loglog(etas[k], losses[k], "D", color=COLOR["parameter"], label=f"lowest, at η = {etas[k]:g}")
        short_powers(axes.xaxis)
        short_powers(axes.yaxis)
        legend_above(axes)

    alt = f"Loss after training against η: {losses[0]:.2g} at η = {etas[0]:g}, lowest at {etas[k]:g}, "
    alt += f"{losses[-1]:.2g} at {etas[-1]:g}."
    return Picture(panel(draw, **ONE | {"width": width}, xlabel="step size η", ylabel="loss after training"), alt=alt)


def signal_sizes(panels):
    """The size of each layer's output h, for each `{title: {label: sizes}}` a panel, on one logarithmic axis."""
    panels = {t: {label: as_array(label, sizes) for label, sizes in runs.items()} for t, runs in panels.items()}
    every = np.concatenate([sizes for runs in panels.values() for sizes in runs.values()])
    limits = every.min() / 2, every.max() * 2

    # A run of the same name looks the same in every panel.
    labels = dict.fromkeys(label for runs in panels.values() for label in runs)
    looks = dict(zip(labels, zip(LINE_STYLES * 3, MARKERS * 3, CURVES * 3, strict=True), strict=False))

    def drawing(runs):
        def draw(axes):
            for label, sizes in runs.items():
                style, marker, color = looks[label]
                layers, look = np.arange(1, len(sizes) + 1), {"marker": marker, "color": COLOR[color]}
                axes.semilogy(layers, sizes, style, markersize=4.5, label=label, **look)
            axes.set_ylim(limits)
            short_powers(axes.yaxis)
            axes.legend(fontsize=9)

        return draw

    drawn, told = [], []
    for title, runs in panels.items():
        drawn.append(panel(drawing(runs), width=3.4, height=3.3, title=title, xlabel="layer", ylabel="size of h"))
        ends = (
            f"{label}: {sizes[0]:.2g} in layer 1, {sizes[-1]:.2g} in layer {len(sizes)}"
            for label, sizes in runs.items()
        )
        told.append(f"{title}: {'; '.join(ends)}")
    return Picture(*drawn, alt=f"Size of the signal in each layer. {'. '.join(told)}.")


def train_and_test(losses, held_out, *, label="held-out loss"):
    """The training loss and the loss on examples held out, epoch by epoch; the lowest of the latter is marked."""
    losses, held_out = as_array("losses", losses), as_array("held_out", held_out)
    k = int(held_out.argmin())

    def draw(axes):
        epochs = np.arange(1, len(losses) + 1)
        axes.plot(epochs, losses, "-", color=COLOR["loss"], linewidth=1.5, label="training loss")
        axes.plot(epochs, held_out, "--", color=COLOR["muted"], linewidth=1.5, label=label)
        axes.axvline(k + 1, color=COLOR["muted"], linewidth=1, linestyle=":")
        axes.plot(k + 1, held_out[k], "D", color=COLOR["parameter"], label=f"lowest, in epoch {k + 1}")
        axes.set_ylim(bottom=0)
        legend_above(axes)

    alt = f"Training loss from {losses[0]:.2g} to {losses[-1]:.2g}; {label} from {held_out[0]:.2g} down to "
    alt += f"{held_out[k]:.2g} in epoch {k + 1}, then {held_out[-1]:.2g} in epoch {len(held_out)}."
    return Picture(panel(draw, **ONE, xlabel="epoch", ylabel="loss"), alt=alt)
