"""Every chapter as Binder opens it: a clone, an environment from .binder alone, and JupyterLab in a browser.

Binder builds with repo2docker, which takes Python from .binder/runtime.txt and installs .binder/requirements.txt with
pip in the repository's folder; this does the same without a container. Run it with `make binder-test`.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from jupyter_lab import Lab

ROOT = Path(__file__).parents[3]
CHAPTERS = sorted(path.stem for path in (ROOT / "chapters").glob("*.ipynb"))
# What JupyterLab's reader of MyST says about each reference to another file; the reader sees the reference's name.
UNRESOLVED = "Cross reference target was not found"
IN_KERNEL = ".nn-engine:has-text('kernel')"


def run(*command, cwd):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def clone(tmp_path_factory):
    """A clone of what is committed."""
    folder = tmp_path_factory.mktemp("binder") / "home"
    run("git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(folder), cwd=ROOT)
    return folder


@pytest.fixture(scope="session")
def python(clone):
    """The Python of an environment that has what .binder/requirements.txt asks for, and nothing else."""
    wanted = re.fullmatch(
        r"python-(\d+\.\d+)", (clone / ".binder" / "runtime.txt").read_text(encoding="utf-8").strip()
    )[1]
    found = shutil.which(f"python{wanted}") or (sys.executable if sys.version.startswith(wanted + ".") else None)
    assert found, f"runtime.txt asks for Python {wanted}, which is not here"
    run(found, "-m", "venv", "--clear", str(clone.parent / "venv"), cwd=clone)
    python = clone.parent / "venv" / "bin" / "python"
    run(str(python), "-m", "pip", "install", "--quiet", "-r", ".binder/requirements.txt", cwd=clone)
    return python


@pytest.fixture(scope="session")
def binder(browser, clone, python, tmp_path_factory):
    """JupyterLab of that environment, in the clone."""
    lab = Lab(browser, clone, tmp_path_factory.mktemp("server"), python=python, root=clone)
    with lab.running():
        yield lab


def test_the_environment_has_no_conflict(clone, python):
    run(str(python), "-m", "pip", "check", cwd=clone)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_runs_from_top_to_bottom_and_its_widgets_work_in_the_kernel(binder, chapter):
    # What follows urlpath= in the chapter's Binder link; tests/test_launch.py holds the link to that.
    notebook = binder.open_path(f"chapters/{chapter}.ipynb")
    notebook.run_all()
    page = notebook.page
    widgets = page.locator(".nnkit").count()
    assert widgets > 0
    trainers = page.locator(".nnkit:has(.nn-engine)")
    for at in range(trainers.count()):
        trainers.nth(at).locator(IN_KERNEL).wait_for()
    playgrounds = page.locator(".nn-playground:has(.nn-main)")
    if playgrounds.count():
        train(playgrounds.first)
    assert [problem for problem in binder.close_notebooks() if UNRESOLVED not in problem] == []


def train(playground):
    """Press Play and wait until the network in the kernel has learned for a while."""
    epoch = "figure => Number(figure.querySelector('.nn-numbers b').textContent)"
    before = playground.evaluate(epoch)
    playground.locator(".nn-main").click()
    playground.page.wait_for_function(
        f"([figure, before]) => ({epoch})(figure) > before + 5", arg=[playground.element_handle(), before]
    )
