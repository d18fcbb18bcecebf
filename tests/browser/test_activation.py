"""ActivationExplorer as a reader meets it: in a published page, opened as a file."""

import re

import numpy as np
import pytest
from hand import Hand
from widget_life import assert_it_leaves_nothing_behind, changed_at_most_twice_a_second, note_changes

LEFT, RIGHT, REACH = 52, 12, 8  # the margins of a picture in pixels, and the ends of its axis


@pytest.fixture(scope="session")
def book(specimens):
    return specimens


class Explorer(Hand):
    """One ActivationExplorer in a page, as its reader uses it."""

    kind = "nn-activation"

    def __init__(self, page, at=0):
        super().__init__(page, at)
        self.root.locator(".nn-spoken", has_text="at a = ").wait_for(state="attached")

    def choose(self, name):
        self.root.get_by_role("radio", name=name, exact=True).check()
        self.settle()

    @property
    def chosen(self):
        return self.root.locator("input:checked").get_attribute("value")

    @property
    def a(self):
        return float(self.root.locator("output").first.inner_text().replace("−", "-"))


def open_explorer(open_page, fragment="", at=0, **options):
    return Explorer(open_page(f"activation.html{fragment}", via="file", **options), at)


@pytest.fixture
def explorer(open_page):
    return open_explorer(open_page)


def test_the_first_state_teaches_before_anyone_touches_it(explorer):
    assert explorer.chosen == "sigmoid"
    numbers = " ".join(explorer.text("formula").split())
    assert numbers == "f(1) = 0.7311 f′(1) = f(1 − f) = 0.7311(1 − 0.7311) = 0.197"
    assert explorer.root.locator(".nn-fact").all_inner_texts() == [
        "bounded in [0, 1]",
        "saturates on both sides",
        "not zero-centered: never negative",
    ]
    # 0.1966 at the first of the ten layers, then f′ near the fixed point of the sigmoid
    assert "2.8·10⁻⁷ is left at the first layer" in explorer.text("chain-words")
    assert all(explorer.pixels(picture) > 3000 for picture in range(3))


@pytest.mark.parametrize(
    ("name", "a", "words"),
    [
        ("sigmoid", 6, "Saturated: sigmoid is nearly flat"),
        ("tanh", -5, "Saturated: tanh is nearly flat"),
        ("tanh", 0.5, "In the middle"),
        ("ReLU", -1, "In the dead region: f′ is exactly 0"),
        ("ReLU", 1, "comes through as it is"),
        ("leaky ReLU", -1, "times 0.02, but not 0"),
        ("step", 2, "flat on both sides"),
        ("identity", 2, "comes through as it is"),
    ],
)
def test_each_place_is_named_with_the_lectures_words(explorer, name, a, words):
    explorer.choose(name)
    explorer.slide("input a", a)
    assert words in explorer.text("where")
    assert not re.search("NaN|Infinity|undefined", explorer.root.inner_text())


def test_choosing_another_activation_changes_all_three_pictures(explorer):
    before = [explorer.picture(at) for at in range(3)]
    explorer.choose("tanh")
    assert all(explorer.picture(at) != picture for at, picture in enumerate(before))


def test_the_slope_of_leaky_relu_can_be_set(explorer):
    explorer.choose("leaky ReLU")
    explorer.slide("input a", -2)
    explorer.slide("slope of leaky ReLU for a ≤ 0", 0.5)
    assert "f′(−2) = 0.5" in explorer.text("formula")
    explorer.slide("slope of leaky ReLU for a ≤ 0", 0)
    assert "dead region" in explorer.text("where")


def test_the_point_can_be_dragged_and_then_moved_with_the_arrow_keys(explorer):
    canvas = explorer.root.locator("canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    across = box["width"] - LEFT - RIGHT
    mouse = explorer.page.mouse
    x = box["x"] + LEFT
    mouse.move(x + 0.5 * across, box["y"] + 60)
    mouse.down()
    mouse.move(x + 0.75 * across, box["y"] + 90, steps=4)
    mouse.up()
    explorer.settle()
    assert explorer.a == pytest.approx(REACH / 2, abs=0.1)
    dragged = explorer.a
    explorer.page.keyboard.press("ArrowLeft")
    explorer.settle()
    assert explorer.a == pytest.approx(dragged - 0.05, abs=0.03)


def test_everything_works_with_the_keyboard_alone(explorer):
    keyboard = explorer.page.keyboard
    explorer.root.get_by_role("radio", name="sigmoid").focus()
    keyboard.press("ArrowRight")
    explorer.settle()
    assert explorer.chosen == "tanh"
    keyboard.press("Tab")
    keyboard.press("End")
    explorer.settle()
    assert explorer.a == REACH
    assert explorer.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    keyboard.press("Tab")
    keyboard.press("Tab")
    keyboard.press("Enter")  # reset
    explorer.settle()
    assert (explorer.chosen, explorer.a) == ("sigmoid", 1)


def test_two_explorers_on_a_page_leave_each_other_alone(explorer):
    other = Explorer(explorer.page, 1)
    assert (other.chosen, other.a) == ("relu", -2)
    other.choose("identity")
    other.slide("input a", 3)
    assert (explorer.chosen, explorer.a) == ("sigmoid", 1)
    assert "20 layers" in other.root.inner_text()


def test_a_link_restores_the_state_and_reset_comes_back_to_it(open_page):
    explorer = open_explorer(open_page, "#activation?f=leaky_relu&a=-1.5&slope=0.1&layers=5")
    assert (explorer.chosen, explorer.a) == ("leaky_relu", -1.5)
    explorer.choose("tanh")
    explorer.root.get_by_role("button", name="Reset").click()
    explorer.settle()
    assert explorer.chosen == "leaky_relu"
    explorer.root.get_by_role("button", name="Copy link").click()
    explorer.root.locator(".nn-notice", has_text="The link is").wait_for()
    assert explorer.page.evaluate("location.hash") == "#activation?f=leaky_relu&a=-1.5&slope=0.1&layers=5"


def test_a_second_finger_does_not_pull_at_what_the_first_one_holds(explorer):
    canvas = explorer.root.locator("canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    one, two = ({"x": box["x"] + LEFT + dx, "y": box["y"] + 60, "id": dx} for dx in (40, 160))
    session = explorer.page.context.new_cdp_session(explorer.page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [one]})
    explorer.wait_for("root => root.querySelector('output').textContent.startsWith('−')")
    held = explorer.a
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [one, two]})
    explorer.settle()
    assert explorer.a == held


