"""Layers: a linear map followed by an activation, with the two passes through it (chapters 2, 5 and 7).

A layer of one's own is any object with `forward(x)`, which returns h, `backward(dh)`, which returns dx, and
`parameters`, the names of its weights: for each name in it, say "W", the attribute `W` holds an array of floats, into
which an update writes, and `backward` leaves ∂L/∂W in `dW`. A single number is kept as `np.array([0.5])`, not as 0.5.
"""

import numpy as np

from nnkit.activations import as_activation, identity
from nnkit.checks import as_array, as_count, as_matrix, check_columns


class Dense:
    """A fully connected layer, a = W x + b and h = f(a), for N examples at once.

    `W` has the shape (outputs, inputs) and `b` (outputs,); with `b=None` the layer has no bias. Examples are rows,
    so for x of shape (N, inputs) the pre-activations are a = x Wᵀ + b, shape (N, outputs). After a forward pass the
    layer keeps `x`, `a` and `h`; after a backward pass `da`, `dW`, `db` and `dx`.

    Raises ValueError or TypeError where W, b or f don't fit. Source: lecture rows L12 to L16 and L37.
    """

    def __init__(self, W, b=None, f=identity):
        self.f = as_activation(f)
        self.W = as_matrix("W", W).copy()
        self.b = None if b is None else as_array("b", b).astype(self.W.dtype)
        if self.b is not None and self.b.shape != (self.outputs,):
            raise ValueError(f"b: expected shape ({self.outputs},), one bias for each row of W; got {self.b.shape}")
        self.parameters = ("W",) if b is None else ("W", "b")
        self.x = self.a = self.h = self.da = self.dW = self.db = self.dx = None

    def __repr__(self):
        return f"{type(self).__name__}({self.inputs} → {self.outputs}, {self.f.name})"

    @property
    def inputs(self):
        """The number of inputs, W's columns."""
        return self.W.shape[1]

    @property
    def outputs(self):
        """The number of outputs, W's rows."""
        return self.W.shape[0]

    def forward(self, x):
        """The layer's output h = f(x Wᵀ + b), shape (N, outputs), for `x` of shape (N, inputs)."""
        self.x = check_columns("x", np.asarray(x, self.W.dtype), self.inputs)
        self.a = np.dot(self.x, self.W.T)
        if self.b is not None:
            self.a += self.b
        self.h = self.f(self.a)
        return self.h

    def backward(self, dh, need_dx=True):
        """From ∂L/∂h, shape (N, outputs), the gradients ∂L/∂W, ∂L/∂b and ∂L/∂x, shape (N, inputs), returned.

        With `need_dx=False` the last, which the first layer of a network has no use for, is left out.
        Raises RuntimeError before a forward pass, ValueError where `dh` hasn't the shape of h.
        """
        if self.a is None:
            raise RuntimeError("backward: there is nothing to go back through before a forward pass")
        dh = np.asarray(dh, self.W.dtype)
        if dh.shape != self.a.shape:
            raise ValueError(f"dh: expected shape {self.a.shape}, that of the output h; got {dh.shape}")
        self.da = dh * self.f.derivative(self.a, self.h)
        self.dW = np.dot(self.da.T, self.x)
        if self.b is not None:
            self.db = self.da.sum(axis=0)
        self.dx = np.dot(self.da, self.W) if need_dx else None
        return self.dx


class Local(Dense):
    """A locally connected layer: output j sees only the inputs where `mask[j]` is 1, so W is sparse.

    `mask`, of W's shape, holds zeros and ones; weights without a connection are 0 and stay 0. Otherwise as `Dense`.
    Raises ValueError where the mask doesn't fit W. Source: lecture row L16.
    """

    def __init__(self, W, b=None, f=identity, *, mask):
        super().__init__(W, b, f)
        self.mask = as_matrix("mask", mask).astype(self.W.dtype)
        if self.mask.shape != self.W.shape:
            raise ValueError(f"mask: expected W's shape {self.W.shape}, got {self.mask.shape}")
        others = self.mask[(self.mask != 0) & (self.mask != 1)]
        if others.size:
            raise ValueError(f"mask: expected only 0 and 1, got {others[0]:g}")
        self.W *= self.mask

    def forward(self, x):
        """As `Dense.forward`; what someone wrote into W where there is no connection is 0 again."""
        self.W[self.mask == 0] = 0  # a product with the mask would make nan of inf
        return super().forward(x)

    def backward(self, dh, need_dx=True):
        """As `Dense.backward`, with ∂L/∂W = 0 where there is no connection."""
        dx = super().backward(dh, need_dx)
        self.dW[self.mask == 0] = 0
        return dx


def window(outputs, inputs, width):
    """The mask of a local layer, (outputs, inputs): each output sees `width` neighboring inputs.

    The windows are spread evenly from the first input to the last. Raises TypeError or ValueError unless all three
    are whole numbers and 1 ≤ width ≤ inputs.
    """
    outputs, inputs, width = as_count("outputs", outputs), as_count("inputs", inputs), as_count("width", width)
    if width > inputs:
        raise ValueError(f"width: expected 1 to {inputs}, the number of inputs; got {width}")
    start = np.rint(np.linspace(0, inputs - width, outputs))[:, None]
    column = np.arange(inputs)
    return ((column >= start) & (column < start + width)).astype(float)
