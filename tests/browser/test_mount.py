"""The script of the published page starts stored widgets without a kernel, and explains what it cannot start."""

import base64
import shutil

import pytest

STATE = 'script[type="application/vnd.jupyter.widget-state+json"]'


@pytest.fixture(scope="session")
def book(specimens, tmp_path_factory):
    """A copy of the small book, with four pages more that are damaged by hand."""
    html = shutil.copytree(specimens, tmp_path_factory.mktemp("damaged") / "html")
    live = (html / "live.html").read_text(encoding="utf-8")
    damage(html / "no_links.html", live, "dropdown-launch-buttons", "dropdown-of-nothing")
    damage(html / "no_state.html", live, "widget-state+json", "widget-nothing+json")
    damage(html / "bad_state.html", live, '+json">{"state": ', '+json">{"state": ]')
    damage(html / "hex_state.html", live, '"encoding": "base64"', '"encoding": "hex"')
    return html


def damage(path, text, what, by):
    assert what in text
    path.write_text(text.replace(what, by), encoding="utf-8")


@pytest.fixture(params=["http", "file"])
def live(request, open_page):
    return open_page("live.html", via=request.param)


@pytest.fixture
def page(open_page):
    return open_page("live.html")


def views(page):
    return [place.get_attribute("data-view") for place in page.locator(".nnkit-view").all()]


def test_each_widget_of_the_page_runs_and_the_slider_says_why_it_does_not(live):
    assert views(live) == ["running", "running", "running", "needs-kernel"]
    assert live.locator("button.counter").all_text_contents() == ["count is 3", "count is 3", "count is 10"]


def test_two_views_of_a_model_move_together_and_another_model_does_not(live):
    live.locator("button.counter").nth(1).click()
    assert live.locator("button.counter").all_text_contents() == ["count is 4", "count is 4", "count is 10"]


def test_formulas_are_set_without_a_network(live):
    assert live.locator("article math").count() == 2


def test_code_and_style_come_once_and_each_model_is_initialized_once_before_it_is_rendered(page):
    diary = page.evaluate("diary")
    once = ["imported", "initialized with 3", "initialized with 10"]
    assert sorted(diary) == sorted([*once, "made", "made", "rendered with 3", "rendered with 3", "rendered with 10"])
    for count in (3, 10):
        assert diary.index(f"initialized with {count}") < diary.index(f"rendered with {count}")
    styles = page.locator("style").all_text_contents()
    assert sum("rgb(1, 2, 3)" in style for style in styles) == 1
    assert page.locator("button.counter").first.evaluate("it => getComputedStyle(it).color") == "rgb(1, 2, 3)"


def test_binary_traits_arrive_as_data_views_where_they_were(page):
    read = "view => btoa(String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset, view.byteLength)))"
    assert page.evaluate("models[0].get('points') instanceof DataView")
    assert base64.b64decode(page.evaluate(f"({read})(models[0].get('points'))")) == bytes([0, 127, 128, 255])
    assert base64.b64decode(page.evaluate(f"({read})(models[0].get('shapes')[0].bytes)")) == b"ab"


HEAR = """model => {
  globalThis.heard = [];
  model.off();
  model.on("change:count change:shapes", (its, value) => heard.push([its.get("count"), value]));
  model.on("change", () => heard.push("change"));
}"""


def heard(page, change):
    page.evaluate(f"({HEAR})(models[0])")
    page.evaluate(change)
    return page.evaluate("heard")


def test_a_set_trait_is_heard_by_name_and_then_as_a_change(page):
    assert heard(page, "models[0].set('count', 7)") == [[7, 7], "change"]


def test_several_traits_set_at_once_are_one_change(page):
    assert heard(page, "models[0].set({count: 8, shapes: [1]})") == [[8, 8], [8, [1]], "change"]


def test_a_trait_set_to_an_equal_value_is_not_heard(page):
    assert heard(page, "models[0].set({count: 3})") == []
    assert heard(page, "models[0].set('shapes', [{a: [1, 2]}])") == [[3, [{"a": [1, 2]}]], "change"]
    assert heard(page, "models[0].set('shapes', [{a: [1, 2]}])") == []
    assert heard(page, "models[0].set('shapes', [{a: [1, 3]}])")[-1] == "change"


def test_off_forgets_exactly_what_it_is_told_to(page):
    page.evaluate("""() => {
      globalThis.calls = [];
      const [model] = models;
      globalThis.listeners = ["a", "b", "c"].map((name) => () => calls.push(name));
      model.on("change:count", listeners[0]);
      model.on("change:count", listeners[1]);
      model.on("change:points", listeners[2]);
      model.off("change:count", listeners[0]);
      model.set({ count: 20, points: null });
      model.off("change:count");
      model.set({ count: 21, points: 1 });
      model.off();
      model.set({ count: 22, points: 2 });
    }""")
    assert page.evaluate("calls") == ["b", "c", "c"]
    # The views listen for themselves: what one user of a model forgets, the others do not.
    assert page.locator("button.counter").first.text_content() == "count is 22"


