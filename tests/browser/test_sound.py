"""Every page of the built book is sound HTML: links lead somewhere, names are given once, the search finds the words.

These tests read the files; they need the built book and no browser.
"""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from pybtex.database import parse_file
from snowballstemmer import stemmer
from test_pages import BOOK, PAGES

ROOT = Path(__file__).parent.parent.parent
GLOSSARY = "chapters/glossary"
# Sources whose own address begins with http.
OVER_HTTP = {
    "classes.engr.oregonstate.edu",
    "neuralnetworksanddeeplearning.com",
    "www.chilton-computing.org.uk",
    "yann.lecun.com",
}
FILE_NAME = re.compile(r"\.(png|svg|webp|jpe?g|gif)\s*$")
LOADED = "script[src], img[src], source[src], iframe[src], video[src], link[rel~=stylesheet], link[rel~=icon]"


@cache
def parse(page):
    return BeautifulSoup((BOOK / page).read_text(encoding="utf-8"), "html.parser")


@cache
def ids(page):
    return [tag["id"] for tag in parse(page).find_all(id=True)]


@pytest.fixture(params=PAGES)
def page(request):
    return request.param


def test_each_id_is_given_once(page):
    assert [name for name, times in Counter(ids(page)).items() if times > 1] == []


def test_internal_links_and_anchors_exist(page):
    assert [link["href"] for link in parse(page).select("a[href]") if not leads_somewhere(page, link["href"])] == []


def leads_somewhere(page, href):
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or href == "#":
        return True
    if parts.path.startswith("/"):  # from the page for addresses that are not there, which is shown at any depth
        target = BOOK / (parts.path.rsplit("/", 1)[1] or "index.html")
    else:
        target = (BOOK / page).parent / unquote(parts.path) if parts.path else BOOK / page
    if not target.resolve().is_file():
        return False
    name = target.resolve().relative_to(BOOK.resolve()).as_posix()
    return not parts.fragment or name not in PAGES or unquote(parts.fragment) in ids(name)


def test_references_by_id_exist(page):
    for attribute in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
        for tag in parse(page).select(f"[{attribute}]"):
            assert set(tag[attribute].split()) <= set(ids(page)), f"{attribute}: {tag[attribute]}"


def test_pictures_have_words_that_are_no_file_name(page):
    """A picture in a picture, and one in a named button, is part of that."""
    for tag in parse(page).select("article :is(img, svg, [role=img]):not([role=img] *, svg *, button *)"):
        words = tag.get("alt") or tag.get("aria-label") or ""
        hidden = tag.get("aria-hidden") == "true" or tag.find_parent(attrs={"aria-hidden": "true"})
        assert hidden or (len(words.split()) > 2 and not FILE_NAME.search(words)), tag


def test_a_page_has_one_first_heading(page):
    assert len(parse(page).select("h1")) == 1


def test_nothing_comes_from_another_host(page):
    for tag in parse(page).select(LOADED):
        address = tag.get("src") or tag.get("href")
        assert not urlsplit(address).netloc, address


def test_titles_and_descriptions_are_there_and_differ():
    # The first address shows nothing of its own: it leads to the first page, and has that page's description.
    pages = [page for page in PAGES if page != "index.html"]
    titles = [parse(page).title.get_text(strip=True) for page in pages]
    descriptions = [parse(page).select_one("meta[name=description]")["content"] for page in pages]
    for texts in (titles, descriptions):
        assert all(len(text) > 10 for text in texts)
        assert len(set(texts)) == len(pages)


def test_previews_say_what_the_page_says(page):
    tags = {tag["property"]: tag["content"] for tag in parse(page).select("meta[property^='og:']")}
    assert tags["og:description"] == parse(page).select_one("meta[name=description]")["content"]
    assert tags["og:title"] in parse(page).title.get_text()


def test_there_is_a_page_for_addresses_that_lead_nowhere():
    assert "404.html" in PAGES
    assert "not found" in parse("404.html").h1.get_text()


def is_address(text):
    """Say whether a link out of the book is whole and encrypted, where its host is not an old one."""
    parts = urlsplit(text)
    whole = re.fullmatch(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)+(/[^\s<>\"\\]*)?", text)
    return bool(whole) and (parts.scheme == "https" or parts.netloc in OVER_HTTP)


def test_addresses_in_the_references_are_well_formed():
    for key, entry in parse_file(str(ROOT / "chapters" / "references.bib")).entries.items():
        if "url" in entry.fields:
            assert is_address(entry.fields["url"]), key
        if "doi" in entry.fields:
            assert re.fullmatch(r"10\.\d{4,9}/[^\s<>\"\\]+", entry.fields["doi"]), key


def test_links_that_leave_the_book_are_well_formed(page):
    for link in parse(page).select("a[href]"):
        if urlsplit(link["href"]).scheme not in ("", "mailto"):
            assert is_address(link["href"]), link["href"]


def test_the_search_finds_every_term_of_the_glossary():
    index = json.loads((BOOK / "searchindex.js").read_text(encoding="utf-8")[len("Search.setIndex(") : -1])
    document = index["docnames"].index(GLOSSARY)
    words = stemmer("porter")  # what the search page stems with
    terms = [term.get_text().removesuffix("#") for term in parse(f"{GLOSSARY}.html").select("dl.glossary dt")]
    assert len(terms) >= 30
    for term in terms:
        for word in re.findall(r"\w+", term.lower()):
            if word not in STOPWORDS:
                found = [index[part].get(words.stemWord(word), []) for part in ("terms", "titleterms")]
                pages = [page for entry in found for page in ([entry] if isinstance(entry, int) else entry)]
                assert document in pages, f"{term}: {word}"


def stopwords():
    """The words that the search leaves out, from the page's own script."""
    script = (BOOK / "_static" / "language_data.js").read_text(encoding="utf-8")
    return set(re.findall(r'"(\w+)"', re.search(r"stopwords\s*=\s*(?:new Set\()?\[(.*?)\]", script, re.DOTALL)[1]))


STOPWORDS = stopwords() if (BOOK / "_static" / "language_data.js").exists() else set()
