"""The site's JupyterLite: the chapters are there, and so is nnkit. Run it with `make site-test`, after `make site`."""

import hashlib
import json
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent.parent
SITE = ROOT / "_build" / "html"
LITE = SITE / "lite"
CHAPTERS = sorted(path.name for path in (ROOT / "chapters").glob("*.ipynb"))
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
PANEL = "window.jupyterapp.shell.currentWidget"
ERRORS = f"""() => {PANEL}.content.widgets.flatMap((cell) => cell.model.sharedModel.outputs ?? [])
  .filter((output) => output.output_type === "error").map((output) => `${{output.ename}}: ${{output.evalue}}`)"""


@pytest.fixture
def lab(browser, serve):
    """A function that opens a chapter of the site's JupyterLite in a browser of its own."""
    contexts = []

    def open_(name):
        context = browser.new_context(viewport={"width": 1200, "height": 900})
        contexts.append(context)
        context.set_default_timeout(120_000)  # JupyterLab loads some 10 MB of scripts before it shows anything
        context.route("**/jupyter-lite.json*", expose)
        page = context.new_page()
        page.goto(f"{serve(SITE)}lite/lab/index.html?path={name}")
        page.wait_for_function(f"name => window.jupyterapp && {PANEL}?.context?.path === name", arg=name)
        return page

    yield open_
    for context in contexts:
        context.close()


def expose(route):
    """Let the test reach JupyterLab's application, which a reader has no use for."""
    response = route.fetch()
    config = response.json()
    config.setdefault("jupyter-config-data", {})["exposeAppInBrowser"] = True
    route.fulfill(response=response, json=config)


def wheels():
    """Return the files of the wheel index that the site's configuration names first, with their digests."""
    settings = json.loads((LITE / "jupyter-lite.json").read_text(encoding="utf-8"))["jupyter-config-data"][
        "litePluginSettings"
    ]
    index = LITE / settings[KERNEL]["pipliteUrls"][0].split("?")[0]
    packages = json.loads(index.read_text(encoding="utf-8"))
    releases = [release for package in packages.values() for files in package["releases"].values() for release in files]
    return {(index.parent / release["url"]).resolve(): release["digests"]["sha256"] for release in releases}


def test_the_configuration_names_wheels_that_exist():
    found = wheels()
    assert {path.name.split("-")[0] for path in found} >= {"nnkit", "ipykernel", "anywidget", "ipywidgets"}
    for path, digest in found.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest


def test_nnkit_imports_with_the_versions_that_pyodide_has(tmp_path):
    if sys.version_info >= (3, 13):
        pytest.skip("Pyodide's Matplotlib, 3.8, has no wheel for this Python outside of Pyodide")
    venv.create(tmp_path, with_pip=True)
    python = tmp_path / "bin" / "python"
    (nnkit,) = (path for path in wheels() if path.name.startswith("nnkit-"))
    pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", f"--find-links={nnkit.parent}"]
    subprocess.run([*pip, "--no-deps", nnkit, "anywidget", "psygnal", "comm", "ipywidgets"], check=True)
    subprocess.run([*pip, "numpy==2.2.5", "matplotlib==3.8.4", "ipython", "typing-extensions"], check=True)
    code = "from nnkit import plots, widgets; from nnkit.widgets import *; print(plots.__file__)"
    done = subprocess.run([python, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.startswith(str(tmp_path)), done.stderr


def test_the_launch_link_of_a_page_opens_its_chapter_and_the_others_are_listed(lab, open_page):
    page = open_page("chapters/03_xor.html")
    link = page.locator(".article-header-buttons a", has_text="JupyterLite").get_attribute("href")
    assert link == "../lite/lab/index.html?path=03_xor.ipynb"
    opened = lab("03_xor.ipynb")
    listed = opened.locator(".jp-DirListing-itemName")
    listed.nth(len(CHAPTERS) - 1).wait_for()
    assert sorted(listed.all_inner_texts()) == CHAPTERS
    opened.get_by_text("What you will be able to do").first.wait_for()


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_chapters_cells_run_in_the_pyodide_kernel(lab, name):
    if not (LITE / "static" / "pyodide").is_dir():
        pytest.skip("this site gets Pyodide from its own distribution; build it with PYODIDE_URL=… to run the cells")
    page = lab(name)
    page.evaluate(f"() => {PANEL}.sessionContext.ready")
    ran = page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    assert ran, page.evaluate(ERRORS)
    assert page.evaluate(ERRORS) == []


@pytest.mark.parametrize("name", ["index.html", "chapters/06_gradient_descent.html"])
def test_the_unpacked_zip_works_by_double_click(browser, tmp_path, name):
    folder = tmp_path / "a folder with blanks"
    with zipfile.ZipFile(SITE.parent / "neural-networks.zip") as packed:
        packed.extractall(folder)
    page = browser.new_page()
    page.goto((folder / name).as_uri())
    place = page.locator(".nnkit-view").first
    place.evaluate("place => place.scrollIntoView()")  # a widget starts when its reader comes near
    page.locator('.nnkit-view[data-view="running"]').first.wait_for()
    page.close()


def test_from_a_folder_the_page_does_not_offer_what_needs_a_server(open_page):
    page = open_page("chapters/03_xor.html", via="file")
    assert page.locator(".article-header-buttons a", has_text="JupyterLite").count() == 0
