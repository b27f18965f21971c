"""The short run, with a fixed seed: every property holds, and the cases are no mere refusals."""

from __future__ import annotations

import subprocess
import sys

import pytest

from generator import ROOT
from tests.fuzz.conftest import SEED
from tests.fuzz.document import WITH_BODY, request_schema
from tests.fuzz.rig import Rig
from tests.fuzz.run import SHORT, Task, run, tasks


@pytest.mark.parametrize(
    "task", list(tasks()), ids=lambda task: f"{task.name}-{task.operation_id}".strip("-")
)
def test_the_property_holds(rig: Rig, task: Task) -> None:
    tally = run(rig, task, SHORT[task.name], SEED)
    assert not tally.finding, tally.finding
    nothing_to_vary = task.name == "requests" and not request_schema(task.operation_id)["properties"]
    assert nothing_to_vary or tally.cases >= SHORT[task.name] / 2
    assert_mixed(task, tally.mix)


def assert_mixed(task: Task, mix: dict[str, int]) -> None:
    """What the cases led to: a run that only ever sees one refusal proves nothing."""
    whole = sum(mix.values())
    match task.name:
        case "requests":
            assert mix["0"] > whole / 4
            assert len(mix) >= (5 if task.operation_id in WITH_BODY else 1)
        case "refusals":
            assert {"50002", "50014", "51000"} <= mix.keys()
        case "answers":
            for outcome in ("success", "refused", "unknown"):
                for carrier in ("socket", "scripted"):
                    assert f"{outcome} ({carrier})" in mix
        case "sequences":
            assert {"success", "refused", "unknown, with a fault", "refused, with a fault"} <= mix.keys()
        case _:
            parts = {outcome.split()[0] for outcome in mix}
            assert {"key", "passphrase", "timestamp", "signature", "method", "target", "body"} <= parts


def test_the_command_that_repeats_a_finding_gives_the_same_cases_in_a_process_of_its_own(rig: Rig) -> None:
    task = Task("requests", "accountAdjustMargin")
    here = run(rig, task, 60, SEED)
    command = [sys.executable, *task.command(60, SEED).split()[1:]]
    there = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert ", ".join(f"{code} {count}" for code, count in here.mix.most_common()) in there
