"""okx.resolve() against a mock exchange: real calls, real reads, real bills."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from okx_margin_client import (
    Entry,
    InvalidInputError,
    OkxMargin,
    OutcomeUnknownError,
    RefusedError,
    Resolution,
)
from okx_margin_mock import Fault, MockServer
from okx_margin_runtime import reasons

from .conftest import Twin, clock_set

ADJUST: dict[str, Any] = {"inst_id": "BTC-USDT-SWAP", "pos_side": "short", "type_": "add", "amt": "1.5"}
PATH = "/api/v5/account/position/margin-balance"
BOT_PATH = "/api/v5/tradingBot/signal/margin-balance"


def unknown(twin: Twin, mock: MockServer, fault: Fault, **options: Any) -> OutcomeUnknownError:
    """The error of an adjustment that met a fault."""
    mock.exchange.inject(fault, endpoint=PATH)
    with pytest.raises(OutcomeUnknownError) as raised:
        twin(mock, lambda okx: okx.account.adjust_margin(**ADJUST), **options)
    return raised.value


def resolved(
    twin: Twin, mock: MockServer, error: object, ahead: float = 60, deadline: float = 5, **options: Any
) -> Resolution:
    """The verdict, `ahead` seconds later by the exchange's clock."""
    with clock_set(mock, ahead):
        found: Resolution = twin(mock, lambda okx: okx.resolve(error, deadline=deadline), **options)
    return found


def test_a_call_that_was_cut_after_processing_is_found_applied(mock: MockServer, twin: Twin) -> None:
    before = mock.exchange.margin("BTC-USDT-SWAP", "short")
    error = unknown(twin, mock, Fault.disconnect("after"))
    found = resolved(twin, mock, error, ahead=0, sole_actor=True)
    assert found.applied is True
    assert found.figure == before + Decimal("1.5")
    assert [record["posBalChg"] for record in found.records] == ["1.5"]


@pytest.mark.slow
def test_a_call_that_was_cut_before_processing_is_found_not_applied(mock: MockServer, twin: Twin) -> None:
    error = unknown(twin, mock, Fault.disconnect("before"))
    soon = resolved(twin, mock, error, ahead=0, deadline=1)
    assert soon.verdict == "undecided"
    assert soon.reason == reasons.NOT_DUE.en
    assert resolved(twin, mock, error).applied is False
    assert resolved(twin, mock, error, sole_actor=True).applied is False


def test_deadline_and_promise_may_be_given_for_one_verdict(mock: MockServer, twin: Twin) -> None:
    error = unknown(twin, mock, Fault.disconnect("after"))
    assert twin(mock, _resolve(error, deadline=5, sole_actor=True)).applied is True
    for given, of_client in ((False, True), (None, False)):
        found = twin(mock, _resolve(error, deadline=0.2, sole_actor=given), sole_actor=of_client)
        assert found.verdict == "undecided"
    for wrong in (0, -1, "5"):
        with pytest.raises(InvalidInputError, match=f"^deadline is {wrong!r}: "):
            twin(mock, _resolve(error, deadline=wrong))


def test_a_deadline_that_is_too_short_for_a_verdict_ends_undecided(mock: MockServer, twin: Twin) -> None:
    error = unknown(twin, mock, Fault.disconnect("before"))
    assert twin(mock, lambda okx: okx.resolve(error, deadline=0.2)).verdict == "undecided"


def test_the_adjustment_is_never_sent_again(mock: MockServer, twin: Twin) -> None:
    error = unknown(twin, mock, Fault.disconnect("before"))
    resolved(twin, mock, error)
    assert sum(request.method == "POST" for request in mock.exchange.received) == 1


@pytest.mark.slow
def test_another_actors_adjustment_is_never_taken_for_ours(mock: MockServer, twin: Twin) -> None:
    error = unknown(twin, mock, Fault.disconnect("before"))
    mock.exchange.adjust_elsewhere("BTC-USDT-SWAP", "short", Decimal("1.5"))
    assert resolved(twin, mock, error).verdict == "undecided"
    both = unknown(twin, mock, Fault.disconnect("after"))
    mock.exchange.adjust_elsewhere("BTC-USDT-SWAP", "short", Decimal("1.5"))
    assert resolved(twin, mock, both).verdict == "undecided"


