"""A real browser for the tests: pages of the built book over http and from file://, and a real JupyterLab."""

import contextlib
import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from jupyter_lab import Lab
from watch import Watch

from nnkit.book.chromium import browser as chromium_browser

ROOT = Path(__file__).parent.parent.parent
SPECIMENS = ROOT / "_build" / "specimens"
# Ready: each stored widget has started, or says why not. A widget starts when its reader comes near.
READY = """() => {
  if (document.readyState !== "complete") return false;
  const scripts = [...document.querySelectorAll('script[type="application/vnd.jupyter.widget-view+json"]')];
  const views = scripts.map((script) => script.nextElementSibling);
  const far = views.find((view) => view?.dataset.view === "waiting");
  if (far) window.placeOfReader ??= scrollY;
  if (far) far.scrollIntoView({ behavior: "instant" });
  else if ("placeOfReader" in window) scrollTo({ top: placeOfReader, behavior: "instant" });
  return views.every((view) => view?.dataset.view && !["waiting", "starting"].includes(view.dataset.view));
}"""


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests."""
    with chromium_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def book():
    """The folder of the built book. A test module may put a book of its own in its place."""
    return built(ROOT / "_build" / "html", "make book")


@pytest.fixture(scope="session")
def specimens():
    """The folder of the small book of specimens.py, with one widget or two on a page."""
    return built(SPECIMENS / "_build" / "html", "make specimens")


def built(folder, command):
    if not (folder / "index.html").exists():
        pytest.fail(f"There is no book in {folder.relative_to(ROOT)}: run `{command}` first.", pytrace=False)
    return folder


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a line of log for each, over connections that stay open."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="session")
def serve():
    """A function that serves a folder on this machine and returns its address; each folder is served once."""
    servers = []

    @functools.cache
    def start(folder):
        server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(QuietHandler, directory=folder))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def open_page(browser, book, serve):
    """A function that opens a page of the book; after the test, no page may have erred or asked another host."""
    contexts, watches = [], []

    def open_(
        path,
        *,
        via="http",
        width=1200,
        height=900,
        dark=False,
        reduced_motion=False,
        java_script=True,
        first_script=None,
        expect_errors=(),
        whole=False,
    ):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if reduced_motion else "no-preference",
            java_script_enabled=java_script,
        )
        contexts.append(context)
        if first_script:
            context.add_init_script(first_script)
        page = context.new_page()
        home = serve(book) if via == "http" else book.resolve().as_uri() + "/"
        watches.append(Watch(page, home, expect_errors))
        page.goto(home + path)
        if java_script:
            page.wait_for_function(READY)
        if whole:  # lay out what is far from the window too
            page.add_style_tag(content="* { content-visibility: visible !important; }")
        return page

    yield open_
    for context in contexts:
        context.close()
    problems = [problem for watch in watches for problem in watch.problems()]
    assert not problems, "\n".join(problems)


@pytest.fixture(scope="session")
def lab_notebooks():
    """The folder of notebooks that JupyterLab works on a copy of. A test module may name another."""
    return SPECIMENS / "lab"


@pytest.fixture(scope="session")
def lab_on(browser, tmp_path_factory):
    """A function that starts a JupyterLab server on a copy of a folder, once for each folder."""
    with contextlib.ExitStack() as servers:

        @functools.cache
        def start(notebooks):
            lab = Lab(browser, notebooks, tmp_path_factory.mktemp("lab"))
            servers.enter_context(lab.running())
            return lab

        yield start


@pytest.fixture
def lab(lab_on, lab_notebooks):
    """JupyterLab: `lab.open(name)` opens a fresh copy of a notebook; it and its kernel are closed after the test."""
    lab = lab_on(lab_notebooks)
    yield lab
    problems = lab.close_notebooks()
    assert not problems, "\n".join(problems)
