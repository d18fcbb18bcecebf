"""Punched cards with a mark on the left or on the right, as in the perceptron's first demonstration (chapter 1)."""

import numpy as np

from nnkit.checks import as_count, as_probability, as_rng

CARD_SHAPE = (20, 20)
"""Rows and columns of a card: `x[i].reshape(CARD_SHAPE)` is the picture of card i."""

SMALLEST, LARGEST = 3, 6


def cards(n, *, noise=0.02, rng=None):
    """Cards of 20 × 20 places with a block of punched holes in the left half or in the right half.

    The block is 3 to 6 holes high and as many wide, size and place drawn at random within its half. Then each place
    is flipped, punched or filled, with probability `noise`. Returns `x`, shape (n, 400), row by row, 1.0 where there
    is a hole and 0.0 elsewhere, and `y`, shape (n, 1), 0.0 for left and 1.0 for right.
    Raises TypeError or ValueError unless n is a whole number of at least 1 and noise from 0 to 1.
    Source: lecture row L03; the machine that told such cards apart was simulated on an IBM 704 in July 1958, and the
    grid is that of the 400 photocells of the Mark I perceptron built afterward.
    """
    n, noise, rng = as_count("n", n), as_probability("noise", noise), as_rng(rng)
    rows, columns = CARD_SHAPE
    y = np.arange(n) % 2
    height, width = rng.integers(SMALLEST, LARGEST + 1, (2, n))
    top = rng.integers(0, rows - height + 1)
    left = rng.integers(0, columns // 2 - width + 1) + y * columns // 2
    holes = _between(top, height, rows)[:, :, None] & _between(left, width, columns)[:, None, :]
    flipped = rng.random(holes.shape) < noise
    return (holes ^ flipped).reshape(n, -1).astype(float), y[:, None].astype(float)


def _between(start, length, places):
    at = np.arange(places)
    return (at >= start[:, None]) & (at < (start + length)[:, None])
