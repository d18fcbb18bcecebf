"""One training step of nnkit against its peers: PyTorch, scikit-learn, and the bare matrix products of the step.

It writes _build/bench/training_step.md and .svg.

All of them first show that they compute the same losses over six steps. Then they take turns, A B C D A B C D …, on
one thread, so that a machine that slows down slows them all; what counts is the ratio of processor times within a turn.
"""

import warnings
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.neural_network import MLPClassifier
from timing import in_turns, save, table

import nnkit
from nnkit.plots.picture import panel

ETA = 1e-3
GOAL_PRODUCTS = 1.10


@dataclass
class Task:
    """A network and the batch it steps on; `goal` is the ratio to PyTorch (float64) that nnkit wants to reach."""

    sizes: tuple
    batch: int
    goal: float

    def __str__(self):
        return f"{list(self.sizes)}, batch {self.batch}"

    def data(self, dtype):
        """Inputs, and labels of as many classes as there are outputs (two for one output)."""
        rng = np.random.default_rng(0)
        x = rng.normal(size=(self.batch, self.sizes[0])).astype(dtype)
        return x, rng.integers(0, max(2, self.sizes[-1]), self.batch)

    def network(self, dtype):
        """The network, ReLU in between, with the same weights for every peer."""
        net = nnkit.mlp(*self.sizes, f=nnkit.relu, rng=1)
        return nnkit.Network(*(nnkit.Dense(la.W.astype(dtype), la.b.astype(dtype), la.f) for la in net.layers))


TASKS = [
    Task((2, 4, 1), 4, 0.08),
    Task((2, 8, 8, 1), 250, 0.13),
    Task((3072, 10), 128, 0.62),
    Task((3072, 100, 10), 128, 0.90),
    Task((784, 512, 512, 10), 256, 0.90),
]


def nnkit_step(task, dtype):
    """A function that takes one step with nnkit and returns its loss."""
    x, labels = task.data(dtype)
    binary = task.sizes[-1] == 1
    loss = nnkit.binary_cross_entropy if binary else nnkit.softmax_cross_entropy
    y = labels[:, None].astype(dtype) if binary else labels
    updates = nnkit.steps(task.network(dtype), x, y, loss=loss, eta=ETA)
    return lambda: next(updates).loss


def torch_step(task, dtype):
    """The same with PyTorch, eager, on the CPU."""
    x, labels = task.data(dtype)
    layers = []
    for layer in task.network(dtype).layers:
        linear = torch.nn.Linear(layer.inputs, layer.outputs, dtype=getattr(torch, dtype))
        linear.weight.data, linear.bias.data = torch.tensor(layer.W), torch.tensor(layer.b)
        layers += [linear, torch.nn.ReLU()]
    net = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.SGD(net.parameters(), lr=ETA)
    binary = task.sizes[-1] == 1
    criterion = torch.nn.BCEWithLogitsLoss() if binary else torch.nn.CrossEntropyLoss()
    x, y = torch.tensor(x), torch.tensor(labels[:, None].astype(dtype) if binary else labels)

    def step():
        optimizer.zero_grad()
        loss = criterion(net(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def sklearn_step(task, dtype):
    """The same with scikit-learn's MLPClassifier.partial_fit."""
    x, labels = task.data(dtype)
    classes = np.arange(max(2, task.sizes[-1]))
    settings = {"solver": "sgd", "momentum": 0, "alpha": 0, "learning_rate_init": ETA, "shuffle": False}
    net = MLPClassifier(task.sizes[1:-1], batch_size=task.batch, **settings)
    net.partial_fit(x, labels, classes=classes)  # makes the weights; everyone starts with the same
    for layer, W, b in zip(task.network(dtype).layers, net.coefs_, net.intercepts_, strict=True):
        W[...], b[...] = layer.W.T, layer.b

    def step():
        net.partial_fit(x, labels)
        return net.loss_

    return step


def products_step(task, dtype):
    """Only the matrix products of the step, into arrays that exist already: what no NumPy program can go below."""
    rng = np.random.default_rng(0)
    products = []
    for k, (inputs, outputs) in enumerate(zip(task.sizes, task.sizes[1:], strict=False)):
        shapes = (task.batch, inputs), (outputs, inputs), (task.batch, outputs)
        x, W, a = (rng.normal(size=shape).astype(dtype) for shape in shapes)
        products += [(x, W.T, a), (np.copy(a).T, x, np.empty_like(W))]
        products += [(np.copy(a), W, np.empty_like(x))] if k else []

    def step():
        for left, right, out in products:
            np.dot(left, right, out=out)

    return step


PEERS = {"nnkit": nnkit_step, "PyTorch": torch_step, "scikit-learn": sklearn_step, "products": products_step}


def check_losses(task, dtype):
    """Raise AssertionError unless all peers compute the same six losses."""
    tolerance = 1e-9 if dtype == "float64" else 1e-4
    losses = {name: [step() for _ in range(6)] for name, step in steps_of(task, dtype).items() if name != "products"}
    for name, values in losses.items():
        np.testing.assert_allclose(values, losses["nnkit"], rtol=tolerance, err_msg=f"{task}, {dtype}: {name}")


def steps_of(task, dtype):
    """One step function for each peer."""
    return {name: make(task, dtype) for name, make in PEERS.items()}


def row(task, dtype, seconds):
    """A line of the table: medians, the spread of nnkit's, and the ratios, medians of the ratios within a turn."""
    micro = {name: 1e6 * np.median(values) for name, values in seconds.items()}
    low, high = 1e6 * np.percentile(seconds["nnkit"], [10, 90])
    ratios = [np.median(seconds["nnkit"] / seconds[name]) for name in ("PyTorch", "scikit-learn", "products")]
    cells = [str(task), dtype, *(f"{value:,.1f}" for value in micro.values()), f"{low:,.1f}–{high:,.1f}"]
    goals = f"≤ {task.goal:.2f}" + (f", ÷ products ≤ {GOAL_PRODUCTS:.2f}" if task is TASKS[-1] else "")
    return [*cells, *(f"{ratio:.3f}" for ratio in ratios), goals if dtype == "float64" else ""]


COLUMNS = ["network", "numbers", *(f"{name} µs" for name in PEERS), "nnkit 10–90 %"]
COLUMNS += ["÷ PyTorch", "÷ scikit-learn", "÷ products", "goal ÷ PyTorch"]


def main():
    """Check, measure, and write the table and its picture."""
    torch.set_num_threads(1)
    warnings.filterwarnings("ignore", category=UserWarning, module="sklearn")
    rows, ratios = [], {}
    for dtype in ("float64", "float32"):
        for task in TASKS:
            check_losses(task, dtype)
            seconds = in_turns(steps_of(task, dtype))
            rows.append(row(task, dtype, seconds))
            ratios[f"{list(task.sizes)} {dtype}"] = np.median(seconds["nnkit"] / seconds["PyTorch"])
    save("training_step", "One training step against its peers", table(COLUMNS, rows), picture(ratios))


def picture(ratios):
    """One bar for each task, nnkit ÷ PyTorch; shorter is faster, 1 is equal."""

    def draw(axes):
        axes.barh(list(ratios), list(ratios.values()))
        axes.axvline(1, linestyle="--")
        axes.invert_yaxis()

    return panel(draw, width=7, height=4, xlabel="time of a step, nnkit ÷ PyTorch")


if __name__ == "__main__":
    main()
