"""A program that ends writes down what it has not waited for, and ends all the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .held import outcomes

ENDS = """
import sys, threading
from okx_margin_client import Journal
from tests.journal.calls import adjustment, ended
from tests.journal.held import HangingDisk
disk = HangingDisk(sys.argv[1])
journal = Journal(disk)
disk.let.clear()
threading.Timer(0.2, disk.let.set).start()
writing = threading.Thread(
    target=journal.write, args=(ended(adjustment(), "done"), 0), daemon=sys.argv[2] == "daemon"
)
writing.start()
writing.join()
"""


@pytest.mark.slow
def test_a_program_that_ends_writes_down_what_it_has_not_waited_for(tmp_path: Path) -> None:
    for thread in ("its own", "daemon"):
        path = str(tmp_path / thread)
        command = [sys.executable, "-c", ENDS, path, thread]
        subprocess.run(command, cwd=Path(__file__).parents[2], check=True, timeout=60)
        assert outcomes(path) == ["done"], thread


GOES_ON = """
import sys, threading
from okx_margin_client import Journal
from tests.journal.calls import adjustment
journal, begun = Journal(sys.argv[1]), threading.Event()
journal.write(adjustment())
def on_and_on():
    while True:
        journal.write(adjustment())
        begun.set()
threading.Thread(target=on_and_on, daemon=True).start()
begun.wait()
"""


@pytest.mark.slow
def test_a_program_ends_though_a_daemon_of_its_own_calls_on_and_on(tmp_path: Path) -> None:
    command = [sys.executable, "-c", GOES_ON, str(tmp_path / "adjustments.db")]
    subprocess.run(command, cwd=Path(__file__).parents[2], check=True, timeout=10)


AT_EXIT = """
import atexit, sys, time
from okx_margin_client import Journal
from okx_margin_runtime.journal.sqlite import SqliteStore
from tests.journal.calls import adjustment, ended
class Slow(SqliteStore):
    def run(self, statements):
        time.sleep(0.2)
        return super().run(statements)
journal, call = Journal(Slow(sys.argv[1], 5.0)), adjustment()
journal.write(call)
atexit.register(lambda: journal.write_later(ended(call, "done")))
"""


@pytest.mark.slow
def test_what_an_atexit_handler_does_not_wait_for_is_written_down_too(tmp_path: Path) -> None:
    path = str(tmp_path / "adjustments.db")
    subprocess.run(
        [sys.executable, "-c", AT_EXIT, path], cwd=Path(__file__).parents[2], check=True, timeout=60
    )
    assert outcomes(path) == ["done"]
