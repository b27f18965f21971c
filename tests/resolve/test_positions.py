"""What became of an adjustment of a position's margin, from its records and the margin that stands."""

from decimal import Decimal

from okx_margin_client import NotSentError, OutcomeUnknownError, RefusedError
from okx_margin_runtime import reasons

from .account import ALONE, NOT_ALONE, SENT, Account, bill, call, funding, position

OPENED = bill(-3600, "100", "100", type="2", subType="1")


def test_a_record_of_exactly_this_movement_shows_that_it_was_applied() -> None:
    account = Account([position("110", changed=2)], [OPENED, bill(2, "10", "110")])
    found = account.resolve(call())
    assert found.applied is True
    assert found.records == (account.bills[1],)
    assert found.figure == Decimal(110)
    assert found.window == (SENT - 31, SENT + 45)
    assert len(account.looked_at) == 1  # at once: there is nothing to wait for


def test_a_whole_chain_shows_that_it_was_not_applied_once_it_has_expired_and_its_record_was_due() -> None:
    account = Account([position("100")], [OPENED])
    found = account.resolve(call())
    assert found.applied is False
    assert found.decided_at is not None
    assert found.decided_at >= SENT + 45
    assert account.looked_at[1] - account.looked_at[0] < 1  # more often at first
    assert account.looked_at == sorted(account.looked_at)


def test_funding_and_fills_are_links_of_the_chain() -> None:
    chain = [OPENED, funding(-5, "-0.5", "99.5"), bill(8, "7", "106.5", type="2", subType="1")]
    assert Account([position("106.5", changed=8)], chain).resolve(call()).applied is False
    broken = [OPENED, funding(-5, "-0.5", "99.5")]
    found = Account([position("106.5", changed=8)], broken).resolve(call())
    assert found.verdict == "undecided"
    assert found.reason == reasons.CHAIN_BROKEN.en


def test_a_record_that_comes_late_is_waited_for_as_long_as_the_caller_allows() -> None:
    def comes(account: Account) -> None:
        account.bills = [*account.bills, bill(2, "10", "110")]

    account = Account([position("110", changed=2)], [OPENED], happens={70: comes})
    assert account.resolve(call(), deadline=120).applied is True
    account = Account([position("110", changed=2)], [OPENED], happens={70: comes})
    found = account.resolve(call(), deadline=60)
    assert found.verdict == "undecided"
    assert account.age <= 61


def test_a_short_deadline_ends_undecided_and_says_when_to_look_again() -> None:
    found = Account([position("100")], [OPENED]).resolve(call(), deadline=5)
    assert found.verdict == "undecided"
    assert "expired" in found.reason


def test_whoever_cannot_promise_to_be_alone_gets_no_verdict_from_one_fitting_record() -> None:
    account = Account([position("110", changed=2)], [OPENED, bill(2, "10", "110")])
    found = account.resolve(call(), NOT_ALONE)
    assert found.verdict == "undecided"
    assert "sole_actor=True" in found.reason
    assert found.records == (account.bills[1],)


def test_without_that_promise_an_untouched_position_shows_that_nothing_was_applied() -> None:
    assert Account([position("100")], [OPENED]).resolve(call(), NOT_ALONE).applied is False


def test_without_that_promise_two_missing_records_could_cancel_each_other_once_anything_has_moved() -> None:
    moved = Account([position("103", changed=4)], [OPENED, bill(4, "3", "103")])
    assert moved.resolve(call(), NOT_ALONE).reason == reasons.MAY_CANCEL.en
    assert moved.resolve(call(), ALONE).applied is False


def test_our_own_calls_of_the_same_amount_are_counted() -> None:
    two = [OPENED, bill(-8, "10", "110"), bill(2, "10", "120")]
    one = two[:2]
    done = call(-8, outcome="done")
    assert Account([position("120")], two, others=[done]).resolve(call()).applied is True
    assert Account([position("110")], one, others=[done]).resolve(call()).applied is False
    assert Account([position("110")], one, others=[]).resolve(call()).applied is True


