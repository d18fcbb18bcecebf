"""The pictures of the backward pass: every number in them is one that a pencil or a nudge finds, too."""

from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.text import Annotation

from nnkit import Dense, Network, chain, identity, mlp, numerical_gradients, plots, sigmoid

X, Y = [[2.0]], [[1.0]]
NUMBERS = {"w": (0.5, -4.0, -4.5), "b": -0.8, "f": (sigmoid,) * 3}


def shown(picture):
    html = picture._repr_mimebundle_()["text/html"]
    ElementTree.fromstring(html)
    assert len(html) < 60_000
    return html


def texts(picture):
    return [text.get_text() for text in picture.panels[0].axes[0].texts]


def test_a_linear_chain_shows_what_a_pencil_finds():
    # a₁ = 3·2 + 1 = 7, a₂ = −2·7 = −14, loss ½(−14 − 1)² = 112.5; backward −15, then ·(−2) = 30, and ·x = 60.
    net = chain(w=(3, -2), b=1, f=(identity, identity))
    picture = plots.chain_graph(net, X, Y)
    assert "a₁ = 7, f₁ = 7, a₂ = −14, f₂ = −14, L = 112.5" in picture.alt
    assert picture.alt.endswith("the slope of the loss: −105 for w₂, 60 for w₁, 30 for b.")
    assert {"∂L/∂a₂ = −15", "∂L/∂a₁ = 30", "× w₂ = −2", "× f₁′ = 1", "ŷ = f₂ = −14"} <= set(texts(picture))
    shown(picture)


def test_before_the_backward_pass_no_slope_is_shown():
    picture = plots.chain_graph(chain(**NUMBERS), X, Y, backward=False)
    assert not any("∂" in text for text in texts(picture))
    assert picture.alt.endswith("Nothing is known backward yet.")
    assert any("∂" in text for text in texts(plots.chain_graph(chain(**NUMBERS), X, Y)))


def test_the_slopes_shown_are_those_of_nudges():
    net = chain(**NUMBERS)
    slopes = numerical_gradients(net, np.array(X), np.array(Y))
    shown_slopes = texts(plots.chain_graph(net, X, Y))
    for name, key in {"w₁": "W1", "w₂": "W2", "w₃": "W3", "b": "b1"}.items():
        slope = f"{slopes[key].item():.4f}".replace("-", "−")
        assert f"∂L/∂{name} = {slope}" in shown_slopes


def test_the_network_stays_as_it_was():
    net = chain(**NUMBERS)
    net.forward(np.array([[5.0]]))
    a = net.layers[0].a
    for draw in (plots.chain_graph, plots.shared_factors, plots.demon):
        draw(net, X, Y)
    assert net.layers[0].a is a
    assert net.layers[0].dW is None


def test_shared_factors_fills_what_an_earlier_column_has():
    picture = plots.shared_factors(chain(**NUMBERS), X, Y)
    filled = [patch for patch in picture.panels[0].axes[0].patches if patch.get_alpha()]
    # Shared factors: 2, 4, 6, 6; in each column those of the one before are filled: 0 + 2 + 4 + 6.
    assert len(filled) == 12
    assert "12 of these 22 factors" in picture.alt
    shown(picture)


def test_each_column_multiplies_to_the_slope_below_it():
    cells = texts(plots.shared_factors(chain(**NUMBERS), X, Y))
    start = cells.index("∂L/∂w₂")
    column = [cell.replace("−", "-").split("= ")[-1] for cell in cells[start + 1 : start + 7]]
    *factors, slope = map(float, column)
    assert np.prod(factors) == pytest.approx(slope, abs=1e-4)


