"""BackpropStepper as a reader meets it: in a published page, opened as a file, and in JupyterLab with a kernel."""

import re

import numpy as np
import pytest
from hand import SECONDS, Hand
from widget_life import assert_it_leaves_nothing_behind, changed_at_most_twice_a_second, note_changes


@pytest.fixture(scope="session")
def book(specimens):
    return specimens


class Stepper(Hand):
    """One BackpropStepper in a page, as its reader uses it."""

    kind = "nn-backprop"

    def __init__(self, page, at=0):
        super().__init__(page, at)
        self.root.wait_for()
        self.wait_for("root => root.querySelector('.nn-spoken').textContent !== ''")

    def field(self, name):
        return self.root.get_by_role("spinbutton", name=name, exact=True)

    def write(self, name, value):
        self.field(name).fill(str(value))
        self.settle()

    def go_to(self, step):
        self.slide("step", step)

    @property
    def step(self):
        return self.root.locator("output").first.inner_text()

    def box(self, name):
        """What stands in the graph's box of this name: a number, or a question mark."""
        return self.slots(".nn-chain", name).locator(".nn-numeral").inner_text()

    def slots(self, part, name):
        of_that_name = self.page.locator(".nn-name").filter(has_text=re.compile(f"^{re.escape(name)}$"))
        return self.root.locator(f"{part} .nn-slot").filter(has=of_that_name)

    def look(self, part, name):
        """How the boxes of this name take part in the step: new, lit or neither."""
        return [slot.get_attribute("data-part") for slot in self.slots(part, name).all()]

    def wait_for_step(self, step, seconds=10):
        self.wait_for(f"root => root.querySelector('output').textContent.startsWith('{step} of ')", seconds)


def open_stepper(open_page, fragment="", at=0, **options):
    return Stepper(open_page(f"backprop.html{fragment}", via="file", **options), at)


@pytest.fixture
def stepper(open_page):
    return open_stepper(open_page)


# ---- In the published page ----


def test_the_first_state_teaches_before_anyone_touches_it(stepper):
    assert stepper.step == "9 of 19"
    assert [stepper.box(name) for name in ("a₁", "f₁", "a₂", "f₂", "a₃", "f₃", "L")] == [
        *("0.2", "0.5498", "−2.1993", "0.0998", "−0.4491", "0.3896", "0.1863")
    ]
    assert (stepper.box("∂L/∂f₃"), stepper.box("∂L/∂a₃"), stepper.box("∂f₃/∂a₃")) == ("−0.6104", "−0.1452", "0.2378")
    assert stepper.box("∂L/∂w₃") == stepper.box("∂L/∂b") == "?"
    assert "∂L/∂a₃ = ∂L/∂f₃ · ∂f₃/∂a₃ = −0.6104 · 0.2378 = −0.1452" in " ".join(stepper.text("formula").split())
    assert stepper.text("engine") == "steps through the chain in this page (JavaScript)"


def test_the_walk_finds_every_slope_of_chapter_7(stepper):
    for _ in range(8):
        stepper.press("Next")
    assert [stepper.box(f"∂L/∂{name}") for name in ("w₁", "w₂", "w₃", "b")] == [
        *("−0.1162", "0.0323", "−0.0145", "−0.0581")
    ]
    assert stepper.root.locator(".nn-cost td").all_inner_texts() == ["8", "8", "17", "17"]
    assert stepper.root.locator("[data-known=false]").count() == 0
    for _ in range(17):
        stepper.press("Back")
    assert stepper.step == "0 of 19"
    assert stepper.root.get_by_role("button", name="Back").is_disabled()
    assert stepper.root.get_by_role("button", name="Back").get_attribute("aria-disabled") == "true"
    stepper.root.get_by_role("button", name="Back").press("Enter")  # which does nothing here, and keeps the focus
    assert stepper.page.evaluate("document.activeElement.innerText") == "Back"
    assert stepper.root.locator(".nn-chain [data-known=true]").count() == 0


