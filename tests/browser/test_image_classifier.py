"""ImageClassifier as a reader meets it: in a published page opened from file://, and in JupyterLab with a kernel."""

import re

import pytest
from hand import Hand
from widget_life import assert_it_leaves_nothing_behind, changes, note_changes

FAST = "Infinity"


@pytest.fixture(scope="session")
def book(specimens):
    return specimens


class Figure(Hand):
    """One ImageClassifier in a page, as its reader uses it."""

    kind = "nn-images"

    def __init__(self, page, at=0):
        super().__init__(page, at)
        self.root.locator(".nn-numbers b").first.wait_for()

    def press(self, name):
        super().press(name, exact=True)

    def play(self):
        super().press("Play")

    def pause(self):
        super().press("Pause")

    def check(self, label):
        self.root.get_by_role("checkbox", name=label).click()
        self.settle()

    @property
    def numbers(self):
        """What is counted and measured: {"trials": 50.0, "mistakes": 8.0, "1000 fresh cards": 94.0, …}."""
        parts = [part.text_content() for part in self.root.locator(".nn-numbers > span").all()]
        found = [re.fullmatch(r"(.+?) ([\d.]+)(% correct|, .*)?", part) for part in parts]
        return {name: float(value) for name, value, _ in (match.groups() for match in found)}

    def share(self, of):
        [value] = [value for name, value in self.numbers.items() if name.endswith(of)]
        return value

    def painted(self, panel):
        """How many different colors there are."""
        return self.root.locator(f"canvas.nn-{panel}").evaluate(
            "canvas => new Set(new Uint32Array(canvas.getContext('2d')"
            ".getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size"
        )


@pytest.fixture
def deck(open_page):
    return Figure(open_page("cards.html"))


@pytest.fixture
def ten(open_page):
    return Figure(open_page("shapes.html"))


# ---- The cards of 1958, in the published page ----


@pytest.mark.parametrize("via", ["http", "file"])
def test_trials_reduce_mistakes_until_a_whole_pass_is_right(open_page, via):
    figure = Figure(open_page("cards.html", via=via))
    before = figure.numbers
    assert (before["trials"], before["200 training cards"]) == (50, 94.5)
    figure.choose("speed", FAST)
    figure.play()
    figure.wait_for_text("remark", "A whole pass through all 200 cards without a mistake")
    after = figure.numbers
    assert after["200 training cards"] == 100
    assert after["1000 fresh cards"] > 97
    assert "0 in the last 50" in figure.text("numbers")
    assert after["mistakes"] > before["mistakes"]
    assert figure.text("engine") == "training in this page (JavaScript)"
    assert figure.root.get_by_role("button", name="Play").is_visible()


def test_the_first_state_teaches_before_anyone_touches_it(deck):
    assert "50 trials are done, with 8 mistakes" in deck.text("remark")
    assert " ".join(deck.text("title").split()) == "training card 51 of 200: left answer: left, correct"
    deck.wait_for_text("spoken", "The sum a is −7; answer: left, correct")
    assert deck.painted("weights") > 3
    assert deck.painted("product") > 2


def test_one_trial_shows_the_next_card_and_only_a_mistake_changes_w(deck):
    changed = {}
    for _ in range(12):
        before = deck.picture("weights")
        trials = deck.numbers["trials"]
        deck.press("One trial")
        deck.wait_for_text("remark", f"Trial {trials + 1:.0f}:")
        mistake = "a mistake" in deck.text("remark")
        changed[mistake] = changed.get(mistake, False) or deck.picture("weights") != before
    assert changed[False] is False
    assert deck.numbers["trials"] == 62
    assert "training card 63 of 200" in deck.text("title")


def test_reset_goes_back_to_no_weights_and_fifty_trials_lead_to_the_same_place(deck):
    first = deck.picture("weights")
    deck.press("Reset")
    deck.wait_for_text("remark", "Nothing is learned yet")
    assert deck.numbers == {"trials": 0, "mistakes": 0, "200 training cards": 50, "1000 fresh cards": 50}
    for _ in range(50):
        deck.press("One trial")
    deck.wait_for_text("remark", "Trial 50:")
    assert deck.numbers["mistakes"] == 8
    assert deck.numbers["1000 fresh cards"] == 94
    assert deck.picture("weights") == first


