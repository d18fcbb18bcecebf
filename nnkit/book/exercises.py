"""Exercises and their solutions without the ids that sphinx-exercise gives to all of them: an id names one place."""

from docutils import nodes

SHARED = {"exercise-content", "solution-content"}


def setup(app):
    """Connect to Sphinx."""
    app.connect("doctree-resolved", remove_shared_ids)


def remove_shared_ids(app, doctree, docname):
    """Take the shared ids from the sections that hold the text of an exercise or a solution."""
    for section in doctree.findall(nodes.section):
        section["ids"] = [name for name in section["ids"] if name not in SHARED]
