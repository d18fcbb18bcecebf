"""The picture on the book's first page: one network, and what it makes of the plane at several moments of training."""

from itertools import pairwise

from nnkit.plots.picture import Picture, panel
from nnkit.plots.plane import decision_map, draw_decision_map
from nnkit.training import train

MOMENTS = (0, 50, 100, 600)


def cover(net, x, y, *, moments=MOMENTS, eta=0.3, batch_size=20, view=1.5, width=1.66):
    """Train `net` on `x`, (N, 2), and `y`, (N, 1), and show its decision map after each number of epochs in `moments`.

    A panel of `width` inches for each, without axes: four stand in a row on a laptop, in two rows on a phone. The
    loss is binary cross-entropy, so the net ends in a raw score. The alt text counts the points on the right side.
    """
    panels, told, settings = [], [], {"loss": "binary_cross_entropy", "eta": eta, "batch_size": batch_size, "rng": 1}
    for earlier, epochs in pairwise((0, *moments)):
        if epochs > earlier:
            train(net, x, y, epochs=epochs - earlier, **settings)
        title = f"{epochs} epochs" if epochs else "before training"
        panels.append(_map(net.copy(), x, y, title, view, width))
        told.append(decision_map(net, x, y, title=title, view=view).alt)
    return Picture(*panels, alt=f"One network learns to tell two spirals apart. {' '.join(told)}")


def _map(net, x, y, title, view, width):
    def draw(axes):
        draw_decision_map(axes, net, x, y, view, scale=0.5)
        axes.set_aspect("equal")
        axes.spines[:].set_visible(False)
        axes.legend().set(visible=False, in_layout=False)  # the text beside it says which class is which
        axes.figure.get_layout_engine().set(w_pad=0, h_pad=0.02)

    return panel(draw, width=width, height=width + 0.28, title=title, xticks=[], yticks=[])
