"""What differs from a chapter's normal form, in words: also what only its author can put right, such as a long cell."""

from collections import Counter
from itertools import pairwise

from nnkit.book import form

# A misspelt tag silently does nothing. MyST-NB, nbclient and nbval understand these as the book means them.
# (Not among them: nbval-raises-exception, which nbclient does not know, so that the build of the book would fail.)
KNOWN_TAGS = {
    form.IGNORE_OUTPUT,
    "hide-input",
    "hide-output",
    "hide-cell",
    "remove-input",
    "remove-output",
    "remove-cell",
    "raises-exception",
}
MOST_LINES = 15
TEXT_TYPES = {"text/plain", "text/markdown", "text/latex"}


def deviations(text):
    """List everything in which the text of a notebook's file differs from the normal form."""
    try:
        notebook = form.loads(text)
    except ValueError as error:
        return [str(error)]
    found = list(_of_notebook(notebook))
    for number, cell in enumerate(notebook.cells, 1):
        where = f"cell {number} ({cell.get('id') or 'no id'}): "
        found += [where + message for rule in CELL_RULES for message in rule(cell)]
    if not found and text != form.dumps(form.normal(notebook)):
        found.append("the file is not written as `make notebooks` writes it (indent, order, last line)")
    return found


def _of_notebook(notebook):
    if notebook.nbformat_minor != 5:
        yield f"nbformat is 4.{notebook.nbformat_minor}, expected 4.5"
    metadata = {key: value for key, value in notebook.metadata.items() if key != "widgets"}
    if metadata != notebook.metadata:
        yield "the state of widgets is stored"
    if metadata != form.METADATA:
        yield "the notebook's metadata is not: kernel python3, no version numbers, nothing else"
    for cell_id, times in Counter(cell.get("id") for cell in notebook.cells).items():
        if cell_id and times > 1:
            yield f"{times} cells have the id {cell_id!r}"


def _id_is_readable(cell):
    if not form.is_readable(cell.get("id")):
        yield f"the id is not readable: lower-case words joined by hyphens, at most {form.LONGEST_ID} characters"


def _has_content(cell):
    if not cell.source.strip():
        yield "the cell is empty"
    elif cell.source != cell.source.rstrip():
        yield "the cell ends in blank lines or spaces"


def _metadata_is_ours(cell):
    for key in sorted(cell.metadata.keys() - form.KEPT_CELL_METADATA):
        yield f"the metadata {key!r} is an editor's"
    if cell.metadata.get("tags") == []:
        yield "an empty list of tags"


def _tags_are_known(cell):
    for tag in form.tags_of(cell):
        if tag not in KNOWN_TAGS:
            yield f"unknown tag {tag!r}; known are {', '.join(sorted(KNOWN_TAGS))}"


def _is_short(cell):
    lines = len(cell.source.splitlines())
    if cell.cell_type == "code" and lines > MOST_LINES:
        yield f"the code has {lines} lines, at most {MOST_LINES} are allowed"


def _has_no_attachment(cell):
    for name in cell.get("attachments", {}):
        yield f"the picture {name!r} is pasted into the cell; put it into a file"


def _is_counted_once(cell):
    if cell.cell_type != "code":
        return
    if cell.get("execution_count") != form.expected_count(cell):
        yield f"the execution count is {cell.get('execution_count')}, expected {form.expected_count(cell)}"
    if any(output.get("execution_count") for output in _outputs(cell)):
        yield "an output has an execution count"


def _stores_no_ignored_output(cell):
    if form.IGNORE_OUTPUT in form.tags_of(cell) and _outputs(cell):
        yield f"output is stored, though the cell is tagged {form.IGNORE_OUTPUT}"


def _outputs_are_text(cell):
    if form.IGNORE_OUTPUT in form.tags_of(cell):
        return
    for output in _outputs(cell):
        for kind in sorted(output.get("data", {}).keys() - TEXT_TYPES):
            yield f"the output is {kind}, not text; tag the cell {form.IGNORE_OUTPUT}, or print text instead"
        if output.get("name") == "stderr":
            yield f"the cell writes to stderr: {output.text.strip().splitlines()[0]}"


def _outputs_are_normal(cell):
    if any(one.get("name") == other.get("name") is not None for one, other in pairwise(_outputs(cell))):
        yield "what the cell prints is stored in pieces"
    if any(output.get("metadata") for output in _outputs(cell)):
        yield "an output has metadata"
    if any(len(output.get("traceback", [""])) != 1 for output in _outputs(cell)):
        yield "a traceback is stored"


def _outputs(cell):
    return cell.get("outputs", [])


CELL_RULES = (
    _id_is_readable,
    _has_content,
    _metadata_is_ours,
    _tags_are_known,
    _is_short,
    _has_no_attachment,
    _is_counted_once,
    _stores_no_ignored_output,
    _outputs_are_text,
    _outputs_are_normal,
)
