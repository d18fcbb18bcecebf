"""The workflows run what exists: each action is pinned by its commit, each target and each module is there."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"uses: [\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.stem)
def workflow(request):
    return request.param


def commands(workflow):
    jobs = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"].values()
    return [line for job in jobs for step in job["steps"] for line in step.get("run", "").splitlines()]


def test_there_are_the_three_workflows():
    assert [path.stem for path in WORKFLOWS] == ["newest", "publish", "tests"]


def test_every_action_is_pinned_by_its_commit_and_names_its_version(workflow):
    lines = [line.strip().removeprefix("- ") for line in workflow.read_text(encoding="utf-8").splitlines()]
    used = [line for line in lines if line.startswith("uses:")]
    assert used or "uses:" not in workflow.read_text(encoding="utf-8")
    assert [line for line in used if not PINNED.fullmatch(line)] == []


def test_every_target_and_module_that_is_run_exists(workflow):
    for command in commands(workflow):
        words = command.split()
        if words[0] == "make":
            assert set(words[1:]) <= TARGETS, command
        if words[:2] == ["python", "-m"]:
            assert words[2] == "pip" or find_spec(words[2]), command


def test_a_workflow_may_do_only_what_its_jobs_ask_for(workflow):
    assert yaml.safe_load(workflow.read_text(encoding="utf-8"))["permissions"] == {"contents": "read"}
