"""The picture of the first page: its moments are moments of one training, and its words count what they show."""

import re
import struct

import numpy as np

from nnkit import accuracy, mlp, plots, tanh, train
from nnkit.book import preview
from nnkit.datasets import spirals


def test_the_moments_are_those_of_one_training():
    x, y = spirals(40, noise=0.03, rng=0)
    net, same = mlp(2, 6, 1, f=tanh, rng=0), mlp(2, 6, 1, f=tanh, rng=0)
    picture = plots.cover(net, x, y, moments=(0, 30, 90))
    counted = [int(n) for n in re.findall(r"(\d+) of 40 points", picture.alt)]
    wanted = [round(40 * accuracy(same, x, y))]
    for epochs in (30, 60):
        train(same, x, y, loss="binary_cross_entropy", eta=0.3, epochs=epochs, batch_size=20, rng=1)
        wanted.append(round(40 * accuracy(same, x, y)))
    assert counted == wanted
    np.testing.assert_array_equal(net.layers[0].W, same.layers[0].W)


def test_each_moment_has_a_map_with_a_title_and_no_axes():
    x, y = spirals(40, noise=0.03, rng=0)
    picture = plots.cover(mlp(2, 3, 1, f=tanh, rng=0), x, y, moments=(0, 2))
    maps = [axes for moment in picture.panels for axes in moment.axes]
    assert [axes.get_title() for axes in maps] == ["before training", "2 epochs"]
    assert all(axes.get_xticks().size == 0 and len(axes.patches) > 2 for axes in maps)


def test_the_preview_has_the_size_that_is_asked_for_and_shows_the_cover():
    width, height = struct.unpack(">II", preview.FILE.read_bytes()[16:24])
    assert (width, height) == tuple(preview.SIZE.values())
    assert "600 epochs" in preview.page()
    assert "http" not in preview.page().replace("http://www.w3.org/2000/svg", "")
