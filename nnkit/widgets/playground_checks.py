"""What a Playground can show and let a reader change, and what is asked of its arguments."""

from collections.abc import Iterable

from nnkit.losses import as_loss
from nnkit.widgets.spec import outputs_of

PANELS = ("map", "network", "loss", "hidden")
CONTROLS = (
    "play",
    "speed",
    "data",
    "own",
    "layers",
    "activations",
    "loss",
    "eta",
    "batch",
    "weights",
    "random",
    "code",
)
USUAL_CONTROLS = tuple(name for name in CONTROLS if name != "weights")
PLAYGROUND_LOSSES = ("squared", "binary_cross_entropy")


def check_net(net, x):
    """Raise ValueError for a network that does not go from 2 inputs to 1 output."""
    for name, wanted, layer in (("inputs", 2, 0), ("outputs", 1, -1)):
        came = getattr(net.layers[layer], name, wanted) if getattr(net, "layers", None) else wanted
        if came != wanted:
            raise ValueError(f"net: expected {wanted} {name.rstrip('s')}{'s' * (wanted > 1)}, got {came}")
    if getattr(net, "layers", None) and (outputs := outputs_of(net, x)) != 1:
        raise ValueError(f"net: expected 1 output, got {outputs}")


def loss_name(loss):
    """The name of a loss for two classes. Raises ValueError for another one."""
    name = as_loss(loss).name
    if name not in PLAYGROUND_LOSSES:
        raise ValueError(f"loss: expected one of {', '.join(PLAYGROUND_LOSSES)}; got {name!r}")
    return name


def chosen_from(name, chosen, known):
    """The chosen ones as a list. Raises ValueError for one that is not known, TypeError for what is no list."""
    if not isinstance(chosen, Iterable):
        raise TypeError(f"{name}: expected some of {', '.join(known)}; got {type(chosen).__name__} {chosen!r}")
    chosen = [chosen] if isinstance(chosen, str) else list(chosen)
    unknown = [one for one in chosen if one not in known]
    if unknown:
        raise ValueError(f"{name}: expected some of {', '.join(known)}; got {unknown[0]!r}")
    return chosen
