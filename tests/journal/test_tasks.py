"""Tasks write to a journal in a thread, and never wait for the disk in the event loop."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import trio

from okx_margin_runtime.errors import JournalError
from okx_margin_runtime.journal import Journal
from okx_margin_runtime.journal.sqlite import SqliteStore
from okx_margin_runtime.journal.store import Statement

from .calls import adjustment


class SlowDisk(SqliteStore):
    """One that writes nothing until it is let."""

    let = threading.Event()

    def run(self, statements: Sequence[Statement]) -> list[Sequence[Any]]:
        assert self.let.wait(30)
        return super().run(statements)


def threads() -> set[threading.Thread]:
    """Those that run for journals; another test's may not have come to its end yet."""
    return {each for each in threading.enumerate() if "journal" in each.name.lower()}


def test_tasks_do_not_wait_for_the_disk_in_the_event_loop_but_in_one_thread(tmp_path: Path) -> None:
    async def turn(journal: Journal, store: SlowDisk) -> None:
        calls = [adjustment() for _ in range(20)]
        store.let.clear()
        writing = asyncio.gather(*(journal.write_async(call) for call in calls))
        for _ in range(50):
            await asyncio.sleep(0)
        waiting, by = not writing.done(), threads() - before
        store.let.set()
        assert waiting
        assert [each.name for each in by] == ["okx-margin-journal"]
        await writing
        assert all(journal.entry(call.id) for call in calls)

    store, before = SlowDisk(str(tmp_path / "adjustments.db"), 5), threads()
    store.let.set()
    with Journal(store) as journal:
        asyncio.run(turn(journal, store))


def test_it_serves_trio(where: str) -> None:
    call = adjustment()
    with Journal(where) as journal:
        trio.run(journal.write_async, call)
        assert journal.entry(call.id) is not None


def test_a_write_that_was_begun_survives_the_cancelling_of_its_task(where: str) -> None:
    call = adjustment()

    async def cancelled() -> None:
        writing = asyncio.ensure_future(journal.write_async(call))
        await asyncio.sleep(0)
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing

    with Journal(where) as journal:
        asyncio.run(cancelled())
    with Journal(where) as journal:
        assert journal.entry(call.id) is not None


class Full(SqliteStore):
    """One that somebody else has written and that raises what is none of our errors."""

    full = False

    def run(self, statements: Sequence[Statement]) -> list[Sequence[Any]]:
        if self.full:
            raise MemoryError
        return super().run(statements)


def test_whoever_waited_for_another_ones_flush_hears_that_it_failed_whatever_it_raised() -> None:
    async def two(journal: Journal, store: Full) -> list[BaseException | None]:
        both_wait = threading.Event()
        blocked = asyncio.ensure_future(journal.ask_async(both_wait.wait))
        writes = [asyncio.ensure_future(journal.write_async(adjustment())) for _ in range(2)]
        await asyncio.sleep(0)
        store.full = True
        both_wait.set()
        await blocked
        return await asyncio.gather(*writes, return_exceptions=True)

    store = Full(":memory:", 5)
    with Journal(store) as journal:
        first, second = asyncio.run(two(journal, store))
        assert isinstance(first, MemoryError)
        assert isinstance(second, JournalError)
        store.full = False
        assert journal.entries() == []


def test_closing_waits_for_what_was_begun_even_where_its_task_was_cancelled() -> None:
    finished = list[bool]()

    def slow() -> None:
        time.sleep(0.03)
        finished.append(True)

    async def cancelled(journal: Journal) -> None:
        look = asyncio.ensure_future(journal.ask_async(slow))
        await asyncio.sleep(0)
        look.cancel()

    before = threads()
    with Journal(":memory:") as journal:
        asyncio.run(cancelled(journal))
    assert finished == [True]
    assert threads() <= before


def test_where_no_thread_can_be_started_any_more_a_task_does_it_itself(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    def fails() -> None:
        raise JournalError("It cannot be read.")

    calls = [adjustment() for _ in range(3)]
    with Journal(where) as journal:
        monkeypatch.setattr(threading.Thread, "start", cannot)
        journal.write(calls[0])
        asyncio.run(journal.write_async(calls[1]))
        journal.write_later(calls[2])
        entries = asyncio.run(journal.ask_async(journal.entries))
        assert [entry.id for entry in entries] == [call.id for call in calls]
        with pytest.raises(JournalError, match="cannot be read"):
            asyncio.run(journal.ask_async(fails))


def test_closing_while_others_write_loses_nothing(where: str) -> None:
    calls = [adjustment() for _ in range(40)]
    journal = Journal(where)

    async def write() -> None:
        await asyncio.gather(*(journal.write_async(call) for call in calls))

    writing = threading.Thread(target=asyncio.run, args=(write(),))
    writing.start()
    for _ in range(10):
        journal.close()
    writing.join()
    with Journal(where) as again:
        assert len(again.entries()) == 40
    journal.close()
