"""What can go wrong for a reader, in the real chapters: no network, no storage, no JavaScript, a link gone stale.

That a kernel is missing is each page's usual state; that one dies is tested with each widget, in JupyterLab.
"""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CHAPTERS = sorted(path.stem for path in (ROOT / "chapters").glob("*.ipynb"))
STATE = re.compile(r'<script type="application/vnd.jupyter.widget-state\+json">(.*?)</script>', re.DOTALL)
BLOCKED = """for (const name of ["localStorage", "sessionStorage"]) {
  const get = () => { throw new DOMException("The operation is insecure.", "SecurityError"); };
  Object.defineProperty(window, name, { get, configurable: true });
}"""
TRAINED = "epoch => Number(document.querySelector('.nn-playground .nn-numbers b').textContent) > epoch"


def stored(chapter):
    return (ROOT / "_build" / "html" / "chapters" / f"{chapter}.html").read_text(encoding="utf-8")


def views(page):
    return page.locator(".nnkit-view").evaluate_all("views => views.map((view) => view.dataset.view)")


def train(page):
    """Press Play in the page's first Playground, and wait until it has learned for a while."""
    before = page.locator(".nn-playground .nn-numbers b").first.text_content()
    page.locator(".nn-playground").first.get_by_role("button", name="Play").click()
    page.wait_for_function(TRAINED, arg=int(before) + 5)


def test_a_page_goes_on_when_the_network_goes_away(open_page):
    page = open_page("chapters/03_xor.html", via="http")
    page.context.set_offline(True)
    train(page)


@pytest.mark.parametrize("via", ["http", "file"])
def test_where_storage_is_blocked_the_page_and_its_buttons_work(open_page, via):
    page = open_page("chapters/03_xor.html", via=via, first_script=BLOCKED)
    html = page.locator("html")
    before = html.get_attribute("data-mode")
    page.locator(".theme-switch-button").first.click()
    page.wait_for_function("before => document.documentElement.dataset.mode !== before", arg=before)
    page.keyboard.press("Control+k")
    page.locator("input[type=search]:visible").first.wait_for()
    page.keyboard.press("Escape")
    train(page)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_without_java_script_a_chapter_is_text_with_a_picture_in_each_widgets_place(open_page, chapter):
    page = open_page(f"chapters/{chapter}.html", java_script=False)
    assert page.locator("article h1").is_visible()
    count = stored(chapter).count('type="application/vnd.jupyter.widget-view+json"')
    pictures = page.locator(".nnkit-still img:visible")
    assert pictures.count() == count > 0
    assert all(picture.get_attribute("alt") for picture in pictures.all())


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_link_with_a_broken_state_is_ignored_with_a_message(open_page, chapter):
    states = (json.loads(text)["state"] for text in STATE.findall(stored(chapter)))
    names = [one["state"]["name"] for state in states for one in state.values() if "_esm" in one["state"]]
    assert names
    for name in names:
        page = open_page(f"chapters/{chapter}.html#{name}?no_such_key=1", via="file")
        assert set(views(page)) == {"running"}
        page.locator(".nn-notice", has_text="The link to this figure can't be read").wait_for()


def test_a_link_for_a_widget_that_is_gone_changes_nothing(open_page):
    page = open_page("chapters/06_gradient_descent.html#no-such-widget?w=2", via="file")
    assert views(page) == ["running"]
    assert page.locator(".nn-notice:visible").count() == 0
