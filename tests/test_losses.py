"""Losses, against values worked out by hand."""

from math import log

import numpy as np
import pytest

from nnkit import (
    LOSSES,
    absolute,
    binary_cross_entropy,
    sigmoid,
    softmax,
    softmax_cross_entropy,
    squared,
    zero_one,
)
from nnkit.losses import as_loss

Y_HAT = np.array([[1.0, 2.0], [0.5, -1.0]])
Y = np.array([[3.0, 2.0], [0.0, 1.0]])


def test_squared_is_half_the_squares_summed_over_outputs_and_averaged_over_the_batch():
    # ŷ − y = (−2, 0), (½, −2); ½(4 + 0) = 2 and ½(¼ + 4) = 2.125; their mean is 2.0625.
    assert squared(Y_HAT, Y) == 2.0625
    np.testing.assert_array_equal(squared.derivative(Y_HAT, Y), [[-1, 0], [0.25, -1]])


def test_absolute_sums_over_outputs_and_averages_over_the_batch():
    # |ŷ − y| = 2 + 0 and ½ + 2; the mean of 2 and 2.5 is 2.25. The derivative is sign(ŷ − y)/2, 0 where ŷ = y.
    assert absolute(Y_HAT, Y) == 2.25
    np.testing.assert_array_equal(absolute.derivative(Y_HAT, Y), [[-0.5, 0], [0.5, -0.5]])


def test_zero_one_counts_the_examples_that_are_wrong():
    # The first is wrong in one output, the second in none, the third in both: 2 of 3.
    y_hat, y = np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]), np.array([[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]])
    assert zero_one(y_hat, y) == pytest.approx(2 / 3)
    np.testing.assert_array_equal(zero_one.derivative(y_hat, y), np.zeros((3, 2)))


def test_binary_cross_entropy_is_minus_the_log_of_the_probability_of_the_truth():
    # σ(ln 3) = ¾. For y = 1 the loss is −ln ¾, for y = 0 it is −ln ¼; σ − y is −¼ and ¾, halved by the batch of 2.
    a, y = np.array([[log(3)], [log(3)]]), np.array([[1.0], [0.0]])
    assert binary_cross_entropy(a, y) == pytest.approx((log(4 / 3) + log(4)) / 2, abs=1e-15)
    np.testing.assert_allclose(binary_cross_entropy.derivative(a, y), [[-1 / 8], [3 / 8]], atol=1e-15)


def test_binary_cross_entropy_takes_probabilities_as_targets_and_sums_over_outputs():
    # σ(0) = ½, so the loss is ln 2 for every y, and the derivative ½ − y.
    a, y = np.zeros((1, 3)), np.array([[0.0, 0.25, 1.0]])
    assert binary_cross_entropy(a, y) == pytest.approx(3 * log(2), abs=1e-15)
    np.testing.assert_allclose(binary_cross_entropy.derivative(a, y), [[0.5, 0.25, -0.5]], atol=1e-15)


def test_softmax_turns_scores_into_probabilities():
    # exp of (0, ln 2, ln 5) is (1, 2, 5), which sums to 8.
    np.testing.assert_allclose(softmax(np.array([[0.0, log(2), log(5)]])), [[1 / 8, 2 / 8, 5 / 8]], atol=1e-15)


def test_softmax_cross_entropy_is_minus_the_log_of_the_probability_of_the_label():
    # Probabilities (1, 2, 5)/8 with label 1, and (1, 1, 2)/4 with label 2: −ln ¼ and −ln ½, mean (ln 4 + ln 2)/2.
    # The derivative is p − 1[label], halved by the batch of 2.
    scores, labels = np.array([[0.0, log(2), log(5)], [0.0, 0.0, log(2)]]), np.array([1, 2])
    assert softmax_cross_entropy(scores, labels) == pytest.approx((log(4) + log(2)) / 2, abs=1e-15)
    expected = [[1 / 16, -6 / 16, 5 / 16], [1 / 8, 1 / 8, -2 / 8]]
    np.testing.assert_allclose(softmax_cross_entropy.derivative(scores, labels), expected, atol=1e-15)


