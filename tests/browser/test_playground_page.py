"""Playground as a reader meets it: in a published page opened from file://, and in JupyterLab with a kernel."""

import contextlib
import io
import re

import pytest
from hand import SECONDS, Hand
from widget_life import assert_it_leaves_nothing_behind, changes, note_changes

FAST = "Infinity"


@pytest.fixture(scope="session")
def book(specimens):
    return specimens


class Figure(Hand):
    """One Playground in a page, as its reader uses it."""

    kind = "nn-playground"

    def __init__(self, page, at=0):
        super().__init__(page, at)
        self.root.locator(".nn-numbers b").first.wait_for()

    def press(self, name):
        super().press(name, exact=True)

    def play(self):
        super().press("Play")

    @property
    def numbers(self):
        """What is counted and measured: {"epoch": 3.0, "training loss": 0.1, "training right": 98.0, …}."""
        found = {}
        for part in self.root.locator(".nn-numbers > span").all_inner_texts():
            name, first, *share = re.fullmatch(
                r"(epoch|training loss|test loss) ([\d.·⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)(?:, ([\d.]+)% right)?", part
            ).groups()
            found[name] = first
            if share[0] is not None:
                found[name.replace("loss", "right")] = float(share[0])
        return found

    def wait_for_numbers(self, pattern, seconds=20):
        self.wait_for_text("numbers", pattern, seconds)

    def wait_for_remark(self, words, seconds=30):
        self.root.locator(".nn-remark", has_text=words).wait_for(timeout=seconds * SECONDS)

    def wait_for_notice(self, words):
        self.root.locator(".nn-notice", has_text=words).wait_for()

    def code(self):
        if not self.root.locator("details").evaluate("details => details.open"):
            self.root.locator("summary").click()
        self.page.wait_for_timeout(200)
        return self.root.locator("pre").inner_text()


@pytest.fixture
def open_figure(open_page):
    return lambda name="usual.html", at=0, via="file", **options: Figure(open_page(name, via=via, **options), at)


# ---- Training in the published page ----


def test_xor_is_learned_by_two_hidden_units(open_figure):
    figure = open_figure("xor.html")
    figure.choose("speed", FAST)
    figure.play()
    figure.wait_for_numbers("training loss (0\\.000\\d+|[\\d.]+·10⁻\\S+), 100% right")
    figure.wait_for_remark("Every training point is on its side")
    figure.press("❚❚ Pause")
    assert figure.numbers["training right"] == 100


def test_the_first_state_shows_what_was_trained_before_and_reset_goes_back_to_the_start(open_figure):
    figure = open_figure()
    assert figure.numbers["epoch"] == "30"
    trained = figure.numbers["training loss"]
    figure.press("Reset")
    figure.wait_for_numbers("epoch 0")
    assert float(figure.numbers["training loss"]) > float(trained)


def test_one_step_and_one_epoch_count_right(open_figure):
    figure = open_figure("two.html", 1)
    figure.press("One step")
    figure.wait_for_numbers("epoch 0\\.1|epoch 0\\.0|epoch 0\\.05")
    figure.press("One epoch")
    figure.wait_for_numbers("epoch 1 ?training")
    figure.press("One epoch")
    figure.wait_for_numbers("epoch 2 ?training")


def test_every_picture_changes_while_it_trains(open_figure):
    figure = open_figure("deep.html")
    before = {panel: figure.picture(panel) for panel in ("network", "map", "hidden", "loss")}
    figure.press("One epoch")
    figure.wait_for_numbers("epoch 1 ?training")
    assert all(figure.picture(panel) != picture for panel, picture in before.items())


# ---- Settings ----


def test_the_layers_can_be_changed_and_so_can_each_activation(open_figure):
    figure = open_figure()
    figure.press("one hidden layer more")
    figure.press("one unit more in layer 2")
    figure.choose("activation of layer 1", "relu")
    figure.choose("activation of layer 2", "leaky_relu")
    assert (
        "mlp(2, 4, 5, 1, f=[relu, leaky_relu(0.02)], f_out=sigmoid, rng=0)" in figure.code() or "relu" in figure.code()
    )
    figure.press("One epoch")
    figure.wait_for_numbers("epoch 1 ?training")
    figure.page.wait_for_timeout(700)
    assert "Network 2–4–5–1 with ReLU, leaky ReLU, sigmoid" in figure.text("spoken")


