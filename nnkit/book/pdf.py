"""Prints the built book as one PDF: ``python -m nnkit.book.pdf _build/html _build/pdf``.

Chromium prints the book as one page, twice: only the first print tells on which page each chapter begins.
"""

import argparse
from pathlib import Path

from pypdf import PdfReader

from nnkit.book.chromium import browser
from nnkit.book.one_page import one_page

NUMBER = (
    '<div style="width:100%;font:9px sans-serif;color:#5b6470;text-align:center"><span class="pageNumber"></span></div>'
)
READY = """() => Promise.all([document.fonts.ready, ...[...document.images].map((image) => {
  image.loading = "eager";
  return image.decode();
})])"""


def make(html, folder):
    """Write the book in `html` to `folder` as neural-networks.pdf; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    page, pdf = folder / "book.html", folder / "neural-networks.pdf"
    with browser() as chrome:
        numbers = {}
        for _ in range(2):
            page.write_text(one_page(html, numbers), encoding="utf-8")
            _print(chrome, page, pdf)
            numbers = page_numbers(pdf)
    return pdf


def page_numbers(pdf):
    """On which page each named place of a PDF is."""
    reader = PdfReader(pdf)
    places = reader.named_destinations.items()
    return {name.lstrip("/"): reader.get_destination_page_number(place) + 1 for name, place in places}


def _print(chrome, page, pdf):
    tab = chrome.new_page(color_scheme="light")
    tab.goto(page.resolve().as_uri())
    tab.evaluate(READY)
    tab.pdf(
        path=pdf,
        format="A4",
        outline=True,
        tagged=True,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=NUMBER,
        margin={"top": "18mm", "bottom": "20mm", "left": "20mm", "right": "20mm"},
    )
    tab.close()


def main(arguments=None):
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m nnkit.book.pdf", description=__doc__.splitlines()[0])
    parser.add_argument("html", type=Path, help="the built book")
    parser.add_argument("folder", type=Path, help="where the PDF goes")
    options = parser.parse_args(arguments)
    print(make(options.html.resolve(), options.folder))


if __name__ == "__main__":
    main()
