"""Losses whose value and derivative are computed together, in arrays that are made once for batches of one size.

Each function here takes the shape (n, outputs) and the dtype of the predictions and returns a function of (ŷ, y), which
returns the loss and ∂L/∂ŷ. The numbers are those of the loss of the same name in `nnkit.losses`.
"""

import numpy as np

from nnkit import losses


def _squared(shape, dtype):
    r, per_example = np.empty(shape, dtype), np.array(1 / shape[0], dtype)
    flat, half = r.reshape(-1), 0.5 / shape[0]

    def both(y_hat, y):
        np.subtract(y_hat, y, r)
        value = half * float(flat.dot(flat))
        return value, np.multiply(r, per_example, r)

    return both


def _absolute(shape, dtype):
    r, size, per_example = np.empty(shape, dtype), np.empty(shape, dtype), np.array(1 / shape[0], dtype)

    def both(y_hat, y):
        np.absolute(np.subtract(y_hat, y, r), size)
        value = float(size.sum()) / shape[0]
        return value, np.multiply(np.sign(r, r), per_example, r)

    return both


def _zero_one(shape, dtype):
    differs, wrong, d = np.empty(shape, bool), np.empty(shape[0], bool), np.zeros(shape, dtype)

    def both(y_hat, y):
        np.not_equal(y_hat, y, differs).any(axis=1, out=wrong)
        return float(np.count_nonzero(wrong)) / shape[0], d

    return both


def _binary_cross_entropy(shape, dtype):
    value, top, log, d = (np.empty(shape, dtype) for _ in range(4))
    per_example, flat = np.array(1 / shape[0], dtype), value.reshape(-1)
    zeros, ones = np.zeros(shape, dtype), np.ones(flat.size, dtype)

    def both(a, y):
        # log(1 + exp(a)) = max(a, 0) + log(1 + exp(−|a|)), where exp never sees a large number; the loss is that − ya,
        # and σ(a) = exp(a − that).
        np.negative(np.absolute(a, log), log)
        np.log1p(np.exp(log, log), log)
        np.maximum(a, zeros, out=top)
        np.add(np.subtract(top, np.multiply(y, a, value), value), log, value)
        np.exp(np.subtract(np.subtract(a, top, d), log, d), d)
        np.multiply(np.subtract(d, y, d), per_example, d)
        return float(flat.dot(ones)) / shape[0], d

    return both


def _softmax_cross_entropy(shape, dtype):
    (n, classes), e = shape, np.empty(shape, dtype)
    top, total, right, log = (np.empty((n, 1), dtype) for _ in range(4))
    rows, at = np.arange(n)[:, None] * classes, np.empty((n, 1), np.intp)
    flat, ones, per_example = e.reshape(-1), np.ones((classes, 1), dtype), np.array(1 / n, dtype)

    def both(scores, labels):
        np.add(rows, labels[:, None], at)  # the place of each example's right class in the flat array
        np.subtract(scores, np.max(scores, axis=1, keepdims=True, out=top), e)
        flat.take(at, out=right, mode="clip")  # the labels are known to fit; "clip" writes into `out` directly
        np.exp(e, e).dot(ones, total)
        value = float(np.subtract(np.log(total, log), right, log).sum()) / n
        np.multiply(e, np.divide(per_example, total, total), e)
        flat.take(at, out=right, mode="clip")
        flat.put(at, np.subtract(right, per_example, right), mode="clip")
        return value, e

    return both


TOGETHER = {
    losses.squared: _squared,
    losses.absolute: _absolute,
    losses.zero_one: _zero_one,
    losses.binary_cross_entropy: _binary_cross_entropy,
    losses.softmax_cross_entropy: _softmax_cross_entropy,
}
"""loss → how it is laid out; a reader's own loss is not in here."""
