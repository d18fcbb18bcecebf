"""A reader's hand on one widget of a page: what every widget's tests press, choose, slide, read and wait for."""

from playwright.sync_api import TimeoutError

SECONDS = 1000
NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Hand:
    """One widget in a page. What is read after an action is what the next frame shows."""

    kind = ""  # the class of its root

    def __init__(self, page, at=0):
        self.page = page
        self.root = page.locator(f".{self.kind}").nth(at)

    def press(self, name, exact=False):
        self.root.get_by_role("button", name=name, exact=exact).click()
        self.settle()

    def menu(self, label):
        return self.root.get_by_role("combobox", name=label)

    def choose(self, label, value):
        self.menu(label).select_option(value)
        self.settle()

    def slider(self, label):
        return self.root.get_by_role("slider", name=label)

    def slide(self, label, value):
        """Put a slider where a hand would put it, at the step that is nearest."""
        self.slider(label).evaluate(
            "(input, value) => { input.value = value; input.dispatchEvent(new Event('input', {bubbles: true})); }",
            str(value),
        )
        self.settle()

    def settle(self):
        """Wait until the next frame is drawn."""
        self.page.evaluate(NEXT_FRAME)

    def text(self, part):
        return self.root.locator(f".nn-{part}").first.inner_text()

    def picture(self, panel):
        """What a canvas shows, as one long string that changes when it does; `panel` is its name or its number."""
        canvas = self.root.locator("canvas").nth(panel) if isinstance(panel, int) else self.canvas(panel)
        return canvas.evaluate("canvas => canvas.toDataURL()")

    def canvas(self, panel):
        return self.root.locator(f"canvas.nn-{panel}")

    def pixels(self, at):
        """How many pixels of a picture are painted."""
        painted = "canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data"
        count = f"canvas => {painted}.filter((value, i) => i % 4 === 3 && value > 0).length"
        return self.root.locator("canvas").nth(at).evaluate(count)

    def wait_for(self, condition, seconds=20):
        """Wait until a function of the widget's root is true; where it never is, say what the widget shows."""
        try:
            self.page.wait_for_function(
                f"([root]) => ({condition})(root)", arg=[self.root.element_handle()], timeout=seconds * SECONDS
            )
        except TimeoutError:
            shown = self.root.inner_text()
            raise AssertionError(
                f"{condition} did not come true within {seconds} s; the widget shows:\n{shown}"
            ) from None

    def wait_for_text(self, part, pattern, seconds=20):
        self.wait_for(f"root => /{pattern}/.test(root.querySelector('.nn-{part}').textContent)", seconds)
