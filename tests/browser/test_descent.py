"""DescentExplorer as a reader meets it: in a published page with the data of chapter 6, and in JupyterLab."""

import re

import pytest
from hand import SECONDS, Hand
from widget_life import assert_it_leaves_nothing_behind, changes, note_changes

PAGE = "descent.html"
BEST = 117.8 / 117.25  # Σxy/Σx² of the lecture's four points
AS_FAST_AS_IT_GOES = "Infinity"


@pytest.fixture(scope="session")
def book(specimens):
    return specimens


class Explorer(Hand):
    """One DescentExplorer in a page, as its reader uses it."""

    kind = "nn-descent"

    def __init__(self, page, at=0):
        super().__init__(page, at)
        self.root.scroll_into_view_if_needed()
        self.wait_for("root => root.querySelector('output').innerText !== ''")
        self.wait_for("words => words.querySelector('.nn-formula').textContent.includes('η')")

    def slide_eta(self, decades):
        """Set the learning rate to 10 to the power of `decades`: the slider is logarithmic."""
        self.slide("learning rate", decades)

    @property
    def w(self):
        return self.number(0)

    @property
    def eta(self):
        return self.number(1)

    def number(self, at):
        return float(self.root.locator("output").nth(at).inner_text().replace("−", "-"))

    def wait_for_remark(self, words, seconds=30):
        self.root.locator(".nn-remark", has_text=words).wait_for(timeout=seconds * SECONDS)

    def wait_for_w(self, low, high, seconds=20):
        self.wait_for(
            f"root => {{ const w = Number(root.querySelector('output').textContent.replace('−', '-'));"
            f" return {low} <= w && w <= {high}; }}",
            seconds,
        )

    def wait_for_words(self, pattern, seconds=10):
        """Wait for the text alternative, which follows the picture a little later."""
        self.wait_for_text("spoken", pattern, seconds)


@pytest.fixture
def explorer(open_page):
    return Explorer(open_page(PAGE))


# ---- In the published page ----


@pytest.mark.parametrize("via", ["http", "file"])
def test_play_goes_down_to_the_known_minimum(open_page, via):
    explorer = Explorer(open_page(PAGE, via=via))
    assert explorer.w == 0.2
    explorer.choose("speed", AS_FAST_AS_IT_GOES)
    explorer.press("Play")
    explorer.wait_for_remark("Arrived after")
    assert explorer.w == pytest.approx(BEST, abs=5e-4)
    assert "117.8 / 117.25" in explorer.text("remark")
    assert "1.0047" in explorer.text("remark")
    assert explorer.text("engine") == "training in this page (JavaScript)"
    explorer.wait_for_words(r"w = 1\.0047.* and the loss is 0\.00467")


def test_the_first_state_teaches_before_anyone_touches_it(explorer):
    assert explorer.text("formula") == "w ← w − η · dL/dw = 0.200 − 0.01 · (−23.59) = 0.436"
    explorer.wait_for_words(r"At the start w = 0\.2000 and the loss is 9\.495.*moves w to the right, to 0\.4359")
    assert all(explorer.pixels(panel) > 1000 for panel in range(3))


def test_one_step_makes_the_step_that_was_announced(explorer):
    announced = explorer.text("formula").rsplit("= ", 1)[1]
    explorer.press("One step")
    explorer.wait_for_w(0.43, 0.44)
    assert f"= {announced} − 0.01" in explorer.text("formula")
    explorer.press("One step")
    explorer.wait_for_words("After 2 steps")


def test_play_can_be_paused_and_reset(explorer):
    explorer.press("Play")
    explorer.wait_for_w(0.4, 1.1)
    explorer.press("Pause")
    explorer.wait_for_words("After")
    held = explorer.w
    explorer.page.wait_for_timeout(500)
    assert explorer.w == held
    explorer.press("Reset")
    explorer.wait_for_w(0.2, 0.2)
    explorer.wait_for_words("At the start")


