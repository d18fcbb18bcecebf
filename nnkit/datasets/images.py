"""Ten kinds of small color pictures, 32 × 32 × 3 = 3072 numbers each, for the 10 × 3072 classifier (chapter 2).

A shape is given by its signed distance function: at a point (u, v) of a square that goes from −1 to 1, u to the
right and v downward, it is below 0 inside the shape and above 0 outside. Its value says how far the edge is away, and
pixels closer to the edge than half of their size are a mixture of the shape's color and the background's.
"""

import numpy as np

from nnkit.checks import as_count, as_non_negative, as_rng

IMAGE_SHAPE = (32, 32, 3)
"""Rows, columns and colors of a picture: `x[i].reshape(IMAGE_SHAPE)` is what matplotlib's `imshow` takes."""

TILT = np.pi / 12
"""How far a shape is turned at most: by less than half the 45° that make a plus a cross."""

DARK_ON_LIGHT = 0.25
"""The share of pictures whose shape is darker than its background. No single template fits those and the others."""


def _box(u, v, width, height):
    return np.maximum(np.abs(u) - width, np.abs(v) - height)


def _shell(distance, thickness):
    return np.abs(distance + thickness) - thickness


def _triangle(u, v):
    # Three straight edges, each at distance ½ from the center; the corner that points up is at v = −1.
    return np.maximum(v, np.sqrt(0.75) * np.abs(u) - 0.5 * v) - 0.5


def _plus(u, v):
    return np.minimum(_box(u, v, 1, 0.28), _box(u, v, 0.28, 1))


def _bars(u, v):
    # Three bars and two gaps of equal height, 0.4 each.
    return np.maximum(_box(u, v, 0.9, 1), np.abs((v + 1) % 0.8 - 0.2) - 0.2)


def _checkerboard(u, v):
    across, down = _wave(u), _wave(v)
    return np.maximum(_box(u, v, 1, 1), np.sign(across * down) * np.minimum(np.abs(across), np.abs(down)))


def _wave(u):
    # A triangle wave, the distance to the next field's edge with the field's sign; fields are ½ wide.
    return 0.25 - np.abs((u + 0.25) % 1 - 0.5)


SHAPES = {
    "disk": lambda u, v: np.hypot(u, v) - 0.9,
    "ring": lambda u, v: _shell(np.hypot(u, v) - 0.95, 0.17),
    "square": lambda u, v: _box(u, v, 0.8, 0.8),
    "frame": lambda u, v: _shell(_box(u, v, 0.85, 0.85), 0.15),
    "triangle": _triangle,
    "plus": _plus,
    "cross": lambda u, v: _plus((u - v) / np.sqrt(2), (u + v) / np.sqrt(2)),
    "horizontal bars": _bars,
    "vertical bars": lambda u, v: _bars(v, u),
    "checkerboard": _checkerboard,
}
SHAPE_NAMES = tuple(SHAPES)
"""The names of the classes: label k is `SHAPE_NAMES[k]`."""


def shapes(n, *, noise=0.05, rng=None):
    """Pictures of ten shapes, `SHAPE_NAMES`, each with a place, a size, a tilt and two colors of its own.

    Most shapes are lighter than their background, one in four is darker: one template per class, which is all that
    a linear classifier has, fits the ones and fails the others. `noise` is the standard deviation of what is added
    to each number, before all are clipped to [0, 1]. Returns `x`, shape (n, 3072), in the order row, column, color
    (red, green, blue), and `y`, shape (n,), whole-number labels 0 to 9 in turn.
    Raises TypeError or ValueError unless n is a whole number of at least 1 and noise finite and at least 0.
    Source: lecture row L12, whose pictures have this size.
    """
    n, noise, rng = as_count("n", n), as_non_negative("noise", noise), as_rng(rng)
    labels = np.arange(n) % len(SHAPES)
    inside = _coverage(labels, *_placements(n, rng))[..., None]
    background, foreground = _colors(n, rng)
    x = background + inside * (foreground - background)
    if noise:
        x += noise * rng.standard_normal(x.shape)
    return np.clip(x, 0, 1, out=x).reshape(n, -1), labels


def _placements(n, rng):
    """For each picture the center's u and v, the half size in halves of a picture and the angle in radians."""
    u, v = rng.uniform(-0.12, 0.12, (2, n))
    return u, v, rng.uniform(0.55, 0.8, n), rng.uniform(-TILT, TILT, n)


def _coverage(labels, center_u, center_v, size, angle):
    """How much of each pixel the shape covers, 0 to 1, shape (n, 32, 32)."""
    rows, columns, _ = IMAGE_SHAPE
    across = (np.arange(columns) + 0.5) * 2 / columns - 1
    down = (np.arange(rows) + 0.5) * 2 / rows - 1
    center_u, center_v, size, angle = (values[:, None, None] for values in (center_u, center_v, size, angle))
    u, v = (across[None, None, :] - center_u) / size, (down[None, :, None] - center_v) / size
    u, v = np.cos(angle) * u + np.sin(angle) * v, np.cos(angle) * v - np.sin(angle) * u
    distance = np.empty(u.shape)
    for label, shape in enumerate(SHAPES.values()):
        mine = labels == label
        distance[mine] = shape(u[mine], v[mine])
    return np.clip(0.5 - distance * size * columns / 2, 0, 1)


def _colors(n, rng):
    """Two colors for each picture, shape (n, 1, 1, 3): the background's and the shape's."""
    dark = rng.uniform(0, 0.6, (n, 1, 1, 3))
    light = dark + rng.uniform(0.25, 0.4, dark.shape)
    swapped = rng.random((n, 1, 1, 1)) < DARK_ON_LIGHT
    return np.where(swapped, light, dark), np.where(swapped, dark, light)
