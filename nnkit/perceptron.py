"""The perceptron learning rule: learn from mistakes only (chapters 1 and 3)."""

from typing import NamedTuple

import numpy as np

from nnkit.activations import step
from nnkit.checks import as_count, as_matrix, as_positive, as_rng
from nnkit.losses import as_targets


class Trial(NamedTuple):
    """One example shown: the pass it belongs to, from 1, its row in the data, and whether the answer was wrong."""

    epoch: int
    example: int
    mistake: bool


def perceptron_rule(layer, x, y, *, epochs, eta=1.0, rng=None):
    """Train one layer of threshold units, in place; returns the mistakes of each pass through the data.

    For each example: ŷ = step(W x + b), then W ← W + eta (y − ŷ) x and b ← b + eta (y − ŷ), so a right answer
    changes nothing. `layer` is a Dense with f = step, `x` of shape (N, inputs), `y` of shape (N, outputs) holds 0
    and 1. It stops after the first pass without a mistake, at the latest after `epochs`; on data that a line
    separates it always gets there (Novikoff 1962). With an `rng` the order is drawn anew for each pass.
    Raises ValueError or TypeError for arguments that don't fit, before anything is changed.
    Source: lecture rows L03, L19; Rosenblatt (1958).
    """
    epochs, mistakes = as_count("epochs", epochs), [0]
    for n, trial in enumerate(trials(layer, x, y, eta=eta, rng=rng), 1):
        mistakes[-1] += trial.mistake
        if n % len(x) == 0:
            if mistakes[-1] == 0 or trial.epoch == epochs:
                return mistakes
            mistakes.append(0)


def trials(layer, x, y, *, eta=1.0, rng=None):
    """The trials of `perceptron_rule` one at a time and without end; each `next()` shows one example."""
    if getattr(layer, "f", None) is not step:
        raise ValueError(f"layer: expected a Dense with f = step, got {layer!r}")
    x, eta = as_matrix("x", x, layer.inputs), as_positive("eta", eta)
    y = as_targets((len(x), layer.outputs), y)
    if not np.isin(y, (0, 1)).all():
        raise ValueError("y: expected only 0 and 1, the two answers of a threshold unit")
    return _trials(layer, x, y, eta, None if rng is None else as_rng(rng))


def _trials(layer, x, y, eta, rng):
    epoch = 0
    while True:
        epoch += 1
        for i in range(len(x)) if rng is None else rng.permutation(len(x)):
            error = y[i] - layer.forward(x[i : i + 1])[0]
            mistake = bool(error.any())
            if mistake:
                # Where a Local layer has no connection there is nothing to learn.
                layer.W += eta * np.outer(error, x[i]) * getattr(layer, "mask", 1)
                if layer.b is not None:
                    layer.b += eta * error
            yield Trial(epoch, int(i), mistake)