def test_a_step_says_why_it_does_not_learn(open_figure):
    figure = open_figure("two.html", 1)
    figure.choose("activation of layer 1", "step")
    figure.wait_for_remark("its derivative is 0")
    figure.choose("activation of the output", "step")
    figure.wait_for_remark("for every weight")
    before = figure.numbers["training loss"]
    figure.press("One epoch")
    figure.wait_for_remark("the loss does not move")
    assert figure.numbers["training loss"] == before


def test_linear_layers_say_that_they_add_nothing(open_figure):
    figure = open_figure()
    figure.choose("activation of layer 1", "identity")
    figure.wait_for_remark("the boundary stays one straight line")


def test_cross_entropy_takes_the_sigmoid_into_itself(open_figure):
    figure = open_figure()
    figure.choose("loss", "binary_cross_entropy")
    figure.root.get_by_text("sigmoid, inside the loss").wait_for()
    assert "identity" in figure.code()
    figure.press("One epoch")
    figure.wait_for_numbers("epoch 31")
    figure.choose("loss", "squared")
    figure.wait_for("root => root.querySelector('select[aria-label=\"activation of the output\"]').value === 'sigmoid'")


def test_other_data_begin_anew(open_figure):
    figure = open_figure()
    before = figure.picture("map")
    figure.choose("data", "spirals")
    figure.wait_for_numbers("epoch 0")
    assert figure.picture("map") != before
    assert "datasets.spirals(200, noise=0.04, rng=0)" in figure.code()
    figure.slide("noise", 0.2)
    figure.press("Draw again")
    figure.page.wait_for_timeout(200)
    assert "datasets.spirals(200, noise=0.2, rng=1)" in figure.code()


def test_points_can_be_drawn_and_learned(open_figure):
    figure = open_figure()
    figure.press("Clear points")
    figure.wait_for_remark("draw points of both classes")
    canvas = figure.root.locator("canvas.nn-map")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    for label, across in (("0", 0.3), ("1", 0.7)):
        figure.choose("draw points on the map", label)
        figure.page.mouse.move(box["x"] + across * box["width"], box["y"] + 0.2 * box["height"])
        figure.page.mouse.down()
        figure.page.mouse.move(box["x"] + across * box["width"], box["y"] + 0.8 * box["height"], steps=12)
        figure.page.mouse.up()
    figure.choose("speed", FAST)
    figure.play()
    figure.wait_for_numbers(", 100% right")
    assert "np.array([[" in figure.code()


def test_without_points_the_hidden_space_is_drawn_all_the_same(open_figure):
    figure = open_figure("deep.html")
    before = figure.picture("hidden")
    figure.press("Clear points")
    figure.wait_for_remark("draw points of both classes")
    assert figure.picture("hidden") != before


def test_points_can_be_drawn_with_the_keyboard(open_figure):
    figure = open_figure("two.html")
    figure.press("Clear points")
    figure.choose("draw points on the map", "1")
    figure.root.locator("canvas.nn-map").focus()
    for key in ("ArrowRight", "Enter", "ArrowUp", "ArrowUp", " "):
        figure.page.keyboard.press(key)
    figure.choose("draw points on the map", "0")
    figure.root.locator("canvas.nn-map").focus()
    figure.page.keyboard.press("Shift+ArrowLeft")
    figure.page.keyboard.press("Enter")
    figure.page.wait_for_timeout(800)
    assert "of 3 training points" in figure.text("spoken")


def test_a_weight_is_set_by_the_keyboard(open_figure):
    figure = open_figure()
    figure.menu("set by hand").focus()
    figure.page.keyboard.press("ArrowDown")
    figure.slider("its weight").wait_for()
    figure.page.keyboard.press("Tab")
    before = figure.picture("network")
    figure.page.keyboard.press("End")
    figure.wait_for("root => root.querySelector('.nn-exact output').textContent === '8.00'")
    assert figure.picture("network") != before
    number = figure.root.get_by_role("spinbutton", name="its weight as a number")
    number.fill("-2.5")
    number.press("Enter")
    figure.wait_for("root => root.querySelector('.nn-exact output').textContent === '−2.50'")
    assert "Dense([[-2.5, " in figure.code()


def test_a_number_that_was_taken_out_comes_back_when_its_field_is_left(open_figure):
    figure = open_figure()
    figure.menu("set by hand").select_option("2")
    number = figure.root.get_by_role("spinbutton", name="its weight as a number")
    before = number.input_value()
    number.fill("")
    number.press("Tab")
    assert number.input_value() == before != ""