def test_factors_light_up_when_they_are_used_again(stepper):
    stepper.go_to(13)  # ∂L/∂w₂ = ∂L/∂a₂ · f₁
    assert stepper.look(".nn-chain", "∂L/∂a₂") == ["lit"]
    assert stepper.look(".nn-chain", "∂L/∂w₂") == ["new"]
    # Both factors of ∂L/∂a₃ are part of the product, in the row of w₂ and of those below.
    assert stepper.look(".nn-products", "∂L/∂f₃") == ["", "lit", "", ""]
    assert stepper.look(".nn-products", "∂a₂/∂w₂") == ["new"]
    paint = "slot => getComputedStyle(slot).backgroundColor"
    lit, plain = (stepper.slots(".nn-products", "∂L/∂f₃").nth(row).evaluate(paint) for row in (1, 0))
    assert lit != plain


def test_what_is_not_computed_yet_looks_different_from_0(stepper):
    stepper.choose("f₂", "step")
    stepper.go_to(12)
    assert (stepper.box("∂L/∂a₂"), stepper.box("∂L/∂a₁")) == ("0", "?")
    style = "slot => [getComputedStyle(slot).borderStyle, getComputedStyle(slot).borderColor]"
    zero, unknown = (stepper.slots(".nn-chain", name).evaluate(style) for name in ("∂L/∂a₂", "∂L/∂a₁"))
    assert (zero[0], unknown[0]) == ("solid", "dashed")
    assert zero[1] != unknown[1]
    unknown = stepper.slots(".nn-chain", "∂L/∂a₁").get_by_role("img", name="not computed yet")
    assert unknown.count() == 1
    assert "computed and not missing" in stepper.text("explanation")


def test_the_update_moves_the_parameters_and_the_new_loss_is_lower(stepper):
    stepper.go_to(18)
    assert float(stepper.field("w₁").input_value()) == pytest.approx(0.5581, abs=1e-4)
    assert stepper.box("a₁") == "0.2"
    stepper.press("Next")
    assert stepper.box("a₁") == "0.3453"
    assert "0.1863 → 0.1779" in stepper.text("formula")
    assert stepper.box("∂L/∂f₃") == "?"
    stepper.press("Next")
    assert stepper.step == "8 of 19"
    stepper.press("Whole update")
    stepper.press("Whole update")
    assert stepper.text("trail").count("then") == 2
    stepper.press("Reset")
    assert stepper.field("w₁").input_value() == "0.5"
    assert stepper.step == "9 of 19"


def test_everything_can_be_changed_and_the_walk_follows(stepper):
    stepper.go_to(13)
    stepper.write("w₃", 2)
    stepper.write("x", -1)
    stepper.write("y", 0.25)
    stepper.choose("f₁", "tanh")
    assert stepper.step == "13 of 19"
    a1, f1 = -0.5 - 0.8, np.tanh(-1.3)
    f2 = 1 / (1 + np.exp(4 * f1))
    f3 = 1 / (1 + np.exp(-2 * f2))
    slope = (f3 - 0.25) * f3 * (1 - f3) * 2 * f2 * (1 - f2) * f1
    assert float(stepper.box("a₁").replace("−", "-")) == pytest.approx(a1, abs=1e-4)
    assert float(stepper.box("∂L/∂w₂").replace("−", "-")) == pytest.approx(slope, abs=1e-4)


def test_what_is_no_number_is_marked_and_changes_nothing(stepper):
    field = stepper.field("w₁")
    for text in ("", "1e9"):
        field.fill(text)
        assert field.get_attribute("aria-invalid") == "true"
        assert stepper.box("a₁") == "0.2"
    field.blur()
    assert (field.input_value(), field.get_attribute("aria-invalid")) == ("0.5", "false")


def test_everything_works_with_the_keyboard_alone(stepper):
    keyboard = stepper.page.keyboard
    stepper.field("w₁").focus()
    for _ in range(3):
        keyboard.press("ArrowUp")
    stepper.settle()
    assert stepper.field("w₁").input_value() == "0.8"
    assert stepper.box("a₁") == "0.8"
    stepper.root.get_by_role("slider", name="step").focus()
    keyboard.press("ArrowRight")
    stepper.wait_for_step(10)
    keyboard.press("Tab")
    keyboard.press("Tab")
    keyboard.press("Space")  # next
    stepper.wait_for_step(11)
    assert stepper.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    keyboard.press("Shift+Tab")
    keyboard.press("Enter")  # back
    stepper.wait_for_step(10)