def test_the_widget_manager_finds_the_models_of_the_page(page):
    find = "id => models[0].widget_manager.get_model(id).then((model) => model.get('value'))"
    stored = page.evaluate(f"JSON.parse(document.querySelector('{STATE}').textContent).state")
    slider = next(name for name, record in stored.items() if record["model_name"] == "IntSliderModel")
    assert page.evaluate(find, slider) == 0
    with pytest.raises(Exception, match="The page stores no widget nowhere"):
        page.evaluate(find, "nowhere")


def test_clean_ups_run_when_the_reader_leaves_but_not_when_the_page_may_come_back(page):
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    assert page.evaluate("localStorage.getItem('left')") is None
    page.goto(page.url.replace("live", "search"))
    left = page.evaluate("localStorage.getItem('left')").split("; ")[:-1]
    ends = ["signal of initialize", "initialize"] * 2 + ["signal of render", "render, deaf"] * 3
    assert sorted(left) == sorted(ends)


def test_a_control_without_code_says_that_it_needs_a_kernel_and_where_there_is_one(page):
    note = page.locator(".nnkit-note")
    assert note.inner_text() == (
        "This control (IntSlider) needs a running kernel, which a published page does not have. "
        "Open this chapter in Binder or Colab."
    )
    assert note.locator("a").first.get_attribute("href").startswith("https://mybinder.org/v2/gh/nobody/tiny/")


def test_without_launch_links_the_note_points_to_jupyter(open_page):
    note = open_page("no_links.html").locator(".nnkit-note")
    assert note.inner_text().endswith("Open this chapter's notebook in Jupyter to use it.")


def test_a_view_whose_widget_is_not_stored_is_explained_not_blank(open_page):
    page = open_page("no_state.html")
    assert views(page) == ["needs-kernel"] * 4
    assert page.locator(".nnkit-note").first.inner_text().startswith("This control needs a running kernel")


def test_a_damaged_state_is_explained_in_each_place(open_page):
    page = open_page("bad_state.html", expect_errors=["could not start"])
    assert views(page) == ["failed"] * 4
    assert "SyntaxError" in page.locator(".nnkit-note").first.inner_text()


def test_binary_data_in_an_unknown_encoding_is_explained(open_page):
    page = open_page("hex_state.html", expect_errors=["could not start"])
    assert views(page) == ["failed", "failed", "failed", "needs-kernel"]
    assert "binary data as hex; only base64 is known" in page.locator(".nnkit-note").first.inner_text()


@pytest.mark.parametrize("via", ["http", "file"])
def test_a_widget_that_fails_shows_its_reason_and_the_others_live(open_page, via):
    page = open_page(
        "broken.html",
        via=via,
        expect_errors=["no canvas here", "SyntaxError", "must export", "no start", "example.org"],
    )
    assert views(page) == ["failed"] * 5 + ["running"]
    reasons = page.locator(".nnkit-note-error code").all_text_contents()
    assert reasons[0] == "Error: no canvas here"
    assert reasons[1].startswith("SyntaxError: ")
    assert reasons[2:] == [
        "Error: The widget's module must export a default function or object.",
        "Error: no start",
        "Error: The widget's code lies on another host: https://example.org/widget.js",
    ]
    assert page.locator(".nnkit-view").last.inner_text() == "the last one lives <b>here</b>"


BACKGROUND = "it => getComputedStyle(it.closest('.text_html')).backgroundColor"
NONE = "rgba(0, 0, 0, 0)"


def test_in_dark_mode_our_pictures_keep_the_page_s_ground(open_page):
    page = open_page("live.html", dark=True)
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.locator("svg.nnkit").evaluate(BACKGROUND) == NONE
    assert page.locator("#theirs").evaluate(BACKGROUND) != NONE


def test_in_light_mode_the_theme_is_light_before_the_page_is_drawn(page):
    assert page.locator("html").get_attribute("data-theme") == "light"


def test_a_page_is_readable_without_java_script(open_page):
    page = open_page("live.html", java_script=False)
    assert page.locator("article h1").inner_text().startswith("Live")
    assert page.locator("html").get_attribute("data-theme") is None  # the theme's colors for no script
    notes = page.locator(".cell_output noscript").all_inner_texts()
    assert len(notes) == 4
    assert all("It needs JavaScript" in note for note in notes)


@pytest.mark.parametrize("name", ["live.html", "search.html"])
def test_a_page_holds_nothing_of_thebe_require_or_a_cdn(book, name):
    text = (book / name).read_text(encoding="utf-8")
    assert "nnkit-book.js" in text
    for unwanted in ("thebe", "unpkg", "cdnjs", "jsdelivr", "require.min.js", "kernelName", 'as="font"'):
        assert unwanted not in text.lower()
