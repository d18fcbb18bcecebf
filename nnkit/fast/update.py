"""The update θ ← θ − eta ∂L/∂θ of all parameters of a network, in place and in pieces that fit into a cache."""

import numpy as np

BLOCK = 8192
"""The most numbers that are handled at once: few enough for the processor's cache."""


class Update:
    """Calling it updates `parameters`, arrays of one dtype, by `gradients`, views of one flat array of gradients.

    A small network needs one multiplication for all of its parameters together. In a large one eta ∂L/∂θ never goes
    through memory: it is made block by block.
    """

    def __init__(self, parameters, eta):
        size, dtype = sum(p.size for p in parameters), parameters[0].dtype
        self.eta = np.array(eta, dtype)
        flat, scaled = np.empty(size, dtype), np.empty(min(size, BLOCK), dtype)
        ends = np.cumsum([p.size for p in parameters])
        self.gradients = [flat[end - p.size : end].reshape(p.shape) for end, p in zip(ends, parameters, strict=True)]
        self.blocks = []
        for start in range(0, size, BLOCK):
            stop = min(start + BLOCK, size)
            pieces = []
            for end, p in zip(ends, parameters, strict=True):
                low, high = max(start, end - p.size), min(stop, end)
                if low < high:
                    values = p.reshape(-1)[low - end + p.size : high - end + p.size]
                    pieces.append((values, scaled[low - start : high - start]))
            self.blocks.append((flat[start:stop], scaled[: stop - start], pieces))

    def __call__(self):
        """One update, with what the backward passes left in `gradients`."""
        for gradient, scaled, pieces in self.blocks:
            np.multiply(gradient, self.eta, scaled)
            for values, change in pieces:
                np.subtract(values, change, values)
