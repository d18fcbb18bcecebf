"""The widgets of the tiny book."""

from pathlib import Path

import anywidget
import traitlets
from IPython.display import HTML, display
from ipywidgets import IntSlider

__all__ = ["HTML", "Counter", "IntSlider", "display", "widget"]


class Counter(anywidget.AnyWidget):
    """A button that counts; its JavaScript keeps a diary of what happens to it."""

    _esm = Path("counter.js").read_text(encoding="utf-8")
    _css = ".counter { color: rgb(1, 2, 3); }"
    count = traitlets.Int(0).tag(sync=True)
    points = traitlets.Bytes(b"").tag(sync=True)
    shapes = traitlets.List([]).tag(sync=True)


def widget(esm):
    """A widget with nothing but code."""
    return type("Widget", (anywidget.AnyWidget,), {"_esm": esm})()
