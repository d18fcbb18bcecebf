"""Pictures of training: a loss against time, and logarithmic axes with few and short numbers."""

import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from nnkit.checks import as_array
from nnkit.plots.picture import LINE_STYLES, Picture, panel

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
ONE = {"width": 4.6, "height": 3.1}  # inches of a panel of its own: on a phone its letters are still readable
ONE_ROW = 44  # letters that fit above it, with 7 for each mark and its gap
PLAIN = (1e-4, 1e4)  # within these limits 0.01 is easier to read than 10⁻²


def loss_curves(curves, *, xlabel="epoch", log=True):
    """Loss against training time for each `{label: losses}`; `log` makes the loss axis logarithmic."""
    curves = {label: as_array(label, losses) for label, losses in curves.items()}

    def draw(axes):
        for (label, losses), style in zip(curves.items(), LINE_STYLES * 3, strict=False):
            axes.plot(np.arange(len(losses)), losses, style, label=label)
        if log:
            axes.set_yscale("log")
            short_powers(axes.yaxis)
        legend_above(axes)

    told = "; ".join(f"{label}: from {v[0]:.3g} to {v[-1]:.3g}" for label, v in curves.items())
    return Picture(panel(draw, **ONE, xlabel=xlabel, ylabel="loss"), alt=f"Loss against {xlabel}. {told}.")


def short_powers(axis):
    """Label a logarithmic `axis` at powers of ten, as 0.01 or 10⁻⁶, and at 3 times a power where it spans few."""
    low, high = axis.get_view_interval()
    plain, few = PLAIN[0] < low and high < PLAIN[1], np.log10(high / low) < 2.5
    axis.set_major_locator(LogLocator(subs=(1, 3) if plain and few else (1,), numticks=9))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}" if plain else power_of_ten(value)))
    axis.set_minor_formatter(NullFormatter())


def power_of_ten(value):
    """A power of ten as text, 10⁻⁶: one run of letters, which a page may set in its own font."""
    return "10" + f"{np.log10(value):.0f}".translate(SUPERSCRIPTS)


def legend_above(axes):
    """Put the legend above the axes, where no curve and no line of the grid runs through it."""
    labels = axes.get_legend_handles_labels()[1]
    columns = len(labels) if sum(len(label) + 7 for label in labels) <= ONE_ROW else 2
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=columns, columnspacing=1.2, borderpad=0.2)