def test_a_screen_reader_hears_the_end_of_a_run_and_not_each_step(explorer):
    explorer.wait_for_words("At the start")
    assert {output.get_attribute("aria-live") for output in explorer.root.locator("output").all()} == {"off"}
    remark = explorer.root.locator(".nn-remark")
    explorer.slide_eta(-2.5)
    explorer.press("Play")
    assert remark.get_attribute("aria-live") == "off"
    explorer.press("Pause")
    assert remark.get_attribute("aria-live") == "polite"
    assert explorer.root.locator(".nn-spoken").get_attribute("aria-live") == "polite"


def test_above_the_bound_it_says_that_it_diverges_and_why(explorer):
    explorer.slide_eta(-1)
    assert explorer.eta == 0.1
    explorer.press("Play")
    explorer.wait_for_remark("It diverges")
    remark = explorer.text("remark")
    assert "1 − η · mean(x²) = −1.93" in remark
    assert "below 2 / mean(x²) = 0.0682" in remark
    assert "NaN" not in explorer.root.inner_text()
    assert "Infinity" not in explorer.root.inner_text()
    assert explorer.root.get_by_role("button", name="Play").is_visible()
    explorer.root.get_by_role("button", name="Back to w = 0.2").press("Enter")
    explorer.wait_for_w(0.2, 0.2)
    assert explorer.text("remark") == ""
    assert explorer.page.evaluate("document.activeElement.innerText").endswith("Play")


def test_the_largest_eta_and_every_loss_never_show_nan(explorer):
    explorer.slide_eta(0)
    explorer.choose("speed", AS_FAST_AS_IT_GOES)
    for loss in ("squared", "absolute", "zero_one"):
        for batch in ("full", "one"):
            explorer.press("Reset")
            explorer.choose("loss", loss)
            explorer.choose("each step looks at", batch)
            explorer.press("Play")
            explorer.page.wait_for_timeout(300)
            assert not re.search("NaN|Infinity|undefined", explorer.root.inner_text())
            if explorer.root.get_by_role("button", name="Pause").is_visible():
                explorer.press("Pause")


def test_the_bound_is_marked_for_squared_error_on_the_full_batch_only(explorer):
    mark = explorer.root.locator(".nn-mark:visible")
    assert mark.inner_text() == "bound 0.0682"
    explorer.choose("each step looks at", "one")
    mark.wait_for(state="detached")
    explorer.choose("each step looks at", "full")
    mark.wait_for()
    explorer.choose("loss", "absolute")
    mark.wait_for(state="detached")


def test_zero_one_does_not_move_and_says_why(explorer):
    explorer.choose("loss", "zero_one")
    explorer.press("Play")
    explorer.wait_for_remark("w has not moved")
    assert "slope is 0" in explorer.text("remark")
    assert explorer.w == 0.2
    assert explorer.root.get_by_role("button", name="Play").is_visible()


def test_l1_says_that_its_steps_do_not_shrink(explorer):
    explorer.choose("loss", "absolute")
    explorer.slide_eta(-1)
    explorer.press("Play")
    explorer.wait_for_remark("steps of L1 don't shrink")
    explorer.press("Pause")


def test_one_sample_at_a_time_the_update_is_that_of_one_sample(explorer):
    explorer.choose("each step looks at", "one")
    explorer.wait_for("root => root.querySelector('.nn-formula').textContent.includes('(−81)')")
    assert "dL₁/dw" in explorer.text("formula")
    explorer.press("One step")
    explorer.wait_for_w(1.01, 1.01)
    assert "dL₂/dw" in explorer.text("formula")


def test_everything_works_with_the_keyboard_alone(explorer):
    page = explorer.page
    explorer.root.get_by_role("button", name="Play").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # one step
    explorer.wait_for_w(0.43, 0.44)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # reset
    explorer.wait_for_w(0.2, 0.2)
    page.keyboard.press("Tab")
    page.keyboard.press("End")  # the fastest
    page.keyboard.press("Tab")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    explorer.wait_for_w(0.21, 0.25)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    explorer.wait_for("root => root.querySelectorAll('output')[1].textContent === '0.011'")
    for _ in range(5):
        page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.textContent").endswith("Play")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Space")
    explorer.wait_for_remark("Arrived after")


