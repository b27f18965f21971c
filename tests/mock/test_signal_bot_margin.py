"""Margin into and out of signal bots."""

from decimal import Decimal

import pytest

from .conftest import BOT, BOT_DETAILS, Caller

ADD = {"algoId": "123456", "type": "add", "amt": "10"}


def details(call: Caller, algo_id: str = "123456") -> tuple[str, str, str, str]:
    bot = call.data(f"{BOT_DETAILS}?algoOrdType=contract&algoId={algo_id}")[0]
    return bot["investAmt"], bot["availBal"], bot["frozenBal"], bot["totalEq"]


def test_adding_and_reducing_move_between_cash_and_the_bot(call: Caller) -> None:
    assert call.data(BOT, ADD) == [{"algoId": "123456"}]
    assert details(call) == ("1000", "410", "600", "1010")
    assert call.data(BOT, ADD | {"type": "reduce", "amt": "0.00000001"}) == [{"algoId": "123456"}]
    assert details(call) == ("1000", "409.99999999", "600", "1009.99999999")
    assert call.mock.exchange.cash("USDT") == Decimal("9990.00000001")


def test_reinvested_margin_counts_as_investment(call: Caller) -> None:
    assert call.data(BOT, ADD | {"allowReinvest": True})
    assert details(call) == ("1010", "410", "600", "1010")
    assert call.data(BOT, ADD | {"allowReinvest": False})
    assert call.data(BOT, ADD | {"allowReinvest": True, "type": "reduce"})
    assert details(call)[0] == "1010"


def test_reinvesting_does_not_apply_to_every_bot(call: Caller) -> None:
    body = ADD | {"algoId": "123457", "allowReinvest": True}
    assert call.data(BOT, body)
    assert details(call, "123457") == ("500", "510", "0", "510")


def test_percent_is_of_the_investment(call: Caller) -> None:
    assert call.data(BOT, {"algoId": "123456", "type": "add", "percent": "2.5"})
    assert details(call)[1] == "425"
    too_fine = {"algoId": "123456", "type": "add", "percent": "0.0000000001"}
    assert call.refused(BOT, too_fine) == ("51150", 200)


def test_amt_and_percent_together(call: Caller) -> None:
    assert call.refused(BOT, ADD | {"percent": "1"}) == ("50024", 200)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"algoId": "999"}, "51293"),
        ({"algoId": "123458"}, "51288"),
        ({"algoId": "123459"}, "51291"),
        ({"amt": "10000.00000001"}, "51008"),
        ({"amt": "400.00000001", "type": "reduce"}, "51340"),
        ({"amt": "0.000000001"}, "51150"),
    ],
)
def test_refusals_move_nothing(call: Caller, change: dict[str, str], code: str) -> None:
    assert call.refused(BOT, ADD | change) == (code, 200)
    assert details(call) == ("1000", "400", "600", "1000")


def test_a_starting_bot_is_refused(call: Caller) -> None:
    call.mock.exchange.bot("123456").state = "starting"
    assert call.refused(BOT, ADD) == ("51059", 200)


def test_another_accounts_bot_does_not_exist(call: Caller) -> None:
    assert call.refused(BOT, ADD, label="net") == ("51293", 200)
    assert call(f"{BOT_DETAILS}?algoOrdType=contract&algoId=123456", label="net").json()["code"] == "51293"
