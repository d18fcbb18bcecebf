"""Evaluation: the loss and the accuracy of a network on examples, with nothing trained (chapters 6 and 8)."""

import numpy as np

from nnkit.activations import identity, sigmoid, step
from nnkit.losses import as_loss, as_targets, softmax_cross_entropy, squared
from nnkit.network import as_inputs, prediction


def evaluate(net, x, y, loss=squared):
    """The loss of the network on the examples `x`, shape (N, inputs), with the targets `y`; nothing is trained.

    `y` has the shape of the prediction, (N, outputs), or (N,) labels for softmax_cross_entropy. Raises ValueError or
    TypeError for arguments that don't fit. Source: lecture row L30.
    """
    x, loss = as_inputs(net, x), as_loss(loss)
    check_output(net, loss)
    return loss(prediction(net, x), y)


def check_output(net, loss):
    """Raise ValueError where the loss wants raw scores and the network's last layer gives none."""
    f = getattr(net.layers[-1], "f", identity)
    if loss.takes_scores and f is not identity:
        raise ValueError(f"loss: {loss.name} takes raw scores, so the last layer needs f = identity; got {f.name}")


def accuracy(net, x, y):
    """The share of the examples `x`, shape (N, inputs), that the network puts in the right class.

    With one output the class is ŷ > ½ after a sigmoid or a step and ŷ > 0 for a score, `y` holding 0 and 1, shape
    (N, 1); with several it is the largest output, `y` holding whole-number labels, shape (N,). Raises ValueError or
    TypeError for arguments that don't fit, ValueError for a prediction of nan, which is in no class.
    Source: lecture rows L12 and L19.
    """
    x = as_inputs(net, x)
    y_hat = prediction(net, x)
    if np.isnan(y_hat).any():
        raise ValueError(
            f"net: expected numbers as predictions, got nan for {np.isnan(y_hat).any(axis=1).sum()} example(s)"
        )
    if y_hat.shape[1] > 1:
        return float(np.mean(y_hat.argmax(axis=1) == softmax_cross_entropy.check_targets(y_hat.shape, y)))
    y = as_targets(y_hat.shape, y)
    if not np.isin(y, (0, 1)).all():
        raise ValueError(f"y: expected only 0 and 1, the two classes of one output; got {y.min():g} to {y.max():g}")
    return float(np.mean((y_hat > threshold(net)) == (y == 1)))


def threshold(net):
    """The output above which a network of one output says class 1: ½ after a sigmoid or a step, 0 for a score."""
    return 0.5 if getattr(net.layers[-1], "f", identity) in (sigmoid, step) else 0.0