def test_the_ball_can_be_dragged_and_then_moved_with_the_arrow_keys(explorer):
    explorer.root.scroll_into_view_if_needed()
    canvas = explorer.root.locator("canvas").nth(1)
    box = canvas.bounding_box()
    # The axis of w goes from 0 to 2 between the margins, 52 px left and 12 px right; the ball is at w = 0.2.
    across = box["width"] - 64
    x, ys = box["x"] + 52 + 0.1 * across, [box["y"] + box["height"] * share for share in (0.25, 0.3, 0.35, 0.4, 0.45)]
    mouse = explorer.page.mouse
    for y in ys:
        mouse.move(x, y)
        if "nn-near" in canvas.get_attribute("class"):
            break
    mouse.down()
    mouse.move(x + 0.4 * across, y, steps=4)
    mouse.up()
    assert explorer.w == pytest.approx(1, abs=0.02)
    dragged = explorer.w
    explorer.page.keyboard.press("ArrowRight")
    explorer.wait_for_w(dragged + 0.004, dragged + 0.02)


def test_a_drag_that_begins_elsewhere_leaves_the_ball_alone(explorer):
    box = explorer.root.locator("canvas").nth(1).bounding_box()
    explorer.page.mouse.click(box["x"] + 0.7 * box["width"], box["y"] + 0.3 * box["height"])
    assert explorer.w == 0.2


# ---- Links ----


def test_a_link_restores_the_state_and_reset_comes_back_to_it(open_page):
    explorer = Explorer(open_page(PAGE + "#descent?w=1.5&eta=0.05&loss=absolute&batch=one"))
    assert (explorer.w, explorer.eta) == (1.5, 0.05)
    assert explorer.root.get_by_role("combobox", name="loss").input_value() == "absolute"
    assert explorer.root.get_by_role("combobox", name="each step looks at").input_value() == "one"
    explorer.press("One step")
    explorer.wait_for_w(0.9, 1.1)
    explorer.press("Reset")
    explorer.wait_for_w(1.5, 1.5)


def test_copy_link_puts_the_state_into_the_address(explorer):
    explorer.slide_eta(-1.3)
    explorer.press("One step")
    explorer.press("Copy link")
    explorer.root.locator(".nn-notice", has_text="The link is").wait_for()
    address = explorer.page.evaluate("location.hash")
    assert re.fullmatch(r"#descent\?w=1\.379\d*&eta=0\.05&loss=squared&batch=full", address)


@pytest.mark.parametrize(
    "fragment", ["#descent?w=abc", "#descent?w=99", "#descent?loss=hinge&w=1", "#descent?%E0%A4%A=1"]
)
def test_a_broken_link_shows_the_usual_start_and_a_message(open_page, fragment):
    explorer = Explorer(open_page(PAGE + fragment))
    explorer.root.locator(".nn-notice", has_text="can't be read").wait_for()
    assert (explorer.w, explorer.eta) == (0.2, 0.01)
    explorer.press("Reset")
    explorer.wait_for("root => root.querySelector('.nn-notice').textContent === ''")


# ---- Every screen and every reader ----


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 375, 768, 1200])
def test_nothing_sticks_out_at_any_width(open_page, width, dark):
    explorer = Explorer(open_page(PAGE, width=width, dark=dark))
    assert explorer.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wide = explorer.root.evaluate(
        "root => [...root.querySelectorAll('*')].filter((el) =>"
        " el.getBoundingClientRect().right > root.getBoundingClientRect().right + 1).map((el) => el.className)"
    )
    assert wide == []


def test_everything_to_touch_is_at_least_40_pixels_high(open_page):
    explorer = Explorer(open_page(PAGE, width=375))
    heights = explorer.root.evaluate(
        "root => [...root.querySelectorAll('button, select, input')].filter((el) => el.offsetParent)"
        ".map((el) => el.getBoundingClientRect().height)"
    )
    assert len(heights) >= 8
    assert min(heights) >= 40


