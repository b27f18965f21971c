"""A child never touches its parent's connections, and the parent's go on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .callers import ANSWERED, Outcome
from .conftest import own
from .forks import CALLS
from .host import Host
from .tally import Tally


@own
@pytest.mark.parametrize("scenario", ["before use", "after use", "child closes", "multiprocessing"])
def test_parent_and_children_each_get_their_own_answers(transport: str, wire: str, scenario: str) -> None:
    with Host(tls=wire == "tls") as host:
        run = subprocess.run(
            [sys.executable, "-X", "dev", "-m", "tests.transport.forks", scenario, transport, host.base_url],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=60,
        )
        tally = Tally()
        for line in run.stdout.splitlines():
            number, kind, said = line.split("\t")
            tally.add(number, Outcome(kind, said, 0))
        tally.hold_against(host.received)
    processes = {"before use": 5, "multiprocessing": 7}.get(scenario, 6)
    assert tally.kinds == {ANSWERED: processes * CALLS}, run.stderr
    assert host.connections == {"multiprocessing": 5}.get(scenario, 4)  # the parent keeps its one throughout


def test_a_fork_in_the_midst_of_loading_certificates_leaves_the_child_none_that_nobody_releases() -> None:
    code = (
        "import os, signal, threading, time\n"
        "from okx_margin_runtime.transport import certificates\n"
        "load, loading = certificates._new, threading.Event()\n"
        "certificates._new = lambda: (loading.set(), time.sleep(0.3), load())[2]\n"
        "thread = threading.Thread(target=certificates.verifying)\n"
        "thread.start(); loading.wait()\n"
        "if (child := os.fork()) == 0:\n"
        "    signal.alarm(20); certificates.verifying(); os._exit(0)\n"
        "thread.join(); print(os.waitpid(child, 0)[1])\n"
    )
    command = [sys.executable, "-W", "ignore", "-c", code]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "0\n"
