"""The reads show what was done, in the fields of the exchange's own answers."""

from decimal import Decimal
from fractions import Fraction

import httpx
import pytest
from attrs import evolve

from okx_margin_mock import MockServer

from .conftest import BILLS, BOT_DETAILS, POSITION, POSITIONS, SHORT, Caller

BALANCE = "/api/v5/account/balance"
CONFIGURATION = "/api/v5/account/config"
INSTRUMENTS = "/api/v5/public/instruments"
MARK_PRICE = "/api/v5/public/mark-price"

#: Of a real position and a real bill.
POSITION_FIELDS = [
    "adl",
    "availPos",
    "avgPx",
    "baseBal",
    "baseBorrowed",
    "baseInterest",
    "bePx",
    "bizRefId",
    "bizRefType",
    "cTime",
    "ccy",
    "clSpotInUseAmt",
    "closeAllFlag",
    "closeOrderAlgo",
    "deltaBS",
    "deltaPA",
    "estMaxWin",
    "fee",
    "fundingFee",
    "gammaBS",
    "gammaPA",
    "hedgedPos",
    "idxPx",
    "imr",
    "instId",
    "instType",
    "interest",
    "last",
    "lever",
    "liab",
    "liabCcy",
    "liqPenalty",
    "liqPx",
    "margin",
    "markPx",
    "maxSpotInUseAmt",
    "mgnMode",
    "mgnRatio",
    "mmr",
    "nonSettleAvgPx",
    "notionalUsd",
    "optVal",
    "pendingCloseOrdLiabVal",
    "pnl",
    "pos",
    "posCcy",
    "posId",
    "posSide",
    "quoteBal",
    "quoteBorrowed",
    "quoteInterest",
    "realizedPnl",
    "ruleType",
    "settledPnl",
    "spotInUseAmt",
    "spotInUseCcy",
    "thetaBS",
    "thetaPA",
    "tradeId",
    "uTime",
    "upl",
    "uplLastPx",
    "uplRatio",
    "uplRatioLastPx",
    "usdPx",
    "vegaBS",
    "vegaPA",
]
BILL_FIELDS = [
    "bal",
    "balChg",
    "billId",
    "ccy",
    "clOrdId",
    "execType",
    "fee",
    "fillFwdPx",
    "fillIdxPx",
    "fillMarkPx",
    "fillMarkVol",
    "fillPxUsd",
    "fillPxVol",
    "fillTime",
    "from",
    "instId",
    "instType",
    "interest",
    "mgnMode",
    "notes",
    "ordId",
    "pnl",
    "posBal",
    "posBalChg",
    "px",
    "subType",
    "sz",
    "tag",
    "to",
    "tradeId",
    "ts",
    "type",
]


def test_no_field_of_a_real_position_or_bill_is_missing(call: Caller) -> None:
    assert len(POSITION_FIELDS) == 67
    assert len(BILL_FIELDS) == 32
    call.data(POSITION, SHORT)
    for position in (*call.data(POSITIONS), *call.data(POSITIONS, label="net")):
        assert set(position) == set(POSITION_FIELDS)
    assert set(call.data(BILLS)[0]) >= set(BILL_FIELDS)


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
        "mgnRatio": "27.7777777777777778",  # 750 / (24 + 3)
        "liqPx": "67197.6007516177202588",  # (6000 + 750) / (0.1 · 1.0045) - 0.01
        "upl": "0",
        "ccy": "USDT",
        "posId": "2500000000000000001",
    }
    assert {name: position[name] for name in expected} == expected
    assert [name for name, value in position.items() if not isinstance(value, str)] == ["closeOrderAlgo"]
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
        "balChg": "-2.5000000000000000",
        "bal": "9997.5",
        "posBalChg": "2.5",
        "posBal": "752.5",
    }
    assert {name: increase[name] for name in expected} == expected
    assert (decrease["subType"], decrease["balChg"]) == ("161", "1.0000000000000000")
    assert (decrease["posBalChg"], decrease["tradeId"]) == ("-1.0", "0")
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


def test_real_positions_are_shown_as_the_exchange_showed_them(call: Caller) -> None:
    """Two of those in tests/runtime/test_figures.py, from the state to the digits of the answer."""
    state = call.mock.exchange.state
    long = call.mock.exchange.position("ETH-USDT-SWAP", "long")
    long.inst_id, long.pos, long.lever = "BTC-USDT-SWAP", Decimal(1), Decimal(5)
    long.avg_px, state.ledger.pots[long.pot] = Decimal("78059.0500000000000002"), Decimal("156.1181")
    state.marks["BTC-USDT-SWAP"] = Decimal("78058.84")
    pair = call.mock.exchange.position("BTC-USDT", "net", key="net")
    pair.pos, pair.liab = Decimal("0.00190433573"), Decimal("99.9998177776581948")
    pair.avg_px, state.ledger.pots[pair.pot] = Decimal("62961.4"), Decimal("0.000317654")
    state.marks["BTC-USDT"] = Decimal("62891.9")
    shown = [
        *call.data(f"{POSITIONS}?posId={long.pos_id}"),
        *call.data(f"{POSITIONS}?instType=MARGIN", label="net"),
    ]
    real = [
        {"mmr": "3.1223536", "mgnRatio": "44.44396617275433", "liqPx": "62729.53285283777"},
        {
            "mmr": "0.0000318005395854",
            "mgnRatio": "9.404143929947395",
            "liqPx": "53615.448336593756",
            "upl": "-0.0000033452492717",
            "liab": "-99.9998177776581948",
        },
    ]
    for item, figures in zip(shown, real, strict=True):
        for name, digits in figures.items():
            assert abs(Fraction(item[name]) - Fraction(digits)) < abs(Fraction(digits)) * Fraction("1e-9"), (
                name
            )


