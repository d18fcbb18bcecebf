"""Networks, data and targets that Hypothesis draws, for the tests that hold gradients against another source.

Hypothesis draws the structure (and can simplify it when a test fails); the numbers come from a drawn seed, because
Hypothesis' own favourite numbers are 0 and 1, where half of the activations have their kinks.
"""

from itertools import pairwise

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from nnkit import ACTIVATIONS, Dense, Local, Network, leaky_relu
from nnkit.losses import LOSSES

KINKS = {"step", "relu", "leaky_relu"}

# Central differences move one parameter by 1e-5. With |x| ≤ 1.5, |w| ≤ 1 and at most 3 units a layer that moves a
# pre-activation by at most 1e-5 · 1.5 · 3 · 3 < 2e-4, so at 1e-3 from a kink no nudge can reach it.
MARGIN = 1e-3


@st.composite
def problems(draw, activations=tuple(ACTIVATIONS), losses=tuple(LOSSES)):
    """(net, x, y, loss): one to three layers, each Dense or Local, with or without bias, and data that fit."""
    loss = LOSSES[draw(st.sampled_from(losses))]
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    layers = [draw_layer(draw, n_in, n_out, activations, rng) for n_in, n_out in pairwise(sizes)]
    if loss.takes_scores:
        layers[-1].f = ACTIVATIONS["identity"]
    x = rng.uniform(-1.5, 1.5, (draw(st.integers(1, 4)), sizes[0]))
    return Network(*layers), x, targets(loss, len(x), sizes[-1], rng), loss


def draw_layer(draw, inputs, outputs, activations, rng):
    """A layer with weights from −1 to 1."""
    f = ACTIVATIONS[draw(st.sampled_from(activations))]
    if f.name == "leaky_relu":
        f = leaky_relu(draw(st.sampled_from([0.02, 0.0, 0.3])))
    W = rng.uniform(-1, 1, (outputs, inputs))
    b = rng.uniform(-1, 1, outputs) if draw(st.booleans()) else None
    if draw(st.booleans()):
        return Local(W, b, f, mask=rng.integers(0, 2, W.shape))
    return Dense(W, b, f)


def targets(loss, n, outputs, rng):
    """Targets of the kind that `loss` takes, for n examples."""
    if loss.name == "softmax_cross_entropy":
        return rng.integers(0, outputs, n)
    return rng.uniform(0 if loss.name == "binary_cross_entropy" else -1, 1, (n, outputs))


def away_from_kinks(net, x, y, loss):
    """Turn down a draw where a nudge could cross a kink: the two sides have different slopes there."""
    y_hat = net.forward(x)
    for layer in net.layers:
        if layer.f.name in KINKS:
            # Where no weight arrives and there is no bias, a is 0 whatever the weights of the layers before are.
            reached = np.ones(layer.outputs, bool) if layer.b is not None else layer.W.any(axis=1)
            assume((np.abs(layer.a[:, reached]) > MARGIN).all())
    if loss.name in ("absolute", "zero_one"):
        assume((np.abs(y_hat - y) > MARGIN).all())
