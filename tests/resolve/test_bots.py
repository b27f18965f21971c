"""What became of an adjustment of a signal bot, of which the exchange keeps no record."""

from okx_margin_runtime import reasons
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
    account = Account(bots=bot("110"), age=5000)
    assert account.resolve(bot_call(0, before("100"))).applied is True
    assert account.asked_for >= 5000 - 75


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
