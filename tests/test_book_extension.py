"""The Sphinx extension refuses, by name, whatever a published page would ask another host for."""

import io

import pytest
from sphinx.application import Sphinx
from sphinx.errors import ConfigError
from sphinx.util.docutils import docutils_namespace

PAGE = "Title\n=====\n\nText :math:`x`.\n\n.. image:: {image}\n"


@pytest.fixture
def build(tmp_path):
    """A function that builds a one-page book and returns Sphinx's warnings and the page."""

    def build_(image="here.svg", **config):
        (tmp_path / "index.rst").write_text(PAGE.format(image=image), encoding="utf-8")
        (tmp_path / "here.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
        warnings = io.StringIO()
        overrides = {"extensions": ["nnkit.book"], "html_theme": "basic", **config}
        folders = (tmp_path, None, tmp_path / "html", tmp_path / "trees")
        with docutils_namespace():
            Sphinx(*folders, "html", overrides, status=None, warning=warnings).build()
        return warnings.getvalue(), (tmp_path / "html" / "index.html").read_text(encoding="utf-8")

    return build_


def test_a_page_that_asks_nobody_is_built_without_a_warning(build):
    warnings, page = build()
    assert warnings == ""
    assert "_static/nnkit-book.js" in page
    assert "_static/book.css?v=" in page
    assert "_static/nnkit-icon.svg" in page


@pytest.mark.parametrize("address", ["https://example.org/x.png", "http://example.org/x.png"])
def test_an_image_on_another_host_is_a_warning_that_names_it_and_its_place(build, address):
    warnings, _ = build(image=address)
    assert f"the image {address} lies on another host; put a copy into the book" in warnings
    assert "index.rst" in warnings


@pytest.mark.parametrize("kind", ["html_js_files", "html_css_files"])
def test_a_script_or_style_on_another_host_is_a_warning_that_names_it(build, kind):
    address = "https://example.org/x." + kind.split("_")[1]
    warnings, _ = build(**{kind: [address]})
    assert f"WARNING: the page loads {address} from another host" in warnings


def test_thebe_as_a_launch_button_is_refused(build):
    with pytest.raises(ConfigError, match="thebe loads code from another host"):
        build(html_theme="sphinx_book_theme", html_theme_options={"launch_buttons": {"thebe": True}})


def test_thebe_as_an_extension_leaves_no_trace(build):
    warnings, page = build(extensions=["sphinx_thebe", "nnkit.book"])
    assert warnings == ""
    assert "thebe" not in page


def test_a_book_keeps_its_own_icon(build, tmp_path):
    (tmp_path / "own.svg").write_text("<svg/>", encoding="utf-8")
    _, page = build(html_favicon="own.svg")
    assert "_static/own.svg" in page
    assert "nnkit-icon.svg" not in page
