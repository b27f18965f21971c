"""Margin into and out of isolated positions: what moves, what is answered, what is refused."""

from decimal import Decimal

import pytest
from attrs import evolve

from .conftest import BILLS, POSITION, POSITIONS, SHORT, Caller


def test_adding_moves_cash_into_the_position(call: Caller) -> None:
    item = call.data(POSITION, SHORT | {"amt": "50.50"})[0]
    assert item == {
        "instId": "BTC-USDT-SWAP",
        "posSide": "short",
        "type": "add",
        "amt": "50.50",  # digit for digit
        "leverage": "7.5",  # 6000 / 800.5
        "ccy": "USDT",
    }
    position = call.data(f"{POSITIONS}?instId=BTC-USDT-SWAP")[0]
    assert (position["margin"], position["lever"]) == ("800.5", "10")
    assert call.mock.exchange.cash("USDT") == Decimal("9949.5")


def test_reducing_gives_back_what_lies_above_the_initial_margin(call: Caller) -> None:
    """10 contracts of 0.01 BTC at 60000 and 10x: 600 of the 750 must stay."""
    reduce = SHORT | {"type": "reduce"}
    assert call.refused(POSITION, reduce | {"amt": "150.00000001"}) == ("59301", 200)
    assert call.data(POSITION, reduce | {"amt": "150"})[0]["leverage"] == "10"
    assert call.refused(POSITION, reduce | {"amt": "0.00000001"}) == ("59301", 200)
    assert call.mock.exchange.margin("BTC-USDT-SWAP", "short") == 600
    assert call.mock.exchange.cash("USDT") == 10_150


def test_an_unrealised_loss_must_stay_too_and_a_profit_may_not_leave(call: Caller) -> None:
    marks = call.mock.exchange.state.marks
    reduce = SHORT | {"type": "reduce"}
    marks["BTC-USDT-SWAP"] = Decimal(61000)  # the short loses 100
    assert call.refused(POSITION, reduce | {"amt": "51"}) == ("59301", 200)
    assert call.data(POSITION, reduce | {"amt": "50"})
    marks["BTC-USDT-SWAP"] = Decimal(50000)  # and wins 1000
    assert call.data(POSITION, reduce | {"amt": "100"})
    assert call.refused(POSITION, reduce | {"amt": "1"}) == ("59301", 200)


def test_a_fresh_position_can_give_back_nothing(call: Caller) -> None:
    body = {"instId": "ETH-USDT-SWAP", "posSide": "long", "type": "reduce", "amt": "0.00000001"}
    assert call.refused(POSITION, body) == ("59301", 200)


def test_an_inverse_contract_is_margined_in_its_base_currency(call: Caller) -> None:
    body = {"instId": "BTC-USD-SWAP", "posSide": "long", "type": "reduce", "amt": "0.00500001"}
    assert call.refused(POSITION, body) == ("59301", 200)
    item = call.data(POSITION, body | {"amt": "0.005"})[0]
    assert (item["ccy"], item["leverage"]) == ("BTC", "10")
    assert call.data(POSITION, body | {"type": "add", "amt": "0.5"})
    assert call.refused(POSITION, body | {"type": "add", "amt": "0.00500001"}) == ("59301", 200)
    assert call.mock.exchange.cash("BTC") == Decimal("0.005")


def test_a_short_in_net_mode_has_a_negative_size(call: Caller) -> None:
    """5 contracts short from 62000 at 10x: 310 must stay of 400, and the profit of 100 with it."""
    body = {"instId": "BTC-USDT-SWAP", "posSide": "net", "type": "reduce", "amt": "90.01"}
    assert call.refused(POSITION, body, label="net") == ("59301", 200)
    assert call.data(POSITION, body | {"amt": "90"}, label="net")


@pytest.mark.parametrize("ccy", [{"ccy": "BTC"}, {"ccy": ""}, {}])
def test_a_margin_pair_takes_its_currency_or_none(call: Caller, ccy: dict[str, str]) -> None:
    body = {"instId": "BTC-USDT", "posSide": "net", "type": "add", "amt": "0.3", **ccy}
    assert call.data(POSITION, body, label="net") == [
        {
            "instId": "BTC-USDT",
            "posSide": "net",
            "type": "add",
            "amt": "0.3",
            "leverage": "",  # as documented
            "ccy": "BTC",
        }
    ]
    assert call.mock.exchange.margin("BTC-USDT", "net", key="net") == Decimal("0.32")