def test_the_pictures_follow_the_theme(open_page):
    explorer = Explorer(open_page(PAGE, dark=True))
    paper = "root => getComputedStyle(root).backgroundColor"
    dark = explorer.root.evaluate(paper)
    before = explorer.root.locator("canvas").first.evaluate("canvas => canvas.toDataURL()")
    explorer.page.evaluate("document.documentElement.dataset.theme = 'light'")
    explorer.page.wait_for_timeout(200)
    assert explorer.root.evaluate(paper) != dark
    assert explorer.root.locator("canvas").first.evaluate("canvas => canvas.toDataURL()") != before


def test_a_picture_that_was_hidden_while_it_was_drawn_comes_back(open_page):
    explorer = Explorer(open_page(PAGE))
    # Hidden when the frame with the new colors begins, and shown again before it ends, as JupyterLab may have it.
    hide = """async root => {
      root.style.display = "none";
      document.documentElement.dataset.theme = "dark";
      await Promise.resolve();
      await new Promise(requestAnimationFrame);
      root.style.removeProperty("display");
      return root.querySelector("canvas").width;
    }"""
    assert explorer.root.evaluate(hide) == 0
    explorer.wait_for("root => root.querySelector('canvas').width > 100", seconds=2)


def test_with_reduced_motion_the_pictures_change_at_most_twice_a_second(open_page):
    explorer = Explorer(open_page(PAGE, reduced_motion=True))
    explorer.slide_eta(-4)
    explorer.page.wait_for_timeout(100)
    note_changes(explorer.root, ".nn-formula")
    explorer.choose("speed", "30")
    explorer.press("Play")
    explorer.page.wait_for_timeout(2000)
    assert 3 <= changes(explorer.root) <= 7
    explorer.press("Pause")


def test_the_text_alternative_is_not_spoken_at_every_frame(explorer):
    explorer.slide_eta(-4)
    explorer.page.wait_for_timeout(700)
    note_changes(explorer.root, ".nn-spoken")
    assert explorer.root.locator(".nn-spoken").get_attribute("aria-live") == "polite"
    explorer.choose("speed", "30")
    explorer.press("Play")
    explorer.page.wait_for_timeout(2500)
    assert 1 <= changes(explorer.root) <= 3
    explorer.press("Pause")


def test_every_control_and_picture_has_a_name(explorer):
    nameless = explorer.root.evaluate(
        "root => [...root.querySelectorAll('canvas, input')].filter((el) => !el.getAttribute('aria-label')).length"
        " + [...root.querySelectorAll('select')].filter((el) => !el.labels[0]?.textContent).length"
    )
    assert nameless == 0
    assert explorer.slider("learning rate").get_attribute("aria-valuetext") == "0.01, below the bound 0.0682"
    assert explorer.root.locator("[id]").count() == 0


def test_a_widget_that_goes_leaves_no_listener_and_no_element_behind(explorer):
    assert_it_leaves_nothing_behind(explorer.page)


# ---- In JupyterLab ----


@pytest.fixture
def notebook(lab):
    notebook = lab.open("descent.ipynb")
    notebook.run_all()
    return notebook


def in_kernel(notebook, at=0):
    explorer = Explorer(notebook.page, at)
    explorer.root.locator(".nn-engine", has_text="training in the kernel: your NumPy network").wait_for()
    return explorer


def test_in_jupyterlab_the_readers_own_network_is_trained(notebook):
    explorer = in_kernel(notebook)
    explorer.choose("speed", "30")
    explorer.press("Play")
    explorer.wait_for_remark("Arrived after")
    assert notebook.python("float(net.layers[0].W[0, 0])") == pytest.approx(BEST, abs=1e-6)
    assert notebook.python("widget.net is net")
    assert explorer.root.get_by_role("button", name="Copy link").count() == 0
    explorer.press("Reset")
    explorer.wait_for_w(0.2, 0.2)
    assert notebook.python("float(net.layers[0].W[0, 0])") == 0.2


