"""What a client does before an adjustment is signed: earlier ones that are undecided, and the figure it will move."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest

from okx_margin_client import NotSentError, OutcomeUnknownError
from okx_margin_runtime.call import Call
from okx_margin_runtime.resolution import ReadBefore

from ..resolve.account import SENT, Account, Item, bill, position
from ..simulation.facts import BOT
from .client import Client, adjustment, client

OPENED = bill(-3600, "100", "100", type="2", subType="1")
BOTS: list[Item] = [{"algoId": "1", "investAmt": "100.5"}]


def refused(made: Client, call: Call, deadline: float | None = None) -> NotSentError:
    with pytest.raises(NotSentError) as raised:
        made.prepare(call, deadline)
    assert raised.value.call is call
    assert call.outcome == "refused"
    return raised.value


def test_only_what_adjusts_the_same_for_the_same_account_is_in_the_way() -> None:
    for other, same in (
        (adjustment(), True),
        (adjustment(amt="3", type="reduce"), True),
        (adjustment(ccy=""), True),
        (adjustment(ccy="USDT"), False),
        (adjustment(posSide="short"), False),
        (adjustment(instId="ETH-USDT-SWAP"), False),
        (adjustment(account="another"), False),
        (adjustment(BOT), False),
    ):
        with client(on_undecided="refuse") as made:
            made.unknown(other)
            if same:
                refused(made, adjustment())
            else:
                made.prepare(adjustment(), None)


def test_a_refusal_says_how_many_are_undecided_and_names_five() -> None:
    for many, says in (
        (1, "Of 1 earlier adjustment of the same"),
        (2, "Of 2 earlier adjustments of the same"),
        (6, "Of 6 earlier adjustments of the same"),
    ):
        with client(on_undecided="refuse") as made:
            ids = [made.unknown(adjustment()).id for _ in range(many)]
            error = refused(made, adjustment())
            assert error.text.startswith(says)
            assert error.meaning.startswith(says)
            assert sum(each in error.text for each in ids) == min(5, many)
            assert "on_undecided='refuse'" in error.text
            assert error.remedy in error.text
            assert error.remedy.startswith("Resolve them")
            assert error.meaning_zh
            assert "查明" in error.remedy_zh


def test_resolving_first_leaves_a_third_of_the_deadline_or_ten_seconds() -> None:
    for deadline, until in ((10, 7), (31, 21), (40, 30), (None, 121)):
        account = Account([{}])  # which nobody can read
        with client(account, on_undecided="resolve") as made:
            made.unknown(adjustment(), at=0)
            refused(made, adjustment(), None if deadline is None else made.until(deadline))
            assert account.age == pytest.approx(until)
            assert made.read_until == [pytest.approx(until)] * len(made.read_until)


def test_what_is_not_known_yet_is_said_to_be_known_when_it_has_expired() -> None:
    account = Account([position("100")], [OPENED])
    with client(account, on_undecided="resolve") as made:
        made.unknown(adjustment(), at=0)
        error = refused(made, adjustment(), made.until(10))
        wait = math.ceil(45 - account.age)
        for text in (error.text, error.remedy, error.remedy_zh):
            assert f" {wait} " in text
            assert f"okx.with_options(deadline={wait + 15})" in text
        made.prepare(adjustment(), made.until(account.age + wait + 15))
        assert account.age == pytest.approx(45)
        assert made.journal.undecided() == []


def test_what_no_time_can_tell_is_said_to_need_a_look() -> None:
    for at, unsigned in ((-100, False), (0, True)):
        with client(Account(bots=BOTS), on_undecided="resolve") as made:
            call = made.signed(adjustment(BOT), at)
            call.outcome, call.expires_at = "unknown", None if unsigned else call.expires_at
            made.journal.write(call)
            error = refused(made, adjustment(BOT), made.until(30))
            assert error.remedy.startswith("Resolve them")
            assert "with_options" not in error.remedy_zh


def test_one_that_is_known_now_is_no_reason_to_wait_for() -> None:
    """Of two the one is found applied at once, and of the other nobody will ever know."""
    account = Account([position("110", changed=2)], [OPENED, bill(2, "10", "110")])
    with client(account, on_undecided="resolve", sole_actor=True) as made:
        made.unknown(adjustment(), at=0)
        unsigned = made.signed(adjustment(), at=0)
        unsigned.outcome, unsigned.expires_at = "unknown", None
        made.journal.write(unsigned)
        error = refused(made, adjustment(), made.until(30))
        assert error.text.startswith("Of 1 earlier adjustment of")
        assert unsigned.id in error.text
        assert error.remedy.startswith("Resolve them")


def test_a_figure_is_read_before_with_the_time_by_the_exchanges_clock() -> None:
    account = Account(bots=BOTS, takes=0.25)
    with client(account) as made:
        call = adjustment(BOT)
        made.prepare(call, made.until(40))
        read = ReadBefore.of_strings(call.before, "investAmt")
        assert read == ReadBefore(Decimal("100.5"), SENT + 1.25, SENT + 1.75)
        assert made.read_until == [pytest.approx(30)] * 2  # ten seconds are left for the call
        assert [query for _, query in account.queries] == [{}, {"algoId": "1", "algoOrdType": "contract"}]


def test_a_reading_knows_which_of_our_calls_for_the_same_were_done_by_then() -> None:
    with client(Account(bots=BOTS)) as made:

        def ended(outcome: str, **fields: Any) -> Call:
            call = adjustment(BOT, **fields)
            made.prepare(call, None)
            made.signed(call).outcome = outcome
            return call

        done = [ended("done").id, ended("done", amt="3").id]
        for outcome, fields in (("unknown", {}), ("refused", {}), ("done", {"algoId": "2"})):
            ended(outcome, **fields)
        call = adjustment(BOT)
        made.prepare(call, None)
        read = ReadBefore.of_strings(call.before, "investAmt")
        assert read is not None
        assert [*read.includes] == done


def test_a_reading_that_cannot_be_had_stops_nothing() -> None:
    silent: list[Account] = [
        Account(bots=BOTS, clock=[]),
        Account(bots=BOTS, clock=[{}]),
        Account(bots=[]),
        Account(bots=[{"algoId": "1", "investAmt": "?"}]),
        Account(bots=[{"algoId": "1", "investAmt": ""}]),
        Account(bots=BOTS * 2),
        Account(bots=BOTS, failing=lambda _: OutcomeUnknownError("cut")),
    ]
    for account in silent:
        with client(account) as made:
            call = adjustment(BOT)
            made.prepare(call, None)
            assert call.before == {}
            assert call.outcome == ""


def test_nothing_is_read_before_where_that_is_chosen_or_records_will_tell() -> None:
    for call, options in ((adjustment(BOT), {"read_before": False}), (adjustment(), {})):
        account = Account([position("100")], bots=BOTS)
        with client(account, **options) as made:
            made.prepare(call, None)
        assert account.queries == []
        assert call.before == {}
