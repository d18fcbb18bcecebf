"""The pictures of the chapters: one call draws one, and its alt text says what is to be seen.

Each function takes arrays or networks and returns a Picture, which a notebook and the page show as inline SVG.
"""

from nnkit.plots.curves import loss_curves
from nnkit.plots.descent import descent, lines, losses_over_w, steps_against_eta
from nnkit.plots.picture import Picture

__all__ = ["Picture", "descent", "lines", "loss_curves", "losses_over_w", "steps_against_eta"]
