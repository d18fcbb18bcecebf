"""The stored widgets of a page are started by the book's own script, not by one from a CDN."""

from pathlib import Path

from nnkit.book.shared import share

STATE_TYPE = "application/vnd.jupyter.widget-state+json"


def setup(app):
    """Connect to Sphinx."""
    app.connect("config-inited", remove_widget_manager)
    app.connect("html-page-context", protect_state, priority=900)  # after MyST-NB has added the state
    app.add_js_file("nnkit-book.js")
    app.add_css_file("nnkit-book.css")


def remove_widget_manager(app, config):
    """Keep MyST-NB from adding require.js and the ipywidgets manager, which come from a CDN."""
    config.nb_ipywidgets_js = {}


def protect_state(app, pagename, templatename, context, doctree):
    r"""Share the widgets' code, and write each < of the state as \u003c, so that no text can end the script early."""
    for script in context.get("script_files", ()):
        attributes = getattr(script, "attributes", {})
        if attributes.get("type") == STATE_TYPE:
            state = share(attributes["body"], Path(app.outdir) / "_static")
            attributes["body"] = state.replace("<", r"\u003c")
