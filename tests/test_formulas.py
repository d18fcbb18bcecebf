"""Formulas are MathML in the page, and one that cannot be set is not passed over."""

import io
from xml.etree import ElementTree

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from nnkit.book.formulas import mathml

PAGE = """Title
=====

Text :math:`x^2` and :eq:`line`.

.. math:: {formula}
   :label: line
"""


@pytest.fixture
def build(tmp_path):
    """A function that builds a page with a formula and returns Sphinx's warnings and the page."""

    def build_(formula):
        (tmp_path / "index.rst").write_text(PAGE.format(formula=formula), encoding="utf-8")
        warnings = io.StringIO()
        overrides = {"extensions": ["nnkit.book"], "html_theme": "basic", "root_doc": "index"}
        with docutils_namespace():
            Sphinx(
                *(tmp_path, None, tmp_path / "out", tmp_path / "trees", "html"),
                confoverrides=overrides,
                status=None,
                warning=warnings,
            ).build()
        return warnings.getvalue(), (tmp_path / "out" / "index.html").read_text(encoding="utf-8")

    return build_


def test_a_power_is_a_superscript():
    assert mathml("x^2", display=False) == "<math><msup><mi>x</mi><mn>2</mn></msup></math>"


def test_a_formula_in_its_own_line_says_so():
    assert mathml("x", display=True) == '<math display="block"><mi>x</mi></math>'


@pytest.mark.parametrize("tex", [r"\max(x)", r"\operatorname{softmax}(a < b)", r"f'_3 & g \\[4pt] h & k"])
def test_what_is_made_is_xml_that_needs_no_entity_of_html(tex):
    assert ElementTree.fromstring(mathml(tex, display=True)).tag == "math"


def test_the_distance_of_rows_is_the_style_sheets_and_no_text():
    tight, wide = (mathml(rf"a &= b \\{gap} c &= d", display=True) for gap in ("", "[4pt]"))
    assert tight == wide
    assert tight.count("<mtr>") == 2


def test_the_page_has_formulas_their_number_and_no_script_for_them(build):
    warnings, page = build("a = b")
    assert warnings == ""
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in page
    assert '<span class="eqno">(1)' in page
    assert 'href="#equation-line">(1)</a>' in page
    assert "mathjax" not in page.lower()


def test_a_numbered_environment_is_numbered_once(build):
    _, page = build(r"\begin{align} a &= b \end{align}")
    assert page.count("(1)") == 2  # the reference and the formula


@pytest.mark.parametrize("formula", [r"\nosuchcommand{x}", r"\frac{1}", "{x"])
def test_a_formula_that_cannot_be_set_is_a_warning_that_names_it_and_its_place(build, formula):
    warnings, _ = build(formula)
    assert f"the formula {formula!r} cannot be set" in warnings
    assert "index.rst" in warnings
