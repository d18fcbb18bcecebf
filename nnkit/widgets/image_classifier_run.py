"""What the network of an ImageClassifier does in Python: its steps by either rule, the first ones, and its answers."""

import numpy as np

from nnkit.evaluation import accuracy, threshold
from nnkit.perceptron import trials
from nnkit.training import DivergenceError, Step, steps
from nnkit.widgets.spec import network_spec, outputs_of

CURVE_POINTS = 40


def updates_of(net, x, y, rule, **settings):
    """The updates of `net`, in place, one by one."""
    return perceptron_updates(net, x, y, settings["eta"]) if rule == "perceptron" else steps(net, x, y, **settings)


def perceptron_updates(net, x, y, eta, done=0):
    """The trials of the perceptron as updates, going on with the example that is next after `done` of them."""
    n = len(x)
    x, y = np.roll(x, -(done % n), axis=0), np.roll(y, -(done % n), axis=0)
    for k, trial in enumerate(trials(net.layers[0], x, y, eta=eta), done + 1):
        yield Step(k, -(-k // n), float(trial.mistake), k % n == 0)


def warmed_up(net, updates, count, sets, eta):
    """Train `net` for `count` steps; how it came there, on the pictures of a page, is the beginning of its curve.

    Raises DivergenceError where a loss, a weight or an output stops being a finite number, after the last step too.
    """
    each, mistakes, epoch = max(1, count // CURVE_POINTS), 0, 0
    curve = {"at": [], "train": [], "test": []}
    for k in range(count + 1):
        if k % each == 0 or k == count:
            if k:
                _check_finite(net, sets, k, eta)
            curve["at"].append(k)
            for name, (x, labels) in sets.items():
                curve[name] += [_correct(net, x, labels)] if len(x) else []
        if k < count:
            update = next(updates)
            mistakes, epoch = mistakes + (update.loss > 0), update.epoch - (not update.ends_epoch)
    return {"step": count, "epoch": epoch, "mistakes": int(mistakes), **curve}


def _check_finite(net, sets, step, eta):
    """Look at what a step made of the weights: in a loss it shows only at the next one, after it was drawn."""
    with np.errstate(over="ignore", invalid="ignore"):
        outputs = [net.forward(x) for x, _ in sets.values() if len(x)]
    if not all(np.isfinite(values).all() for values in (*net.parameters.values(), *outputs)):
        raise DivergenceError(step, eta, np.nan)


def _correct(net, x, labels):
    return round(accuracy(net, x, labels if outputs_of(net, x) > 1 else labels[:, None]), 4)


def first_answers(net, sets):
    """What the page can't find out itself: nothing, unless there is a layer that only Python can run."""
    try:
        network_spec(net)
    except TypeError:
        return answers_of(net, sets)
    return {}


def answers_of(net, sets):
    """The outputs for the pictures of a page, and the output above which one output means class 1."""
    y_hat = net.forward(np.concatenate([x for x, _ in sets.values()]))
    return {"size": y_hat.shape[1], "threshold": threshold(net), "data": y_hat.astype("<f4").tobytes()}
