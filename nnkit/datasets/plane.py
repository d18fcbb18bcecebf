"""Points on a line and in the plane: one regression, and five pairs of classes to tell apart (chapters 2 to 8).

The two-dimensional sets lie within ±1.2 before noise, so that one viewport of ±1.5 or so fits them all.
"""

import numpy as np

from nnkit.checks import as_count, as_non_negative, as_real, as_rng


def line(n, *, noise=0.2, rng=None, w=0.8, b=0.3):
    """Points near a straight line, y = w x + b plus normal noise of standard deviation `noise`.

    Returns `x`, shape (n, 1), uniform from −1.5 to 1.5, and `y`, shape (n, 1). Raises TypeError or ValueError unless
    n is a whole number of at least 1, noise a finite number of at least 0, and w and b are finite numbers.
    Source: lecture row L14.
    """
    n, noise, rng = as_count("n", n), as_non_negative("noise", noise), as_rng(rng)
    w, b = as_real("w", w), as_real("b", b)
    x = rng.uniform(-1.5, 1.5, (n, 1))
    return x, w * x + b + noise * rng.standard_normal((n, 1))


def blobs(n, *, noise=0.3, rng=None):
    """Two round clouds that a straight line separates: class 0 around (−0.7, −0.7), class 1 around (0.7, 0.7).

    `noise` is the clouds' standard deviation. Returns `x`, shape (n, 2), and `y`, shape (n, 1), of 0.0 and 1.0.
    Raises TypeError or ValueError unless n is a whole number of at least 1 and noise finite and at least 0.
    Source: lecture row L01.
    """
    return _classes(n, noise, rng, lambda y, rng: 0.7 * (2 * np.column_stack([y, y]) - 1))


def xor(n, *, noise=0.2, rng=None):
    """Exclusive or: clouds around the four corners (±1, ±1), class 1 where the two signs differ.

    The corners take turns in the order of the truth table, so `xor(4, noise=0)` is that table. `noise` is the
    clouds' standard deviation. Returns `x`, shape (n, 2), and `y`, shape (n, 1), of 0.0 and 1.0.
    Raises TypeError or ValueError unless n is a whole number of at least 1 and noise finite and at least 0.
    Source: lecture rows L02, L05; Minsky and Papert (1969).
    """
    n, noise, rng = as_count("n", n), as_non_negative("noise", noise), as_rng(rng)
    corner = np.arange(n) % 4
    left, down = corner < 2, corner % 2 == 0
    x = np.where(np.column_stack([left, down]), -1.0, 1.0)
    return x + noise * rng.standard_normal((n, 2)), (left != down).astype(float)[:, None]


def circles(n, *, noise=0.1, rng=None):
    """Two rings around the origin: class 0 of radius 1.2 outside, class 1 of radius 0.5 inside.

    `noise` is the standard deviation of what is added to each coordinate. Returns `x`, shape (n, 2), and `y`, shape
    (n, 1), of 0.0 and 1.0.
    Raises TypeError or ValueError unless n is a whole number of at least 1 and noise finite and at least 0.
    Source: lecture row L02.
    """
    return _classes(n, noise, rng, lambda y, rng: _polar(np.where(y == 0, 1.2, 0.5), _turn(y, rng)))


def moons(n, *, noise=0.1, rng=None):
    """Two half circles of radius 0.8 that reach into each other: class 0 the upper one, class 1 the lower one.

    `noise` is the standard deviation of what is added to each coordinate. Returns `x`, shape (n, 2), and `y`, shape
    (n, 1), of 0.0 and 1.0.
    Raises TypeError or ValueError unless n is a whole number of at least 1 and noise finite and at least 0.
    Source: lecture row L02; the shape is the one scikit-learn calls `make_moons`.
    """

    def positions(y, rng):
        upper = _polar(0.8, _turn(y, rng) / 2) - (0.4, 0.2)
        # The lower moon is the upper one turned by half a circle about the origin.
        return np.where(y[:, None] == 0, upper, -upper)

    return _classes(n, noise, rng, positions)


def spirals(n, *, noise=0.04, rng=None):
    """Two arms that wind around each other one and a quarter times, the radius growing with the angle up to 1.2.

    `noise` is the standard deviation of what is added to each coordinate. Returns `x`, shape (n, 2), and `y`, shape
    (n, 1), of 0.0 and 1.0.
    Raises TypeError or ValueError unless n is a whole number of at least 1 and noise finite and at least 0.
    Source: Lang and Witbrock (1988), Learning to tell two spirals apart, in the proceedings of that year's
    Connectionist Models Summer School.
    """

    def positions(y, rng):
        # The root spreads the points evenly over an arm: its circumference grows with the radius.
        along = np.sqrt(rng.uniform(size=len(y)))
        arm = _polar(0.15 + 1.05 * along, 2.5 * np.pi * along)
        return np.where(y[:, None] == 0, arm, -arm)

    return _classes(n, noise, rng, positions)


PLANE = {f.__name__: f for f in (blobs, xor, circles, moons, spirals)}


def _classes(n, noise, rng, positions):
    """Two classes that take turns, at positions(y, rng), each coordinate then moved by normal noise."""
    n, noise, rng = as_count("n", n), as_non_negative("noise", noise), as_rng(rng)
    y = np.arange(n) % 2.0
    return positions(y, rng) + noise * rng.standard_normal((n, 2)), y[:, None]


def _turn(y, rng):
    return rng.uniform(0, 2 * np.pi, len(y))


def _polar(radius, angle):
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
