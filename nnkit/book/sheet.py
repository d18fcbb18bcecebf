"""The style sheets of a page, a dozen from theme and extensions, become one, with the rules that the book can use.

A browser draws nothing before it has each of them, one of them asks for another one, and four fifths of their rules
name classes that no page has. A rule stays when each of its classes and ids is in some page or is a word in a script.
"""

import hashlib
import posixpath
import re
from pathlib import Path

import tinycss2

from nnkit.book.pages import written

NAME = "book.css"
LINK = re.compile(
    r'[ \t]*<link (?=[^>]*rel="stylesheet")(?![^>]*media=)[^>]*href="([^"]*)_static/([^"?]+)[^"]*"[^>]*>\n?'
)
NAMED = re.compile(r'\b(?:class|id)=(?:"([^"]*)"|([^\s">]+))')
WORD = re.compile(r"[\w-]+")
CLASS_OR_ID = re.compile(r"[.#]((?:[\w-]|\\.)+)")
BRACKETS = re.compile(r"\[[^\]]*\]|\((?:[^()]|\([^()]*\))*\)")  # [href="a.b"], :not(.other)
WITH_RULES = {"media", "supports", "layer", "container"}


def setup(app):
    """Connect to Sphinx: when icons and pages are finished."""
    app.connect("build-finished", join, priority=950)


def join(app, error):
    """Write the one style sheet, and name it in all pages; a build that wrote no page changes nothing."""
    if error or app.builder.name != "html":
        return
    out = Path(app.outdir)
    pages = {out / name: (out / name).read_text(encoding="utf-8") for name in written(app)}
    sheets = dict.fromkeys(name for text in pages.values() for _, name in LINK.findall(text) if name != NAME)
    if not sheets:
        return
    known = words(pages.values(), out / "_static")
    text = "".join(lean(out / "_static", sheet, known) for sheet in sheets)
    (out / "_static" / NAME).write_text(text, encoding="utf-8")
    version = hashlib.sha256(text.encode()).hexdigest()[:8]
    for page, old in pages.items():
        if (new := linked(old, version)) != old:
            page.write_text(new, encoding="utf-8")


def words(pages, static):
    """All classes and ids of the pages, and all words of the scripts, which may add one of them."""
    named = ((quoted or bare).split() for page in pages for quoted, bare in NAMED.findall(page))
    spoken = (WORD.findall(script.read_text(encoding="utf-8")) for script in static.rglob("*.js"))
    return {word for part in (*named, *spoken) for word in part}


def linked(page, version):
    """The page with one link where its first style sheet was."""
    if not (first := LINK.search(page)):
        return page
    link = f'    <link rel="stylesheet" href="{first[1]}_static/{NAME}?v={version}" />\n'
    return page[: first.start()] + link + LINK.sub("", page[first.end() :])


def lean(static, sheet, known):
    """The rules of a style sheet in the folder `static`, and of those that it imports, for the words that are known."""
    rules = tinycss2.parse_stylesheet((static / sheet).read_text(encoding="utf-8"), skip_comments=True)
    return "".join(_kept(rules, static, sheet, known))


def _kept(rules, static, sheet, known):
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [one for one in _selectors(rule.prelude) if _is_known(one, known)]
            if selectors:
                yield f"{','.join(selectors)}{{{_text(rule.content, sheet)}}}\n"
        elif rule.type == "at-rule" and rule.lower_at_keyword == "import":
            [address] = filter(None, map(_address, rule.prelude))
            yield lean(static, _moved(address, sheet), known)
        elif rule.type == "at-rule" and rule.lower_at_keyword in WITH_RULES and rule.content is not None:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if kept := "".join(_kept(inner, static, sheet, known)):
                yield f"@{rule.at_keyword} {_text(rule.prelude, sheet)}{{\n{kept}}}\n"
        elif rule.type == "at-rule" and rule.lower_at_keyword != "charset":
            name = f"@{rule.at_keyword} {_text(rule.prelude, sheet)}".strip()
            yield f"{name};\n" if rule.content is None else f"{name}{{{_text(rule.content, sheet)}}}\n"


def _selectors(prelude):
    """The selectors of a rule as texts; a comma in brackets separates none."""
    found = [[]]
    for token in prelude:
        if token == ",":
            found.append([])
        else:
            found[-1].append(token)
    return [_text(tokens).strip() for tokens in found]


def _is_known(selector, known):
    """Whether a page can have what the selector names; what stands in brackets may be a choice and decides nothing."""
    return all(re.sub(r"\\(.)", r"\1", name) in known for name in CLASS_OR_ID.findall(BRACKETS.sub("", selector)))


def _text(tokens, sheet=NAME):
    """The tokens as text without comments and with one blank for many; addresses lead on from the new place."""
    parts = []
    for token in tokens:
        if token.type == "whitespace":
            parts.append(" ")
        elif token.type != "string" and (address := _address(token)):
            parts.append(f'url("{_moved(address, sheet)}")')
        elif token.type != "comment":
            parts.append(token.serialize())
    return "".join(parts).strip()


def _address(token):
    """The address that a token is, in one of the three ways to write it, else None."""
    if token.type == "function" and token.lower_name == "url":
        return token.arguments[0].value
    return token.value if token.type in ("url", "string") else None


def _moved(address, sheet):
    if re.match(r"[a-z]+:|[/#]", address):
        return address
    return posixpath.normpath(posixpath.join(posixpath.dirname(sheet), address))
