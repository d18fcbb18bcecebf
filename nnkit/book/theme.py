"""The theme, without what the book does not need (failing font preloads, icons loaded twice), in the book's colors."""

from pathlib import Path

from sphinx.errors import ExtensionError

from nnkit import palette

HERE = Path(__file__).parent
# The theme's script asks each of these for its size, which would lay out the whole page; nnkit-page.js does that work.
EAGER = '"pre, .nboutput > .output_area, .cell_output > .output, .jp-RenderedHTMLCommon"'


def setup(app):
    """Connect to Sphinx."""
    app.connect("config-inited", add_folders)
    app.connect("config-inited", add_icon)
    app.connect("html-page-context", add_palette)
    app.add_css_file("nnkit-print.css", media="print")
    app.add_js_file("nnkit-print.js", loading_method="defer")
    app.add_js_file("nnkit-page.js", loading_method="defer")
    app.connect("build-finished", calm)


def add_folders(app, config):
    """Add the folders of our templates, which refine the theme's, and of our script and style sheet."""
    config.templates_path.insert(0, str(HERE / "templates"))
    config.html_static_path.append(str(HERE / "static"))
    # The page that only leads to the first one names no icon, so a browser asks for /favicon.ico.
    config.html_extra_path.append(str(HERE / "root"))


def add_icon(app, config):
    """Give a book without an icon ours: a browser asks for one anyway, and logs an error where there is none."""
    config.html_favicon = config.html_favicon or str(HERE / "static" / "nnkit-icon.svg")


def add_palette(app, pagename, templatename, context, doctree):
    """Name the book's colors in every page, so that its pictures follow light and dark also where no widget is."""
    context["metatags"] = context.get("metatags", "") + f"<style>{palette.css()}</style>"


def calm(app, error):
    """Let the theme's script leave alone what nnkit-page.js does."""
    for script in Path(app.outdir).glob("_static/scripts/pydata-sphinx-theme.js"):
        text = script.read_text(encoding="utf-8")
        if EAGER not in text and '"nnkit-page"' not in text:
            raise ExtensionError(f"{script.name} has changed: it no longer has the selector {EAGER}")
        script.write_text(text.replace(EAGER, '"nnkit-page"'), encoding="utf-8")
