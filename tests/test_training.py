"""Training: one step by hand, the order of the examples, what is recorded, and what happens when it diverges."""

from itertools import islice

import numpy as np
import pytest

from nnkit import (
    Dense,
    DivergenceError,
    Local,
    Network,
    absolute,
    accuracy,
    binary_cross_entropy,
    evaluate,
    identity,
    mlp,
    relu,
    sigmoid,
    softmax_cross_entropy,
    squared,
    step,
    steps,
    train,
    zero_one,
)

# The lecture's four points, row L28.
X = np.array([[10.0], [2.0], [3.5], [1.0]])
Y = np.array([[10.1], [1.9], [3.4], [1.1]])


def line(w=0.0):
    """The world's smallest network, y = wx."""
    return Network(Dense([[w]]))


def weight(net):
    return net.layers[0].W.item()


def bits(net):
    return {name: values.tobytes() for name, values in net.parameters.items()}


def test_one_step_on_the_lecture_s_data_is_the_one_done_by_hand():
    # w = 0: L = ½ (10.1² + 1.9² + 3.4² + 1.1²)/4 = ½ · 118.39/4 = 14.79875.
    # dL/dw = −(10.1·10 + 1.9·2 + 3.4·3.5 + 1.1·1)/4 = −117.8/4 = −29.45, so w becomes 0.01 · 29.45 = 0.2945.
    net = line()
    history = train(net, X, Y, eta=0.01, epochs=1)
    assert history.loss == [pytest.approx(14.79875, abs=1e-12)]
    assert weight(net) == pytest.approx(0.2945, abs=1e-15)


def test_one_step_with_the_absolute_loss_is_the_one_done_by_hand():
    # w = 0, all residuals negative: L = 16.5/4 = 4.125, dL/dw = −(10 + 2 + 3.5 + 1)/4 = −4.125.
    net = line()
    assert train(net, X, Y, loss=absolute, eta=0.1, epochs=1).loss == [pytest.approx(4.125, abs=1e-12)]
    assert weight(net) == pytest.approx(0.4125, abs=1e-15)


def test_one_step_of_a_classifier_is_the_one_done_by_hand():
    # W = 0, so both probabilities are ½: dL/da = (½ − 1, ½) = (−½, ½) for label 0, dW = da · x with x = (2, 4).
    net = Network(Dense(np.zeros((2, 2)), np.zeros(2)))
    train(net, [[2.0, 4.0]], [0], loss=softmax_cross_entropy, eta=0.1, epochs=1)
    np.testing.assert_allclose(net.layers[0].W, [[0.1, 0.2], [-0.1, -0.2]], atol=1e-15)
    np.testing.assert_allclose(net.layers[0].b, [0.05, -0.05], atol=1e-15)


def test_nothing_learns_from_the_zero_one_loss():
    net = line()
    assert train(net, X, Y, loss=zero_one, eta=1.0, epochs=3).loss == [1.0, 1.0, 1.0]
    assert weight(net) == 0


def test_training_finds_the_closed_form_of_the_lecture_s_line():
    # The slope of the loss is 0 where w Σx² = Σxy: w = (101 + 3.8 + 11.9 + 1.1)/(100 + 4 + 12.25 + 1).
    net = line()
    train(net, X, Y, eta=0.03, epochs=200)
    assert weight(net) == pytest.approx(117.8 / 117.25, abs=1e-12)


def test_the_printed_update_without_eta_multiplies_the_error_by_1_minus_x_squared():
    # First sample, x = 10: with eta = 1 the error w − 1.01 of w = 0 becomes −1.01 · (1 − 100) = 99.99.
    net = line()
    next(steps(net, X[:1], Y[:1], eta=1, batch_size=1))
    assert weight(net) - 1.01 == pytest.approx(-1.01 * -99, abs=1e-12)


