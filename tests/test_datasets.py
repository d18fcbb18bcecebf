"""Data sets: what the docstrings promise, read back from the numbers."""

import numpy as np
import pytest

from nnkit import Dense, Network, accuracy, mlp, perceptron_rule, relu, softmax_cross_entropy, step, train
from nnkit.datasets import (
    CARD_SHAPE,
    IMAGE_SHAPE,
    PLANE,
    SHAPE_NAMES,
    blobs,
    cards,
    circles,
    line,
    moons,
    shapes,
    spirals,
    xor,
)

ALL = {**PLANE, "line": line, "cards": cards, "shapes": shapes}
each_set = pytest.mark.parametrize("f", ALL.values(), ids=ALL)
each_plane = pytest.mark.parametrize("f", PLANE.values(), ids=PLANE)


@each_set
def test_the_same_rng_gives_the_same_data_and_another_one_other_data(f):
    (x, y), (x_same, y_same), (x_other, _) = f(20, rng=3), f(20, rng=3), f(20, rng=4)
    np.testing.assert_array_equal(x, x_same)
    np.testing.assert_array_equal(y, y_same)
    assert not np.array_equal(x, x_other)


@each_set
def test_a_generator_goes_on_from_one_call_to_the_next(f):
    rng = np.random.default_rng(3)
    first, second = f(20, rng=rng), f(20, rng=rng)
    np.testing.assert_array_equal(first[0], f(20, rng=3)[0])
    assert not np.array_equal(first[0], second[0])


@each_set
def test_the_global_random_state_is_left_alone(f):
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    f(5, rng=0)
    f(5)
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


@each_set
def test_shapes_and_types_are_those_of_the_docstring(f):
    x, y = f(7, rng=0)
    columns = {line: 1, cards: 400, shapes: 3072}.get(f, 2)
    assert (x.shape, x.dtype) == ((7, columns), np.float64)
    assert (y.shape, y.dtype) == (((7,), np.int64) if f is shapes else ((7, 1), np.float64))


@each_set
def test_one_example_can_be_drawn(f):
    x, y = f(1, rng=0)
    assert len(x) == len(y) == 1


@each_set
@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"n": 0}, ValueError, "n: expected at least 1, got 0"),
        ({"n": -1}, ValueError, "n: expected at least 1, got -1"),
        ({"n": 2.0}, TypeError, "n: expected a whole number, got float 2.0"),
        ({"n": True}, TypeError, "n: expected a whole number, got bool True"),
        ({"n": None}, TypeError, "n: expected a whole number, got NoneType None"),
        ({"noise": -0.1}, ValueError, "noise: expected .*, got -0.1"),
        ({"noise": float("nan")}, ValueError, "noise: expected .*, got nan"),
        ({"noise": float("inf")}, ValueError, "noise: expected .*, got inf"),
        ({"noise": "0.1"}, TypeError, "noise: expected .*, got str '0.1'"),
        ({"noise": None}, TypeError, "noise: expected .*, got NoneType None"),
        ({"rng": "seed"}, TypeError, "rng: expected None, a whole number .*, got str 'seed'"),
        ({"rng": -1}, ValueError, "rng: expected None, a whole number .*, got int -1"),
    ],
    ids=str,
)
def test_bad_arguments_are_named(f, wrong, error, message):
    with pytest.raises(error, match=message):
        f(**{"n": 4, "noise": 0.1, "rng": 0} | wrong)


@pytest.mark.parametrize("f", [f for f in ALL.values() if f is not line], ids=lambda f: f.__name__)
def test_the_classes_take_turns_so_that_every_stretch_is_balanced(f):
    _, y = f(103, rng=0)
    labels, classes = y.ravel().astype(int), 10 if f is shapes else 2
    for start in range(0, 90, 10):
        counts = np.bincount(labels[start : start + 20], minlength=classes)
        assert counts.max() - counts.min() <= (0 if f is not xor else 2)
    counts = np.bincount(labels, minlength=classes)
    assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("f", [*PLANE.values(), line], ids=[*PLANE, "line"])
def test_more_noise_pushes_the_same_examples_further_the_same_way(f):
    # Noise is added last: doubling it doubles the distance from where each example is without any.
    still, little, much = (np.hstack(f(50, noise=noise, rng=0)) for noise in (0, 0.1, 0.2))
    np.testing.assert_allclose(much - still, 2 * (little - still), atol=1e-12)
    # 50 or 100 normal numbers of standard deviation 0.1: their own one is 0.1 within some 7 %; four times that is ours.
    moved = (little - still)[:, -1:] if f is line else (little - still)[:, :2]
    assert moved.std() == pytest.approx(0.1, rel=0.3)


@each_plane
def test_one_viewport_fits_every_set_of_the_plane(f):
    x, _ = f(1000, rng=0)
    assert np.mean(np.abs(x) <= 1.5) > 0.99
    assert np.abs(f(1000, noise=0, rng=0)[0]).max() <= 1.2
    assert np.abs(x).max(axis=0).min() > 0.6


