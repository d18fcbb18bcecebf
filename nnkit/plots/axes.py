"""What the axes of several pictures share: logarithmic ones with few and short numbers, and a legend out of the way."""

import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
ONE = {"width": 4.6, "height": 3.1}  # inches of a panel of its own: on a phone its letters are still readable
ONE_ROW = 44  # letters that fit above it, with 7 for each mark and its gap
PLAIN = (1e-4, 1e4)  # within these limits 0.01 is easier to read than 10⁻²


def short_powers(axis):
    """Label a logarithmic `axis` at powers of ten, as 0.01 or 10⁻⁶, and at 3 times a power where it spans few."""
    low, high = axis.get_view_interval()
    plain, few = PLAIN[0] < low and high < PLAIN[1], np.log10(high / low) < 2.5
    axis.set_major_locator(LogLocator(subs=(1, 3) if plain and few else (1,), numticks=9))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}" if plain else power_of_ten(value)))
    axis.set_minor_formatter(NullFormatter())


def power_of_ten(value):
    """A power of ten as text, 10⁻⁶ or 1: one run of letters, which a page may set in its own font."""
    power = f"{np.log10(value):z.0f}"
    return "1" if power == "0" else "10" + power.translate(SUPERSCRIPTS)


def legend_above(axes):
    """Put the legend above the axes, where no curve and no line of the grid runs through it."""
    labels = axes.get_legend_handles_labels()[1]
    columns = len(labels) if sum(len(label) + 7 for label in labels) <= ONE_ROW else 2
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=columns, columnspacing=1.2, borderpad=0.2)
