"""Networks: layers one after the other (chapters 5 and 7), and a function for each of two frequent kinds."""

import copy
import inspect
from itertools import pairwise

import numpy as np

from nnkit.activations import as_activation, identity, tanh
from nnkit.checks import as_array, as_count, as_matrix, as_rng
from nnkit.layers import Dense


class Network:
    """A stack of layers; the output of one is the input of the next.

    `layers` holds them in order. Any object with `forward`, `backward` and `parameters` can be one (see
    `nnkit.layers`). Raises TypeError where it can't, ValueError where the sizes of neighbors don't fit or where one
    layer stands at two places: it remembers one forward pass only. Networks aren't layers.
    """

    def __init__(self, *layers):
        if not layers:
            raise ValueError("layers: expected at least one layer, got none")
        for k, layer in enumerate(layers, 1):
            if isinstance(layer, Network):  # its parameters have names like W1, and no dW1 beside them
                raise TypeError(f"layers: layer {k} is a Network; give its layers one by one, *net.layers")
            missing = [name for name in ("forward", "backward", "parameters") if not hasattr(layer, name)]
            if missing:
                raise TypeError(f"layers: layer {k}, a {type(layer).__name__}, has no {', no '.join(missing)}")
            first = next(j for j, other in enumerate(layers, 1) if other is layer)
            if first < k:
                raise ValueError(f"layers: layer {k} is layer {first} once more; expected a layer of its own")
        for k, (left, right) in enumerate(pairwise(layers), 1):
            out, wanted = getattr(left, "outputs", None), getattr(right, "inputs", None)
            if None not in (out, wanted) and out != wanted:
                raise ValueError(f"layers: layer {k} has {out} outputs, but layer {k + 1} expects {wanted} inputs")
        self.layers = layers
        # No update needs the gradient with respect to the network's input; a Dense layer can leave it out.
        can_skip = "need_dx" in inspect.signature(layers[0].backward).parameters
        self._skip_dx = {"need_dx": False} if can_skip else {}

    def __repr__(self):
        return f"Network({', '.join(map(repr, self.layers))})"

    def forward(self, x):
        """The prediction ŷ, shape (N, outputs), for the examples `x`, shape (N, inputs)."""
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dloss):
        """From ∂L/∂ŷ, shape (N, outputs), every layer's gradients, last layer first.

        The gradient with respect to the network's input, which no update needs, is left out where the first layer
        can leave it out.
        """
        for layer in reversed(self.layers[1:]):
            dloss = layer.backward(dloss)
        self.layers[0].backward(dloss, **self._skip_dx)

    @property
    def parameters(self):
        """The weights by name, `{"W1": …, "b1": …, "W2": …}`: the arrays themselves, not copies."""
        return {
            f"{name}{k}": getattr(layer, name) for k, layer in enumerate(self.layers, 1) for name in layer.parameters
        }

    @property
    def gradients(self):
        """The gradients of the last backward pass under the names of `parameters`."""
        return {
            f"{name}{k}": getattr(layer, f"d{name}")
            for k, layer in enumerate(self.layers, 1)
            for name in layer.parameters
        }

    @property
    def size(self):
        """The number of parameters, all weights and biases counted one by one."""
        return sum(values.size for values in self.parameters.values())

    def copy(self):
        """A network of its own with the same layers and weights."""
        return copy.deepcopy(self)


