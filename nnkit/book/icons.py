"""Of FontAwesome, 1.9 MB with its script and fonts, a page gets the icons that it shows, in one small style sheet."""

import base64
import io
import re
from pathlib import Path

import pydata_sphinx_theme
from fontTools import subset
from fontTools.ttLib import TTFont

from nnkit.book.pages import written

SOURCE = Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static/vendor/fontawesome"
CLASS = re.compile(r"\bfa-[a-z-]+")
CODE_IN_STYLE = re.compile(r'"(?:\\(f[0-9a-f]{3})|([\uf000-\uf8ff]))"')  # as an escape, or the character itself
STYLE = """/* Icons of Font Awesome Free 6 by Fonticons, https://fontawesome.com; the font is under the SIL OFL 1.1. */
:root {{ --fa-style-family-classic: "Font Awesome 6 Free"; --fa-font-solid: normal 900 1em/1 "Font Awesome 6 Free"; }}
{faces}
.fa, .fas, .fa-solid, .fab, .fa-brands {{
  display: inline-block;
  font: var(--fa-font-solid);
  text-rendering: auto;
  -webkit-font-smoothing: antialiased;
}}
.fa-lg {{ font-size: 1.25em; line-height: .05em; vertical-align: -.075em; }}
{rules}
"""

# One family of two fonts: a browser takes each icon from the one that has it.
FONTS = ("fa-brands-400.ttf", "fa-solid-900.ttf")
FACE = """@font-face {{
  font-family: "Font Awesome 6 Free";
  font-weight: 900;
  font-display: block;
  src: url("data:font/ttf;base64,{font}") format("truetype");
}}"""


def setup(app):
    """Connect to Sphinx."""
    app.connect("build-finished", shrink)


def shrink(app, error):
    """Put the small style sheet in FontAwesome's place, and remove its script and fonts."""
    static = Path(app.outdir) / "_static"
    pages = map(Path(app.outdir).joinpath, written(app))
    for sheet in static.glob("vendor/fontawesome/*/css/all.min.css"):
        names = set(CLASS.findall("".join(map(_text, [*pages, *static.glob("scripts/*.js")]))))
        codes = codes_in("".join(map(_text, static.glob("styles/*.css"))))
        sheet.write_text(style(names, codes), encoding="utf-8")
        for file in (*sheet.parent.parent.glob("webfonts/*"), *sheet.parent.parent.glob("js/*")):
            file.unlink()


def codes_in(style):
    """The hexadecimal codes of the icons that a style sheet shows by themselves, without a class."""
    return {escape or f"{ord(character):x}" for escape, character in CODE_IN_STYLE.findall(style)}


def style(names, codes=()):
    """Write the style sheet with the icons of these classes, and the characters of these hexadecimal codes."""
    original = _text(next(SOURCE.glob("*/css/all.min.css")))
    rules = {}
    for name in sorted(names):
        if found := re.search(rf'\.{name}:before[^{{}}]*\{{content:"\\([0-9a-f]+)"\}}', original):
            rules[name] = found[1]
    fonts = (_font(file, {*rules.values(), *codes}) for file in FONTS)
    faces = "\n".join(FACE.format(font=base64.b64encode(font).decode()) for font in fonts if font)
    text = "\n".join(f'.{name}::before {{ content: "\\{code}"; }}' for name, code in rules.items())
    return STYLE.format(faces=faces, rules=text)


def _font(file, codes):
    """Return the font with these characters only, or nothing if it has none of them."""
    font = TTFont(next(SOURCE.glob(f"*/webfonts/{file}")), recalcTimestamp=False)
    wanted = {int(code, 16) for code in codes} & font.getBestCmap().keys()
    if not wanted:
        return b""
    subsetter = subset.Subsetter(subset.Options(layout_features=[], hinting=False, name_IDs=[0, 13]))
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


def _text(path):
    return path.read_text(encoding="utf-8")
