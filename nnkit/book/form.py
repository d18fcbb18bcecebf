"""The normal form of a chapter on disk: one way to write each notebook, so that a diff shows what an author changed."""

import copy
import re
from collections import Counter
from itertools import count

import nbformat

IGNORE_OUTPUT = "nbval-ignore-output"  # pictures and widgets: nbval runs the cell, and no output is stored
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "pygments_lexer": "ipython3"},
}
KEPT_CELL_METADATA = {"tags", "mystnb"}  # mystnb holds a figure's alternative text and caption

READABLE_ID = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
RANDOM_ID = re.compile(r"(?=.*\d)([0-9a-f]{8}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})")
LONGEST_ID = 64
LONGEST_MADE_ID = 40
WORDS_IN_ID = 6


def loads(text):
    """Read a notebook of any 4.x version as it stands: nothing is repaired or renamed. Raises ValueError."""
    try:
        notebook = nbformat.v4.reads_json(text)
        if notebook["nbformat"] != 4 or not isinstance(notebook["cells"], list):
            raise ValueError(f"nbformat is {notebook['nbformat']}, expected 4")
    except (KeyError, AttributeError, TypeError) as error:
        raise ValueError(f"not a notebook ({error!r})") from None
    return notebook


def dumps(notebook):
    """Write a notebook as the text of its file."""
    return nbformat.v4.writes(notebook).rstrip("\n") + "\n"


def normal(notebook):
    """Return `notebook` in normal form, as far as a machine can bring it there; `deviations` names the rest."""
    made = nbformat.v4.new_notebook(metadata=copy.deepcopy(METADATA), nbformat_minor=5)
    made.cells = [_normal_cell(cell) for cell in notebook.cells if cell.source.strip()]
    _name_cells(made.cells)
    return made


def is_readable(cell_id):
    """Say whether a cell's id was made for people, not drawn at random by an editor."""
    if not cell_id or len(cell_id) > LONGEST_ID:
        return False
    return bool(READABLE_ID.fullmatch(cell_id)) and not RANDOM_ID.fullmatch(cell_id)


def tags_of(cell):
    """List a cell's tags."""
    return cell.metadata.get("tags", [])


def expected_count(cell):
    """The execution count of a code cell: 1 where the output is compared, none elsewhere.

    nbval compares a cell only if it has a count. A running number would change with each cell put in before it.
    """
    return None if IGNORE_OUTPUT in tags_of(cell) else 1


def _normal_cell(cell):
    make = {"markdown": nbformat.v4.new_markdown_cell, "raw": nbformat.v4.new_raw_cell}
    made = make.get(cell.cell_type, nbformat.v4.new_code_cell)(cell.source.rstrip())
    made.id = cell.get("id", "")
    made.metadata.update({key: cell.metadata[key] for key in KEPT_CELL_METADATA & cell.metadata.keys()})
    if not tags_of(cell):
        made.metadata.pop("tags", None)
    if cell.get("attachments"):
        made.attachments = cell.attachments  # a pasted picture is an author's mistake, but not ours to throw away
    if cell.cell_type == "code":
        made.execution_count = expected_count(cell)
        if IGNORE_OUTPUT not in tags_of(cell):
            made.outputs = _normal_outputs(cell.outputs)
    return made


def _normal_outputs(outputs):
    """Merge what was printed in pieces; drop counts, metadata and tracebacks, which change though the code did not."""
    made = []
    for output in copy.deepcopy(outputs):
        last = made[-1] if made else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            last.text += output.text
            continue
        if "metadata" in output:
            output.metadata.clear()
        if "execution_count" in output:
            output.execution_count = None
        if output.output_type == "error":
            output.traceback = [f"{output.ename}: {output.evalue}"]
        made.append(output)
    return made


def _name_cells(cells):
    """Give each cell an id that is readable and its own; one that is so already is kept, so that diffs stay small."""
    kept = Counter(cell.id for cell in cells if is_readable(cell.id))
    taken = set()
    for cell in cells:
        name = cell.id if kept[cell.id] else _words(cell)
        choices = (name if number == 1 else f"{name}-{number}" for number in count(1))
        cell.id = next(one for one in choices if one not in taken and (one == cell.id or not kept[one]))
        taken.add(cell.id)


def _words(cell):
    """Make an id from the cell's first heading, or else from its first words."""
    heading = re.search(r"^#+ +(.+)$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else None
    words = re.findall(r"[a-z0-9]+", (heading[1] if heading else cell.source).lower())[:WORDS_IN_ID]
    name = "-".join(words)[:LONGEST_MADE_ID].rstrip("-")
    return name if is_readable(name) else f"cell-{name}".rstrip("-")