def test_one_record_for_two_undecided_calls_of_ours_is_nobodys() -> None:
    other = call(-8)
    found = Account([position("110")], [OPENED, bill(2, "10", "110")], others=[other]).resolve(call())
    assert found.verdict == "undecided"
    assert found.reason == reasons.SAME_BY_US.en
    both = [OPENED, bill(2, "10", "110"), bill(3, "10", "120")]
    assert Account([position("120")], both, others=[other]).resolve(call()).applied is True
    assert Account([position("100")], [OPENED], others=[other]).resolve(call()).applied is False


def test_two_undecided_calls_of_ours_that_cancel_each_other_hide_nothing() -> None:
    back = call(5, fields={"type": "reduce"})
    account = Account([position("100", changed=5)], [OPENED], others=[back])
    assert account.resolve(call()).reason == reasons.MAY_CANCEL.en
    assert Account([position("100")], [OPENED], others=[back]).resolve(call()).applied is False


def test_a_done_call_of_ours_without_its_record_shows_that_records_are_missing() -> None:
    back = call(5, outcome="done", fields={"type": "reduce"})
    found = Account([position("100", changed=5)], [OPENED], others=[back]).resolve(call())
    assert found.reason == reasons.OWN_RECORD_MISSING.en


def test_a_missing_record_of_ours_from_before_the_call_hides_nothing() -> None:
    """Found by the simulator: ten more two minutes before and ten less by this one, and neither has its record."""
    less = call(fields={"type": "reduce"})
    account = Account([position("100", changed=0)], [OPENED], others=[call(-140, outcome="done")])
    assert account.resolve(less).reason == reasons.OWN_RECORD_MISSING.en
    account = Account([position("100", changed=0)], [OPENED], others=[call(-140)])
    assert account.resolve(less).reason == reasons.MAY_CANCEL.en
    recorded = [OPENED, bill(-140, "10", "110")]
    account = Account([position("110", changed=-140)], recorded, others=[call(-140, outcome="done")])
    assert account.resolve(less).applied is False


def test_a_record_is_anothers_only_where_none_that_can_be_anothers_is_missing() -> None:
    """Found by the simulator: of three that were done one has no record, and would be given that of this one."""
    done = [call(at, outcome="done") for at in (-47.4, -47.2, -34)]
    records = [OPENED, bill(-47, "10", "120"), bill(-34, "10", "130"), bill(1, "10", "140")]
    account = Account([position("140", changed=1)], records, others=done)
    found = account.resolve(call())
    assert found.verdict == "undecided"


def test_a_refused_call_of_ours_has_no_record() -> None:
    others = [call(-8, outcome="refused")]
    account = Account([position("110")], [OPENED, bill(2, "10", "110")], others=others)
    assert account.resolve(call()).applied is True


def test_two_sides_of_an_instrument_are_told_apart_by_their_balances() -> None:
    both = [
        bill(-3500, "50", "50", type="2", subType="4"),
        OPENED,
        funding(-2, "-0.25", "49.75"),
        funding(-1, "0.5", "100.5"),
        bill(3, "-10", "39.75"),
    ]
    sides = [position("100.5", "long"), position("39.75", "short")]
    assert Account(sides, both).resolve(call()).applied is False
    lost = [position("110.5", "long"), position("39.75", "short")]
    assert Account(lost, both).resolve(call()).verdict == "undecided"


def test_two_sides_with_the_same_margin_are_followed_together() -> None:
    short = bill(-3500, "100", "100", type="2", subType="4")
    sides = [position("100", "long"), position("100", "short")]
    assert Account(sides, [OPENED, short]).resolve(call()).applied is False
    alone = Account(sides, [OPENED]).resolve(call())
    assert alone.verdict == "undecided"  # the one record there is may be the other side's


