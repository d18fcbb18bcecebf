"""What a page loads is what it shows: scripts wait, a widget's code is stored once, icons are those in use."""

import json
import re

from nnkit.book.icons import codes_in, style
from nnkit.book.pages import lighter
from nnkit.book.room import with_room
from nnkit.book.shared import PREFIX, share

STATE = '<script type="application/vnd.jupyter.widget-state+json">{}</script>'
PAGE = f"""<html><head><meta name="viewport" content="a"/>
<meta name="viewport" content="b"/><script src="../_static/documentation_options.js?v=1"></script>
<script src="../_static/doctools.js?v=1"></script>{STATE}
<script>DOCUMENTATION_OPTIONS.pagename = 'x';</script></head><body><p>Text</p></body></html>"""


def test_scripts_wait_for_the_text():
    assert '<script defer src="../_static/doctools.js?v=1"></script>' in lighter(PAGE)


def test_the_stored_state_stands_behind_the_text():
    page = lighter(PAGE)
    assert page.count(STATE) == 1
    assert page.index("<p>Text</p>") < page.index(STATE) < page.index("</body>")


def test_the_viewport_is_named_once():
    assert lighter(PAGE).count('name="viewport"') == 1


def test_a_finished_page_stays_as_it_is():
    assert lighter(lighter(PAGE)) == lighter(PAGE)


def test_a_folds_name_is_a_phrase():
    fold = """<summary aria-label="Toggle hidden content">
<p class="collapsed admonition-title">Show <b>it</b></p>
<p class="expanded admonition-title">Hide it</p>
</summary><p>Text</p>"""
    mended = PAGE.replace("<p>Text</p>", fold)
    assert """<summary><span class="collapsed admonition-title">Show <b>it</b></span>
<span class="expanded admonition-title">Hide it</span>
</summary><p>Text</p>""" in lighter(mended)


def test_what_follows_a_formula_at_once_stays_with_it():
    formula = '<span class="math notranslate"><math><mi>x</mi></math></span>'
    page = lighter(PAGE.replace("Text", f"{formula}, then {formula} and {formula}.)"))
    together = '<span class="nn-together">' + formula
    assert f"<p>{together},</span> then {formula} and {together}.)</span></p>" in page
    assert lighter(page) == page


def test_a_blank_before_a_link_is_not_underlined():
    page = lighter(PAGE.replace("Text", 'Solution to<a class="reference internal" href="#ex"> Exercise 1</a>'))
    assert 'Solution to <a class="reference internal" href="#ex">Exercise 1</a>' in page


def test_a_note_of_the_margin_stands_in_the_text():
    note = '<aside class="{}">\n<p class="sidebar-title">Check</p></aside>'
    assert note.format("nn-aside") in lighter(PAGE.replace("<p>Text</p>", note.format("margin sidebar")))


def test_a_source_is_an_entry_of_its_list():
    page = '<div role="list"><div class="citation" role="doc-biblioentry">A source</div></div>'
    assert lighter(page) == '<div role="list"><div class="citation" role="listitem">A source</div></div>'


def test_the_typeface_is_asked_for_early_and_once():
    page = lighter(PAGE.replace("<html>", '<html data-content_root="../">'))
    assert page.index('href: "../_static/fonts/inter.woff2"') < page.index("documentation_options")
    assert lighter(page) == page


def test_sections_are_given_about_the_room_that_they_need():
    text, picture = "<p>" + "word " * 200 + "</p>", '<div class="nn-picture"><svg>' + "<path>" * 1000 + "</svg></div>"
    inner = f"<section id=b>{text}<section id=c>{text}</section></section>\n<section id=d>{text}{picture}</section>"
    page = f"<body><section id=a>{text}{inner}</section></body>"
    found = re.findall(r'<section style="--room:(\d+)px" id=(\w)>', with_room(page))
    assert [name for _, name in found] == ["b", "d"]
    assert 1500 < int(found[0][0]) < 3000
    assert int(found[1][0]) > 1500
    assert re.sub(' style="[^"]*"', "", with_room(page)) == page
    assert with_room(with_room(page)) == with_room(page)


def test_two_widgets_share_one_file_and_keep_their_traits(tmp_path):
    code = "export default {}" + " " * 2000
    widget = {"state": {"_esm": code, "_css": "p {}", "eta": 0.5}}
    state = json.loads(share(json.dumps({"state": {"a": widget, "b": widget, "c": {"state": {}}}}), tmp_path))
    (file,) = (tmp_path / "widgets").iterdir()
    assert state["state"]["a"]["state"] == {"_esm": PREFIX + file.stem, "eta": 0.5}
    assert state["state"]["a"] == state["state"]["b"]
    name, text = file.read_text(encoding="utf-8").removeprefix("nnkitShared(").removesuffix(");\n").split(", ", 1)
    assert json.loads(name) == file.stem
    assert json.loads(text) == {"esm": code, "css": "p {}"}


def test_large_data_of_a_widget_lie_outside_of_the_page_and_small_ones_stay(tmp_path):
    large, small = {"path": ["x"], "encoding": "base64", "data": "A" * 10_000}, {"path": ["y"], "data": "AA"}
    [stored] = json.loads(share(json.dumps({"state": {"a": {"state": {}, "buffers": [large, small]}}}), tmp_path))[
        "state"
    ].values()
    (file,) = (tmp_path / "widgets").iterdir()
    assert stored["buffers"] == [large | {"data": PREFIX + file.stem}, small]
    assert file.read_text(encoding="utf-8") == f'nnkitShared("{file.stem}", "{large["data"]}");\n'


def test_icons_are_only_those_in_use():
    sheet = style({"fa-bars", "fa-solid"})
    assert r'.fa-bars::before { content: "\f0c9"; }' in sheet
    assert "fa-magnifying-glass" not in sheet
    assert len(sheet) < 4000


def test_icons_that_a_style_sheet_shows_by_themselves_are_found_as_escapes_and_as_characters():
    assert codes_in('--pst-icon-pencil: "\uf303"; content: "\\f0c1"; content: "x"') == {"f303", "f0c1"}


def test_an_icon_of_a_brand_comes_from_the_font_that_has_it():
    assert style({"fa-bars"}).count("@font-face") == 1
    both = style({"fa-bars", "fa-github"})
    assert both.count("@font-face") == 2
    assert r'.fa-github::before { content: "\f09b"; }' in both
