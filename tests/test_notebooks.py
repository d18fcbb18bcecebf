"""The chapters on disk are in normal form, and each rule of that form is enforced by name."""

import json
from pathlib import Path

import nbformat
import pytest

from nnkit.book import form, normalize
from nnkit.book.deviations import deviations

CHAPTERS = Path(__file__).parent.parent / "chapters"
SVG = "image/svg+xml"


def code(source, outputs=(), name="some-code", **metadata):
    return nbformat.v4.new_code_cell(source, id=name, outputs=list(outputs), metadata=metadata)


def printed(text, stream="stdout"):
    return nbformat.v4.new_output("stream", name=stream, text=text)


def shown(**data):
    return nbformat.v4.new_output("display_data", data=data)


def notebook(*cells):
    return form.normal(nbformat.v4.new_notebook(cells=list(cells)))


@pytest.fixture
def chapter():
    return notebook(
        nbformat.v4.new_markdown_cell("# Gradient descent\n\nDownhill.", id="gradient-descent"),
        code("print(0.1 + 0.2)", [printed("0.30000000000000004\n")], name="a-sum"),
        code("plot()", name="a-plot", tags=["nbval-ignore-output"]),
    )


def test_every_chapter_is_in_normal_form():
    paths = sorted(CHAPTERS.glob("*.ipynb"))
    assert paths, f"there is no chapter in {CHAPTERS}"
    found = {path.name: deviations(path.read_text(encoding="utf-8")) for path in paths}
    assert not any(found.values()), "run `make notebooks`:\n" + json.dumps(found, indent=1, ensure_ascii=False)


def test_a_notebook_in_normal_form_has_no_deviation(chapter):
    assert deviations(form.dumps(chapter)) == []


def break_random_id(chapter):
    chapter.cells[0].id = "1f2e3d4c"


def break_long_id(chapter):
    chapter.cells[0].id = "a" * 65


def break_unique_id(chapter):
    chapter.cells[0].id = chapter.cells[1].id


def break_version(chapter):
    chapter.nbformat_minor = 4


def break_notebook_metadata(chapter):
    chapter.metadata.language_info["version"] = "3.11.7"


def break_widget_state(chapter):
    chapter.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {}}


def break_execution_count(chapter):
    chapter.cells[1].execution_count = 3


def break_cell_metadata(chapter):
    chapter.cells[1].metadata["collapsed"] = True


def break_empty_tags(chapter):
    chapter.cells[1].metadata["tags"] = []


def break_tag(chapter):
    chapter.cells[1].metadata["tags"] = ["hide_input"]


def break_nbval_only_tag(chapter):
    chapter.cells[1].metadata["tags"] = ["nbval-raises-exception"]


def break_length(chapter):
    chapter.cells[1].source = "\n".join(["x = 1"] * 16)


def break_empty_cell(chapter):
    chapter.cells[1].source = ""


def break_last_line(chapter):
    chapter.cells[0].source += "\n"


def break_attachment(chapter):
    chapter.cells[0].attachments = {"curve.png": {"image/png": "AAAA"}}


def break_ignored_output(chapter):
    chapter.cells[2].outputs = [printed("1\n")]


def break_image(chapter):
    chapter.cells[1].outputs = [shown(**{SVG: "<svg/>", "text/plain": "<Figure>"})]


def break_widget(chapter):
    chapter.cells[1].outputs = [shown(**{"application/vnd.jupyter.widget-view+json": {"model_id": "a"}})]


def break_stderr(chapter):
    chapter.cells[1].outputs = [printed("RuntimeWarning: overflow\n  at line 3\n", "stderr")]


def break_pieces(chapter):
    chapter.cells[1].outputs = [printed("1\n"), printed("2\n")]


def break_output_metadata(chapter):
    chapter.cells[1].outputs = [shown(**{"text/plain": "1"})]
    chapter.cells[1].outputs[0].metadata["needs_background"] = "light"


def break_traceback(chapter):
    error = nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=["line 1", "line 2"])
    chapter.cells[1].outputs = [error]


RULES = [
    (break_random_id, "cell 1 (1f2e3d4c): the id is not readable"),
    (break_long_id, "the id is not readable"),
    (break_unique_id, "2 cells have the id 'a-sum'"),
    (break_version, "nbformat is 4.4, expected 4.5"),
    (break_notebook_metadata, "the notebook's metadata is not"),
    (break_widget_state, "the state of widgets is stored"),
    (break_execution_count, "cell 2 (a-sum): the execution count is 3, expected 1"),
    (break_cell_metadata, "the metadata 'collapsed' is an editor's"),
    (break_empty_tags, "an empty list of tags"),
    (break_tag, "unknown tag 'hide_input'"),
    (break_nbval_only_tag, "unknown tag 'nbval-raises-exception'"),
    (break_length, "the code has 16 lines, at most 15 are allowed"),
    (break_empty_cell, "the cell is empty"),
    (break_last_line, "the cell ends in blank lines or spaces"),
    (break_attachment, "the picture 'curve.png' is pasted into the cell"),
    (break_ignored_output, "output is stored, though the cell is tagged nbval-ignore-output"),
    (break_image, f"the output is {SVG}, not text"),
    (break_widget, "the output is application/vnd.jupyter.widget-view+json, not text"),
    (break_stderr, "the cell writes to stderr: RuntimeWarning: overflow"),
    (break_pieces, "what the cell prints is stored in pieces"),
    (break_output_metadata, "an output has metadata"),
    (break_traceback, "a traceback is stored"),
]


@pytest.mark.parametrize(("break_rule", "named"), RULES, ids=[rule.__name__ for rule, _ in RULES])
def test_a_broken_rule_is_named_and_nothing_else_is(chapter, break_rule, named):
    break_rule(chapter)
    found = deviations(form.dumps(chapter))
    assert len(found) == 1
    assert named in found[0]


