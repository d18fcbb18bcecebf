"""How the network of a Playground began: from which seed, and what it learned before it is shown."""

import numpy as np

from nnkit.layers import Dense
from nnkit.losses import as_loss
from nnkit.network import mlp
from nnkit.training import DivergenceError, steps
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
    """Train before the first picture; the curve as the page draws it, with some 200 points at most.

    Raises DivergenceError where the loss or a weight stops being a finite number, after the last update too.
    """
    each, losses = -(-epochs // CURVE_POINTS), {"at": [], "loss": [], "test_loss": []}
    sets = {"loss": (source.x, source.y), **({"test_loss": source.test} if source.test else {})}
    for update in steps(net, source.x, source.y, **settings):
        if update.ends_epoch and (update.epoch % each == 0 or update.epoch == epochs):
            losses["at"].append(update.epoch)
            for name, pair in sets.items():
                losses[name].append(_finite_loss(net, *pair, update.step, settings))
        if update.ends_epoch and update.epoch == epochs:
            return {"step": update.step, "epoch": epochs, **losses}


def _finite_loss(net, x, y, step, settings):
    with np.errstate(over="ignore", invalid="ignore"):
        value = as_loss(settings["loss"]).value(net.forward(x), y)
    # Behind a sigmoid weights that are not finite can still give a finite loss.
    if not np.isfinite(parameters_of(net)).all():
        value = np.nan
    if not np.isfinite(value):
        raise DivergenceError(step, settings["eta"], value)
    return float(value)
