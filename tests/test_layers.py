"""Layers, forward and backward, against arithmetic done by hand."""

from math import log

import numpy as np
import pytest

from nnkit import Dense, Local, identity, relu, sigmoid, step, window

W = np.array([[1.0, -1.0], [2.0, 0.5], [0.0, 1.0]])
B = np.array([0.5, -1.0, 0.0])
X = np.array([[1.0, 2.0], [3.0, -1.0]])


def test_dense_forward_is_the_matrix_product_done_by_hand():
    # Example 1: 1 − 2 + ½ = −½, 2 + 1 − 1 = 2, 0 + 2 + 0 = 2. Example 2: 3 + 1 + ½ = 4½, 6 − ½ − 1 = 4½, −1.
    layer = Dense(W, B, relu)
    np.testing.assert_array_equal(layer.forward(X), [[0, 2, 2], [4.5, 4.5, 0]])
    np.testing.assert_array_equal(layer.a, [[-0.5, 2, 2], [4.5, 4.5, -1]])
    np.testing.assert_array_equal(layer.x, X)
    assert (layer.inputs, layer.outputs) == (2, 3)


def test_dense_backward_is_the_chain_rule_done_by_hand():
    # da = dh where a > 0: (0, 1, 1) and (2, 0, 0).
    # dW = Σ over examples of da · x: unit 1 has 2·(3, −1) = (6, −2), units 2 and 3 have 1·(1, 2).
    # db = Σ over examples of da = (2, 1, 1).
    # dx = Σ over units of da · W: (2, ½) + (0, 1) = (2, 1½) and 2·(1, −1) = (2, −2).
    layer = Dense(W, B, relu)
    layer.forward(X)
    dx = layer.backward(np.array([[1.0, 1.0, 1.0], [2.0, 0.0, -1.0]]))
    np.testing.assert_array_equal(layer.da, [[0, 1, 1], [2, 0, 0]])
    np.testing.assert_array_equal(layer.dW, [[6, -2], [1, 2], [1, 2]])
    np.testing.assert_array_equal(layer.db, [2, 1, 1])
    np.testing.assert_array_equal(dx, [[2, 1.5], [2, -2]])
    assert dx is layer.dx


def test_dense_with_a_sigmoid_scales_the_gradient_by_h_times_1_minus_h():
    # a = ln 3, so h = ¾ and h(1 − h) = 3/16; x = 2, w = ½ ln 3. da = 4 · 3/16 = ¾; dw = ¾ · 2; dx = ¾ · ½ ln 3.
    layer = Dense([[log(3) / 2]], [0.0], sigmoid)
    assert layer.forward([[2.0]])[0, 0] == pytest.approx(3 / 4, abs=1e-15)
    assert layer.backward(np.array([[4.0]]))[0, 0] == pytest.approx(3 / 8 * log(3), abs=1e-15)
    assert layer.dW[0, 0] == pytest.approx(3 / 2, abs=1e-15)
    assert layer.db[0] == pytest.approx(3 / 4, abs=1e-15)


def test_the_bias_trick_gives_the_same_layer():
    # Lecture row L15: append a 1 to x, and b becomes a column of W.
    plain, trick = Dense(W, B, relu), Dense(np.column_stack([W, B]), None, relu)
    np.testing.assert_array_equal(plain.forward(X), trick.forward(np.column_stack([X, np.ones(2)])))


def test_dense_without_a_bias_has_none_and_learns_none():
    layer = Dense(W)
    np.testing.assert_array_equal(layer.forward(X), [[-1, 3, 2], [4, 5.5, -1]])
    layer.backward(np.ones((2, 3)))
    assert layer.parameters == ("W",)
    assert layer.b is None
    assert layer.db is None


def test_the_first_layer_can_leave_out_the_gradient_of_its_input():
    layer = Dense(W, B)
    layer.forward(X)
    assert layer.backward(np.ones((2, 3)), need_dx=False) is None
    assert layer.dx is None
    assert layer.dW.shape == (3, 2)


def test_what_a_reader_took_from_a_layer_stays_what_it_was():
    layer = Dense(W, B, relu)
    layer.forward(X)
    layer.backward(np.ones((2, 3)))
    names = ("x", "a", "h", "da", "dW", "db", "dx")
    taken = {name: getattr(layer, name) for name in names}
    before = {name: values.copy() for name, values in taken.items()}
    layer.forward(-X)
    layer.backward(2 * np.ones((2, 3)))
    for name in names:
        np.testing.assert_array_equal(taken[name], before[name], err_msg=name)


