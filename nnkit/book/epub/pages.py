"""A page of the built book, made ready for a reader without scripts and without the book's site."""

import re
from html import escape
from urllib.parse import unquote, urljoin, urlsplit

LEFT_OUT = """script, noscript, style, template, button, .headerlink, .prev-next-footer, .sd-summary-state-marker,
  .nnkit-view, .nnkit-dark"""
# Small readers know no variables of CSS: a picture gets the light color that each of its variables names.
VARIABLE = re.compile(r"var\(--[\w-]+,\s*([^()]+)\)")
PAGE = """<!doctype html><html lang="{language}"><head><title>{title}</title>
<link rel="stylesheet" href="style.css"></head><body>{body}</body></html>"""


def ready(soup, path, names):
    """Return a parsed page's article as an HTML document, and the paths of its pictures.

    `path` is the page's own, and `names` the name in the EPUB of each page of the book, by path. What the EPUB lacks is
    linked to at the site, where the page says its address; without one, only the words stay.
    """
    article, site = soup.article, soup.find("link", rel="canonical")
    site = site and site["href"]
    for part in article.select(LEFT_OUT):
        part.decompose()
    for still in article.select(".nnkit-still"):
        _show_still(still, soup, site)
    for box in article.select(".admonition.dropdown"):
        box.name = "details"
        box.select_one(".admonition-title").name = "summary"
    for fold in article.select("details.hide"):
        fold.summary.string = "The code"
        if fold.find_next_sibling(class_="cell_output"):
            fold.parent.append(fold)  # behind what the code shows, as on the web
    for link in article.select("a[href]"):
        link["href"] = _address(link["href"], path, names, site)
        if not link["href"]:
            link.unwrap()
    for tag in article.select("math :is([displaystyle], [scriptlevel]):not(mstyle)"):
        _set_around(tag, soup)
    pictures = {_to_folder(image, path) for image in article.select("img")}
    title = article.h1.get_text().strip().rstrip("#")
    text = PAGE.format(language=soup.html["lang"], title=escape(title), body=article.decode_contents())
    return VARIABLE.sub(r"\1", text), pictures


def _show_still(still, soup, site):
    """Leave one picture of a widget, and say where the widget lives."""
    still.picture.replace_with(still.picture.img)
    note = soup.new_tag("p", attrs={"class": "living"})
    note.string = "On the web this is a figure to work with. "
    if site:
        link = soup.new_tag("a", href=site)
        link.string = "Open the living page."
        note.append(link)
    still.append(note)


def _set_around(tag, soup):
    """Let an element around a part of a formula say how it is set: MathML 3, which the format means, wants that.

    Only a table says by itself whether its cells are set as in a line of their own.
    """
    names = {"displaystyle", "scriptlevel"} & set(tag.attrs) - ({"displaystyle"} if tag.name == "mtable" else set())
    tag.wrap(soup.new_tag("mstyle", attrs={name: tag.attrs.pop(name) for name in sorted(names)}))


def _address(href, path, names, site):
    """Where a link leads in the EPUB, or nothing."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or not parts.path:
        return href
    target = (path.parent / unquote(parts.path)).resolve()
    if target in names:
        return names[target] + (f"#{parts.fragment}" if parts.fragment else "")
    return urljoin(site, href) if site else None


def _to_folder(image, path):
    """Let a picture lie in the EPUB's own folder; return the path of its file."""
    file = (path.parent / unquote(image["src"])).resolve()
    image["src"] = f"pictures/{file.name}"
    del image["loading"]
    return file
