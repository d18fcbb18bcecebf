"""Pictures of training: a loss against time."""

import numpy as np

from nnkit.checks import as_array
from nnkit.plots.axes import ONE, legend_above, short_powers
from nnkit.plots.picture import LINE_STYLES, Picture, panel


def loss_curves(curves, *, xlabel="epoch", log=True, width=ONE["width"]):
    """Loss against training time for each `{label: losses}`; `log` makes the loss axis logarithmic.

    `width` is in inches; two of 3.4 fit side by side.
    """
    curves = {label: as_array(label, losses) for label, losses in curves.items()}

    def draw(axes):
        for (label, losses), style in zip(curves.items(), LINE_STYLES * 3, strict=False):
            axes.plot(np.arange(len(losses)), losses, style, label=label)
        if log:
            axes.set_yscale("log")
            short_powers(axes.yaxis)
        legend_above(axes)

    told = "; ".join(f"{label}: from {v[0]:.3g} to {v[-1]:.3g}" for label, v in curves.items())
    return Picture(
        panel(draw, **ONE | {"width": width}, xlabel=xlabel, ylabel="loss"), alt=f"Loss against {xlabel}. {told}."
    )
