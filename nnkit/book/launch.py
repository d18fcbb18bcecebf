"""Launch, source and issue links, built from the repository that the book is built in; without one there are none.

A fork therefore publishes its own links without editing a file. The theme makes Binder's link and the source links
from a repository's address; JupyterLite and Colab, whose links it cannot make, are added here.
"""

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import quote

THEME = "sphinx_book_theme"
BINDER = "https://mybinder.org"
COLAB = "https://colab.research.google.com"
COLAB_BRANCH = "colab"  # the chapters with one cell in front, which installs nnkit; see nnkit.book.colab
LITE = "lite/lab/index.html"
# Hosts whose links the theme and Binder know; the user and the password of an address stay out of the page.
ORIGIN = re.compile(
    r"(?:https?://(?:[^/@]*@)?|ssh://git@|git@)"
    r"(?P<host>github\.com|gitlab\.com)(?::\d+)?[:/](?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?/?"
)


def setup(app):
    """Connect to Sphinx."""
    app.connect("config-inited", set_repository)
    app.connect("html-page-context", add_buttons, priority=600)  # after the theme has made its own
    app.add_config_value("nnkit_lite", False, "html", bool)
    # Not the theme's `repository_url`: Jupyter Book fills in its own repository where the book names none.
    app.add_config_value("nnkit_repository", "", "html", str)


def repository(folder, environment=os.environ):
    """Return the address of the repository on the web, or None if there is none that a reader could reach.

    GitHub's workflows name it in ``GITHUB_REPOSITORY``; elsewhere it is git's remote ``origin``.
    """
    if name := environment.get("GITHUB_REPOSITORY"):
        return f"{environment.get('GITHUB_SERVER_URL', 'https://github.com')}/{name}"
    if _git(folder, "rev-parse", "--show-prefix"):  # the book lies inside somebody else's repository
        return None
    found = ORIGIN.fullmatch(_git(folder, "remote", "get-url", "origin"))
    return found and f"https://{found['host']}/{found['name']}"


def branch(environment=os.environ):
    """Return the branch that the links name: the one a workflow runs on, else main."""
    of_a_push = environment.get("GITHUB_REF_TYPE") == "branch" and not environment.get("GITHUB_BASE_REF")
    return environment.get("GITHUB_REF_NAME") if of_a_push else "main"


def set_repository(app, config):
    """Tell the theme the repository, if there is one, and whether JupyterLite is part of this build."""
    config.nnkit_lite = (Path(app.outdir) / LITE).exists()
    address = config.nnkit_repository = repository(app.srcdir) or ""
    if address and config.html_theme == THEME:
        launch = {"notebook_interface": "jupyterlab", "binderhub_url": BINDER}
        config.html_theme_options |= {
            "repository_url": address,
            "repository_branch": branch(),
            "repository_provider": "gitlab" if "gitlab" in address else "github",
            "use_repository_button": True,
            "use_source_button": True,
            "use_issues_button": True,
            "launch_buttons": {**config.html_theme_options.get("launch_buttons", {}), **launch},
        }


def add_buttons(app, pagename, templatename, context, doctree):
    """Add JupyterLite and Colab to the launch menu of a chapter."""
    if context.get("page_source_suffix") != ".ipynb" or "header_buttons" not in context:
        return
    links = []
    if app.config.nnkit_lite:
        address = context["pathto"](LITE, resource=True) + f"?path={quote(Path(pagename).name)}.ipynb"
        links.append(_button("JupyterLite", address, "logo_jupyterhub.svg", "Run in this browser with"))
    if app.config.nnkit_repository.startswith("https://github.com/"):
        name = app.config.nnkit_repository.removeprefix("https://")
        address = f"{COLAB}/{name.replace('.com', '', 1)}/blob/{COLAB_BRANCH}/{quote(pagename)}.ipynb"
        links.append(_button("Colab", address, "logo_colab.png", "Launch on"))
    if links:
        _launch_menu(context["header_buttons"])["buttons"] += links


def _launch_menu(buttons):
    """Return the launch menu among a page's header buttons; make one where the theme had nothing to launch."""
    for button in buttons:
        if button.get("label") == "launch-buttons":
            return button
    menu = {
        "type": "group",
        "tooltip": "Launch interactive content",
        "icon": "fas fa-rocket",
        "label": "launch-buttons",
    }
    buttons.insert(0, menu | {"buttons": []})
    return buttons[0]


def _button(text, address, logo, tooltip):
    icon = f"_static/images/{logo}"
    return {"type": "link", "text": text, "tooltip": f"{tooltip} {text}", "icon": icon, "url": address}


def _git(folder, *arguments):
    """Return what git says, or nothing where there is no git, no repository or no answer in time."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