def test_a_lost_record_is_not_hidden_by_the_other_side() -> None:
    """The long one went from 90 to 100 by ours, whose record is lost, and now stands as the short one does."""
    history = [bill(-3600, "90", "90", type="2", subType="3"), bill(-60, "10", "100")]
    account = Account([position("100", "long"), position("100", "short")], history)
    assert account.resolve(call()).verdict == "undecided"


def test_a_position_closed_meanwhile_is_followed_to_its_end() -> None:
    closed = bill(20, "-100", "0", type="2", subType="5")
    assert (
        Account([], [OPENED, closed]).resolve(call(), ALONE).verdict == "undecided"
    )  # or the other side's end
    net = call(fields={"posSide": "net"})
    assert Account([], [OPENED, closed]).resolve(net).applied is False
    applied = [OPENED, bill(3, "10", "110"), bill(20, "-110", "0", type="5", subType="104")]
    assert Account([], applied).resolve(net).applied is True
    lost = [OPENED, bill(20, "-110", "0", type="5", subType="104")]
    found = Account([], lost).resolve(net)
    assert found.reason == reasons.POSITION_GONE.en


def test_a_position_closed_and_opened_again_is_one_chain_through_nothing() -> None:
    again = [OPENED, bill(9, "-100", "0", type="2", subType="5"), bill(12, "80", "80", type="2", subType="3")]
    account = Account([position("80", "net", changed=12)], again)
    assert account.resolve(call(fields={"posSide": "net"})).applied is False


def test_a_cross_position_of_the_instrument_is_somebody_elses_business() -> None:
    cross = position("", mgnMode="cross")
    assert Account([cross, position("100")], [OPENED]).resolve(call()).applied is False


def test_an_empty_or_missing_currency_is_no_other_currency() -> None:
    for fields in ({}, {"ccy": ""}, {"ccy": "USDT"}):
        account = Account([position("110")], [OPENED, bill(2, "10", "110")])
        assert account.resolve(call(fields=fields)).applied is True
    account = Account([position("110", ccy="BTC")], [bill(2, "10", "110", ccy="BTC")])
    assert account.resolve(call(fields={"ccy": "USDT"})).verdict == "undecided"


def test_a_record_that_moves_no_position_is_no_link() -> None:
    spot = [bill(3, "", ""), bill(4, "0", "0", type="2")]
    assert Account([position("100")], [OPENED, *spot]).resolve(call()).applied is False


def test_reads_that_fail_are_made_again_and_end_undecided_where_they_go_on_failing() -> None:
    fails = iter([NotSentError("no route")] * 3)
    flaky = Account([position("110")], [OPENED, bill(2, "10", "110")], failing=lambda _: next(fails, None))
    assert flaky.resolve(call()).applied is True
    dead = Account(failing=lambda _: NotSentError("no route"))
    found = dead.resolve(call())
    assert found.reason.startswith(reasons.UNREACHABLE.en)
    assert "no route" in found.reason
    assert "no route" in found.reason_zh
    assert dead.age <= 122


def test_a_read_that_fails_is_made_again_and_does_not_end_the_look() -> None:
    cut, limited = OutcomeUnknownError("cut"), RefusedError("too many", code="50011")
    fails = iter([None, cut, limited, None, cut])
    account = Account([position("110")], [OPENED, bill(2, "10", "110")], failing=lambda _: next(fails, None))
    found = account.resolve(call())
    assert found.applied is True
    assert found.reads == 5
    assert len(account.looked_at) == 1


def test_what_was_answered_or_found_already_is_not_looked_at_again() -> None:
    account = Account()
    assert account.resolve(call(outcome="done")).applied is True
    assert account.resolve(call(outcome="refused")).applied is False
    found = Account([position("110")], [OPENED, bill(2, "10", "110")]).resolve(call())
    for earlier in (
        found,
        found._replace(window=None),
        found._replace(decided_at=None, figure=None, records=()),
    ):
        kept = call()._replace(verdict="applied", evidence=earlier.as_json())
        assert account.resolve(kept) == earlier
    assert account.looked_at == []
