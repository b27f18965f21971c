"""Which records have the amount, and the time, of the adjustment in question."""

from decimal import Context, Decimal, localcontext

from okx_margin_runtime import reasons

from .account import ALONE, NOT_ALONE, SENT, Account, bill, bot_call, call, funding, position

OPENED = bill(-3600, "100", "100", type="2", subType="1")
"""Records of an hour before, when the position was opened."""


def test_the_precision_of_a_users_program_changes_no_verdict() -> None:
    opened = {**OPENED, "posBalChg": "100.12345678", "posBal": "100.12345678"}
    with localcontext(Context(prec=3)):
        assert Account([position("100.12345678")], [opened]).resolve(call()).applied is False
        chain = [opened, bill(8, "7.11111111", "107.23456789")]
        account = Account([position("107.23456789", changed=8)], chain)
        assert account.resolve(call(amt="10.12345678")).applied is False
        assert account.resolve(call(amt="7.11111111")).applied is True
        assert account.resolve(call(amt="7.11111112")).reason != reasons.RECORD_FOUND.en
        beside = bot_call(100, amt="25.123")._replace(outcome="done")
        before = {"investAmt": "1000.4", "read_from": str(SENT), "read_until": str(SENT), "includes": ""}
        bots: list[dict[str, object]] = [{"algoId": "1", "investAmt": "1035.523"}]
        account = Account(bots=bots, others=[beside], age=400)
        assert account.resolve(bot_call(0, before)).applied is True


def test_figures_that_are_none_decide_nothing() -> None:
    none: tuple[object, ...] = (
        *("1E+999999999", "1E-999999999", "1E+50", "1E-50", "9" * 5000, "0" * 98 + "100"),
        *("NaN", "Infinity", None, 1.5, True, ()),
    )
    for figure in none:
        record = {**OPENED, "posBalChg": figure}
        found = Account([position("100")], [record]).resolve(call())
        assert found.reason == reasons.UNREADABLE.en, figure
        item = {**position("100"), "margin": figure}
        assert Account([item], [OPENED]).resolve(call()).reason == reasons.UNREADABLE.en, figure


def test_figures_may_be_long_and_large_and_small() -> None:
    for figure in ("0" * 97 + "100", "1E+49", "1E-49", 100):
        record = {**OPENED, "posBalChg": figure, "posBal": figure}
        account = Account([{**position(""), "margin": figure}], [record])
        assert account.resolve(call()).applied is False, figure


def test_amounts_in_any_notation_are_the_same_amount() -> None:
    for written in ("10", "10.000", "1E+1", "0010", "10.0000000000000000"):
        account = Account([position("110", changed=2)], [OPENED, bill(2, written, "1.10E+2")])
        assert account.resolve(call(amt="10.00")).applied is True, written


def test_an_amount_that_may_have_been_rounded_is_for_a_person_to_look_at() -> None:
    for asked, moved in (
        ("0.30000001", "0.3"),
        ("0.29999999", "0.3"),
        ("100.35", "100.3"),
        ("1000.4", "1000"),
        ("50.501", "50"),
        ("50.5", "50"),
    ):
        for sign in ("", "-"):
            stands = str(5000 + Decimal(sign + moved))
            bills = [{**OPENED, "posBalChg": "5000", "posBal": "5000"}, bill(2, sign + moved, stands)]
            account = Account([position(stands, changed=2)], bills)
            found = account.resolve(call(amt=asked, fields={"type": "reduce" if sign else "add"}))
            assert found.reason == reasons.ROUNDED.en, (sign, asked)
            assert found.records == (bills[1],)
    kind = Account([position("110", changed=2)], [OPENED, bill(2, "10", "110", subType="204")])
    assert kind.resolve(call()).reason == reasons.ROUNDED.en
    assert kind.resolve(call(), NOT_ALONE).verdict == "undecided"


def test_an_amount_that_is_no_rounding_of_it_is_somebody_elses() -> None:
    for asked, moved in (
        ("100.4", "100.3"),
        ("100.45", "100.3"),
        ("100.9", "100.3"),
        ("0.35", "0.3"),
        ("1005", "1000"),
    ):
        stands = str(100 + Decimal(moved))
        account = Account([position(stands, changed=2)], [OPENED, bill(2, moved, stands)])
        assert account.resolve(call(amt=asked)).applied is False, asked


def test_the_time_in_which_it_can_have_been_processed_has_sharp_edges() -> None:
    for at, applied in ((-31.001, False), (-31, True), (45, True), (45.001, False)):
        account = Account([position("110", changed=at)], [OPENED, bill(at, "10", "110")], age=100)
        assert account.resolve(call()).applied is applied, at


def test_a_position_that_changed_when_it_can_have_been_processed_is_no_untouched_one() -> None:
    for changed, reason in ((-31.001, reasons.CHAIN_WHOLE), (-31, reasons.MAY_CANCEL)):
        account = Account([position("100", changed=changed)], [OPENED])
        assert account.resolve(call(), NOT_ALONE).reason == reason.en, changed


def test_a_chain_begins_before_it_can_have_been_processed() -> None:
    for at, reason in ((-31.001, reasons.CHAIN_WHOLE), (-31, reasons.NO_ANCHOR)):
        account = Account([position("107")], [funding(at, "-3", "107")])
        assert account.resolve(call(), ALONE).reason == reason.en, at


def test_records_of_other_currencies_are_passed_over() -> None:
    for at in (-20, 20):
        bills = [OPENED, bill(2, "10", "110"), bill(at, "10", "10", ccy="BTC")]
        account = Account([position("110", changed=2)], bills, deaf=True)
        assert account.resolve(call(fields={"ccy": "USDT"})).applied is True
