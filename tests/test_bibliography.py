"""The list of sources carries the labels that the text cites, in the order in which one looks for a name."""

import io
import warnings

import pytest
from bs4 import BeautifulSoup
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

ENTRIES = r"""
@misc{one, author = {{The New York Times}}, title = {News}, year = {1958}}
@misc{two, author = {Widrow, Bernard and Hoff, Marcian E.}, title = {Circuits}, year = {1960}}
@misc{three, author = {Mont{\'u}far, Guido and Pascanu, Razvan and Cho, Kyunghyun}, title = {Regions}, year = {2014}}
@misc{first, author = {Rumelhart, David E.}, title = {Zeal}, year = {1986a}}
@misc{second, author = {Rumelhart, David E.}, title = {Ardor}, year = {1986%s}}
@misc{van, author = {van Rossum, Guido}, title = {Python}, year = {1995}}
@book{edited, editor = {Gr{\"o}tschel, Martin}, title = {Stories}, publisher = {EMS}, year = {2012}}
"""
KEYS = ("one", "two", "three", "first", "second", "van", "edited")


@pytest.fixture
def build(tmp_path):
    """A function that builds a page with one citation a key and the list; returns its warnings and the page."""

    def build_(letter):
        (tmp_path / "all.bib").write_text(ENTRIES % letter, encoding="utf-8")
        cited = "\n\n".join(f":cite:p:`{key}`" for key in KEYS)
        (tmp_path / "index.rst").write_text(f"Title\n=====\n\n{cited}\n\n.. bibliography::\n", encoding="utf-8")
        overrides = {
            "extensions": ["sphinxcontrib.bibtex", "nnkit.book"],
            "html_theme": "basic",
            "bibtex_bibfiles": ["all.bib"],
            "bibtex_reference_style": "author_year",
            "bibtex_default_style": "nnkit",
        }
        said = io.StringIO()
        with docutils_namespace(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            folders = (tmp_path, None, tmp_path / "html", tmp_path / "trees")
            Sphinx(*folders, "html", overrides, status=None, warning=said).build()
        page = BeautifulSoup((tmp_path / "html" / "index.html").read_text(encoding="utf-8"), "html.parser")
        return said.getvalue(), page

    return build_


def test_each_label_is_the_one_that_the_text_cites(build):
    said, page = build("b")
    assert said == ""
    cited = [p.get_text() for p in page.select("p") if p.select("a.reference")]
    listed = ["".join(label.get_text().split()) for label in page.select(".citation .label")]
    assert sorted("".join(text.split()) for text in cited) == sorted(listed)
    assert {"[TheNewYorkTimes,1958]", "[WidrowandHoff,1960]", "[Montúfaretal.,2014]", "[Rumelhart,1986b]"} < set(listed)


def test_sources_are_sorted_by_the_first_word_of_a_name_without_its_article(build):
    _, page = build("b")
    labels = [" ".join(label.get_text().strip("[]").split()) for label in page.select(".citation .label")]
    assert [label.split(",")[0].split(" ")[0] for label in labels] == [
        *("Grötschel", "Montúfar", "The", "Rumelhart", "Rumelhart", "van", "Widrow")
    ]
    assert labels.index("Rumelhart, 1986a") < labels.index("Rumelhart, 1986b")


def test_a_letter_that_is_forgotten_is_a_warning(build):
    said, _ = build("a")
    assert 'duplicate label "Rumelhart, 1986a"' in said
