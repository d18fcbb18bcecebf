"""Chapters are executed side by side into the cache that the book is built from, and only those that changed."""

import nbformat
import pytest
from jupyter_cache import get_cache

from nnkit.book.execute import execute

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}


def write(path, code):
    cells = [nbformat.v4.new_code_cell(code, id="cell")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=KERNEL), path)


def output(path, cache_folder):
    notebook = nbformat.read(path, nbformat.NO_CONVERT)
    return get_cache(cache_folder).merge_match_into_notebook(notebook)[1].cells[0].outputs[0].text


def test_only_a_chapter_that_changed_is_executed_again_and_one_that_fails_is_not_kept(tmp_path):
    chapters, cache = tmp_path / "chapters", tmp_path / "cache"
    chapters.mkdir()
    for name, code in {"one": "print(1)", "two": "print(open('beside.txt').read())", "bad": "1 / 0"}.items():
        write(chapters / f"{name}.ipynb", code)
    (chapters / "beside.txt").write_text("2", encoding="utf-8")
    assert execute(chapters, cache) == (["one.ipynb", "two.ipynb"], ["bad.ipynb"])
    assert [output(chapters / f"{name}.ipynb", cache) for name in ("one", "two")] == ["1\n", "2\n"]
    with pytest.raises(KeyError):
        output(chapters / "bad.ipynb", cache)
    write(chapters / "one.ipynb", "print(3)")
    write(chapters / "bad.ipynb", "print(4)")
    assert execute(chapters, cache) == (["bad.ipynb", "one.ipynb"], [])
    assert output(chapters / "one.ipynb", cache) == "3\n"
    assert execute(chapters, cache) == ([], [])


def test_a_chapter_that_was_renamed_or_deleted_is_forgotten(tmp_path):
    chapters, cache = tmp_path / "chapters", tmp_path / "cache"
    chapters.mkdir()
    for name in ("old", "gone"):
        write(chapters / f"{name}.ipynb", f"print('{name}')")
    execute(chapters, cache)
    (chapters / "old.ipynb").rename(chapters / "new.ipynb")
    (chapters / "gone.ipynb").unlink()
    write(chapters / "other.ipynb", "print('other')")
    assert execute(chapters, cache) == (["other.ipynb"], [])
    assert output(chapters / "new.ipynb", cache) == "old\n"
