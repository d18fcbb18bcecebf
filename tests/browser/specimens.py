"""Pages with one widget or two, for the tests that look closely: a small book, and notebooks for JupyterLab.

All test modules share them: `python tests/browser/specimens.py FOLDER` executes each page once and builds one book.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

from nnkit.book.execute import execute

TINY = Path(__file__).parent / "tiny_book"
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}

EXPLORERS = [
    "from nnkit.widgets import ActivationExplorer\nActivationExplorer()",
    "ActivationExplorer('relu', a=-2, layers=20, name='other')",
]

CHAIN = """from nnkit import chain, leaky_relu, relu, sigmoid, tanh
from nnkit.widgets import BackpropStepper
net = chain(w=(0.5, -4.0, -4.5), b=-0.8, f=(sigmoid, sigmoid, sigmoid))
widget = BackpropStepper(net, 2.0, 1.0)
"""
DEEP_CHAIN = """deep = chain(w=(1, 2, -1, 0.5, 1), b=0, f=(relu, tanh, leaky_relu(0.1), sigmoid, tanh))
BackpropStepper(deep, 1, 0, name='deep')"""

LINE = """import numpy as np
from nnkit import Dense, Network
from nnkit.widgets import DescentExplorer
x = np.array([[10], [2], [3.5], [1]])
y = np.array([[10.1], [1.9], [3.4], [1.1]])
net = Network(Dense([[0.2]]))
widget = DescentExplorer(net, x, y, eta=0.01)"""
OTHER_LINE = "other_net = Network(Dense([[0.2]]))\nDescentExplorer(other_net, x, y, eta=0.02, name='other')"

IMAGES = """import numpy as np
from nnkit import Dense, Network, step
from nnkit.datasets import CARD_SHAPE, SHAPE_NAMES, cards, shapes
from nnkit.widgets import ImageClassifier
"""
CARDS = f"""{IMAGES}unit = Network(Dense(np.zeros((1, 400)), [0.0], f=step))
widget = ImageClassifier(unit, *cards(200, noise=0.02, rng=0), shape=CARD_SHAPE, names=('left', 'right'),
                         rule='perceptron', test=cards(1000, noise=0.02, rng=1), name='cards')
widget"""
SHAPES = f"""{IMAGES}net = Network(Dense(np.zeros((10, 3072)), np.zeros(10)))
classifier = ImageClassifier(net, *shapes(400, rng=0), names=SHAPE_NAMES, test=shapes(100, rng=1), name='shapes')
classifier"""
OWN_IMAGES = f"""{IMAGES}class Halved(Dense):
    pass
own = Network(Halved(np.zeros((10, 3072)), np.zeros(10)))
kernel_only = ImageClassifier(own, *shapes(100, rng=0), names=SHAPE_NAMES, test=shapes(40, rng=1), name='own')
kernel_only"""

PLANE = """import numpy as np
from nnkit import Dense, Network, mlp, relu, sigmoid, tanh
from nnkit.widgets import LinearClassifier, Playground, XorPlayground
"""
USUAL = "Playground(mlp(2, 4, 1, f=tanh, f_out=sigmoid, rng=0), dataset='moons', epochs=30)"
OTHER = "Playground(mlp(2, 3, 1, f=relu, f_out=sigmoid, rng=1), dataset='circles', name='other')"
DEEP = """Playground(mlp(2, 8, 8, 8, 8, 8, 8, 1, f=tanh, f_out=sigmoid, rng=1), dataset='spirals', n=250,
           panels=['network', 'map', 'hidden', 'loss'])"""
MOONS = f"""{PLANE}net = mlp(2, 4, 1, f=tanh, f_out=sigmoid, rng=0)
widget = Playground(net, dataset='moons', eta=0.5)"""
OWN_LAYER = """class Doubled(Dense):
    def forward(self, x):
        return super().forward(2 * np.asarray(x))
own = Playground(Network(Doubled(np.ones((3, 2)), np.zeros(3), tanh), Dense(np.ones((1, 3)), [0], sigmoid)), eta=0.2)
own"""

COUNTER = "from tiny import Counter\ncounter = Counter(count=3)\ncounter"

PAGES = {
    "activation": EXPLORERS,
    "backprop": [CHAIN + "widget", DEEP_CHAIN],
    "descent": [LINE + "\nwidget"],
    "cards": [CARDS],
    "shapes": [SHAPES],
    "both": [CARDS, SHAPES],
    "own": [OWN_IMAGES],
    "xor": [PLANE + "XorPlayground()"],
    "usual": [PLANE + USUAL],
    "two": [PLANE + "LinearClassifier()", OTHER],
    "deep": [PLANE + DEEP],
}
"""The book's pages, beside those of the tiny book: name → the code of their cells."""

SMALL = {
    "give": "x = 6 * 7\nprint('x is', x)",
    "read": "open('beside.txt').read()",
    "slow": "import time; time.sleep(1); print('done')",
}
NOTEBOOKS = {
    "small": SMALL,
    "raises": SMALL | {"read": "1 / 0"},
    "widget": SMALL | {"read": COUNTER},
    "backprop": {"make": CHAIN, "show": "widget"},
    "descent": {"make": LINE, "show": "widget", "again": "widget", "other": OTHER_LINE},
    "images": {"cards": CARDS, "shapes": SHAPES, "own": OWN_IMAGES},
    "playground": {"make": MOONS, "show": "widget", "own": OWN_LAYER},
    "all": {
        "activation": EXPLORERS[0].replace("\n", "\nexplorer = ") + "\nexplorer",
        "descent": LINE + "\nwidget",
        "backprop": CHAIN + "widget",
        "playground": PLANE + USUAL,
        "images": SHAPES,
    },
}
"""The notebooks for JupyterLab: name → its cells, each a name and the code."""


def build(folder):
    """Write the book and the notebooks below `folder`, and build the book."""
    shutil.rmtree(folder, ignore_errors=True)
    source, lab = folder / "source", folder / "lab"
    shutil.copytree(TINY, source)
    with (source / "_toc.yml").open("a", encoding="utf-8") as toc:
        toc.writelines(f"  - file: {name}\n" for name in PAGES)
    for name, cells in PAGES.items():
        _write(source / f"{name}.ipynb", {f"cell-{k}": code for k, code in enumerate(cells)}, name)
    execute(source, folder / "_build" / ".jupyter_cache")
    jupyter_book = Path(sys.executable).with_name("jupyter-book")
    command = [jupyter_book, "build", source, "--path-output", folder, "-W", "-n", "--keep-going", "--quiet"]
    subprocess.run(command, check=True)
    shutil.copytree(TINY, lab, ignore=shutil.ignore_patterns("*.md", "*.yml"))
    (lab / "beside.txt").write_text("beside", encoding="utf-8")
    for name, cells in NOTEBOOKS.items():
        _write(lab / f"{name}.ipynb", cells)


def _write(path, cells, title=None):
    made = [nbformat.v4.new_code_cell(code, id=name) for name, code in cells.items()]
    if title:
        made.insert(0, nbformat.v4.new_markdown_cell(f"# {title.capitalize()}", id="title"))
    nbformat.write(nbformat.v4.new_notebook(cells=made, metadata=KERNEL), path)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
