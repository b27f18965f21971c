"""The short run of what `make hostile-long` does ten thousand times."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .interruptions import KINDS, NOT_ASKED

CUTS = {"http11": "200", "client, paced": "50", "client on httpx": "50"}
RUNS = [(kind, called) for kind in KINDS for called in CUTS if (kind, called) != NOT_ASKED]


@pytest.mark.parametrize(("kind", "called"), RUNS)
def test_a_call_cut_off_at_any_instruction_leaves_nothing_taken(kind: str, called: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.transport.interruptions", CUTS[called], kind, called],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_broken_connection_does_not_end_a_program_that_a_broken_pipe_ends() -> None:
    command = [sys.executable, "-m", "tests.transport.signals"]
    run = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stdout) == (0, "not sent\n")


@pytest.mark.slow
def test_a_signals_handler_may_make_a_call_in_the_midst_of_another() -> None:
    command = [sys.executable, "-m", "tests.transport.reentrance"]
    run = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stdout) == (0, "True True\n"), run.stderr
