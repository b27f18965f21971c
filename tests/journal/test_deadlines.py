"""A call ends by its deadline, whatever becomes of its journal's database, and leaves nothing false there."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import trio

from okx_margin_client import (
    AsyncOkxMargin,
    Journal,
    JournalError,
    NotSentError,
    OutcomeUnknownError,
)
from okx_margin_mock import Fault, MockServer

from ..resolve.conftest import Twin, mock, twin
from .calls import adjustment, ended
from .held import HangingDisk, held, outcomes
from .postgres import Postgres

__all__ = ["mock", "twin"]

PATH = "/api/v5/account/position/margin-balance"
PATIENT = 20.0
"""Seconds of a journal that would wait that long, were it not for the deadlines."""


def adjust(okx: Any, amt: str = "1.5") -> Any:
    return okx.account.adjust_margin(inst_id="BTC-USDT-SWAP", pos_side="short", type_="add", amt=amt)


def sent(mock: MockServer) -> int:
    return sum(request.method == "POST" for request in mock.exchange.received)


@contextmanager
def in_time(seconds: float = 5) -> Generator[None]:
    """Far more than a deadline here, and far less than PATIENT."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


@contextmanager
def at_each_post(mock: MockServer, happens: Callable[[], object]) -> Generator[None]:
    """Something happens before the exchange processes it."""
    process = mock.exchange.process

    def first(request: Any) -> Any:
        if request.method == "POST":
            happens()
        return process(request)

    mock.exchange.process = first  # type: ignore[method-assign]
    try:
        yield
    finally:
        del mock.exchange.process


@pytest.mark.slow
def test_an_intent_that_cannot_be_written_in_time_is_refused_and_leaves_nothing_undecided(
    mock: MockServer, where: str, twin: Twin
) -> None:
    with Journal(where, timeout=PATIENT) as journal:
        with held(where), in_time(), pytest.raises(NotSentError, match="deadline leaves") as raised:
            twin(mock, adjust, journal=journal, deadline=0.3)
        assert raised.value.call is not None
        assert raised.value.call.outcome == "refused"
    assert sent(mock) == 0
    assert outcomes(where) in ([], ["refused"])


@pytest.mark.slow
def test_a_server_that_does_not_answer_refuses_a_call_in_time(
    mock: MockServer, postgres: Postgres, twin: Twin
) -> None:
    where = postgres.fresh_database()
    with Journal(where, timeout=PATIENT) as journal:
        for begun in (True, False):  # on a connection that there is, and on one that would have to be made
            if not begun:
                journal.close()
            with postgres.stopped(), in_time(), pytest.raises(NotSentError, match="deadline leaves"):
                twin(mock, adjust, journal=journal, deadline=0.3)
    assert sent(mock) == 0
    assert outcomes(where) in ([], ["refused"])


@pytest.mark.slow
def test_who_goes_on_without_a_journal_still_has_time_to_be_sent(
    mock: MockServer, where: str, twin: Twin
) -> None:
    with Journal(where, timeout=PATIENT) as journal:
        with held(where), in_time(), pytest.warns(UserWarning, match=r"deadline leaves.*goes on without"):
            result = twin(mock, adjust, journal=journal, deadline=1, journal_failure="warn")
        assert str(result.amt) == "1.5"
    assert outcomes(where) == ["done"]


@pytest.mark.slow
def test_an_outcome_that_cannot_be_written_in_time_is_written_later(
    mock: MockServer, where: str, twin: Twin
) -> None:
    with Journal(where, timeout=PATIENT) as journal, ExitStack() as holding:
        with in_time(), at_each_post(mock, lambda: holding.enter_context(held(where))):
            assert str(twin(mock, adjust, journal=journal, deadline=0.8).amt) == "1.5"
        assert outcomes(where) == [""]
        holding.close()
        journal.close()
        assert outcomes(where) == ["done"]


@pytest.mark.slow
def test_an_outcome_that_can_never_be_written_is_warned_of_when_nobody_waits_any_more(
    mock: MockServer, tmp_path: Path, twin: Twin, caplog: pytest.LogCaptureFixture
) -> None:
    path = str(tmp_path / "adjustments.db")
    with Journal(path, timeout=0.6) as journal, ExitStack() as holding:
        with at_each_post(mock, lambda: holding.enter_context(held(path))):
            twin(mock, adjust, journal=journal, deadline=0.4)
        assert "stays undecided" not in caplog.text
        journal.close()
        assert "ended as done; its entry" in caplog.text
        assert [entry.outcome for entry in journal.undecided()] == [""]


@pytest.mark.slow
def test_what_is_unknown_at_the_deadline_is_on_disk_when_the_call_returns(
    mock: MockServer, tmp_path: Path, twin: Twin
) -> None:
    path = str(tmp_path / "adjustments.db")
    disk = HangingDisk(path)
    mock.exchange.inject(Fault.delay(2, "after"), endpoint=PATH)
    with Journal(disk) as journal:
        disk.seconds = 0.03  # far from the next instruction
        with pytest.raises(OutcomeUnknownError):
            twin(mock, adjust, journal=journal, deadline=0.4)
        assert outcomes(path) == ["unknown"]


