"""The page of functions shows signatures that a reader could type, and no words that say nothing."""

import warnings

import pytest
from bs4 import BeautifulSoup
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

PAGE = """
Title
=====

.. autoclass:: nnkit.losses.Loss

.. autofunction:: nnkit.plots.enthusiasm

.. autoclass:: nnkit.training.Step
   :members:

.. autoclass:: nnkit.training.History

.. autofunction:: nnkit.training.train

.. autoclass:: nnkit.widgets.descent.DescentExplorer

.. autoclass:: nnkit.widgets.playground.Playground
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    (folder / "index.rst").write_text(PAGE, encoding="utf-8")
    overrides = {
        "extensions": ["sphinx.ext.autodoc", "nnkit.book"],
        "html_theme": "basic",
        "autodoc_preserve_defaults": True,
        "autodoc_typehints": "none",
        "default_role": "code",
    }
    with docutils_namespace(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # autodoc looks at all that a widget has, also at what is deprecated
        folders = (folder, None, folder / "html", folder / "trees")
        Sphinx(*folders, "html", overrides, status=None, warning=None).build()
    return BeautifulSoup((folder / "html" / "index.html").read_text(encoding="utf-8"), "html.parser")


def signature(page, name):
    return page.find(id=name).get_text().strip().removesuffix("¶")


def test_the_fields_of_a_named_tuple_are_not_told_to_be_aliases(page):
    assert signature(page, "nnkit.training.Step") == "class nnkit.training.Step(step, epoch, loss, ends_epoch)"
    assert "Alias for field" not in page.get_text()


def test_a_default_is_a_name_and_no_object(page):
    assert "check_targets=as_targets, takes_scores=False, predict=unchanged)" in signature(page, "nnkit.losses.Loss")
    assert signature(page, "nnkit.training.History") == "class nnkit.training.History(loss=…, test_loss=…)"
    assert "loss=squared, eta" in signature(page, "nnkit.training.train")
    assert "events=EVENTS" in signature(page, "nnkit.plots.enthusiasm")


def test_a_widget_shows_the_arguments_of_its_own(page):
    shown = signature(page, "nnkit.widgets.descent.DescentExplorer")
    assert shown.endswith(
        "DescentExplorer(net, x, y, *, loss='squared', eta=0.01, batch_size=None, w_range=None, name='descent')"
    )
    assert "(net, x=None, y=None, *, test=None" in signature(page, "nnkit.widgets.playground.Playground")
