"""The pictures of chapter 8: what they mark and what they say is what the numbers hold."""

from xml.etree import ElementTree

import numpy as np
import pytest

from nnkit import Dense, Network, plots
from nnkit.palette import LIGHT


def shown(picture):
    html = picture._repr_mimebundle_()["text/html"]
    ElementTree.fromstring(html)
    assert len(html) < 60_000
    return html


def lines(picture, panel=0):
    return {line.get_label(): line for line in picture.panels[panel].axes[0].lines}


def test_fitted_curves_are_the_networks_and_leave_them_as_they_were():
    net = Network(Dense([[2.0]], [1.0]))
    net.forward([[7.0]])
    x, y = np.array([[0.0], [1.0]]), np.array([[1.0], [3.5]])
    picture = plots.fitted_curves(x, y, {"line": net})
    # 2·0 + 1 = 1 hits the first point, 2·1 + 1 = 3 misses the second by 0.5.
    assert picture.alt == "2 data points and 1 fitted curves. Largest distance from a point: line: 0.5."
    across, up = lines(picture)["line"].get_data()
    assert np.ravel(up) == pytest.approx(2 * np.ravel(across) + 1)
    assert net.layers[0].x.item() == 7
    shown(picture)


def test_losses_against_eta_mark_the_lowest():
    picture = plots.losses_against_eta([0.1, 1, 10], [0.5, 0.02, 30.0])
    marked = lines(picture)["lowest, at η = 1"]
    assert (marked.get_xdata()[0], marked.get_ydata()[0]) == (1, 0.02)
    assert picture.alt == "Loss after training against η: 0.5 at η = 0.1, lowest at 1, 30 at 10."
    shown(picture)


def test_signal_sizes_share_their_axis():
    picture = plots.signal_sizes({"tanh": {"gain 1": [1, 0.5]}, "relu": {"gain 4": [2.0, 40.0], "gain 1": [1, 0.1]}})
    assert len({panel.axes[0].get_ylim() for panel in picture.panels}) == 1
    assert list(lines(picture, 1)["gain 4"].get_xdata()) == [1, 2]
    assert "relu: gain 4: 2 in layer 1, 40 in layer 2; gain 1: 1 in layer 1, 0.1 in layer 2." in picture.alt
    shown(picture)


def test_train_and_test_mark_the_epoch_with_the_lowest_held_out_loss():
    picture = plots.train_and_test([0.9, 0.5, 0.2], [0.8, 0.6, 0.7], label="watched")
    marked = lines(picture)["lowest, in epoch 2"]
    assert (marked.get_xdata()[0], marked.get_ydata()[0]) == (2, 0.6)
    assert lines(picture)["training loss"].get_color() == LIGHT["loss"]  # as in the widgets
    assert picture.alt == (
        "Training loss from 0.9 to 0.2; watched from 0.8 down to 0.6 in epoch 2, then 0.7 in epoch 3."
    )
    shown(picture)


@pytest.mark.parametrize("call", [lambda: plots.losses_against_eta([0.1], []), lambda: plots.train_and_test([1], [])])
def test_nothing_to_draw_is_refused(call):
    with pytest.raises(ValueError, match="expected at least one number"):
        call()
