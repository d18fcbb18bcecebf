"""The whole built book as one page, in the order of its table of contents, with links that stay inside it.

Chapters use the same names for their sections (`exercises`, `summary`), so each id gets its page's name in front.
"""

from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

OUTSIDE = ("http://", "https://", "mailto:", "data:")
# What leads elsewhere, or starts something, has no place in a document.
LEFT_OUT = "script, .headerlink, .prev-next-footer, template, .nnkit-dark"
PAGE = """<!doctype html>
<html lang="{language}" data-theme="light"><head><meta charset="utf-8"><title>{title}</title>{head}</head>
<body class="nnkit-document"><div class="bd-main"><div class="bd-content"><div class="bd-article-container">
<div class="nnkit-title-page"><h1>{title}</h1><p>{author}</p></div>
<nav class="nnkit-contents" aria-label="Contents"><h2>Contents</h2>{contents}</nav>
{articles}
</div></div></div></body></html>
"""


def parse(path):
    """Read a page of the built book."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def one_page(html, numbers=None):
    """Join the pages of the book in the folder `html`; `numbers` are pages of a print, by the anchors of pages."""
    first = first_page(html)
    soup = parse(first)
    entries = list(table_of_contents(soup, first))
    names = {path: path.stem for path, *_ in entries}
    articles = [article(path, names) for path in names]
    return PAGE.format(
        **{name: escape(text) for name, text in about(soup).items()},
        head=_head(soup, first),
        contents=_contents(entries, numbers or {}),
        articles="\n".join(articles),
    )


def first_page(html):
    """Return the path of the book's first page, to which its index leads."""
    root = parse(html / "index.html").find("meta", attrs={"http-equiv": True})
    return html / (root["content"].split("url=")[1].strip("\"' ") if root else "index.html")


def about(soup):
    """The book's title, author, language and description, as its first page has them."""
    author, description = soup.select_one(".component-author"), soup.find("meta", attrs={"name": "description"})
    return {
        "title": soup.title.string.split(" — ")[-1].strip(),
        "author": author.get_text(strip=True).removeprefix("By ") if author else "",
        "language": soup.html.get("lang", "en"),
        "description": description["content"] if description else "",
    }


def table_of_contents(soup, page):
    """Yield path, words and part of each page, as the side bar lists them; the first is the page itself."""
    yield page, soup.article.h1.get_text().rstrip("#"), ""
    part = ""
    for entry in soup.select(".bd-links p.caption, .bd-links a.reference.internal"):
        if entry.name == "p":
            part = entry.get_text(strip=True)
        elif entry["href"] not in ("#", ""):
            yield (page.parent / urlsplit(entry["href"]).path).resolve(), entry.get_text(strip=True), part


def article(path, names):
    """One page's text, ready to stand among the others."""
    body = parse(path).find("article")
    for part in body.select(LEFT_OUT):
        part.decompose()
    for tag in body.find_all(True):
        if tag.find_parent("svg") is None and tag.name != "svg":
            _readdress(tag, path, names)
    for folded in body.find_all("details"):
        folded["open"] = ""
    return f'<article class="bd-article" id="{names[path]}">{body.decode_contents()}</article>'


def _readdress(tag, path, names):
    if tag.get("id"):
        tag["id"] = f"{names[path]}--{tag['id']}"
    for attribute in ("aria-labelledby", "aria-describedby", "for"):
        if tag.get(attribute):
            tag[attribute] = f"{names[path]}--{tag[attribute]}"
    for attribute in ("src", "srcset"):
        if tag.get(attribute) and not tag[attribute].startswith(OUTSIDE):
            tag[attribute] = (path.parent / tag[attribute]).resolve().as_uri()
    if tag.get("href") and not tag["href"].startswith(OUTSIDE):
        tag["href"] = _inside(tag["href"], path, names)


def _inside(href, path, names):
    """A link to another page of the book as a link to its place in this one."""
    parts = urlsplit(href)
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if target not in names:
        return target.as_uri()
    return f"#{names[target]}--{parts.fragment}" if parts.fragment else f"#{names[target]}"


def _head(soup, page):
    styles = []
    for tag in soup.head.select("style, link[rel=stylesheet]"):
        if tag.get("href"):
            path = (page.parent / urlsplit(tag["href"]).path).resolve()
            tag["href"] = path.as_uri()
        styles.append(str(tag))
    return "".join(styles)


def _contents(entries, numbers):
    """The table of contents, with the number of the page where there is one."""
    lines, last = [], ""
    for path, words, part in entries:
        if part != last:
            lines.append(f"<h3>{escape(part)}</h3>")
        last = part
        number = numbers.get(Path(path).stem, "")
        lines.append(f'<p><a href="#{path.stem}">{escape(words)}</a><span>{number}</span></p>')
    return "".join(lines)
