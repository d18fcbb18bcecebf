"""Executes the chapters and writes them in normal form: ``python -m nnkit.book.normalize chapters``.

With ``--check`` nothing is executed or written; each deviation from the normal form is listed.
"""

import argparse
import os
import sys
import time
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from nnkit.book import form
from nnkit.book.deviations import deviations

TIMEOUT = 600  # seconds a cell may take


class NotNormalError(Exception):
    """A chapter cannot be brought into normal form; the message lists why."""


def notebooks(paths):
    """List the notebooks that `paths` name: each a notebook, or a folder of them."""
    found = []
    for path in map(Path, paths):
        inside = sorted(path.glob("*.ipynb")) if path.is_dir() else [path]
        if not inside or not all(file.is_file() for file in inside):
            raise FileNotFoundError(f"{path}: no notebook there")
        found += inside
    return found


def execute(notebook, folder):
    """Run all cells in a fresh kernel that works in `folder`; a cell may raise only if it is tagged so."""
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        store_widget_state=False,
        extra_arguments=["--log-level=40"],  # else each kernel warns that it talks to us over TCP
    )
    return client.execute(env={**os.environ, "PYTHONHASHSEED": "0"})


def normalize(path):
    """Execute one chapter and write it in normal form; say whether that changed the file."""
    before = path.read_text(encoding="utf-8")
    try:
        executed = execute(form.normal(form.loads(before)), path.parent)
    except ValueError as error:
        raise NotNormalError(str(error)) from None
    except CellExecutionError as error:
        raise NotNormalError(f"a cell raised {error.ename}: {error.evalue}\n{error.traceback}") from None
    after = form.dumps(form.normal(executed))
    if problems := deviations(after):
        raise NotNormalError("\n".join(problems))
    if after != before:
        path.write_text(after, encoding="utf-8", newline="\n")
    return after != before


def check(path):
    """Compare one chapter with the normal form, without executing it; return whether anything was to be said."""
    problems = deviations(path.read_text(encoding="utf-8"))
    for problem in problems:
        print(f"{path}: {problem}")
    return bool(problems)


def rewrite(path):
    """Normalize one chapter and report it; return whether it failed. A chapter that fails stays as it was."""
    print(f"{path} … ", end="", flush=True)
    start = time.perf_counter()
    try:
        result = "changed" if normalize(path) else "as it was"
    except NotNormalError as error:
        print(f"NOT written:\n  {str(error).strip()}".replace("\n", "\n  "))
        return True
    print(f"{result}, {time.perf_counter() - start:.1f} s")
    return False


def main(arguments=None):
    """Run the command; the answer is its exit status."""
    parser = argparse.ArgumentParser(prog="python -m nnkit.book.normalize", description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", help="notebooks, or folders of notebooks")
    parser.add_argument("--check", action="store_true", help="only list what differs from the normal form")
    options = parser.parse_args(arguments)
    try:
        chapters = notebooks(options.paths)
    except FileNotFoundError as error:
        parser.error(str(error))
    failed = [(check if options.check else rewrite)(path) for path in chapters]
    return int(any(failed))


if __name__ == "__main__":
    sys.exit(main())
