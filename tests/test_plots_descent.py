"""The pictures of one weight: three panels fit into a row of text, and the marks are where the losses are lowest."""

from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit import absolute, plots, squared, zero_one
from nnkit.plots.picture import LEAST

X, Y = np.array([[10.0], [2.0], [3.5], [1.0]]), np.array([[10.1], [1.9], [3.4], [1.1]])
COLUMN, GAP = 690, 8  # pixels: the column of text on a laptop, and what the panels leave free between them


def losses():
    return plots.losses_over_w(X, Y, [absolute, squared, zero_one])


def paths():
    return plots.descent(X, Y, [0.2, 0.6], [0.2, 1.3, 0.9], [0.2, 1.0])


@pytest.mark.parametrize("picture", [losses, paths])
def test_three_panels_stand_in_one_row(picture):
    widths = [96 * panel.get_size_inches()[0] for panel in picture().panels]
    assert len(widths) == 3
    assert LEAST * sum(widths) + 2 * GAP <= COLUMN
    assert sum(widths) + 2 * GAP <= 1.05 * COLUMN  # so that they hardly shrink
    ElementTree.fromstring(picture()._repr_mimebundle_()["text/html"])


def test_the_lowest_points_are_marked():
    legends = [panel.axes[0].get_legend().get_texts()[0].get_text() for panel in losses().panels]
    assert legends == ["lowest: w = 1.010", "lowest: w = 1.005", "lowest: 4 weights"]


def test_the_bound_is_drawn_where_it_is():
    picture = plots.steps_against_eta([0.01, 0.03, 0.068], [40, 7, 2008], bound=0.0682)
    bound = picture.panels[0].axes[0].lines[1]
    assert set(bound.get_xdata()) == {0.0682}
    assert bound.get_label() == "η = 0.0682: no descent beyond"
    assert "fewest (7) at 0.03" in picture.alt


def test_every_one_of_six_lines_is_drawn():
    (axes,) = plots.lines([[1.0]], [[1.0]], *range(6), residuals=False).panels[0].axes
    assert [line.get_label() for line in axes.lines] == [f"y = {w} x" for w in range(6)]
