"""The EPUB's pages need no script, no site and no other file; its package names what each of its files is."""

import mimetypes
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from nnkit.book.epub.package import contents, package, write
from nnkit.book.epub.pages import ready

HERE, OTHER = Path("/book/chapters/one.html"), Path("/book/chapters/two.html")
NAMES = {HERE: "one.xhtml", OTHER: "two.xhtml"}
CANONICAL = '<link rel="canonical" href="https://example.org/book/chapters/one.html">'
STILL = """<div class="nnkit-view"></div><div class="nnkit-still" style="--wide:9px"><picture class="nnkit-light">
<source srcset="../_images/one-narrow.webp"><img src="../_images/one-wide.webp" alt="A line" loading="lazy"></picture>
<picture class="nnkit-dark"><img src="../_images/dark.webp" alt="A line"></picture></div>"""
ABOUT = {"title": "Nets & more", "author": "A. U.", "language": "en", "description": "<b>", "modified": "2026-01-01"}
ENTRIES = [("one.xhtml", "One", ""), ("two.xhtml", "Two", "The course"), ("three.xhtml", "Three", "The course")]
FILES = {"one.xhtml": "<math/>", "two.xhtml": "<svg/><math/>", "three.xhtml": "", "pictures/cover.png": b""}
OPF = "{http://www.idpf.org/2007/opf}"


def made(inside, head=""):
    article = f'<article><h1>One &lt; two<a class="headerlink">#</a></h1>{inside}</article>'
    page = BeautifulSoup(f'<html lang="en"><head>{head}</head>{article}</html>', "html.parser")
    text, pictures = ready(page, HERE, NAMES)
    return BeautifulSoup(text, "html.parser"), pictures


def test_a_page_has_its_title_and_no_script():
    page, _ = made("<script>1</script><noscript>2</noscript><button>3</button><style>4</style><p>Text</p>")
    assert page.title.string == "One < two"
    assert page.body.get_text() == "One < twoText"


@pytest.mark.parametrize(("head", "href"), [("", None), (CANONICAL, "https://example.org/book/chapters/one.html")])
def test_a_widget_is_one_picture_and_a_link_to_where_it_lives_if_that_is_known(head, href):
    page, pictures = made(STILL, head)
    [image] = page.find_all("img")
    assert image.attrs == {"src": "pictures/one-wide.webp", "alt": "A line"}
    assert pictures == {Path("/book/_images/one-wide.webp")}
    assert "On the web this is a figure to work with." in page.get_text()
    assert [link["href"] for link in page.find_all("a")] == ([href] if href else [])


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("two.html#part", "two.xhtml#part"),
        ("#here", "#here"),
        ("https://example.com/", "https://example.com/"),
        ("../_sources/one.txt", "https://example.org/book/_sources/one.txt"),
    ],
)
def test_links_stay_in_the_book_where_the_book_has_what_they_lead_to(href, expected):
    page, _ = made(f'<a href="{href}">Words</a>', CANONICAL)
    assert page.a["href"] == expected


def test_a_link_to_what_an_unpublished_book_does_not_have_is_only_its_words():
    page, _ = made('<p><a href="../_sources/one.txt">Words</a></p>')
    assert not page.find_all("a")
    assert page.p.string == "Words"


def test_a_picture_has_the_light_colors():
    page, _ = made('<svg style="fill: var(--nn-ink, #222830)"><text>a</text></svg>')
    assert page.svg["style"] == "fill: #222830"


def test_a_formula_keeps_its_size_and_says_it_where_mathml_3_allows_that():
    mtable = '<mtable displaystyle="true" scriptlevel="0"></mtable>'
    page, _ = made(f'<math><mfrac displaystyle="false"><mi>a</mi><mi>b</mi></mfrac>{mtable}</math>')
    assert str(page.math) == (
        '<math><mstyle displaystyle="false"><mfrac><mi>a</mi><mi>b</mi></mfrac></mstyle>'
        '<mstyle scriptlevel="0"><mtable displaystyle="true"></mtable></mstyle></math>'
    )


def test_a_solution_can_be_unfolded_and_code_stands_behind_its_picture():
    page, _ = made(
        '<div class="admonition solution dropdown"><p class="admonition-title">Solution</p><p>42</p></div>'
        '<div class="cell"><details class="hide"><summary><span>Show</span><span>Hide</span></summary>1</details>'
        '<div class="cell_output">2</div></div>'
    )
    assert page.details.summary.string == "Solution"
    assert page.select_one(".cell").get_text() == "2The code1"


def test_the_package_says_which_pages_have_formulas_and_pictures():
    found = ElementTree.fromstring(package(ABOUT, ENTRIES, FILES | {"contents.xhtml": ""}))
    items = {item.get("href"): item for item in found.iter(f"{OPF}item")}
    assert {name: item.get("properties") for name, item in items.items()} == {
        "one.xhtml": "mathml",
        "two.xhtml": "mathml svg",
        "three.xhtml": None,
        "pictures/cover.png": "cover-image",
        "contents.xhtml": "nav",
    }
    assert items["one.xhtml"].get("media-type") == "application/xhtml+xml"
    order = [item.get("idref") for item in found.iter(f"{OPF}itemref")]
    assert order == [items[name].get("id") for name, *_ in ENTRIES]


def test_media_types_are_the_same_on_every_machine(monkeypatch):
    monkeypatch.setattr(mimetypes, "guess_type", lambda name: (None, None))  # a machine that knows none
    files = {"a.webp": b"", "a.svg": "", "style.css": "", "math.woff2": b"", "A.JPG": b""}
    found = ElementTree.fromstring(package(ABOUT, [], files))
    assert {item.get("href"): item.get("media-type") for item in found.iter(f"{OPF}item")} == {
        "a.webp": "image/webp",
        "a.svg": "image/svg+xml",
        "style.css": "text/css",
        "math.woff2": "font/woff2",
        "A.JPG": "image/jpeg",
    }
    with pytest.raises(ValueError, match=r"files: expected names that end in one of .*; got 'a\.tiff'"):
        package(ABOUT, [], {"a.tiff": b""})


def test_the_contents_list_a_parts_pages_below_its_name():
    page = BeautifulSoup(contents(ABOUT, ENTRIES), "html.parser")
    assert [item.get_text("|", strip=True) for item in page.select("nav > ol > li")] == ["One", "The course|Two|Three"]


def test_the_archive_begins_with_its_kind_as_it_is(tmp_path):
    write(tmp_path / "a.epub", ABOUT, ENTRIES, FILES)
    with zipfile.ZipFile(tmp_path / "a.epub") as book:
        first = book.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert book.read("mimetype") == b"application/epub+zip"
        assert {f"book/{name}" for name in FILES} < set(book.namelist())
