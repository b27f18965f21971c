"""Our other adjustments beside the one in question: whose a record is, and what they may have undone."""

from __future__ import annotations

from okx_margin_runtime import reasons
from okx_margin_runtime.journal import Entry

from .account import NOT_ALONE, Account, bill, call, position

OPENED = bill(-3600, "100", "100", type="2", subType="1")
TEN = bill(2, "10", "110")
"""The record that may be the one of the call in question, or of another."""


def with_ten(*others: Entry) -> Account:
    return Account([position("110", changed=2)], [OPENED, TEN], others=others)


def test_a_record_is_anothers_of_ours_where_that_was_for_the_same_instrument_and_currency() -> None:
    done = call(-8, outcome="done")
    assert with_ten(done).resolve(call()).applied is False
    elsewhere = call(-8, outcome="done", fields={"instId": "ETH-USDT-SWAP"})
    assert with_ten(elsewhere).resolve(call()).applied is True
    for named in ({"ccy": "USDT"}, {"ccy": ""}):  # of the one that names no currency nobody knows
        assert with_ten(call(-8, outcome="done", fields=named)).resolve(call()).applied is not True
        assert with_ten(done).resolve(call(fields=named)).applied is not True
    other_currency = call(-8, outcome="done", fields={"ccy": "BTC"})
    assert with_ten(other_currency).resolve(call(fields={"ccy": "USDT"})).applied is True


def test_what_was_found_out_of_another_counts_as_its_outcome() -> None:
    assert with_ten(call(-8)._replace(verdict="applied")).resolve(call()).applied is False
    assert with_ten(call(-8)._replace(verdict="not applied")).resolve(call()).applied is True
    assert with_ten(call(-8)._replace(verdict="undecided")).resolve(call()).reason == reasons.SAME_BY_US.en
    unsigned = call(-8)._replace(expires_at=None)  # so it was never sent
    assert with_ten(unsigned).resolve(call()).applied is True


def test_a_record_is_anothers_at_the_very_edge_of_its_time_and_not_beyond() -> None:
    for signed, at, applied in (
        (-8, 37, False),
        (-8, 37.001, True),
        (70, 39, False),
        (70, 38.999, True),
        (-76, -31, False),
        (-76, -30.999, True),
    ):
        bills = [OPENED, bill(at, "10", "110")]
        other = call(signed, outcome="done")
        account = Account([position("110", changed=at)], bills, others=[other], age=200)
        assert account.resolve(call()).applied is applied, (signed, at)


def test_a_record_that_is_said_to_be_anothers_is_so_only_where_none_of_its_time_is_missing() -> None:
    """The position was opened after the other call may have been processed: its record may be one from before."""
    bills = [bill(-90, "100", "100", type="2", subType="1"), bill(-31, "10", "110")]
    account = Account([position("110", changed=-31)], bills, others=[call(-76, outcome="done")])
    assert account.resolve(call()).reason == reasons.NO_ANCHOR.en
    recent = [bill(-35, "100", "100", type="2", subType="1"), bill(0, "5", "105")]
    other = call(-8, outcome="done", amt="5")
    account = Account([position("105", changed=0)], recent, others=[other])
    assert account.resolve(call()).applied is False  # nothing is said to be anothers here


def test_a_record_of_the_other_side_may_be_this_sides() -> None:
    """Ten more of the long side by this call and of the short side by another, whose record is lost.

    The one record there is would be given to the other call, and the long side's opening be taken for the short
    side's, which stands at what the long side stood at then.
    """
    opened = bill(-3600, "90", "90", type="2", subType="3")
    bills = [opened, bill(-300, "10", "100"), bill(2, "10", "110")]
    other = call(-8, outcome="done", fields={"posSide": "short"})
    sides = [position("110", changed=2), position("90", "short", changed=0)]
    assert Account(sides, bills, others=[other]).resolve(call()).verdict == "undecided"
    for long, short in ((0, 1), (1, 0)):  # in whichever order the exchange shows them
        assert Account([sides[long], sides[short]], bills, others=[other]).resolve(call()).applied is None
    whole = [bill(-3500, "80", "80", type="2", subType="4"), bill(2.5, "10", "90"), *bills]
    assert Account(sides, whole, others=[other]).resolve(call()).applied is True


