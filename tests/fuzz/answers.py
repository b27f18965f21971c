"""What comes back: code "0" is never a failure, a failure never a success, what cannot be read is unknown."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import httpx
from attrs import define

from okx_margin_client import Outcome
from okx_margin_mock import Fault
from tests.fuzz.document import answers_with_list, example, item_schema, path
from tests.fuzz.made_answers import PLAIN, Made
from tests.fuzz.rig import TWINS, Ended, Rig, arguments, check_unsigned


@define(eq=False)
class ScriptedTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Gives the same answer to whatever is sent."""

    answer: Made | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert self.answer is not None
        return httpx.Response(self.answer.status, headers=self.answer.headers, content=self.answer.content)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)


SCRIPT = ScriptedTransport()


def check_answer(rig: Rig, made: Made) -> str:
    """Let both twins read it; returns the outcome."""
    ends: list[Ended] = []
    rig.exchange.clear_faults()
    given = arguments(example(made.operation_id))
    for twin in TWINS:
        transport = None
        if made.carrier == "scripted":
            SCRIPT.answer = made
            transport = SCRIPT
        else:
            fault = Fault.answer(made.status, made.headers, made.content, when="before")
            rig.exchange.inject(fault, endpoint=path(made.operation_id), times=2)
        ended = rig.call(twin, "main", made.operation_id, given, transport)
        rig.exchange.clear_faults()
        check_ended(made, ended)
        ends.append(ended)
    assert ends[0].shown() == ends[1].shown(), f"the twins differ: {ends[0].shown()} and {ends[1].shown()}"
    return f"{ends[0].outcome} ({made.carrier})"


def check_ended(made: Made, ended: Ended) -> None:
    """The outcome is the one that the answer was made for; unknown where it did not come through whole."""
    check_unsigned(ended)
    response = ended.response
    if response is None or response.content != made.content:
        came = "no answer" if response is None else f"{response.content[:80]!r}"
        assert ended.outcome is Outcome.UNKNOWN, f"{came} came through, and it is {ended.outcome}"
        plain = all(name in PLAIN for name, _ in made.headers) and len(made.content) < 1_048_576
        held_back = made.carrier == "socket" and (made.status < 200 or made.status in (204, 205, 304))
        assert held_back or not plain, f"the client got {came}: {ended.error}"
        return
    assert response.status_code == made.status, f"HTTP {response.status_code} instead of {made.status}"
    assert ended.outcome is made.outcome, (
        f"{made.content[:200]!r} was made to be {made.outcome}, and is {ended.outcome}: {ended.error}"
    )
    if ended.error is None and made.items is not None:
        check_items(made.operation_id, ended.result, made.items)


def check_items(operation_id: str, result: Any, items: Sequence[Mapping[str, Any]]) -> None:
    """Each field of each item stands in the result, digit for digit; what is missing is empty."""
    if answers_with_list(operation_id):
        assert len(result) == len(items), f"{len(result)} items of {len(items)}"
        for read, item in zip(result, items, strict=True):
            _check_item(operation_id, read, item)
    else:
        _check_item(operation_id, result, items[0] if items else {})


def _check_item(operation_id: str, read: Any, item: Mapping[str, Any]) -> None:
    for name, schema in item_schema(operation_id)["properties"].items():
        (attribute,) = arguments({name: None})
        got, text = getattr(read, attribute), _as_text(item.get(name))
        if schema.get("x-decimal"):
            wanted: object = _number(text)
        elif schema.get("x-milliseconds"):
            wanted = (
                int(text)
                if text.removeprefix("-").isdecimal() and text.isascii() and len(text) < 30
                else None
            )
        elif schema.get("type") == "string":
            wanted = text
        else:
            continue
        assert (got, str(got)) == (wanted, str(wanted)), f"{name} {text!r} was read as {got!r}"


def _as_text(value: object) -> str:
    """A text as it is, a number as JSON writes it; nothing of anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    places = abs(number.adjusted())  # 1E999999999 would take all memory to print
    return number if number.is_finite() and (places <= 100 or places <= len(text)) else None
