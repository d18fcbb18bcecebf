"""The stored widgets of a page are started by the book's own script, not by one from a CDN."""

from docutils import nodes

STATE_TYPE = "application/vnd.jupyter.widget-state+json"
VIEW_TYPE = "application/vnd.jupyter.widget-view+json"
WITHOUT_SCRIPT = (
    '<noscript><div class="nnkit-note"><p>Here is an interactive figure. '
    "It needs JavaScript, which is switched off in this browser.</p></div></noscript>"
)


def setup(app):
    """Connect to Sphinx."""
    app.connect("config-inited", remove_widget_manager)
    app.connect("doctree-resolved", add_note_for_readers_without_script)
    app.connect("html-page-context", protect_state, priority=900)  # after MyST-NB has added the state
    app.add_js_file("nnkit-book.js")
    app.add_css_file("nnkit-book.css")


def remove_widget_manager(app, config):
    """Keep MyST-NB from adding require.js and the ipywidgets manager, which come from a CDN."""
    config.nb_ipywidgets_js = {}


def add_note_for_readers_without_script(app, doctree, docname):
    """Put words where a widget would be blank because JavaScript is off."""
    for view in list(doctree.findall(nodes.raw)):
        if VIEW_TYPE in view.astext():
            view.parent.insert(view.parent.index(view) + 1, nodes.raw("", WITHOUT_SCRIPT, format="html"))


def protect_state(app, pagename, templatename, context, doctree):
    r"""Write each < of the stored state as \u003c, so that no text in a widget's code can end the script early."""
    for script in context.get("script_files", ()):
        attributes = getattr(script, "attributes", {})
        if attributes.get("type") == STATE_TYPE:
            attributes["body"] = attributes["body"].replace("<", r"\u003c")
