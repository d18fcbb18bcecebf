"""Training: forward, loss, backward, update, over and over (chapters 6 and 8)."""

from dataclasses import dataclass, field
from math import isfinite
from typing import NamedTuple

import numpy as np

from nnkit.batches import Batches
from nnkit.checks import as_count, as_positive, as_rng
from nnkit.descent import Descent
from nnkit.evaluation import check_output
from nnkit.losses import as_loss, squared
from nnkit.network import as_inputs, check_parameters, prediction


class DivergenceError(ArithmeticError):
    """The loss stopped being a finite number; `step`, `eta` and `loss` say when, at which step size, and its value.

    The network keeps the weights that gave this loss. Where the loss is finite, it is the one before the last step,
    after which a weight was nan or inf.
    """

    def __init__(self, step, eta, loss):
        self.step, self.eta, self.loss = step, eta, loss
        what = f"a weight is nan or inf after step {step}" if isfinite(loss) else f"the loss is {loss} at step {step}"
        super().__init__(f"training diverged: {what} with eta = {eta:g}; try a smaller eta")

    def __reduce__(self):
        # Exceptions are built anew from their message alone, unless they say otherwise.
        return type(self), (self.step, self.eta, self.loss)


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


def train(net, x, y, *, loss=squared, eta, epochs, batch_size=None, rng=None, test=None):
    """Train `net` in place by gradient descent and return the History of its losses.

    One epoch goes through all N examples: `x` of shape (N, inputs), `y` of shape (N, outputs), or (N,) labels for
    softmax_cross_entropy. For each batch every parameter θ becomes θ − eta ∂L/∂θ. `batch_size=None` takes all
    examples at once, 1 is one sample at a time. With an `rng` the examples are shuffled anew for each epoch, without
    one they come in the order given. `test` is a pair (x, y) that is only looked at.

    Raises ValueError or TypeError for arguments that don't fit, before anything is changed, and DivergenceError
    when the loss or, in the last step, a weight stops being finite. Source: lecture rows L33, L36, L39 and L40.
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
                _check_weights(net, update, float(eta))
                return history


def _check_weights(net, last, eta):
    # The loss of the last step is the one before it, so it doesn't tell of an overflow in the step itself.
    if not all(np.isfinite(values).all() for values in net.parameters.values()):
        raise DivergenceError(last.step, eta, last.loss)


def _as_test(net, test, loss):
    if not isinstance(test, (tuple, list)) or len(test) != 2:
        came = type(test).__name__ + (f" of {len(test)}" if isinstance(test, (tuple, list)) else "")
        raise TypeError(f"test: expected a pair (x, y), got {came}")
    try:
        x = as_inputs(net, test[0])
        return x, loss.check_targets(prediction(net, x).shape, test[1])
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

    A widget steps it in slices. What a layer keeps of a step (x, a, h, da, dW, …) is written over by the next one, so
    copy what you want to keep. The arguments, and what is raised for them, are those of `train`.
    """
    x, loss, eta = as_inputs(net, x), as_loss(loss), as_positive("eta", eta)
    check_parameters(net)
    batch_size = len(x) if batch_size is None else min(as_count("batch_size", batch_size), len(x))
    check_output(net, loss)
    y = loss.check_targets((len(x), prediction(net, x[:1]).shape[1]), y)
    rng = None if rng is None else as_rng(rng)
    descent = Descent(net, loss, eta)
    return _updates(descent, Batches(*descent.prepare(x, y), batch_size), rng)


def _updates(descent, batches, rng):
    step = epoch = 0
    while True:
        epoch += 1
        if rng is not None:
            batches.shuffle(rng)
        for x_batch, y_batch, ends_epoch in batches:
            step += 1
            value = descent(x_batch, y_batch)
            if not isfinite(value):
                raise DivergenceError(step, descent.eta, value)
            yield Step(step, epoch, value, ends_epoch)
