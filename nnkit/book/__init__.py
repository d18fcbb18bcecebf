"""The Sphinx extension that makes the published page live: widgets run without a kernel, and no other host is asked.

Add ``nnkit.book`` to the extensions of the book; it has nothing to configure.
"""

from importlib import import_module

PARTS = (
    *("bibliography", "exercises", "formulas", "icons", "launch", "offline", "pages", "reference", "sheet", "site"),
    *("stills", "storage", "theme", "widgets"),
)


def setup(app):
    """Connect the parts of the extension; Sphinx calls this."""
    for part in PARTS:
        import_module(f"{__name__}.{part}").setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
