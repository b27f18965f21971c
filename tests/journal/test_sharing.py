"""Threads, processes and a signal's handler share one journal, and nothing is lost."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from okx_margin_client import OkxMargin
from okx_margin_mock import MockServer
from okx_margin_runtime.call import Call
from okx_margin_runtime.errors import JournalError
from okx_margin_runtime.journal import Journal
from okx_margin_runtime.journal.sqlite import SqliteStore
from okx_margin_runtime.journal.store import Statement

from .calls import adjustment, ended


def test_many_threads_write_at_once_and_nothing_is_lost(where: str) -> None:
    calls = [adjustment() for _ in range(60)]
    with Journal(where) as journal:
        threads = [threading.Thread(target=journal.write, args=(call,)) for call in calls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert all(journal.entry(call.id) for call in calls)


WRITES = """
import sys
from okx_margin_runtime.journal import Journal
from tests.journal.calls import adjustment, ended
journal = Journal(sys.argv[1])
for _ in range(40):
    call = adjustment()
    journal.write(call)
    journal.write(ended(call, "done"))
print("written")
"""


@pytest.mark.slow
def test_processes_share_one(where: str) -> None:
    root = Path(__file__).parents[2]
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITES, where], cwd=root, stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    assert [writer.communicate()[0] for writer in writers] == [b"written\n"] * 3
    with Journal(where) as journal:
        assert journal.undecided() == []
        assert journal.prune(older_than=-60) == 120


def test_a_forked_process_goes_on_writing(where: str) -> None:
    with Journal(where) as journal:
        before, during, after = adjustment(), adjustment(), adjustment()
        journal.write(before)
        ids = [call.id for call in (before, during, after)]
        child = os.fork()
        if child == 0:
            journal.write(during)
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        journal.write(after)
        assert all(journal.entry(each) for each in ids)


@pytest.mark.slow
def test_a_process_may_be_forked_while_threads_and_tasks_write(where: str) -> None:
    over = threading.Event()
    with Journal(where) as journal:

        def write() -> None:
            while not over.is_set():
                journal.write(adjustment())

        async def in_a_task() -> None:
            await journal.write_async(adjustment())
            journal.undecided()

        asyncio.run(in_a_task())  # the parent has a thread for tasks
        threads = [threading.Thread(target=write) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            children = list[int]()
            for _ in range(5):
                children.append(os.fork())
                if children[-1] == 0:
                    asyncio.run(in_a_task())
                    journal.close()
                    os._exit(0)
            deadline = time.monotonic() + 30
            while children and time.monotonic() < deadline:
                children = [child for child in children if os.waitpid(child, os.WNOHANG) == (0, 0)]
                time.sleep(0.01)
            for child in children:
                os.kill(child, signal.SIGKILL)
            assert not children
        finally:
            over.set()
            for thread in threads:
                thread.join()


class ForksAtItsIntent(Journal):
    """Two processes come out of the first `write`, which the child may believe to have failed."""

    child: int | None = None
    fails = False

    def write(self, call: Call, until: float | None = None) -> None:
        super().write(call, until)
        if self.child is None:
            self.child = os.fork()
            if self.child == 0 and self.fails:
                raise JournalError("Nobody answers here.")


@pytest.mark.filterwarnings("ignore:.*goes on without:UserWarning")
@pytest.mark.parametrize("failure", [None, "refuse", "warn"])
def test_a_call_that_a_fork_divides_at_its_intent_is_sent_and_written_down_once(
    okx_mock: MockServer, tmp_path: Path, failure: Any
) -> None:
    journal = ForksAtItsIntent(tmp_path / "adjustments.db")
    journal.fails = failure is not None
    with journal, OkxMargin(okx_mock.auth(), journal=journal, journal_failure=failure or "refuse") as okx:
        told = ""
        try:
            okx.account.adjust_margin(inst_id="BTC-USDT-SWAP", pos_side="short", type_="add", amt="1")
        except BaseException as error:
            told = type(error).__name__
        assert journal.child is not None
        if journal.child == 0:
            journal.close()
            refused = "refused" in [entry.outcome for entry in journal.entries()]
            os._exit(0 if told == "NotSentError" and not refused else 1)
        assert (told, os.waitpid(journal.child, 0)[1]) == ("", 0)
        assert [entry.outcome for entry in journal.entries()] == ["done"]
    assert sum(request.method == "POST" for request in okx_mock.exchange.received) == 1


@pytest.mark.slow
def test_a_signals_handler_that_writes_too_waits_for_nothing_and_loses_nothing(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "tests.journal.reentrance", str(tmp_path / "adjustments.db")]
    ended = subprocess.run(program, cwd=Path(__file__).parents[2], timeout=60, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.slow
def test_ctrl_c_at_any_instruction_leaves_no_call_under_way(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "tests.journal.cuts", str(tmp_path / "adjustments.db")]
    ended = subprocess.run(program, cwd=Path(__file__).parents[2], timeout=60, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout) > 300


class BusyDisk(SqliteStore):
    """One with which something happens before its next statement is carried out, and something after it."""

    happens: tuple[Callable[[], None], Callable[[], None]] | None = None

    def run(self, statements: Sequence[Statement]) -> list[Sequence[Any]]:
        happens, self.happens = self.happens, None
        if happens is None:
            return super().run(statements)
        happens[0]()
        rows = super().run(statements)
        happens[1]()
        return rows


def test_what_begins_or_ends_while_the_undecided_are_read_is_none_of_them() -> None:
    store = BusyDisk(":memory:", 5)
    with Journal(store) as journal:
        begins, ends = adjustment(), adjustment()
        journal.write(ends)
        store.happens = partial(journal.write, begins), lambda: journal.write(ended(ends, "done"))
        assert journal.undecided() == []


@pytest.mark.slow
def test_what_ends_while_many_read_the_undecided_is_none_of_them(where: str) -> None:
    with Journal(where) as journal:

        async def adjusting() -> None:
            for _ in range(20):
                call = adjustment()
                await journal.write_async(call)
                assert await journal.ask_async(journal.undecided) == []
                await journal.write_async(ended(call, "done"))

        async def many() -> None:
            await asyncio.gather(*(adjusting() for _ in range(10)))

        asyncio.run(many())


class Handled(SqliteStore):
    """One in whose use a signal comes, each time."""

    def _carry_out(self, statements: Sequence[Statement]) -> list[Sequence[Any]]:
        signal.raise_signal(signal.SIGUSR1)
        return super()._carry_out(statements)


def test_a_signals_handler_in_the_midst_of_its_use_is_refused_and_disturbs_nothing() -> None:
    store, refused = Handled(":memory:", 5), list[str]()

    def use(*given: object) -> None:
        for _ in range(2):
            with pytest.raises(JournalError, match="signal's handler") as raised:
                store.run([("SELECT 1", ())])
            refused.append(str(raised.value))
        store.close()  # not now

    before = signal.signal(signal.SIGUSR1, use)
    try:
        store.run([("CREATE TABLE kept (here INTEGER)", ())])
        assert store.run([("SELECT count(*) FROM kept", ())]) == [(0,)]
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert len(refused) == 4
    store.close()
