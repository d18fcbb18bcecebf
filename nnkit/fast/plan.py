"""A whole step of gradient descent, laid out for one network, one loss and one size of batch."""

from contextvars import copy_context
from math import isfinite

import numpy as np

from nnkit.fast.losses import TOGETHER
from nnkit.fast.passes import PASSES, ReplacedError
from nnkit.fast.update import Update
from nnkit.network import Network


def can_plan(net, loss):
    """Whether a Plan can take the steps: nnkit's own layers, all of one dtype, and one of nnkit's losses."""
    return type(net) is Network and loss in TOGETHER and all(_is_plain(layer, net) for layer in net.layers)


def _is_plain(layer, net):
    if type(layer) not in PASSES or {"forward", "backward"} & vars(layer).keys():
        return False
    if layer.parameters != (("W",) if layer.b is None else ("W", "b")):
        return False  # the reader trains only some of them
    return all(_is_usual(getattr(layer, name), net.layers[0].W.dtype) for name in layer.parameters)


def _is_usual(array, dtype):
    return type(array) is np.ndarray and array.dtype == dtype and array.flags.carray


class Plan:
    """Calling it with a batch of `n` examples takes one step and returns the loss before it.

    `x` has the dtype of the weights, and so has `y`, unless it holds labels. A loss of nan or inf changes nothing.
    Raises ReplacedError when a layer has another W, b or f than when the plan was made; then nothing is changed
    either, and a new plan is needed.
    """

    def __init__(self, net, loss, eta, n):
        self.net, self.layers = net, net.layers
        # An overflow shows in the loss. To enter `np.errstate` costs as much as a small product, so a context in which
        # the warnings are off is made once, and every step runs in it.
        self.quiet = copy_context()
        self.quiet.run(np.seterr, over="ignore", invalid="ignore")
        self.quiet.run(np.setbufsize, 512)  # what a bias is added through; NumPy's own 8192 numbers leave the cache
        parameters = [getattr(layer, name) for layer in self.layers for name in layer.parameters]
        self.update = self.quiet.run(Update, parameters, eta)
        gradients = iter(self.update.gradients)
        self.passes = []
        for layer in self.layers:
            dW, db = next(gradients), None if layer.b is None else next(gradients)
            self.passes.append(PASSES[type(layer)](layer, n, dW, db, need_dx=layer is not self.layers[0]))
        self.backwards = self.passes[::-1]
        self.loss = TOGETHER[loss]((n, layer.outputs), layer.W.dtype)

    def __call__(self, x, y):
        """One step on the batch."""
        return self.quiet.run(self._step, x, y)

    def _step(self, x, y):
        if self.net.layers is not self.layers:
            raise ReplacedError
        for layer in self.passes:
            x = layer.forward(x)
        value, d = self.loss(x, y)
        if isfinite(value):
            for layer in self.backwards:
                d = layer.backward(d)
            self.update()
        return value
