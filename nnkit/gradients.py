"""Checking gradients: what backpropagation says against what the loss does when one weight is nudged (chapter 7)."""

import numpy as np

from nnkit.checks import as_positive
from nnkit.losses import as_loss, squared
from nnkit.network import as_inputs, check_gradient, check_parameters, prediction


def numerical_gradients(net, x, y, loss=squared, h=1e-6):
    """∂L/∂θ for every parameter by central differences, (L(θ + h) − L(θ − h)) / 2h, under the names of `gradients`.

    Two forward passes for each single number, so it is slow on purpose; the weights end as they were. Raises
    TypeError or ValueError for arguments that don't fit, and TypeError for weights of less than double precision.
    Source: chapter 7; Baydin, Pearlmutter, Radul and Siskind (2018), section 2.1.
    """
    x, loss, h = as_inputs(net, x), as_loss(loss), as_positive("h", h)
    check_parameters(net)
    _check_precision(net)
    return {name: _by_nudging(values, h, net, x, y, loss) for name, values in net.parameters.items()}


def _check_precision(net):
    for name, values in net.parameters.items():
        if values.dtype != np.float64:
            came = f"{name} is {values.dtype}: what a nudge of a weight does to the loss drowns in rounding"
            raise TypeError(f"net: expected float64 weights, {came}")


def _by_nudging(values, h, net, x, y, loss):
    gradient = np.empty_like(values)
    for at in np.ndindex(values.shape):
        kept = values[at]
        try:
            values[at] = kept + h
            above = loss(net.forward(x), y)
            values[at] = kept - h
            below = loss(net.forward(x), y)
        finally:
            values[at] = kept
        gradient[at] = (above - below) / (2 * h)
    return gradient


def check_gradients(net, x, y, loss=squared, h=1e-6):
    """How far backpropagation is from `numerical_gradients`: for each parameter array the largest error.

    The error of one number is `|backward − numerical| / max(1, |backward|, |numerical|)`: relative for a slope
    larger than 1, absolute for a smaller one. Below 1e-6 or so the derivation is right, above 1e-3 it is wrong,
    unless an activation has a kink (ReLU) or a jump (step) nearby.
    Raises what `numerical_gradients` raises, and ValueError or TypeError for a gradient that doesn't fit its
    parameter. Source: chapter 7; Baydin, Pearlmutter, Radul and Siskind (2018), section 2.1.
    """
    x, loss = as_inputs(net, x), as_loss(loss)
    numerical = numerical_gradients(net, x, y, loss, h)
    y_hat = prediction(net, x)
    net.backward(loss.derivative(y_hat, loss.check_targets(y_hat.shape, y)))
    return {
        name: _relative_error(check_gradient(name, backward, numerical[name]), numerical[name])
        for name, backward in net.gradients.items()
    }


def _relative_error(a, b):
    return float(np.max(np.abs(a - b) / np.maximum(1, np.maximum(np.abs(a), np.abs(b)))))
