"""How to test a bot: `okx_mock` is an exchange of its own for every test, and fails on request."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from examples.margin_keeper.keeper import STEP, keep
from okx_margin_client import OkxMargin
from okx_margin_mock import Fault, MockServer, MockSettings

ADJUSTMENT = "/api/v5/account/position/margin-balance"


@pytest.fixture
def okx(okx_mock: MockServer) -> Iterator[OkxMargin]:
    with OkxMargin(okx_mock.auth()) as okx:
        yield okx


@pytest.fixture
def margin_is_short(okx_mock: MockServer) -> None:
    """The market turns against the seed's short: at 66,500 its margin ratio falls to 3.3."""
    okx_mock.exchange.state.marks["BTC-USDT-SWAP"] = Decimal(66_500)


def test_nothing_is_sent_while_all_is_well(okx_mock: MockServer, okx: OkxMargin) -> None:
    assert keep(okx) == []
    assert {request.operation_id for request in okx_mock.exchange.received} == {"accountPositions"}


@pytest.mark.usefixtures("margin_is_short")
def test_margin_is_added_where_it_is_short(okx_mock: MockServer, okx: OkxMargin) -> None:
    assert keep(okx) == ["BTC-USDT-SWAP short: added 50"]
    assert okx_mock.exchange.margin("BTC-USDT-SWAP", "short") == 800


@pytest.mark.usefixtures("margin_is_short")
def test_an_answer_that_is_lost_does_not_add_twice(okx_mock: MockServer, okx: OkxMargin) -> None:
    okx_mock.exchange.inject(Fault.disconnect("after"), endpoint=ADJUSTMENT)
    assert keep(okx) == ["BTC-USDT-SWAP short: unknown, looked at again next time"]
    assert okx_mock.exchange.margin("BTC-USDT-SWAP", "short") == 750 + STEP  # it had been processed


@pytest.mark.usefixtures("margin_is_short")
def test_a_refusal_is_told(okx_mock: MockServer, okx: OkxMargin) -> None:
    """Nobody has measured the code for too little cash: 59301 in the mock, and here what else it may be."""
    okx_mock.exchange.settings = MockSettings(codes={"position_over_balance": "51008"})
    okx_mock.exchange.adjust_elsewhere("ETH-USDT-SWAP", "long", Decimal(9_990))
    assert keep(okx) == ["BTC-USDT-SWAP short: refused, 51008"]


@pytest.mark.usefixtures("margin_is_short")
def test_it_lives_through_a_bad_day(okx_mock: MockServer, okx: OkxMargin) -> None:
    """One adjustment in three is cut off afterwards, and somebody else moves margin too: no money is lost."""
    exchange = okx_mock.exchange
    totals = exchange.totals()
    exchange.inject(Fault.disconnect("after"), endpoint=ADJUSTMENT, probability=0.33, seed=1)
    exchange.inject(Fault.another_actor(), probability=0.2, seed=2)
    for _ in range(5):
        exchange.state.marks["BTC-USDT-SWAP"] += 300
        keep(okx)
    sent = [request for request in exchange.received if request.path == ADJUSTMENT]
    assert exchange.totals() == totals
    assert exchange.margin("BTC-USDT-SWAP", "short") >= 750 + STEP * len(sent)
