"""One style sheet for a page, with the rules that the book can use."""

import pytest

from nnkit.book.sheet import LINK, lean, linked, words

HEAD = """<head>
    <link href="../_static/styles/theme.css?digest=1" rel="stylesheet" />
    <link rel="icon" href="../_static/icon.svg"/>
    <link rel="stylesheet" type="text/css" href="../_static/extra.css?v=2" />
    <link media="print" rel="stylesheet" type="text/css" href="../_static/print.css" />
</head>"""


@pytest.fixture
def shorten(tmp_path):
    """A function that gives what stays of a style sheet for a page that has these classes and ids."""

    def shorten(style, *known, at="styles/theme.css"):
        path = tmp_path / at
        path.parent.mkdir(exist_ok=True)
        path.write_text(style, encoding="utf-8")
        return lean(tmp_path, at, set(known)).strip()

    return shorten


def test_a_rule_stays_when_the_page_can_have_what_it_names(shorten):
    assert shorten(".a { color: red }\n.b .a { margin: 0 }\n#top, p.b { x: y }", "a", "top") == (
        ".a{color: red}\n#top{x: y}"
    )


@pytest.mark.parametrize(
    "rule",
    [
        "p{x: y}",
        ".a:not(.b, .c){x: y}",
        ":is(.b, .a) p{x: y}",
        'a[href$=".zip"]{x: y}',
        ".a:hover::before{content: '.b'}",
        r".md\:wide{x: y}",
        "@font-face{font-family: F}",
        "@keyframes turn{to {opacity: 0.5}}",
    ],
)
def test_what_may_apply_stays(shorten, rule):
    assert shorten(rule, "a", "md:wide").replace('"', "'") == rule.replace('"', "'")


def test_a_condition_goes_with_its_last_rule(shorten):
    assert shorten("@media (width < 9px) { .a { x: y } .b { x: y } } @media print { .b { x: y } }", "a") == (
        "@media (width < 9px){\n.a{x: y}\n}"
    )


def test_an_import_is_put_where_it_was_and_addresses_lead_on(shorten):
    shorten("p { background: url(x.png) url('data:,') }", at="basic.css")
    for address in ('"../basic.css"', 'url("../basic.css")', "url(../basic.css)"):
        assert shorten(f"@import {address};").startswith("p{")
    assert shorten('@import "../basic.css"; /* a word */ h1 { src: url("../fonts/f.woff2"), url(g.svg#i) }') == (
        'p{background: url("x.png") url("data:,")}\nh1{src: url("fonts/f.woff2"), url("styles/g.svg#i")}'
    )


def test_words_are_those_of_pages_and_scripts(tmp_path):
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "menu.js").write_text('it.classList.add("is-open")', encoding="utf-8")
    assert words(['<p class="a b" id=c>word</p>'], tmp_path) >= {"a", "b", "c", "is-open"}
    assert "word" not in words(["<p>word</p>"], tmp_path)


def test_a_page_names_one_sheet_where_the_first_was_and_keeps_that_for_paper():
    page = linked(HEAD, "7")
    assert [sheet for _, sheet in LINK.findall(page)] == ["book.css"]
    assert page.index("book.css?v=7") < page.index("icon.svg") < page.index("print.css")
    assert linked(page, "7") == page
