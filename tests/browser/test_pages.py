"""Every page of the built book, over http and from file://: its formulas are set, its widgets live, nobody is asked."""

import re
from pathlib import Path

import pytest

from nnkit.book import formula_font

BOOK = Path(__file__).parent.parent.parent / "_build" / "html"
PAGES = sorted(path.relative_to(BOOK).as_posix() for path in BOOK.rglob("*.html"))
PAGES = [page for page in PAGES if not page.startswith(("_static/", "_sources/", "lite/"))] or ["index.html"]
INVISIBLE = set("\u2061\u2062\u2063\u200b\u00a0\n")  # function application and the like
RAW_TEX = re.compile(r"\\\(|\\\)|\\\[|\\\]|\$\$|\\begin\{|\\frac")

# What a reader sees as text: no code.
VISIBLE_TEXT = """article => {
  const copy = article.cloneNode(true);
  copy.querySelectorAll("script, style, pre, code").forEach((part) => part.remove());
  return copy.textContent;
}"""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_with_its_formulas_set_and_its_widgets_alive(open_page, path):
    page = open_page(path, whole=True)
    assert_formulas_are_set(page)
    assert_widgets_are_alive(page)


# The formulas that have no MathML, or that are shown and have no size.
NOT_SET = """() => [...document.querySelectorAll("article .math")].filter((part) => {
  const math = part.querySelector("math");
  const { width, height } = math?.getBoundingClientRect() ?? { width: 0, height: 0 };
  return !math || (part.checkVisibility() && !(width > 3 && height > 3));
}).map((part) => part.textContent)"""


def assert_formulas_are_set(page):
    assert page.evaluate(NOT_SET) == []
    characters = set("".join(page.locator("article math").all_text_contents())) - INVISIBLE
    assert characters <= set(map(chr, formula_font.CHARACTERS)), "characters that the page's font lacks"
    for article in page.locator("article.bd-article").all():
        assert not RAW_TEX.findall(article.evaluate(VISIBLE_TEXT))


def assert_widgets_are_alive(page):
    for place in page.locator(".nnkit-view").all():
        assert place.get_attribute("data-view") in ("running", "needs-kernel")
        # A widget in a folded part has no size yet; what it drew is there all the same.
        drawn = place.inner_text().strip() or place.locator("canvas, svg, img, input, button").count()
        assert drawn, "a widget's place is blank"


# What no reader could see: a note of the margin outside of its section, a formula that begins before its box.
CUT = """() => {
  const outside = (part, box) => {
    const [inner, outer] = [part, box].map((one) => one.getBoundingClientRect());
    return inner.width > 0 && inner.left < outer.left - 1;
  };
  const notes = [...document.querySelectorAll("article aside")].filter((note) => outside(note, note.closest("section"))
    || note.getBoundingClientRect().right > note.closest("section").getBoundingClientRect().right + 1);
  const formulas = [...document.querySelectorAll("div.math")].filter((box) => outside(box.querySelector("math"), box));
  return [...notes, ...formulas].map((part) => part.textContent.trim().slice(0, 60));
}"""


@pytest.mark.parametrize("path", PAGES)
def test_so_it_does_from_a_folder_and_nothing_scrolls_sideways_or_is_cut_at_any_width(open_page, path):
    page = open_page(path, via="file", width=320, whole=True)
    assert_formulas_are_set(page)
    assert_widgets_are_alive(page)
    for width in (320, 390, 1000, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CUT) == []


# Where the reader is: below the header, which is 4 rem high, and not far below it.
TOP_OF = "id => document.getElementById(id).getBoundingClientRect().top"


@pytest.mark.parametrize("width", [375, 1200])
@pytest.mark.parametrize("place", ["the-bill", "ex-backprop-zero", "summary"])
def test_a_link_leads_to_its_place_although_what_is_far_is_not_laid_out(open_page, place, width):
    page = open_page("chapters/07_backpropagation.html", width=width)
    page.evaluate("place => { location.hash = place; }", place)
    page.wait_for_timeout(500)
    assert 0 < page.evaluate(TOP_OF, place) < 150
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_timeout(1000)
    assert 0 < page.evaluate(TOP_OF, place) < 150


def test_what_is_far_is_laid_out_when_the_reader_comes(open_page):
    page = open_page("chapters/07_backpropagation.html")
    last = page.locator("section#summary > p, section#summary > ul").first
    assert not last.evaluate("part => part.checkVisibility({ contentVisibilityAuto: true })")
    last.scroll_into_view_if_needed()
    page.wait_for_function("part => part.checkVisibility({ contentVisibilityAuto: true })", arg=last.element_handle())
