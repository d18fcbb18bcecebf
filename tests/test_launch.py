"""The launch menu follows the repository that the book is built in, and has no dead button."""

import io
import subprocess
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from nnkit.book import launch

BINDER = "https://mybinder.org/v2/gh/ada/nets/main?urlpath=lab/tree/chapters/one.ipynb"
COLAB = "https://colab.research.google.com/github/ada/nets/blob/colab/chapters/one.ipynb"
LITE = "../lite/lab/index.html?path=one.ipynb"


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://github.com/ada/nets", "https://github.com/ada/nets"),
        ("https://github.com/ada/nets.git", "https://github.com/ada/nets"),
        ("https://ada:secret@github.com/ada/nets.git/", "https://github.com/ada/nets"),
        ("git@github.com:ada/nets.git", "https://github.com/ada/nets"),
        ("ssh://git@github.com:22/ada/a.b-c.git", "https://github.com/ada/a.b-c"),
        ("git@gitlab.com:ada/nets", "https://gitlab.com/ada/nets"),
        ("/home/ada/nets", None),
        ("https://git.example.org/ada/nets", None),
        ("https://example.org/github.com/ada/nets", None),
    ],
)
def test_the_remote_origin_names_the_repository(tmp_path, remote, address):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    subprocess.run(["git", "-C", tmp_path, "remote", "add", "origin", remote], check=True)
    assert launch.repository(tmp_path, environment={}) == address
    (tmp_path / "inside").mkdir()
    assert launch.repository(tmp_path / "inside", environment={}) is None


def test_a_folder_without_git_has_no_repository(tmp_path, monkeypatch):
    assert launch.repository(tmp_path, environment={}) is None
    monkeypatch.setenv("PATH", "")  # no git at all
    assert launch.repository(tmp_path, environment={}) is None


def test_a_git_that_does_not_answer_in_time_names_no_repository(tmp_path, monkeypatch):
    def slow(*arguments, **options):
        raise subprocess.TimeoutExpired("git", options["timeout"])

    monkeypatch.setattr(subprocess, "run", slow)
    assert launch.repository(tmp_path, environment={}) is None


def test_a_workflow_names_the_repository_and_the_branch(tmp_path):
    assert launch.repository(tmp_path, {"GITHUB_REPOSITORY": "ada/nets"}) == "https://github.com/ada/nets"
    assert launch.branch({"GITHUB_REF_TYPE": "branch", "GITHUB_REF_NAME": "trunk"}) == "trunk"
    pull = {"GITHUB_REF_TYPE": "branch", "GITHUB_REF_NAME": "7/merge", "GITHUB_BASE_REF": "main"}
    assert launch.branch(pull) == launch.branch({"GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": "v1"}) == "main"
    assert launch.branch({}) == "main"


@pytest.fixture
def links(tmp_path, monkeypatch):
    """A function that builds a book of one chapter and one page, and returns the links of a header by their text."""
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)

    def build(page="chapters/one", repository=None, lite=False):
        (tmp_path / "chapters").mkdir()
        metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        cells = [nbformat.v4.new_markdown_cell("# One")]
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), tmp_path / "chapters" / "one.ipynb")
        (tmp_path / "index.md").write_text("# Book\n\n```{toctree}\nchapters/one\n```\n", encoding="utf-8")
        if repository:
            monkeypatch.setenv("GITHUB_REPOSITORY", repository)
        if lite:
            (tmp_path / "html" / "lite" / "lab").mkdir(parents=True)
            (tmp_path / "html" / "lite" / "lab" / "index.html").touch()
        return _links(_built(tmp_path) / f"{page}.html")

    return build


def _built(folder):
    warnings = io.StringIO()
    options = {
        "extensions": ["myst_nb", "nnkit.book"],
        "html_theme": "sphinx_book_theme",
        # As Jupyter Book fills it in where the book names no repository.
        "html_theme_options": {"repository_url": "https://github.com/executablebooks/jupyter-book"},
        "nb_execution_mode": "off",
    }
    with docutils_namespace():
        Sphinx(folder, None, folder / "html", folder / "trees", "html", options, status=None, warning=warnings).build()
    assert warnings.getvalue() == ""
    return folder / "html"


def _links(page: Path):
    anchors = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select(".article-header-buttons a[href]")
    return {anchor.get_text(strip=True): anchor["href"] for anchor in anchors}


def test_without_a_repository_only_the_download_is_offered(links):
    assert links() == {".ipynb": "../_sources/chapters/one.ipynb"}


def test_a_fork_has_every_link_to_itself(links):
    found = links(repository="ada/nets")
    assert found["Binder"] == BINDER
    assert found["Colab"] == COLAB
    assert found["Repository"] == "https://github.com/ada/nets"
    assert found["Show source"].startswith("https://github.com/ada/nets/blob/main/chapters/one.ipynb")
    assert found["Open issue"].startswith("https://github.com/ada/nets/issues/new?")
    assert "JupyterLite" not in found
    assert not any("executablebooks" in address for address in found.values())


def test_jupyterlite_is_offered_where_it_is_part_of_the_build(links):
    assert links(lite=True) == {".ipynb": "../_sources/chapters/one.ipynb", "JupyterLite": LITE}


def test_a_page_that_is_no_notebook_has_nothing_to_launch(links):
    found = links(page="index", repository="ada/nets", lite=True)
    assert "Repository" in found
    assert not {"Binder", "Colab", "JupyterLite"} & found.keys()


def test_binders_environment_is_a_part_of_the_books():
    files = "requirements.txt", ".binder/requirements.txt"
    whole, part = (
        set((Path(__file__).parent.parent / name).read_text(encoding="utf-8").splitlines()) for name in files
    )
    assert part < whole
    names = {line.split("==")[0] for line in part}
    assert {"-e .", "jupyterlab", "numpy", "matplotlib", "anywidget"} <= names
    assert not {"sphinx", "jupyter-book"} & names
