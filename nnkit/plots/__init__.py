"""The pictures of the chapters: one call draws one, and its alt text says what is to be seen.

Each function takes arrays or networks and returns a Picture, which a notebook and the page show as inline SVG.
"""

from nnkit.plots.activations import activation, activation_slopes, gradient_sizes, race, threshold_pixels
from nnkit.plots.cover import cover
from nnkit.plots.curves import loss_curves
from nnkit.plots.descent import descent, lines, losses_over_w, steps_against_eta
from nnkit.plots.graphs import chain_graph, costs, demon, errors_against_h, outer_product, shared_factors
from nnkit.plots.history import (
    card_pictures,
    enthusiasm,
    layer_bars,
    mistakes_so_far,
    receptive_fields,
    truth_tables,
    weight_pictures,
)
from nnkit.plots.images import confusions, connections, fitted_lines, image_pictures, score_bars, templates
from nnkit.plots.picture import Picture
from nnkit.plots.plane import boundaries, decision_map, hidden_space, mistakes, points, side_by_side, unit_maps
from nnkit.plots.stacking import functions, representations, responses, runs
from nnkit.plots.training import fitted_curves, losses_against_eta, signal_sizes, train_and_test

__all__ = [
    "Picture",
    "activation",
    "activation_slopes",
    "boundaries",
    "card_pictures",
    "chain_graph",
    "confusions",
    "connections",
    "costs",
    "cover",
    "decision_map",
    "demon",
    "descent",
    "enthusiasm",
    "errors_against_h",
    "fitted_curves",
    "fitted_lines",
    "functions",
    "gradient_sizes",
    "hidden_space",
    "image_pictures",
    "layer_bars",
    "lines",
    "loss_curves",
    "losses_against_eta",
    "losses_over_w",
    "mistakes",
    "mistakes_so_far",
    "outer_product",
    "points",
    "race",
    "receptive_fields",
    "representations",
    "responses",
    "runs",
    "score_bars",
    "shared_factors",
    "side_by_side",
    "signal_sizes",
    "steps_against_eta",
    "templates",
    "threshold_pixels",
    "train_and_test",
    "truth_tables",
    "unit_maps",
    "weight_pictures",
]
