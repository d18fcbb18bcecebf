"""Data sets made on the spot, without a download: each one is a function f(n, *, noise, rng) that returns x and y.

Examples are rows of `x`, and the classes take turns, so that they are balanced in every stretch of rows. The same
integer `rng` gives the same data; `noise` is drawn last, so that more of it only pushes the same examples further.
"""

from nnkit.datasets.images import IMAGE_SHAPE, SHAPE_NAMES, shapes
from nnkit.datasets.plane import PLANE, blobs, circles, line, moons, spirals, xor
from nnkit.datasets.punched_cards import CARD_SHAPE, cards

__all__ = [
    "CARD_SHAPE",
    "IMAGE_SHAPE",
    "PLANE",
    "SHAPE_NAMES",
    "blobs",
    "cards",
    "circles",
    "line",
    "moons",
    "shapes",
    "spirals",
    "xor",
]