def test_inverted_cards_are_more_often_wrong_than_not(deck):
    before = deck.picture("picture")
    deck.check("negative")
    deck.wait_for_text("remark", "All fresh cards inverted: 33\\.9% correct\\. As they are: 94\\.0%")
    assert deck.picture("picture") != before
    deck.check("negative")
    deck.wait_for_text("remark", "50 trials are done")
    assert deck.picture("picture") == before


def test_play_can_be_paused(deck):
    deck.choose("speed", "30")
    deck.play()
    deck.wait_for("root => Number(root.querySelector('.nn-numbers b').textContent) > 55")
    deck.pause()
    deck.page.wait_for_timeout(400)  # what the last frame did is shown a moment later
    held = deck.numbers["trials"]
    deck.page.wait_for_timeout(400)
    assert deck.numbers["trials"] == held


# ---- The ten shapes, in the published page ----


def test_training_raises_the_accuracy_and_forms_the_rows_of_w(ten):
    assert "on 400 images" in ten.text("remark")
    assert "In this page it trains on 80 of the 400 images" in ten.text("remark")
    ten.press("Reset")
    ten.wait_for_text("numbers", "steps 0")
    assert ten.share("training images") == 10
    blank = ten.picture("weights")
    ten.choose("speed", FAST)
    ten.play()
    ten.wait_for("root => Number(root.querySelector('.nn-numbers b').textContent) > 400", 60)
    ten.pause()
    assert ten.share("training images") > 60
    assert ten.share("fresh images") > 20
    assert ten.picture("weights") != blank
    assert ten.painted("weights") > 100
    assert not re.search("NaN|undefined|Infinity", ten.root.inner_text())


def test_a_shift_changes_the_scores_by_button_and_by_key(ten):
    before = ten.picture("scores")
    ten.press("Shift right")
    ten.wait_for_text("remark", "All fresh images shifted 1 right")
    once = ten.picture("scores")
    assert once != before
    ten.root.locator("canvas.nn-picture").focus()
    ten.page.keyboard.press("ArrowUp")
    ten.wait_for_text("remark", "shifted 1 right and 1 up")
    assert ten.picture("scores") != once
    ten.press("Undo")
    ten.wait_for_text("remark", "300 steps are done")
    assert ten.picture("scores") == before


def test_drawing_with_the_pointer_changes_the_scores(ten):
    before = ten.picture("scores"), ten.picture("picture")
    canvas = ten.root.locator("canvas.nn-picture")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    mouse = ten.page.mouse
    mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.3 * box["height"])
    mouse.down()
    mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.3 * box["height"], steps=3)
    mouse.up()
    ten.wait_for_text("remark", "You changed \\d\\d+ pixels")
    assert ten.picture("scores") != before[0]
    assert ten.picture("picture") != before[1]
    ten.choose("draw with", "dark")
    mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.8 * box["height"])
    ten.press("Undo")
    ten.wait_for_text("remark", "300 steps are done")
    assert (ten.picture("scores"), ten.picture("picture")) == before


