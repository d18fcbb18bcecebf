"""What makes files an EPUB 3: the list of them with what each needs, the table of contents, and the archive.

Source: EPUB 3.3, W3C Recommendation, https://www.w3.org/TR/epub-33/; EPUB Accessibility 1.1 for the words about access.
"""

import uuid
import zipfile
from html import escape
from itertools import groupby
from pathlib import PurePosixPath

CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{language}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">{identifier}</dc:identifier>
<dc:title>{title}</dc:title>
<dc:creator>{author}</dc:creator>
<dc:language>{language}</dc:language>
<dc:description>{description}</dc:description>
<meta property="dcterms:modified">{modified}</meta>
{access}
</metadata>
<manifest>
{items}
</manifest>
<spine>
{spine}
</spine>
</package>
"""
ACCESS = {
    "accessMode": ("textual", "visual"),
    "accessModeSufficient": ("textual",),
    "accessibilityFeature": ("alternativeText", "MathML", "structuralNavigation", "tableOfContents"),
    "accessibilityHazard": ("none",),
    "accessibilitySummary": ("Pictures have words that say what they show; formulas are MathML.",),
}
CONTENTS = """<?xml version="1.0" encoding="utf-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{language}">
<head><title>{title}</title><link rel="stylesheet" href="style.css"/></head>
<body><nav epub:type="toc"><h1>Contents</h1><ol>
{lines}
</ol></nav></body></html>
"""
# Not Python's `mimetypes`, which asks the machine and knows no fonts or WebP on some.
KINDS = {
    ".css": "text/css",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xhtml": "application/xhtml+xml",
}
NEEDS = {"mathml": "<math", "svg": "<svg"}


def write(path, about, entries, files):
    """Write the EPUB to `path`.

    `about` has title, author, language, description and modified; `entries` are name, words and part of each page, in
    order; `files` has each file's content by its name.
    """
    files = {**files, "contents.xhtml": contents(about, entries)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)  # first, and as it is
        book.writestr("META-INF/container.xml", CONTAINER)
        book.writestr("book/package.opf", package(about, entries, files))
        for name, content in files.items():
            book.writestr(f"book/{name}", content)


def package(about, entries, files):
    """Write the list of files, of which the pages in `entries` are read one after the other."""
    ids = {name: f"file-{number}" for number, name in enumerate(files)}
    items = (f'<item id="{ids[name]}" href="{name}" {_kind(name, text)}/>' for name, text in files.items())
    return PACKAGE.format(
        **{name: escape(text) for name, text in about.items()},
        identifier=uuid.uuid5(uuid.NAMESPACE_URL, about["title"]).urn,
        access="\n".join(
            f'<meta property="schema:{name}">{value}</meta>' for name, values in ACCESS.items() for value in values
        ),
        items="\n".join(items),
        spine="\n".join(f'<itemref idref="{ids[name]}"/>' for name, *_ in entries),
    )


def _kind(name, content):
    """Return a file's media type, and what a reader must be able to do for it."""
    needs = [need for need, sign in NEEDS.items() if name.endswith(".xhtml") and sign in content]
    needs += {"contents.xhtml": ["nav"], "pictures/cover.png": ["cover-image"]}.get(name, [])
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in KINDS:
        raise ValueError(f"files: expected names that end in one of {', '.join(KINDS)}; got {name!r}")
    return f'media-type="{KINDS[suffix]}"' + (f' properties="{" ".join(needs)}"' if needs else "")


def contents(about, entries):
    """Write the table of contents; the pages of a part stand below its name."""
    lines = []
    for part, pages in groupby(entries, key=lambda entry: entry[2]):
        links = "\n".join(f'<li><a href="{name}">{escape(words)}</a></li>' for name, words, _ in pages)
        lines.append(f"<li><span>{escape(part)}</span><ol>\n{links}\n</ol></li>" if part else links)
    return CONTENTS.format(language=about["language"], title=escape(about["title"]), lines="\n".join(lines))
