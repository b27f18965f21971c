"""Each guess about positions, bots and keys can be turned the other way."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from okx_margin_mock import MockExchange, MockSettings, SeedError, SettingsError
from okx_margin_mock.settings import SITUATIONS

from .conftest import BILLS, BOT, BOT_DETAILS, POSITION, SHORT, Caller

PAIR = {"instId": "BTC-USDT", "posSide": "net", "type": "add", "amt": "0.1"}
ADD = {"algoId": "123456", "type": "add", "amt": "10"}

#: By situation: whose request to which endpoint gets into it.
SITUATION_OF: dict[str, tuple[str, str, dict[str, Any]]] = {
    "json_number": ("main", POSITION, SHORT | {"amt": 1}),
    "text_boolean": ("main", BOT, ADD | {"allowReinvest": "true"}),
    "side_missing": ("net", POSITION, {"instId": "BTC-USDT-SWAP", "type": "add", "amt": "1"}),
    "side_wrong": ("main", POSITION, SHORT | {"posSide": "net"}),
    "no_position": ("main", POSITION, SHORT | {"posSide": "long"}),
    "pair_ccy_missing": ("net", POSITION, PAIR),
    "pair_ccy_wrong": ("net", POSITION, PAIR | {"ccy": "USDT"}),
    "contract_ccy": ("main", POSITION, SHORT | {"ccy": "USDT"}),
    "position_over_balance": ("main", POSITION, SHORT | {"amt": "10001"}),
    "in_liquidation": ("main", POSITION, SHORT | {"instId": "ETH-USDT-SWAP", "posSide": "long"}),
    "pending_close_add": ("main", POSITION, SHORT | {"instId": "BTC-USDT-270625", "posSide": "long"}),
    "no_bot": ("main", BOT, ADD | {"algoId": "999"}),
    "bot_stopped": ("main", BOT, ADD | {"algoId": "123459"}),
    "bot_stopping": ("main", BOT, ADD | {"algoId": "123458"}),
    "bot_starting": ("main", BOT, ADD | {"algoId": "123457"}),
    "bot_over_balance": ("main", BOT, ADD | {"amt": "10001"}),
    "bot_floor": ("main", BOT, ADD | {"type": "reduce", "amt": "401"}),
    "both_amounts": ("main", BOT, ADD | {"percent": "5"}),
    "reinvest_elsewhere": ("main", BOT, ADD | {"algoId": "123460", "allowReinvest": True}),
}


def test_every_situation_gets_its_code_and_each_alternative(call: Caller) -> None:
    tried = 0
    for name, (label, path, body) in SITUATION_OF.items():
        known = SITUATIONS[name]
        for code in (None, known.code, *known.alternatives):
            call.mock.reset()
            exchange = call.mock.exchange
            exchange.settings = MockSettings() if code is None else MockSettings(codes={name: code})
            exchange.state.marks["ETH-USDT-SWAP"] = Decimal(2000)
            exchange.bot("123457").state = "starting"
            account = exchange.state.accounts[exchange.key().uid]
            account.bots["123460"] = evolve(exchange.bot("123457"), algo_id="123460", state="running")
            before = exchange.state.ledger.moves
            assert call(path, body, label=label).json()["code"] == (code or known.code), (name, code)
            assert exchange.state.ledger.moves - before == ((code or known.code) == "0"), name
            tried += 1
    untried = set(SITUATIONS) - set(SITUATION_OF)
    assert untried == {"short_timestamp", "duplicate_key", "malformed_key"}  # in test_admission and test_body
    assert tried == len(SITUATION_OF) + sum(1 + len(SITUATIONS[name].alternatives) for name in SITUATION_OF)


def test_a_situation_or_code_that_makes_no_sense_is_an_error() -> None:
    with pytest.raises(SettingsError, match="codes has no situation 'nothing'; there are json_number, "):
        MockSettings(codes={"nothing": "51000"})
    with pytest.raises(
        SettingsError, match="no_position cannot be answered with code '1234'; likely are 59300"
    ):
        MockSettings(codes={"no_position": "1234"})
    with pytest.raises(SettingsError, match="code '0'"):
        MockSettings(codes={"no_position": "0"})
    assert MockSettings(codes={"no_position": "50012"}).code("no_position") == "50012"


def test_a_setting_that_makes_no_sense_is_an_error_that_says_what_would() -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"region": "mars"}, "region is one of global, eea"),
        ({"acct_lv": "9"}, "acct_lv is one of '1', '2', '3', '4', not '9'"),
        ({"acct_lv": 2}, "acct_lv is one of '1'"),
        ({"codes": [("no_bot", "51291")]}, "codes is a table such as"),
        ({"rate_limit_status": 500}, "rate_limit_status is one of 429, 200"),
        ({"short_answers": "no"}, "short_answers is True or False, not 'no'"),
        ({"bill_delay": -1}, "bill_delay is a number of 0 or more"),
        ({"bill_delay": float("nan")}, "bill_delay is a number"),
        ({"bill_delay": "2"}, "bill_delay is a number"),
        ({"most_body": 1.5}, "most_body is a whole number"),
        ({"leverage_decimals": True}, "leverage_decimals is a whole number"),
        ({"first_transfer_leverage": 0}, "first_transfer_leverage is 1 or more"),
        ({"pair_bills": ("160",)}, "pair_bills is a tuple of 2"),
        ({"pair_bills": ("161", "160")}, "pair_bills is one of '160', '332'"),
        ({"reinvesting_entries": "1"}, "reinvesting_entries is a tuple, not '1'"),
        ({"reinvesting_entries": ("2",)}, "reinvesting_entries is one of '1', '5'"),
    ]
    for fields, problem in wrong:
        with pytest.raises(SettingsError) as error:
            MockSettings(**fields)
        assert str(error.value).startswith(problem)
    MockSettings(reinvesting_entries=(), bill_delay=float("inf"), leverage_decimals=0, most_body=0)


def test_an_exchange_is_made_from_what_it_is_made_from() -> None:
    made: Any = MockExchange
    with pytest.raises(SettingsError, match=r"takes the state of a seed: MockExchange\.from_seed"):
        made("seed.toml")
    with pytest.raises(SettingsError, match="settings is MockSettings"):
        made.from_seed(settings={"region": "eea"})
    with pytest.raises(SettingsError, match="clock and monotonic are called"):
        made.from_seed(clock=1597026383.085)
    with pytest.raises(SeedError, match="named by its path"):
        made.from_seed({"accounts": {}})


def test_strict_refuses_what_the_exchange_was_only_seen_to_take(call: Caller) -> None:
    call.mock.exchange.settings = MockSettings.strict(codes={"no_bot": "51291"})
    for name in ("json_number", "text_boolean", "side_missing"):
        label, path, body = SITUATION_OF[name]
        assert call(path, body, label=label).status_code == 400
    assert call(BOT, ADD | {"algoId": "999"}).json()["code"] == "51291"


@pytest.mark.parametrize(
    ("settings", "empty", "code"),
    [
        (MockSettings(codes={"malformed_key": "50111"}), {"OK-ACCESS-KEY": "nonsense"}, "50111"),
        (MockSettings(codes={"malformed_key": "50119"}), {"OK-ACCESS-KEY": "nonsense"}, "50119"),
        (MockSettings(), {"OK-ACCESS-PASSPHRASE": "", "OK-ACCESS-SIGN": ""}, "50104"),
        (
            MockSettings(empty_header_named="first documented"),
            {"OK-ACCESS-PASSPHRASE": "", "OK-ACCESS-SIGN": ""},
            "50106",
        ),
    ],
)
def test_credentials(call: Caller, settings: MockSettings, empty: dict[str, str], code: str) -> None:
    call.mock.exchange.settings = settings
    assert call(POSITION, SHORT, headers=empty).json()["code"] == code


@pytest.mark.parametrize(("most_body", "status"), [(69, 413), (70, 200)])
def test_the_largest_body(call: Caller, most_body: int, status: int) -> None:
    call.mock.exchange.settings = MockSettings(most_body=most_body)
    body = b'{"instId":"BTC-USDT-SWAP","posSide":"short","type":"add","amt":"1"}   '
    assert (len(body), call(POSITION, body).status_code) == (70, status)


def test_the_first_manual_transfer_can_create_another_leverage(call: Caller) -> None:
    body = SHORT | {"posSide": "net", "amt": "10000"}
    call.mock.exchange.settings = MockSettings(first_transfer_leverage=3)
    assert call.data(POSITION, body, label="manual")
    assert call.mock.exchange.position("BTC-USDT-SWAP", "net", key="manual").lever == 3


def test_answers_can_be_short_and_amounts_trimmed(call: Caller) -> None:
    call.mock.exchange.settings = MockSettings(short_answers=True, amt_echo="trimmed")
    assert call.data(POSITION, SHORT | {"amt": "1.50"}) == [SHORT | {"amt": "1.5"}]


def test_a_pending_close_that_lets_margin_in_lets_none_out(call: Caller) -> None:
    call.mock.exchange.settings = MockSettings(codes={"pending_close_add": "0"})
    pending = {"instId": "BTC-USDT-270625", "posSide": "long", "type": "reduce", "amt": "1"}
    assert call.refused(POSITION, pending) == ("59302", 200)


@pytest.mark.parametrize(
    ("settings", "leverage"),
    [
        (MockSettings(), "6.25"),  # 5000 / 800
        (MockSettings(leverage_decimals=0), "6"),
        (MockSettings(leverage_price="entry"), "7.5"),  # 6000 / 800
    ],
)
def test_real_leverage(call: Caller, settings: MockSettings, leverage: str) -> None:
    call.mock.exchange.settings = settings
    call.mock.exchange.state.marks["BTC-USDT-SWAP"] = Decimal(50_000)
    assert call.data(POSITION, SHORT | {"amt": "50"})[0]["leverage"] == leverage
    call.mock.reset()
    assert call.mock.exchange.settings == MockSettings()


def test_bills_can_be_late_and_have_other_subtypes_for_pairs(call: Caller) -> None:
    call.mock.exchange.settings = MockSettings(pair_bills=("332", "333"))
    call.data(POSITION, PAIR, label="net")
    call.data(POSITION, PAIR | {"type": "reduce", "amt": "0.01"}, label="net")
    assert [bill["subType"] for bill in call.data(BILLS, label="net")] == ["333", "332"]
    call.mock.exchange.settings = MockSettings(bill_delay=60)
    call.data(POSITION, SHORT)
    assert call.data(BILLS) == []


@pytest.mark.parametrize(
    ("settings", "body", "invested", "available"),
    [
        (MockSettings(), {"percent": "5"}, "1000", "450"),
        (MockSettings(percent_of="availBal"), {"percent": "5"}, "1000", "420"),
        (MockSettings(percent_of="totalEq"), {"percent": "5"}, "1000", "455"),
        (MockSettings(five_percent="0.05"), {"percent": "0.05"}, "1000", "450"),
        (MockSettings(codes={"both_amounts": "0"}), {"amt": "10", "percent": "5"}, "1000", "410"),
        (MockSettings(), {"amt": "10", "allowReinvest": True}, "1010", "410"),
        (MockSettings(reinvesting_entries=("1",)), {"amt": "10", "allowReinvest": True}, "1000", "410"),
        (MockSettings(invest_amt_moves="always"), {"amt": "10"}, "1010", "410"),
    ],
)
def test_what_a_bot_gets(
    call: Caller, settings: MockSettings, body: dict[str, object], invested: str, available: str
) -> None:
    exchange = call.mock.exchange
    exchange.settings, bot = settings, exchange.bot("123456")
    bot.entry_type = "5"
    exchange.state.ledger.pots[bot.frozen_pot] += 100
    assert call.data(BOT, {"algoId": "123456", "type": "add", **body})
    (details,) = call.data(f"{BOT_DETAILS}?algoOrdType=contract&algoId=123456")
    assert (details["investAmt"], details["availBal"]) == (invested, available)


def test_a_bots_margin_can_leave_bills(call: Caller) -> None:
    assert call.data(BOT, ADD)
    assert call.data(BILLS) == []
    call.mock.exchange.settings = MockSettings(bot_bills=True)
    assert call.data(BOT, ADD)
    assert call.data(BOT, ADD | {"type": "reduce", "amt": "5"})
    bills = call.data(f"{BILLS}?type=12")
    shown = [tuple(bill[name] for name in ("subType", "sz", "balChg", "bal", "mgnMode")) for bill in bills]
    assert shown == [
        ("201", "5", "5.0000000000000000", "9985", ""),
        ("203", "10", "-10.0000000000000000", "9980", ""),
    ]
