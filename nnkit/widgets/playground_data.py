"""The data of a Playground: points of two classes, given or made by a generator, and where they come from."""

import numpy as np

from nnkit.checks import as_array, as_count, as_matrix, as_non_negative
from nnkit.datasets import PLANE

NOISE = {"blobs": 0.3, "xor": 0.2, "circles": 0.1, "moons": 0.1, "spirals": 0.04}
SEEDS_TRIED = 32


class Source:
    """Where the data come from: a generator with its settings, or the caller."""

    def __init__(self, x, y, test, dataset, noise, n, n_test):
        if (x is None) != (y is None):
            raise TypeError(f"{'x' if x is None else 'y'}: expected x and y together, got only the other one")
        if dataset is not None and not isinstance(dataset, str):
            raise TypeError(f"dataset: expected one of {', '.join(PLANE)}; got {type(dataset).__name__} {dataset!r}")
        if dataset is not None and dataset not in PLANE:
            raise ValueError(f"dataset: expected one of {', '.join(PLANE)}; got {dataset!r}")
        if x is None:
            self._make(dataset or "xor", noise, as_count("n", n, 2), as_count("n_test", n_test, 0), test)
        else:
            self._take(as_matrix("x", x, 2), as_classes("y", y, len(x)), test, dataset, noise)

    def _make(self, name, noise, n, n_test, test):
        self.name, self.seed = name, 0
        self.noise = NOISE[name] if noise is None else as_non_negative("noise", noise)
        self.x, self.y, self.test = generate(name, n, self.noise, 0, n_test)
        if test is not None:
            self.test, self.name, self.seed = _as_test(test), "given", None

    def _take(self, x, y, test, name, noise):
        self.x, self.y, self.test = x, y, None if test is None else _as_test(test)
        self.noise = NOISE.get(name, 0.2) if noise is None else as_non_negative("noise", noise)
        self.seed = None if name is None else _data_seed(name, self)
        self.name = "given" if self.seed is None else name


def generate(name, n, noise, seed, n_test):
    """`n` points of the data set `name`, shapes (n, 2) and (n, 1), and the pair of `n_test` points more, or None."""
    x, y = PLANE[name](n, noise=noise, rng=seed)
    return x, y, PLANE[name](n_test, noise=noise, rng=seed + 1) if n_test else None


def _data_seed(name, source):
    """The small seed from which the generator makes these very data, or None."""
    n_test = len(source.test[0]) if source.test else 0
    for seed in range(SEEDS_TRIED):
        x, y, test = generate(name, len(source.x), source.noise, seed, n_test)
        if np.array_equal(x, source.x) and np.array_equal(y, source.y):
            same = test is None or (np.array_equal(test[0], source.test[0]) and np.array_equal(test[1], source.test[1]))
            return seed if same else None
    return None


def as_classes(name, y, n):
    """`y` as a column of 0 and 1, shape (n, 1). Raises ValueError for another shape or other classes."""
    y = as_array(name, y)
    if y.shape not in ((n, 1), (n,)):
        raise ValueError(f"{name}: expected shape ({n}, 1), a class for each row of x; got {y.shape}")
    classes = np.unique(y)
    if not np.isin(classes, (0, 1)).all():
        shown = ", ".join(f"{c:g}" for c in classes[:6])
        raise ValueError(f"{name}: expected two classes, 0 and 1; got {len(classes)}: {shown}")
    return y.reshape(-1, 1)


def _as_test(test):
    if not isinstance(test, (tuple, list)) or len(test) != 2:
        raise TypeError(f"test: expected a pair (x, y), got {type(test).__name__}")
    x = as_matrix("test: x", test[0], 2)
    return x, as_classes("test: y", test[1], len(x))
