"""Takes the widgets' still pictures: ``python -m nnkit.book.take_stills _build/html chapters/stills``.

Each widget is shown as the page shows it before anyone touches it, for a laptop and a phone, in light and in dark,
without its controls, which nobody can use in a picture.
"""

import argparse
import json
from io import BytesIO
from pathlib import Path

from PIL import Image

from nnkit.book.chromium import browser
from nnkit.book.stills import INDEX, index

WIDTHS = {"wide": 1200, "narrow": 375}
SHARPNESS = 1.5  # pixels of the picture for one of the page
MOST_BYTES = 48_000

ALIVE = """() => document.readyState === "complete" && [...document.querySelectorAll(".nnkit-still")].every(
  (still) => still.previousElementSibling?.dataset?.view === "running")"""
BARE = """
  header, .bd-header, .bd-header-article, [class*="skip-link"] { display: none !important } /* they would cover it */
  section { content-visibility: visible !important } /* what is laid out late would move it while it is taken */
  .nnkit :is(button, select, input, label, .nn-buttons, .nn-settings, .nn-layers, .nn-foot, .nn-code, .nn-notice,
    .nn-spoken, .nn-choices, .nn-field, .nn-box, .nn-arrows):not(.nn-chain *) { display: none !important }
"""
# A page that is read does not wait for its typeface, a picture does: it is loaded before the widgets draw.
TYPEFACE = "@font-face {{ font-family: Inter; font-weight: 400 700; src: url('{}') format('woff2') }}"
SET = "() => Promise.all(['400', '600', '700'].map((weight) => document.fonts.load(`${weight} 1em Inter`)))"
# What the widget calls itself, and what it says to those who do not see it.
IN_WORDS = """widget => [widget.getAttribute("aria-label"), widget.querySelector(".nn-spoken")?.textContent]
  .filter(Boolean).map((text) => text.trim().replace(/\\.$/, "") + ".").join(" ")"""


def take(html, folder):
    """Take the pictures of all widgets of the book in `html` into `folder`, and remove what is no longer one."""
    known = {}
    folder.mkdir(parents=True, exist_ok=True)
    pages = [path for path in sorted(html.rglob("*.html")) if 'class="nnkit-still"' in path.read_text(encoding="utf-8")]
    with browser() as chrome:
        for theme in ("light", "dark"):
            for size, width in WIDTHS.items():
                context = chrome.new_context(
                    viewport={"width": width, "height": 900}, color_scheme=theme, device_scale_factor=SHARPNESS
                )
                for path in pages:
                    for name, record in _of_page(context, html, path, f"{size}-{theme}", folder):
                        known.setdefault(name, {}).update(record)
                context.close()
    _write(folder, known)


def _of_page(context, html, path, look, folder):
    """Yield each widget's name and what is to be remembered of its picture."""
    page = context.new_page()
    page.goto(path.resolve().as_uri())
    page.add_style_tag(content=TYPEFACE.format((html / "_static" / "fonts" / "inter.woff2").resolve().as_uri()))
    page.evaluate(SET)
    page.evaluate("location.hash = '?'")  # where a link holds a state, all widgets start at once
    page.wait_for_function(ALIVE)
    page.wait_for_timeout(1000)  # until the text alternatives have been said
    widgets = {
        still.get_attribute("data-still"): (still.get_attribute("data-digest"), widget, widget.bounding_box()["height"])
        for still in page.locator(".nnkit-still").all()
        for widget in page.locator(
            f".nnkit-view:has(+ [data-still='{still.get_attribute('data-still')}']) .nnkit"
        ).all()
    }
    page.add_style_tag(content=BARE)
    page.wait_for_timeout(200)  # until the canvases have their new sizes
    for name, (digest, widget, room) in widgets.items():
        picture = Image.open(BytesIO(widget.screenshot(animations="disabled"))).convert("RGB")
        data = encode(picture)
        (folder / f"{name}-{look}.webp").write_bytes(data)
        print(f"{name}-{look}: {len(data) / 1000:.1f} kB")
        size = [*(round(side / SHARPNESS) for side in picture.size), round(room)]
        yield name, {"digest": digest, "alt": widget.evaluate(IN_WORDS), look.split("-")[0]: size}
    page.close()


def encode(picture):
    """The picture as WebP, in the best form that is small enough: drawings want few colors, photographs all of them."""
    for colors, options in (
        (None, {"lossless": True}),
        (256, {"lossless": True}),
        (128, {"lossless": True}),
        (None, {"quality": 80}),
        (64, {"lossless": True}),
        (None, {"quality": 60}),
    ):
        form, out = picture.quantize(colors, dither=0).convert("RGB") if colors else picture, BytesIO()
        form.save(out, "WEBP", method=4, **options)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()


def _write(folder, known):
    for path in folder.glob("*.webp"):
        if path.name.rsplit("-", 2)[0] not in known:
            path.unlink()
    if known != index(folder):
        text = json.dumps(known, indent=1, ensure_ascii=False, sort_keys=True)
        (folder / INDEX).write_text(text + "\n", encoding="utf-8", newline="\n")


def main(arguments=None):
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m nnkit.book.take_stills", description=__doc__.splitlines()[0])
    parser.add_argument("html", type=Path, help="the built book")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    options = parser.parse_args(arguments)
    take(options.html, options.folder)


if __name__ == "__main__":
    main()
