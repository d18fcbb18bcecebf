"""Activation functions: each one a function f together with its derivative (chapter 4)."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from nnkit.checks import as_real, by_name
from nnkit.constant import Constant


@dataclass(frozen=True)
class Activation(Constant):
    """A function h = f(a), applied to each number of an array, and its derivative f'(a).

    `f(a, out)` and `df(a, h, out)` write into `out` when it is given and return the result; `df` may use h = f(a),
    since for sigmoid and tanh the derivative is cheapest in terms of it. `gain` is what n·Var(w) should be for a
    unit of n inputs so that the size of a signal is kept from layer to layer (chapter 8): for tanh near 0 and the
    ReLUs it is, and the others have 1, which promises nothing. A copy is the activation itself, and so is a pickled
    one of nnkit's.
    """

    name: str
    f: Callable = field(repr=False)
    df: Callable = field(repr=False)
    gain: float = 1.0
    slope: float | None = None

    def __call__(self, a, out=None):
        """The activation h = f(a), of the same shape as `a`."""
        return self.f(a, out)

    def derivative(self, a, h=None, out=None):
        """The derivative f'(a), of the same shape as `a`; `h` is f(a) where the caller already has it."""
        return self.df(a, self.f(a, None) if h is None else h, out)

    def __reduce__(self):
        # The functions inside `leaky_relu` have no name that pickle could find.
        if getattr(self.f, "__code__", None) is ACTIVATIONS["leaky_relu"].f.__code__:
            return leaky_relu, (self.slope,)
        return super().__reduce__()


def _floats_like(a, out):
    return np.empty(np.shape(a), np.result_type(np.asarray(a), np.float32)) if out is None else out


def _constant(value):
    def df(a, h, out):
        out = _floats_like(a, out)
        out.fill(value)
        return out

    return df


def _identity(a, out):
    return np.positive(a, out=out)


def _step(a, out):
    return np.greater(a, 0, out=_floats_like(a, out))


def _sigmoid(a, out):
    # 1/(1 + exp(−a)) overflows for a below −709; the same function written with tanh never does.
    h = np.tanh(np.multiply(a, 0.5, out=out), out=out)
    h = np.add(h, 1, out=out)
    return np.multiply(h, 0.5, out=out)


def _d_sigmoid(a, h, out):
    return np.multiply(np.subtract(1, h, out=out), h, out=out)


def _tanh(a, out):
    return np.tanh(a, out=out)


def _d_tanh(a, h, out):
    return np.subtract(1, np.multiply(h, h, out=out), out=out)


def _relu(a, out):
    return np.maximum(a, 0, out=out)


def _d_relu(a, h, out):
    # h is never negative, so its sign is 1 where a > 0 and else 0.
    return np.sign(h, out=_floats_like(a, out))


def leaky_relu(slope=0.02):
    """Leaky ReLU, f(a) = a for a > 0 and slope·a otherwise; f'(0) is taken as `slope`.

    Raises TypeError or ValueError unless 0 ≤ slope < 1. Source: lecture row L23; Maas, Hannun and Ng (2013).
    """
    slope = as_real("slope", slope, "0 ≤ slope < 1", lambda slope: 0 <= slope < 1)

    def f(a, out):
        return np.maximum(a, np.multiply(a, slope, out=out), out=out)

    def df(a, h, out):
        derivative = np.multiply(_step(a, out), 1 - slope, out=out)
        return np.add(derivative, slope, out=out)

    return Activation("leaky_relu", f, df, gain=2 / (1 + slope**2), slope=slope)


identity = Activation("identity", _identity, _constant(1))
step = Activation("step", _step, _constant(0))
"""1 for a > 0, else 0 (lecture row L19); its derivative is 0, and at the jump 0 by convention."""
sigmoid = Activation("sigmoid", _sigmoid, _d_sigmoid)
"""1/(1 + exp(−a)), with f' = f(1 − f) (lecture row L20)."""
tanh = Activation("tanh", _tanh, _d_tanh)
"""The hyperbolic tangent, with f' = 1 − f² (lecture row L21)."""
# The derivative of ReLU at 0 is a convention: nnkit takes 0, as most libraries do (the slide takes 1).
relu = Activation("relu", _relu, _d_relu, gain=2.0)
"""max(0, a), with f' = 1 for a > 0 and 0 otherwise, 0 at 0 by convention (lecture row L22)."""

ACTIVATIONS = {f.name: f for f in (identity, step, sigmoid, tanh, relu, leaky_relu())}


def as_activation(f, name="f"):
    """The Activation that `f` is or names; raises ValueError or TypeError, with the names that exist."""
    return by_name(name, ACTIVATIONS, f, Activation)
