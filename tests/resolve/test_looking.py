"""How often, how long and at what resolve looks, and what it makes of answers that do not come or say nothing."""

from __future__ import annotations

from itertools import pairwise

import pytest

from okx_margin_client import OkxMarginError, OutcomeUnknownError, RefusedError
from okx_margin_runtime import reasons
from okx_margin_runtime.facts import Endpoint
from okx_margin_runtime.resolve import Certainty, resolve

from ..simulation.facts import POSITION
from .account import NOT_ALONE, SENT, Account, Item, bill, call, funding, position

OPENED = bill(-3600, "100", "100", type="2", subType="1")
KNOWN = POSITION.evidence
assert KNOWN is not None
assert KNOWN.records is not None
PAGELESS = POSITION._replace(evidence=KNOWN._replace(records=KNOWN.records._replace(after="")))


def test_it_looks_often_at_first_then_rarely_and_at_the_moment_it_is_due() -> None:
    account = Account([position("100")], [OPENED], age=1)
    found = account.resolve(call())
    assert account.looked_at == [1, 1.5, 2.5, 4.5, 8.5, 16.5, 24.5, 32.5, 40.5, 45]
    assert found.decided_at == SENT + 45
    account = Account([position("100")], [OPENED], age=5)
    account.resolve(call())
    assert account.looked_at[-2:] == [44.5, 45]
    account = Account([position("100")], [OPENED], age=1)
    account.resolve(call(), deadline=4)
    assert account.looked_at == [1, 1.5, 2.5, 4.5, 5]  # the last one as late as it may be
    account = Account([position("110")], [OPENED], age=50)
    account.resolve(call(), deadline=30)
    assert account.looked_at == [50, 50.5, 51.5, 53.5, 57.5, 65.5, 73.5, 80]


def test_whatever_this_machines_clock_shows_the_exchanges_decides() -> None:
    for started in (0, 5000, 10**9, -(2**20)):
        account = Account([position("100")], [OPENED], started=started)
        found = account.resolve(call())
        assert found.applied is False
        assert found.decided_at == SENT + 45


def test_without_facts_about_what_proves_it_nothing_is_read() -> None:
    account = Account()
    unproven = POSITION._replace(evidence=None)
    unknown: list[Endpoint | None] = [None, unproven]
    for endpoint in unknown:
        steps = resolve(call(), endpoint, account, Certainty(), skew=30, deadline=9)
        with pytest.raises(StopIteration) as ended:
            next(steps)
        assert ended.value.value.reason == reasons.NO_EVIDENCE.en
        assert ended.value.value.applied is None
    unsigned = account.resolve(call()._replace(expires_at=None))
    assert (unsigned.reason, unsigned.verdict, unsigned.reads) == (reasons.NO_TIME.en, "undecided", 0)
    assert account.queries == []


def test_an_outcome_that_came_is_the_reason_that_is_given() -> None:
    assert Account().resolve(call(outcome="done")).reason == reasons.DONE.en
    assert Account().resolve(call(outcome="refused")).reason == reasons.REFUSED.en


def test_only_the_instrument_is_asked_for_and_each_read_is_counted() -> None:
    account = Account([position("110")], [OPENED, bill(2, "10", "110")])
    assert account.resolve(call(fields={"ccy": "USDT"})).reads == 2
    bills = {"instId": "BTC-USDT-SWAP", "ccy": "USDT", "mgnMode": "isolated"}
    assert account.queries == [
        ("publicTime", {}),
        ("accountPositions", {"instId": "BTC-USDT-SWAP"}),
        ("accountBills", bills),
    ]


def test_answers_that_say_nothing_decide_nothing_and_are_asked_for_again() -> None:
    def speaks(account: Account) -> None:
        account.clock, account.positions = None, [position("110")]

    for name in ("margin", "posSide", "mgnMode", "instId"):
        lacking = [{key: value for key, value in position("110").items() if key != name}]
        account = Account(lacking, [OPENED, bill(2, "10", "110")])
        assert account.resolve(call()).reason == reasons.UNREADABLE.en, name
        account = Account(lacking, [OPENED, bill(2, "10", "110")], happens={60: speaks})
        assert account.resolve(call()).applied is True, name
    silent: list[list[Item]] = [[], [{}], [{"ts": "now"}]]
    for clock in silent:
        account = Account([position("110")], [OPENED, bill(2, "10", "110")], clock=clock)
        found = account.resolve(call(), deadline=5)
        assert (found.reason, found.decided_at, found.figure) == (reasons.UNREADABLE.en, None, None)
        account.happens = {60: speaks}
        assert account.resolve(call()).applied is True


def test_records_that_lack_what_a_verdict_rests_on_decide_nothing() -> None:
    for name in ("posBalChg", "posBal", "ts", "billId"):
        record = {key: value for key, value in OPENED.items() if key != name}
        assert Account([position("100")], [record]).resolve(call()).reason == reasons.UNREADABLE.en, name


def test_two_positions_of_which_either_may_be_meant_decide_nothing() -> None:
    two = [position("110", "net", ccy="BTC"), position("110", "net")]
    account = Account(two, [OPENED, bill(2, "10", "110")])
    assert account.resolve(call(fields={"posSide": "net"})).reason == reasons.UNREADABLE.en
    assert account.resolve(call(fields={"posSide": "net", "ccy": "USDT"})).applied is True


