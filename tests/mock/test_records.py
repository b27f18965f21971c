"""What an adjustment leaves behind can be late, lost, twofold or gone, for those who look it up."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest

from okx_margin_mock import Fault, FaultError, MockExchange, serve
from okx_margin_mock.faults import When

from .conftest import BILLS, BOT, POSITION, POSITIONS, SHORT, TIME, Caller

POSITION_OF_SHORT = f"{POSITIONS}?instId=BTC-USDT-SWAP"


def bills(call: Caller) -> list[tuple[str, str, str]]:
    """type/subType, what moved and what stands since, the newest first."""
    return [
        (f"{bill['type']}/{bill['subType']}", bill["posBalChg"], bill["posBal"]) for bill in call.data(BILLS)
    ]


def test_a_late_bill_shows_when_it_is_due_and_has_the_time_of_the_move(client: httpx.Client) -> None:
    now = 1_800_000_000.0
    with serve(MockExchange.from_seed(clock=lambda: now)) as mock:
        call = Caller(mock, client)
        mock.exchange.inject(Fault.late_bill(40))
        call.data(POSITION, SHORT)
        call.data(POSITION, SHORT | {"amt": "2"})
        assert bills(call) == [("6/160", "2", "753")]
        now += 39
        assert len(bills(call)) == 1
        now += 1
        assert bills(call) == [("6/160", "2", "753"), ("6/160", "1", "751")]
        assert call.data(BILLS)[1]["ts"] == "1800000000000"


def test_a_lost_bill_never_shows_and_its_margin_has_moved(call: Caller) -> None:
    call.mock.exchange.inject(Fault.lost_bill())
    call.data(POSITION, SHORT)
    assert bills(call) == []
    assert call.data(POSITION_OF_SHORT)[0]["margin"] == "751"


def test_another_actor_leaves_a_bill_that_looks_the_same(call: Caller) -> None:
    call.mock.exchange.inject(Fault.another_actor())
    call.data(POSITION, SHORT | {"type": "reduce", "amt": "5"})
    assert bills(call) == [("6/161", "-5", "740"), ("6/161", "-5", "745")]


def test_another_actor_may_be_alone(call: Caller) -> None:
    """Ours is refused, and there is a bill all the same."""
    call.mock.exchange.inject(Fault.another_actor("before"))
    refused = call(POSITION, SHORT | {"type": "reduce", "amt": "150"})
    assert refused.json()["code"] == "59301"
    assert bills(call) == [("6/161", "-150", "600")]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("make", "kind", "cash"),
    [(Fault.liquidation, "5/105", Decimal(10_000)), (Fault.closing, "2/6", Decimal(10_750))],
)
def test_the_position_may_be_gone(
    call: Caller, make: Callable[[When], Fault], when: When, kind: str, cash: Decimal
) -> None:
    exchange = call.mock.exchange
    totals = exchange.totals()
    exchange.inject(make(when))
    code = call(POSITION, SHORT).json()["code"]
    assert call.data(POSITION_OF_SHORT) == []
    assert exchange.totals() == totals
    if when == "before":
        assert (code, bills(call)) == ("59300", [(kind, "-750", "0")])
        assert exchange.cash("USDT") == cash
    else:
        assert (code, bills(call)) == ("0", [(kind, "-751", "0"), ("6/160", "1", "751")])
        assert exchange.cash("USDT") == cash - (1 if make is Fault.liquidation else 0)


def test_a_funding_fee_stands_in_the_chain_of_bills(call: Caller) -> None:
    exchange = call.mock.exchange
    totals = exchange.totals()
    exchange.inject(Fault.funding_fee("0.25"))
    call.data(POSITION, SHORT)
    call.data(POSITION, SHORT)
    assert bills(call) == [("6/160", "1.00", "751.75"), ("8/173", "-0.25", "750.75"), ("6/160", "1", "751")]
    assert call.mock.exchange.totals() == totals


def test_the_same_can_happen_at_any_moment(call: Caller) -> None:
    exchange = call.mock.exchange
    exchange.charge_funding("BTC-USDT-SWAP", "short", Decimal(10))
    exchange.adjust_elsewhere("BTC-USDT-SWAP", "short", Decimal(-50))
    exchange.adjust_elsewhere("BTC-USDT-SWAP", "short", Decimal(10**9))  # not enough cash: nothing happens
    exchange.close("ETH-USDT-SWAP", "long")
    exchange.liquidate("BTC-USDT-SWAP", "short")
    assert bills(call) == [
        ("5/105", "-690", "0"),
        ("2/5", "-300", "0"),
        ("6/161", "-50", "690"),
        ("8/173", "-10", "740"),
    ]
    exchange.charge_funding("BTC-USDT-SWAP", "net", Decimal(10**9), key="net")
    assert exchange.margin("BTC-USDT-SWAP", "net", key="net") == 0
    with pytest.raises(KeyError, match="no position BTC-USDT-SWAP short"):
        exchange.liquidate("BTC-USDT-SWAP", "short")


def test_records_and_the_way_there_go_wrong_together(call: Caller) -> None:
    exchange = call.mock.exchange
    for fault in (Fault.late_bill(60), Fault.another_actor(), Fault.server_error(502)):
        exchange.inject(fault)
    assert call(TIME).status_code == 502  # a fault on the way meets any request
    exchange.inject(Fault.disconnect("after"))
    call_of_bot = {"algoId": "123456", "type": "add", "amt": "1"}
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        call(BOT, call_of_bot)
    exchange.inject(Fault.disconnect("after"))
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        call(POSITION, SHORT)
    assert exchange.margin("BTC-USDT-SWAP", "short") == 752
    assert bills(call) == [("6/160", "1", "752")]  # the other's; ours is late


def test_a_probability_strikes_as_often_as_it_says_and_the_same_for_a_seed(call: Caller) -> None:
    def struck(seed: int) -> list[int]:
        call.mock.reset()
        call.mock.exchange.inject(Fault.server_error(503), probability=0.2, seed=seed, endpoint=TIME)
        found: list[int] = []
        for at in range(400):
            call.mock.exchange.forget_visits()
            if call(TIME).status_code == 503:
                found.append(at)
        assert call(POSITIONS).status_code == 200
        return found

    first = struck(7)
    assert 50 < len(first) < 110
    assert struck(7) == first
    assert struck(8) != first
    call.mock.exchange.clear_faults()
    assert {call(TIME).status_code for _ in range(5)} == {200}


def test_a_probability_may_end_after_so_many_times(call: Caller) -> None:
    call.mock.exchange.inject(Fault.server_error(503), probability=0.5, times=2)
    codes: list[int] = []
    for _ in range(100):
        call.mock.exchange.forget_visits()
        codes.append(call(TIME).status_code)
    assert codes.count(503) == 2


@pytest.mark.parametrize(
    ("fault", "where", "message"),
    [
        ("disconnect", {}, r"inject takes a fault such as Fault\.disconnect\(\), not 'disconnect'"),
        (Fault.garbage(), {"probability": 0}, "probability must be above 0 and at most 1, not 0"),
        (Fault.garbage(), {"probability": 1.5}, "probability must be"),
    ],
)
def test_what_cannot_be_injected_says_why(
    call: Caller, fault: Any, where: dict[str, Any], message: str
) -> None:
    with pytest.raises(FaultError, match=message):
        call.mock.exchange.inject(fault, **where)


@pytest.mark.parametrize(
    "make",
    [Fault.disconnect, Fault.timed_out, Fault.garbage, Fault.another_actor, Fault.liquidation, Fault.closing],
)
def test_there_is_no_during(make: Callable[[Any], Fault]) -> None:
    with pytest.raises(FaultError, match="when must be 'before' or 'after', not 'during'"):
        make("during")


@pytest.mark.parametrize("amt", ["-1", "1e-7", "much", "0"])
def test_a_funding_fee_is_a_decimal(amt: str) -> None:
    with pytest.raises(FaultError, match="amt must be a decimal above 0"):
        Fault.funding_fee(amt)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"fault": "late_bill", "seconds": 60}, []),
        ({"fault": "lost_bill"}, []),
        ({"fault": "another_actor"}, ["6/160", "6/160"]),
        ({"fault": "funding_fee", "amt": "0.1"}, ["8/173", "6/160"]),
        ({"fault": "liquidation"}, ["5/105", "6/160"]),
        ({"fault": "closing", "when": "after", "probability": 0.999999, "seed": 1}, ["2/6", "6/160"]),
    ],
)
def test_each_can_be_asked_for_over_http(call: Caller, fault: dict[str, Any], expected: list[str]) -> None:
    assert call.client.post(f"{call.mock.base_url}/mock/faults", json=fault).status_code == 200
    call.data(POSITION, SHORT)
    assert [kind for kind, _, _ in bills(call)] == expected
