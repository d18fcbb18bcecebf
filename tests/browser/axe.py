"""axe-core's verdict on a page that is open, in light and in dark."""

from axe_playwright_python.sync_playwright import Axe

# Formulas and code repeat few colors in thousands of elements; a picture is judged as one, by its words.
CONTEXT = {"exclude": [["math"], ["pre"], ["svg"]]}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOR = ["color-contrast", "link-in-text-block"]

# A button's colors change within a sixth of a second; in between they are neither those of light nor those of dark.
SETTLED = """() => Promise.all(document.getAnimations().filter((one) => one instanceof CSSTransition)
  .map(({ finished }) => finished))"""


def violations(page):
    """What breaks axe-core's rules for certain in a page that is light; it is dark afterwards."""
    found = _run(page, RULES)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("matchMedia('(prefers-color-scheme: dark)').matches")
    if page.evaluate("document.documentElement.dataset.theme !== undefined"):  # the page of a lost address has none
        page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    page.evaluate(SETTLED)
    return found + [("dark: " + rule, *rest) for rule, *rest in _run(page, OF_COLOR)]


def _run(page, rules):
    """Each violation's rule, place and code."""
    options = {"resultTypes": ["violations"], "runOnly": rules, "preload": False}  # no style sheet asked for twice
    found = Axe().run(page, context=CONTEXT, options=options).response["violations"]
    nodes = [(rule["id"], node["target"], node["html"]) for rule in found for node in rule["nodes"]]
    # It takes a table's head of a formula alone for an empty one.
    return [node for node in nodes if not (node[0] == "empty-table-header" and "<math" in node[2])]
