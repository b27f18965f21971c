"""A client with a journal: on disk before a byte is sent, and after it."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from okx_margin_client import (
    AsyncOkxMargin,
    InvalidInputError,
    Journal,
    JournalError,
    NotSentError,
    OkxMargin,
    OkxMarginError,
    OutcomeUnknownError,
    RefusedError,
    Resolution,
)
from okx_margin_mock import Fault, MockServer

from ..resolve.conftest import Twin, clock_set, mock, twin

__all__ = ["mock", "twin"]

PATH = "/api/v5/account/position/margin-balance"


def adjust(okx: Any, amt: str = "1.5", side: str = "short") -> Any:
    return okx.account.adjust_margin(inst_id="BTC-USDT-SWAP", pos_side=side, type_="add", amt=amt)


def test_every_outcome_is_written_down(okx_mock: MockServer, where: str, twin: Twin) -> None:
    twin(okx_mock, adjust, journal=where)
    with pytest.raises(RefusedError):
        twin(okx_mock, lambda okx: adjust(okx, amt="9999999"), journal=where)
    okx_mock.exchange.inject(Fault.disconnect("after"), endpoint=PATH)
    with pytest.raises(OutcomeUnknownError) as raised:
        twin(okx_mock, adjust, journal=where)
    with Journal(where) as journal:
        (entry,) = journal.undecided()
        beside = journal.beside(entry, 60)
    assert raised.value.call is not None
    assert entry.id == raised.value.call.id
    assert entry.fields == {"instId": "BTC-USDT-SWAP", "posSide": "short", "type": "add", "amt": "1.5"}
    assert entry.expires_at is not None
    assert okx_mock.key().api_key not in str(entry)
    assert {(other.outcome, other.code) for other in beside} == {("done", "0"), ("refused", "59301")}
    assert {other.account for other in beside} == {entry.account}


def test_the_intent_is_on_disk_before_the_exchange_has_the_request(
    okx_mock: MockServer, where: str, twin: Twin
) -> None:
    seen: list[str] = []
    process = okx_mock.exchange.process

    def looks_first(request: Any) -> Any:
        if request.method == "POST":
            with Journal(where) as journal:
                seen.extend(entry.outcome for entry in journal.undecided())
        return process(request)

    okx_mock.exchange.process = looks_first  # type: ignore[method-assign]
    try:
        twin(okx_mock, adjust, journal=where)
    finally:
        del okx_mock.exchange.process
    assert seen == [""]
    with Journal(where) as journal:
        assert journal.undecided() == []


def test_reads_and_calls_without_a_journal_write_nothing(
    okx_mock: MockServer, tmp_path: Path, twin: Twin
) -> None:
    path = tmp_path / "adjustments.db"
    twin(okx_mock, lambda okx: okx.account.positions(), journal=path)
    twin(okx_mock, adjust)
    with Journal(path) as journal:
        assert journal.prune(-60) == 0
        assert journal.undecided() == []


def lock(path: Path) -> sqlite3.Connection:
    """Somebody who holds the file, so that nobody else can write to it."""
    holder = sqlite3.connect(path, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    return holder


def test_a_journal_that_cannot_be_written_refuses_the_call_before_it_is_sent(
    okx_mock: MockServer, tmp_path: Path, twin: Twin
) -> None:
    path = tmp_path / "adjustments.db"
    journal = Journal(path, timeout=0.05)
    holder = lock(path)
    with pytest.raises(NotSentError, match=r"adjustments\.db.*journal_failure='warn'"):
        twin(okx_mock, adjust, journal=journal)
    assert [request for request in okx_mock.exchange.received if request.method == "POST"] == []
    holder.close()
    twin(okx_mock, adjust, journal=journal)


def test_a_full_disk_does_not_forbid_saving_a_position_where_that_is_chosen(
    okx_mock: MockServer, tmp_path: Path, twin: Twin
) -> None:
    path = tmp_path / "adjustments.db"
    journal = Journal(path, timeout=0.05)
    holder = lock(path)
    with pytest.warns(UserWarning, match=r"adjustments\.db"):
        result = twin(okx_mock, adjust, journal=journal, journal_failure="warn")
    assert str(result.amt) == "1.5"
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a warning that was made an error is no outcome
        twin(okx_mock, adjust, journal=journal, journal_failure="warn")
    holder.close()


def test_an_outcome_that_cannot_be_written_changes_no_outcome(
    okx_mock: MockServer, tmp_path: Path, twin: Twin
) -> None:
    path = tmp_path / "adjustments.db"
    journal = Journal(path, timeout=0.05)
    holders: list[sqlite3.Connection] = []
    process = okx_mock.exchange.process

    def fills_the_disk(request: Any) -> Any:
        if request.method == "POST":
            holders.append(lock(path))
        return process(request)

    okx_mock.exchange.process = fills_the_disk  # type: ignore[method-assign]
    try:
        with pytest.warns(
            UserWarning, match=r"ended as done; its entry \w+, where there is one, stays undecided"
        ):
            result = twin(okx_mock, adjust, journal=journal)
    finally:
        del okx_mock.exchange.process
    assert str(result.amt) == "1.5"
    holders[0].close()
    with Journal(path) as later:
        (entry,) = later.undecided()
        with clock_set(okx_mock, 0), OkxMargin(okx_mock.auth(), journal=later, sole_actor=True) as okx:
            assert okx.resolve(entry).applied is True


@pytest.mark.parametrize("choice", ["warn", "refuse", "resolve"])
def test_a_second_adjustment_while_one_is_undecided_is_the_users_choice(
    okx_mock: MockServer, tmp_path: Path, twin: Twin, choice: str
) -> None:
    options: dict[str, Any] = {"journal": tmp_path / "adjustments.db", "sole_actor": True}
    okx_mock.exchange.inject(Fault.disconnect("after"), endpoint=PATH)
    with pytest.raises(OutcomeUnknownError) as raised:
        twin(okx_mock, adjust, **options)
    assert raised.value.call is not None
    undecided = raised.value.call.id
    if choice == "warn":
        with pytest.warns(UserWarning, match=undecided):
            twin(okx_mock, adjust, **options)
    elif choice == "refuse":
        with pytest.raises(NotSentError, match=undecided):
            twin(okx_mock, adjust, on_undecided="refuse", **options)
    else:
        twin(okx_mock, adjust, on_undecided="resolve", **options)
        with Journal(options["journal"]) as journal:
            entry = journal.entry(undecided)
        assert entry is not None
        assert entry.verdict == "applied"
    twin(
        okx_mock,
        lambda okx: okx.account.adjust_margin(inst_id="ETH-USDT-SWAP", pos_side="long", type_="add", amt="1"),
        on_undecided="refuse",
        **options,
    )


@pytest.mark.slow
def test_resolving_first_leaves_the_call_its_time_and_says_how_long_to_wait(
    mock: MockServer, tmp_path: Path, twin: Twin
) -> None:
    options: dict[str, Any] = {"journal": tmp_path / "adjustments.db", "on_undecided": "resolve"}
    mock.exchange.inject(Fault.disconnect("before"), endpoint=PATH)
    with pytest.raises(OutcomeUnknownError):
        twin(mock, adjust, **options)
    began = time.monotonic()
    with pytest.raises(NotSentError, match=r"known in 4\d s.*with_options\(deadline=\d\d\)") as raised:
        twin(mock, adjust, deadline=3, **options)
    assert time.monotonic() - began < 2.8  # a third is kept for the call, of which there is none now
    refused = raised.value
    assert "deadline=" in refused.remedy_zh
    assert refused.call is not None
    assert refused.call.outcome == "refused"
    with clock_set(mock, 44):  # one second before it is known
        assert str(twin(mock, adjust, deadline=9, **options).amt) == "1.5"


@pytest.mark.slow
def test_a_reading_before_that_hangs_leaves_the_call_its_time(
    mock: MockServer, tmp_path: Path, twin: Twin
) -> None:
    mock.exchange.inject(
        Fault.delay(2, "before"), endpoint="/api/v5/tradingBot/signal/orders-algo-details", times=9
    )
    journal = tmp_path / "adjustments.db"

    def add(okx: Any) -> Any:
        return okx.signal_bot.adjust_margin(algo_id="123456", type_="add", amt="10")

    assert twin(mock, add, deadline=2, journal=journal).algo_id == "123456"


def test_what_was_found_not_applied_is_not_sent_again(mock: MockServer, tmp_path: Path, twin: Twin) -> None:
    """A process that waits to send a refused request afresh, and another one that resolves it meanwhile."""
    journal = tmp_path / "adjustments.db"
    process = mock.exchange.process

    def resolves_meanwhile(request: Any) -> Any:
        response = process(request)
        if request.method == "POST":
            with Journal(journal) as elsewhere:
                (entry,) = elsewhere.undecided()
                assert elsewhere.settle(entry, Resolution("not applied", "It had expired.", "已过期。"))
        return response

    mock.exchange.process = resolves_meanwhile  # type: ignore[method-assign]
    try:
        with clock_set(mock, 300), pytest.raises(RefusedError) as raised:
            twin(mock, adjust, journal=journal)  # whose clock is read after 50102
    finally:
        del mock.exchange.process
    assert raised.value.code == "50102"
    assert sum(request.method == "POST" for request in mock.exchange.received) == 1
    with Journal(journal) as kept:
        (entry,) = kept.entries()
    assert (entry.outcome, entry.verdict) == ("refused", "not applied")


def test_resolving_looks_again_where_the_call_was_sent_again_meanwhile(
    mock: MockServer, tmp_path: Path
) -> None:
    path = tmp_path / "adjustments.db"
    with OkxMargin(mock.auth(), journal=path) as okx:
        journal = okx.journal
        assert journal is not None
        mock.exchange.inject(Fault.disconnect("before"), endpoint=PATH)
        with pytest.raises(OutcomeUnknownError) as raised:
            adjust(okx)
        call = raised.value.call
        assert call is not None
        with Journal(path) as elsewhere:
            call.outcome, entry = "", elsewhere.undecided()[0]
            stale = entry._replace(attempts=0)
            with clock_set(mock, 60):
                assert okx.resolve(stale, deadline=5).applied is False
            assert elsewhere.undecided() == []


@contextmanager
def processing(mock: MockServer) -> Generator[threading.Event]:
    """Is set once the exchange has processed a request, whatever becomes of its answer."""
    process, processed = mock.exchange.process, threading.Event()

    def says_so(request: Any) -> Any:
        response = process(request)
        processed.set()
        return response

    mock.exchange.process = says_so  # type: ignore[method-assign]
    try:
        yield processed
    finally:
        del mock.exchange.process


@pytest.mark.slow
def test_a_client_that_is_closed_under_a_call_reports_it_unknown_and_writes_that_down(
    mock: MockServer, tmp_path: Path
) -> None:
    path = tmp_path / "adjustments.db"
    mock.exchange.inject(Fault.delay(5, "after"), endpoint=PATH)
    okx = OkxMargin(mock.auth(), journal=path, deadline=2)
    raised = list[Exception]()

    def call() -> None:
        try:
            adjust(okx)
        except OkxMarginError as error:
            raised.append(error)

    calling = threading.Thread(target=call)
    with processing(mock) as processed:
        calling.start()
        assert processed.wait(10)
        okx.close()
        calling.join()
    okx.close()
    assert isinstance(raised[0], OutcomeUnknownError)
    with Journal(path) as journal:
        assert [entry.outcome for entry in journal.undecided()] == ["unknown"]


def test_two_clients_share_a_journal_that_neither_closes(mock: MockServer, tmp_path: Path) -> None:
    with Journal(tmp_path / "adjustments.db") as journal:
        first, second = OkxMargin(mock.auth(), journal=journal), OkxMargin(mock.auth("sub"), journal=journal)
        adjust(first)
        first.close()
        with pytest.raises(RefusedError):
            adjust(second)  # it has no such position
        second.close()
        assert [entry.outcome for entry in journal.entries()] == ["done", "refused"]


def test_options_can_be_other_for_one_call(okx_mock: MockServer, tmp_path: Path) -> None:
    path = tmp_path / "adjustments.db"
    journal = Journal(path, timeout=0.05)
    with OkxMargin(okx_mock.auth(), journal=journal) as okx:
        holder = lock(path)
        with pytest.raises(NotSentError):
            adjust(okx)
        with pytest.warns(UserWarning, match=r"adjustments\.db"):
            adjust(okx.with_options(journal_failure="warn"))
        holder.close()


def test_what_is_chosen_wrongly_is_named(okx_mock: MockServer) -> None:
    for wrong in ({"journal_failure": "ignore"}, {"on_undecided": "retry"}, {"sole_actor": "yes"}):
        with pytest.raises(InvalidInputError, match=next(iter(wrong))):
            OkxMargin(okx_mock.auth(), **wrong)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(InvalidInputError, match="journl"):
        OkxMargin(okx_mock.auth(), journl="a.db")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    for nowhere in ("/nowhere/at/all/adjustments.db", ""):
        with pytest.raises(JournalError):
            OkxMargin(okx_mock.auth(), journal=nowhere)
    wrong_types: dict[str, Any] = {"journal": 7, "account": 7}
    for name, value in wrong_types.items():
        with pytest.raises(InvalidInputError, match=f"{name} is of type int"):
            OkxMargin(okx_mock.auth(), **{name: value})
    with OkxMargin(okx_mock.auth()) as okx:
        for name in ("journal", "account"):
            with pytest.raises(InvalidInputError, match="another client"):
                okx.with_options(**{name: "a"})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        for choice in ("refuse", "resolve"):
            with pytest.raises(InvalidInputError, match="needs a journal"):
                OkxMargin(okx_mock.auth(), on_undecided=choice)
            with pytest.raises(InvalidInputError, match="needs a journal"):
                okx.with_options(on_undecided=choice)


def test_an_auth_that_tells_no_accounts_apart_needs_a_name_for_a_journal(
    okx_mock: MockServer, tmp_path: Path
) -> None:
    auth, path = httpx.Auth(), tmp_path / "adjustments.db"
    with pytest.raises(InvalidInputError, match="account='…'"):
        OkxMargin(auth, base_url=okx_mock.base_url, journal=path)
    with OkxMargin(auth, base_url=okx_mock.base_url, journal=path, account="main") as okx:
        with pytest.raises(RefusedError):
            adjust(okx)
        assert okx.journal is not None
        assert okx.journal.entries()[0].account == "main"


def test_a_cancelled_task_leaves_an_undecided_entry_that_the_exception_names(
    okx_mock: MockServer, tmp_path: Path
) -> None:
    path = tmp_path / "adjustments.db"
    okx_mock.exchange.inject(Fault.delay(30, "after"), endpoint=PATH)

    async def cancelled(processed: threading.Event) -> str:
        async with AsyncOkxMargin(okx_mock.auth(), journal=path) as okx:
            call = asyncio.ensure_future(adjust(okx))
            await asyncio.to_thread(processed.wait)
            call.cancel()
            with pytest.raises(asyncio.CancelledError) as raised:
                await call
            return " ".join(raised.value.__notes__)

    with processing(okx_mock) as processed:
        note = asyncio.run(cancelled(processed))
    with Journal(path) as journal, OkxMargin(okx_mock.auth(), journal=journal, sole_actor=True) as okx:
        (entry,) = journal.undecided()
        assert entry.id in note
        assert entry.outcome == "unknown"
        assert okx.resolve(entry).applied is True


def test_a_task_cancelled_before_a_byte_left_leaves_nothing_undecided(
    okx_mock: MockServer, tmp_path: Path
) -> None:
    path = tmp_path / "adjustments.db"

    async def cancelled() -> None:
        begun = asyncio.Event()
        journal = Journal(path)
        write = journal.write

        async def slowly(call: Any, until: float | None = None) -> None:
            await asyncio.sleep(0)
            write(call)
            begun.set()
            await asyncio.sleep(30)

        journal.write_async = slowly  # type: ignore[method-assign]
        async with AsyncOkxMargin(okx_mock.auth(), journal=journal) as okx:
            call = asyncio.ensure_future(adjust(okx))
            await begun.wait()
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
        journal.close()

    asyncio.run(cancelled())
    assert [request for request in okx_mock.exchange.received if request.method == "POST"] == []
    with Journal(path) as journal:
        assert journal.undecided() == []