def test_only_positions_that_stand_at_the_same_as_ours_are_mixed_up_with_it() -> None:
    history = [OPENED, bill(-3400, "50", "50", ccy="BTC"), bill(-3300, "50", "50", type="2")]
    net = position("50", "net")
    others = [position("50", "short"), net]
    assert Account([position("100"), *others], history).resolve(call()).applied is False
    alike = [position("50", "short"), position("100", "net")]
    assert Account([position("100"), *alike], [OPENED]).resolve(call()).applied is None


def test_undecided_ones_of_ours_may_have_undone_it_where_their_amounts_come_to_it() -> None:
    def reduced(*amounts: str, **fields: str) -> Entry | object:
        others = [
            call(5 + i / 100, amt=amount, fields={"type": "reduce", **fields})
            for i, amount in enumerate(amounts)
        ]
        account = Account([position("100", changed=5)], [OPENED], others=others)
        return account.resolve(call()).reason

    for amounts in (["10"], ["4", "6"], ["3", "3", "5", "7"], ["3"] * 11, ["10", ""], ["1", "?"]):
        assert reduced(*amounts) == reasons.MAY_CANCEL.en, amounts
    for amounts in (["9.99"], ["3"] * 3, ["3"] * 10, ["0.9"] * 11, ["11"], ["4", "7"]):
        assert reduced(*amounts) == reasons.CHAIN_WHOLE.en, amounts
    assert reduced(*["3"] * 11, type="add") == reasons.CHAIN_WHOLE.en  # they went the same way


def test_another_of_ours_that_is_under_way_is_waited_for() -> None:
    def ends(outcome: str) -> Account:
        def end(account: Account) -> None:
            account.others = [call(-8, outcome=outcome)]

        account = with_ten(call(-8, outcome=""))
        account.happens = {60: end}
        return account

    assert ends("refused").resolve(call()).applied is True
    assert ends("done").resolve(call()).applied is False
    assert ends("unknown").resolve(call()).reason == reasons.SAME_BY_US.en


def test_another_of_ours_that_may_have_undone_it_is_waited_for() -> None:
    def refused(account: Account) -> None:
        account.others = [back._replace(outcome="refused")]

    back = call(5, fields={"type": "reduce"})
    account = Account([position("100", changed=5)], [OPENED], others=[back], happens={60: refused})
    assert account.resolve(call()).applied is False


def test_the_record_of_another_of_ours_is_waited_for() -> None:
    def comes(account: Account) -> None:
        account.bills = [*account.bills, bill(5, "-10", "100"), TEN]

    back = call(5, outcome="done", fields={"type": "reduce"})
    account = Account([position("100", changed=5)], [OPENED], others=[back], happens={60: comes})
    assert account.resolve(call()).applied is True


def test_what_no_waiting_can_change_is_said_once_it_is_due() -> None:
    account = with_ten()
    assert account.resolve(call(), NOT_ALONE).reason == reasons.SAME_BY_OTHERS.en
    assert account.looked_at[-1] == 45
    account = Account([position("103", changed=4)], [OPENED, bill(4, "3", "103")])
    assert account.resolve(call(), NOT_ALONE).reason == reasons.MAY_CANCEL.en
    assert account.looked_at[-1] == 45


def test_the_records_that_may_be_its_own_are_shown_with_every_finding() -> None:
    lost = Account([position("120", changed=2)], [OPENED, TEN], others=[call(-8, outcome="done")])
    cancelled = call(5, fields={"type": "reduce"})
    for account, reason in (
        (with_ten(call(-8, outcome="done")), reasons.CHAIN_WHOLE),
        (with_ten(call(-8)), reasons.SAME_BY_US),
        (with_ten(call(-8, outcome="done"), call(-7, outcome="done")), reasons.OWN_RECORD_MISSING),
        (with_ten(call(-8, outcome="done"), cancelled), reasons.MAY_CANCEL),
        (lost, reasons.CHAIN_BROKEN),
    ):
        found = account.resolve(call())
        assert found.reason == reason.en
        assert found.records == (TEN,), reason
    early = with_ten().resolve(call(), NOT_ALONE, deadline=5)
    assert early.reason == reasons.NOT_DUE.en
    assert early.records == (TEN,)
