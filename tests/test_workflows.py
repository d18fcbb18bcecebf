"""The workflows run what exists: each action is pinned by its commit, each target and each module is there."""

import re
import tomllib
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


def load(name):
    return yaml.safe_load((ROOT / ".github" / "workflows" / f"{name}.yml").read_text(encoding="utf-8"))


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


def test_nothing_is_published_that_was_not_tested():
    jobs = load("publish")["jobs"]
    assert [step["run"] for step in jobs["test"]["steps"] if "run" in step] == ["make test"]
    publishing = {name: job for name, job in jobs.items() if "write" in job.get("permissions", {}).values()}
    assert sorted(publishing) == ["colab", "pages", "release"]
    assert all("test" in job["needs"] and "site" in job["needs"] for job in publishing.values())


def test_a_release_that_waits_is_not_cancelled_by_a_push():
    assert load("publish")["concurrency"] == {"group": "publish-${{ github.ref }}", "cancel-in-progress": False}


def test_every_python_that_the_package_names_is_tested():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [line.rpartition(" ")[2] for line in project["classifiers"] if "Python :: 3." in line]
    assert project["requires-python"] == f">={named[0]}"
    jobs = load("tests")["jobs"]
    for job in ("all", "without-browser"):
        assert jobs[job]["strategy"]["matrix"]["python"] == named
    assert load("newest")["jobs"]["test"]["strategy"]["matrix"]["python"] == [named[0], named[-1]]
