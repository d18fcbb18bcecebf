"""What a search engine and a link's preview read: address, description, Open Graph tags, site map, page not found.

The tags that need an absolute address, and the site map, are there only when the site's address is known: from
`html.baseurl` in `_config.yml`, else GitHub Pages' address of the repository. A wrong address is worse than none.
"""

import re
from html import escape, unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from nnkit.book.description import described
from nnkit.book.launch import repository

PREVIEW = "_static/nnkit-preview.png"
GITHUB = "https://github.com/"
TAG = re.compile(r"<[^>]*>")  # a title is HTML, a preview shows it as it is
SITEMAP = """<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{}
</urlset>
"""


def setup(app):
    """Connect to Sphinx."""
    app.add_config_value("nnkit_first_page", {}, "html", dict)
    app.connect("config-inited", set_address)
    app.connect("html-collect-pages", more_pages)
    app.connect("html-page-context", add_tags)
    app.connect("build-finished", write_sitemap)


def set_address(app, config):
    """Tell Sphinx the site's address, from which it makes each page's canonical link; it ends with a slash."""
    config.html_baseurl = config.html_baseurl or pages_address(repository(app.srcdir) or "")
    if config.html_baseurl:
        config.html_baseurl = config.html_baseurl.rstrip("/") + "/"


def pages_address(repository_url):
    """Return where GitHub Pages publishes a repository, or nothing for a repository elsewhere."""
    if not repository_url.startswith(GITHUB):
        return ""
    owner, name = repository_url.removeprefix(GITHUB).split("/")
    home = f"https://{owner.lower()}.github.io/"
    return home if name.lower() == f"{owner.lower()}.github.io" else f"{home}{name}/"


def more_pages(app):
    """Yield the page for addresses that lead nowhere, and the one that leads to the first page.

    The first is shown at any depth, so it needs no other file, and its links start at the host's root.
    """
    yield "404", {"home": urlsplit(app.config.html_baseurl).path or "/", "title": "Page not found"}, "404.html"
    if app.config.root_doc != "index":
        yield "index", {"title": app.config.html_title}, "to_first_page.html"


def add_tags(app, pagename, templatename, context, doctree):
    """Describe a page, and give its links a preview."""
    if pagename == app.config.root_doc and app.config.nnkit_first_page:
        context["title"] = app.config.nnkit_first_page["title"]
    description = described(app.config, pagename, doctree)
    tags = {
        "og:type": "website",
        "og:site_name": app.config.html_title,
        "og:title": unescape(TAG.sub("", context.get("title", ""))) or app.config.html_title,
        "og:description": description,
    }
    if base := app.config.html_baseurl:
        image = {"og:url": urljoin(base, app.builder.get_target_uri(pagename)), "og:image": urljoin(base, PREVIEW)}
        tags |= image | {"og:image:alt": f"The cover of {app.config.html_title}"}
        context["metatags"] = context.get("metatags", "") + _meta("name", "twitter:card", "summary_large_image")
    described_already = 'name="description"' in context.get("metatags", "")
    lines = [] if described_already else [_meta("name", "description", description)]
    lines += [_meta("property", name, content) for name, content in tags.items()]
    context["metatags"] = context.get("metatags", "") + "".join(lines)


def write_sitemap(app, error):
    """List the pages with a text of their own, absolutely, as the format demands."""
    base = app.config.html_baseurl
    if error or not base or app.builder.name != "html":
        return
    pages = [urljoin(base, app.builder.get_target_uri(name)) for name in sorted(app.env.found_docs)]
    lines = "\n".join(f"  <url><loc>{escape(page)}</loc></url>" for page in pages)
    (Path(app.outdir) / "sitemap.xml").write_text(SITEMAP.format(lines), encoding="utf-8")


def _meta(kind, name, content):
    return f'\n<meta {kind}="{name}" content="{escape(content)}" />'
