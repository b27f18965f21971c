"""The mock's own endpoints, unsigned, for users in any language.

    POST   /mock/faults   {"fault": "disconnect", "when": "after", "endpoint": "/api/v5/…", "times": 1}
                          or, for one in five: {"fault": "delay", "seconds": 2, "probability": 0.2, "seed": 7}
    DELETE /mock/faults   no more faults, and the clock right again
    POST   /mock/reset    back to the seed
    GET    /mock/ledger   total funds by currency; each account's cash, positions and bots
    GET    /mock/keys     the seed's made-up credentials, the main demo account's first

`fault` is one of:

    delay           seconds, when
    disconnect      when          the connection is aborted without a byte of an answer
    cut_short                     the connection closes in the middle of the answer
    server_error    status, when  500 to 599 with a page of HTML
    rate_limited                  50011 with HTTP 429
    timed_out       when          50004
    garbage         when          HTTP 200, not JSON
    truncated_json                the first half of the answer
    skewed_clock    seconds       at once, until the faults are cleared
    answer          status, headers, body or bodyBase64, when: any answer at all

or, of what an adjustment of a position leaves behind, on top of one of the above:

    late_bill       seconds       the bill shows only so long after
    lost_bill                     the bill never shows
    another_actor   when          somebody else moves the same amount the same way
    funding_fee     amt, when     a funding fee is taken from the margin
    liquidation     when          the position is liquidated
    closing         when          the position is closed, its margin is back in cash

`when` is "before" the exchange processes the request, or "after" (the default, save for rate_limited).
`endpoint` is a path, by default any; `times` is 1 by default, and without end where there is a `probability`.
What makes no sense is answered with HTTP 400 and {"error": "…"}.
"""

import json
from collections.abc import Mapping
from typing import Any, cast

from okx_margin_mock.exact import plain
from okx_margin_mock.exchange import MockExchange
from okx_margin_mock.faults import FaultError, fault_from_json
from okx_margin_mock.messages import HttpRequest, HttpResponse, envelope
from okx_margin_mock.positions import position_item
from okx_margin_mock.signal_bots import bot_item

PREFIX = "/mock/"


def control(exchange: MockExchange, request: HttpRequest) -> HttpResponse:
    """Answer a request to one of the paths above."""
    match request.method, request.path:
        case "POST", "/mock/faults":
            return _inject(exchange, request.body)
        case "DELETE", "/mock/faults":
            exchange.clear_faults()
            return envelope({"faults": "cleared"})
        case "POST", "/mock/reset":
            exchange.reset()
            return envelope({"state": "reset"})
        case "GET", "/mock/ledger":
            return envelope(ledger(exchange))
        case "GET", "/mock/keys":
            return envelope({"keys": _keys(exchange)})
        case _:
            paths = "POST or DELETE /mock/faults, POST /mock/reset, GET /mock/ledger, GET /mock/keys"
            return envelope({"error": f"there is only {paths}"}, 404)


def _inject(exchange: MockExchange, body: bytes) -> HttpResponse:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return envelope({"error": "the body must be JSON"}, 400)
    if not isinstance(content, dict):
        return envelope({"error": "the body must be a JSON object"}, 400)
    fields = cast("dict[str, Any]", content)
    where: dict[str, Any] = {name: fields.pop(name) for name in _WHERE if name in fields}
    for name, value in where.items():
        if type(value) not in _WHERE[name]:
            return envelope({"error": f"{name} has the wrong type: {value!r}"}, 400)
    try:
        exchange.inject(fault_from_json(fields), **where)
    except FaultError as problem:
        return envelope({"error": str(problem)}, 400)
    return envelope({"fault": fields["fault"], **where})


def _keys(exchange: MockExchange) -> list[dict[str, str]]:
    return [
        {
            "label": key.label,
            "apiKey": key.api_key,
            "secretKey": key.secret_key,
            "passphrase": key.passphrase,
            "environment": key.environment,
        }
        for key in exchange.state.keys.values()
    ]


#: Which requests meet a fault: the arguments of `MockExchange.inject`, with their JSON types.
_WHERE: Mapping[str, tuple[type, ...]] = {
    "endpoint": (str, type(None)),
    "times": (int,),
    "probability": (int, float),
    "seed": (int,),
}


def ledger(exchange: MockExchange) -> dict[str, Any]:
    """All the money, and where it lies; amounts as decimal strings."""
    state = exchange.state
    return {
        "totals": {ccy: plain(total) for ccy, total in exchange.totals().items()},
        "accounts": [
            {
                "uid": account.uid,
                "cash": {
                    pot.ccy: plain(held)
                    for pot, held in state.ledger.pots.items()
                    if pot == account.cash(pot.ccy)
                },
                "positions": [position_item(state, position) for position in account.positions],
                "bots": [bot_item(state, bot) for bot in account.bots.values()],
            }
            for account in state.accounts.values()
        ],
    }
