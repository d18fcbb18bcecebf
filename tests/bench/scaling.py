"""How the time of a training step grows with the examples in a batch and with the parameters of the network.

It writes _build/bench/scaling.md.

Four sizes each, every one four times the one before. Cost that is linear gives the exponent 1; what a step costs
however small it is makes it less.
"""

from itertools import pairwise

import numpy as np
from timing import in_turns, save, table

import nnkit

BATCHES = {f"[50, 100, 10], batch {n}": ((50, 100, 10), n) for n in (256, 1024, 4096, 16384)}
HIDDEN = {f"[784, {h}, 10], batch 64": ((784, h, 10), 64) for h in (64, 256, 1024, 4096)}


def step(sizes, n):
    """A function that takes one step on a batch of n examples."""
    x, labels = np.random.default_rng(0).normal(size=(n, sizes[0])), np.arange(n) % sizes[-1]
    net = nnkit.mlp(*sizes, f=nnkit.relu, rng=1)
    updates = nnkit.steps(net, x, labels, loss=nnkit.softmax_cross_entropy, eta=1e-3)
    return lambda: next(updates)


def main():
    """Measure both families, and fit seconds = c · size^exponent to each."""
    rows = []
    for family in (BATCHES, HIDDEN):
        seconds = in_turns({name: step(*settings) for name, settings in family.items()}, turns=9)
        medians = np.array([np.median(values) for values in seconds.values()])
        amount = np.array([n * sum(a * b for a, b in pairwise(sizes)) for sizes, n in family.values()])
        exponent = np.polyfit(np.log(amount), np.log(medians), 1)[0]
        for name, median, weights in zip(family, medians, amount, strict=True):
            rows.append([name, f"{1e3 * median:.3f}", f"{1e9 * median / weights:.3f}", ""])
        rows[-1][-1] = f"{exponent:.3f}"
    columns = ["network", "ms a step", "ns for each weight and example", "exponent (goal ≤ 1.1)"]
    save("scaling", "The time of a step against its size", table(columns, rows))


if __name__ == "__main__":
    main()
