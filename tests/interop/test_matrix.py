"""The matrix of generators: what a feed gets wrong shows, and the table is of the pinned versions."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import pytest

from generator import ROOT
from interop.matrix import __main__ as matrix
from interop.matrix.answers import ANSWERS, expected
from interop.matrix.generators import GENERATORS, Generator

RIGHT = {name: expected(answer) for name, answer in ANSWERS.items()}


@pytest.fixture(autouse=True)
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix, "_BUILD", tmp_path)


def printing(found: object, *steps: str, tools: tuple[str, ...] = ()) -> Generator:
    """A generator whose client printed that."""
    feed = (
        shlex.join([sys.executable, "-c", f"print({json.dumps(found)!r})"])
        .replace("{", "{{")
        .replace("}", "}}")
    )
    return Generator("one", "1.0", "3.1", "Python", (), build=steps, feed=feed, tools=tools)


def test_answers_that_come_out_as_text_are_right() -> None:
    assert RIGHT["unknown field"] == ["0", "0.3", "7.74"]
    assert RIGHT["-0.3"] == ["0", "-0.3", "7.74"]
    assert RIGHT["1E-8"] == ["0", "1E-8", "7.74"]
    assert RIGHT["empty leverage"] == ["0", "0.3", ""]
    assert RIGHT["sCode"] == ["1", "", ""]
    row, problem = matrix.row_of(printing(RIGHT))
    assert row == ["one 1.0", "Python", "3.1", "yes", "ok", "ok", "ok", "ok", "ok"]
    assert problem == ""


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("unknown field", "Error: unknown field"),
        ("-0.3", ["0", -0.3, "7.74"]),
        ("1E-8", ["0", "0.00000001", "7.74"]),
        ("empty leverage", ["0", "0.3", "0"]),
        ("sCode", ["0", "", ""]),
    ],
)
def test_what_comes_out_otherwise_shows(name: str, found: object) -> None:
    row, problem = matrix.row_of(printing(RIGHT | {name: found}))
    assert [cell for cell in row[4:] if cell != "ok"] == [f"**{found}**"]
    assert name in problem


def test_what_fails_and_what_cannot_be_built_here() -> None:
    row, problem = matrix.row_of(printing(RIGHT, f"{sys.executable} -c exit(3)"))
    assert row[3] == "**failed**"
    assert "exit code 3" in problem
    row, problem = matrix.row_of(printing(RIGHT, tools=("no-such-tool",)))
    assert row[3] == "no no-such-tool here"
    assert problem == ""


def test_the_published_table_is_of_the_pinned_versions_and_has_no_failure() -> None:
    lines = (ROOT / "docs" / "matrix.md").read_text("utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("|")]
    assert [row[0] for row in rows[2:]] == [f"{one.slug} {matrix.version(one)}" for one in GENERATORS]
    assert rows[0][4:] == list(ANSWERS)
    assert not [row for row in rows if any(cell.startswith("**") for cell in row)]
    built = [row for row in rows[2:] if row[3] == "yes"]
    assert len(built) >= 8
    assert all(row[4:] == ["ok"] * len(ANSWERS) for row in built)
