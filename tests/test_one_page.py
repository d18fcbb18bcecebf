"""The whole book as one page: what its words hold is shown as words, whatever signs are among them."""

from bs4 import BeautifulSoup

from nnkit.book.one_page import one_page

INDEX = '<meta http-equiv="refresh" content="0; url=one.html">'
TOC = '<div class="bd-links"><p class="caption">Q &amp; A &lt;b&gt;</p><a class="reference internal" href="two.html">'
TOC += "a &lt; b &amp;amp; c</a></div>"
PAGE = """<html lang="en"><head><title>One — Nets &lt;i&gt; &amp;amp; more</title></head><body>{toc}
<p class="component-author">By A &lt;u&gt; B</p><article><h1>One</h1><p id="p">Text</p></article></body></html>"""


def test_titles_and_names_keep_their_signs(tmp_path):
    for name, text in {"index": INDEX, "one": PAGE.format(toc=TOC), "two": PAGE.format(toc="")}.items():
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    page = BeautifulSoup(one_page(tmp_path.resolve(), {"two": 7}), "html.parser")
    assert page.title.string == page.select_one(".nnkit-title-page h1").string == "Nets <i> &amp; more"
    assert page.select_one(".nnkit-title-page p").string == "A <u> B"
    contents = page.select_one(".nnkit-contents")
    assert contents.h3.string == "Q & A <b>"
    assert [link.string for link in contents.select("a")] == ["One", "a < b &amp; c"]
    assert [number.get_text() for number in contents.select("span")] == ["", "7"]