def test_binary_cross_entropy_is_stable_at_scores_of_a_thousand():
    # log(1 + exp(1000)) is 1000 to the last digit; a right answer costs nothing.
    for a, y, loss, derivative in [(1000, 0, 1000, 1), (1000, 1, 0, 0), (-1000, 1, 1000, -1), (-1000, 0, 0, 0)]:
        a, y = np.array([[float(a)]]), np.array([[float(y)]])
        assert binary_cross_entropy(a, y) == loss
        assert binary_cross_entropy.derivative(a, y) == derivative


def test_softmax_cross_entropy_is_stable_at_scores_of_a_thousand():
    scores = np.array([[1000.0, 0.0, -1000.0]])
    for label, loss, derivative in [(0, 0, [0, 0, 0]), (1, 1000, [1, -1, 0]), (2, 2000, [1, 0, -1])]:
        assert softmax_cross_entropy(scores, np.array([label])) == loss
        np.testing.assert_array_equal(softmax_cross_entropy.derivative(scores, np.array([label])), [derivative])


def test_softmax_does_not_change_when_all_scores_are_shifted():
    scores = np.random.default_rng(0).normal(size=(4, 5))
    np.testing.assert_allclose(softmax(scores + 700), softmax(scores), rtol=1e-12)


def test_two_classes_make_softmax_and_sigmoid_the_same_loss():
    # softmax(0, a)[1] = 1/(1 + exp(−a)) = σ(a).
    a, y = np.array([[0.3], [-2.0], [5.0]]), np.array([1, 0, 0])
    scores = np.hstack([np.zeros_like(a), a])
    assert softmax_cross_entropy(scores, y) == pytest.approx(binary_cross_entropy(a, y[:, None]), abs=1e-14)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_derivative_can_be_written_into_an_array_and_leaves_the_data_alone(loss):
    y_hat = np.random.default_rng(0).normal(size=(4, 3))
    y = np.array([0, 2, 1, 1]) if loss is softmax_cross_entropy else np.random.default_rng(1).random((4, 3))
    kept, out = (y_hat.copy(), y.copy()), np.full_like(y_hat, np.nan)
    assert loss.derivative(y_hat, y, out) is out
    np.testing.assert_array_equal(out, loss.derivative(y_hat, y))
    loss(y_hat, y)
    np.testing.assert_array_equal(y_hat, kept[0])
    np.testing.assert_array_equal(y, kept[1])


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_a_loss_is_one_python_float(loss):
    y = np.array([0, 1]) if loss is softmax_cross_entropy else np.array([[0, 1], [1, 0]])
    assert type(loss(np.array([[0.1, 0.9], [0.2, 0.3]]), y)) is float


def test_lists_are_taken_as_data():
    assert squared([[1, 2]], [[3, 4]]) == 4.0
    assert softmax_cross_entropy([[0, 0]], [1]) == pytest.approx(log(2))


def test_predict_turns_scores_into_probabilities():
    scores = np.array([[0.0, 1.0]])
    np.testing.assert_array_equal(squared.predict(scores), scores)
    np.testing.assert_array_equal(binary_cross_entropy.predict(scores), sigmoid(scores))
    np.testing.assert_array_equal(softmax_cross_entropy.predict(scores), softmax(scores))


def test_menu_names_every_loss_by_its_own_name():
    assert list(LOSSES) == ["squared", "absolute", "zero_one", "binary_cross_entropy", "softmax_cross_entropy"]
    assert all(loss.name == name for name, loss in LOSSES.items())
    assert as_loss("squared") is squared
    assert [loss.name for loss in LOSSES.values() if loss.takes_scores] == list(LOSSES)[3:]
