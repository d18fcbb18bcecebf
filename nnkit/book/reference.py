"""The page of nnkit's functions: signatures as one would write them, and no sentence that says nothing."""

import re

from sphinx.ext.autodoc.preserve_defaults import update_defvalue
from sphinx.util.inspect import signature, stringify_signature

HIDDEN = "(*args, **kwargs)"  # what anywidget's classes show instead of their own arguments
# A dataclass has no source for its signature, so its defaults are shown as Python writes such objects.
OBJECTS = (
    (re.compile(r"<function \w+\.<lambda>>|<factory>"), "…"),
    (re.compile(r"<function (\w+)>"), r"\1"),
)


def setup(app):
    """Connect to Sphinx, where the book has autodoc."""
    if "sphinx.ext.autodoc" in app.extensions:
        app.connect("autodoc-skip-member", skip_fields)
        app.connect("autodoc-process-signature", readable)


def skip_fields(app, what, name, obj, skip, options):
    """Leave out the fields of a named tuple that have no words of their own."""
    return True if (getattr(obj, "__doc__", None) or "").startswith("Alias for field number") else None


def readable(app, what, name, obj, options, signature_, returns):
    """The signature with names in place of objects, and for a widget that of its `__init__`."""
    if what == "class" and signature_ == HIDDEN:
        update_defvalue(app, obj.__init__, True)
        signature_ = stringify_signature(signature(obj.__init__, bound_method=True), show_annotation=False)
    for pattern, word in OBJECTS:
        signature_ = signature_ and pattern.sub(word, signature_)
    return signature_, returns
