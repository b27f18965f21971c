"""Workflows, locks and the way without make: what nobody runs here every day must still be what it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from generator import ROOT, yaml12
from tests.environments.__main__ import ENVIRONMENTS

WORKFLOWS = {path.stem: yaml12.read(path) for path in sorted((ROOT / ".github" / "workflows").glob("*.yml"))}
JOBS = [
    (f"{name} {job}", steps["steps"])
    for name, made in WORKFLOWS.items()
    for job, steps in made["jobs"].items()
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def commands(steps: list[dict[str, Any]]) -> list[str]:
    return [step["run"] for step in steps if "run" in step]


def test_every_action_is_pinned_and_no_job_may_more_than_it_says() -> None:
    for job, steps in JOBS:
        for step in steps:
            name, _, version = step.get("uses", "").partition("@")
            exact = re.fullmatch(r"[0-9a-f]{40}|v\d+\.\d+\.\d+", version)
            assert exact or not name, (job, name)
            assert len(version) == 40 or name.startswith("actions/") or not name, (job, name)
    for name, workflow in WORKFLOWS.items():
        assert "permissions" in workflow, name
        for job in workflow["jobs"].values():
            assert "timeout-minutes" in job, name


@pytest.mark.skipif(not shutil.which("make"), reason="no make here")
def test_what_workflows_and_ci_make_are_targets() -> None:
    lines = [line for _, steps in JOBS for command in commands(steps) for line in command.splitlines()]
    lines += (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    made = {target for line in lines for target in re.findall(r"\bmake ((?:[a-z.][\w./-]* ?)+)", line)}
    assert {"lint", "test", "environments"} <= {target.strip() for target in made}
    for targets in made:
        ran = subprocess.run(
            ["make", "-n", "-B", *targets.split()], cwd=ROOT, capture_output=True, check=False
        )
        assert ran.returncode == 0, targets


def test_each_environment_has_its_job_and_each_python_too() -> None:
    jobs = WORKFLOWS["tests"]["jobs"]
    own = [environment.name for environment in ENVIRONMENTS if not environment.interpreter]
    assert sorted(jobs["environments"]["strategy"]["matrix"]["environment"]) == sorted(own)
    pythons = jobs["python"]["strategy"]["matrix"]["python"]
    assert f">={pythons[0]}" == PROJECT["project"]["requires-python"]
    assert pythons[1:] == [environment.interpreter for environment in ENVIRONMENTS if environment.interpreter]


def test_an_environment_that_fails_or_is_not_there_says_so() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.environments", "nowhere"], cwd=ROOT, capture_output=True, check=False
    )
    assert ran.returncode == 2
    assert b"nowhere: no such environment; there are optimized" in ran.stderr


def test_the_way_without_make_is_what_the_windows_job_does() -> None:
    block = re.search(r"```bat\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    documented = [line for line in block[1].splitlines() if line]
    tried = commands(WORKFLOWS["tests"]["jobs"]["windows"]["steps"])
    assert documented[: len(tried)] == tried


def locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))


def test_the_demo_installs_a_part_of_what_development_does_at_the_same_versions() -> None:
    demo, dev = locked("demo.lock"), locked("dev.lock")
    assert demo.items() <= dev.items()
    assert "pytest" not in demo
    exact = [
        each for group in PROJECT["dependency-groups"].values() for each in group if isinstance(each, str)
    ]
    for requirement in exact:
        name, version = re.findall(r"^([A-Za-z0-9-]+)(?:\[\w+\])?==([^;\s]+)", requirement)[0]
        assert dev[name] == version, "make lock"


@pytest.mark.skipif(os.name != "posix", reason="the script is the forge's runner's, which is POSIX")
def test_a_release_is_refused_where_its_parts_disagree(tmp_path: Path) -> None:
    script = commands(WORKFLOWS["release"]["jobs"]["build"]["steps"])[1]
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho 0.2.0\n", encoding="utf-8")
    python.chmod(0o755)
    server, owner, name = PROJECT["project"]["urls"]["Source"].rsplit("/", 2)
    repository = f"{owner}/{name}"

    def release(
        tag: str = "v0.2.0", changelog: str = "## 0.2.0 (2026-12-01)\n", where: str = repository
    ) -> int:
        shutil.copy(ROOT / "pyproject.toml", tmp_path)
        (tmp_path / "CHANGELOG.md").write_text(changelog, encoding="utf-8")
        environment = {"GITHUB_REF_NAME": tag, "GITHUB_SERVER_URL": server, "GITHUB_REPOSITORY": where}
        return subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=tmp_path,
            env={**os.environ, **environment},
            capture_output=True,
            check=False,
        ).returncode

    assert release() == 0
    assert release(tag="v0.2.1") == 1
    assert release(changelog="## 0.2.0 (unreleased)\n") == 1
    assert release(where="somebody/else") == 1
