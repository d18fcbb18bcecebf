"""JupyterLite's kernel brings nnkit with it: its stand-in for ipykernel requires it."""

import zipfile

from packaging.metadata import parse_email

from nnkit.book import lite

METADATA = b"Metadata-Version: 2.4\nName: tool\nVersion: 1.0\nRequires-Python: >=3.13\n\n# A tool\n\nIts text.\n"
RECORD = b"tool.py,sha256=abc,1\ntool-1.0.dist-info/METADATA,sha256=def,95\ntool-1.0.dist-info/RECORD,,\n"


def test_a_wheel_gets_one_requirement_more_and_stays_as_it_was(tmp_path):
    old, new = tmp_path / "old.whl", tmp_path / "new.whl"
    files = {"tool.py": b"1", "tool-1.0.dist-info/METADATA": METADATA, "tool-1.0.dist-info/RECORD": RECORD}
    with zipfile.ZipFile(old, "w") as wheel:
        for name, content in files.items():
            wheel.writestr(name, content)
    lite.add_requirement(old, new, "nnkit")
    with zipfile.ZipFile(new) as wheel:
        changed = {name: wheel.read(name) for name in wheel.namelist()}
    assert changed.keys() == files.keys()
    assert changed["tool.py"] == b"1"
    before, _ = parse_email(METADATA)
    after, unparsed = parse_email(changed["tool-1.0.dist-info/METADATA"])
    assert after == before | {"requires_dist": ["nnkit"]}
    assert not unparsed
    assert changed["tool-1.0.dist-info/RECORD"].splitlines()[1] == b"tool-1.0.dist-info/METADATA,,"


def test_what_pyodide_lacks_is_pinned_with_the_book(tmp_path):
    pins = lite.pins()
    assert set(lite.PACKAGES) <= pins.keys()
    assert "numpy" in pins
    assert all(version[0].isdigit() for version in pins.values())
