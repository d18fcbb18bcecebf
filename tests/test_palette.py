"""The book's colors are told apart by color-blind readers too, and stand out from the ground that they are on.

The simulation is Machado, Oliveira and Fernandes 2009, "A Physiologically-based Model for Simulation of Color Vision
Deficiency", IEEE TVCG 15(6), 1291–1298, at full severity, as colorspacious has it; distances are those of CAM02-UCS,
where 1 is about what an eye can just tell apart. Contrast is WCAG 2.2's.
"""

from itertools import combinations

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE

from nnkit.palette import DARK, LIGHT

THEMES = {"light": LIGHT, "dark": DARK}
BLIND = ("protanomaly", "deuteranomaly", "tritanomaly")
# Colors of data, signs, weights and losses are seen beside each other in one picture.
TOGETHER = [
    ("class0", "class1"),
    ("positive", "negative"),
    ("data", "parameter"),
    ("data", "loss"),
    ("parameter", "loss"),
    ("parameter", "class0"),
    ("parameter", "class1"),
    ("data", "ink"),
    ("loss", "ink"),
    ("parameter", "ink"),
]
TOLD_APART = 10
TEXT, GRAPHICS = 4.5, 3


def rgb(color):
    return np.array([int(color[k : k + 2], 16) for k in (1, 3, 5)]) / 255


def as_seen(color, kind):
    space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
    return np.clip(cspace_convert(rgb(color), space, "sRGB1"), 0, 1)


def luminance(color):
    part = rgb(color)
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the gray that just fails


def test_the_simulation_takes_red_and_green_of_one_lightness_from_a_deuteranope():
    red, green = "#c80000", "#6b7d00"
    assert deltaE(rgb(red), rgb(green), input_space="sRGB1") > 30
    seen = [as_seen(color, "deuteranomaly") for color in (red, green)]
    assert deltaE(*seen, input_space="sRGB1") < TOLD_APART + 5


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("theme", THEMES)
def test_colors_of_one_picture_are_told_apart(theme, kind):
    seen = {name: as_seen(color, kind) for name, color in THEMES[theme].items()}
    near = {pair: deltaE(seen[pair[0]], seen[pair[1]], input_space="sRGB1") for pair in TOGETHER}
    assert min(near.values()) > TOLD_APART, sorted((round(d, 1), pair) for pair, d in near.items())[:4]


@pytest.mark.parametrize("theme", THEMES)
def test_words_and_lines_stand_out_from_the_ground(theme):
    palette = THEMES[theme]
    for name in palette.keys() - {"paper", "grid"}:
        least = TEXT if name in ("ink", "muted", "loss", "parameter", "data") else GRAPHICS
        assert contrast(palette[name], palette["paper"]) >= least, name


def test_no_two_names_differ_by_less_than_an_eye_can_tell():
    for palette in THEMES.values():
        for one, other in combinations(sorted(set(palette.values())), 2):
            assert deltaE(rgb(one), rgb(other), input_space="sRGB1") > 5, (one, other)
