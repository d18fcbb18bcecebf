"""A published page asks no other host: what would is taken out, and what cannot be taken out is a warning."""

from docutils import nodes
from sphinx.errors import ConfigError
from sphinx.util import logging

logger = logging.getLogger(__name__)

THEBE = "sphinx_thebe"


def setup(app):
    """Connect to Sphinx."""
    app.connect("config-inited", remove_thebe)
    app.connect("doctree-resolved", warn_about_images)
    app.connect("html-page-context", warn_about_assets, priority=900)  # after everyone who adds a file


def remove_thebe(app, config):
    """Take out Thebe, which Jupyter Book always adds and which loads its code from unpkg.com.

    Its script also declares a constant twice on a page, which browsers report as an error.
    """
    if config.html_theme_options.get("launch_buttons", {}).get("thebe"):
        raise ConfigError("launch_buttons: thebe loads code from another host; remove it or set it to false")
    for listener in [entry for entries in app.events.listeners.values() for entry in entries]:
        if listener.handler.__module__.startswith(THEBE):
            app.disconnect(listener.id)
    styles = app.registry.css_files
    styles[:] = [style for style in styles if not str(style[0]).startswith("sphinx-thebe")]


def warn_about_images(app, doctree, docname):
    """Name each image that a reader's browser would have to fetch elsewhere."""
    for image in doctree.findall(nodes.image):
        if is_elsewhere(image.get("uri", "")):
            _warn(f"the image {image['uri']} lies on another host; put a copy into the book", image)


def warn_about_assets(app, pagename, templatename, context, doctree):
    """Name each script and style sheet that this page would load from another host."""
    for asset in (*context.get("script_files", ()), *context.get("css_files", ())):
        name = str(getattr(asset, "filename", asset) or "")
        if is_elsewhere(name):
            _warn(f"the page loads {name} from another host; serve it from the book instead", pagename)


def is_elsewhere(uri):
    """Say whether a browser would ask another host for `uri`."""
    return uri.startswith(("http://", "https://", "//"))


def _warn(message, location):
    logger.warning(message, location=location, type="nnkit", subtype="offline")
