"""axe-core on all pages of the built book, light and dark, its widgets running; fails where a page breaks a rule."""

import sys
from collections import Counter
from pathlib import Path

from served import chapters, print_head, print_row, served

from nnkit.book.chromium import browser

sys.path.append(str(Path(__file__).parents[1] / "browser"))

from axe import violations
from conftest import READY

# Sections far from the window are not laid out; here all of them are wanted.
ALL = "* { content-visibility: visible !important; }"


def judge(chrome, address):
    """What breaks the rules on one page."""
    page = chrome.new_page(viewport={"width": 1200, "height": 900}, color_scheme="light")
    page.goto(address)
    page.add_style_tag(content=ALL)
    page.wait_for_function(READY)
    found = violations(page)
    page.close()
    return found


def main():
    """Print the table and what was found, and return whether anything was."""
    details = []
    with served() as home, browser() as chrome:
        print_head(["page", "violations, light", "violations, dark", "rules"])
        for name in [*chapters(), "search.html", "404.html"]:
            found = judge(chrome, home + name)
            dark = sum(rule.startswith("dark: ") for rule, *_ in found)
            print_row([name, len(found) - dark, dark, ", ".join(Counter(rule for rule, *_ in found)) or "–"])
            details += [(name, *violation) for violation in found]
    for name, rule, target, code in details:
        print(f"{name}: {rule}: {' '.join(map(str, target))}: {code[:200]}")
    print(f"{len(details)} places break a rule." if details else "axe-core finds no violation.")
    return bool(details)


if __name__ == "__main__":
    sys.exit(main())
