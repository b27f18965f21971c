"""Five answers that a client has to read, and what must come out: code, amount and leverage as text."""

from __future__ import annotations

from typing import Any

ITEM = {
    "instId": "BTC-USDT-SWAP",
    "posSide": "short",
    "type": "add",
    "amt": "0.3",
    "leverage": "7.74",
    "ccy": "USDT",
}


def _done(**changes: str) -> dict[str, Any]:
    return {"code": "0", "msg": "", "data": [ITEM | changes]}


#: The name is a column of the table.
ANSWERS: dict[str, dict[str, Any]] = {
    "unknown field": {**_done(neverSeen="1"), "inTime": "1732500000000"},
    "-0.3": _done(amt="-0.3"),
    "1E-8": _done(amt="1E-8"),
    "empty leverage": _done(leverage=""),
    "sCode": {"code": "1", "msg": "", "data": [{"sCode": "59301", "sMsg": "Over the maximum"}]},
}


def expected(answer: dict[str, Any]) -> list[str]:
    """What a feed prints of an answer: `""` stands for what is missing too."""
    item = answer["data"][0]
    return [answer["code"], item.get("amt", ""), item.get("leverage", "")]
