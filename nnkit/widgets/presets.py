"""Playgrounds that are set up for a chapter: settings of the same widget, not other ones."""

from nnkit.activations import sigmoid, tanh
from nnkit.layers import Dense
from nnkit.network import Network, mlp
from nnkit.widgets.playground import Playground


def LinearClassifier(x=None, y=None, *, net=None, dataset="blobs", **settings):
    """One unit and no hidden layer: its weights and bias on sliders, its line on the map (chapter 2).

    `net` is Network(Dense([[w1, w2]], [b], sigmoid)), with a line that is not yet right unless one is given. All
    other arguments are those of `Playground`.
    """
    net = net if net is not None else Network(Dense([[1.0, -0.5]], [0.4], sigmoid))
    usual = {
        "panels": ["map"],
        "controls": ["weights", "play", "data", "own", "eta", "code"],
        "eta": 0.5,
        "n": 60,
        "n_test": 0,
        "name": "linear",
        "hint": "Move the three sliders until every point lies on its side of the line, or press Play and watch.",
    }
    return Playground(net, x, y, dataset=dataset, **{**usual, **settings})


def XorPlayground(net=None, **settings):
    """Exclusive or with two hidden units, and the space that these two make (chapter 3).

    All other arguments are those of `Playground`.
    """
    net = net if net is not None else mlp(2, 2, 1, f=tanh, f_out=sigmoid, rng=3)
    usual = {
        "panels": ["network", "map", "hidden", "loss"],
        "controls": ["play", "speed", "layers", "activations", "eta", "random", "code"],
        "noise": 0.15,
        "eta": 0.5,
        "name": "xor",
        "hint": "Press Play and watch the hidden space: the layer bends the plane until one straight line is enough.",
    }
    return Playground(net, dataset="xor", **{**usual, **settings})