def test_one_sample_at_a_time_goes_through_the_data_in_the_order_given():
    # w ← w + eta (y − wx) x for each example in turn, in plain Python.
    w = 0.0
    for x, y in zip(X.ravel(), Y.ravel(), strict=True):
        w += 0.005 * (y - w * x) * x
    net = line()
    train(net, X, Y, eta=0.005, epochs=1, batch_size=1)
    assert weight(net) == pytest.approx(w, abs=1e-15)


def batches(net, x, y, n, **settings):
    """The rows of x in each of the first n batches; x holds the rows' numbers."""
    return [net.layers[0].x.ravel().tolist() for _ in islice(steps(net, x, y, eta=1e-9, **settings), n)]


def test_without_an_rng_mini_batches_come_in_the_order_given_and_the_last_may_be_short():
    x = np.arange(5.0)[:, None]
    assert batches(line(), x, x, 4, batch_size=2) == [[0, 1], [2, 3], [4], [0, 1]]


def test_without_a_batch_size_a_batch_is_all_the_data():
    x = np.arange(5.0)[:, None]
    assert batches(line(), x, x, 2) == [[0, 1, 2, 3, 4]] * 2
    assert batches(line(), x, x, 2, batch_size=99) == [[0, 1, 2, 3, 4]] * 2


def test_with_an_rng_every_epoch_is_a_new_order_of_all_the_examples():
    x = np.arange(5.0)[:, None]
    first, second, third, fourth = batches(line(), x, x, 4, batch_size=3, rng=0)
    assert sorted(first + second) == sorted(third + fourth) == [0, 1, 2, 3, 4]
    assert first + second != third + fourth
    rng = np.random.default_rng(0)
    assert [first + second, third + fourth] == [rng.permutation(5).tolist(), rng.permutation(5).tolist()]


def test_shuffling_keeps_each_example_with_its_target():
    # y = 2x holds for every pair, so at w = 2 nothing changes whatever the order; with a pair torn apart it would.
    net, x = line(2.0), np.arange(1.0, 9)[:, None]
    history = train(net, x, 2 * x, eta=0.01, epochs=3, batch_size=3, rng=1)
    assert history.loss == [0, 0, 0]
    assert weight(net) == 2


def test_steps_are_numbered_from_1_and_say_when_an_epoch_ends():
    x = np.arange(5.0)[:, None]
    seen = [update[:2] + update[3:] for update in islice(steps(line(), x, x, eta=1e-9, batch_size=2), 4)]
    assert seen == [(1, 1, False), (2, 1, False), (3, 1, True), (4, 2, False)]


def test_a_step_tells_the_loss_before_its_update():
    net = line()
    updates = steps(net, X, Y, eta=0.01)
    for _ in range(3):
        before = evaluate(net, X, Y)
        assert next(updates).loss == pytest.approx(before, abs=1e-15)


def test_train_does_what_steps_do():
    x, y = np.random.default_rng(0).normal(size=(10, 2)), np.random.default_rng(1).normal(size=(10, 1))
    trained, stepped = mlp(2, 3, 1, rng=0), mlp(2, 3, 1, rng=0)
    history = train(trained, x, y, eta=0.1, epochs=4, batch_size=4, rng=5)
    updates = list(islice(steps(stepped, x, y, eta=0.1, batch_size=4, rng=5), 12))
    assert bits(trained) == bits(stepped)
    means = [np.mean([update.loss for update in updates if update.epoch == epoch]) for epoch in (1, 2, 3, 4)]
    assert history.loss == pytest.approx(means, abs=1e-15)


def test_the_same_rng_trains_the_same_and_another_one_differently():
    x, y = np.random.default_rng(0).normal(size=(10, 2)), np.random.default_rng(1).normal(size=(10, 1))
    nets = [mlp(2, 3, 1, rng=0) for _ in range(3)]
    losses = [
        train(net, x, y, eta=0.1, epochs=4, batch_size=4, rng=rng).loss
        for net, rng in zip(nets, (5, 5, 6), strict=True)
    ]
    assert bits(nets[0]) == bits(nets[1]) != bits(nets[2])
    assert losses[0] == losses[1] != losses[2]