@pytest.mark.slow
def test_a_bill_that_is_late_or_lost_is_no_proof_of_absence(mock: MockServer, twin: Twin) -> None:
    for records in (Fault.late_bill(600), Fault.lost_bill()):
        mock.exchange.inject(records)
        error = unknown(twin, mock, Fault.disconnect("after"))
        found = resolved(twin, mock, error, deadline=1, sole_actor=True)
        assert (found.verdict, found.reason) == ("undecided", reasons.CHAIN_BROKEN.en)


def test_a_funding_fee_and_the_other_side_are_followed(mock: MockServer, twin: Twin) -> None:
    mock.exchange.inject(Fault.funding_fee("0.125"))
    error = unknown(twin, mock, Fault.disconnect("before"))
    mock.exchange.charge_funding("BTC-USDT-SWAP", "short", Decimal("0.25"))
    assert resolved(twin, mock, error, sole_actor=True).applied is False


@pytest.mark.slow
def test_a_position_liquidated_meanwhile_has_its_answer(mock: MockServer, twin: Twin) -> None:
    error = unknown(twin, mock, Fault.disconnect("after"))
    mock.exchange.liquidate("BTC-USDT-SWAP", "short")
    assert resolved(twin, mock, error, sole_actor=True).applied is True
    assert resolved(twin, mock, error).verdict == "undecided"


@pytest.mark.slow
def test_a_machine_whose_clock_is_minutes_off_comes_to_the_same(mock: MockServer) -> None:
    """Its request had expired when it came, which shows by the exchange's clock alone."""
    with clock_set(mock, 300), OkxMargin(mock.auth(), sole_actor=True) as okx:
        mock.exchange.inject(Fault.disconnect("before"), endpoint=PATH)
        with pytest.raises(OutcomeUnknownError) as expired:
            okx.account.adjust_margin(**ADJUST)
        assert okx.resolve(expired.value, deadline=5).applied is False
        okx.account.positions()  # which reads the clock
        mock.exchange.inject(Fault.disconnect("before"), endpoint=PATH)
        with pytest.raises(OutcomeUnknownError) as fresh:
            okx.account.adjust_margin(**ADJUST)
        assert okx.resolve(fresh.value, deadline=0.5).reason == reasons.NOT_DUE.en
    with clock_set(mock, 360), OkxMargin(mock.auth()) as okx:
        assert okx.resolve(fresh.value, deadline=5).applied is False


@pytest.mark.slow
def test_a_bot_is_read_before_where_there_is_a_journal(mock: MockServer, twin: Twin, tmp_path: Path) -> None:
    mock.exchange.settings = evolve(mock.exchange.settings, invest_amt_moves="always")
    promised: dict[str, Any] = {
        "journal": tmp_path / "adjustments.db",
        "sole_actor": True,
        "figure_moves": True,
    }
    for fault, applied in ((Fault.disconnect("after"), True), (Fault.disconnect("before"), False)):
        mock.exchange.inject(fault, endpoint=BOT_PATH)
        with pytest.raises(OutcomeUnknownError) as raised:
            twin(mock, adjust_bot, **promised)
        assert resolved(twin, mock, raised.value, **promised).applied is applied


def test_a_bot_whose_figure_stands_still_is_undecided_without_a_promise(
    mock: MockServer, twin: Twin, tmp_path: Path
) -> None:
    promised: dict[str, Any] = {"journal": tmp_path / "adjustments.db", "sole_actor": True}
    mock.exchange.inject(Fault.disconnect("after"), endpoint=BOT_PATH)
    with pytest.raises(OutcomeUnknownError) as raised:
        twin(mock, adjust_bot, **promised)
    found = resolved(twin, mock, raised.value, **promised)
    assert found.reason == reasons.NOTHING_SHOWN.en


def adjust_bot(okx: Any) -> Any:
    return okx.signal_bot.adjust_margin(algo_id="123456", type_="add", amt="10")