def test_a_weight_is_picked_in_the_picture(open_figure):
    figure = open_figure()
    canvas = figure.root.locator("canvas.nn-network")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    for share in (0.2, 0.25, 0.3, 0.35, 0.4):
        figure.page.mouse.move(box["x"] + share * box["width"], box["y"] + 0.35 * box["height"])
        if "nn-pick" in canvas.get_attribute("class"):
            break
    figure.page.mouse.down()
    figure.page.mouse.up()
    figure.wait_for("root => root.querySelector('.nn-editor select').value !== ''")


def test_the_linear_classifier_has_its_weights_on_sliders(open_figure):
    figure = open_figure("two.html")
    figure.slide("weight w₁", 2)
    figure.slide("weight w₂", 2)
    figure.slide("bias b", 0)
    figure.wait_for_numbers(", (98|99|100)[.\\d]*% right")


# ---- Divergence ----


def test_divergence_pauses_goes_back_and_says_why(open_figure):
    figure = open_figure()
    figure.choose("activation of layer 1", "relu")
    figure.choose("activation of the output", "identity")
    figure.slide("learning rate", 1.5)
    figure.choose("speed", FAST)
    figure.play()
    figure.wait_for_remark("Training diverged")
    assert re.search(r"The cause is the learning rate: η = 32 overshoots, and with η = [\d.]+ ", figure.text("remark"))
    assert not re.search("NaN|Infinity|undefined", figure.root.inner_text())
    assert figure.root.get_by_role("button", name="Play").is_visible()
    figure.root.locator(".nn-box").get_by_role("button", name="Reset").click()
    figure.wait_for_numbers("epoch 0")
    assert figure.page.evaluate("document.activeElement.innerText").endswith("Play")


# ---- Links and code ----


def test_a_link_restores_everything(open_figure, open_page):
    figure = open_figure()
    figure.choose("data", "circles")
    figure.press("one hidden layer more")
    figure.choose("activation of layer 2", "relu")
    figure.choose("loss", "binary_cross_entropy")
    figure.slide("learning rate", -1)
    figure.press("One epoch")
    figure.wait_for_numbers("epoch 1 ?training")
    figure.press("Copy link")
    figure.wait_for_notice("The link is")
    address = figure.page.evaluate("location.hash")
    again = Figure(open_page("usual.html" + address, via="file"))
    again.wait_for_numbers("epoch 0")
    assert again.menu("data").input_value() == "circles"
    assert again.menu("activation of layer 2").input_value() == "relu"
    assert again.menu("loss").input_value() == "binary_cross_entropy"
    for name in ("training loss", "test loss"):
        assert float(again.numbers[name]) == pytest.approx(float(figure.numbers[name]), abs=2e-3)


def test_a_link_brings_back_points_drawn_by_hand(open_figure):
    figure = open_figure("usual.html#playground?own=-1,0,0;1,0,1;0.5,0.5,1&eta=2")
    figure.page.wait_for_timeout(700)
    assert "of 3 training points" in figure.text("spoken")
    assert figure.menu("data").input_value() == "own"


@pytest.mark.parametrize(
    "fragment",
    ["eta=fast", "units=4-4&f=tanh", "units=99&f=tanh", "w=1,2,3", "own=1,2", "data=hen", "seed=0.5", "%E0%A4%A=1"],
)
def test_a_broken_link_shows_the_usual_start_and_a_message(open_figure, fragment):
    figure = open_figure(f"usual.html#playground?{fragment}")
    figure.wait_for_notice("can't be read")
    assert figure.numbers["epoch"] == "30"


