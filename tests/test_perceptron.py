"""The perceptron rule, against a run done by hand."""

from itertools import islice

import numpy as np
import pytest

from nnkit import Dense, Local, perceptron_rule, sigmoid, step, trials

AND_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
AND_Y = np.array([[0.0], [0.0], [0.0], [1.0]])


def unit(inputs=2, bias=True):
    return Dense(np.zeros((1, inputs)), [0.0] if bias else None, step)


def test_the_first_passes_over_logical_and_are_those_done_by_hand():
    # Start at w = (0, 0), b = 0; step(0) = 0, so (0,0), (0,1) and (1,0) are right.
    # (1,1): ŷ = 0, y = 1, mistake: w = (1, 1), b = 1.
    # Pass 2. (0,0): a = 1, mistake: b = 0. (0,1): a = 1, mistake: w = (1, 0), b = −1. (1,0): a = 0, right.
    # (1,1): a = 0, ŷ = 0, mistake: w = (2, 1), b = 0.
    layer, states = unit(), []
    for trial in islice(trials(layer, AND_X, AND_Y), 8):
        states.append((trial.epoch, trial.example, trial.mistake, layer.W[0].tolist(), layer.b.item()))
    assert states == [
        (1, 0, False, [0, 0], 0),
        (1, 1, False, [0, 0], 0),
        (1, 2, False, [0, 0], 0),
        (1, 3, True, [1, 1], 1),
        (2, 0, True, [1, 1], 0),
        (2, 1, True, [1, 0], -1),
        (2, 2, False, [1, 0], -1),
        (2, 3, True, [2, 1], 0),
    ]


def test_eta_scales_the_correction():
    # One mistake on x = (3, 4) with y = 1: w = ½ · (3, 4), b = ½.
    layer = unit()
    assert perceptron_rule(layer, [[3, 4]], [[1]], epochs=1, eta=0.5) == [1]
    np.testing.assert_array_equal(layer.W, [[1.5, 2]])
    np.testing.assert_array_equal(layer.b, [0.5])


def test_mistakes_are_counted_by_pass_until_there_are_none():
    # The first two passes are those above. Logical and is separable, so there is a last one without a mistake.
    layer = unit()
    mistakes = perceptron_rule(layer, AND_X, AND_Y, epochs=100)
    assert mistakes[:2] == [1, 3]
    assert mistakes[-1] == 0
    assert all(mistakes[:-1])
    np.testing.assert_array_equal(layer.forward(AND_X), AND_Y)


def test_a_right_answer_changes_nothing():
    layer = Dense([[1.0, 1.0]], [-1.5], step)
    assert perceptron_rule(layer, AND_X, AND_Y, epochs=5) == [0]
    np.testing.assert_array_equal(layer.W, [[1, 1]])
    np.testing.assert_array_equal(layer.b, [-1.5])


def test_it_never_settles_on_xor():
    mistakes = perceptron_rule(unit(), AND_X, [[0], [1], [1], [0]], epochs=50)
    assert len(mistakes) == 50
    assert min(mistakes[2:]) > 0


@pytest.mark.parametrize("seed", range(5))
def test_on_separable_data_it_makes_at_most_as_many_mistakes_as_novikoff_proved(seed):
    # Novikoff 1962: with |(x, 1)| ≤ R and a unit vector u that separates with margin m, at most (R/m)² mistakes.
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, (60, 2))
    u = np.array([0.6, -0.64, 0.48])  # 0.36 + 0.4096 + 0.2304 = 1
    score = np.column_stack([x, np.ones(60)]) @ u
    x, score = x[np.abs(score) > 0.1], score[np.abs(score) > 0.1]
    bound = (np.sum(x**2, axis=1).max() + 1) / np.abs(score).min() ** 2
    mistakes = perceptron_rule(unit(), x, (score > 0).astype(float)[:, None], epochs=1000, rng=seed)
    assert mistakes[-1] == 0
    assert sum(mistakes) <= bound


def test_several_units_learn_each_from_its_own_mistakes():
    # Both start at 0 and answer 0; only the second unit is wrong on x = (1, 2).
    layer = Dense(np.zeros((2, 2)), np.zeros(2), step)
    assert perceptron_rule(layer, [[1, 2]], [[0, 1]], epochs=1) == [1]
    np.testing.assert_array_equal(layer.W, [[0, 0], [1, 2]])
    np.testing.assert_array_equal(layer.b, [0, 1])


def test_a_unit_without_a_bias_learns_without_one():
    layer = unit(bias=False)
    perceptron_rule(layer, [[1, 2]], [[1]], epochs=2)
    assert layer.b is None
    np.testing.assert_array_equal(layer.W, [[1, 2]])


def test_a_local_layer_stays_sparse():
    layer = Local(np.zeros((1, 2)), [0.0], step, mask=[[1, 0]])
    perceptron_rule(layer, [[1, 2]], [[1]], epochs=1)
    np.testing.assert_array_equal(layer.W, [[1, 0]])


def test_an_rng_draws_a_new_order_for_each_pass():
    seen = [trial.example for trial in islice(trials(unit(), AND_X, AND_Y, rng=0), 8)]
    rng = np.random.default_rng(0)
    assert seen == [*rng.permutation(4), *rng.permutation(4)]


def test_the_data_are_left_alone():
    x, y = AND_X.copy(), AND_Y.copy()
    x.flags.writeable = y.flags.writeable = False
    perceptron_rule(unit(), x, y, epochs=5)
    np.testing.assert_array_equal(x, AND_X)
    np.testing.assert_array_equal(y, AND_Y)


def test_only_threshold_units_learn_this_way():
    with pytest.raises(ValueError, match="layer: expected a Dense with f = step"):
        perceptron_rule(Dense([[0.0, 0.0]], [0.0], sigmoid), AND_X, AND_Y, epochs=1)
