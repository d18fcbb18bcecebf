"""A widget's code is stored once for the whole book, and its pictures outside of the page, which names both by hash.

Each is a classic script, which also loads from file://. A browser keeps the code for the next page, and fetches the
pictures when their widget starts.
"""

import hashlib
import json
from pathlib import Path

FOLDER = "widgets"  # in _static
PREFIX = "nnkit-shared:"
LEAST = 1000  # shorter code stays in the page
LEAST_DATA = 10_000  # and so do shorter data


def share(state, static):
    """Move the code, style and large data of each widget in a page's `state` (JSON) into files of `static`."""
    content = json.loads(state)
    for widget in content["state"].values():
        traits = widget["state"]
        if len(traits.get("_esm", "")) >= LEAST:
            text = json.dumps({"esm": traits["_esm"], "css": traits.get("_css", "")})
            traits["_esm"] = PREFIX + _write(text, Path(static) / FOLDER)
            traits.pop("_css", None)
        for buffer in widget.get("buffers", ()):
            if len(buffer["data"]) >= LEAST_DATA:
                buffer["data"] = PREFIX + _write(json.dumps(buffer["data"]), Path(static) / FOLDER)
    return json.dumps(content)


def _write(text, folder):
    name = hashlib.sha256(text.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.js").write_text(f'nnkitShared("{name}", {text});\n', encoding="utf-8")
    return name
