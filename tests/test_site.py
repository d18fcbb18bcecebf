"""What search engines and previews read of a page, with and without a known address of the site."""

from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from docutils.core import publish_doctree
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from nnkit.book.description import beginning
from nnkit.book.site import pages_address

HOME = "https://example.org/course/"
START = 'A title with "quotes" & *stars*\n===============================\n\n'


@pytest.fixture
def build(tmp_path):
    """A function that builds a one-page book and returns its folder and the page, parsed."""

    def build_(text="A line about units.", **config):
        (tmp_path / "start.rst").write_text(START + text, encoding="utf-8")
        overrides = {"extensions": ["nnkit.book"], "root_doc": "start", "html_title": "Book", **config}
        folders = (tmp_path, None, tmp_path / "html", tmp_path / "trees")
        with docutils_namespace():
            Sphinx(*folders, "html", overrides, status=None, warning=None).build()
        return tmp_path / "html", parse(tmp_path / "html" / "start.html")

    return build_


@pytest.fixture(autouse=True)
def _no_repository(monkeypatch):
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)


def parse(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def meta(page):
    tags = page.select("meta[name][content], meta[property][content]")
    return {tag.get("property") or tag["name"]: tag["content"] for tag in tags}


def test_without_an_address_nothing_names_one(build):
    folder, page = build()
    tags = meta(page)
    assert tags["og:title"] == "A title with “quotes” & stars"
    assert tags["description"] == tags["og:description"] == "A line about units."
    assert not {"og:url", "og:image", "twitter:card"} & set(tags)
    assert page.select_one("link[rel=canonical]") is None
    assert not (folder / "sitemap.xml").exists()
    assert [link["href"] for link in parse(folder / "404.html").select("a")] == ["/", "/search.html"]


@pytest.mark.parametrize("address", [HOME, HOME.rstrip("/")])
def test_with_an_address_links_are_absolute_and_the_site_map_lists_the_pages(build, address):
    folder, page = build(html_baseurl=address)
    tags = meta(page)
    assert tags["og:url"] == page.select_one("link[rel=canonical]")["href"] == HOME + "start.html"
    assert (folder / tags["og:image"].removeprefix(HOME)).is_file()
    places = ElementTree.parse(folder / "sitemap.xml").iterfind(".//{*}loc")
    assert [place.text for place in places] == [HOME + "start.html"]
    assert [link["href"] for link in parse(folder / "404.html").select("a")] == ["/course/", "/course/search.html"]


def test_a_repository_on_github_gives_its_pages_address(build, monkeypatch):
    monkeypatch.setenv("GITHUB_REPOSITORY", "Someone/course")
    _, page = build()
    assert meta(page)["og:url"] == "https://someone.github.io/course/start.html"
    assert pages_address("https://github.com/Someone/someone.github.io") == "https://someone.github.io/"
    assert pages_address("https://gitlab.com/someone/course") == ""


def test_the_page_not_found_needs_no_other_file(build):
    page = parse(build()[0] / "404.html")
    assert not page.select("[src], link[href]")
    assert page.select_one("meta[name=robots]")["content"] == "noindex"


def test_the_first_address_leads_to_the_first_page(build):
    page = parse(build()[0] / "index.html")
    assert page.select_one("meta[http-equiv]")["content"] == "0; url=start.html"
    assert page.select_one("a")["href"] == "start.html"


LONG = "This sentence has exactly fifty characters, in all. "


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("Short.\n\nThen more.", "Short. Then more."),
        (LONG * 5, " ".join([LONG.strip()] * 3)),
        (LONG + LONG + "\n\nThe next paragraph.", (LONG + LONG).strip()),
        ("Words, no formula.\n\nHere is :math:`x^2`.", "Words, no formula."),
        ("word " * 60, "word " * 38 + "word…"),
        ("    A quotation.\n\nThe text.", "The text."),
    ],
)
def test_a_description_is_how_the_text_begins(text, description):
    doctree = publish_doctree(START + text, settings_overrides={"doctitle_xform": False})
    assert beginning(doctree) == description


def test_the_first_page_may_be_described_in_the_configuration(build):
    folder, page = build(nnkit_first_page={"title": "For readers", "description": "All of it."})
    assert page.title.text.startswith("For readers — ")
    assert meta(page)["description"] == meta(parse(folder / "index.html"))["og:description"] == "All of it."
