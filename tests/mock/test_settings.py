"""Each guess about positions, bots and keys can be turned the other way."""

from decimal import Decimal
from typing import get_args, get_type_hints

import pytest

from okx_margin_mock import Settings

from .conftest import BILLS, BOT, BOT_DETAILS, POSITION, SHORT, Caller

PAIR = {"instId": "BTC-USDT", "posSide": "net", "type": "add", "amt": "0.1"}
ADD = {"algoId": "123456", "type": "add", "amt": "10"}

#: By setting: whose request to which endpoint meets the guess. The setting is its code, or lets it pass.
MET_BY = {
    "wrong_side": ("main", POSITION, SHORT | {"posSide": "net"}),
    "no_position": ("main", POSITION, SHORT | {"posSide": "long"}),
    "margin_ccy_wrong": ("net", POSITION, PAIR | {"ccy": "USDT"}),
    "contract_ccy": ("main", POSITION, SHORT | {"ccy": "USDT"}),
    "insufficient_balance": ("main", POSITION, SHORT | {"amt": "10001"}),
    "in_liquidation": ("main", POSITION, SHORT | {"instId": "ETH-USDT-SWAP", "posSide": "long"}),
    "no_bot": ("main", BOT, ADD | {"algoId": "999"}),
    "bot_stopped": ("main", BOT, ADD | {"algoId": "123459"}),
    "bot_stopping": ("main", BOT, ADD | {"algoId": "123458"}),
    "bot_starting": ("main", BOT, ADD | {"algoId": "123457"}),
    "bot_floor": ("main", BOT, ADD | {"type": "reduce", "amt": "401"}),
    "both_amounts": ("main", BOT, ADD | {"percent": "5"}),
}


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name in MET_BY for value in get_args(get_type_hints(Settings)[name])],
)
def test_a_refusal_has_the_code_of_the_setting(call: Caller, name: str, value: str) -> None:
    exchange = call.mock.exchange
    exchange.settings = Settings(**{name: value})  # type: ignore[arg-type]  # a name is not a Literal
    exchange.state.marks["ETH-USDT-SWAP"] = Decimal(2000)
    exchange.bot("123457").state = "starting"
    label, path, body = MET_BY[name]
    code = call(path, body, label=label).json()["code"]
    assert code == (value if value.isdigit() else "0")


@pytest.mark.parametrize(
    ("settings", "empty", "code"),
    [
        (Settings(malformed_key="50111"), {"OK-ACCESS-KEY": "nonsense"}, "50111"),
        (Settings(malformed_key="50119"), {"OK-ACCESS-KEY": "nonsense"}, "50119"),
        (Settings(), {"OK-ACCESS-PASSPHRASE": "", "OK-ACCESS-SIGN": ""}, "50104"),
        (
            Settings(empty_header_named="first documented"),
            {"OK-ACCESS-PASSPHRASE": "", "OK-ACCESS-SIGN": ""},
            "50106",
        ),
    ],
)
def test_credentials(call: Caller, settings: Settings, empty: dict[str, str], code: str) -> None:
    call.mock.exchange.settings = settings
    assert call(POSITION, SHORT, headers=empty).json()["code"] == code


@pytest.mark.parametrize(("most_body", "status"), [(69, 413), (70, 200)])
def test_the_largest_body(call: Caller, most_body: int, status: int) -> None:
    call.mock.exchange.settings = Settings(most_body=most_body)
    body = b'{"instId":"BTC-USDT-SWAP","posSide":"short","type":"add","amt":"1"}   '
    assert (len(body), call(POSITION, body).status_code) == (70, status)


def test_ccy_of_a_margin_position_can_be_required(call: Caller) -> None:
    call.mock.exchange.settings = Settings(margin_ccy_required=True)
    assert call.refused(POSITION, PAIR, label="net") == ("50014", 400)
    assert call.data(POSITION, PAIR | {"ccy": "BTC"}, label="net")
    assert call.data(POSITION, SHORT)


def test_the_first_manual_transfer_can_create_another_leverage(call: Caller) -> None:
    body = SHORT | {"posSide": "net", "amt": "10000"}
    call.mock.exchange.settings = Settings(first_transfer_leverage=3)
    assert call.data(POSITION, body, label="manual")
    assert call.mock.exchange.position("BTC-USDT-SWAP", "net", key="manual").leverage == 3


def test_a_pending_close_can_let_margin_in(call: Caller) -> None:
    call.mock.exchange.settings = Settings(pending_close_blocks_add=False, short_answers=True)
    pending = {"instId": "BTC-USDT-270625", "posSide": "long", "type": "add", "amt": "1"}
    assert call.data(POSITION, pending) == [pending]
    assert call.refused(POSITION, pending | {"type": "reduce"}) == ("59302", 200)


@pytest.mark.parametrize(
    ("settings", "leverage"),
    [
        (Settings(), "6.25"),  # 5000 / 800
        (Settings(leverage_decimals=0), "6"),
        (Settings(leverage_price="entry"), "7.5"),  # 6000 / 800
    ],
)
def test_real_leverage(call: Caller, settings: Settings, leverage: str) -> None:
    call.mock.exchange.settings = settings
    call.mock.exchange.state.marks["BTC-USDT-SWAP"] = Decimal(50_000)
    assert call.data(POSITION, SHORT | {"amt": "50"})[0]["leverage"] == leverage
    call.mock.reset()
    assert call.mock.exchange.settings == Settings()


@pytest.mark.parametrize(
    ("settings", "body", "invested", "available"),
    [
        (Settings(), {"percent": "5"}, "1000", "450"),
        (Settings(percent_of="availBal"), {"percent": "5"}, "1000", "420"),
        (Settings(percent_of="totalEq"), {"percent": "5"}, "1000", "455"),
        (Settings(five_percent="0.05"), {"percent": "0.05"}, "1000", "450"),
        (Settings(both_amounts="amt"), {"amt": "10", "percent": "5"}, "1000", "410"),
        (Settings(), {"amt": "10", "allowReinvest": True}, "1010", "410"),
        (Settings(reinvesting_entries=("1",)), {"amt": "10", "allowReinvest": True}, "1000", "410"),
    ],
)
def test_what_a_bot_gets(
    call: Caller, settings: Settings, body: dict[str, object], invested: str, available: str
) -> None:
    exchange = call.mock.exchange
    exchange.settings, bot = settings, exchange.bot("123456")
    bot.entry_type = "5"
    exchange.state.ledger.pots[bot.frozen_pot] += 100
    assert call.data(BOT, {"algoId": "123456", "type": "add", **body})
    (details,) = call.data(f"{BOT_DETAILS}?algoOrdType=contract&algoId=123456")
    assert (details["investAmt"], details["availBal"]) == (invested, available)


def test_reinvesting_where_it_does_not_apply_can_be_refused(call: Caller) -> None:
    call.mock.exchange.settings = Settings(reinvest_elsewhere_refused=True)
    assert call.refused(BOT, ADD | {"algoId": "123457", "allowReinvest": True}) == ("51000", 400)


def test_a_bots_margin_can_leave_bills(call: Caller) -> None:
    assert call.data(BOT, ADD)
    assert call.data(BILLS) == []
    call.mock.exchange.settings = Settings(bot_bills=True)
    assert call.data(BOT, ADD)
    assert call.data(BOT, ADD | {"type": "reduce", "amt": "5"})
    bills = call.data(f"{BILLS}?type=12")
    shown = [tuple(bill[name] for name in ("subType", "sz", "balChg", "bal", "mgnMode")) for bill in bills]
    assert shown == [("201", "5", "5", "9985", ""), ("203", "10", "-10", "9980", "")]
