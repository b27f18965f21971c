"""The calls that each program makes, in order, and what each must come to on the mock's own seed.

The mock is the witness: what it received must be these bodies and no others (nothing is sent twice), and the
margins must have moved by the amounts that count, to the last digit.
"""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import frozen

from okx_margin_mock import MockExchange

_POSITION = "/api/v5/account/position/margin-balance"
_BOT = "/api/v5/tradingBot/signal/margin-balance"


@frozen
class Call:
    """One call: what is sent, what the program must make of the answer, and what moves."""

    name: str
    path: str
    body: Mapping[str, Any]
    outcome: str = "success"
    code: str | None = "0"
    #: As in the answer; None where there is none.
    amt: str | None = None
    leverage: str | None = None
    #: What comes into the margin, in its currency. An unknown outcome may have moved it: here it always did.
    moved: str = "0"

    def seen_as(self) -> dict[str, str | None]:
        """What the program must report; it may leave out what is None."""
        return {
            "name": self.name,
            "outcome": self.outcome,
            "code": self.code,
            "amt": self.amt,
            "leverage": self.leverage,
        }


def _short(type_: str, amt: str) -> dict[str, str]:
    return {"instId": "BTC-USDT-SWAP", "posSide": "short", "type": type_, "amt": amt}


_IN_BTC = {"instId": "BTC-USDT", "posSide": "net", "type": "add", "amt": "0.001", "ccy": "BTC"}
_REINVEST = {"algoId": "123456", "type": "add", "amt": "10", "allowReinvest": True}

#: `leverage` is 6,000 USDT over the margin, which starts at 750.
CALLS = (
    Call("add", _POSITION, _short("add", "25.5"), amt="25.5", leverage="7.74", moved="25.5"),
    Call("reduce", _POSITION, _short("reduce", "0.5"), amt="0.5", leverage="7.74", moved="-0.5"),
    Call(
        "smallest",
        _POSITION,
        _short("add", "0.00000001"),
        amt="0.00000001",
        leverage="7.74",
        moved="0.00000001",
    ),
    Call(
        "trailing_zeros",
        _POSITION,
        _short("add", "12.50000000"),
        amt="12.50000000",
        leverage="7.62",
        moved="12.5",
    ),
    Call("leverage_empty", _POSITION, _IN_BTC, amt="0.001", leverage="", moved="0.001"),
    Call("bot_add", _BOT, _REINVEST, moved="10"),
    Call("bot_reduce", _BOT, {"algoId": "123456", "type": "reduce", "amt": "3.25"}, moved="-3.25"),
    Call("bot_percent", _BOT, {"algoId": "123456", "type": "reduce", "percent": "5"}, moved="-50.5"),
    Call("refused", _POSITION, _short("reduce", "1000000"), "refused", "59301"),
    Call("wrong_secret", _POSITION, _short("add", "1"), "refused", "50113"),
    Call("bot_refused", _BOT, {"algoId": "1", "type": "add", "amt": "1"}, "refused", "51293"),
    Call("integer_code", _POSITION, _short("add", "8"), amt="8", moved="8"),
    Call("timed_out", _POSITION, _short("add", "1"), "unknown", "50004", moved="1"),
    Call("server_error", _POSITION, _short("add", "2"), "unknown", None, moved="2"),
    Call("disconnect", _POSITION, _short("add", "4"), "unknown", None, moved="4"),
)


def margins(exchange: MockExchange) -> dict[str, Decimal]:
    """The margins that the script moves: two positions' and a bot's available balance."""
    return {
        "BTC-USDT-SWAP": exchange.margin("BTC-USDT-SWAP", "short"),
        "BTC-USDT": exchange.margin("BTC-USDT", "net", key="net"),
        "123456": exchange.state.ledger.balance(exchange.bot("123456").pot),
    }


def wrong_calls(reported: Sequence[Mapping[str, Any]], exchange: MockExchange) -> list[str]:
    """Where a program's report, or what reached the mock, is not the script; one line for each call."""
    sent = [request for request in exchange.received if request.path.startswith("/api/")]
    found: list[str] = []
    for at, call in enumerate(CALLS):
        seen = {name: reported[at].get(name) for name in call.seen_as()} if at < len(reported) else None
        arrived = (sent[at].path, json.loads(sent[at].body)) if at < len(sent) else None
        if seen != call.seen_as():
            found.append(f"{call.name}: reported {seen}, must be {call.seen_as()}")
        elif arrived != (call.path, call.body):
            found.append(f"{call.name}: the mock received {arrived}")
    return found


def contradictions(before: Mapping[str, Decimal], exchange: MockExchange) -> list[str]:
    """Where the mock's margins, or the number of requests it received, contradict the script."""
    expected = dict(before)
    for call in CALLS:
        if call.moved != "0":
            expected[call.body.get("instId") or call.body["algoId"]] += Decimal(call.moved)
    found = [
        f"the margin of {name} is {held}, must be {expected[name]}"
        for name, held in margins(exchange).items()
        if held != expected[name]
    ]
    sent = sum(request.path.startswith("/api/") for request in exchange.received)
    if sent != len(CALLS):
        found.append(f"the mock received {sent} requests, must be {len(CALLS)}")
    return found