def test_training_leaves_the_data_and_the_global_random_state_alone():
    x, y = X.copy(), Y.copy()
    x.flags.writeable = y.flags.writeable = False
    before = np.random.get_state()  # noqa: NPY002
    train(line(), x, y, eta=0.01, epochs=3, batch_size=3, rng=0, test=(x, y))
    after = np.random.get_state()  # noqa: NPY002
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(y, Y)
    assert before[0] == after[0]
    np.testing.assert_array_equal(before[1], after[1])
    assert before[2:] == after[2:]


def test_test_data_are_only_looked_at():
    with_test, without = line(), line()
    history = train(with_test, X, Y, eta=0.01, epochs=3, test=([[1.0]], [[0.0]]))
    assert train(without, X, Y, eta=0.01, epochs=3).test_loss == []
    assert bits(with_test) == bits(without)
    # After each epoch ŷ = w, so the test loss is ½ w²; the last one belongs to the weights we are left with.
    assert len(history.test_loss) == 3
    assert history.test_loss[-1] == pytest.approx(0.5 * weight(with_test) ** 2, abs=1e-15)


def test_evaluate_trains_nothing():
    net = line(0.5)
    assert evaluate(net, [[2.0]], [[3.0]]) == 2.0
    assert evaluate(net, [[2.0]], [[3.0]], "absolute") == 2.0
    assert weight(net) == 0.5


def test_training_goes_on_where_it_stopped():
    once, twice = line(), line()
    train(once, X, Y, eta=0.01, epochs=6)
    train(twice, X, Y, eta=0.01, epochs=2)
    train(twice, X, Y, eta=0.01, epochs=4)
    assert bits(once) == bits(twice)


def test_what_a_reader_took_from_a_layer_is_not_touched_by_training():
    net = mlp(2, 3, 1, rng=0)
    x, y = np.ones((4, 2)), np.zeros((4, 1))
    net.forward(x)
    net.backward(np.ones((4, 1)))
    taken = [getattr(layer, name) for layer in net.layers for name in ("a", "h", "da", "dW", "db")]
    before = [values.copy() for values in taken]
    train(net, x, y, eta=0.1, epochs=2)
    for values, kept in zip(taken, before, strict=True):
        np.testing.assert_array_equal(values, kept)


def test_looking_at_a_network_between_two_steps_changes_nothing():
    x, y = np.random.default_rng(0).normal(size=(6, 2)), np.zeros((6, 1))
    watched, alone = mlp(2, 3, 1, rng=0), mlp(2, 3, 1, rng=0)
    for _ in islice(steps(watched, x, y, eta=0.1, batch_size=2), 7):
        taken = watched.forward(np.ones((9, 2)))
        kept = taken.copy()
        watched.backward(np.ones((9, 1)))
        watched.forward(np.zeros((9, 2)))
        evaluate(watched, x, y)
        np.testing.assert_array_equal(taken, kept)
    list(islice(steps(alone, x, y, eta=0.1, batch_size=2), 7))
    assert bits(watched) == bits(alone)


def test_two_trainings_of_one_network_can_take_turns():
    net, plain = line(), line()
    one, two = steps(net, X[:2], Y[:2], eta=0.01), steps(net, X[2:], Y[2:], eta=0.01)
    for _ in range(3):
        next(one), next(two)
    train(plain, X, Y, eta=0.01, epochs=3, batch_size=2)
    assert bits(net) == bits(plain)


def test_float32_networks_stay_float32():
    net = mlp(2, 3, 2, f=relu, rng=0)
    net32 = Network(*(Dense(layer.W.astype(np.float32), layer.b, layer.f) for layer in net.layers))
    x = np.random.default_rng(0).normal(size=(10, 2))
    for loss, y in ((squared, x), (absolute, x), (softmax_cross_entropy, np.arange(10) % 2)):
        train(net32, x, y, loss=loss, eta=0.1, epochs=2, batch_size=4)
        assert {values.dtype for values in net32.parameters.values()} == {np.dtype(np.float32)}
        assert {values.dtype for values in net32.gradients.values()} == {np.dtype(np.float32)}
        assert net32.forward(x).dtype == np.float32