def test_play_advances_by_itself_and_stops_when_paused(stepper):
    stepper.press("Play")
    stepper.wait_for_step(11, seconds=8)
    stepper.press("Pause")
    step = stepper.step
    stepper.page.wait_for_timeout(2000)
    assert stepper.step == step


def test_with_less_motion_nothing_fades_and_play_takes_more_time(open_page):
    stepper = open_stepper(open_page, reduced_motion=True)
    fades = stepper.slots(".nn-chain", "a₁").evaluate("slot => getComputedStyle(slot).transitionDuration")
    assert fades == "0s"
    stepper.press("Play")
    stepper.page.wait_for_timeout(2000)
    assert stepper.step == "9 of 19"
    stepper.wait_for_step(10, seconds=8)


def test_two_steppers_on_a_page_leave_each_other_alone(stepper):
    deep = Stepper(stepper.page, 1)
    assert deep.step == "13 of 29"
    deep.press("Whole update")
    deep.write("x", 3)
    assert (stepper.step, stepper.field("x").input_value()) == ("9 of 19", "2")


def test_an_update_beyond_all_bounds_is_refused_with_the_reason(stepper):
    for name in ("f₁", "f₂", "f₃"):
        stepper.choose(name, "identity")
    for name in ("w₁", "w₂", "w₃", "x"):
        stepper.write(name, 100)
    stepper.press("Whole update")
    assert "would throw a parameter beyond a million" in stepper.text("remark")
    assert stepper.field("w₁").input_value() == "100"
    assert not re.search("NaN|Infinity|undefined", stepper.root.inner_text())


# ---- Links ----

LINK = "#backprop?w=1,2,-1&b=0.5&x=3&y=0&f=tanh,relu,sigmoid&eta=0.1&step=14"


def test_a_link_restores_the_state_and_reset_comes_back_to_it(open_page):
    stepper = open_stepper(open_page, LINK)
    assert stepper.step == "14 of 19"
    assert [stepper.field(name).input_value() for name in ("w₁", "w₂", "w₃", "b", "x", "y")] == [
        *("1", "2", "-1", "0.5", "3", "0")
    ]
    assert stepper.root.get_by_role("combobox", name="f₂").input_value() == "relu"
    stepper.press("Whole update")
    stepper.press("Reset")
    assert stepper.field("w₂").input_value() == "2"


def test_copy_link_puts_the_state_into_the_address(stepper):
    stepper.write("b", 0.25)
    stepper.go_to(18)
    stepper.press("Copy link")
    stepper.root.locator(".nn-notice", has_text="The link is").wait_for()
    address = stepper.page.evaluate("location.hash")
    assert address == "#backprop?w=0.5%2C-4%2C-4.5&b=0.25&x=2&y=1&f=sigmoid%2Csigmoid%2Csigmoid&eta=0.5&step=18"


@pytest.mark.parametrize(
    "query", ["w=1,2", "b=abc", "f=sine,relu,relu", "step=99", "step=1.5", "q=1", "x=5000", "%E0%A4=1"]
)
def test_a_broken_link_shows_the_usual_start_and_a_message(open_page, query):
    stepper = open_stepper(open_page, f"#backprop?{query}")
    stepper.root.locator(".nn-notice", has_text="can't be read").wait_for()
    assert (stepper.step, stepper.field("w₁").input_value()) == ("9 of 19", "0.5")
    assert Stepper(stepper.page, 1).text("notice") == ""


# ---- Every screen and every reader ----


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 375, 768, 1200])
def test_nothing_sticks_out_at_any_width(open_page, width, dark):
    stepper = open_stepper(open_page, width=width, dark=dark)
    for step in (9, 18):
        stepper.go_to(step)
        assert stepper.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        wide = stepper.root.evaluate(
            "root => [...root.querySelectorAll('*')].filter((el) =>"
            " el.getBoundingClientRect().right > root.getBoundingClientRect().right + 1).map((el) => el.className)"
        )
        assert wide == []


