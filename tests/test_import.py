"""Importing nnkit brings NumPy and nothing slow: plots and widgets are imported where they are used."""

import subprocess
import sys

SLOW = ("matplotlib", "ipywidgets", "anywidget", "IPython", "traitlets")


def modules_after(statement):
    code = f"{statement}; import sys; print(*sys.modules)"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()


def test_nnkit_is_imported_without_plots_and_widgets():
    assert not {name for name in modules_after("import nnkit, nnkit.datasets") if name.split(".")[0] in SLOW}


def test_the_slow_modules_are_named_as_they_are_imported():
    assert set(SLOW) <= set(modules_after("import nnkit.plots; from nnkit.widgets import DescentExplorer"))
