"""The pictures of chapter 2: what they draw, what they say, and that the page stays small."""

import numpy as np
import pytest

from nnkit import Dense, plots
from nnkit.datasets import SHAPE_NAMES, shapes

SIZE = 3072


def image_of(picture, k=0):
    return picture.panels[k].axes[0].images[0].get_array()


def test_an_image_is_drawn_number_by_number_and_clipped():
    x = np.zeros((1, SIZE))
    x[0, :3] = 1, 0.5, -3  # the first pixel's red, green and blue
    drawn = image_of(plots.image_pictures(x, ["dot"]))
    assert drawn.shape == (32, 32, 3)
    assert drawn[0, 0].tolist() == [255, 128, 0]
    assert not drawn[1:].any()


def test_images_may_have_no_titles_and_must_have_3072_numbers():
    assert plots.image_pictures(np.zeros((2, SIZE))).alt == "2 images of 32 by 32 pixels."
    with pytest.raises(ValueError, match="x: "):
        plots.image_pictures(np.zeros((1, 100)))


def test_a_template_adds_the_three_colors_of_a_pixel():
    W = np.zeros((1, SIZE))
    W[0, :6] = 1, 1, 2, 0, 0, -2  # 4 in the first pixel, −2 in the second
    drawn = image_of(plots.templates(W, ["corner"]))
    assert drawn[0, :3, 3].tolist() == [255, 128, 0]
    assert drawn[0, 0, 2] > drawn[0, 0, 0]  # blue
    assert drawn[0, 1, 0] > drawn[0, 1, 2]  # orange


def test_the_alt_text_of_a_template_compares_the_middle_with_the_rest():
    w = -np.ones((32, 32, 3))
    w[8:24, 8:24] = 1
    picture = plots.templates([w.ravel(), 0 * w.ravel()], ["blob", "nothing"])
    assert "blob: on average positive in the middle, negative around it" in picture.alt
    assert "nothing: on average zero in the middle, zero around it" in picture.alt


def test_scores_are_bars_with_their_numbers_and_the_right_class_is_marked():
    picture = plots.score_bars({"net": [[1.5, -2.0]]}, ["disk", "ring"], right=1)
    axes = picture.panels[0].axes[0]
    assert [bar.get_width() for bar in axes.patches] == [1.5, -2.0]
    assert [text.get_text() for text in axes.texts] == ["1.5", "−2.0"]
    assert [tick.get_text() for tick in axes.get_yticklabels()] == ["disk", "► ring"]
    assert "net: highest disk, 1.5" in picture.alt
    assert "Wanted: ring" in picture.alt


def test_scores_of_two_nets_share_their_names_and_their_scale():
    (figure,) = plots.score_bars({"before": [1.0, -2.0], "after": [4.0, 0.5]}, ["disk", "ring"]).panels
    before, after = figure.axes
    assert [axes.get_title() for axes in figure.axes] == ["before", "after"]
    assert before.get_xlim() == after.get_xlim()
    assert before.get_ylim() == after.get_ylim()
    assert [bar.get_width() for bar in after.patches] == [4.0, 0.5]
    assert not after.yaxis.get_tick_params()["labelleft"]


def test_confusions_are_counted_by_right_class_and_answer():
    picture = plots.confusions([0, 0, 0, 1], [0, 1, 1, 1], ["a", "b"])
    cells = {text.get_position(): text.get_text() for text in picture.panels[0].axes[0].texts}
    assert cells == {(0, 0): "1", (1, 0): "2", (1, 1): "1"}  # column is the answer, row the right class
    assert "2 of 4 answers are right" in picture.alt
    assert "a taken for b 2 times" in picture.alt


def test_a_connection_that_is_missing_is_blank_and_a_faint_one_is_not():
    picture = plots.connections({"local": [[1.0, 0.001, 0.0]]})
    assert image_of(picture)[0, :, 3].tolist() == [255, 64, 0]
    assert "local: 2 of 3 weights are not 0" in picture.alt


def test_a_fitted_line_is_a_pair_or_a_layer():
    x, y = [[0.0], [2.0]], [[1.0], [7.0]]
    for line in ((3, 1), Dense([[3.0]], [1.0])):
        picture = plots.fitted_lines(x, y, {"fit": line})
        assert picture.panels[0].axes[0].lines[0].get_ydata().tolist() == [1, 7]
        assert "fit, 0.00 away on average" in picture.alt
    with pytest.raises(ValueError, match="one weight and one bias"):
        plots.fitted_lines(x, y, {"fit": Dense([[3.0, 1.0]], [1.0])})


@pytest.mark.parametrize(
    "picture",
    [
        plots.image_pictures(shapes(10, rng=0)[0], SHAPE_NAMES),
        plots.templates(np.random.default_rng(0).normal(size=(10, SIZE)), SHAPE_NAMES),
        plots.confusions(np.arange(1000) % 10, np.arange(1000) * 7 % 10, SHAPE_NAMES),
    ],
    ids=["images", "templates", "confusions"],
)
def test_a_picture_is_small(picture):
    assert len(picture._repr_mimebundle_()["text/html"]) < 60_000


def test_many_small_panels_stand_in_rows_of_equal_length():
    ten = plots.templates(np.eye(10, SIZE), SHAPE_NAMES)._repr_mimebundle_()["text/html"]
    first, second = ten.split("flex-basis:100%")
    assert first.count("<svg") == second.count("<svg") == 5
    assert "flex:1 1" not in ten
    two = plots.templates(np.eye(2, SIZE), SHAPE_NAMES[:2])._repr_mimebundle_()["text/html"]
    assert "flex-basis" not in two


def test_every_one_of_six_fitted_lines_is_drawn():
    lines = {f"line {k}": ([1.0 * k], [0.0]) for k in range(6)}
    (axes,) = plots.fitted_lines([[0.0], [1.0]], [[0.0], [1.0]], lines, residuals=False).panels[0].axes
    assert [line.get_label() for line in axes.lines] == [*lines, "data"]


@pytest.mark.parametrize(
    ("y", "predicted", "error", "message"),
    [
        ([0, 1, 1], [0], ValueError, r"predicted: expected shape \(3,\), one label for each example; got \(1,\)"),
        ([0, 1], [0, -1], ValueError, "predicted: expected labels from 0 to 1, got -1 to 0"),
        ([0, 2], [0, 1], ValueError, "y: expected labels from 0 to 1, got 0 to 2"),
        ([0, 1], [0.0, 1.0], TypeError, "predicted: expected whole-number labels, got float64"),
    ],
    ids=["too few", "negative", "too large", "floats"],
)
def test_confusions_wants_a_label_for_each_example(y, predicted, error, message):
    with pytest.raises(error, match=message):
        plots.confusions(y, predicted, ["disk", "ring"])