def test_a_file_written_in_another_layout_is_a_deviation(chapter):
    text = json.dumps(json.loads(form.dumps(chapter)), indent=2)
    assert deviations(text) == ["the file is not written as `make notebooks` writes it (indent, order, last line)"]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"nbformat": 3, "cells": []}', '{"nbformat": 4, "cells": 1}'])
def test_a_file_that_is_no_notebook_is_named_as_such(text):
    assert len(deviations(text)) == 1


@pytest.mark.parametrize(
    "break_rule",
    [
        break_random_id,
        break_unique_id,
        break_version,
        break_notebook_metadata,
        break_widget_state,
        break_execution_count,
        break_cell_metadata,
        break_empty_tags,
        break_empty_cell,
        break_last_line,
        break_ignored_output,
        break_pieces,
        break_output_metadata,
        break_traceback,
    ],
)
def test_what_a_machine_can_put_right_is_put_right(chapter, break_rule):
    break_rule(chapter)
    assert deviations(form.dumps(form.normal(chapter))) == []


def test_normal_form_is_reached_in_one_step(chapter):
    assert form.dumps(form.normal(chapter)) == form.dumps(chapter)


def test_a_cell_is_named_after_its_heading_or_its_first_words():
    cells = [
        nbformat.v4.new_markdown_cell("Some words.\n\n## Why it's *steep*", id="1f2e3d4c"),
        nbformat.v4.new_markdown_cell("One sentence that goes on and on.", id="a1b2c3d4"),
        code("# The four points\nx = 1", name="0" * 8),
        code("1 + 1", name="bOXHNGsCXw3J"),
    ]
    assert [cell.id for cell in notebook(*cells).cells] == [
        "why-it-s-steep",
        "one-sentence-that-goes-on-and",
        "the-four-points-x-1",
        "cell-1-1",
    ]


def test_two_cells_that_begin_alike_get_different_ids():
    cells = [code("x = 1", name=name) for name in ("1f2e3d4c", "x-1", "1f2e3d4d", "x-1-2")]
    assert [cell.id for cell in notebook(*cells).cells] == ["x-1-3", "x-1", "x-1-4", "x-1-2"]


def test_what_an_author_says_about_a_figure_is_kept():
    cell = code("plot()", tags=["nbval-ignore-output"], mystnb={"image": {"alt": "a line"}}, collapsed=True)
    assert notebook(cell).cells[0].metadata == {
        "tags": ["nbval-ignore-output"],
        "mystnb": {"image": {"alt": "a line"}},
    }


def write(folder, *cells, name="01_start.ipynb"):
    path = folder / name
    path.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=list(cells))), encoding="utf-8")
    return path


def test_check_lists_every_deviation_and_fails(tmp_path, capsys):
    path = write(tmp_path, code("x = 1", name="1f2e3d4c", tags=["no-such-tag"]))
    before = path.read_text(encoding="utf-8")
    assert normalize.main([str(tmp_path), "--check"]) == 1
    said = capsys.readouterr().out
    assert said.count(f"{path}: ") == 4
    assert "unknown tag 'no-such-tag'" in said
    assert path.read_text(encoding="utf-8") == before


def test_check_is_content_with_normal_form(tmp_path, chapter, capsys):
    (tmp_path / "01.ipynb").write_text(form.dumps(chapter), encoding="utf-8")
    assert normalize.main(["--check", str(tmp_path)]) == 0
    assert capsys.readouterr().out == ""


def test_a_folder_without_notebooks_is_an_error(tmp_path, capsys):
    with pytest.raises(SystemExit):
        normalize.main([str(tmp_path)])
    assert "no notebook there" in capsys.readouterr().err


def test_normalize_executes_every_chapter_and_writes_only_what_is_right(tmp_path, capsys):
    (tmp_path / "here.txt").write_text("beside the chapter", encoding="utf-8")
    good = write(
        tmp_path,
        code("print(open('here.txt').read())\nprint(hash('a') == hash('a'))", name="1f2e3d4c"),
        code("import os\nos.environ['PYTHONHASHSEED']", name="seed"),
        code("from IPython.display import SVG\nSVG('<svg/>')", name="svg", tags=["nbval-ignore-output"]),
        code("1 / 0", name="zero", tags=["raises-exception"]),
        name="01_good.ipynb",
    )
    raises = write(tmp_path, code("1 / 0"), name="02_raises.ipynb")
    draws = write(tmp_path, code("from IPython.display import HTML\nHTML('<svg/>')"), name="03_draws.ipynb")
    before = raises.read_text(encoding="utf-8"), draws.read_text(encoding="utf-8")

    assert normalize.main([str(tmp_path)]) == 1

    outputs = [cell.outputs for cell in form.loads(good.read_text(encoding="utf-8")).cells]
    assert outputs[0][0].text == "beside the chapter\nTrue\n"
    assert outputs[1][0].data == {"text/plain": "'0'"}
    assert outputs[2] == []
    assert outputs[3][0].evalue == "division by zero"
    assert deviations(good.read_text(encoding="utf-8")) == []
    assert (raises.read_text(encoding="utf-8"), draws.read_text(encoding="utf-8")) == before
    said = capsys.readouterr().out
    assert "01_good.ipynb … changed" in said
    assert "a cell raised ZeroDivisionError: division by zero" in said
    assert "cell 1 (some-code): the output is text/html, not text" in said


def test_nbval_compares_each_cell_whose_output_is_not_ignored(chapter):
    # nbval skips a cell without an execution count; that would read as passed.
    counts = {cell.id: cell.execution_count for cell in chapter.cells if cell.cell_type == "code"}
    assert counts == {"a-sum": 1, "a-plot": None}
