"""A chapter of the EPUB as the browser writes it: XML, with each formula and each widget's picture.

`make epub` lets epubcheck judge the whole book: its links, its list of files, and that it asks for nothing outside.
"""

from xml.etree import ElementTree

from nnkit.book.epub.__main__ import pages

KINDS = {
    "h": "http://www.w3.org/1999/xhtml",
    "m": "http://www.w3.org/1998/Math/MathML",
    "s": "http://www.w3.org/2000/svg",
}
PICTURE = ".//h:div[@class='nnkit-still']/h:img"


def test_a_chapter_is_xml_with_all_its_formulas_and_pictures(browser, book):
    path = book.resolve() / "chapters" / "06_gradient_descent.html"
    source = path.read_text(encoding="utf-8")
    files = pages(browser, {path: "page.xhtml"})
    page = ElementTree.fromstring(files.pop("page.xhtml"))
    assert len(page.findall(".//m:math", KINDS)) == source.count("<math") > 100
    assert len(page.findall(".//s:svg[@viewBox]", KINDS)) >= source.count('class="nn-picture"') > 5
    assert list(files) == ["pictures/06_gradient_descent-1-wide-light.webp"]
    assert [picture.get("src") for picture in page.findall(PICTURE, KINDS)] == list(files)
