"""What became of an adjustment of a signal bot, of which the exchange keeps no record."""

from decimal import Decimal
from typing import Any

from okx_margin_runtime import reasons
from okx_margin_runtime.resolution import ReadBefore
from okx_margin_runtime.resolve import Certainty

from .account import NOT_ALONE, SENT, Account, bot_call, call


def before(figure: str, *includes: str, at: float = -1) -> dict[str, str]:
    times = {"read_from": str(SENT + at), "read_until": str(SENT + at + 0.5)}
    return {"investAmt": figure, **times, "includes": " ".join(includes)}


def bot(figure: str) -> list[dict[str, object]]:
    return [{"algoId": "1", "investAmt": figure, "availBal": "7", "totalEq": "26.8"}]


def test_the_figure_tells_by_what_it_moved_since_it_was_read_before_the_call() -> None:
    assert Account(bots=bot("110")).resolve(bot_call(0, before("100"))).applied is True
    found = Account(bots=bot("100")).resolve(bot_call(0, before("100")))
    assert found.applied is False
    assert found.decided_at is not None
    assert found.decided_at >= SENT + 45


def test_without_a_reading_from_before_it_is_undecided() -> None:
    assert Account(bots=bot("110")).resolve(bot_call()).reason == reasons.NOTHING_BEFORE.en


def test_without_the_promise_to_be_alone_it_is_undecided() -> None:
    for figure in ("100", "110"):
        found = Account(bots=bot(figure)).resolve(bot_call(0, before("100")), NOT_ALONE)
        assert found.reason == reasons.OTHERS_MAY_MOVE_IT.en


def test_what_moved_by_something_else_is_undecided() -> None:
    assert Account(bots=bot("104")).resolve(bot_call(0, before("100"))).reason == reasons.NO_SUM.en


def test_our_other_calls_are_taken_into_account() -> None:
    later = bot_call(100, before("100", at=99), amt="25")._replace(outcome="done")
    account = Account(bots=bot("135"), others=[later], age=400)
    assert account.resolve(bot_call(0, before("100"))).applied is True
    account = Account(bots=bot("125"), others=[later], age=400)
    assert account.resolve(bot_call(0, before("100"))).applied is False
    same = later._replace(fields={**later.fields, "amt": "10"}, outcome="unknown")
    account = Account(bots=bot("110"), others=[same], age=400)
    assert account.resolve(bot_call(0, before("100"))).reason == reasons.SAME_BY_US.en


def test_our_calls_are_counted_until_now_however_late_it_is() -> None:
    same = bot_call(4900, before("110", at=4899))._replace(outcome="done")
    account = Account(bots=bot("110"), age=5000, others=[same])
    assert account.resolve(bot_call(0, before("100"))).applied is False


def test_our_calls_count_that_a_fast_clock_has_signed_for_later() -> None:
    for ahead, verdict in ((31, None), (31.001, True)):
        account = Account(bots=bot("110"), age=5000, others=[bot_call(5000 + ahead)])
        assert account.resolve(bot_call(0, before("100")), deadline=0).applied is verdict, ahead


def test_a_call_that_was_done_when_the_figure_was_read_is_in_it() -> None:
    earlier = bot_call(-10)._replace(outcome="done")
    account = Account(bots=bot("110"), others=[earlier], age=100)
    assert account.resolve(bot_call(0, before("110", earlier.id))).applied is False
    account = Account(bots=bot("120"), others=[earlier], age=100)
    assert account.resolve(bot_call(0, before("110", earlier.id))).applied is True
    assert account.resolve(bot_call(0, before("110"))).reason == reasons.SAME_BY_US.en


def test_an_amount_that_the_fields_do_not_tell_is_undecided() -> None:
    found = Account(bots=bot("110")).resolve(bot_call(0, before("100"), amt="", percent="10"))
    assert found.reason == reasons.NO_AMOUNT.en


def test_a_figure_that_need_not_move_proves_nothing_by_standing_still() -> None:
    moves_perhaps = Certainty(sole_actor=True)
    assert Account(bots=bot("110")).resolve(bot_call(0, before("100")), moves_perhaps).applied is True
    found = Account(bots=bot("100")).resolve(bot_call(0, before("100")), moves_perhaps)
    assert found.reason == reasons.NOTHING_SHOWN.en
    reinvested = Account(bots=bot("100")).resolve(bot_call(0, before("100"), allowReinvest=True))
    assert reinvested.reason == reasons.NOTHING_SHOWN.en


def test_a_bot_that_is_gone_is_undecided() -> None:
    assert Account().resolve(bot_call(0, before("100"))).reason == reasons.FIGURE_GONE.en


def test_positions_are_not_mixed_up_with_bots() -> None:
    assert Account(bots=bot("100")).resolve(call()).verdict == "undecided"


def test_what_was_done_while_the_figure_was_read_may_be_in_it_or_not() -> None:
    """The reading was made between 1 s and 0.5 s before; a call is processed at the latest 45 s after its signing."""
    for signed, verdict in ((-46.001, True), (-46, None), (-45.75, None), (-45.5, None)):
        account = Account(bots=bot("110"), others=[bot_call(signed)._replace(outcome="done")], age=100)
        assert account.resolve(bot_call(0, before("100"))).applied is verdict, signed


