"""Last touches to each written page: nothing that only widgets and menus need delays its text.

The theme's templates put these tags together from many places, so the finished page is changed, not the templates.
"""

import re
from pathlib import Path

from nnkit.book.room import with_room

# The search page's index stands outside of _static; it calls what the scripts before it define, so it waits with them.
AT_ONCE = "documentation_options|nnkit-book"
HEAD_SCRIPT = re.compile(rf'<script (src="(?:[^"]*_static/(?!{AT_ONCE})[^"]*|searchindex\.js)")></script>')
PAGE_NAME = re.compile(r"<script>(DOCUMENTATION_OPTIONS\.pagename = '[^']*';)</script>")
STATE = re.compile(r'\s*<script type="application/vnd\.jupyter\.widget-state\+json">.*?</script>', re.DOTALL)
VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\s*')
PRELOAD = re.compile(r'<link rel="preload" as="script"[^>]*>\s*')
FONT = "_static/fonts/inter.woff2"
# A browser finds the typeface only in the style sheet, too late for the first look. From file:// it refuses to be told.
EARLY_FONT = """<head>
    <script>if (location.protocol !== "file:") document.head.append(Object.assign(document.createElement("link"),
      { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href: "%s" }));</script>"""
# The words of a fold are its name, and a summary holds phrases, no paragraphs.
FOLD = re.compile(
    r'<summary aria-label="Toggle hidden content">\s*((?:<p class="\w+ admonition-title">.*?</p>\s*)+)</summary>'
)
PARAGRAPH = re.compile(r"(?<=<)p\b|(?<=</)p(?=>)")
# A browser may break a line on both sides of a formula, even before a comma.
TORN = re.compile(r'(?<!nn-together">)(<span class="math [^>]*><math(?:(?!</math>).)*</math></span>)([.,;:?!)\]’”…]+)')
# "Solution to" and its exercise: the blank between the two is not the link's.
BLANK_IN_LINK = re.compile(r'(<a class="reference internal" [^>]*>) ')
# docutils' list of sources has entries of a role that is withdrawn; ARIA knows entries of a list.
ENTRY = 'role="doc-biblioentry"', 'role="listitem"'
BASE = re.compile(r'data-content_root="([^"]*)"')
# A note of the margin stands in the text: the margin is the contents', and what is laid out late clips what hangs out.
ASIDE = '<aside class="margin sidebar">', '<aside class="nn-aside">'
SPY = ' data-bs-spy="scroll"'  # nnkit-page.js starts it when the reader scrolls


def setup(app):
    """Connect to Sphinx."""
    app.connect("build-finished", finish, priority=900)


def finish(app, error):
    """Finish all pages of a book; one that is finished already stays as it is."""
    if error or app.builder.name != "html":
        return
    for page in map(Path(app.outdir).joinpath, written(app)):
        text = page.read_text(encoding="utf-8")
        if (better := lighter(text)) != text:
            page.write_text(better, encoding="utf-8")


def written(app):
    """List the book's pages, as addresses within it; JupyterLite's and a source's copy are none."""
    paths = (page.relative_to(app.outdir) for page in Path(app.outdir).rglob("*.html"))
    return sorted(path.as_posix() for path in paths if path.parts[0] not in ("_static", "_sources", "lite"))


def lighter(page):
    """Let scripts wait for the text, put the stored state behind it, drop what is said twice, mend folds."""
    page = HEAD_SCRIPT.sub(r"<script defer \1></script>", page)
    page = PAGE_NAME.sub(r'<script>addEventListener("DOMContentLoaded", () => { \1 });</script>', page)
    page = PRELOAD.sub("", page).replace(SPY, "").replace(*ENTRY).replace(*ASIDE)
    page = BLANK_IN_LINK.sub(r" \1", page)
    page = TORN.sub(r'<span class="nn-together">\1\2</span>', page)
    page = FOLD.sub(lambda fold: f"<summary>{PARAGRAPH.sub('span', fold[1])}</summary>", page)
    if "</head>" not in page:
        return page
    head, body = with_room(page).split("</head>", 1)
    states = STATE.findall(head)
    head = STATE.sub("", head)
    for _ in VIEWPORT.findall(head)[1:]:
        head = VIEWPORT.sub("", head, count=1)
    if (base := BASE.search(page)) and FONT not in head:
        head = head.replace("<head>", EARLY_FONT % (base[1] + FONT), 1)
    if states:
        body = "".join([body[: body.rindex("</body>")], *states, "\n", body[body.rindex("</body>") :]])
    return f"{head}</head>{body}"