def test_a_layer_has_weights_of_its_own():
    given_w, given_b = W.copy(), B.copy()
    layer = Dense(given_w, given_b)
    given_w[:], given_b[:] = 99, 99
    np.testing.assert_array_equal(layer.W, W)
    np.testing.assert_array_equal(layer.b, B)


def test_a_forward_pass_leaves_x_alone():
    x = X.copy()
    x.flags.writeable = False
    layer = Dense(W, B, identity)
    layer.forward(x)
    layer.backward(np.ones((2, 3)))
    np.testing.assert_array_equal(x, X)


def test_a_backward_pass_leaves_dh_alone():
    layer = Dense(W, B, sigmoid)
    layer.forward(X)
    dh = np.ones((2, 3))
    dh.flags.writeable = False
    layer.backward(dh)
    np.testing.assert_array_equal(dh, 1)


def test_float32_weights_make_a_float32_layer():
    layer = Dense(W.astype(np.float32), B, sigmoid)
    layer.forward(X)
    layer.backward(np.ones((2, 3)))
    kept = ("W", "b", "x", "a", "h", "da", "dW", "db", "dx")
    assert {name: getattr(layer, name).dtype for name in kept} == dict.fromkeys(kept, np.float32)


def test_local_sees_only_what_it_is_connected_to():
    # Output 1 sees inputs 1 and 2: 1·1 + 2·2 = 5. Output 2 sees inputs 2 and 3: 5·2 + 6·3 = 28.
    mask = [[1, 1, 0], [0, 1, 1]]
    layer = Local([[1, 2, 3], [4, 5, 6]], [0, 0], mask=mask)
    np.testing.assert_array_equal(layer.W, [[1, 2, 0], [0, 5, 6]])
    np.testing.assert_array_equal(layer.forward([[1, 2, 3]]), [[5, 28]])
    # dW = da · x with da = (1, −1), 0 where there is no connection; dx = (1, 2, 0) − (0, 5, 6).
    dx = layer.backward(np.array([[1.0, -1.0]]))
    np.testing.assert_array_equal(layer.dW, [[1, 2, 0], [0, -2, -3]])
    np.testing.assert_array_equal(layer.db, [1, -1])
    np.testing.assert_array_equal(dx, [[1, -3, -6]])


def test_local_stays_sparse_when_someone_writes_into_w():
    layer = Local(np.ones((2, 3)), mask=[[1, 1, 0], [0, 1, 1]])
    layer.W += 1
    np.testing.assert_array_equal(layer.forward([[1.0, 1.0, 1.0]]), [[4, 4]])
    np.testing.assert_array_equal(layer.W, [[2, 2, 0], [0, 2, 2]])


def test_local_with_a_full_mask_is_dense():
    dense, local = Dense(W, B, relu), Local(W, B, relu, mask=np.ones((3, 2)))
    np.testing.assert_array_equal(dense.forward(X), local.forward(X))
    np.testing.assert_array_equal(dense.backward(np.ones((2, 3))), local.backward(np.ones((2, 3))))
    np.testing.assert_array_equal(dense.dW, local.dW)


def test_window_spreads_neighboring_inputs_evenly():
    # Starts from 0 to 5 − 3 = 2 in three steps: 0, 1, 2.
    np.testing.assert_array_equal(window(3, 5, 3), [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1]])
    np.testing.assert_array_equal(window(1, 3, 2), [[1, 1, 0]])
    np.testing.assert_array_equal(window(2, 2, 2), np.ones((2, 2)))


def test_a_step_layer_passes_no_gradient_on():
    layer = Dense(W, B, step)
    layer.forward(X)
    np.testing.assert_array_equal(layer.backward(np.ones((2, 3))), np.zeros((2, 2)))
    np.testing.assert_array_equal(layer.dW, np.zeros((3, 2)))


@pytest.mark.parametrize("written", [np.inf, -np.inf, np.nan])
def test_local_clears_whatever_was_written_into_w(written):
    layer = Local(np.ones((1, 2)), mask=[[1, 0]])
    layer.W[0, 1] = written
    np.testing.assert_array_equal(layer.forward([[3.0, 1.0]]), [[3]])
    np.testing.assert_array_equal(layer.W, [[1, 0]])
