"""The theme, without what the book does not need: font preloads that fail from file://, icons loaded twice."""

from pathlib import Path

HERE = Path(__file__).parent


def setup(app):
    """Connect to Sphinx."""
    app.connect("config-inited", add_folders)
    app.connect("config-inited", add_icon)


def add_folders(app, config):
    """Add the folders of our templates, which refine the theme's, and of our script and style sheet."""
    config.templates_path.append(str(HERE / "templates"))
    config.html_static_path.append(str(HERE / "static"))


def add_icon(app, config):
    """Give a book without an icon ours: a browser asks for one anyway, and logs an error where there is none."""
    config.html_favicon = config.html_favicon or str(HERE / "static" / "nnkit-icon.svg")
