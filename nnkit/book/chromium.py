"""Finds a Chromium for tests, pictures and print; run as a script, it also installs one where none is found."""

import contextlib
import os
import shutil
import subprocess
import sys

# The shell is the same browser without its windows, which takes half of the time.
COMMANDS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
PACKAGES = COMMANDS[:2]  # Debian's
ON_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # What asks another host must fail here as it does on a laptop without a network.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
ADVICE = "No Chromium was found and none could be installed: install Chromium or Google Chrome, then run this again."


def chromium():
    """Return the path of a Chromium that starts; raise LookupError with one sentence where there is none."""
    path = next(filter(starts, candidates()), None)
    if path is None:
        raise LookupError(ADVICE)
    return path


@contextlib.contextmanager
def browser():
    """Start Chromium as a Browser of Playwright, and close it; raise LookupError as `chromium` does."""
    from playwright.sync_api import sync_playwright  # a test's and an author's tool: the book is built without it

    path = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield started
        finally:
            started.close()


def candidates():
    """Yield where a Chromium may be, the installed ones first."""
    yield from filter(None, map(shutil.which, COMMANDS))
    yield ON_MAC
    yield playwrights_own()


def starts(path):
    """Say whether the program runs; some systems install a script of that name that only says what to install."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def playwrights_own():
    """Return where Playwright's own Chromium is, or would be."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def install():
    """Try Debian's package where that is allowed, else Playwright's download."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's package of Chromium …", flush=True)
        # What Debian recommends beside it are printers and notifications; of that a page needs the typefaces.
        install = ("apt-get", "install", "-y", "--no-install-recommends", "fonts-liberation")
        if run("apt-get", "update") and any(run(*install, package) for package in PACKAGES):
            return
    print("Downloading Playwright's Chromium …", flush=True)
    run(sys.executable, "-m", "playwright", "install", "chromium")


def run(*command):
    """Run a command in the reader's sight; say whether it succeeded."""
    return subprocess.run(command).returncode == 0


def main():
    """Make sure that there is a Chromium, and print where."""
    try:
        print(chromium())
    except LookupError:
        install()
        print(chromium())


if __name__ == "__main__":
    try:
        main()
    except LookupError as error:
        sys.exit(str(error))
