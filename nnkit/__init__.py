"""nnkit, the companion of the textbook "Neural Networks": the lecture's mathematics, readable and in NumPy.

The names below are the vocabulary of the chapters. Plots and widgets are imported where they are used:
`from nnkit import plots`, `from nnkit.widgets import DescentExplorer`.
"""

from nnkit.activations import ACTIVATIONS, Activation, identity, leaky_relu, relu, sigmoid, step, tanh
from nnkit.evaluation import accuracy, evaluate
from nnkit.gradients import check_gradients, numerical_gradients
from nnkit.layers import Dense, Local, window
from nnkit.losses import (
    LOSSES,
    Loss,
    absolute,
    binary_cross_entropy,
    softmax,
    softmax_cross_entropy,
    squared,
    zero_one,
)
from nnkit.network import Network, chain, mlp
from nnkit.perceptron import perceptron_rule, trials
from nnkit.training import DivergenceError, History, Step, steps, train

__all__ = [
    "ACTIVATIONS",
    "LOSSES",
    "Activation",
    "Dense",
    "DivergenceError",
    "History",
    "Local",
    "Loss",
    "Network",
    "Step",
    "absolute",
    "accuracy",
    "binary_cross_entropy",
    "chain",
    "check_gradients",
    "evaluate",
    "identity",
    "leaky_relu",
    "mlp",
    "numerical_gradients",
    "perceptron_rule",
    "relu",
    "sigmoid",
    "softmax",
    "softmax_cross_entropy",
    "squared",
    "step",
    "steps",
    "tanh",
    "train",
    "trials",
    "window",
    "zero_one",
]
