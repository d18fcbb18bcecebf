"""A network as the browser gets it: its layers as plain data, and its parameters as one row of numbers."""

import numpy as np

from nnkit.activations import ACTIVATIONS, as_activation, leaky_relu
from nnkit.checks import as_count
from nnkit.layers import Dense, Local
from nnkit.network import Network


def network_spec(net):
    """`net` as `{"layers": [{"inputs", "outputs", "f", "bias", …}]}`, which `engine.js` builds its Network from.

    Raises TypeError, naming the layer, where the network holds something that only Python can run: a layer or an
    activation of the reader's own.
    """
    return {"layers": [_layer_spec(k, layer) for k, layer in enumerate(net.layers, 1)]}


def _layer_spec(k, layer):
    # A subclass may compute something else, so only the two types themselves are known to the browser.
    if type(layer) not in (Dense, Local):
        raise TypeError(f"net: layer {k} is a {type(layer).__name__}; the browser can only run Dense and Local layers")
    f = layer.f
    if not _is_known(f):
        raise TypeError(f"net: layer {k} has the activation {f.name!r}; the browser knows {', '.join(ACTIVATIONS)}")
    spec = {"inputs": layer.inputs, "outputs": layer.outputs, "f": f.name, "bias": layer.b is not None}
    if f.slope is not None:
        spec["slope"] = f.slope
    if type(layer) is Local:
        spec["mask"] = layer.mask.astype(int).ravel().tolist()
    return spec


def _is_known(f):
    if f.name == "leaky_relu" and f.slope is not None:
        return getattr(f.f, "__code__", None) is leaky_relu().f.__code__
    return ACTIVATIONS.get(f.name) is f


def network_from_spec(spec, theta):
    """The Network that `spec` describes, with the parameters `theta`, shape (size,): `network_spec` the other way.

    Raises ValueError or TypeError where they don't fit.
    """
    layers = []
    for layer in spec["layers"]:
        inputs, outputs = as_count("inputs", layer["inputs"]), as_count("outputs", layer["outputs"])
        own_slope = layer["f"] == "leaky_relu" and layer.get("slope") is not None
        f = leaky_relu(layer["slope"]) if own_slope else as_activation(layer["f"])
        b = np.zeros(outputs) if layer.get("bias", True) else None
        W = np.zeros((outputs, inputs))
        mask = layer.get("mask")
        layers.append(Dense(W, b, f) if mask is None else Local(W, b, f, mask=np.reshape(mask, W.shape)))
    net = Network(*layers)
    set_parameters(net, theta)
    return net


def parameters_of(net):
    """Every parameter of `net` in one array of floats, shape (size,), in the order of `net.parameters`."""
    return np.concatenate([np.ravel(values) for values in net.parameters.values()]).astype(np.float64)


def set_parameters(net, theta):
    """Write `theta`, shape (size,), into the parameters of `net`, in place.

    Raises ValueError, before anything is changed, where it has another size or holds nan or inf.
    """
    theta = np.asarray(theta, np.float64)
    if theta.shape != (net.size,):
        raise ValueError(f"theta: expected shape ({net.size},), one number for each parameter; got {theta.shape}")
    if not np.isfinite(theta).all():
        raise ValueError("theta: expected finite numbers, got nan or inf")
    start = 0
    for values in net.parameters.values():
        values[...] = theta[start : start + values.size].reshape(values.shape)
        start += values.size


def outputs_of(net, x):
    """How many outputs `net` has for `x`, shape (N, inputs), asked of it: a reader's own layer need not say.

    Raises ValueError where what comes out is not a row for each example.
    """
    shape = np.shape(net.forward(x[:1]))
    if len(shape) != 2 or shape[0] != 1:
        raise ValueError(f"net: expected an output of shape (N, outputs), got {shape} for one example")
    return shape[1]
