"""The pictures of the plane: what they show is what the networks say, and they leave the networks as they are."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit import Dense, Network, accuracy, identity, mlp, plots, relu, sigmoid, step, tanh
from nnkit.datasets import blobs, spirals, xor
from nnkit.evaluation import threshold
from nnkit.plots import regions

CORNERS = xor(4, noise=0)
BY_HAND = Network(Dense([[1, 1], [-1, -1]], [1, 1], step), Dense([[1, 1]], [-1.5], step))


def shown(picture):
    html = picture._repr_mimebundle_()["text/html"]
    ElementTree.fromstring(html)
    return html


def test_points_are_two_shapes_in_two_colors_and_counted():
    x, y = blobs(30, rng=0)
    picture = plots.points(x, y)
    assert picture.alt == "15 points of class 0 and 15 of class 1."
    assert {"var(--nn-class0", "var(--nn-class1"} <= set(re.findall(r"fill: (var\(--nn-class\d)", shown(picture)))
    marks = [p.get_path() for p in picture.panels[0].axes[0].patches]
    assert [np.sum(path.codes == path.CLOSEPOLY) for path in marks] == [15, 15]
    assert len(marks[0].vertices) > len(marks[1].vertices)  # eight corners against three


def test_targets_of_shape_n_will_do():
    x, y = CORNERS
    assert plots.points(x, y.ravel()).alt == plots.points(x, y).alt


def test_a_boundary_is_where_the_weighted_sum_is_zero():
    x, y = CORNERS
    w, b = np.array([2.0, -1.0]), 0.5
    (line,) = plots.boundaries(x, y, {"one": (w, b)}, normals=False).panels[0].axes[0].lines[:1]
    assert np.allclose(np.column_stack(line.get_data()) @ w + b, 0)


def test_a_boundary_says_how_many_points_it_gets_right():
    # x₁ + x₂ + 1 > 0 at three corners, wrong only at (1, 1), which is class 0.
    layer = Dense([[1, 1]], [1], step)
    assert "OR: 3 of 4 points" in plots.boundaries(*CORNERS, {"OR": layer}).alt


@pytest.mark.parametrize("line", [([0, 0], 1), ([1], 1), ([1, 2], [1, 2])])
def test_a_line_that_is_none_is_refused(line):
    with pytest.raises(ValueError, match="lines: expected two weights"):
        plots.boundaries(*CORNERS, {"no line": line})


def test_a_decision_map_knows_what_the_net_gets_right():
    alt = plots.decision_map(BY_HAND, *CORNERS, title="by hand").alt
    assert alt.startswith("by hand: 4 of 4 points in the region of their class")
    # Class 1 lies between the lines x₁ + x₂ = ±1, within ±1.25: the corners cut off are triangles of legs 1.5.
    assert f"class 1 has {1 - 1.5**2 / 2.5**2:.0%}" in alt


@pytest.mark.parametrize("f_out", ["sigmoid", "tanh", "identity", "step"])
def test_the_border_is_the_one_of_accuracy(f_out):
    x, _ = blobs(20, rng=1)
    net = mlp(2, 3, 1, f_out=f_out, rng=4)
    y_hat = net.forward(x)
    y = (y_hat > (0.5 if f_out in ("sigmoid", "step") else 0)).astype(float)
    assert "20 of 20" in plots.decision_map(net, x, y).alt


@pytest.mark.parametrize("picture", [plots.decision_map, plots.hidden_space, plots.unit_maps])
def test_drawing_leaves_the_net_as_it_was(picture):
    x, y = xor(20, rng=0)
    net = mlp(2, 2, 1, f_out=sigmoid, rng=0)
    net.forward(x)
    kept = [layer.a for layer in net.layers]
    picture(net, x, y)
    assert all(layer.a is a for layer, a in zip(net.layers, kept, strict=True))


def test_one_layer_is_a_network_too():
    layer = Dense([[1, 1]], [1], step)
    assert plots.decision_map(layer, *CORNERS).alt == plots.decision_map(Network(layer), *CORNERS).alt


def test_several_outputs_are_refused():
    with pytest.raises(ValueError, match="net: expected one output, got 3"):
        plots.decision_map(mlp(2, 3, rng=0), *CORNERS)


def test_points_that_fall_together_in_hidden_space_are_counted():
    picture = plots.hidden_space(BY_HAND, *CORNERS)
    assert (
        picture.alt
        == "4 points at 3 places of the space of the first two units of layer 1; 4 in the region of their class."
    )
    assert "×2" in shown(picture)


def test_the_mesh_goes_where_the_layer_sends_it():
    fold = Network(Dense([[1, -1], [-1, 1]], [0, 0], relu), Dense([[1, 1]], [-1]))
    axes = plots.hidden_space(fold, *CORNERS, mesh=True).panels[0].axes[0]
    lines = [np.column_stack(line.get_data()) for line in axes.lines if len(line.get_data()[0])]
    assert len(lines) == 18
    assert all((line.min(axis=1) == 0).all() for line in lines)  # folded onto the two half axes


def test_a_hidden_space_needs_two_units():
    with pytest.raises(ValueError, match="at least two units in layer 1, got 1"):
        plots.hidden_space(mlp(2, 1, 1, rng=0), *CORNERS)


def test_there_is_a_map_for_each_unit():
    x, y = xor(20, rng=0)
    picture = plots.unit_maps(mlp(2, 3, 5, 1, rng=0), x, y, layer=2)
    assert len(picture.panels) == 5
    assert "h5 from" in picture.alt


def test_mistakes_are_told_pass_by_pass():
    picture = plots.mistakes({"AND": [2, 1, 0], "XOR": [2, 4]})
    assert "AND: 2 in the first pass, 0 in pass 3; XOR: 2 in the first pass, 4 in pass 2" in picture.alt
    shown(picture)


def test_a_title_is_read_out_first():
    for picture in (plots.points, lambda *data, **options: plots.decision_map(BY_HAND, *data, **options)):
        assert picture(*CORNERS, title="corners").alt == "corners: " + picture(*CORNERS).alt


def test_a_line_without_a_label_stays_out_of_the_legend():
    picture = plots.boundaries(*CORNERS, {"": ([1, 1], 1)})
    assert picture.alt == "Straight boundaries: 3 of 4 points on the right side."
    assert [text.get_text() for text in picture.panels[0].axes[0].get_legend().get_texts()] == ["class 0", "class 1"]


def test_side_by_side_keeps_panels_and_texts():
    left, right = plots.points(*CORNERS), plots.decision_map(BY_HAND, *CORNERS)
    both = plots.side_by_side(left, right)
    assert both.panels == (*left.panels, *right.panels)
    assert both.alt == f"{left.alt} {right.alt}"


def test_side_by_side_axes_are_of_one_size_at_one_height():
    x, y = CORNERS
    wide_numbers = plots.points(1000 * x, y, title="far away")
    pictures = plots.side_by_side(plots.points(x, y, title="near", view=2), wide_numbers)
    for panel in pictures.panels:
        panel.draw_without_rendering()
    boxes = [panel.axes[0].get_position().bounds for panel in pictures.panels]
    assert boxes[0] == pytest.approx(boxes[1])
    numbers = [label.get_window_extent().x0 for label in pictures.panels[1].axes[0].get_yticklabels()]
    assert min(numbers) > 0  # the numbers are still within the picture


def test_an_arrow_of_weights_lies_over_the_points():
    axes = plots.boundaries(*CORNERS, {"": ([1, 1], 0)}).panels[0].axes[0]
    assert axes.texts[0].get_zorder() > max(patch.get_zorder() for patch in axes.patches)


def test_negative_numbers_in_labels_have_a_minus_and_words_keep_their_hyphen():
    legend = plots.boundaries(*CORNERS, {"one-way, b = -1": ([1, 1], -1)}).panels[0].axes[0].get_legend()
    assert legend.get_texts()[0].get_text() == "one-way, b = −1"


def test_the_view_can_be_chosen():
    axes = plots.points(*CORNERS, view=3).panels[0].axes[0]
    assert (*axes.get_xlim(), *axes.get_ylim()) == (-3, 3, -3, 3)
    axes = plots.points(*CORNERS, view=(0, 2, -1, 1)).panels[0].axes[0]
    assert (*axes.get_xlim(), *axes.get_ylim()) == (0, 2, -1, 1)


@pytest.mark.parametrize("y", [[0, 1, 2, 0], [0, 1, 1], [[0, 1], [1, 0], [0, 1], [1, 0]]])
def test_classes_that_do_not_fit_are_refused(y):
    with pytest.raises(ValueError, match="y: expected 4 classes of 0 and 1"):
        plots.points(CORNERS[0], y)


def test_pictures_stay_small():
    x, y = spirals(200, rng=0)
    assert len(shown(plots.decision_map(mlp(2, 16, 16, 1, f_out=sigmoid, rng=1), x, y))) < 60_000
    assert len(shown(plots.decision_map(BY_HAND, *CORNERS))) < 20_000


def test_a_simplified_curve_stays_within_the_tolerance():
    t = np.linspace(0, 2 * np.pi, 400)
    circle = np.column_stack([np.cos(t), np.sin(t)])
    few = regions.simplified(circle, 0.01)
    assert 10 < len(few) < 40
    # A chord's middle is where it is furthest from the circle.
    assert np.abs(np.hypot(*((few[1:] + few[:-1]) / 2).T) - 1).max() < 0.0101


@pytest.mark.parametrize("draw", [plots.unit_maps, plots.hidden_space])
@pytest.mark.parametrize(
    ("layer", "error", "message"),
    [
        (9, ValueError, "layer: expected 1 to 2, the number of layers; got 9"),
        (-1, ValueError, "layer: expected at least 1, got -1"),
        (1.0, TypeError, "layer: expected a whole number, got float 1.0"),
    ],
)
def test_a_layer_that_the_net_does_not_have_is_refused(draw, layer, error, message):
    with pytest.raises(error, match=message):
        draw(BY_HAND, *CORNERS, layer=layer)


@pytest.mark.parametrize("f", [identity, tanh, relu, sigmoid, step], ids=lambda f: f.name)
def test_the_border_of_a_map_is_that_of_accuracy(f):
    net, x = Network(Dense([[1.0, 0.0]], [-0.3], f)), np.array([[-1.0, 0], [0.29, 0], [0.31, 0], [2.0, 0]])
    says = net.forward(x)[:, 0] > threshold(net)
    assert says.tolist() == [False, False, True, True]
    np.testing.assert_array_equal(regions.confidence(net, x) > 0.5, says)
    assert accuracy(net, x, says[:, None].astype(float)) == 1