def mlp(*sizes, f=tanh, f_out=identity, rng=None):
    """A multi-layer perceptron with the given layer sizes, `mlp(2, 4, 1)`: inputs first, outputs last.

    `f` is the hidden layers' activation, or a list with one for each; `f_out` is the output layer's. Biases start at
    0, weights are drawn from a normal distribution of variance gain/inputs by `numpy.random.default_rng(rng)`.
    Raises ValueError or TypeError for fewer than two sizes, a size below 1, a list `f` of the wrong length.
    Source: lecture rows L24, L36; LeCun, Bottou, Orr and Müller (1998) and He et al. (2015) for the variance.
    """
    if len(sizes) < 2:
        raise ValueError(f"sizes: expected at least two, inputs and outputs; got {len(sizes)}")
    sizes = [as_count("sizes", n) for n in sizes]
    f_out = as_activation(f_out, "f_out")
    hidden = list(f) if isinstance(f, (list, tuple)) else [as_activation(f)] * (len(sizes) - 2)
    if len(hidden) != len(sizes) - 2:
        raise ValueError(f"f: expected {len(sizes) - 2} activations, one a hidden layer; got {len(hidden)}")
    rng = as_rng(rng)
    layers = []
    for (inputs, outputs), f_k in zip(pairwise(sizes), [*hidden, f_out], strict=True):
        f_k = as_activation(f_k)
        W = rng.normal(0, np.sqrt(f_k.gain / inputs), (outputs, inputs))
        layers.append(Dense(W, np.zeros(outputs), f_k))
    return Network(*layers)


def chain(w, b, f):
    """The lecture's chain y = f₃(w₃ f₂(w₂ f₁(w₁ x + b))): one unit a layer, a bias only in the first.

    `w` holds the weights (w₁, w₂, …), `b` is one number and `f` holds one activation for each weight.
    Raises TypeError or ValueError where their numbers differ. Source: lecture row L34.
    """
    w = as_array("w", w).ravel()
    if not isinstance(f, (list, tuple)):
        raise TypeError(f"f: expected {len(w)} activations, one for each weight; got {type(f).__name__}")
    if len(f) != len(w):
        raise ValueError(f"f: expected {len(w)} activations, one for each weight; got {len(f)}")
    biases = [[b]] + [None] * (len(w) - 1)
    return Network(*(Dense([[w_k]], b_k, f_k) for w_k, b_k, f_k in zip(w, biases, f, strict=True)))


def as_inputs(net, x):
    """`x` as examples for `net`, a finite matrix with a column for each input; raises TypeError or ValueError."""
    if not isinstance(net, Network):
        raise TypeError(f"net: expected a Network, got {type(net).__name__}")
    return as_matrix("x", x, getattr(net.layers[0], "inputs", None))


def prediction(net, x):
    """`net.forward(x)`, shape (N, outputs); raises ValueError where a reader's layer makes another shape of it."""
    y_hat = np.asarray(net.forward(x))
    if y_hat.ndim != 2 or len(y_hat) != len(x):
        raise ValueError(f"net: expected an output of shape ({len(x)}, outputs), got {y_hat.shape}")
    return y_hat


def check_parameters(net):
    """Raise TypeError, naming it, for a parameter that an update can't write into.

    A float would be bound anew by `s -= …`, in the update alone, and the layer would never learn of it.
    """
    for k, layer in enumerate(net.layers, 1):
        for name in layer.parameters:
            came = _why_not_writable(getattr(layer, name, None))
            if came:
                raise TypeError(f"{name}{k}: expected an array of floats to write into, np.array([…]); got {came}")


def _why_not_writable(values):
    if values is None:
        return "None"
    if not isinstance(values, np.ndarray):
        return type(values).__name__
    if values.dtype.kind != "f":
        return f"an array of {values.dtype}"
    return "" if values.flags.writeable else "a read-only array"


def check_gradient(name, gradient, parameter):
    """`gradient` as an array, when it has the shape of its parameter; NumPy would quietly broadcast another one.

    Raises ValueError for another shape, TypeError where it doesn't hold real numbers.
    """
    if np.shape(gradient) != np.shape(parameter):
        raise ValueError(f"d{name}: expected the shape of {name}, {np.shape(parameter)}; got {np.shape(gradient)}")
    gradient = np.asarray(gradient)
    if gradient.dtype.kind not in "biuf":
        raise TypeError(f"d{name}: expected an array of numbers, got dtype {gradient.dtype}")
    return gradient