def test_line_is_the_formula_w_x_plus_b():
    x, y = line(100, noise=0, rng=0, w=-2, b=0.25)
    np.testing.assert_allclose(y, -2 * x + 0.25, atol=1e-15)
    assert -1.5 <= x.min() < -1.2
    assert 1.2 < x.max() <= 1.5
    with pytest.raises(ValueError, match="w: expected a finite number, got nan"):
        line(4, w=float("nan"))
    with pytest.raises(TypeError, match="b: expected a finite number, got str '0'"):
        line(4, b="0")


def test_blobs_are_clouds_round_their_two_centers():
    x, y = blobs(4000, rng=0)
    for label, center in ((0, -0.7), (1, 0.7)):
        cloud = x[y[:, 0] == label]
        # 2000 points of standard deviation 0.3: their mean is known to 0.3/√2000 = 0.007, their deviation to 2 %.
        np.testing.assert_allclose(cloud.mean(axis=0), center, atol=0.03)
        np.testing.assert_allclose(cloud.std(axis=0), 0.3, rtol=0.08)


def test_four_examples_of_xor_without_noise_are_the_truth_table():
    x, y = xor(4, noise=0, rng=0)
    np.testing.assert_array_equal(x, [[-1, -1], [-1, 1], [1, -1], [1, 1]])
    np.testing.assert_array_equal(y, [[0], [1], [1], [0]])


def test_xor_is_class_1_where_the_signs_differ():
    x, y = xor(400, noise=0.1, rng=0)
    np.testing.assert_array_equal(y[:, 0], x[:, 0] * x[:, 1] < 0)


def test_circles_have_two_radii():
    x, y = circles(200, noise=0, rng=0)
    np.testing.assert_allclose(np.hypot(*x.T), np.where(y[:, 0] == 0, 1.2, 0.5), atol=1e-12)
    # Round and round: every quarter of both rings has points.
    for label in (0, 1):
        quarter = np.arctan2(*x[y[:, 0] == label].T) // (np.pi / 2)
        assert len(set(quarter)) == 4


def test_moons_are_half_circles_that_reach_into_each_other():
    x, y = moons(400, noise=0, rng=0)
    upper, lower = x[y[:, 0] == 0], x[y[:, 0] == 1]
    np.testing.assert_allclose(np.hypot(*(upper - np.array([-0.4, -0.2])).T), 0.8, atol=1e-12)
    np.testing.assert_allclose(np.hypot(*(lower - np.array([0.4, 0.2])).T), 0.8, atol=1e-12)
    assert upper[:, 1].min() >= -0.2
    assert lower[:, 1].max() <= 0.2
    assert upper[:, 0].max() > lower[:, 0].min()
    # No straight line separates them: each moon's tip is on the other's side of the gap.
    assert upper[:, 1].min() < lower[:, 1].max()


def test_spirals_grow_with_the_angle_and_are_each_other_turned_round():
    x, y = spirals(400, noise=0, rng=0)
    x[y[:, 0] == 1] *= -1
    radius, angle = np.hypot(*x.T), np.arctan2(x[:, 1], x[:, 0])
    # r = 0.15 + 1.05 t and angle = 2.5π t, so r tells the angle, up to full turns.
    expected = 2.5 * np.pi * (radius - 0.15) / 1.05
    np.testing.assert_allclose(np.cos(angle - expected), 1, atol=1e-12)
    assert 0.15 <= radius.min() < 0.3
    assert 1.1 < radius.max() <= 1.2


def test_cards_have_one_block_of_holes_on_the_side_that_y_tells():
    x, y = cards(300, noise=0, rng=0)
    assert set(np.unique(x)) == {0, 1}
    heights, tops = set(), set()
    for card, side in zip(x.reshape(-1, *CARD_SHAPE), y[:, 0], strict=True):
        rows, columns = np.flatnonzero(card.any(axis=1)), np.flatnonzero(card.any(axis=0))
        height, width = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
        assert card.sum() == height * width
        assert 3 <= height <= 6
        assert 3 <= width <= 6
        assert columns[0] // 10 == columns[-1] // 10 == side
        heights.add(height)
        tops.add(rows[0])
    assert heights == {3, 4, 5, 6}
    assert {0, 17} <= tops


def test_noise_flips_that_share_of_a_card_s_places():
    # 300 · 400 places: a share of 0.1 is met within √(0.09/120 000) < 0.001.
    still, flipped = cards(300, noise=0, rng=0)[0], cards(300, noise=0.1, rng=0)[0]
    assert np.mean(still != flipped) == pytest.approx(0.1, abs=0.004)
    np.testing.assert_array_equal(cards(5, noise=1, rng=0)[0], 1 - cards(5, noise=0, rng=0)[0])
    with pytest.raises(ValueError, match=r"noise: expected a number from 0 to 1, got 1\.5"):
        cards(5, noise=1.5)


def test_a_perceptron_learns_to_tell_the_cards_apart_in_some_fifty_trials():
    x, y = cards(50, rng=0)
    layer = Dense(np.zeros((1, 400)), [0.0], step)
    assert perceptron_rule(layer, x, y, epochs=20)[-1] == 0
    x_new, y_new = cards(1000, rng=1)
    assert accuracy(Network(layer), x_new, y_new) > 0.8


