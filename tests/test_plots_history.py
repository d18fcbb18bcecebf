"""The pictures of chapter 1: what they say, that their labels don't collide, and that each event has its source."""

import re
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

from nnkit import plots
from nnkit.datasets import cards
from nnkit.plots import history

CHAPTERS = Path(__file__).parents[1] / "chapters"
UNITS = {(0, 0, 0, 1): (1, 1, -1.5), (0, 1, 1, 1): (1, 1, -0.5), (1, 1, 1, 1): (0, 0, 0.5)}


def texts_of(figure):
    figure.draw_without_rendering()
    return [text.get_window_extent() for text in figure.axes[0].texts]


def test_the_labels_of_the_curve_neither_collide_nor_leave_their_panel():
    for figure in plots.enthusiasm().panels:
        boxes = texts_of(figure)
        assert len(boxes) >= 8
        assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))
        assert all(box.x1 <= figure.bbox.x1 + 1 for box in boxes)


def test_the_curve_fits_a_phone_without_being_scaled_and_a_laptop_in_one_row():
    widths = [figure.get_size_inches()[0] * 96 for figure in plots.enthusiasm().panels]
    assert max(widths) <= 327  # of a phone of 375 pixels
    assert sum(widths) + 8 <= 672  # of a page beside its margin, with the gap between the panels


def test_each_event_is_shown_once():
    shown = [text.get_text() for figure in plots.enthusiasm().panels for text in figure.axes[0].texts]
    assert shown == [f"{event.year} {event.label}" for event in history.EVENTS]


def test_each_event_has_a_source_that_the_bibliography_holds_and_the_chapter_cites():
    known = re.findall(r"^@\w+\{([^,]+),", (CHAPTERS / "references.bib").read_text(encoding="utf-8"), re.MULTILINE)
    chapter = (CHAPTERS / "01_history.ipynb").read_text(encoding="utf-8")
    for event in history.EVENTS:
        assert event.key in known
        assert event.key in chapter


def test_the_curve_goes_through_its_events_and_turns_nowhere_else():
    at, height = np.array([(event.year, event.height) for event in history.EVENTS], float).T
    assert np.allclose(history._smooth(at, at, height), height)
    for (left, right), (low, high) in zip(pairwise(at), pairwise(height), strict=True):
        between = history._smooth(np.linspace(left, right, 50), at, height)
        assert np.all(np.diff(between) * np.sign(high - low) >= -1e-12)


def test_the_alt_text_of_the_curve_names_its_turning_points_and_calls_it_a_sketch():
    assert "sketch" in plots.enthusiasm().alt
    assert "peaks in 1958 and 1986, low points in 1974 and 2000" in plots.enthusiasm().alt


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ([1, 5, 9], [1, 5, 9]),  # far enough apart: nothing moves
        ([4, 4], [3, 5]),  # both move, by the same
        ([0, 0, 9], [0, 2, 9]),  # the edge pushes back
        ([9, 10, 10], [6, 8, 10]),
    ],
)
def test_labels_move_apart_as_little_as_they_must(wanted, expected):
    assert history._spread(wanted, 2, 0, 10).tolist() == expected


def test_a_card_is_drawn_hole_by_hole():
    card = np.zeros((20, 20))
    card[3, 4:7] = card[19, 19] = 1  # three holes in one piece, and one in the last corner
    axes = plots.card_pictures(card.reshape(1, 400)).panels[0].axes[0]
    corners = axes.patches[0].get_path().vertices
    assert len(corners) == 2 * 5
    assert corners.min(axis=0).tolist() == [4, 3]
    assert corners.max(axis=0).tolist() == [20, 20]


def test_an_empty_card_is_a_picture_too():
    assert not plots.card_pictures(np.zeros((1, 400))).panels[0].axes[0].patches


def test_weights_are_told_half_by_half():
    w = np.tile([-2.0] * 10 + [1.0] * 5 + [0.0] * 5, 20)
    picture = plots.weight_pictures({"trained": w})
    assert "left half 0% positive, 100% negative, right half 50% positive, 0% negative" in picture.alt
    image = picture.panels[0].axes[0].images[0].get_array()
    assert image[0, 0, 3] == 1  # the largest weight has the full color, half of it half, and 0 has none
    assert image[0, 10, 3] == 0.5
    assert image[0, 15, 3] == 0


def test_mistakes_are_added_up():
    picture = plots.mistakes_so_far({"calm": [True, False, False], "wild": [True, True, True]})
    calm, wild = picture.panels[0].axes[0].lines
    assert calm.get_ydata().tolist() == [1, 1, 1]
    assert wild.get_ydata().tolist() == [1, 2, 3]
    legend = [text.get_text() for text in picture.panels[0].axes[0].get_legend().get_texts()]
    assert legend == ["wild", "calm"]  # as the curves end, from top to bottom


def test_a_function_without_a_unit_gets_words_instead_of_a_line():
    picture = plots.truth_tables(UNITS)
    told = dict(zip(history.FUNCTIONS.values(), picture.panels, strict=True))
    assert [text.get_text() for text in told["XOR"].axes[0].texts] == ["no line"]
    assert not told["AND"].axes[0].texts
    assert "XOR" in picture.alt


def test_the_line_of_a_unit_parts_its_answers():
    for answers, (w1, w2, b) in UNITS.items():
        points = [(0, 0), (0, 1), (1, 0), (1, 1)]
        assert tuple(int(w1 * p + w2 * q + b > 0) for p, q in points) == answers
    line = plots.truth_tables(UNITS).panels[1].axes[0].lines[0]
    assert np.allclose(line.get_xdata() + line.get_ydata(), 1.5)  # AND: x₁ + x₂ = 1.5


def test_bars_carry_their_numbers_even_where_there_is_nothing_to_draw():
    picture = plots.layer_bars({"parameters": {"C1": 156, "out": 0}, "connections": {"C1": 9, "out": 5}}, log=True)
    assert "parameters: C1 156, out 0; connections: C1 9, out 5" in picture.alt
    assert sorted(text.get_text() for text in picture.panels[0].axes[0].texts) == ["0", "156", "5", "9"]


def test_a_receptive_field_lies_within_the_picture():
    for figure in plots.receptive_fields({"C1": 5, "C5": 32}).panels:
        box = figure.axes[0].patches[0].get_bbox()
        assert box.x0 >= 0
        assert box.x1 <= 32


@pytest.mark.parametrize(
    "picture",
    [
        plots.enthusiasm(),
        plots.truth_tables(UNITS),
        plots.card_pictures(cards(6, rng=0)[0]),
        plots.weight_pictures({str(k): np.random.default_rng(k).normal(size=400) for k in range(4)}),
        plots.mistakes_so_far({str(k): np.arange(1000) % 3 < k for k in range(5)}),
    ],
    ids=["enthusiasm", "truth tables", "cards", "weights", "mistakes"],
)
def test_a_picture_is_small(picture):
    assert len(picture._repr_mimebundle_()["text/html"]) < 60_000


def test_every_one_of_three_series_has_its_bars_in_a_color_of_its_own():
    series = {name: {"layer 1": 10 * k, "layer 2": 20 * k} for k, name in enumerate("abc", 1)}
    (axes,) = plots.layer_bars(series).panels[0].axes
    assert [bar.get_width() for bar in axes.patches] == [10, 20, 20, 40, 30, 60]
    assert len({bar.get_facecolor() for bar in axes.patches}) == 3
