"""Losses: each one a number that says how far ŷ is from y, together with its derivative ∂L/∂ŷ (chapter 6).

Every loss is summed over the outputs of an example and averaged over the N examples of a batch.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from nnkit.activations import sigmoid
from nnkit.checks import as_array, by_name
from nnkit.constant import Constant


def as_targets(y_hat_shape, y):
    """`y` as floats of the shape of the prediction, (N, outputs)."""
    y = as_array("y", y)
    if y.shape != tuple(y_hat_shape):
        raise ValueError(f"y: expected shape {tuple(y_hat_shape)}, the shape of the prediction; got {y.shape}")
    return y


def _as_probabilities(y_hat_shape, y):
    y = as_targets(y_hat_shape, y)
    if y.min() < 0 or y.max() > 1:
        raise ValueError(f"y: expected targets from 0 to 1, got {y.min():g} to {y.max():g}")
    return y


def as_labels(scores_shape, y, name="y"):
    """`y` as whole-number labels, shape (N,), for scores of shape (N, classes); an error calls it `name`."""
    y, (n, classes) = np.asarray(y), scores_shape
    if y.dtype.kind not in "iu":
        raise TypeError(f"{name}: expected whole-number labels, got {y.dtype}")
    if y.shape != (n,):
        raise ValueError(f"{name}: expected shape ({n},), one label for each example; got {y.shape}")
    if y.min() < 0 or y.max() >= classes:
        raise ValueError(f"{name}: expected labels from 0 to {classes - 1}, got {y.min()} to {y.max()}")
    return y


def unchanged(y_hat):
    """ŷ itself, the prediction of a network whose output is one."""
    return y_hat


@dataclass(frozen=True)
class Loss(Constant):
    """A loss and its derivative, for predictions `y_hat` of shape (N, outputs).

    `value(y_hat, y)` is a float; `derivative(y_hat, y, out=None)` has the shape of `y_hat`, the average over the
    batch included. `takes_scores` marks the cross-entropies, which want the network's raw scores (last layer
    f = identity) because log and exp cancel there; `predict` turns the network's output into the prediction. A copy is
    the loss itself, and so is a pickled one of nnkit's.
    """

    name: str
    value: Callable = field(repr=False)
    derivative: Callable = field(repr=False)
    check_targets: Callable = field(repr=False, default=as_targets)
    takes_scores: bool = False
    predict: Callable = field(repr=False, default=unchanged)

    def __call__(self, y_hat, y):
        """The loss of predictions `y_hat`, shape (N, outputs), for the targets `y`; checks both."""
        y_hat = as_array("y_hat", y_hat)
        if y_hat.ndim != 2:
            raise ValueError(f"y_hat: expected shape (N, outputs), got {y_hat.shape}")
        return self.value(y_hat, self.check_targets(y_hat.shape, y))


def _squared(y_hat, y):
    r = (y_hat - y).ravel()
    return 0.5 * float(np.dot(r, r)) / len(y)


def _d_squared(y_hat, y, out=None):
    r = np.subtract(y_hat, y, out=out)
    return np.divide(r, len(y), out=out)


def _absolute(y_hat, y):
    return float(np.abs(y_hat - y).sum()) / len(y)


def _d_absolute(y_hat, y, out=None):
    r = np.sign(np.subtract(y_hat, y, out=out), out=out)
    return np.divide(r, len(y), out=out)


def _zero_one(y_hat, y):
    return float(np.count_nonzero((y_hat != y).any(axis=1))) / len(y)


def _d_zero_one(y_hat, y, out=None):
    return np.multiply(y_hat, 0, out=out)


def _binary_cross_entropy(a, y):
    # log(1 + exp(a)) − y·a, written so that exp never sees a large number.
    return float((np.maximum(a, 0) - y * a + np.log1p(np.exp(-np.abs(a)))).sum()) / len(y)


def _d_binary_cross_entropy(a, y, out=None):
    r = np.subtract(sigmoid(a, out), y, out=out)
    return np.divide(r, len(y), out=out)


def softmax(scores, out=None):
    """exp(sₖ)/Σ exp(sⱼ) along each row of `scores`, shape (N, classes); no score is too large for it."""
    e = np.subtract(scores, scores.max(axis=1, keepdims=True), out=out)
    e = np.exp(e, out=out)
    return np.divide(e, e.sum(axis=1, keepdims=True), out=out)


def _softmax_cross_entropy(scores, labels):
    shifted = scores - scores.max(axis=1, keepdims=True)
    right = shifted[np.arange(len(labels)), labels]
    return float((np.log(np.exp(shifted).sum(axis=1)) - right).sum()) / len(labels)


def _d_softmax_cross_entropy(scores, labels, out=None):
    r = softmax(scores, out)
    r[np.arange(len(labels)), labels] -= 1
    return np.divide(r, len(labels), out=out)


squared = Loss("squared", _squared, _d_squared)
"""L2, ½(y − ŷ)², with ∂L/∂ŷ = ŷ − y (lecture rows L30, L32)."""
absolute = Loss("absolute", _absolute, _d_absolute)
"""L1, `|ŷ − y|`, with ∂L/∂ŷ = sign(ŷ − y), 0 at the kink by convention (lecture row L30)."""
zero_one = Loss("zero_one", _zero_one, _d_zero_one)
"""1[ŷ ≠ y] for each example; its derivative is 0 wherever it exists, so nothing learns from it (lecture row L30)."""
binary_cross_entropy = Loss(
    "binary_cross_entropy",
    _binary_cross_entropy,
    _d_binary_cross_entropy,
    _as_probabilities,
    takes_scores=True,
    predict=sigmoid,
)
"""−y log σ(a) − (1 − y) log(1 − σ(a)) of the scores a, with ∂L/∂a = σ(a) − y."""
softmax_cross_entropy = Loss(
    "softmax_cross_entropy",
    _softmax_cross_entropy,
    _d_softmax_cross_entropy,
    as_labels,
    takes_scores=True,
    predict=softmax,
)
"""−log softmax(s)[label] of the scores s; the targets are whole-number labels, shape (N,)."""

LOSSES = {loss.name: loss for loss in (squared, absolute, zero_one, binary_cross_entropy, softmax_cross_entropy)}


def as_loss(loss):
    """The Loss that `loss` is or names; raises ValueError or TypeError, with the names that exist."""
    return by_name("loss", LOSSES, loss, Loss)
