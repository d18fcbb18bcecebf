"""Evaluation: the loss and the accuracy of a network on examples, with nothing trained (chapters 6 and 8)."""

import numpy as np

from nnkit.activations import identity, sigmoid, step
from nnkit.losses import as_loss, as_targets, softmax_cross_entropy, squared
from nnkit.network import as_inputs


def evaluate(net, x, y, loss=squared):
    """The loss of the network on the examples `x`, shape (N, inputs), with the targets `y`; nothing is trained."""
    x, loss = as_inputs(net, x), as_loss(loss)
    check_output(net, loss)
    return loss(net.forward(x), y)


def check_output(net, loss):
    """Raise ValueError where the loss wants raw scores and the network's last layer gives none."""
    f = getattr(net.layers[-1], "f", identity)
    if loss.takes_scores and f is not identity:
        raise ValueError(f"loss: {loss.name} takes raw scores, so the last layer needs f = identity; got {f.name}")


def accuracy(net, x, y):
    """The share of the examples `x`, shape (N, inputs), that the network puts in the right class.

    With one output the class is ŷ > ½ after a sigmoid or a step and ŷ > 0 for a score, `y` holding 0 and 1, shape
    (N, 1); with several it is the largest output, `y` holding whole-number labels, shape (N,).
    """
    x = as_inputs(net, x)
    y_hat = net.forward(x)
    if y_hat.shape[1] > 1:
        return float(np.mean(y_hat.argmax(axis=1) == softmax_cross_entropy.check_targets(y_hat.shape, y)))
    y = as_targets(y_hat.shape, y)
    threshold = 0.5 if getattr(net.layers[-1], "f", identity) in (sigmoid, step) else 0.0
    return float(np.mean((y_hat > threshold) == (y > 0.5)))
