"""The pictures of activation functions: what they draw and say is what the functions do."""

import math
from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit import Dense, leaky_relu, plots, relu, sigmoid, step, tanh


def shown(picture):
    html = picture._repr_mimebundle_()["text/html"]
    ElementTree.fromstring(html)
    assert len(html) < 60_000
    return html


def axes_of(picture):
    return [panel.axes[0] for panel in picture.panels]


def curves(axes):
    """The drawn lines as (x, y), dots left out."""
    return [line.get_data() for line in axes.lines if len(line.get_xdata()) > 1]


def dots(axes):
    """The single dots, as {height: whether it is filled}."""
    singles = [line for line in axes.lines if len(line.get_xdata()) == 1]
    return {line.get_ydata()[0]: line.get_markerfacecolor() == line.get_color() for line in singles}


def test_each_pixel_shows_the_value_of_the_linear_part_and_the_class_of_its_sign():
    # At (2, 2): 2 + 2·2 − 1 = 5; at (−2, −2): −7; x₁ + 2x₂ = 1 on five of the 81 centers, x₁ = −2, −1, 0, 1, 2.
    picture = plots.threshold_pixels(Dense([[1, 2]], [-1], step))
    numbers = [text.get_text() for text in axes_of(picture)[0].texts]
    assert (len(numbers), numbers[0], numbers[-1]) == (81, "−7.0", "5.0")
    assert numbers.count("0.0") == 5
    assert [text.get_text() for text in axes_of(picture)[1].texts] == ["f(a) = 0", "f(a) = 1"]
    assert "29 pixels are class 1 and 52 class 0, 5 of them exactly on the boundary" in picture.alt
    shown(picture)


def test_a_layer_with_other_sizes_is_refused():
    with pytest.raises(ValueError, match=r"layer: expected two inputs and one output.*got \(2, 2\)"):
        plots.threshold_pixels(Dense(np.eye(2)))


@pytest.mark.parametrize("f", [step, sigmoid, tanh, relu, leaky_relu(0.02)], ids=lambda f: f.name)
def test_the_function_and_its_derivative_are_drawn_as_they_are(f):
    picture = plots.activation(f)
    for axes, g in zip(axes_of(picture), (f, f.derivative), strict=True):
        for x, y in curves(axes):
            np.testing.assert_array_equal(y, g(np.asarray(x)))
    shown(picture)


def test_a_jump_stays_a_jump_and_the_filled_dot_is_the_value_that_nnkit_takes():
    value, slope = axes_of(plots.activation(relu))
    assert dots(value) == {}
    assert dots(slope) == {0.0: True, 1.0: False}
    value, no_slope = axes_of(plots.activation(step))
    assert dots(value) == {0.0: True, 1.0: False}
    assert dots(no_slope) == {0.0: False}  # a gap in the line
    assert all(np.all(x < 0) or np.all(x > 0) for x, _ in map(np.array, curves(slope)))


def test_the_ground_is_tinted_where_a_unit_does_not_learn():
    told = {f.name: plots.activation(f).alt for f in (step, sigmoid, relu, leaky_relu(0.02))}
    assert "exactly 0 on 100%" in told["step"]
    assert "exactly 0 on 0% of it and below 0.01 on 24%" in told["sigmoid"]
    assert "exactly 0 on 50%" in told["relu"]
    assert "exactly 0 on 0% of it and below 0.01 on 0%" in told["leaky_relu"]


def test_where_there_is_no_slope_there_is_no_line():
    (axes,) = axes_of(plots.activation_slopes(relu))
    drawn = [np.array(curve) for curve in curves(axes) if len(curve[0])]
    assert len(drawn) == 1
    assert (drawn[0][0] > 0).all()
    assert (drawn[0][1] == 1).all()


def test_the_slopes_told_are_those_of_the_functions():
    # σ′(10) = e⁻¹⁰/(1 + e⁻¹⁰)² = 4.5e-05, tanh′(10) ≈ 4e⁻²⁰ = 8.2e-09.
    alt = plots.activation_slopes(sigmoid, tanh).alt
    assert "sigmoid 4.5e-05 and 4.5e-05; tanh 8.2e-09 and 8.2e-09" in alt


def test_panels_of_gradient_sizes_share_their_axis():
    picture = plots.gradient_sizes({"small": {"tanh": [1e-5, 1e-4]}, "large": {"tanh": [1.0, 2e3]}})
    small, large = axes_of(picture)
    assert small.get_ylim() == large.get_ylim() == pytest.approx((1e-5, 1e4))
    assert picture.alt.endswith(
        "small: tanh 1e-05 in the first, 1e-04 in the last; large: tanh 1e+00 in the first, 2e+03 in the last."
    )
    shown(picture)


def test_a_race_has_a_dot_for_each_run_and_a_bar_at_the_median():
    picture = plots.race({"moons": {"tanh": [4, 2, 2], "relu": [1, 3, 2]}})
    tanh_dots, tanh_bar, relu_dots, relu_bar = axes_of(picture)[0].lines
    assert sorted(tanh_dots.get_xdata()) == [2, 2, 4]
    assert len(set(tanh_dots.get_ydata()[:2])) == 2  # equal runs don't hide each other
    assert list(tanh_bar.get_xdata()) == list(relu_bar.get_xdata()) == [2, 2]
    assert min(tanh_dots.get_ydata()) > max(tanh_bar.get_ydata())  # neither hides the other
    assert min(tanh_bar.get_ydata()) > max(relu_dots.get_ydata())
    assert sorted(relu_dots.get_xdata()) == [1, 2, 3]
    assert picture.alt == "Epochs until the goal. moons: tanh median 2 (2 to 4), ReLU median 2 (1 to 3)."
    shown(picture)


def test_a_run_that_never_arrives_is_told_not_drawn():
    picture = plots.race({"spirals": {"tanh": [4, math.inf, 2], "relu": [math.inf] * 3}})
    assert "tanh median 4 (2 to 4, 1 never arrived), ReLU median inf" in picture.alt
    shown(picture)


def test_a_gradient_of_size_0_is_left_out_of_the_limits():
    axes = axes_of(plots.gradient_sizes({"": {"relu": [0.0, 0.02, 3.0]}}))[0]
    assert axes.get_ylim() == pytest.approx((0.01, 10))
    with pytest.raises(ValueError, match="panels: expected at least one size above 0"):
        plots.gradient_sizes({"": {"relu": [0.0, 0.0]}})