def test_local_layers_stay_sparse_in_training():
    mask = np.array([[1, 1, 0], [0, 1, 1]])
    net = Network(Local(np.ones((2, 3)), f=sigmoid, mask=mask), Dense(np.ones((1, 2))))
    train(net, np.random.default_rng(0).normal(size=(8, 3)), np.ones((8, 1)), eta=0.5, epochs=20)
    assert (net.layers[0].W[mask == 0] == 0).all()
    assert (net.layers[0].W[mask == 1] != 1).all()


def test_divergence_is_reported_at_the_step_whose_loss_overflows():
    # The error is multiplied by 1 − 117.25/4 = −28.3125 in each step; in plain floats, until the loss overflows.
    w, n, target = 0.0, 0, 117.8 / 117.25
    while np.isfinite(w * w):
        losses = [0.5 * (w * x - y) * (w * x - y) for x, y in zip(X.ravel().tolist(), Y.ravel().tolist(), strict=True)]
        n += 1
        if not np.isfinite(sum(losses)):
            break
        w = target + (1 - 117.25 / 4) * (w - target)
    net = line()
    with pytest.raises(DivergenceError, match=f"diverged: the loss is inf at step {n} with eta = 1") as caught:
        train(net, X, Y, eta=1, epochs=1000)
    assert (caught.value.step, caught.value.eta, caught.value.loss) == (n, 1.0, np.inf)
    assert weight(net) == pytest.approx(w, rel=1e-9)


def test_divergence_of_every_loss_is_reported_and_never_a_silent_nan():
    x = np.random.default_rng(0).normal(size=(20, 2)) * 1e3
    for loss, y in ((squared, x), (binary_cross_entropy, np.ones((20, 2)))):
        net = mlp(2, 5, 5, 2, f=relu, rng=0)
        with pytest.raises(DivergenceError, match="eta = 1e\\+200"):
            train(net, -x, y, loss=loss, eta=1e200, epochs=50, batch_size=5)


def test_divergence_that_only_the_test_data_show_is_reported_as_divergence():
    # w = 0 becomes 1e10 · 1e10 = 1e20 in the first step. The training loss was ½ (1e10)², but on the test data
    # ŷ = 1e20 · 1e300 is too large for a float.
    net = line()
    with pytest.raises(DivergenceError, match="step 1 with eta = 1") as caught:
        train(net, [[1e10]], [[1e10]], eta=1, epochs=3, test=([[1e300]], [[1.0]]))
    assert not np.isfinite(caught.value.loss)


def test_a_divergence_error_is_an_arithmetic_error():
    assert issubclass(DivergenceError, ArithmeticError)


class Scale:
    """A reader's own layer: h = s x."""

    parameters = ("s",)

    def __init__(self, s):
        self.s = np.array([s])

    def forward(self, x):
        self.x = np.asarray(x)
        return self.s * self.x

    def backward(self, dh):
        self.ds = np.array([np.sum(dh * self.x)])
        return self.s * dh


def test_a_reader_s_own_layer_trains():
    # ŷ = s x is the line again, alone and between two layers that pass everything on.
    alone, between = Network(Scale(0.0)), Network(Dense([[1.0]]), Scale(0.0), Dense([[1.0]]))
    history = train(alone, X, Y, eta=0.03, epochs=200, test=(X, Y))
    assert history.test_loss[-1] == pytest.approx(evaluate(alone, X, Y))
    assert alone.layers[0].s.item() == pytest.approx(117.8 / 117.25, abs=1e-12)
    train(between, X, Y, eta=0.003, epochs=2000)
    assert between.forward([[1.0]]).item() == pytest.approx(117.8 / 117.25, abs=1e-12)