@pytest.mark.slow
def test_no_call_waits_for_a_disk_that_hangs(mock: MockServer, tmp_path: Path, twin: Twin) -> None:
    path = str(tmp_path / "adjustments.db")
    disk = HangingDisk(path)
    with Journal(disk) as journal:
        with disk.hanging(), in_time(), pytest.raises(NotSentError, match="deadline leaves"):
            twin(mock, adjust, journal=journal, deadline=0.3)
        journal.close()
        with ExitStack() as hanging:
            with in_time(), at_each_post(mock, lambda: hanging.enter_context(disk.hanging())):
                assert str(twin(mock, adjust, journal=journal, deadline=0.8).amt) == "1.5"
            with in_time(), pytest.raises(NotSentError):
                twin(mock, adjust, journal=journal, deadline=0.3)
    assert outcomes(path) == ["done"]


def test_of_two_with_one_disk_neither_is_held_by_the_other_nor_fails_with_it(tmp_path: Path) -> None:
    path = str(tmp_path / "adjustments.db")
    disk, (hasty, patient, late, done) = HangingDisk(path), [adjustment() for _ in range(4)]
    with Journal(disk) as journal:
        with disk.hanging():
            writing = threading.Thread(target=journal.write, args=(patient, time.monotonic() + 30))
            writing.start()
            assert disk.asked.wait(5)
            for call in (hasty, late):  # behind what is being written, then at once
                with in_time(), pytest.raises(JournalError, match="deadline leaves"):
                    journal.write(call, time.monotonic() + 0.02)
            journal.withdraw(ended(hasty, "refused"))
            journal.write(ended(done, "done"), time.monotonic() + 0.02)
            assert writing.is_alive()
        writing.join(10)
        journal.close()
        written = {entry.id: entry.outcome for entry in journal.entries()}
        assert written == {patient.id: "", late.id: "", done.id: "done"}  # nobody has taken these back
        assert vars(journal)["_writes"].under_way == {patient.id, late.id}


def test_what_somebody_is_writing_is_not_taken_back_but_followed_by_its_outcome(tmp_path: Path) -> None:
    path = str(tmp_path / "adjustments.db")
    disk, call, again = HangingDisk(path), adjustment(), adjustment()
    with Journal(disk) as journal:
        journal.write(again)
        with disk.hanging():
            with pytest.raises(JournalError, match="deadline leaves"):
                journal.write(call, time.monotonic())
            assert disk.asked.wait(5)
            journal.withdraw(ended(call, "refused"))
            again.attempts = 2  # whose first attempt is on disk
            with pytest.raises(JournalError, match="deadline leaves"):
                journal.write(again, time.monotonic())
            journal.withdraw(ended(again, "refused"))
    assert outcomes(path) == ["refused", "refused"]


def test_who_is_held_up_after_starting_the_thread_leaves_no_journal_that_nobody_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = threading.Thread.start

    def held_up(thread: threading.Thread) -> None:
        start(thread)
        thread.join(5)  # it has nothing more to do, and ends

    journal = Journal(tmp_path / "adjustments.db")
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", held_up)
        journal.write(adjustment())
    journal.write(adjustment(), time.monotonic() + 5)
    journal.close()


@pytest.mark.slow
def test_resolving_ends_by_its_deadline_whatever_its_journal_does(
    mock: MockServer, tmp_path: Path, twin: Twin
) -> None:
    path = str(tmp_path / "adjustments.db")
    disk = HangingDisk(path)
    mock.exchange.inject(Fault.disconnect("after"), endpoint=PATH)
    with Journal(disk) as journal:
        with pytest.raises(OutcomeUnknownError) as unknown:
            twin(mock, adjust, journal=journal)

        def resolve(okx: Any) -> Any:
            return okx.resolve(unknown.value, deadline=0.5)

        with disk.hanging(), in_time():
            assert twin(mock, resolve, journal=journal, sole_actor=True).applied is None
        warned = pytest.warns(UserWarning, match="found applied, which it does not say")
        with disk.hanging(at="SET verdict"), in_time(), warned:
            found = twin(mock, resolve, journal=journal, sole_actor=True)
        assert found.applied is True


def test_a_task_that_is_cancelled_while_the_disk_hangs_leaves_nothing_under_way(
    mock: MockServer, tmp_path: Path
) -> None:
    path = str(tmp_path / "adjustments.db")
    disk = HangingDisk(path)

    async def cancelled(journal: Journal) -> None:
        async with AsyncOkxMargin(mock.auth(), journal=journal) as okx:
            call = asyncio.ensure_future(adjust(okx))
            await asyncio.to_thread(disk.asked.wait, 5)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call

    with Journal(disk) as journal:
        with disk.hanging(at="INSERT"):
            asyncio.run(cancelled(journal))
        journal.close()
        assert (sent(mock), outcomes(path)) == (0, ["refused"])
        disk.asked.clear()
        with ExitStack() as hanging, at_each_post(mock, lambda: hanging.enter_context(disk.hanging())):
            asyncio.run(cancelled(journal))
    assert outcomes(path) == ["refused", "done"]


def test_tasks_of_trio_wait_no_longer_either(tmp_path: Path) -> None:
    disk, calls = HangingDisk(str(tmp_path / "adjustments.db")), [adjustment() for _ in range(3)]

    async def in_vain(journal: Journal) -> None:
        with pytest.raises(JournalError, match="deadline leaves"):
            await journal.write_async(calls[0], time.monotonic() + 0.02)
        with pytest.raises(JournalError, match="deadline leaves"):
            await journal.ask_async(journal.entries, time.monotonic() + 0.02)
        with trio.move_on_after(0.02) as cancelled:  # which a task of trio can be as well
            await journal.write_async(calls[1])
        assert cancelled.cancelled_caught

    with Journal(disk) as journal:
        with disk.hanging(), in_time():
            trio.run(in_vain, journal)
        trio.run(journal.write_async, calls[2])
        assert {entry.id for entry in journal.entries()} == {call.id for call in calls}
