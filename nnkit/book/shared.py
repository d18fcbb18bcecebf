"""A widget's code is stored once for the whole book: a page's stored widgets name it by its hash.

It is a classic script, which also loads from file://, and a browser keeps it for the next page.
"""

import hashlib
import json
from pathlib import Path

FOLDER = "widgets"  # in _static
PREFIX = "nnkit-shared:"
LEAST = 1000  # shorter code stays in the page


def share(state, static):
    """Move the code and style of each widget in a page's `state` (JSON) into files of the folder `static`."""
    content = json.loads(state)
    for widget in content["state"].values():
        traits = widget["state"]
        if len(traits.get("_esm", "")) >= LEAST:
            text = json.dumps({"esm": traits["_esm"], "css": traits.get("_css", "")})
            traits["_esm"] = PREFIX + _write(text, Path(static) / FOLDER)
            traits.pop("_css", None)
    return json.dumps(content)


def _write(text, folder):
    name = hashlib.sha256(text.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.js").write_text(f'nnkitShared("{name}", {text});\n', encoding="utf-8")
    return name
