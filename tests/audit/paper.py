"""The PDF of the whole book, ``python tests/audit/paper.py _build/pdf``: its links lead to a page, nothing is too wide.

`make pdf` leaves there the PDF, and the page that it was printed from.
"""

import sys
from pathlib import Path

from pypdf import PdfReader
from served import print_head, print_row

from nnkit.book.chromium import browser

TEXT_WIDTH = 643  # of A4 between the margins of the PDF, in CSS pixels
TOO_WIDE = """width => [...document.querySelectorAll("article *")].filter((part) =>
  part.getBoundingClientRect().right > width + 1 && !part.closest("svg, pre, .math")
).map((part) => part.textContent.slice(0, 60))"""


def links(pdf):
    """Return the number of links within the book, and the places that do not exist."""
    reader = PdfReader(pdf)
    known = {name.lstrip("/") for name in reader.named_destinations}
    notes = (note.get_object() for page in reader.pages for note in page.get("/Annots", ()))
    places = [str(note["/Dest"]).lstrip("/") for note in notes if "/Dest" in note]
    return len(places), sorted(set(places) - known)


def too_wide(page):
    """What reaches beyond the paper, for which a browser would shrink all pages."""
    with browser() as chrome:
        tab = chrome.new_page(viewport={"width": TEXT_WIDTH, "height": 980})
        tab.emulate_media(media="print")
        tab.goto(page.resolve().as_uri())
        return tab.evaluate(TOO_WIDE, TEXT_WIDTH)


def main():
    """Print the table, and return whether something is wrong."""
    folder = Path(sys.argv[1])
    count, dead = links(folder / "neural-networks.pdf")
    wide = too_wide(folder / "book.html")
    print_head(["links within the PDF", "that lead nowhere", "parts wider than the paper"])
    print_row([count, len(dead), len(wide)])
    for name in (*dead, *wide):
        print(name)
    return bool(dead or wide or not count)


if __name__ == "__main__":
    sys.exit(main())
