"""Networks: layers one after the other, the lecture's chain, and what a reader may put in."""

from math import log

import numpy as np
import pytest

from nnkit import Dense, Local, Network, chain, identity, leaky_relu, mlp, relu, sigmoid, squared, step, tanh


class Scale:
    """A reader's own layer, as plain as it can be: h = s x."""

    parameters = ("s",)

    def __init__(self, s):
        self.s = np.array([s])

    def forward(self, x):
        self.x = np.asarray(x)
        return self.s * self.x

    def backward(self, dh):
        self.ds = np.array([np.sum(dh * self.x)])
        return self.s * dh


def test_chain_of_sigmoids_is_the_lecture_s_equation_done_by_hand():
    # σ(ln 3) = ¾ and σ(−ln 3) = ¼. With x = 2, w₁ = 1, b = ln 3 − 2: a₁ = ln 3, f₁ = ¾.
    # w₂ = ⁴⁄₃ ln 3: a₂ = ln 3, f₂ = ¾. w₃ = −⁴⁄₃ ln 3: a₃ = −ln 3, ŷ = f₃ = ¼.
    ln3 = log(3)
    net = chain(w=(1, 4 / 3 * ln3, -4 / 3 * ln3), b=ln3 - 2, f=(sigmoid, sigmoid, sigmoid))
    y_hat, y = net.forward([[2.0]]), np.array([[1.0]])
    assert y_hat[0, 0] == pytest.approx(1 / 4, abs=1e-15)
    assert [layer.a[0, 0] for layer in net.layers] == pytest.approx([ln3, ln3, -ln3], abs=1e-14)
    # y = 1: L = ½ · (¾)² = 9/32. ∂L/∂f₃ = −¾, ∂f₃/∂a₃ = ¼ · ¾ = 3/16, so ∂L/∂a₃ = −9/64.
    # ∂L/∂w₃ = −9/64 · f₂ = −27/256.
    # ∂L/∂a₂ = −9/64 · w₃ · 3/16 = 9/256 ln 3, so ∂L/∂w₂ = 9/256 ln 3 · f₁ = 27/1024 ln 3.
    # ∂L/∂a₁ = 9/256 ln 3 · w₂ · 3/16 = 9/1024 ln² 3, so ∂L/∂b is that, and ∂L/∂w₁ is twice that, x = 2.
    assert squared(y_hat, y) == pytest.approx(9 / 32, abs=1e-15)
    net.backward(squared.derivative(y_hat, y))
    gradients = {name: values.item() for name, values in net.gradients.items()}
    assert gradients == pytest.approx(
        {"W1": 9 / 512 * ln3**2, "b1": 9 / 1024 * ln3**2, "W2": 27 / 1024 * ln3, "W3": -27 / 256}, abs=1e-15
    )


def test_chain_has_the_lecture_s_four_parameters():
    net = chain(w=(1, 2, 3), b=0.5, f=(tanh, relu, identity))
    assert list(net.parameters) == ["W1", "b1", "W2", "W3"]
    assert net.size == 4
    assert [layer.f for layer in net.layers] == [tanh, relu, identity]


def test_two_layers_are_the_composition_done_by_hand():
    # Hidden: relu(1·1 − 2·1) = 0, relu(1·1 + 2·1 − 1) = 2. Output: 5·0 + 3·2 + 1 = 7.
    net = Network(Dense([[1, -1], [1, 1]], [0, -1], relu), Dense([[5, 3]], [1]))
    assert net.forward([[1, 2]])[0, 0] == 7
    # dŷ = 1: dW2 = h = (0, 2), db2 = 1, dh = (5, 3), da1 = (0, 3), dW1 = da1 · x, db1 = da1.
    net.backward(np.array([[1.0]]))
    expected = {"W1": [[0, 0], [3, 6]], "b1": [0, 3], "W2": [[0, 2]], "b2": [1]}
    assert {name: values.tolist() for name, values in net.gradients.items()} == expected


