"""Builds JupyterLite with all chapters: ``python -m nnkit.book.lite PYTHON FOLDER``.

PYTHON is the interpreter of the environment that holds JupyterLite (`make site` makes it: in the book's own
environment JupyterLab would load the extension of JupyterLite's kernel, and fail). The kernel is Pyodide, which comes
from its own distribution when a reader starts it; ``PYODIDE_URL`` names a copy to put into the site instead: an
unpacked folder, or the path or address of its ``.tar.bz2``.
"""

import argparse
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
# What nnkit needs and Pyodide lacks; the versions are those of requirements.txt.
PACKAGES = ("anywidget", "comm", "ipywidgets", "jupyterlab-widgets", "psygnal")
ANY_PLATFORM = ["--only-binary=:all:", "--platform=any", "--implementation=py", "--abi=none", "--python-version=3.13"]
STAND_IN = "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi/ipykernel-*.whl"


def build(python, target, pyodide=None):
    """Build the site in `target` with the environment of the interpreter `python`; `pyodide` is a copy to include."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder)
        collect_wheels(python, source / "pypi")
        for notebook in sorted((ROOT / "chapters").glob("*.ipynb")):
            (source / "files").mkdir(exist_ok=True)
            shutil.copy(notebook, source / "files")
        options = _include(pyodide, source) if pyodide else []
        shutil.rmtree(target, ignore_errors=True)
        command = [python, "-m", "jupyterlite_core", "build", f"--lite-dir={source}", f"--output-dir={target}"]
        _run(*command, f"--contents={source / 'files'}", "--apps=lab", "--no-sourcemaps", *options, cwd=source)


def collect_wheels(python, folder):
    """Put nnkit, built now, and what it needs beyond Pyodide into `folder`, where JupyterLite looks for wheels."""
    folder.mkdir()
    pinned = [f"{name}=={pins()[name]}" for name in PACKAGES]
    _run(python, "-m", "pip", "download", "-q", "--no-deps", *ANY_PLATFORM, "-d", folder, *pinned)
    _run(python, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, ROOT)
    (stand_in,) = Path(python).parent.parent.glob(STAND_IN)
    add_requirement(stand_in, folder / stand_in.name, "nnkit")


def pins():
    """Read the book's lock file: the version of each package by its name."""
    return dict(re.findall(r"^([\w-]+)==(\S+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE))


def add_requirement(wheel, target, requirement):
    """Copy a wheel with one requirement more.

    JupyterLite's kernel installs a stand-in for ipykernel when it starts. Our copy of it requires nnkit, so that
    ``import nnkit`` works in a chapter's first cell; our wheels are asked first.
    """
    with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith(".dist-info/METADATA"):
                head, blank, text = content.decode().partition("\n\n")
                content = f"{head}\nRequires-Dist: {requirement}{blank}{text}".encode()
            if name.endswith(".dist-info/RECORD"):  # the checksum of what we changed is left out, as the format allows
                content = re.sub(rb"(\.dist-info/METADATA),.*", rb"\1,,", content)
            new.writestr(name, content)


def _include(pyodide, source):
    """Have a copy of Pyodide put into the site; return JupyterLite's options for it."""
    if not Path(pyodide).is_dir():
        return [f"--pyodide={pyodide if '://' in pyodide else Path(pyodide).resolve()}"]
    shutil.copytree(pyodide, source / "static" / "pyodide")
    return []


def _run(*command, cwd=None):
    # JupyterLite writes a file where it works; its environment's interpreter may be a relative path.
    subprocess.run([str(Path(command[0]).absolute()), *map(str, command[1:])], cwd=cwd, check=True)


def main(arguments=None):
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m nnkit.book.lite", description=__doc__.splitlines()[0])
    parser.add_argument("python", help="the interpreter of JupyterLite's environment")
    parser.add_argument("target", type=Path, help="the folder of the site")
    options = parser.parse_args(arguments)
    build(options.python, options.target.resolve(), os.environ.get("PYODIDE_URL"))


if __name__ == "__main__":
    main()
