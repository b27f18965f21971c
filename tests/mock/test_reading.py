"""Positions, bills and a bot's details show what was done, in the fields of the exchange's own answers."""

import pytest

from .conftest import BILLS, BOT_DETAILS, POSITION, POSITIONS, SHORT, Caller


def test_a_position_has_the_fields_of_the_exchange_as_strings(call: Caller) -> None:
    (position,) = call.data(f"{POSITIONS}?instId=BTC-USDT-SWAP")
    expected = {
        "instId": "BTC-USDT-SWAP",
        "instType": "SWAP",
        "mgnMode": "isolated",
        "posSide": "short",
        "pos": "10",
        "avgPx": "60000",
        "markPx": "60000",
        "lever": "10",
        "margin": "750",
        "imr": "",
        "mmr": "24",  # 6000 at 0.4 %
        "mgnRatio": "27.77777777777778",  # 750 / (24 + 3)
        "liqPx": "67197.61075161772",  # (6000 + 750) / (0.1 · 1.0045)
        "upl": "0",
        "ccy": "USDT",
        "posId": "2500000000000000001",
    }
    assert position.items() >= expected.items()
    assert all(isinstance(value, str) for value in position.values())
    assert position["cTime"].isdigit()
    assert position["uTime"].isdigit()


def test_a_margin_position_shows_what_was_borrowed(call: Caller) -> None:
    (position,) = call.data(f"{POSITIONS}?instType=MARGIN", label="net")
    assert (position["posCcy"], position["liab"], position["liabCcy"]) == ("BTC", "-3000", "USDT")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"BTC-USDT-SWAP", "ETH-USDT-SWAP", "BTC-USD-SWAP", "BTC-USDT-270625"}),
        ("?instType=FUTURES", {"BTC-USDT-270625"}),
        ("?instId=BTC-USDT-SWAP,ETH-USDT-SWAP", {"BTC-USDT-SWAP", "ETH-USDT-SWAP"}),
        ("?posId=2500000000000000003", {"BTC-USD-SWAP"}),
        ("?instId=BTC-USDT-SWAP&posId=2500000000000000003", set[str]()),
        ("?instType=&instId=", {"BTC-USDT-SWAP", "ETH-USDT-SWAP", "BTC-USD-SWAP", "BTC-USDT-270625"}),
    ],
)
def test_positions_can_be_chosen(call: Caller, query: str, expected: set[str]) -> None:
    assert {position["instId"] for position in call.data(POSITIONS + query)} == expected


@pytest.mark.parametrize(
    ("target", "code"),
    [
        (f"{POSITIONS}?instId=NO-SUCH", "51001"),
        (f"{POSITIONS}?instId=BTC-USDT-SWAP&instType=FUTURES", "51015"),
        (f"{POSITIONS}?instId={','.join(['BTC-USDT-SWAP'] * 11)}", "51000"),
        (f"{BILLS}?limit=101", "51000"),
        (f"{BILLS}?limit=0", "51000"),
        (f"{BILLS}?after=x", "51000"),
        (f"{BOT_DETAILS}?algoId=123456", "50014"),
        (f"{BOT_DETAILS}?algoOrdType=contract", "50014"),
        (f"{BOT_DETAILS}?algoOrdType=spot&algoId=123456", "51000"),
        (f"{BOT_DETAILS}?algoOrdType=contract&algoId=1", "51293"),
    ],
)
def test_what_cannot_be_read_is_refused(call: Caller, target: str, code: str) -> None:
    assert call(target).json()["code"] == code


def test_bills_tell_what_moved_the_newest_first(call: Caller) -> None:
    call.data(POSITION, SHORT | {"amt": "2.5"})
    call.data(POSITION, SHORT | {"type": "reduce", "amt": "1"})
    decrease, increase = call.data(BILLS)
    expected = {
        "type": "6",
        "subType": "160",
        "ccy": "USDT",
        "instId": "BTC-USDT-SWAP",
        "mgnMode": "isolated",
        "sz": "2.5",
        "balChg": "-2.5",
        "bal": "9997.5",
        "posBalChg": "2.5",
        "posBal": "752.5",
    }
    assert increase.items() >= expected.items()
    assert (decrease["subType"], decrease["balChg"], decrease["posBalChg"]) == ("161", "1", "-1")
    assert (decrease["bal"], decrease["posBal"]) == ("9998.5", "751.5")
    assert int(decrease["billId"]) > int(increase["billId"])
    assert call.data(f"{BILLS}?type=6&subType=160&limit=1") == [increase]
    assert call.data(f"{BILLS}?after={decrease['billId']}&instId=BTC-USDT-SWAP&ctType=linear") == [increase]


def test_bills_page_and_belong_to_one_account(call: Caller) -> None:
    for amt in ("1", "2", "3"):
        call.data(POSITION, SHORT | {"amt": amt})
    newest = call.data(f"{BILLS}?limit=2")
    assert [bill["sz"] for bill in newest] == ["3", "2"]
    assert [bill["sz"] for bill in call.data(f"{BILLS}?after={newest[-1]['billId']}")] == ["1"]
    assert [bill["sz"] for bill in call.data(f"{BILLS}?before={newest[-1]['billId']}")] == ["3"]
    assert call.data(f"{BILLS}?ctType=inverse") == []
    assert call.data(BILLS, label="net") == []


def test_a_bot_has_the_fields_of_the_exchange(call: Caller) -> None:
    (bot,) = call.data(f"{BOT_DETAILS}?algoOrdType=contract&algoId=123456")
    expected = {
        "algoId": "123456",
        "algoOrdType": "contract",
        "state": "running",
        "lever": "10",
        "investAmt": "1000",
        "availBal": "400",
        "frozenBal": "600",
        "totalEq": "1000",
        "instIds": ["BTC-USDT-SWAP", "ETH-USDT-SWAP"],
    }
    assert expected.items() <= bot.items()