def test_margin_added_to_a_pair_is_a_part_of_its_size(call: Caller) -> None:
    body = {"instId": "BTC-USDT", "posSide": "net", "type": "add", "amt": "0.3"}
    before = call.data(f"{POSITIONS}?instType=MARGIN", label="net")[0]
    call.data(POSITION, body, label="net")
    after = call.data(f"{POSITIONS}?instType=MARGIN", label="net")[0]
    assert Decimal(after["pos"]) - Decimal(before["pos"]) == Decimal("0.3")
    assert after["upl"] == before["upl"]


def test_the_balance_is_cash_and_what_is_bound_in_positions_and_bots(call: Caller) -> None:
    call.mock.exchange.state.marks["BTC-USDT-SWAP"] = Decimal(59000)  # the short gains 100
    (whole,) = call.data(BALANCE)
    assert {detail["ccy"] for detail in whole["details"]} == {"USDT", "BTC"}
    (detail,) = call.data(f"{BALANCE}?ccy=USDT")[0]["details"]
    expected = {"cashBal": "10000", "availBal": "10000", "isoEq": "1350", "isoUpl": "100", "stgyEq": "1700"}
    assert {name: detail[name] for name in expected} == expected
    assert detail["eq"] == "13050"
    call.data(POSITION, SHORT)
    (moved,) = call.data(f"{BALANCE}?ccy=USDT")[0]["details"]
    assert (moved["cashBal"], moved["isoEq"], moved["eq"]) == ("9999", "1351", "13050")


def test_the_configuration_tells_the_position_mode_and_what_the_key_may(call: Caller) -> None:
    shown = {label: call.data(CONFIGURATION, label=label)[0] for label in ("main", "read-only", "net", "sub")}
    assert {label: item["posMode"] for label, item in shown.items()} == {
        "main": "long_short_mode",
        "read-only": "long_short_mode",
        "net": "net_mode",
        "sub": "long_short_mode",
    }
    assert (shown["main"]["perm"], shown["read-only"]["perm"]) == ("read_only,trade", "read_only")
    assert shown["sub"]["mainUid"] == shown["main"]["uid"] == shown["main"]["mainUid"]
    assert call.data(CONFIGURATION, label="manual")[0]["ctIsoMode"] == "autonomy"


def public(mock: MockServer, client: httpx.Client, target: str) -> httpx.Response:
    return client.get(mock.base_url + target)


def test_instruments_and_mark_prices_need_no_key(okx_mock: MockServer, client: httpx.Client) -> None:
    def names(inst_type: str, more: str = "") -> list[str]:
        data = public(okx_mock, client, f"{INSTRUMENTS}?instType={inst_type}{more}").json()["data"]
        return [instrument["instId"] for instrument in data]

    assert names("SWAP") == ["BTC-USDT-SWAP", "ETH-USDT-SWAP", "BTC-USD-SWAP"]
    assert names("SWAP", "&instFamily=BTC-USD") == ["BTC-USD-SWAP"]
    assert names("FUTURES", "&instId=BTC-USDT-270625") == ["BTC-USDT-270625"]
    assert names("MARGIN") == names("SPOT") == ["BTC-USDT"]
    assert names("OPTION", "&uly=BTC-USD") == []
    (swap,) = public(okx_mock, client, f"{INSTRUMENTS}?instType=SWAP&instId=BTC-USDT-SWAP").json()["data"]
    expected = {"ctVal": "0.01", "ctType": "linear", "tickSz": "0.01", "lotSz": "0.01", "minSz": "0.01"}
    assert {name: swap[name] for name in expected} == expected
    (mark,) = public(okx_mock, client, f"{MARK_PRICE}?instType=SWAP&instId=BTC-USDT-SWAP").json()["data"]
    assert (mark["markPx"], mark["instType"]) == ("60000", "SWAP")
    for wrong, code in (("", "50014"), ("?instType=SWOP", "51000"), ("?instType=SWAP&instId=X", "51001")):
        assert public(okx_mock, client, INSTRUMENTS + wrong).json()["code"] == code


def test_each_type_of_instrument_has_a_limit_of_its_own(okx_mock: MockServer, client: httpx.Client) -> None:
    def code(inst_type: str) -> str:
        return str(public(okx_mock, client, f"{INSTRUMENTS}?instType={inst_type}").json()["code"])

    assert {code("SWAP") for _ in range(20)} == {"0"}
    assert code("SWAP") == "50011"
    assert code("OPTION") == "0"


def test_there_are_no_currencies_to_deposit(call: Caller) -> None:
    assert call.data("/api/v5/asset/currencies") == []


def test_bills_come_page_by_page_to_the_end(call: Caller) -> None:
    exchange = call.mock.exchange
    for _ in range(120):
        exchange.adjust_elsewhere("BTC-USDT-SWAP", "short", Decimal(1))
    first = call.data(BILLS)
    second = call.data(f"{BILLS}?after={first[-1]['billId']}")
    assert (len(first), len(second)) == (100, 20)
    assert call.data(f"{BILLS}?after={second[-1]['billId']}") == []
    assert [bill["posBal"] for bill in (*first, *second)] == [
        str(750 + change) for change in range(120, 0, -1)
    ]


def test_the_newest_position_comes_first(call: Caller) -> None:
    account = call.mock.exchange.state.accounts[call.mock.key().uid]
    account.positions.append(
        evolve(account.positions[0], pos_id="1", created=account.positions[0].created + 1)
    )
    assert call.data(POSITIONS)[0]["posId"] == "1"
