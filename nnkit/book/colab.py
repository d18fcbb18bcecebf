"""Copies of the chapters for Colab: ``python -m nnkit.book.colab OWNER/REPOSITORY@COMMIT chapters FOLDER``.

Colab knows nothing of ``requirements.txt``. Each copy therefore has one cell in front, which installs nnkit from the
book's own repository where it is missing. The chapters themselves need no such cell, and a fork's copies name the fork.
The workflow that publishes the book keeps the copies on the branch ``colab``, to which the launch menu links.
"""

import argparse
import re
from pathlib import Path

import nbformat

from nnkit.book import form

SETUP = """\
# Colab has no nnkit: install it from the book's repository. Elsewhere this cell does nothing.
from importlib.util import find_spec
if find_spec("nnkit") is None:
    %pip install -q {requirement}"""
SOURCE = re.compile(r"[\w.-]+/[\w.-]+@[\w./-]+")


def copy_for_colab(notebook, requirement):
    """Return `notebook` with one code cell in front that installs `requirement` where nnkit is missing."""
    cell = nbformat.v4.new_code_cell(SETUP.format(requirement=requirement), id="colab-setup")
    return nbformat.from_dict({**notebook, "cells": [cell, *notebook.cells]})


def write_copies(source, chapters, target):
    """Write a copy of each notebook in `chapters` to `target`; `source` is OWNER/REPOSITORY@COMMIT."""
    if not SOURCE.fullmatch(source):
        raise ValueError(f"source must be OWNER/REPOSITORY@COMMIT, not {source!r}")
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(chapters.glob("*.ipynb")):
        copy = copy_for_colab(form.loads(path.read_text(encoding="utf-8")), f"git+https://github.com/{source}")
        (target / path.name).write_text(form.dumps(copy), encoding="utf-8", newline="\n")


def main(arguments=None):
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m nnkit.book.colab", description=__doc__.splitlines()[0])
    parser.add_argument("source", help="OWNER/REPOSITORY@COMMIT that nnkit is installed from")
    parser.add_argument("chapters", type=Path)
    parser.add_argument("target", type=Path)
    options = parser.parse_args(arguments)
    try:
        write_copies(options.source, options.chapters, options.target)
    except ValueError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
