"""Makes the EPUB from the built book: ``python -m nnkit.book.epub _build/html _build/epub``."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from pygments.formatters import HtmlFormatter

from nnkit.book.chromium import browser
from nnkit.book.epub.package import write
from nnkit.book.epub.pages import ready
from nnkit.book.one_page import about, first_page, parse, table_of_contents
from nnkit.book.preview import photograph

STYLE = Path(__file__).with_name("style.css")
FONT = Path(__file__).parents[1] / "static" / "nnkit-math.woff2"
CODE = "a11y-high-contrast-light"  # the theme's choice too
COVER = {"width": 1200, "height": 1800}
COVER_STYLE = """body { padding: 100px 90px 0; font-size: 44px } h1 { font-size: 132px; line-height: 1.1 }
h1 svg { width: 120px } p { margin-block: 40px 60px }
.nn-picture svg { flex: none !important; max-width: none !important; width: 495px !important }"""
AS_XML = "html => new XMLSerializer().serializeToString(new DOMParser().parseFromString(html, 'text/html'))"


def make(html, folder, chrome):
    """Write the book in `html` to `folder` as neural-networks.epub with the help of `chrome`; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    first = first_page(html)
    soup = parse(first)
    entries = list(table_of_contents(soup, first))
    names = {path: f"{path.stem}.xhtml" for path, *_ in entries}
    photograph(chrome, folder / "cover.png", COVER, COVER_STYLE)
    files = pages(chrome, names)
    files["pictures/cover.png"] = (folder / "cover.png").read_bytes()
    files["math.woff2"] = FONT.read_bytes()
    files["style.css"] = STYLE.read_text(encoding="utf-8") + HtmlFormatter(style=CODE).get_style_defs(".highlight")
    path = folder / "neural-networks.epub"
    modified = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    write(path, {**about(soup), "modified": modified}, [(names[page], *rest) for page, *rest in entries], files)
    return path


def pages(chrome, names):
    """Return each page of `names`, written by the browser as XHTML, and their pictures, by name."""
    tab, files, pictures = chrome.new_page(), {}, set()
    for path, name in names.items():
        text, used = ready(parse(path), path, names)
        files[name] = tab.evaluate(AS_XML, text)
        pictures |= used
    tab.close()
    return files | {f"pictures/{file.name}": file.read_bytes() for file in sorted(pictures)}


def main():
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m nnkit.book.epub", description=__doc__.splitlines()[0])
    parser.add_argument("html", type=Path, help="the built book")
    parser.add_argument("folder", type=Path, help="where the EPUB goes")
    options = parser.parse_args()
    with browser() as chrome:
        print(make(options.html.resolve(), options.folder.resolve(), chrome))


if __name__ == "__main__":
    main()
