"""Money is neither made nor lost, whatever is asked for."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okx_margin_auth import signature
from okx_margin_mock import MockExchange
from okx_margin_mock.ledger import Ledger, LedgerError, Pot
from okx_margin_mock.messages import HttpRequest

from .conftest import BOT, POSITION, iso

CASH = Pot("1", "cash", "", "USDT")
MARGIN = Pot("1", "margin", "9", "USDT")


def test_a_move_is_exact_at_any_size() -> None:
    ledger = Ledger()
    ledger.open(CASH, Decimal("1" + "0" * 60))
    ledger.move(CASH, MARGIN, Decimal("1E-60"))
    assert ledger.balance(CASH) == Decimal("9" * 60 + "." + "9" * 60)
    assert ledger.balance(MARGIN) == Decimal("1E-60")
    assert ledger.totals() == {"USDT": Decimal("1" + "0" * 60)}


@pytest.mark.parametrize("amount", ["0", "-1", "11"])
def test_a_move_that_would_make_or_overdraw_money_raises_and_changes_nothing(amount: str) -> None:
    ledger = Ledger()
    ledger.open(CASH, Decimal(10))
    with pytest.raises(LedgerError):
        ledger.move(CASH, MARGIN, Decimal(amount))
    with pytest.raises(LedgerError):
        ledger.move(CASH, Pot("1", "cash", "", "BTC"), Decimal(1))
    assert ledger.pots == {CASH: Decimal(10)}


def test_what_cannot_be_added_exactly_is_not_moved() -> None:
    ledger = Ledger()
    ledger.open(CASH, Decimal("1E+150"))
    with pytest.raises(ArithmeticError):
        ledger.move(CASH, MARGIN, Decimal("1E-150"))
    assert ledger.pots == {CASH: Decimal("1E+150")}


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


AMOUNTS = st.decimals(min_value="0.00000001", max_value=20_000, places=8).map(lambda amt: f"{amt:f}")
POSITION_BODIES = st.fixed_dictionaries(
    {
        "instId": st.sampled_from(["BTC-USDT-SWAP", "ETH-USDT-SWAP", "BTC-USD-SWAP", "BTC-USDT", "NONE"]),
        "posSide": st.sampled_from(["long", "short", "net"]),
        "type": st.sampled_from(["add", "reduce"]),
        "amt": AMOUNTS | st.sampled_from(["0.00000001", "150", "0.005", "0.0000000001"]),
    }
)
BOT_BODIES = st.fixed_dictionaries(
    {
        "algoId": st.sampled_from(["123456", "123457", "123458"]),
        "type": st.sampled_from(["add", "reduce"]),
        "allowReinvest": st.booleans(),
    },
    optional={"amt": AMOUNTS, "percent": st.sampled_from(["1", "33.3333333333", "0.5"])},
)
CALLS = st.tuples(st.just(POSITION), POSITION_BODIES) | st.tuples(st.just(BOT), BOT_BODIES)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.lists(st.tuples(st.sampled_from(["main", "net", "manual"]), CALLS), max_size=12))
def test_total_funds_stay_the_same_and_success_is_exactly_what_moved(
    calls: list[tuple[str, tuple[str, dict[str, str]]]],
) -> None:
    exchange = MockExchange.from_seed(clock=Clock())
    totals = exchange.totals()
    opened = dict(exchange.state.ledger.pots)
    for label, (path, body) in calls:
        before = len(exchange.state.ledger.journal)
        succeeded = send(exchange, label, path, body)
        assert len(exchange.state.ledger.journal) - before == succeeded
        if succeeded and "amt" in body:
            assert exchange.state.ledger.journal[-1].amount == Decimal(body["amt"])
        assert exchange.totals() == totals
        assert min(exchange.state.ledger.pots.values()) >= 0
    for move in exchange.state.ledger.journal:  # played again, the journal leads to the same balances
        opened[move.source] -= move.amount
        opened[move.target] = opened.get(move.target, Decimal(0)) + move.amount
    assert opened == exchange.state.ledger.pots


def send(exchange: MockExchange, label: str, path: str, body: dict[str, str]) -> bool:
    key, content, timestamp = exchange.key(label), json.dumps(body).encode(), iso(exchange.now_ms() / 1000)
    headers = {
        "ok-access-key": key.api_key,
        "ok-access-sign": signature(key.secret_key, timestamp, "POST", path, content),
        "ok-access-timestamp": timestamp,
        "ok-access-passphrase": key.passphrase,
        "content-type": "application/json",
        "x-simulated-trading": "1",
    }
    answer = json.loads(exchange.process(HttpRequest("POST", path, headers, content, "127.0.0.1")).body)
    assert answer["code"] not in {"50102", "50113", "50011"}
    return bool(answer["code"] == "0")
