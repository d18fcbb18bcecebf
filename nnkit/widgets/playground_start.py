"""How the network of a Playground began: from which seed, and what it learned before it is shown."""

import numpy as np

from nnkit.layers import Dense
from nnkit.losses import as_loss
from nnkit.network import mlp
from nnkit.training import steps
from nnkit.widgets.playground_data import SEEDS_TRIED
from nnkit.widgets.spec import parameters_of

CURVE_POINTS = 200


def weights_seed(net):
    """The small seed from which `mlp` starts with these very weights, or None."""
    if not all(type(layer) is Dense and layer.b is not None for layer in net.layers):
        return None
    sizes, theta = [net.layers[0].inputs, *(layer.outputs for layer in net.layers)], parameters_of(net)
    functions = [layer.f for layer in net.layers]
    for seed in range(SEEDS_TRIED):
        if np.array_equal(parameters_of(mlp(*sizes, f=functions[:-1], f_out=functions[-1], rng=seed)), theta):
            return seed
    return None


def trained_before(net, source, epochs, **settings):
    """Train before the first picture; the curve as the page draws it, with some 200 points at most."""
    each, losses = -(-epochs // CURVE_POINTS), {"at": [], "loss": [], "test_loss": []}
    loss = as_loss(settings["loss"])
    updates = steps(net, source.x, source.y, **settings)
    for update in updates:
        if update.ends_epoch and (update.epoch % each == 0 or update.epoch == epochs):
            losses["at"].append(update.epoch)
            losses["loss"].append(loss(net.forward(source.x), source.y))
            if source.test:
                losses["test_loss"].append(loss(net.forward(source.test[0]), source.test[1]))
        if update.ends_epoch and update.epoch == epochs:
            return {"step": update.step, "epoch": epochs, **losses}