def test_no_two_boxes_overlap(open_page):
    stepper = open_stepper(open_page, width=320)
    stepper.go_to(17)
    boxes = stepper.root.locator(".nn-chain .nn-slot, .nn-chain input, .nn-chain select").evaluate_all(
        "all => all.map((el) => el.getBoundingClientRect()).map((at) => [at.left, at.top, at.right, at.bottom])"
    )
    for k, (left, top, right, bottom) in enumerate(boxes):
        for x0, y0, x1, y1 in boxes[k + 1 :]:
            assert right <= x0 + 1 or x1 <= left + 1 or bottom <= y0 + 1 or y1 <= top + 1


def test_everything_to_touch_is_at_least_40_pixels_high(open_page):
    stepper = open_stepper(open_page, width=375)
    heights = stepper.root.evaluate(
        "root => [...root.querySelectorAll('button, select, input')].filter((el) => el.offsetParent)"
        ".map((el) => el.getBoundingClientRect().height)"
    )
    assert len(heights) >= 16
    assert min(heights) >= 40


def test_the_text_alternative_says_the_step_at_most_twice_a_second(stepper):
    stepper.page.wait_for_timeout(600)
    note_changes(stepper.root, ".nn-spoken")
    for step in range(20):
        stepper.go_to(step)
    stepper.wait_for("root => root.querySelector('.nn-spoken').textContent.startsWith('Step 19 of 19, the new loss')")
    assert changed_at_most_twice_a_second(stepper.root)
    assert stepper.root.locator(".nn-spoken").get_attribute("aria-live") == "polite"


def test_every_control_has_a_name(stepper):
    nameless = stepper.root.evaluate(
        "root => [...root.querySelectorAll('input')].filter((el) => !el.getAttribute('aria-label')).length"
        " + [...root.querySelectorAll('select')].filter((el) => !el.labels[0]?.textContent).length"
    )
    assert nameless == 0
    assert stepper.root.locator("[id]").count() == 0


def test_a_widget_that_goes_leaves_no_listener_and_no_element_behind(stepper):
    assert_it_leaves_nothing_behind(stepper.page)


# ---- In JupyterLab ----


def test_in_jupyterlab_an_update_changes_the_readers_own_network(lab):
    notebook = lab.open("backprop.ipynb")
    notebook.run_all()
    stepper = Stepper(notebook.page)
    stepper.root.locator(".nn-engine", has_text="steps through your net in the kernel").wait_for()
    assert stepper.root.get_by_role("button", name="Copy link").count() == 0
    stepper.press("Whole update")
    weights = "[layer.W.item() for layer in net.layers] + [net.layers[0].b.item()]"
    notebook.wait_until(f"({weights})[0] > 0.55")
    assert notebook.python(weights) == pytest.approx([0.5581, -4.0161, -4.4928, -0.7710], abs=1e-4)
    assert notebook.python("widget.net is net")
    stepper.choose("f₂", "relu")
    # A ReLU that is off passes no slope on, so the update, which is made again for it, leaves every weight as it was.
    notebook.wait_until(f"net.layers[1].f.name == 'relu' and {weights} == [0.5, -4, -4.5, -0.8]")
    notebook.python("[net.layers[1].W.fill(1.5), widget.refresh()]")
    stepper.wait_for("root => [...root.querySelectorAll('.nn-entry input')].some((it) => it.value === '1.5')")
    notebook.python("widget.set_trait('x', 4)")
    stepper.wait_for("root => [...root.querySelectorAll('.nn-entry input')].some((it) => it.value === '4')")
    notebook.kill_kernel()
    stepper.root.locator(".nn-notice", has_text="your net does not follow").wait_for(timeout=30 * SECONDS)
    stepper.root.get_by_role("button", name="Next").dispatch_event("click")  # JupyterLab's dialog lies above it
    stepper.wait_for_step(18)
