"""Curves of training: what a logarithmic axis is labeled with, and that no legend lies on a curve."""

from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.text import Text

from nnkit import plots
from nnkit.plots.axes import power_of_ten
from nnkit.plots.picture import LEAST

LONG = ("without shuffling", "with shuffling", "with a schedule")


def axes_of(picture):
    ElementTree.fromstring(picture._repr_mimebundle_()["text/html"])  # draws it
    return picture.panels[0].axes[0]


def labels(axis):
    low, high = axis.get_view_interval()
    ticks = zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=True)
    return [label.get_text() for at, label in ticks if low <= at <= high]


def test_less_than_a_decade_has_short_labels():
    axis = axes_of(plots.loss_curves({"loss": [0.6, 0.14]})).yaxis
    assert labels(axis) == ["0.2", "0.3", "0.4", "0.5", "0.6"]
    assert not any(label.get_text() for label in axis.get_minorticklabels())


def test_two_decades_are_labeled_at_threes_and_four_at_powers_only():
    assert labels(axes_of(plots.loss_curves({"loss": [0.6, 0.008]})).yaxis) == ["0.01", "0.03", "0.1", "0.3"]
    assert labels(axes_of(plots.loss_curves({"loss": [500, 0.07]})).yaxis) == ["0.1", "1", "10", "100"]


def test_beyond_plain_numbers_each_label_is_one_power_of_ten():
    shown = labels(axes_of(plots.loss_curves({"loss": [2e-6, 3e-8]})).yaxis)
    assert shown == ["10⁻⁷", "10⁻⁶"]
    assert [power_of_ten(value) for value in (1e12, 1.0, 0.1)] == ["10¹²", "1", "10⁻¹"]


@pytest.mark.parametrize(("names", "rows"), [(("single", "batch", "all"), 1), (LONG, 2)])
def test_the_legend_stands_above_the_curves(names, rows):
    axes = axes_of(plots.loss_curves({name: np.linspace(1, 0.1, 5) for name in names}))
    legend = axes.get_legend()
    assert legend.get_window_extent().y0 >= axes.get_window_extent().y1
    assert len({round(text.get_window_extent().y0) for text in legend.get_texts()}) == rows


SINGLE = {
    "curves": lambda: plots.loss_curves({"loss": [1, 0.1]}),
    "bound": lambda: plots.steps_against_eta([0.01, 0.03], [40, 7], bound=0.0682),
    "costs": lambda: plots.costs([10, 1000], {"nudging": [200, 2e6]}),
    "held out": lambda: plots.train_and_test([0.9, 0.5], [0.8, 0.6]),
}


@pytest.mark.parametrize("name", SINGLE)
def test_letters_are_readable_where_a_phone_shrinks_the_picture(name):
    (panel,) = SINGLE[name]().panels
    phone = 340 / (96 * panel.get_size_inches()[0])  # pixels of a phone's column of text
    sizes = [text.get_fontsize() for text in panel.findobj(Text) if text.get_text()]
    assert min(sizes) * 4 / 3 * phone >= 11


def test_two_curves_to_compare_stand_side_by_side_in_a_column_of_text():
    width = 96 * plots.loss_curves({"loss": [1, 0.1]}).panels[0].get_size_inches()[0]
    assert LEAST * 2 * width + 8 <= 735
