"""Regions of the plane: how sure a network is at every place, drawn with few points, so that pictures stay small."""

import numpy as np
from contourpy import contour_generator
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from nnkit.activations import sigmoid, tanh
from nnkit.evaluation import threshold
from nnkit.palette import LIGHT as COLOR

RESOLUTION = 241  # numbers a side at which a net is asked for its answer
TOLERANCE = 0.002  # of the picture's width: how far a drawn curve may be from the one found on that grid
STAIRS = 0.004  # the same for a net that only says 0 or 1: its slanted borders are stairs of one number
SHADES = (0.5, 0.6, 0.75, 0.9, 0.99)  # the confidences at which a region gets one shade darker


def grid_of(view):
    """The two axes of a fine grid over the view, and its places as examples."""
    first, second = np.linspace(*view[:2], RESOLUTION), np.linspace(*view[2:], RESOLUTION)
    # A hair off, so that a boundary right through the places is not left to rounding.
    first, second = first + 1e-7 * np.ptp(first), second + 2.3e-7 * np.ptp(second)
    return first, second, np.column_stack([values.ravel() for values in np.meshgrid(first, second)])


def confidence(net, x):
    """How sure the net is of class 1, from 0 to 1; the same border as `accuracy`, and the net stays as it is."""
    y_hat = net.copy().forward(x)
    if y_hat.shape[1] != 1:
        raise ValueError(f"net: expected one output, got {y_hat.shape[1]}")
    if threshold(net) == 0.5:
        return y_hat[:, 0]
    return (y_hat[:, 0] + 1) / 2 if getattr(net.layers[-1], "f", None) is tanh else sigmoid(y_hat[:, 0])


def draw_regions(axes, net, view):
    """The two classes' regions in the view, one shade darker for each of SHADES, and the border between them."""
    first, second, grid = grid_of(view)
    sure = confidence(net, grid).reshape(len(second), -1)
    # Between 0 and 1 alone, the border halfway is the smoothest of them all.
    jumps = np.isin(sure, (0, 1)).all()
    levels, tolerance = ([0.5] * len(SHADES), STAIRS) if jumps else (SHADES, TOLERANCE)
    shade(axes, first, second, 1 - sure, levels, "class0", tolerance)
    shade(axes, first, second, sure, levels, "class1", tolerance)
    draw_zero(axes, first, second, sure - 0.5, tolerance)


def shade(axes, first, second, height, levels, name, tolerance=TOLERANCE):
    """The areas where `height` is above each of the levels, in the color `name`."""
    # One layer of color for each level, one over the other: bands side by side would show their seams.
    contours = contour_generator(first, second, height)
    style = {"facecolor": COLOR[name], "linewidth": 0, "alpha": 0.12}
    for level in levels:
        areas = contours.filled(level, np.inf)
        polygons = (p for area, ends in zip(*areas, strict=True) for p in np.split(area, ends[1:-1]))
        _draw_curves(axes, polygons, first, style, tolerance)


def draw_zero(axes, first, second, height, tolerance=TOLERANCE):
    """The line where `height` is 0."""
    lines = contour_generator(first, second, height).lines(0)
    _draw_curves(axes, lines, first, {"facecolor": "none", "edgecolor": COLOR["ink"], "linewidth": 1.5}, tolerance)


def _draw_curves(axes, curves, first, style, tolerance):
    paths = [Path(simplified(curve, tolerance * np.ptp(first))) for curve in curves]
    if paths:
        axes.add_patch(PathPatch(Path.make_compound_path(*paths), **style))


def simplified(curve, tolerance):
    """The curve with as few of its vertices as keep it within the tolerance (Douglas and Peucker), for a small SVG."""
    kept, open_stretches = {0, len(curve) - 1}, [(0, len(curve) - 1)]
    while open_stretches:
        start, end = open_stretches.pop()
        inner, chord = curve[start + 1 : end] - curve[start], curve[end] - curve[start]
        length = np.hypot(*chord)
        away = np.abs(inner @ (-chord[1], chord[0])) / length if length else np.hypot(*inner.T)
        if len(inner) and away.max() > tolerance:
            middle = start + 1 + int(away.argmax())
            kept.add(middle)
            open_stretches += [(start, middle), (middle, end)]
    return curve[sorted(kept)]
