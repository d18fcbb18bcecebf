"""One step of gradient descent: forward, loss, backward, update (chapters 6 and 7)."""

from functools import partial
from math import isfinite

import numpy as np

from nnkit.fast.passes import ReplacedError
from nnkit.fast.plan import Plan, can_plan
from nnkit.layers import Dense
from nnkit.network import check_gradient, check_parameters


def descend(net, loss, eta, x, y):
    """One step on the batch `x`, `y`; returns the loss before it. A loss of nan or inf changes nothing."""
    with np.errstate(over="ignore", invalid="ignore"):
        y_hat = net.forward(x)
        value = loss.value(y_hat, y)
        if isfinite(value):
            net.backward(loss.derivative(y_hat, y))
            _update(net, eta)
    return value


def _update(net, eta):
    """θ ← θ − eta ∂L/∂θ for every parameter, in place; the gradients stay readable."""
    # First all that can fail, so that a reader's layer that has no gradient or a wrong one leaves nothing half done.
    check_parameters(net)
    changes = [
        (getattr(layer, name), eta * _gradient(k, layer, name))
        for k, layer in enumerate(net.layers, 1)
        for name in layer.parameters
    ]
    for parameter, change in changes:
        parameter -= change


def _gradient(k, layer, name):
    gradient = getattr(layer, "d" + name)
    # A Dense layer's own gradients fit; whatever else is there may be anything.
    return gradient if type(layer) is Dense else check_gradient(f"{name}{k}", gradient, getattr(layer, name))


class Descent:
    """Calling it with a batch does what `descend` does, by a Plan for each size of batch where there can be one."""

    def __init__(self, net, loss, eta):
        self.net, self.loss, self.eta, self.steps = net, loss, eta, {}

    def prepare(self, x, y):
        """The examples and targets in the form that the plans take; copies only where they have another one."""
        if not can_plan(self.net, self.loss):
            return x, y
        dtype = self.net.layers[0].W.dtype
        with np.errstate(over="ignore"):
            return np.ascontiguousarray(x, dtype), np.ascontiguousarray(y, dtype if y.dtype.kind == "f" else np.intp)

    def __call__(self, x, y):
        """One step on the batch `x`, `y`; returns the loss before it."""
        n = len(x)
        if n not in self.steps:
            self.steps[n] = self._lay_out(x)
        try:
            return self.steps[n](x, y)
        except ReplacedError:
            self.steps.clear()
            return self(x, y)

    def _lay_out(self, x):
        if can_plan(self.net, self.loss) and self.net.layers[0].W.dtype == x.dtype:
            return Plan(self.net, self.loss, self.eta, len(x))
        return partial(descend, self.net, self.loss, self.eta)
