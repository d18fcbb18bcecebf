"""The pictures of layers on layers: the numbers that they show are the network's, and they leave it as it is."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit import Dense, Network, plots, relu
from nnkit.plots.stacking import _turns

NET = Network(Dense([[1, -2], [1, 1]], [0.5, 0], relu), Dense([[1, -1]], [0]))


def shown(picture):
    html = picture._repr_mimebundle_()["text/html"]
    ElementTree.fromstring(html)
    return html


def test_representations_are_the_numbers_of_every_layer():
    # x = (1, 0.5): a = (1 − 1 + 0.5, 1.5), h = (0.5, 1.5), ŷ = −1; x = (−1, 0): a = (−0.5, −1), h = (0, 0), ŷ = 0.
    picture = plots.representations(NET, [[1, 0.5], [-1, 0]])
    titles = [panel.axes[0].get_title() for panel in picture.panels]
    assert titles == ["x", "a⁽¹⁾", "h⁽¹⁾", "ŷ"]
    texts = [[text.get_text() for text in panel.axes[0].texts] for panel in picture.panels]
    assert texts[1] == ["0.5", "1.5", "−0.5", "−1.0"]
    assert texts[2] == ["0.5", "1.5", "0.0", "0.0"]
    assert "h⁽¹⁾, 2 wide, 2 positive, 0 negative, 2 zero" in picture.alt
    assert "var(--nn-negative" in shown(picture) or "var(--nn-class1" in shown(picture)


def test_representations_leave_the_network_as_it_is():
    NET.layers[0].x = None
    plots.representations(NET, [[1, 0.5]])
    assert NET.layers[0].x is None


def test_a_single_function_has_no_legend_and_several_have_one():
    x = np.linspace(0, 1, 11)
    one, two = plots.functions({"a": (x, x)}), plots.functions({"a": (x, x), "b": (x, x**2)})
    assert one.panels[0].axes[0].get_legend() is None
    assert [text.get_text() for text in two.panels[0].axes[0].get_legend().get_texts()] == ["a", "b"]
    shown(two)


def test_functions_tell_their_range_and_turns_and_mark_the_knots():
    x = np.linspace(0, 1, 101)
    picture = plots.functions({"tent": (x, 1 - np.abs(2 * x - 1))}, knots=[0, 0.5], inside=(0, 0.5))
    assert picture.alt == (
        "Functions of one input. tent: x from 0 to 1, y from 0.00 to 1.00, turns: 1. 2 knots are marked."
    )
    assert list(picture.panels[0].axes[0].lines[-1].get_xdata()) == [0, 0.5]


@pytest.mark.parametrize(("y", "turns"), [([0, 1, 2], 0), ([0, 1, 1, 0], 1), ([0, 1, 0, 1], 2), ([3, 3], 0)])
def test_turns_are_changes_of_direction(y, turns):
    assert _turns(np.array(y, float)) == turns


def test_rounding_is_no_turn():
    assert _turns(np.array([0, 1, 1 - 1e-15, 1, 2])) == 0


def test_runs_are_a_dot_each_and_a_bar_at_the_median():
    picture = plots.runs({"wide": [0.5, 0.7, 0.6], "deep": [0.9, 0.9, 1.0]})
    lines = picture.panels[0].axes[0].lines
    dots = [line for line in lines if line.get_marker() == "o"]
    bars = [line.get_xdata()[0] for line in lines if line.get_marker() != "o"]
    assert sum(len(line.get_xdata()) for line in dots) == 6
    assert bars == [0.6, 0.9]
    assert "wide: 0.5 to 0.7, median 0.6" in picture.alt


def test_responses_say_where_a_unit_is_active():
    h = np.zeros((3, 3))
    h[1, 2] = 0.5
    picture = plots.responses(np.full((4, 4), 0.5), {"edge": h, "silent": 0 * h}, title="disk")
    assert [panel.axes[0].get_title() for panel in picture.panels] == ["disk", "edge", "silent"]
    assert "edge: positive at 1 of 9 places, strongest in row 1, column 2" in picture.alt
    assert "silent: positive at 0 of 9 places." in picture.alt
    assert len(re.findall("<image", shown(picture))) == 3
