"""What a finding looks like: the shortest case, its seed, and a command that finds it again."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from tests.fuzz.__main__ import main
from tests.fuzz.planted import PLANTED
from tests.fuzz.planted.fault import Planted
from tests.fuzz.rig import Rig
from tests.fuzz.run import run

CASES = 20


def planted(what: str) -> Planted:
    return next(each for each in PLANTED if what in each.what)


def test_a_group_of_failures_shrinks_to_the_shortest_case(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """FailureGroup is a BaseExceptionGroup, which hypothesis does not shrink."""
    fault = planted("msg is an object")
    fault.plant(monkeypatch)
    finding = run(rig, fault.task, CASES, 3).finding
    assert re.search("""{} is not of type ['"]string""", finding)
    body = re.search(r"content=b'(\{.*?\})'", finding)
    assert body is not None, finding
    assert json.loads(body[1])["amt"] == "1"


def test_the_command_it_prints_finds_it_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fault = planted("as a number")
    fault.plant(monkeypatch)
    assert main(["--cases", str(CASES), "--seed", "7", "--only", f"requests:{fault.task.operation_id}"]) == 1
    printed = capsys.readouterr().out
    command = shlex.split(printed.splitlines()[-1])
    assert command[:3] == ["python", "-m", "tests.fuzz"]
    assert main(command[3:]) == 1
    again = capsys.readouterr().out
    assert again.splitlines()[-1] == printed.splitlines()[-1]
    assert "these bytes reached the exchange" in again


def test_a_sequence_is_printed_step_by_step(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = planted("off by one unit")
    fault.plant(monkeypatch)
    finding = run(rig, fault.task, 10 * CASES, 3).finding
    assert re.search(r"state\.adjust_(bot|position)\(", finding), finding
    assert "--only sequences" in finding


def test_the_same_seed_gives_the_same_cases(rig: Rig) -> None:
    task = planted("as a number").task
    first, second, other = (run(rig, task, 20, seed).mix for seed in (5, 5, 6))
    assert first == second != other


def test_a_property_that_does_not_exist_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--only", "everything"])
    assert "there is no such property" in capsys.readouterr().err
