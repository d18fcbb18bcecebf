"""The two passes through a Dense layer, for batches of one size, in arrays that are made once."""

import numpy as np

from nnkit.activations import identity, relu
from nnkit.layers import Dense, Local

ROW = 512
"""About so many numbers are added to so many others in one go; row by row, short rows take NumPy twice as long."""


class ReplacedError(Exception):
    """A layer's W, b or f is another object than it was when the arrays were laid out."""


class Pass:
    """`Dense.forward` and `Dense.backward` for `n` examples, with the gradients in the given `dW` and `db`.

    The identity needs no pass over the numbers: h is the array a, and da is dh. Only the methods of arrays are called
    (`x.dot(W, out)`), which costs half of the functions of the same name. What stands in every row, the bias and the
    zeros of ReLU, meets the outputs of several examples at once: `a_rows` is `a` in longer rows.
    """

    def __init__(self, layer, n, dW, db, need_dx):
        shape, dtype = (n, layer.outputs), layer.W.dtype
        self.layer, self.W, self.b, self.f = layer, layer.W, layer.b, layer.f
        self.transposed = layer.W.T
        self.is_linear = layer.f is identity
        self.a = np.empty(shape, dtype)
        self.h = self.a if self.is_linear else np.empty(shape, dtype)
        self.da = None if self.is_linear else np.empty(shape, dtype)
        examples = examples_in_a_row(n, layer.outputs)
        self.a_rows, self.h_rows = (array.reshape(-1, examples * layer.outputs) for array in (self.a, self.h))
        self.b_row, self.zero_row = np.zeros((2, examples * layer.outputs), dtype)
        self.b_in_row = self.b_row.reshape(examples, -1)
        self.dx = np.empty((n, layer.inputs), dtype) if need_dx else None
        self.dW, self.db = dW, db
        self.ones = np.ones(n, dtype)  # 1ᵀ da sums over the examples, faster than `da.sum(axis=0)`

    def forward(self, x):
        """The output h = f(x Wᵀ + b), shape (n, outputs), left in the layer with x and a."""
        layer, a, h = self.layer, self.a, self.h
        if layer.W is not self.W or layer.b is not self.b or layer.f is not self.f:
            raise ReplacedError
        x.dot(self.transposed, a)
        if self.b is not None:
            self.b_in_row[...] = self.b
            np.add(self.a_rows, self.b_row, self.a_rows)
        if self.f is relu:
            np.maximum(self.a_rows, self.zero_row, out=self.h_rows)
        elif not self.is_linear:
            self._keep(self.f.f(a, h), h)
        layer.x, layer.a, layer.h = x, a, h
        return h

    @staticmethod
    def _keep(result, out):
        if result is not out:  # a reader's own activation may make a new array each time
            out[...] = result

    def backward(self, dh):
        """From ∂L/∂h the gradients, left in the layer; returns ∂L/∂x, or None where nobody needs it."""
        layer, da = self.layer, dh
        if not self.is_linear:
            da = self.da
            self._keep(self.f.df(self.a, self.h, da), da)
            np.multiply(da, dh, da)
        da.T.dot(layer.x, self.dW)
        if self.b is not None:
            self.ones.dot(da, self.db)
        if self.dx is not None:
            da.dot(self.W, self.dx)
        layer.da, layer.dW, layer.db, layer.dx = da, self.dW, self.db, self.dx
        return self.dx


def examples_in_a_row(n, outputs):
    """How many of `n` examples are in a row: as many as fit into ROW numbers and leave no rest, at least one."""
    return next(k for k in range(min(n, max(1, ROW // outputs)), 0, -1) if n % k == 0)


class LocalPass(Pass):
    """The same for a Local layer: no connection, no weight, no gradient."""

    def __init__(self, layer, n, dW, db, need_dx):
        super().__init__(layer, n, dW, db, need_dx)
        self.gaps = np.empty(layer.W.shape, bool)

    def forward(self, x):
        """As `Local.forward`."""
        np.putmask(self.W, np.logical_not(self.layer.mask, self.gaps), 0)
        return super().forward(x)

    def backward(self, dh):
        """As `Local.backward`."""
        dx = super().backward(dh)
        np.putmask(self.dW, self.gaps, 0)
        return dx


PASSES = {Dense: Pass, Local: LocalPass}
"""Which layers have such passes; a subclass has none, since who knows what it does."""