def pictures(n, name=None, noise=0.0):
    x, labels = shapes(n, noise=noise, rng=0)
    x = x.reshape(-1, *IMAGE_SHAPE)
    return x if name is None else x[labels == SHAPE_NAMES.index(name)]


def test_there_are_ten_named_shapes():
    assert len(set(SHAPE_NAMES)) == 10
    np.testing.assert_array_equal(shapes(12, rng=0)[1], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])


def test_pixels_stay_from_0_to_1_whatever_the_noise():
    for noise in (0, 0.05, 5.0):
        x, _ = shapes(20, noise=noise, rng=0)
        assert x.min() >= 0
        assert x.max() <= 1


def test_noise_of_a_picture_has_the_standard_deviation_asked_for():
    x = pictures(50, noise=0.02) - pictures(50)
    # Where nothing was clipped; 100 000 numbers know it to 0.3 %.
    assert x[np.abs(pictures(50) - 0.5) < 0.4].std() == pytest.approx(0.02, rel=0.02)


def test_numbers_are_in_the_order_row_column_color():
    # The corners are background, one color throughout, so the three numbers of a pixel repeat along a row and down.
    for x in shapes(50, noise=0, rng=0)[0]:
        np.testing.assert_array_equal(x[0:3], x[3:6])
        np.testing.assert_array_equal(x[0:3], x[32 * 3 : 32 * 3 + 3])
        assert len(set(x[0:3])) == 3


def test_horizontal_bars_change_from_row_to_row_and_vertical_bars_from_column_to_column():
    for name, axis in (("horizontal bars", 1), ("vertical bars", 0)):
        for picture in pictures(200, name).mean(axis=3):
            along, across = picture.mean(axis=axis).std(), picture.mean(axis=1 - axis).std()
            assert along > across, name


@pytest.mark.parametrize("name", ["disk", "ring", "square", "frame", "triangle", "plus", "cross"])
def test_the_middle_of_a_picture_belongs_to_the_shape_except_where_it_has_a_hole(name):
    for picture in pictures(200, name):
        is_background = np.abs(picture[16, 16] - picture[0, 0]).max() < 0.01
        assert is_background == (name in ("ring", "frame"))


def test_shape_and_background_differ_by_a_quarter_in_every_color_and_one_in_four_is_dark_on_light():
    disks = pictures(4000, "disk")
    contrast = disks[:, 16, 16] - disks[:, 0, 0]
    assert np.abs(contrast).min() > 0.249
    assert np.all(np.sign(contrast) == np.sign(contrast[:, :1]))
    # 400 disks: a share of ¼ is met within √(3/16/400) = 0.02.
    assert np.mean(contrast[:, 0] < 0) == pytest.approx(0.25, abs=0.07)


def test_the_disk_has_the_area_of_a_disk():
    # Radius 0.9 · s · 16 pixels with s from 0.55 to 0.8: the mean of s² is (0.55² + 0.55·0.8 + 0.8²)/3 = 0.46083.
    disks = pictures(4000, "disk")
    covered = (disks - disks[:, :1, :1])[..., 0] / (disks[:, 16:17, 16:17] - disks[:, :1, :1])[..., 0]
    assert covered.sum(axis=(1, 2)).mean() == pytest.approx(np.pi * 0.9**2 * 256 * 0.46083, rel=0.03)


def test_a_linear_classifier_gets_some_shapes_right_and_a_hidden_layer_most_of_them():
    (x, y), (x_test, y_test) = shapes(2000, rng=0), shapes(1000, rng=1)
    linear, hidden = Network(Dense(np.zeros((10, 3072)), np.zeros(10))), mlp(3072, 40, 10, f=relu, rng=0)
    train(linear, x, y, loss=softmax_cross_entropy, eta=0.01, epochs=30, batch_size=50, rng=0)
    train(hidden, x, y, loss=softmax_cross_entropy, eta=0.05, epochs=30, batch_size=50, rng=0)
    assert 0.4 < accuracy(linear, x_test, y_test) < 0.75
    assert accuracy(hidden, x_test, y_test) > 0.9


# Σ x_k sin k over all numbers of `x`, k from 1, and the same of `y`, for 30 examples and rng=0. The numbers printed in
# the chapters come from these very data, so a change of a generator has to be seen here first.
DIGESTS = {
    "blobs": (-1.680853739, -0.222491363),
    "xor": (-2.276820989, 0.799593418),
    "circles": (-2.105820595, -0.222491363),
    "moons": (-2.662347729, -0.222491363),
    "spirals": (0.479339319, -0.222491363),
    "line": (-3.505020780, -2.709692535),
    "cards": (21.510594249, -0.222491363),
    "shapes": (11.566379416, -1.917413728),
}


@pytest.mark.parametrize("name", ALL)
def test_a_generator_gives_the_data_that_the_chapters_were_written_with(name):
    digests = [np.ravel(values) @ np.sin(np.arange(1, values.size + 1)) for values in ALL[name](30, rng=0)]
    assert digests == pytest.approx(DIGESTS[name], abs=1e-6)
