"""Text files are UTF-8 wherever they are read: without an encoding, Windows reads − and × as something else."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def bare(code):
    """The lines that read or write a text file without naming an encoding; ruff sees only those of a plain Path."""
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    texts = [call for call in calls if getattr(call.func, "attr", None) in ("read_text", "write_text")]
    return [call.lineno for call in texts if not any(keyword.arg == "encoding" for keyword in call.keywords)]


def test_a_call_without_an_encoding_is_found():
    assert bare('a.read_text()\nb.read_text(encoding="utf-8")\n(a / "c").write_text(read())') == [1, 3]


@pytest.mark.parametrize("folder", ["nnkit", "tests"])
def test_every_text_file_is_read_and_written_with_its_encoding(folder):
    found = {str(path): bare(path.read_text(encoding="utf-8")) for path in (ROOT / folder).rglob("*.py")}
    assert found
    assert {path: lines for path, lines in found.items() if lines} == {}