def test_an_entry_that_somebody_has_spoilt_proves_nothing() -> None:
    for lacks in ("amt", "type"):
        for spoilt in (None, "?"):
            account = Account([position("110")], [OPENED, bill(2, "10", "110")])
            assert account.resolve(call(fields={lacks: spoilt})).reason == reasons.NO_AMOUNT.en
    nothing = call()._replace(fields={})
    assert Account([position("100")], [OPENED]).resolve(nothing).reason == reasons.NO_AMOUNT.en


def test_no_read_is_begun_after_the_deadline() -> None:
    dead = Account(failing=lambda _: OutcomeUnknownError("cut"))
    found = dead.resolve(call())
    assert dead.age == 121
    assert found.decided_at is None
    assert found.reason.startswith(reasons.UNREACHABLE.en)
    assert "cut" in found.reason
    for deadline, read_again in ((0, 0), (0.05, 1), (0.1, 1), (0.125, 2), (1.1, 2)):
        account = Account(
            failing=lambda name: OutcomeUnknownError("cut") if name != "publicTime" else None, age=0
        )
        found = account.resolve(call(), deadline=deadline)
        assert account.age == deadline
        assert [name for name, _ in account.queries] == [
            "publicTime",
            *["accountPositions"] * (1 + read_again),
        ]
        assert found.reads == 1 + read_again


def test_what_the_deadline_itself_has_cut_says_nothing_of_the_exchange() -> None:
    dead = Account(failing=lambda _: OutcomeUnknownError("cut"))
    assert dead.resolve(call(), deadline=0).reason == reasons.UNREACHABLE.en
    assert dead.resolve(call(), deadline=0).verdict == "undecided"
    lasts = Account([position("100")], [OPENED])
    lasts.failing = lambda _: OutcomeUnknownError("cut") if lasts.age >= 6 else None
    found = lasts.resolve(call(), deadline=5)
    assert found.reason == reasons.NOT_DUE.en  # as it was last seen
    assert found.figure is None


def test_what_went_wrong_at_last_is_named_with_its_code() -> None:
    refused = RefusedError(
        "no", code="50120", meaning="The key may not read.", meaning_zh="该 Key 没有读取权限。"
    )
    found = Account(failing=lambda _: refused).resolve(call())
    assert found.reason == f"{reasons.UNREACHABLE.en} (At last: 50120: The key may not read.)"
    assert found.reason_zh == f"{reasons.UNREACHABLE.zh}（最近一次：50120: 该 Key 没有读取权限。）"
    cut = Account(failing=lambda _: OutcomeUnknownError("cut off")).resolve(call())
    assert cut.reason == f"{reasons.UNREACHABLE.en} (At last: cut off)"
    assert cut.reason_zh == f"{reasons.UNREACHABLE.zh}（最近一次：cut off）"


def test_an_exchange_that_fails_for_a_while_is_asked_about_every_second() -> None:
    account = Account([position("110")], [OPENED, bill(2, "10", "110")])
    times = list[float]()

    def failing(operation: str) -> OkxMarginError | None:
        times.append(account.age)
        return OutcomeUnknownError("cut") if account.age < 60 else None

    account.failing = failing
    assert account.resolve(call()).applied is True
    assert account.age <= 61
    assert max(later - sooner for sooner, later in pairwise(times)) <= 1


def test_pages_are_turned_until_every_chain_that_is_needed_has_its_beginning() -> None:
    many = [funding(second, "1", str(101 + second)) for second in range(40)]
    account = Account([position("140", changed=39)], [OPENED, *many], page=7)
    assert account.resolve(call()).applied is False
    assert account.resolve(call(amt="1", fields={})).verdict == "undecided"  # each of forty fits
    short = bill(-3500, "100", "100", type="2", subType="4")
    sides = [position("100", "long"), position("100", "short")]
    assert Account(sides, [OPENED, short], page=1).resolve(call()).applied is False


def test_records_of_one_millisecond_are_read_together() -> None:
    """A record of another call of ours stands on the next page, with the time of the last one of this page."""
    same = [bill(-39, "10", "110", billId="2"), funding(-39, "1", "111") | {"billId": "3"}]
    account = Account([position("111")], [OPENED | {"billId": "1"}, *reversed(same)], page=1, age=100)
    account.others = [call(-8, outcome="done")]
    assert account.resolve(call(), deadline=0).applied is False


def test_no_page_is_read_twice_and_no_history_without_an_end() -> None:
    def read(account: Account) -> int:
        account.age = 100
        account.resolve(call(), NOT_ALONE, deadline=0)
        return sum(operation == "accountBills" for operation, _ in account.queries)

    later = [funding(second, "1", str(101 + second)) for second in range(150)]
    nothing = {key: value for key, value in bill(1, "", "").items() if key != "billId"}
    held = [position("250", changed=149)]
    assert read(Account([position("100")], [])) == 1
    assert read(Account(held, later, page=1)) == 101
    assert read(Account(held, later, page=150)) == 2
    assert read(Account(held, later, endpoint=PAGELESS)) == 1
    assert read(Account([position("101")], [nothing, funding(2, "1", "101")])) == 1
    last_of_all = nothing | {"ts": "0"}
    assert read(Account([position("104")], [*later[:4], last_of_all], page=2)) == 3


def test_an_exchange_that_repeats_a_page_is_not_asked_for_ever() -> None:
    account = Account([position("101", changed=2)], [funding(2, "1", "101")], age=100)
    read = account.read
    account.read = lambda operation, query: read(  # type: ignore[method-assign]
        operation, {name: value for name, value in query.items() if name != "after"}
    )
    assert account.resolve(call(), deadline=0).reason == reasons.NO_ANCHOR.en
    assert account.resolve(call(), deadline=0).reads == 3
