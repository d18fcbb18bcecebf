"""Nothing in a page keeps a reader out: axe-core's rules, and a way past the menus by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe

CHAPTER = "chapters/06_gradient_descent.html"
# axe-core takes seconds for a page and a theme: the first page, with a picture and a widget, stands for all.
JUDGED = ["chapters/intro.html"]
# Formulas and code repeat few colors in thousands of elements; a picture is judged as one, by its words.
CONTEXT = {"exclude": [["math"], ["pre"], ["svg"]]}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page, rules):
    """What breaks the rules for certain; axe-core takes a table's head of a formula alone for an empty one."""
    options = {"resultTypes": ["violations"], "runOnly": rules, "preload": False}  # no style sheet asked for twice
    found = Axe().run(page, context=CONTEXT, options=options).response["violations"]
    nodes = [(rule["id"], node["html"], node["target"]) for rule in found for node in rule["nodes"]]
    return [node for node in nodes if not (node[0] == "empty-table-header" and "<math" in node[1])]


@pytest.mark.parametrize("path", JUDGED)
def test_axe_finds_no_violation_in_light_and_in_dark(open_page, path):
    page = open_page(path)
    assert violations(page, RULES) == []
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    assert violations(page, ["color-contrast", "link-in-text-block"]) == []


def test_the_skip_link_comes_first_and_leads_to_the_text(open_page):
    page = open_page(CHAPTER)
    page.keyboard.press("Tab")
    assert "skip" in page.evaluate("document.activeElement.textContent").lower()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
