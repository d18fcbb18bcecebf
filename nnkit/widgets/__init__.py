"""The book's widgets: networks that train in front of the reader, in the page or in the kernel.

Each is imported when it is first asked for, `from nnkit.widgets import DescentExplorer`.
"""

from importlib import import_module

_MODULES = {
    "ActivationExplorer": "activation",
    "BackpropStepper": "backprop",
    "DescentExplorer": "descent",
    "ImageClassifier": "image_classifier",
    "LinearClassifier": "presets",
    "Playground": "playground",
    "TrainingWidget": "base",
    "XorPlayground": "presets",
}

__all__ = [
    "ActivationExplorer",
    "BackpropStepper",
    "DescentExplorer",
    "ImageClassifier",
    "LinearClassifier",
    "Playground",
    "TrainingWidget",
    "XorPlayground",
]


def __getattr__(name):
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__():
    return sorted([*globals(), *__all__])
