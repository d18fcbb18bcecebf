"""All five widgets in a notebook in JupyterLab: ActivationExplorer with its kernel, and all in the dark theme."""

from axe_playwright_python.sync_playwright import Axe
from jupyter_lab import PANEL

from nnkit.palette import DARK

WIDGETS = 5


def opened(lab, **options):
    notebook = lab.open("all.ipynb", **options)
    notebook.run_all()
    notebook.page.locator(".nnkit").nth(WIDGETS - 1).wait_for()
    return notebook


def test_the_activation_explorer_and_its_traits_follow_each_other(lab):
    notebook = opened(lab)
    explorer = notebook.page.locator(".nn-activation")
    explorer.get_by_role("radio", name="ReLU", exact=True).check()
    explorer.get_by_role("slider", name="input a").fill("-2")
    notebook.wait_until("(explorer.f, explorer.a) == ('relu', -2)")
    notebook.python("explorer.set_trait('f', 'tanh')")
    notebook.python("explorer.set_trait('a', 3.0)")
    explorer.locator("input[value=tanh]:checked").wait_for()
    explorer.locator(".nn-spoken", has_text="at a = 3").wait_for(state="attached")


CELLS = f"() => [{PANEL}.content.widgets.length, {PANEL}.content.activeCellIndex]"


def test_the_keys_of_sliders_menus_and_radios_are_theirs_and_not_the_notebooks(lab):
    notebook = opened(lab)
    page, descent = notebook.page, notebook.page.locator(".nn-descent")
    weight = descent.get_by_role("slider", name="weight w")
    weight.focus()
    before, cells = float(weight.input_value()), page.evaluate(CELLS)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    assert float(weight.input_value()) > before
    descent.get_by_role("combobox", name="loss").focus()
    page.keyboard.press("b")  # at a cell it inserts another one
    assert page.evaluate(CELLS) == cells
    page.locator(".nn-activation input:checked").focus()
    page.keyboard.press("ArrowRight")
    page.locator(".nn-activation input[value=tanh]:checked").wait_for()
    assert page.evaluate(CELLS)[0] == cells[0]


PAINTED = """() => [...document.querySelectorAll(".nnkit canvas")].every((canvas) => canvas.width > 0 &&
  canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0))"""


def test_in_the_dark_theme_everything_is_drawn_anew_and_every_word_stands_out(lab):
    page = opened(lab, color_scheme="dark").page
    page.set_viewport_size({"width": 1200, "height": 6000})  # axe-core judges what is in view
    page.evaluate("() => window.jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' })")
    page.wait_for_function("() => document.body.dataset.jpThemeLight === 'false'")
    page.wait_for_function(PAINTED)
    for widget in page.locator(".nnkit").all():
        assert widget.evaluate("el => getComputedStyle(el).getPropertyValue('--nn-paper').trim()") == DARK["paper"]
    page.add_style_tag(content="body { height: 100vh }")  # axe-core takes all for cut off by a body without a height
    found = Axe().run(
        page, context={"include": [[".nnkit"]]}, options={"runOnly": ["color-contrast"], "preload": False}
    )
    violations, passes = (
        [node["html"] for rule in found.response[kind] for node in rule["nodes"]] for kind in ("violations", "passes")
    )
    assert violations == []
    assert len(passes) > 200
