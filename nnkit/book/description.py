"""A page in one or two sentences, for search engines and previews: how its text begins, without formulas."""

import re

from docutils import nodes

LONGEST = 200  # characters; what is longer is cut by those who show it
ENOUGH = 60  # a shorter paragraph takes the next one with it
SENTENCE = re.compile(r"(?<=[.!?])\s+")
CITATION = re.compile(r" \[[^\]]*\d{4}\w?\]")
NO_TEXT = {
    "404": "The page that you asked for is not in the book.",
    "search": "Find a word in the book: a term, a name, a function.",
    "genindex": "Each function and class of the book, by its name.",
}


def described(config, pagename, doctree):
    """Return a page's description: what the book says of its first page, else how the page begins."""
    if pagename in ("index", config.root_doc) and config.nnkit_first_page:
        return config.nnkit_first_page["description"]
    return (doctree is not None and beginning(doctree)) or NO_TEXT.get(pagename, f"A page of {config.html_title}.")


def beginning(doctree):
    """Return the first sentences, as many as fit; at least one, cut between two words where it is too long."""
    taken = ""
    for sentence in _sentences(doctree):
        if taken and len(taken) + 1 + len(sentence) > LONGEST:
            break
        taken = f"{taken} {sentence}".strip()
    return taken if len(taken) <= LONGEST else taken[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


def _sentences(doctree):
    """Yield the sentences of the opening, which ends before a formula and once enough is said."""
    said = 0
    for paragraph in doctree.findall(nodes.paragraph):
        if isinstance(paragraph.parent, nodes.section | nodes.document):
            if said >= ENOUGH or next(iter(paragraph.findall(nodes.math)), None):
                return
            text = CITATION.sub("", " ".join(paragraph.astext().split()))
            said += len(text)
            yield from SENTENCE.split(text)
