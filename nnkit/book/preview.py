"""The picture that stands beside a link to the book in a chat or a feed: ``python -m nnkit.book.preview``.

It is the first page's cover with the title, photographed in Chromium, so Playwright and a browser have to be there.
"""

from pathlib import Path

from nnkit import mlp, tanh
from nnkit.book.chromium import browser
from nnkit.datasets import spirals
from nnkit.palette import css
from nnkit.plots import cover

STATIC = Path(__file__).parent / "static"
FILE = STATIC / "nnkit-preview.png"
SIZE = {"width": 1200, "height": 630}  # what the networks that show such pictures ask for
PAGE = """<!doctype html><style>{css}
@font-face {{ font-family: Inter; font-weight: 400 700; src: url("{font}") }}
body {{ margin: 0; padding: 70px 60px 0; font: 400 34px/1.4 Inter; color: var(--nn-ink); background: #fff }}
h1 {{ display: flex; align-items: center; gap: 28px; font-size: 84px; letter-spacing: -.025em; margin: 0 }}
h1 svg {{ width: 84px }}
p {{ margin: 12px 0 36px; color: var(--nn-muted) }}
.nn-picture svg {{ width: 254px; height: auto }}
{style}
</style><h1>{icon} Neural Networks</h1><p>A textbook that runs, in the page and in NumPy.</p>{picture}"""


def page(style=""):
    """The HTML of the picture; its addresses are those of files beside this module, and `style` is added to its own."""
    x, y = spirals(200, noise=0.03, rng=0)
    picture = cover(mlp(2, 8, 8, 1, f=tanh, rng=0), x, y)._repr_mimebundle_()["text/html"]
    icon = (STATIC / "nnkit-icon.svg").read_text(encoding="utf-8")
    return PAGE.format(
        css=css(), style=style, font=(STATIC / "fonts" / "inter.woff2").as_uri(), icon=icon, picture=picture
    )


def photograph(chrome, file, size, style=""):
    """Write the picture in another size, with more style."""
    source = file.with_suffix(".html")
    source.write_text(page(style), encoding="utf-8")
    try:
        view = chrome.new_page(viewport=size)
        view.goto(source.as_uri())
        view.evaluate("document.fonts.ready")
        view.screenshot(path=file)
        view.close()
    finally:
        source.unlink()


def main():
    """Write the picture."""
    with browser() as chrome:
        photograph(chrome, FILE, SIZE)


if __name__ == "__main__":
    main()