@pytest.mark.slow
def test_without_a_journal_a_bot_stays_undecided(mock: MockServer, twin: Twin) -> None:
    mock.exchange.inject(Fault.disconnect("after"), endpoint=BOT_PATH)
    with pytest.raises(OutcomeUnknownError) as raised:
        twin(mock, adjust_bot)
    found = resolved(twin, mock, raised.value, sole_actor=True)
    assert found.reason == reasons.NOTHING_BEFORE.en


def test_this_clients_own_calls_are_counted_without_a_journal(mock: MockServer) -> None:
    with OkxMargin(mock.auth(), sole_actor=True) as okx:
        okx.account.adjust_margin(**ADJUST)
        mock.exchange.inject(Fault.disconnect("before"), endpoint=PATH)
        with pytest.raises(OutcomeUnknownError) as raised:
            okx.account.adjust_margin(**ADJUST)
        with clock_set(mock, 60):
            assert okx.resolve(raised.value, deadline=5).applied is False


def test_what_cannot_be_resolved_says_what_can(mock: MockServer, twin: Twin) -> None:
    for wrong in (ValueError("timed out"), "an id", None):
        with pytest.raises(InvalidInputError, match="OutcomeUnknownError"):
            twin(mock, _resolve(wrong))


def _resolve(what: Any, **options: Any) -> Callable[[Any], Any]:
    return lambda okx: okx.resolve(what, **options)


def test_an_entry_of_another_process_is_resolved(mock: MockServer, twin: Twin, tmp_path: Path) -> None:
    path = tmp_path / "adjustments.db"
    unknown(twin, mock, Fault.disconnect("after"), journal=path)
    with OkxMargin(mock.auth(), journal=path, sole_actor=True) as okx:
        assert okx.journal is not None
        (entry,) = okx.journal.undecided()
        assert isinstance(entry, Entry)
        assert okx.resolve(entry).applied is True
        assert okx.journal.undecided() == []
        again = okx.journal.entry(entry.id)
        assert again is not None
        read = len(mock.exchange.received)
        assert okx.resolve(again).applied is True
        assert okx.resolve(entry).applied is True  # looked for again: the verdict stands
        assert len(mock.exchange.received) > read
    assert resolved(twin, mock, again).applied is True  # as it was found: nothing is read again


def test_what_another_key_or_environment_has_sent_is_not_judged_by_this_account(
    mock: MockServer, twin: Twin, tmp_path: Path
) -> None:
    path = tmp_path / "adjustments.db"
    error = unknown(twin, mock, Fault.disconnect("after"), journal=path)
    for label in ("sub", "live"):
        with clock_set(mock, 60), OkxMargin(mock.auth(label), journal=path, sole_actor=True) as okx:
            assert okx.journal is not None
            (entry,) = okx.journal.undecided()
            for what in (error, entry):
                found = okx.resolve(what)
                assert found.reason == reasons.OTHER_ACCOUNT.en
                assert found.reads == 0
            assert okx.journal.undecided() == [entry]  # whoever may judge it will


@pytest.mark.slow
def test_keys_of_one_account_resolve_each_others_where_it_has_a_name(
    mock: MockServer, twin: Twin, tmp_path: Path
) -> None:
    named: dict[str, Any] = {"journal": tmp_path / "adjustments.db", "account": "main"}
    error = unknown(twin, mock, Fault.disconnect("after"), **named)
    assert error.call is not None
    assert error.call.account == "demo main"
    with OkxMargin(mock.auth("read-only"), sole_actor=True, **named) as okx:
        with pytest.raises(RefusedError):
            okx.account.adjust_margin(**ADJUST)
        assert okx.resolve(error).applied is True


@pytest.mark.slow
def test_a_key_that_may_not_read_is_said_to_be_the_reason(mock: MockServer, twin: Twin) -> None:
    error = unknown(twin, mock, Fault.disconnect("after"))
    lacks = Fault.answer(200, (), '{"code":"50120","msg":"","data":[]}')
    mock.exchange.inject(lacks, endpoint="/api/v5/account/positions", times=99)
    found = resolved(twin, mock, error, deadline=2)
    assert "50120" in found.reason
    assert "50120" in found.reason_zh
