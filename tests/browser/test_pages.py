"""Every page of the built book, over http and from file://: its formulas are set, its widgets live, nobody is asked."""

import re
from pathlib import Path

import pytest

BOOK = Path(__file__).parent.parent.parent / "_build" / "html"
PAGES = sorted(path.relative_to(BOOK).as_posix() for path in BOOK.rglob("*.html"))
PAGES = [page for page in PAGES if not page.startswith(("_static/", "_sources/", "lite/"))] or ["index.html"]
RAW_TEX = re.compile(r"\\\(|\\\)|\\\[|\\\]|\$\$|\\begin\{|\\frac")

# What a reader sees as text: neither code nor the formulas' hidden copies for screen readers.
VISIBLE_TEXT = """article => {
  const copy = article.cloneNode(true);
  copy.querySelectorAll("script, style, pre, code, mjx-assistive-mml").forEach((part) => part.remove());
  return copy.textContent;
}"""


@pytest.fixture(params=["http", "file"])
def via(request):
    return request.param


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_with_its_formulas_set_and_its_widgets_alive(open_page, path, via):
    page = open_page(path, via=via)
    assert_formulas_are_set(page)
    assert_widgets_are_alive(page)


def assert_formulas_are_set(page):
    for formula in page.locator("article .math").all():
        assert formula.locator("mjx-container").count(), f"not set: {formula.text_content()}"
    assert page.locator("mjx-merror, [data-mjx-error], mjx-assistive-mml [mathcolor=red]").all_text_contents() == []
    for article in page.locator("article.bd-article").all():
        assert not RAW_TEX.findall(article.evaluate(VISIBLE_TEXT))


def assert_widgets_are_alive(page):
    for place in page.locator(".nnkit-view").all():
        assert place.get_attribute("data-view") in ("running", "needs-kernel")
        # A widget in a folded part has no size yet; what it drew is there all the same.
        drawn = place.inner_text().strip() or place.locator("canvas, svg, img, input, button").count()
        assert drawn, "a widget's place is blank"


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways_on_the_narrowest_phone(open_page, path):
    page = open_page(path, via="file", width=320)
    assert_widgets_are_alive(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
