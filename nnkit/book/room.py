"""How tall each section of a page will be, about: a browser leaves the far ones out until the reader comes near.

A chapter is 30 screens long, and to lay all of them out delays a phone by seconds. The style sheet asks for the near
ones only (`content-visibility: auto`); the others need some height for the scroll bar. It is rather too large than too
small, so that what is measured inside of a section that is left out does not lie on the next one.
"""

import re

SECTION = re.compile(r"<section\b[^>]*>|</section>")
UNSEEN = re.compile(r"<(svg|script|style|details)\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
BLOCK = re.compile(r"<(?:p|li|tr|pre|h[2-6]|summary|math display)\b")
PIXELS = {"letter": 0.7, "line": 10, "block": 14, "picture": 700, "widget": 2100}  # fitted to a phone 412 pixels wide
MARGIN = 1.4


def with_room(page):
    """The page with the variable `--room` in each section below its title's."""
    parts, end = [], 0
    for start, stop in _sections(page):
        head, body = page[end:start], page[start:stop]
        parts += [head, body.replace("<section", f'<section style="--room:{room(body)}px"', 1)]
        end = stop
    return "".join([*parts, page[end:]])


def room(section):
    """About how many pixels tall a section is on a phone, from its HTML."""
    seen = UNSEEN.sub("", section)
    counts = {
        "letter": len(TAG.sub("", seen)),
        "line": sum(text.count("\n") for text in re.findall(r"<pre\b.*?</pre>", seen, re.DOTALL)),
        "block": len(BLOCK.findall(seen)),
        "picture": section.count('class="nn-picture'),
        "widget": section.count('class="nnkit-still'),
    }
    return round(MARGIN * sum(PIXELS[name] * count for name, count in counts.items()))


def _sections(page):
    """Start and end of each section that is in one other section and has no room yet."""
    depth = start = 0
    for tag in SECTION.finditer(page):
        closing = tag[0].startswith("</")
        depth += -1 if closing else 1
        if depth == 2 and not closing:
            start = tag.start()
        elif depth == 1 and closing and "--room" not in page[start : page.index(">", start)]:
            yield start, tag.end()
