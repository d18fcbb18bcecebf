"""ActivationExplorer in Python: what it accepts and what it refuses."""

import re

import numpy as np
import pytest

from nnkit import Activation, leaky_relu, palette, relu
from nnkit.activations import ACTIVATIONS
from nnkit.widgets import ActivationExplorer
from nnkit.widgets.bundle import FOLDER


def state(*arguments, **options):
    widget = ActivationExplorer(*arguments, **options)
    return widget.f, widget.a, widget.slope, widget.layers


def test_it_begins_with_the_sigmoid_and_ten_layers():
    assert state() == ("sigmoid", 1, 0.02, 10)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_of_the_book_can_be_given_by_name_or_as_itself(name):
    assert state(name)[0] == state(ACTIVATIONS[name])[0] == name


def test_the_slope_comes_from_the_argument_or_from_the_activation():
    assert state(leaky_relu(0.1)) == ("leaky_relu", 1, 0.1, 10)
    assert state("leaky_relu", slope=0.3, a=-2, layers=4) == ("leaky_relu", -2, 0.3, 4)


def test_a_leaky_relu_set_later_brings_its_slope_and_its_name_alone_does_not():
    widget = ActivationExplorer(leaky_relu(0.1))
    widget.f = leaky_relu(0.3)
    assert (widget.f, widget.slope) == ("leaky_relu", 0.3)
    widget.f = "tanh"
    widget.f = "leaky_relu"
    assert widget.slope == 0.3
    assert state(leaky_relu(0.1), slope=0.4) == ("leaky_relu", 1, 0.4, 10)


def test_settings_can_be_set_and_watched_in_python():
    widget, seen = ActivationExplorer(), []
    widget.observe(lambda change: seen.append(change["new"]), ["f", "a", "slope", "layers"])
    widget.f, widget.a, widget.slope, widget.layers = relu, -3, 0.5, 20
    assert seen == ["relu", -3, 0.5, 20]


@pytest.mark.parametrize(
    ("name", "value", "error", "reason"),
    [
        ("f", "sine", ValueError, "f: expected one of identity, step, .*; got 'sine'"),
        ("f", 3, TypeError, "f: expected an Activation or its name"),
        ("f", leaky_relu, TypeError, "call it first"),
        (
            "f",
            Activation("sine", np.sin, np.cos),
            ValueError,
            "the book's activations, .* got another one, 'sine'",
        ),
        ("f", Activation("tanh", np.sin, np.cos), ValueError, "got another one, 'tanh'"),
        ("a", 9, ValueError, "a: expected a number from −8 to 8, got 9"),
        ("a", np.nan, ValueError, "a: expected a number from −8 to 8"),
        ("slope", 1, ValueError, "slope: expected 0 ≤ slope < 1"),
        ("slope", -0.1, ValueError, "slope: expected 0 ≤ slope < 1"),
        ("layers", 0, ValueError, "layers: expected at least 1"),
        ("layers", 31, ValueError, "layers: expected 1 to 30, got 31"),
    ],
)
def test_what_makes_no_sense_is_refused_and_the_old_setting_stays(name, value, error, reason):
    with pytest.raises(error, match=reason):
        ActivationExplorer(**{name: value})
    widget = ActivationExplorer()
    before = getattr(widget, name)
    with pytest.raises(error, match=reason):
        setattr(widget, name, value)
    assert getattr(widget, name) == before


def test_its_style_sheet_uses_only_colors_of_the_palette():
    css = (FOLDER / "activation_explorer.css").read_text(encoding="utf-8")
    own = set(re.findall(r"(--nn-\w+):", css))
    assert set(re.findall(r"var\((--nn-\w+)\)", css)) <= own | {"--nn-line", "--nn-edge"} | {
        f"--nn-{n}" for n in palette.LIGHT
    }
    assert not re.search(r"#[0-9a-f]{3,8}\b", css)
    assert ActivationExplorer._css.endswith(css)
