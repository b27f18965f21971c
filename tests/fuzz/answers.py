"""What comes back: code "0" is never a failure, a failure never a success, what cannot be read is unknown.

`expected` reads an answer a second time, on purpose without the client's code, by the rules alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, cast

import httpx
from attrs import define

from okx_margin_client import Outcome
from okx_margin_mock import Fault
from tests.fuzz.answer_bytes import Scripted
from tests.fuzz.bodies import Body
from tests.fuzz.document import POSITION, codes, item_schema, path
from tests.fuzz.rig import TWINS, Ended, Rig, arguments, check_unsigned

_BODIES: Mapping[str, Body] = {
    POSITION: {"instId": "BTC-USDT-SWAP", "posSide": "short", "type": "add", "amt": "1"},
}
_BOT_BODY: Body = {"algoId": "123456", "type": "add", "amt": "1"}


@define(eq=False)
class ScriptedTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Gives the same answer to whatever is sent."""

    answer: Scripted | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert self.answer is not None
        return httpx.Response(self.answer.status, headers=self.answer.headers, content=self.answer.content)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)


SCRIPT = ScriptedTransport()


def check_answer(rig: Rig, scripted: Scripted) -> str:
    """Let both twins read it; returns the outcome."""
    ends: list[Ended] = []
    rig.exchange.clear_faults()
    body = _BODIES.get(scripted.operation_id, _BOT_BODY)
    for twin in TWINS:
        if scripted.carrier == "scripted":
            SCRIPT.answer = scripted
            transport = SCRIPT
        else:
            fault = Fault.answer(scripted.status, scripted.headers, scripted.content, when="before")
            rig.exchange.inject(fault, endpoint=path(scripted.operation_id), times=2)
            transport = None
        ended = rig.call(twin, "main", scripted.operation_id, arguments(body), transport)
        rig.exchange.clear_faults()
        check_ended(scripted, ended)
        ends.append(ended)
    assert ends[0].shown() == ends[1].shown(), f"the twins differ: {ends[0].shown()} and {ends[1].shown()}"
    return f"{ends[0].outcome} ({scripted.carrier})"


def check_ended(scripted: Scripted, ended: Ended) -> None:
    """The outcome is one that the rules allow for the bytes that the client has read."""
    check_unsigned(ended)
    response = ended.response
    if response is None:
        assert ended.outcome is Outcome.UNKNOWN, f"no answer could be read, and it is {ended.outcome}"
        plain = all(name in ("Content-Type", "Location", "Set-Cookie") for name, _ in scripted.headers)
        held_back = scripted.carrier == "socket" and scripted.status < 200
        assert held_back or not plain, f"the client got no answer: {ended.error}"
        return
    assert response.status_code == scripted.status, (
        f"HTTP {response.status_code} instead of {scripted.status}"
    )
    wanted = expected(response.content, scripted.status)
    assert ended.outcome is wanted, (
        f"{response.content[:200]!r} is {wanted}, not {ended.outcome}: {ended.error}"
    )
    if ended.error is None:
        _check_item(scripted.operation_id, ended.result, _items(_envelope(response.content) or {}))


def expected(content: bytes, status: int) -> Outcome:
    """What the rules make of these bytes."""
    envelope = _envelope(content)
    if envelope is None or not isinstance(envelope.get("code"), str):
        return Outcome.UNKNOWN
    code: str = envelope["code"]
    said = [
        str(item["sCode"])
        for item in _items(envelope)
        if isinstance(item.get("sCode"), str) and item["sCode"]
    ]
    failed = [each for each in said if each != "0"]
    if code == "0":
        return Outcome.UNKNOWN if failed else Outcome.SUCCESS
    if "0" in said:
        return Outcome.UNKNOWN
    deciding = failed or [code] if code in ("1", "2") else [code, *failed]
    return Outcome.REFUSED if all(_refuses(each, status) for each in deciding) else Outcome.UNKNOWN


def _refuses(code: str, status: int) -> bool:
    entry = codes().get(code.split("_")[0])
    return status < 500 and (entry["outcome"] == "refused" if entry else status >= 400)


def _envelope(content: bytes) -> dict[str, Any] | None:
    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(members)
        for code in ("code", "sCode"):
            if len({repr(value) for name, value in members if name == code}) > 1:
                raise ValueError("two different codes in one object: neither can be trusted")
        return made

    try:
        text = content.decode("utf-8-sig", "replace")
        found: Any = json.loads(
            text, object_pairs_hook=pairs, parse_int=str, parse_float=str, parse_constant=str
        )
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", found) if isinstance(found, dict) else None


def _items(envelope: Mapping[str, Any]) -> list[dict[str, Any]]:
    data = envelope.get("data")
    members = cast("list[object]", data) if isinstance(data, list) else [data]
    return [cast("dict[str, Any]", member) for member in members if isinstance(member, dict)]


def _check_item(operation_id: str, result: Any, items: list[dict[str, Any]]) -> None:
    item = items[0] if items else {}
    for name, schema in item_schema(operation_id)["properties"].items():
        (attribute,) = arguments({name: None})
        got, value = getattr(result, attribute), item.get(name)
        wanted: object = value if isinstance(value, str) else ""
        if schema.get("x-decimal"):
            wanted = _decimal(value)
        assert (got, str(got)) == (wanted, str(wanted)), f"{name} {value!r} was read as {got!r}"


def _decimal(value: object) -> Decimal | None:
    try:
        number = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None