def test_in_jupyterlab_divergence_leaves_python_the_last_good_weights(notebook):
    explorer = in_kernel(notebook)
    explorer.slide_eta(-1)
    explorer.choose("speed", AS_FAST_AS_IT_GOES)
    explorer.press("Play")
    explorer.wait_for_remark("It diverges: step 4")
    explorer.wait_for_w(6.8, 6.81)
    assert notebook.python("float(net.layers[0].W[0, 0])") == pytest.approx(6.801, abs=1e-3)


def test_settings_go_both_ways_between_python_and_the_page(notebook):
    explorer = in_kernel(notebook)
    notebook.python("widget.set_trait('eta', 0.05)")
    explorer.wait_for("root => root.querySelectorAll('output')[1].textContent === '0.05'")
    explorer.choose("loss", "absolute")
    explorer.choose("each step looks at", "one")
    notebook.wait_until("(widget.eta, widget.loss, widget.batch_size) == (0.05, 'absolute', 1)")
    notebook.python("[net.layers[0].W.fill(1.5), widget.refresh()]")
    explorer.wait_for_w(1.5, 1.5)


def test_two_views_of_a_widget_agree_and_another_widget_is_left_alone(notebook):
    first, second, other = (in_kernel(notebook, at) for at in range(3))
    first.slide_eta(-1.3)
    first.press("One step")
    second.wait_for_w(1.3, 1.4)
    assert (second.w, second.eta) == (first.w, 0.05)
    second.press("Reset")
    first.wait_for_w(0.2, 0.2)
    assert (other.w, other.eta) == (0.2, 0.02)
    assert notebook.python("float(other_net.layers[0].W[0, 0])") == 0.2


def test_when_the_kernel_is_killed_in_the_middle_of_a_run_it_says_so_and_goes_on(notebook):
    explorer = in_kernel(notebook)
    explorer.slide_eta(-4)
    explorer.press("Play")
    explorer.wait_for_w(0.205, 0.5)
    notebook.kill_kernel()
    explorer.root.locator(".nn-notice", has_text="training goes on in this page").wait_for()
    assert explorer.text("engine") == "training in this page (JavaScript)"
    last = explorer.w
    assert 0.205 <= last < 1
    explorer.wait_for_w(last + 0.003, 1)


def test_when_the_network_goes_away_in_the_middle_of_a_run_it_goes_on_and_the_kernel_comes_back(notebook):
    explorer = in_kernel(notebook)
    explorer.slide_eta(-4)
    explorer.press("Play")
    explorer.wait_for_w(0.205, 0.5)
    with notebook.lab.unreachable():
        notice = explorer.root.locator(".nn-notice")
        notice.get_by_text("The kernel does not answer: training goes on in this page").wait_for()
        last = explorer.w
        explorer.wait_for_w(last + 0.003, 1)
    notice.get_by_text("The kernel is back and trains on from here").wait_for()
    in_kernel(notebook)
    last = explorer.w
    explorer.wait_for_w(last + 0.003, 1)
    explorer.press("Pause")
    notebook.wait_until(f"abs(net.layers[0].W[0, 0] - {explorer.w}) < 6e-4")  # the page shows three digits


def test_a_view_that_is_removed_leaves_the_other_one_running(notebook):
    first, second = in_kernel(notebook), in_kernel(notebook, 1)
    first.press("Play")
    notebook.cell("show").locator(".jp-OutputArea").evaluate("area => area.scrollIntoView()")
    notebook.page.evaluate(
        "() => { const cells = window.jupyterapp.shell.currentWidget.content.widgets;"
        " cells.find((cell) => cell.model.id === 'show').model.clearExecution?.();"
        " cells.find((cell) => cell.model.id === 'show').outputArea.model.clear(); }"
    )
    notebook.page.wait_for_function("document.querySelectorAll('.nn-descent').length === 2")
    del second
    remaining = Explorer(notebook.page)
    remaining.wait_for_remark("Arrived after")