def test_linear_layers_collapse_into_one():
    # Lecture row L17: W₂(W₁x + b₁) + b₂ = (W₂W₁)x + (W₂b₁ + b₂).
    deep = mlp(3, 5, 4, 2, f=identity, rng=0)
    for layer in deep.layers:
        layer.b += 0.3
    one, two, three = deep.layers
    W = three.W @ two.W @ one.W
    b = three.W @ (two.W @ one.b + two.b) + three.b
    x = np.random.default_rng(1).normal(size=(6, 3))
    np.testing.assert_allclose(deep.forward(x), Dense(W, b).forward(x), atol=1e-14)


def test_the_weights_of_parameters_are_the_layers_own():
    net = mlp(2, 3, 1, rng=0)
    net.parameters["W2"][:] = 0
    assert not net.layers[1].W.any()
    assert net.size == 2 * 3 + 3 + 3 * 1 + 1


def test_the_gradient_of_the_network_s_input_is_left_out():
    net = mlp(2, 3, 1, rng=0)
    net.forward(np.ones((4, 2)))
    net.backward(np.ones((4, 1)))
    assert net.layers[0].dx is None
    assert net.layers[1].dx.shape == (4, 3)


def test_a_copy_has_weights_of_its_own():
    net = mlp(2, 3, 1, rng=0)
    other = net.copy()
    other.layers[0].W += 1
    assert not np.array_equal(net.layers[0].W, other.layers[0].W)


def test_a_copy_keeps_the_very_activations():
    # Others ask `f is identity` and `f is step`, so a copy of an activation would not do.
    net = Network(Dense([[1.0]], f=step), Dense([[1.0]]))
    assert [layer.f for layer in net.copy().layers] == [step, identity]
    assert net.copy().layers[0].f is step
    assert net.copy().layers[1].f is identity


def test_a_reader_s_own_layer_fits_at_every_place():
    # ŷ = 2 · (3 · (5 x)); ∂ŷ/∂ each factor is the product of the other two, times x = 7.
    net = Network(Scale(5.0), Dense([[3.0]]), Scale(2.0))
    assert net.forward([[7.0]]) == 210
    net.backward(np.array([[1.0]]))
    assert {k: v.item() for k, v in net.gradients.items()} == {"s1": 3 * 2 * 7, "W2": 2 * 5 * 7, "s3": 3 * 5 * 7}


def test_mlp_has_the_sizes_and_activations_asked_for():
    net = mlp(3, 5, 4, 2, f=[relu, "tanh"], f_out="sigmoid", rng=0)
    assert [layer.W.shape for layer in net.layers] == [(5, 3), (4, 5), (2, 4)]
    assert [layer.f for layer in net.layers] == [relu, tanh, sigmoid]
    assert not any(layer.b.any() for layer in net.layers)
    assert mlp(2, 1, f_out=step).layers[0].f is step


@pytest.mark.parametrize(("f", "gain"), [(tanh, 1), (relu, 2), (leaky_relu(1 / 3), 1.8)], ids=["tanh", "relu", "leaky"])
def test_mlp_draws_weights_of_variance_gain_over_inputs(f, gain):
    # 2/(1 + 1/9) = 1.8. 200 000 weights estimate a variance to about √(2/200 000) = 0.3 %.
    W = mlp(500, 400, 1, f=f, rng=0).layers[0].W
    assert W.var() * 500 == pytest.approx(gain, rel=0.015)
    assert W.mean() == pytest.approx(0, abs=5e-4)


def test_the_same_rng_gives_the_same_mlp_and_another_one_another():
    one, same, other = mlp(2, 3, 1, rng=7), mlp(2, 3, 1, rng=7), mlp(2, 3, 1, rng=8)
    np.testing.assert_array_equal(one.layers[0].W, same.layers[0].W)
    assert not np.array_equal(one.layers[0].W, other.layers[0].W)


def test_a_generator_goes_on_from_one_mlp_to_the_next():
    rng = np.random.default_rng(7)
    one, two = mlp(2, 3, 1, rng=rng), mlp(2, 3, 1, rng=rng)
    assert not np.array_equal(one.layers[0].W, two.layers[0].W)


def test_a_network_shows_its_layers():
    local = Local(np.ones((3, 4)), f=relu, mask=np.ones((3, 4)))
    assert repr(Dense(np.ones((3, 2)), f=tanh)) == "Dense(2 → 3, tanh)"
    assert repr(Network(local, Dense([[1, 1, 1]]))) == "Network(Local(4 → 3, relu), Dense(3 → 1, identity))"