def test_a_margin_pair_refuses_another_currency(call: Caller) -> None:
    body = {"instId": "BTC-USDT", "posSide": "net", "type": "add", "amt": "1", "ccy": "USDT"}
    assert call.refused(POSITION, body, label="net") == ("51130", 200)


def test_a_margin_pair_with_a_position_in_either_currency_needs_to_know_which(call: Caller) -> None:
    state = call.mock.exchange.state
    account = state.accounts[call.mock.key("net").uid]
    second = evolve(account.positions[0], pos_id="1", ccy="USDT")
    account.positions.append(second)
    state.ledger.open(second.pot, Decimal(1000))
    body = {"instId": "BTC-USDT", "posSide": "net", "type": "add", "amt": "1"}
    assert call.refused(POSITION, body, label="net") == ("50014", 400)
    assert call.data(POSITION, body | {"ccy": "USDT"}, label="net")[0]["ccy"] == "USDT"


@pytest.mark.parametrize(
    ("label", "change", "code", "status"),
    [
        ("main", {"instId": "DOGE-USDT-SWAP"}, "51001", 200),
        ("main", {"posSide": "net"}, "51000", 400),
        ("main", {"posSide": "long"}, "59300", 200),
        ("net", {"posSide": "short"}, "51000", 400),
        ("net", {"posSide": "net", "instId": "ETH-USDT-SWAP"}, "59300", 200),
        ("main", {"instId": "BTC-USDT", "posSide": "long"}, "51000", 400),
        ("main", {"instId": "BTC-USDT", "posSide": "net"}, "59300", 200),
        ("main", {"instId": "BTC-USDT-270625", "posSide": "long"}, "59302", 200),
        ("main", {"instId": "BTC-USDT-270625", "posSide": "long", "type": "reduce"}, "59302", 200),
        ("main", {"amt": "10000.00000001"}, "59301", 200),
        ("main", {"amt": "1000000000000000000000000000000000000"}, "59301", 200),
        ("main", {"amt": "0.000000001"}, "51150", 200),
        ("main", {"amt": "1.123456789"}, "51150", 200),
    ],
)
def test_refusals_move_nothing(
    call: Caller, label: str, change: dict[str, str], code: str, status: int
) -> None:
    assert call.refused(POSITION, SHORT | change, label=label) == (code, status)
    assert call.data(f"{BILLS}?type=6", label=label) == []


def test_zeros_behind_the_last_decimal_do_not_count_as_decimals(call: Caller) -> None:
    assert call.data(POSITION, SHORT | {"amt": "1.5000000000"})[0]["amt"] == "1.5000000000"


def test_a_position_at_its_liquidation_price_cannot_be_changed(call: Caller) -> None:
    call.mock.exchange.state.marks["BTC-USDT-SWAP"] = Decimal(
        67198
    )  # liquidation price 67197.61, shown 67197.60
    assert call.refused(POSITION, SHORT) == ("50020", 200)
    call.mock.exchange.state.marks["BTC-USDT-SWAP"] = Decimal(67197)
    assert call.data(POSITION, SHORT)


def test_manual_transfer_creates_a_position_with_ten_thousand_usdt(call: Caller) -> None:
    body = {"instId": "BTC-USDT-SWAP", "posSide": "net", "type": "add", "amt": "9999.99"}
    assert call.refused(POSITION, body, label="manual") == ("59005", 200)
    assert call.refused(POSITION, body | {"amt": "25001"}, label="manual") == ("59301", 200)
    assert call.refused(POSITION, body | {"type": "reduce"}, label="manual") == ("59300", 200)
    assert call.data(POSITION, body | {"amt": "10000"}, label="manual")[0]["leverage"] == ""
    position = call.data(f"{POSITIONS}?instId=BTC-USDT-SWAP", label="manual")[0]
    assert (position["pos"], position["margin"], position["avgPx"]) == ("0", "10000", "")
    assert call.data(POSITIONS, label="manual") == []  # an empty position shows only when asked for
    assert call.data(POSITION, body | {"amt": "1"}, label="manual")
    assert call.data(POSITION, body | {"type": "reduce", "amt": "10001"}, label="manual")


def test_manual_transfer_values_another_currency_at_its_mark_price(call: Caller) -> None:
    body = {"instId": "BTC-USD-SWAP", "posSide": "net", "type": "add", "amt": "0.1666"}
    assert call.refused(POSITION, body, label="manual") == ("59005", 200)
    assert call.data(POSITION, body | {"amt": "0.16666667"}, label="manual")[0]["ccy"] == "BTC"
