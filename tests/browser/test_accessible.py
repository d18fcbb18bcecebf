"""Nothing in a page keeps a reader out: axe-core's rules, formulas as mathematics, and the keyboard alone.

axe-core takes seconds for a page and a theme, so the first page and a chapter stand for all; `make audit` judges each.
"""

import pytest
from axe import violations

CHAPTER = "chapters/06_gradient_descent.html"
CONTROLS = """() => [...document.querySelectorAll(
  ".nnkit :is(button, input, select, summary, canvas[tabindex], pre[tabindex])")].filter((it) =>
  it.checkVisibility() && it.tabIndex >= 0 && !it.disabled && !(it.type === "radio" && !it.checked)).length"""
SHOWN_FORMULAS = """() => [...document.querySelectorAll("article math")].filter((formula) =>
  formula.checkVisibility({ visibilityProperty: true })).length"""
# Where the keyboard is, and whether the reader can see that: a ring, in reach of the eye.
FOCUS = """() => {
  const it = document.activeElement;
  const { width, height } = it.getBoundingClientRect();
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(it);
  const words = it.getAttribute("aria-label") || it.textContent || it.type || "";
  return { tag: it.tagName, words: words.trim().slice(0, 40), href: it.getAttribute("href"), size: width * height,
    ring: (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none",
    inWidget: !!it.closest(".nnkit"), inText: !!it.closest("main") };
}"""


@pytest.mark.parametrize("path", ["chapters/intro.html", CHAPTER])
def test_axe_finds_no_violation_in_light_and_in_dark(open_page, path):
    assert violations(open_page(path, whole=True)) == []


def test_a_screen_reader_meets_each_formula_as_mathematics(open_page):
    page = open_page(CHAPTER, whole=True)
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    spoken = [node for node in tree if node["role"]["value"] == "MathMLMath" and not node["ignored"]]
    assert len(spoken) == page.evaluate(SHOWN_FORMULAS) > 80
    assert all(node["childIds"] for node in spoken)


def test_the_skip_link_comes_first_and_leads_to_the_text(open_page):
    page = open_page(CHAPTER)
    page.keyboard.press("Tab")
    assert "skip" in page.evaluate(FOCUS)["words"].lower()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["inText"]


def test_tab_reaches_each_control_of_a_widget_with_a_visible_ring_and_leaves_again(open_page):
    page = open_page(CHAPTER)
    controls = page.evaluate(CONTROLS)
    assert controls > 5
    page.evaluate("document.querySelector('.nnkit :is(button, input, select)').focus({ focusVisible: true })")
    seen = []
    while (here := page.evaluate(FOCUS))["inWidget"] and len(seen) < 3 * controls:
        assert here["ring"], here
        seen.append(here)
        page.keyboard.press("Tab")
    assert len(seen) == controls, seen


def test_tab_goes_through_a_whole_page_to_its_end_and_is_always_seen(open_page):
    page = open_page(CHAPTER)
    stops = []
    while len(stops) < 400:
        page.keyboard.press("Tab")
        if (here := page.evaluate(FOCUS))["tag"] == "BODY":
            break
        stops.append(here)
    assert here["tag"] == "BODY", f"no end after 400 steps, the last at {stops[-1]}"
    assert sum(stop["inText"] for stop in stops) > 20
    assert [stop for stop in stops if stop["size"] < 1 or not stop["ring"]] == []


def test_escape_closes_the_search_and_each_menu_of_the_page(open_page):
    page = open_page(CHAPTER)
    page.locator(".search-button__button:visible").first.click()
    field = page.locator(".search-button__wrapper input[type=search]")
    field.wait_for(state="visible")
    page.keyboard.press("Escape")
    field.wait_for(state="hidden")
    menus = page.locator(".article-header-buttons .dropdown").all()  # a copy without a repository has nothing to launch
    assert menus
    for menu in menus:
        menu.locator("> button").focus()
        page.keyboard.press("Enter")
        menu.locator(".dropdown-menu").wait_for(state="visible")
        page.keyboard.press("Escape")
        menu.locator(".dropdown-menu").wait_for(state="hidden")
