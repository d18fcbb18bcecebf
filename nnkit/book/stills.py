"""Each widget's still picture in the page: there before the widget starts, without JavaScript, and on paper.

`make stills` takes the pictures; `chapters/stills/stills.json` knows of each its size, what it shows in words, and the
digest of the traits that it was taken with, so that a test finds a picture that has become wrong.
"""

import base64
import hashlib
import json
from html import escape
from math import isfinite
from pathlib import Path

import numpy as np
from docutils import nodes
from sphinx.util.fileutil import copy_asset

FOLDER = Path("chapters", "stills")
INDEX = "stills.json"
VIEW_TYPE = "application/vnd.jupyter.widget-view+json"
WITHOUT_STILL = (
    '<noscript><p class="nnkit-note">Here is an interactive figure. '
    "It needs JavaScript, which is switched off in this browser.</p></noscript>"
)
NARROW = "(max-width: 36rem)"
LOOKS = ("light", "dark")


class Still(nodes.General, nodes.Element):
    """The place of a widget's picture: its `name`, such as 03_xor-1, and the `digest` of the widget's traits."""


def setup(app):
    """Connect to Sphinx."""
    app.add_node(Still, html=(visit, lambda translator, node: None), text=(skip, None), latex=(skip, None))
    app.connect("doctree-read", add_stills)
    app.connect("builder-inited", copy_pictures)


def index(folder):
    """What is known of the pictures in `folder`, by name: digest, alt, and of each size the numbers of pixels.

    `wide` and `narrow` are each the picture's width and height, and the height that the widget with its controls takes.
    """
    path = Path(folder) / INDEX
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def digest(state, buffers=()):
    """A name for a widget's traits, without its code; numbers count with six digits, for processors differ in the last.

    `state` and `buffers` are what the page stores of a widget.
    """
    traits = {name: value for name, value in state.items() if not name.startswith("_") and name != "layout"}
    binary = [[part["path"], _rounded_bytes(base64.b64decode(part["data"]))] for part in buffers]
    text = json.dumps([_rounded(traits), binary], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _rounded(value):
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return float(f"{value:.5e}") if isinstance(value, float) and isfinite(value) else value


def _rounded_bytes(data):
    """Eight-byte numbers, or what else the bytes are, as text."""
    numbers = np.frombuffer(data, np.float64) if len(data) % 8 == 0 else np.array([np.nan])
    sizes = np.abs(numbers[numbers != 0])
    if np.all((sizes > 1e-9) & (sizes < 1e9)):
        return [f"{number:.5e}" for number in numbers + 0.0]
    return data.hex()


def add_stills(app, doctree):
    """Put a still behind each widget of ours, a note behind others; new pictures make their page be built anew."""
    views = [raw for raw in doctree.findall(nodes.raw) if VIEW_TYPE in raw.astext()]
    if not views:
        return
    app.env.note_dependency(str(Path(app.srcdir) / FOLDER / INDEX))
    docname = app.env.docname
    stored = json.loads(app.env.nb_metadata[docname]["js_files"]["ipywidgets_state"][1]["body"])["state"]
    number = 0
    for raw in views:
        record = stored[_model_id(raw)]
        still = nodes.raw("", WITHOUT_STILL, format="html")
        if "_esm" in record["state"]:
            number += 1
            name = f"{Path(docname).name}-{number}"
            still = Still(name=name, digest=digest(record["state"], record.get("buffers", ())))
        raw.parent.append(still)


def _model_id(raw):
    text = raw.astext()
    return json.loads(text[text.index("{") : text.rindex("}") + 1])["model_id"]


def copy_pictures(app):
    """Copy the pictures to where the pages' other pictures are."""
    folder = Path(app.srcdir) / FOLDER
    if app.builder.format == "html" and folder.exists():
        copy_asset(folder, Path(app.outdir) / "_images", excluded=lambda path: not path.endswith(".webp"))


def visit(translator, node):
    """Write the still; in a page it is one for light and one for dark, each in two widths."""
    known = index(Path(translator.builder.srcdir) / FOLDER).get(node["name"])
    inside, room = WITHOUT_STILL, ""
    if known:
        inside = "".join(_picture(f"{translator.builder.imgpath}/{node['name']}", known, look) for look in LOOKS)
        room = f' style="--wide:{known["wide"][2]}px;--narrow:{known["narrow"][2]}px"'
    data = f'data-still="{node["name"]}" data-digest="{node["digest"]}"'
    translator.body.append(f'<div class="nnkit-still" {data}{room}>{inside}</div>\n')


def _picture(path, known, theme):
    (width, height, _), (narrow, tall, _) = known["wide"], known["narrow"]
    return (
        f'<picture class="nnkit-{theme}"><source media="{NARROW}" srcset="{path}-narrow-{theme}.webp" '
        f'width="{narrow}" height="{tall}"><img src="{path}-wide-{theme}.webp" width="{width}" height="{height}" '
        f'loading="lazy" alt="{escape(known["alt"])}"></picture>'
    )


def skip(translator, node):
    """Leave the still out of what has no pictures."""
    raise nodes.SkipNode
