"""Pictures and weights as a page stores them: few bits a number, because they travel in the page."""

import numpy as np

from nnkit.widgets.base import Array

BYTES_AT_MOST = 200_000
"""What the pictures of one widget may take: 300 cards are 15 KB, 130 color pictures of 32 × 32 fill it."""

TRAINING_SHARE = 2 / 3
FINEST = 32_767


def share(x, x_test=None):
    """How many bits a number of the pictures gets, 1, 8 or 4, and how many of each kind a page can hold."""
    counts = (len(x), 0 if x_test is None else len(x_test))
    binary = all(((values == 0) | (values == 1)).all() for values in (x, x_test) if values is not None)
    for bits in (1,) if binary else (8, 4):
        most = 8 * BYTES_AT_MOST // (bits * x.shape[1])
        if sum(counts) <= most:
            return bits, counts
    for_test = min(counts[1], max(most - counts[0], int((1 - TRAINING_SHARE) * most)))
    return bits, (_round(min(counts[0], most - for_test)), _round(for_test))


def _round(count):
    return count - count % 10 if count >= 20 else count


def pack(x, bits):
    """Numbers from 0 to 1, shape (N, inputs), as whole numbers of so many bits, the first in a byte's highest ones."""
    top = 2**bits - 1
    levels = np.rint(top * x).astype(np.uint8).ravel()
    spread = np.unpackbits(levels[:, None], axis=1)[:, 8 - bits :]
    return {"count": len(x), "bits": bits, "data": np.packbits(spread).tobytes()}


def shown(x, labels, test, rule):
    """The pictures that a page gets, with their labels, for training and for testing."""
    x_test, labels_test = (x[:0], labels[:0]) if test is None else test
    n, n_test = share(x, x_test)[1]
    if rule == "perceptron" and n < len(x):
        raise ValueError(f"images: a page holds {n} of this size, and the perceptron needs all; got {len(x)}")
    return {"train": (x[:n], labels[:n]), "test": (x_test[:n_test], labels_test[:n_test])}


def stored(sets, x, test):
    """The traits `training_set` and `test_set`: the pictures of `shown`, out of all of `x` and `test`."""
    bits = share(x, None if test is None else test[0])[0]
    every = {"train": len(x), "test": 0 if test is None else len(test[0])}
    keys = {"train": "training_set", "test": "test_set"}
    return {
        keys[name]: {**pack(images, bits), "labels": labels.tolist(), "all": every[name]}
        for name, (images, labels) in sets.items()
    }


def _to_json(array, widget):
    """Two bytes a number, in units of `unit`; whole numbers stay exactly what they are, and zeros take no room."""
    largest = np.abs(array).max(initial=0.0)
    whole = largest <= FINEST and (array == np.rint(array)).all()
    unit = 1.0 if whole else largest / FINEST
    data = np.rint(array / unit).astype("<i2").tobytes() if largest else b""
    return {"shape": list(array.shape), "unit": float(unit), "data": memoryview(data)}


def _from_json(value, widget):
    if not len(value["data"]):
        return np.zeros(value["shape"])
    return value["unit"] * np.frombuffer(value["data"], "<i2").reshape(value["shape"])


def small_numbers():
    """A trait like `Array` that takes two bytes a number in the page, fine enough for a picture of it."""
    return Array().tag(to_json=_to_json, from_json=_from_json)
