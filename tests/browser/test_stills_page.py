"""Each widget of the book has a still picture, taken with the traits that it has now, and the page shows it in time."""

import re
from pathlib import Path

import pytest
from PIL import Image

from nnkit.book.stills import FOLDER, LOOKS, index

ROOT = Path(__file__).parent.parent.parent
PLACE = re.compile(r'data-still="([^"]+)" data-digest="([^"]+)"')
VIEW = "application/vnd.jupyter.widget-view+json"
SHOWN = ".nnkit-still img:visible"


def places(book):
    pages = [path.read_text(encoding="utf-8") for path in sorted(book.rglob("chapters/*.html"))]
    return [pair for page in pages for pair in PLACE.findall(page)], sum(page.count(f'"{VIEW}"') for page in pages)


def test_every_widget_has_a_picture_of_what_it_shows_now(book):
    found, views = places(book)
    known = {name: record["digest"] for name, record in index(ROOT / FOLDER).items()}
    assert len(found) == views > 0
    assert dict(found) == known, "run `make stills` and commit what it writes"


def test_every_picture_is_there_in_its_size_with_words(book):
    for name, record in index(ROOT / FOLDER).items():
        assert len(record["alt"].split()) > 5, name
        for size in ("wide", "narrow"):
            for look in LOOKS:
                with Image.open(book / "_images" / f"{name}-{size}-{look}.webp") as picture:
                    assert picture.width / picture.height == pytest.approx(record[size][0] / record[size][1], rel=0.01)


def test_without_javascript_the_picture_stands_in_the_widgets_place(open_page):
    page = open_page("chapters/06_gradient_descent.html", java_script=False)
    page.locator(".nnkit-still").scroll_into_view_if_needed()
    assert page.locator(SHOWN).count() == 1
    assert "y = wx" in page.locator(SHOWN).get_attribute("alt")
    page.wait_for_function("document.querySelector('.nnkit-light img').naturalWidth > 600")


@pytest.mark.parametrize(("dark", "width"), [(False, 1200), (True, 375)])
def test_a_running_widget_takes_the_place_that_its_picture_kept(open_page, dark, width):
    page = open_page("chapters/06_gradient_descent.html", dark=dark, width=width)
    view = page.locator(".nnkit-view")
    assert page.locator(SHOWN).count() == 0
    taken = view.bounding_box()["height"]
    view.evaluate("view => { view.dataset.view = 'starting' }")
    assert page.locator(SHOWN).count() == 1
    assert page.locator(SHOWN).get_attribute("src").endswith("-dark.webp" if dark else "-light.webp")
    kept = page.locator(".nnkit-still").bounding_box()["height"]
    assert kept == pytest.approx(taken, abs=4)
