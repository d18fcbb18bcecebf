"""The chapters' copies for Colab: the first cell installs nnkit where it is missing, and is silent elsewhere."""

from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from nnkit.book import colab, form

CHAPTERS = Path(__file__).parent.parent / "chapters"
SOURCE = "ada/nets@0123abc"


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    folder = tmp_path_factory.mktemp("colab")
    colab.write_copies(SOURCE, CHAPTERS, folder)
    return {path.name: form.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.ipynb")}


def test_every_chapter_has_a_copy_that_differs_by_the_same_first_cell(copies):
    assert copies.keys() == {path.name for path in CHAPTERS.glob("*.ipynb")}
    assert len({copy.cells[0].source for copy in copies.values()}) == 1
    for name, copy in copies.items():
        assert copy.cells[1:] == form.loads((CHAPTERS / name).read_text(encoding="utf-8")).cells


def run(cell, monkeypatch, capsys):
    """Run a cell as IPython does; return what it installs and what it prints."""
    installed = []
    shell = InteractiveShell()
    shell.register_magic_function(installed.append, magic_name="pip")
    shell.run_cell(cell.source).raise_error()
    return installed, capsys.readouterr().out


def test_where_nnkit_is_there_the_first_cell_does_and_prints_nothing(copies, monkeypatch, capsys):
    assert run(copies["03_xor.ipynb"].cells[0], monkeypatch, capsys) == ([], "")


def test_where_nnkit_is_missing_it_is_installed_from_this_repository(copies, monkeypatch, capsys):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    installed, printed = run(copies["03_xor.ipynb"].cells[0], monkeypatch, capsys)
    assert installed == [f"install -q git+https://github.com/{SOURCE}"]
    assert printed == ""


@pytest.mark.parametrize("source", ["ada/nets", "nets@1", "ada/nets@1; rm -r x"])
def test_a_source_that_names_no_commit_is_refused(source, tmp_path):
    with pytest.raises(ValueError, match="OWNER/REPOSITORY@COMMIT"):
        colab.write_copies(source, CHAPTERS, tmp_path)
