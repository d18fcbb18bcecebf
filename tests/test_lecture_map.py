"""The lecture map names every row of the lecture, and each row's section exists."""

import re
from pathlib import Path

CHAPTERS = Path(__file__).parents[1] / "chapters"
ROW = re.compile(r"^\| (L\d\d) \| .+ \| (.+) \|$", re.MULTILINE)


def rows():
    return ROW.findall((CHAPTERS / "lecture_map.md").read_text(encoding="utf-8"))


def test_every_row_of_the_lecture_is_there_once_and_in_order():
    assert [name for name, _ in rows()] == [f"L{k:02}" for k in range(1, 42)]


def test_every_row_leads_to_a_section_that_a_chapter_has():
    labels = set()
    for chapter in CHAPTERS.glob("0*.ipynb"):
        labels |= set(re.findall(r'"\(([\w-]+)\)=\\n"', chapter.read_text(encoding="utf-8")))
    for name, sections in rows():
        named = re.findall(r"\{ref\}`(?:[^`<]+<)?([\w-]+)>?`", sections)
        assert named, f"{name} names no section"
        assert set(named) <= labels, f"{name}: no chapter has {set(named) - labels}"
