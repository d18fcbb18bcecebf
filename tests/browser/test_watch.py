"""The watch over a page sees what it must: errors, exceptions, and every request that leaves the machine."""

import pytest
from watch import Watch


@pytest.fixture
def book(tmp_path):
    (tmp_path / "page.html").write_text(
        "<!doctype html><title>page</title><link rel=icon href=data:,>", encoding="utf-8"
    )
    (tmp_path / "other.js").write_text("", encoding="utf-8")
    return tmp_path


@pytest.fixture
def watched(browser, book, serve):
    """A page and the watch over it."""
    context = browser.new_context()
    page = context.new_page()
    home = serve(book)
    watch = Watch(page, home)
    page.goto(home + "page.html")
    yield page, watch
    context.close()


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("fetch('https://example.org/data').catch(() => 0)", "https://example.org/data"),
        ("void (new Image().src = 'http://localhost:1/pixel.png')", "http://localhost:1/pixel.png"),
        ("void new WebSocket('ws://localhost:1/socket')", "ws://localhost:1/socket"),
        ("fetch('file:///etc/hostname').catch(() => 0)", "file:///etc/hostname"),
        ("void window.open('https://example.org/popup')", "https://example.org/popup"),
        ("console.error('something broke')", "error: something broke"),
        ("setTimeout(() => { throw new Error('thrown later'); })", "thrown later"),
        ("fetch('no-such-file.js')", "404"),
    ],
)
def test_what_a_page_must_not_do_is_a_problem(watched, act, said):
    page, watch = watched
    page.evaluate(f"() => {act}")
    page.wait_for_timeout(300)
    assert any(said in problem for problem in watch.problems()), watch.problems()


def test_what_a_page_may_do_is_no_problem(watched):
    page, watch = watched
    page.evaluate(
        "() => fetch('other.js').then(() => import(URL.createObjectURL(new Blob(['1'], {type: 'text/javascript'}))))"
    )
    page.evaluate("() => console.warn('only a warning')")
    assert watch.problems() == []


def test_an_expected_error_must_come(watched):
    page, watch = watched
    watch.expected = ("boom",)
    assert watch.problems() == ["missing: boom"]
    page.evaluate("console.error('it went boom')")
    assert watch.problems() == []


def test_a_page_from_a_file_may_ask_its_own_folder_only(browser, book):
    context = browser.new_context()
    page = context.new_page()
    watch = Watch(page, book.as_uri() + "/")
    page.goto((book / "page.html").as_uri())
    page.add_script_tag(path=book / "other.js")
    assert watch.problems() == []
    page.evaluate("() => void (new Image().src = 'file:///elsewhere.png')")
    page.wait_for_timeout(300)
    assert "request to another host: file:///elsewhere.png" in watch.problems()
    context.close()