def test_a_link_brings_its_figure_into_the_window_where_a_page_opens_with_it(open_page):
    page = open_page("activation.html", via="file", height=600)
    address = page.url
    page.goto("about:blank")
    page.goto(f"{address}#other?f=tanh")
    other = Explorer(page, 1)
    other.wait_for("root => root.querySelector('input:checked').value === 'tanh'")
    other.wait_for("root => { const { top } = root.getBoundingClientRect(); return 0 <= top && top < 500; }")


BROKEN = ["f=sine", "a=9", "a=", "slope=1", "layers=2.5", "layers=0", "q=1", "%E0%A4=1", "f=%E0%A4"]


@pytest.mark.parametrize("query", BROKEN)
def test_a_broken_link_shows_the_usual_start_and_a_message(open_page, query):
    explorer = open_explorer(open_page, f"#activation?{query}")
    explorer.root.locator(".nn-notice", has_text="can't be read").wait_for()
    assert (explorer.chosen, explorer.a) == ("sigmoid", 1)
    explorer.root.get_by_role("button", name="Reset").click()
    explorer.settle()
    assert explorer.text("notice") == ""


def test_where_a_contrast_theme_forces_its_colors_pictures_keep_their_own_with_their_ground(explorer):
    explorer.page.emulate_media(forced_colors="active")
    ground = explorer.root.locator("canvas").first.evaluate("canvas => getComputedStyle(canvas).backgroundColor")
    assert ground == "rgb(255, 255, 255)"


def test_on_a_finer_screen_of_the_same_size_pictures_are_as_sharp_as_it_is(explorer):
    screen = {"width": 1200, "height": 900, "mobile": False}
    session = explorer.page.context.new_cdp_session(explorer.page)
    for ratio in (2, 1.5):  # it follows the second change too
        session.send("Emulation.setDeviceMetricsOverride", {**screen, "deviceScaleFactor": ratio})
        session.send("Page.captureScreenshot")  # only a new frame makes the browser notice
        explorer.wait_for(
            f"root => {{ const canvas = root.querySelector('canvas'); "
            f"return Math.abs(canvas.width - {ratio} * canvas.clientWidth) <= 1; }}"
        )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 375, 768, 1200])
def test_nothing_sticks_out_at_any_width(open_page, width, dark):
    explorer = open_explorer(open_page, width=width, dark=dark)
    wide = explorer.root.evaluate(
        "root => [...root.querySelectorAll('*')].filter((el) =>"
        " el.getBoundingClientRect().right > root.getBoundingClientRect().right + 1).map((el) => el.className)"
    )
    assert wide == []
    assert explorer.root.bounding_box()["width"] <= width


def test_everything_to_touch_is_at_least_40_pixels_high(open_page):
    explorer = open_explorer(open_page, width=375)
    heights = explorer.root.evaluate(
        "root => [...root.querySelectorAll('button, .nn-choice, input[type=range]')]"
        ".map((el) => el.getBoundingClientRect().height)"
    )
    assert len(heights) == 10
    assert min(heights) >= 40


def test_the_pictures_follow_the_theme(open_page):
    explorer = open_explorer(open_page, dark=True)
    before = [explorer.picture(at) for at in range(3)]
    explorer.page.evaluate("document.documentElement.dataset.theme = 'light'")
    explorer.page.wait_for_timeout(200)
    assert all(explorer.picture(at) != picture for at, picture in enumerate(before))


def test_the_text_alternative_says_everything_at_most_twice_a_second(explorer):
    spoken = explorer.root.locator(".nn-spoken")
    assert spoken.get_attribute("aria-live") == "polite"
    note_changes(explorer.root, ".nn-spoken")
    for a in np.linspace(-8, 8, 33):
        explorer.slide("input a", a)
    explorer.root.locator(".nn-spoken", has_text="sigmoid at a = 8: f(8) = 0.9997").wait_for(state="attached")
    assert changed_at_most_twice_a_second(explorer.root)


def test_every_control_and_picture_has_a_name(explorer):
    nameless = explorer.root.evaluate(
        "root => [...root.querySelectorAll('canvas, input[type=range], [role=radiogroup]')]"
        ".filter((el) => !el.getAttribute('aria-label')).length"
        " + [...root.querySelectorAll('input[type=radio]')].filter((el) => !el.labels[0]?.textContent).length"
    )
    assert nameless == 0
    assert explorer.root.locator("[id]").count() == 0


def test_a_widget_that_goes_leaves_no_listener_and_no_element_behind(explorer):
    assert_it_leaves_nothing_behind(explorer.page)
