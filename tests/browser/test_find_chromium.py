"""Where the browser tests find their Chromium, and what they say where there is none."""

import pytest

from nnkit.book import chromium as find_chromium


def program(path, status):
    path.write_text(f"#!/bin/sh\nexit {status}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_the_first_browser_that_starts_is_taken(monkeypatch, tmp_path):
    stub, good = program(tmp_path / "stub", 1), program(tmp_path / "good", 0)
    monkeypatch.setattr(find_chromium, "candidates", lambda: [str(tmp_path / "absent"), stub, good])
    assert find_chromium.chromium() == good


def test_where_there_is_none_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setattr(find_chromium, "candidates", lambda: [])
    with pytest.raises(LookupError, match="install Chromium or Google Chrome"):
        find_chromium.chromium()


UPDATE, INSTALL = "apt-get update", "apt-get install -y --no-install-recommends fonts-liberation"
SHELL, WHOLE = f"{INSTALL} chromium-headless-shell", f"{INSTALL} chromium"
PLAYWRIGHTS = "playwright install chromium"


@pytest.mark.parametrize(
    ("user", "failing", "expected"),
    [
        (0, {}, [UPDATE, SHELL]),
        (0, {SHELL}, [UPDATE, SHELL, WHOLE]),
        (0, {UPDATE}, [UPDATE, PLAYWRIGHTS]),
        (0, {SHELL, WHOLE}, [UPDATE, SHELL, WHOLE, PLAYWRIGHTS]),
        (1000, {}, [PLAYWRIGHTS]),
    ],
)
def test_one_is_installed_from_debian_where_that_is_allowed_else_from_playwright(
    monkeypatch, tmp_path, user, failing, expected
):
    commands = []

    def run(*command):
        commands.append(" ".join(command).split("-m ")[-1])
        return commands[-1] not in failing

    monkeypatch.setattr(find_chromium, "candidates", lambda: [program(tmp_path / "good", 0)] if commands else [])
    monkeypatch.setattr(find_chromium, "run", run)
    monkeypatch.setattr(find_chromium.os, "geteuid", lambda: user, raising=False)
    monkeypatch.setattr(find_chromium.shutil, "which", lambda name: f"/usr/bin/{name}")
    find_chromium.main()
    assert commands == expected