def run(code):
    """What the code prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "as code", "exec"), {})
    return printed.getvalue()


def test_the_code_is_reached_and_scrolled_with_the_keyboard(open_figure):
    figure = open_figure()
    figure.code()
    assert figure.root.locator("pre").evaluate("pre => pre.tabIndex") == 0


@pytest.mark.parametrize("steps", [["One epoch"], ["One step", "One epoch", "One step"]])
@pytest.mark.parametrize("change", [None, "own weights", "link"])
def test_the_code_builds_and_trains_this_very_network(open_figure, steps, change):
    figure = open_figure(
        "two.html" + ("#other?units=3-2&f=tanh-relu&data=xor&batch=32&draw=4" if change == "link" else ""), 1
    )
    if change == "own weights":
        figure.menu("set by hand").select_option("2")
        figure.slide("its weight", 1.25)
    for step in steps:
        figure.press(step)
    figure.page.wait_for_timeout(500)
    printed = run(figure.code())
    for name, words in (("training", "training"), ("test", "test")):
        loss = float(re.search(rf"{words}: loss ([\d.]+)", printed)[1])
        assert round(loss, 4) == pytest.approx(float(figure.numbers[f"{name} loss"]), abs=1e-4)


# ---- Every screen and every reader ----


@pytest.mark.parametrize("page", ["usual.html", "deep.html", "xor.html", "two.html"])
@pytest.mark.parametrize("width", [320, 375, 1200])
def test_nothing_sticks_out_at_any_width(open_figure, page, width):
    figure = open_figure(page, width=width, dark=width == 375)
    assert figure.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wide = figure.root.evaluate(
        "root => [...root.querySelectorAll('*')].filter((el) => !el.closest('pre') &&"
        " el.getBoundingClientRect().right > root.getBoundingClientRect().right + 1).map((el) => el.className)"
    )
    assert wide == []


def test_everything_to_touch_is_at_least_40_pixels_high_and_has_a_name(open_figure):
    figure = open_figure(width=375)
    small = figure.root.evaluate(
        "root => [...root.querySelectorAll('button, select, input, summary')].filter((el) => el.offsetParent &&"
        " el.getBoundingClientRect().height < 40).map((el) => el.outerHTML)"
    )
    assert small == []
    nameless = figure.root.evaluate(
        "root => [...root.querySelectorAll('canvas, input')].filter((el) => !el.getAttribute('aria-label')).length"
        " + [...root.querySelectorAll('select')].filter((el) => !el.getAttribute('aria-label') &&"
        " !el.labels[0]?.textContent).length"
    )
    assert nameless == 0
    assert figure.root.locator("[id]").count() == 0


def test_two_on_a_page_leave_each_other_alone(open_figure):
    first = open_figure("two.html")
    second = Figure(first.page, 1)
    before = second.numbers, second.picture("map")
    first.press("One epoch")
    first.wait_for_numbers("epoch 1 ?training")
    first.choose("data", "moons")
    assert (second.numbers, second.picture("map")) == before
    second.press("One epoch")
    second.wait_for_numbers("epoch 1 ?training")
    assert first.numbers["epoch"] == "0"


def test_the_text_alternative_is_not_spoken_at_every_frame(open_figure):
    figure = open_figure()
    figure.page.wait_for_timeout(800)
    note_changes(figure.root, ".nn-spoken")
    figure.play()
    figure.page.wait_for_timeout(2500)
    assert 1 <= changes(figure.root) <= 3
    figure.press("❚❚ Pause")


def test_with_reduced_motion_the_pictures_change_at_most_twice_a_second(open_figure):
    figure = open_figure(reduced_motion=True)
    note_changes(figure.root, ".nn-numbers")
    figure.play()
    figure.page.wait_for_timeout(2000)
    assert 2 <= changes(figure.root) <= 7
    figure.press("❚❚ Pause")


def test_the_pictures_follow_the_theme(open_figure):
    figure = open_figure(dark=True)
    before = figure.picture("map")
    figure.page.evaluate("document.documentElement.dataset.theme = 'light'")
    figure.page.wait_for_timeout(300)
    assert figure.picture("map") != before


def test_a_widget_that_goes_leaves_no_listener_and_no_element_behind(open_figure):
    assert_it_leaves_nothing_behind(open_figure("usual.html").page)


# ---- In JupyterLab ----


@pytest.fixture
def notebook(lab):
    notebook = lab.open("playground.ipynb")
    notebook.run_all()
    return notebook


def in_kernel(notebook, at=0):
    figure = Figure(notebook.page, at)
    figure.root.locator(".nn-engine", has_text="training in the kernel: your NumPy network").wait_for()
    return figure


def test_in_jupyterlab_the_readers_own_network_is_trained(notebook):
    figure = in_kernel(notebook)
    figure.choose("speed", FAST)
    figure.play()
    figure.wait_for_numbers("epoch \\d{3}", 60)
    figure.press("❚❚ Pause")
    figure.page.wait_for_timeout(500)
    assert notebook.python("widget.net is net")
    loss = notebook.python("__import__('nnkit').evaluate(net, widget.x, widget.y)")
    assert loss == pytest.approx(float(figure.numbers["training loss"]), abs=1e-4)


def test_in_jupyterlab_another_design_and_other_data_reach_python(notebook):
    figure = in_kernel(notebook)
    figure.press("one hidden layer more")
    figure.choose("activation of layer 1", "relu")
    figure.choose("data", "spirals")
    figure.press("One epoch")
    figure.wait_for_numbers("epoch 1 ?training")
    assert notebook.python("[layer.f.name for layer in widget.net.layers]") == ["relu", "tanh", "sigmoid"]
    assert notebook.python("widget.dataset") == "spirals"
    loss = notebook.python("__import__('nnkit').evaluate(widget.net, widget.x, widget.y)")
    assert loss == pytest.approx(float(figure.numbers["training loss"]), abs=1e-4)
    notebook.python("widget.set_trait('dataset', 'circles')")
    figure.wait_for("root => [...root.querySelectorAll('select')].some((menu) => menu.value === 'circles')")


@pytest.mark.parametrize("seconds", [2, 8])  # shorter and longer than the page waits for an answer
def test_in_jupyterlab_what_is_pressed_while_the_kernel_is_busy_is_done(notebook, seconds):
    figure = in_kernel(notebook)
    notebook.keep_busy(seconds)
    figure.press("one hidden layer more")
    figure.choose("activation of layer 1", "relu")
    figure.choose("data", "spirals")
    figure.press("One epoch")
    figure.wait_for_numbers("epoch 1 ?training")
    notebook.wait_until("widget.epoch == 1")
    figure.root.locator(".nn-engine", has_text="training in the kernel").wait_for()
    assert figure.numbers["epoch"] == "1"
    assert notebook.python("[layer.f.name for layer in widget.net.layers]") == ["relu", "tanh", "sigmoid"]
    loss = notebook.python("__import__('nnkit').evaluate(widget.net, widget.x, widget.y)")
    assert loss == pytest.approx(float(figure.numbers["training loss"]), abs=1e-4)


def test_in_jupyterlab_points_drawn_by_hand_come_back_to_python(notebook):
    figure = in_kernel(notebook)
    figure.press("Clear points")
    for label, key in (("0", "Shift+ArrowLeft"), ("1", "Shift+ArrowRight")):
        figure.choose("draw points on the map", label)
        figure.root.locator("canvas.nn-map").focus()
        figure.page.keyboard.press(key)
        figure.page.keyboard.press("Enter")
    figure.press("One epoch")
    figure.wait_for_numbers("epoch 1 ?training")
    notebook.wait_until("widget.own_y.tolist() == [[0], [1]]")
    assert notebook.python("widget.own_x.tolist()") == notebook.python("widget.x.tolist()")


def test_in_jupyterlab_a_layer_of_ones_own_trains_and_shows_its_map(notebook):
    figure = in_kernel(notebook, 1)
    figure.wait_for_numbers("training loss")
    before = figure.picture("map")
    figure.press("One epoch")
    figure.wait_for_numbers("epoch 1 ?training")
    figure.wait_for("root => root.querySelector('canvas.nn-map').toDataURL() !== '" + before + "'")


def test_when_the_kernel_is_stopped_in_the_middle_of_a_run_it_says_so_and_can_train_on(notebook):
    figure = in_kernel(notebook)
    notebook.python("setattr(widget, '_one', lambda updates: __import__('time').sleep(60))")
    figure.play()
    notebook.page.wait_for_timeout(1000)
    notebook.interrupt_kernel()
    figure.wait_for_notice("it was interrupted")
    notebook.python("delattr(widget, '_one')")
    figure.press("One epoch")
    figure.wait_for_numbers("epoch 1 ?training")
    assert figure.text("engine") == "training in the kernel: your NumPy network"


def test_when_the_kernel_is_killed_in_the_middle_of_a_run_it_says_so_and_goes_on(notebook):
    figure = in_kernel(notebook)
    figure.code()
    figure.press("Copy code")
    figure.wait_for_notice("code")  # the news takes the place of this note
    figure.play()
    figure.wait_for_numbers("epoch [2-9]")
    notebook.kill_kernel()
    figure.root.locator(".nn-notice", has_text="training goes on in this page").wait_for()
    assert figure.text("engine") == "training in this page (JavaScript)"
    last = int(figure.numbers["epoch"])
    figure.wait_for(f"root => Number(root.querySelector('.nn-numbers b').textContent) > {last} + 3")
