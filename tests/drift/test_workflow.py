"""The scheduled workflow's commands, run as the forge's runner would, against a site on this machine."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator import ROOT, yaml12
from tests.drift.conftest import SPEC, Pages, Site
from tests.drift.pages import as_html

WORKFLOW = ROOT / ".github" / "workflows" / "docs-drift.yml"


@pytest.fixture(scope="module")
def steps() -> list[dict[str, Any]]:
    workflow = yaml12.read(WORKFLOW)
    found: list[dict[str, Any]] = workflow["jobs"]["drift"]["steps"]
    return found


@pytest.fixture
def checkout(tmp_path: Path, site: Site, pages: Pages) -> Path:
    """A folder whose .venv/bin/python reads the site on this machine instead of OKX's."""
    text = SPEC.read_text(encoding="utf-8")
    for language, short in (("english", "en"), ("chinese", "zh")):
        text = text.replace(f"https://www.okx.com/docs-v5/{short}/", f"{site.url}/{language}")
        site.answers[f"/{language}"] = 200, as_html(page[language] for page in pages.values()).encode()
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "spec.yaml").write_text(text, encoding="utf-8")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    python = tmp_path / ".venv" / "bin" / "python"
    command = shlex.join([sys.executable, "-m", "generator"])
    python.write_text(f'#!/bin/sh\nshift 2\nexec {command} "$@" --spec spec/spec.yaml\n', encoding="utf-8")
    python.chmod(0o755)
    return tmp_path


def run(script: str, checkout: Path) -> int:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "GITHUB_OUTPUT": str(checkout / "output"),
        "GITHUB_STEP_SUMMARY": str(checkout / "summary"),
    }
    return subprocess.run(["bash", "-e", "-c", script], cwd=checkout, env=environment, check=False).returncode


def commands(steps: list[dict[str, Any]]) -> list[str]:
    return [step["run"] for step in steps if "run" in step]


def test_drift_and_pages_that_cannot_be_read(
    steps: list[dict[str, Any]], checkout: Path, site: Site, pages: Pages
) -> None:
    _, drift, accept, without_pull = commands(steps)
    pages["setLeverage"]["english"].rule = "IP"
    site.answers["/english"] = 200, as_html(page["english"] for page in pages.values()).encode()
    assert run(drift, checkout) == 0
    assert (checkout / "output").read_text() == "code=1\n"
    assert "| setLeverage endpoint | limit rule | IP | User ID |" in (checkout / "drift.md").read_text(
        encoding="utf-8"
    )
    assert "limit rule" in (checkout / "summary").read_text(encoding="utf-8")
    assert run(accept, checkout) == 0
    assert '"limit rule": {"english": "IP", "chinese": "User ID"}' in (
        checkout / "spec" / "docs_facts.yaml"
    ).read_text(encoding="utf-8")
    assert run(without_pull, checkout) == 1

    site.answers["/english"] = 500, b""
    assert run(drift, checkout) == 1
    assert (checkout / "output").read_text().endswith("code=2\n")


def test_the_environment_is_a_target_of_the_makefile(steps: list[dict[str, Any]]) -> None:
    if not shutil.which("make") or not (ROOT / "Makefile").exists():
        pytest.skip("no make, or no Makefile")
    setup = commands(steps)[0].split()
    assert setup[0] == "make"
    subprocess.run(
        ["make", "--dry-run", "--always-make", *setup[1:]], cwd=ROOT, check=True, capture_output=True
    )


def test_every_action_is_pinned_to_a_version(steps: list[dict[str, Any]]) -> None:
    for step in steps:
        if "uses" in step:
            version = step["uses"].partition("@")[2]
            assert (version.startswith("v") and version.count(".") == 2) or len(version) == 40, step["uses"]