def test_the_demons_tangents_have_the_slopes_of_the_curves():
    picture = plots.demon(chain(**NUMBERS), X, Y, reach=0.02)
    lines = [line for line in picture.panels[0].axes[0].lines if len(line.get_xdata()) > 1]
    for curve, tangent in zip(lines[::2], lines[1::2], strict=True):
        (x0, x1), (y0, y1) = tangent.get_xdata(), tangent.get_ydata()
        nudges, losses = curve.get_data()
        assert np.gradient(losses, nudges)[60] == pytest.approx((y1 - y0) / (x1 - x0), abs=1e-4)
    assert "−0.0581 for a₁, 0.0587 for a₂, −0.1452 for a₃" in picture.alt
    shown(picture)


@pytest.mark.parametrize("draw", [plots.chain_graph, plots.shared_factors, plots.demon])
def test_what_is_no_chain_is_refused(draw):
    for net, x, y in [(mlp(1, 2, 1, rng=0), X, Y), (Network(Dense([[1.0]])), [[1.0], [2.0]], [[1.0], [2.0]])]:
        with pytest.raises(ValueError, match="net: expected a chain, one unit a layer"):
            draw(net, x, y)


def test_an_outer_product_is_one_cell_for_each_weight():
    picture = plots.outer_product([0.3, -0.2], [1.0, 0.5, -2.0])
    assert "Its rows: 0.3, 0.15, −0.6; −0.2, −0.1, 0.4." in picture.alt
    colors = {patch.get_edgecolor() for patch in picture.panels[0].axes[0].patches}
    assert len({color for color in colors if color[3]}) == 4  # da, x, and the two signs of a cell
    shown(picture)


def test_an_outer_product_of_zeros_is_drawn():
    assert "Its rows: 0, 0." in plots.outer_product([0.0], [1.0, 2.0]).alt


def test_errors_against_h_names_the_best_nudge_and_draws_an_error_of_zero():
    picture = plots.errors_against_h([1e-3, 1e-5, 1e-7], {"central": [1e-6, 1e-10, 1e-8], "exact": [0, 0, 0]})
    assert "central: smallest, 1e-10, at h = 1e-05" in picture.alt
    shown(picture)


def test_costs_tell_where_each_way_ends():
    picture = plots.costs([10, 1000], {"nudging": [200, 2e6], "backpropagation": [30, 3000]})
    assert picture.alt == (
        "multiplications against parameters n, from 10 to 1000. "
        "nudging: from 200 to 2e+06; backpropagation: from 30 to 3e+03."
    )
    assert [line.get_label() for line in picture.panels[0].axes[0].lines] == ["nudging", "backpropagation"]


@pytest.mark.parametrize("backward", [False, True])
def test_an_arrow_from_the_side_begins_and_ends_at_a_box(backward):
    picture = plots.chain_graph(chain(**NUMBERS), X, Y, backward=backward)
    picture.panels[0].draw_without_rendering()
    axes = picture.panels[0].axes[0]
    boxes = [text.get_bbox_patch().get_window_extent() for text in axes.texts if text.get_bbox_patch()]
    arrows = [text.arrow_patch for text in axes.texts if isinstance(text, Annotation)]
    joins = [arrow for arrow in arrows if arrow.patchA]
    assert len(joins) == 5  # from w₁, b, w₂, w₃ and y
    for arrow in joins:
        start, _, end, *_ = arrow.get_transform().transform(arrow.get_path().vertices)  # a curve with one control point
        for point in (start, end):
            assert min(_distance(box, point) for box in boxes) < 5


def test_the_loss_of_the_chain_gives_the_first_factor_its_formula():
    assert "−(y − ŷ)" in texts(plots.chain_graph(chain(**NUMBERS), X, Y))
    assert "−(y − ŷ)" not in texts(plots.chain_graph(chain(**NUMBERS), X, Y, loss="absolute"))


def _distance(box, point):
    """How far a point is from a box's edge, in pixels."""
    (x, y), inside = point, box.contains(*point)
    if inside:
        return min(x - box.x0, box.x1 - x, y - box.y0, box.y1 - y)
    return np.hypot(max(box.x0 - x, 0, x - box.x1), max(box.y0 - y, 0, y - box.y1))
