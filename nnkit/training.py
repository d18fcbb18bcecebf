"""Training: forward, loss, backward, update, over and over (chapters 6 and 8)."""

from dataclasses import dataclass, field
from math import isfinite
from typing import NamedTuple

import numpy as np

from nnkit.activations import identity, sigmoid, step
from nnkit.checks import as_count, as_positive, as_rng
from nnkit.layers import ARRAYS, Dense, Local
from nnkit.losses import as_loss, as_targets, softmax_cross_entropy, squared
from nnkit.network import as_inputs, check_gradient

BLOCK = 8192
"""The most numbers that an update handles at once: few enough for the processor's cache."""


class DivergenceError(ArithmeticError):
    """The loss stopped being a finite number; `step`, `eta` and `loss` say when, at which step size, and its value.

    The network keeps the weights that gave this loss.
    """

    def __init__(self, step, eta, loss):
        self.step, self.eta, self.loss = step, eta, loss
        super().__init__(
            f"training diverged: the loss is {loss} at step {step} with eta = {eta:g}. "
            "The steps are too big for this loss; try a smaller eta."
        )


class Step(NamedTuple):
    """One update: its number and its epoch, both from 1, the batch's loss before it, and whether it ends the epoch."""

    step: int
    epoch: int
    loss: float
    ends_epoch: bool


@dataclass
class History:
    """What training recorded: for each epoch, the mean of its batches' losses before their updates.

    `test_loss` holds the loss on the test data after each epoch, when there are any.
    """

    loss: list = field(default_factory=list)
    test_loss: list = field(default_factory=list)


def evaluate(net, x, y, loss=squared):
    """The loss of the network on the examples `x`, shape (N, inputs), with the targets `y`; nothing is trained."""
    x, loss = as_inputs(net, x), as_loss(loss)
    _check_output(net, loss)
    return loss(net.forward(x), y)


def _check_output(net, loss):
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


def train(net, x, y, *, loss=squared, eta, epochs, batch_size=None, rng=None, test=None):
    """Train `net` in place by gradient descent and return the History of its losses.

    One epoch goes through all N examples: `x` of shape (N, inputs), `y` of shape (N, outputs), or (N,) labels for
    softmax_cross_entropy. For each batch every parameter θ becomes θ − eta ∂L/∂θ. `batch_size=None` takes all
    examples at once, 1 is one sample at a time. With an `rng` the examples are shuffled anew for each epoch, without
    one they come in the order given. `test` is a pair (x, y) that is only looked at.

    Raises ValueError or TypeError for arguments that don't fit, before anything is changed, and DivergenceError
    when the loss stops being finite. Source: lecture rows L33, L36, L39 and L40.
    """
    epochs, loss, history, losses = as_count("epochs", epochs), as_loss(loss), History(), []
    updates = steps(net, x, y, loss=loss, eta=eta, batch_size=batch_size, rng=rng)
    test = None if test is None else _as_test(net, test, loss)
    for update in updates:
        losses.append(update.loss)
        if update.ends_epoch:
            history.loss.append(sum(losses) / len(losses))
            losses.clear()
            if test is not None:
                history.test_loss.append(_test_loss(net, *test, loss, update.step, float(eta)))
            if update.epoch == epochs:
                return history


def _as_test(net, test, loss):
    if not isinstance(test, (tuple, list)) or len(test) != 2:
        came = type(test).__name__ + (f" of {len(test)}" if isinstance(test, (tuple, list)) else "")
        raise TypeError(f"test: expected a pair (x, y), got {came}")
    try:
        x = as_inputs(net, test[0])
        return x, loss.check_targets(net.forward(x).shape, test[1])
    except (TypeError, ValueError) as error:
        raise type(error)(f"test: {error}") from None


def _test_loss(net, x, y, loss, step, eta):
    with np.errstate(over="ignore", invalid="ignore"):
        value = loss.value(net.forward(x), y)
    if not np.isfinite(value):
        raise DivergenceError(step, eta, value)
    return value


def steps(net, x, y, *, loss=squared, eta, batch_size=None, rng=None):
    """The updates of `train` one at a time and without end: each `next()` is one batch and yields its Step.

    A widget steps it in slices. The arguments, and what is raised for them, are those of `train`.
    """
    x, loss, eta = as_inputs(net, x), as_loss(loss), as_positive("eta", eta)
    batch_size = len(x) if batch_size is None else min(as_count("batch_size", batch_size), len(x))
    _check_output(net, loss)
    y = loss.check_targets((len(x), net.forward(x[:1]).shape[1]), y)
    rng = None if rng is None else as_rng(rng)
    return _updates(net, x, y, loss, eta, batch_size, rng)


def _updates(net, x, y, loss, eta, batch_size, rng):
    kept = {}  # the arrays of each layer, for each size of batch: the last batch of an epoch may be smaller
    step = epoch = 0
    while True:
        epoch += 1
        order = slice(None) if rng is None else rng.permutation(len(x))
        x_epoch, y_epoch = x[order], y[order]
        for start in range(0, len(x), batch_size):
            step += 1
            x_batch, y_batch = x_epoch[start : start + batch_size], y_epoch[start : start + batch_size]
            arrays = kept.setdefault(len(x_batch), [{} for _ in net.layers])
            value = _update(net, x_batch, y_batch, loss, eta, arrays)
            if not isfinite(value):
                raise DivergenceError(step, eta, value)
            yield Step(step, epoch, value, start + batch_size >= len(x))


def _update(net, x, y, loss, eta, kept):
    """One step of gradient descent on one batch; returns the loss before it. A loss of nan or inf changes nothing."""
    _lend(net, kept)
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            y_hat = net.forward(x)
            value = loss.value(y_hat, y)
            if isfinite(value):
                net.backward(loss.derivative(y_hat, y))
                _descend(net, eta)
    finally:
        _take_back(net, kept)
    return value


def _lend(net, kept):
    # A reader's own layer gets no arrays, a subclass neither: who knows what it does with them.
    for layer, arrays in zip(net.layers, kept, strict=True):
        if type(layer) in (Dense, Local):
            layer.kept = arrays


def _take_back(net, kept):
    for layer, arrays in zip(net.layers, kept, strict=True):
        if type(layer) in (Dense, Local):
            layer.kept = {}
            if not arrays:
                arrays.update((name, getattr(layer, name)) for name in ARRAYS)


def _descend(net, eta):
    """θ ← θ − eta ∂L/∂θ for every parameter, in place; the gradients stay readable."""
    # First all the checks, so that a reader's layer that has no gradient or a wrong one leaves nothing half done.
    pairs = [
        (getattr(layer, name), _gradient(k, layer, name))
        for k, layer in enumerate(net.layers, 1)
        for name in layer.parameters
    ]
    for parameter, gradient in pairs:
        if parameter.size <= BLOCK or not parameter.flags.c_contiguous:
            parameter -= eta * gradient
        else:
            _descend_in_blocks(parameter.reshape(-1), gradient.reshape(-1), eta)


def _gradient(k, layer, name):
    gradient = getattr(layer, "d" + name)
    # A Dense layer's own gradients fit; whatever else is there may be anything.
    if type(layer) is not Dense:
        check_gradient(f"{name}{k}", gradient, getattr(layer, name))
    return gradient


def _descend_in_blocks(parameter, gradient, eta):
    # eta · gradient stays in the processor's cache, block by block, where a whole array would go through memory.
    for start in range(0, parameter.size, BLOCK):
        block = slice(start, start + BLOCK)
        parameter[block] -= eta * gradient[block]