def test_a_finger_draws_on_a_card(browser, book, open_page):
    page = open_page("cards.html", width=375)
    figure = Figure(page)
    canvas = figure.root.locator("canvas.nn-picture")
    canvas.scroll_into_view_if_needed()
    before = figure.picture("picture")
    box = canvas.bounding_box()
    touch = page.context.new_cdp_session(page)

    def finger(kind, share=None):
        point = [] if share is None else [{"x": box["x"] + share * box["width"], "y": box["y"] + 0.12 * box["height"]}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": point})

    finger("touchStart", 0.7)
    finger("touchMove", 0.85)
    finger("touchEnd")
    figure.wait_for_text("remark", "You changed \\d+ pixels?")
    assert figure.picture("picture") != before


def test_the_keyboard_draws_too(deck):
    deck.root.locator("canvas.nn-picture").focus()
    for key in ("Shift+ArrowUp", "Shift+ArrowRight", "Space"):
        deck.page.keyboard.press(key)
    deck.wait_for_text("remark", "You changed 1 pixel\\.")


def test_the_data_can_be_browsed_wrong_ones_first(ten):
    ten.choose("look at", "train")
    ten.wait_for_text("title", "training image 1 of 80: disk")
    ten.press("Next image")
    ten.wait_for_text("title", "training image 2 of 80: ring")
    ten.press("Previous image")
    ten.press("Previous image")
    ten.wait_for_text("title", "training image 80 of 80: checkerboard")
    ten.check("wrong ones first")
    ten.wait_for_text("title", ", wrong")
    ten.press("Next image")
    ten.wait_for_text("title", ", wrong")


def test_the_rows_of_w_can_be_shown_by_sign(ten):
    before = ten.picture("weights")
    ten.choose("rows of W", "bright")
    ten.wait_for("root => true")
    ten.page.wait_for_timeout(100)
    assert ten.picture("weights") != before


# ---- Links ----


def test_a_link_restores_what_is_seen(open_page):
    figure = Figure(open_page("shapes.html#shapes?set=training&image=7&across=2&down=-1&negative=yes&eta=0.05"))
    assert "training image 7 of 80: cross" in figure.text("title")
    assert "All fresh images inverted, shifted 2 right and 1 up" in figure.text("remark")
    assert figure.root.get_by_role("checkbox", name="negative").is_checked()
    assert figure.text("value") == "0.05"
    figure.press("Next image")
    figure.press("Copy link")
    figure.wait_for_text("notice", "The link is")
    assert figure.page.url.endswith("#shapes?set=training&image=8&across=2&down=-1&negative=yes&eta=0.05")


@pytest.mark.parametrize("query", ["image=9999", "across=99", "negative=perhaps", "weights=1", "image=%E0%A4%A"])
def test_a_broken_link_is_ignored_with_a_message(open_page, query):
    figure = Figure(open_page(f"cards.html#cards?{query}"))
    figure.wait_for_text("notice", "The link to this figure can't be read")
    assert "training card 51 of 200" in figure.text("title")


# ---- For everyone ----


@pytest.mark.parametrize("width", [320, 375, 768, 1200, 1920])
@pytest.mark.parametrize("name", ["cards", "shapes"])
def test_it_fits_every_width(open_page, name, width):
    figure = Figure(open_page(f"{name}.html", width=width))
    page = figure.page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = figure.root.bounding_box()
    for part in figure.root.locator("canvas, button:visible, select:visible, input").all():
        inside = part.bounding_box()
        assert inside["x"] >= box["x"] - 1
        assert inside["x"] + inside["width"] <= box["x"] + box["width"] + 1
    for part in figure.root.locator("button:visible, select:visible").all():
        assert part.bounding_box()["height"] >= 39


@pytest.mark.parametrize("dark", [False, True])
def test_it_wears_the_colors_of_the_page(open_page, dark):
    figure = Figure(open_page("cards.html", dark=dark))
    paper = figure.root.evaluate("root => getComputedStyle(root).backgroundColor")
    assert paper == ("rgb(20, 24, 31)" if dark else "rgb(255, 255, 255)")


def test_two_on_a_page_leave_each_other_alone(open_page):
    page = open_page("both.html")
    deck, ten = Figure(page), Figure(page, 1)
    deck.press("One trial")
    deck.check("negative")
    deck.wait_for_text("remark", "inverted")
    assert ten.numbers["steps"] == 300
    assert "300 steps are done" in ten.text("remark")
    ten.press("One step")
    ten.wait_for_text("numbers", "steps 301")
    assert deck.numbers["trials"] == 51


def test_with_reduced_motion_the_pictures_change_at_most_twice_a_second(open_page):
    figure = Figure(open_page("cards.html", reduced_motion=True))
    note_changes(figure.root, ".nn-numbers")
    figure.choose("speed", "30")
    figure.play()
    figure.page.wait_for_timeout(2000)
    assert 2 <= changes(figure.root) <= 7


def test_the_text_alternative_is_not_spoken_at_every_frame(deck):
    deck.page.wait_for_timeout(700)
    note_changes(deck.root, ".nn-spoken")
    deck.choose("speed", "30")
    deck.play()
    deck.page.wait_for_timeout(2500)
    assert 1 <= changes(deck.root) <= 3


def test_every_control_and_picture_has_a_name(open_page):
    page = open_page("both.html")
    for figure in (Figure(page), Figure(page, 1)):
        nameless = figure.root.evaluate(
            "root => [...root.querySelectorAll('canvas, button, input, select')]"
            ".filter((el) => !(el.getAttribute('aria-label') || el.textContent.trim() && el.tagName === 'BUTTON'"
            " || el.labels?.[0]?.textContent)).length"
        )
        assert nameless == 0
        assert figure.root.locator("[id]").count() == 0


def test_a_widget_that_goes_leaves_no_listener_and_no_element_behind(deck):
    assert_it_leaves_nothing_behind(deck.page)


def test_a_layer_of_ones_own_is_shown_with_its_answers_and_says_that_it_needs_a_kernel(open_page):
    figure = Figure(open_page("own.html"))
    assert "This network trains only with a kernel" in figure.text("remark")
    assert "layer 1 is a Halved" in figure.text("remark")
    assert figure.share("training images") > 20
    figure.wait_for_text("spoken", "The highest scores are")
    assert figure.painted("scores") > 3
    figure.press("Next image")
    figure.wait_for_text("title", "fresh image")
    steps = figure.numbers["steps"]
    figure.play()
    figure.wait_for_text("notice", "This network trains only with a kernel")
    assert figure.numbers["steps"] == steps
    figure.press("Shift left")
    figure.wait_for_text("title", "no answer without a kernel")


# ---- In JupyterLab ----


def in_kernel(notebook, at):
    figure = Figure(notebook.page, at)
    figure.root.locator(".nn-engine", has_text="training in the kernel: your NumPy network").wait_for()
    return figure


def test_in_jupyterlab_the_readers_own_unit_is_trained_from_where_the_picture_is(lab):
    notebook = lab.open("images.ipynb")
    notebook.run_all()
    deck = in_kernel(notebook, 0)
    assert notebook.python("float(abs(unit.layers[0].W).sum())") == 0
    assert deck.numbers["trials"] == 50
    deck.press("One trial")
    deck.wait_for_text("remark", "Trial 51: card 51, left")
    assert notebook.python("float(abs(unit.layers[0].W).sum())") > 0
    deck.choose("speed", FAST)
    deck.play()
    deck.wait_for_text("remark", "A whole pass through all 200 cards without a mistake", 60)
    assert notebook.python("__import__('nnkit').accuracy(unit, widget.x, widget.y)") == 1
    assert deck.numbers["200 training cards"] == 100
    deck.press("Reset")
    deck.wait_for_text("remark", "Nothing is learned yet")
    assert notebook.python("[float(abs(unit.layers[0].W).sum()), widget.step]") == [0, 0]


def test_in_jupyterlab_softmax_trains_on_all_images_and_goes_on_without_a_kernel(lab):
    notebook = lab.open("images.ipynb")
    notebook.run_all()
    ten = in_kernel(notebook, 1)
    notebook.python("classifier.set_trait('batch_size', 16)")  # none of the menu's own
    ten.wait_for("root => root.querySelector('.nn-settings select').selectedOptions[0]?.textContent === '16'")
    assert "The kernel trains on all 400 images; the page shows the first 80" in ten.text("remark")
    ten.choose("speed", FAST)
    ten.play()
    ten.wait_for("root => Number(root.querySelector('.nn-numbers b').textContent) > 400", 60)
    notebook.kill_kernel()
    ten.root.locator(".nn-notice", has_text="training goes on in this page").wait_for()
    at = ten.numbers["steps"]
    ten.wait_for(f"root => Number(root.querySelector('.nn-numbers b').textContent) > {at}")


def test_in_jupyterlab_a_layer_of_ones_own_trains_and_says_what_it_sees(lab):
    notebook = lab.open("images.ipynb")
    notebook.run_all()
    own = in_kernel(notebook, 2)
    before, spoken = own.share("training images"), own.text("spoken")
    own.choose("speed", FAST)
    own.play()
    own.wait_for("root => Number(root.querySelector('.nn-numbers b').textContent) > 600", 60)
    own.pause()
    own.wait_for(f"root => root.querySelector('.nn-spoken').textContent !== {spoken!r}")
    assert own.share("training images") > before
    own.press("Shift left")
    own.wait_for_text("title", "answer: ")
    assert notebook.python("float(abs(own.layers[0].W).sum())") > 0