def test_a_reader_s_own_layer_keeps_its_attributes():
    # Training leaves a, h, da and dx in nnkit's layers; a reader may mean something else by these names.
    class Scaled:
        parameters = ()

        def __init__(self, a):
            self.a = self.h = self.da = self.dx = a

        def forward(self, x):
            return self.a * x

        def backward(self, dh):
            return self.a * dh

    net = Network(Dense([[0.0]]), Scaled(0.5))
    train(net, X, Y, eta=0.03, epochs=1)
    assert vars(net.layers[1]) == dict.fromkeys(("a", "h", "da", "dx"), 0.5)


def test_a_layer_with_slots_trains():
    class Twice:
        __slots__ = ()
        parameters = ()

        def forward(self, x):
            return 2 * x

        def backward(self, dh):
            return 2 * dh

    net = Network(Dense([[0.0]]), Twice())
    train(net, X, Y, eta=0.005, epochs=300)
    assert 2 * weight(net) == pytest.approx(117.8 / 117.25, abs=1e-12)


def test_a_copy_trains_like_the_original():
    net = Network(Dense(np.zeros((2, 2)), np.zeros(2)))
    other = net.copy()
    for network in (net, other):
        train(network, [[2.0, 4.0]], [0], loss=softmax_cross_entropy, eta=0.1, epochs=2)
    assert bits(net) == bits(other)


def test_accuracy_of_one_output_is_the_share_on_the_right_side():
    # Scores −1, 1, 3 mean classes 0, 1, 1; two of them agree with 1, 1, 1. σ > ½ asks the same; so does a step.
    x, y = [[-1.0], [1.0], [3.0]], [[1], [1], [1]]
    for f in (identity, sigmoid, step):
        assert accuracy(Network(Dense([[1.0]], None, f)), x, y) == pytest.approx(2 / 3)
    assert accuracy(Network(Scale(1.0)), x, y) == pytest.approx(2 / 3)


def test_accuracy_of_a_score_of_exactly_0_is_class_0():
    assert accuracy(line(1.0), [[0.0]], [[0]]) == 1
    assert accuracy(Network(Dense([[1.0]], None, sigmoid)), [[0.0]], [[0]]) == 1


def test_accuracy_of_several_outputs_is_the_share_whose_largest_one_is_the_label():
    # The largest of (x₁, x₂): class 0, 1, 0; labels 0, 1, 1.
    net = Network(Dense(np.eye(2)))
    assert accuracy(net, [[3, 1], [1, 3], [2, 1]], [0, 1, 1]) == pytest.approx(2 / 3)


def test_an_mlp_learns_xor_and_a_line_can_not():
    x, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]
    net = mlp(2, 4, 1, rng=0)
    train(net, x, y, loss=binary_cross_entropy, eta=0.5, epochs=2000)
    assert accuracy(net, x, y) == 1
    linear = mlp(2, 1, rng=0)
    train(linear, x, y, loss=binary_cross_entropy, eta=0.5, epochs=2000)
    assert accuracy(linear, x, y) <= 0.75


def test_a_last_step_that_overflows_is_a_divergence():
    # ŷ = 1e154 and y = 0: the loss is 5e307, just finite; eta ŷ x = 1e300 · 1e154 is not.
    net = Network(Dense([[1e154]]))
    with pytest.raises(DivergenceError, match=r"a weight is nan or inf after step 1 with eta = 1e\+300") as caught:
        train(net, [[1.0]], [[0.0]], eta=1e300, epochs=1)
    assert (caught.value.step, caught.value.loss) == (1, pytest.approx(5e307))


def test_what_a_layer_keeps_is_written_over_by_the_next_step():
    # The docstring of `steps` says so; whoever keeps dW without a copy keeps the array, not its numbers.
    net = line(0.0)
    updates = steps(net, X, Y, eta=0.001)
    next(updates)
    kept, copied = net.layers[0].dW, net.layers[0].dW.copy()
    next(updates)
    assert kept is net.layers[0].dW
    assert kept.item() != copied.item()