def test_what_was_read_and_signed_after_the_figure_was_read_is_not_in_it() -> None:
    """A call is processed at the earliest 1 s, by which the exchange's clocks may differ, before it was signed."""
    for read, verdict in ((0.5, None), (0.501, False)):
        after = bot_call(0.5, before("100", at=read))._replace(outcome="done")
        account = Account(bots=bot("110"), others=[after], age=100)
        assert account.resolve(bot_call(0, before("100"))).applied is verdict, read


def test_what_was_done_at_this_very_moment_may_show_or_not() -> None:
    for signed, verdict in ((355.001, False), (355, False), (354.999, None)):
        after = bot_call(signed, before("100", at=signed - 1), amt="25")._replace(outcome="done")
        account = Account(bots=bot("100"), others=[after], age=400)
        found = account.resolve(bot_call(0, before("100")), deadline=0)
        assert found.applied is verdict, signed


def test_one_that_is_in_the_figure_hides_none_that_is_not() -> None:
    earlier, same = bot_call(-46.5)._replace(outcome="done"), bot_call(-5)
    account = Account(bots=bot("110"), others=[earlier, same], age=100)
    assert account.resolve(bot_call(0, before("100"))).reason == reasons.SAME_BY_US.en


def test_another_of_ours_whose_amount_nobody_can_tell_leaves_it_undecided() -> None:
    percent = bot_call(5, amt="", percent="10")._replace(outcome="done")
    for figure in ("100", "110"):
        account = Account(bots=bot(figure), others=[percent], age=100)
        assert account.resolve(bot_call(0, before("100"))).reason == reasons.NO_AMOUNT_BESIDE.en
    elsewhere = bot_call(5, algoId="2", amt="", percent="10")._replace(outcome="done")
    assert Account(bots=bot("110"), others=[elsewhere]).resolve(bot_call(0, before("100"))).applied is True


def test_ten_open_ones_of_ours_are_told_apart_and_more_are_not() -> None:
    for many, verdict in ((10, True), (11, None)):
        others = [bot_call(5 + i / 100, amt="25") for i in range(many)]
        account = Account(bots=bot("135"), others=others, age=100)
        found = account.resolve(bot_call(0, before("100")))
        assert found.applied is verdict
        assert verdict or found.reason == reasons.SAME_BY_US.en


def test_a_figure_that_fits_nothing_yet_is_looked_at_again() -> None:
    def settles(account: Account) -> None:
        account.bots, account.others = bot("110"), []

    for others in ([], [bot_call(5)], [bot_call(5 + i / 100, amt="25") for i in range(11)]):
        account = Account(bots=bot("110" if others else "104"), others=others, happens={60: settles})
        assert account.resolve(bot_call(0, before("100"))).applied is True


def test_a_figure_that_can_still_move_is_looked_at_until_it_cannot() -> None:
    def moves(account: Account) -> None:
        account.bots = bot("110")

    account = Account(bots=bot("100"), happens={44: moves})
    assert account.resolve(bot_call(0, before("100"))).applied is True
    early = Account(bots=bot("100")).resolve(bot_call(0, before("100")), deadline=5)
    assert early.reason == reasons.NOT_DUE.en
    assert Account(bots=bot("100"), age=45).resolve(bot_call(0, before("100")), deadline=0).applied is False


def test_it_can_have_been_processed_only_after_the_figure_was_read() -> None:
    found = Account(bots=bot("110")).resolve(bot_call(0, before("100")))
    assert found.window == (SENT - 2, SENT + 45)
    late = Account(bots=bot("110")).resolve(bot_call(0, before("100", at=-500)))
    assert late.window == (SENT - 31, SENT + 45)
    assert late.applied is True
    unread = Account(bots=bot("110")).resolve(bot_call())
    assert unread.window == (SENT - 31, SENT + 45)


def test_ours_are_counted_since_the_figure_was_read_however_long_that_was_before() -> None:
    between = bot_call(-300)._replace(outcome="done")
    account = Account(bots=bot("110"), others=[between])
    assert account.resolve(bot_call(0, before("100", at=-500))).applied is False


def test_a_figure_that_does_not_apply_is_none() -> None:
    assert Account(bots=bot("")).resolve(bot_call(0, before("100"))).reason == reasons.FIGURE_GONE.en


def test_a_reading_is_kept_to_the_last_digit() -> None:
    read = ReadBefore(Decimal("100.000000000000000000001"), SENT + 0.123, SENT + 0.456, ("a", "b"))
    for kept in (read, read._replace(includes=())):
        assert ReadBefore.of_strings(kept.as_strings("investAmt"), "investAmt") == kept
        assert ReadBefore.of_strings(kept.as_strings("investAmt"), "totalEq") is None


def test_a_reading_that_somebody_has_spoilt_is_none() -> None:
    whole: dict[str, Any] = {**before("100")}
    spoilt = [
        *({key: value for key, value in whole.items() if key != lacks} for lacks in whole),
        *({**whole, key: value} for key in whole for value in (7.5, None)),
        *({**whole, key: "?"} for key in ("investAmt", "read_from", "read_until")),
    ]
    for each in spoilt:
        entry = bot_call()._replace(before=each)
        assert Account(bots=bot("110")).resolve(entry).reason == reasons.NOTHING_BEFORE.en, each
