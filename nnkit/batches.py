"""The batches of an epoch: views of arrays that are made once, in a new order for each epoch where one asks for it."""

import numpy as np


class Batches:
    """Iterating over it gives, for one epoch, (x, y, whether it is the last) for each batch of `size` examples.

    The last batch may be smaller. Without `shuffle` the batches are views of `x` and `y`; with it they are views of
    two arrays that hold the examples in the order of this epoch.
    """

    def __init__(self, x, y, size):
        self.x, self.y, self.size, self.order = x, y, size, None
        self._cut(x, y)

    def _cut(self, x, y):
        starts = range(0, len(x), self.size)
        self.views = [(x[i : i + self.size], y[i : i + self.size], i == starts[-1]) for i in starts]

    def __iter__(self):
        return iter(self.views)

    def shuffle(self, rng):
        """Put the examples in a new order, the one of `rng.permutation(N)`."""
        if self.order is None:
            self.order, self.shuffled = np.arange(len(self.x)), (np.empty_like(self.x), np.empty_like(self.y))
            self._cut(*self.shuffled)
        self.order.sort()
        rng.shuffle(self.order)
        for examples, shuffled in zip((self.x, self.y), self.shuffled, strict=True):
            examples.take(self.order, axis=0, out=shuffled, mode="clip")  # "clip" writes into `out` directly
