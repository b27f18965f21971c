"""What the typed client sends: the very bytes of the case, and an answer read as it was sent, by both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

import httpx
from schemathesis.core.failures import FailureGroup

from okx_margin_mock.ledger import Pot
from okx_margin_mock.messages import HttpResponse
from tests.fuzz.bodies import Sent
from tests.fuzz.document import POSITION, RESPONSE_CHECKS, codes, item_schema, path
from tests.fuzz.rig import TWINS, Ended, Rig, Twin, arguments, check_unsigned

Case = Any

_MODELS = {POSITION: "position_margin_request.PositionMarginRequest"}
_BOT_MODEL = "signal_bot_margin_request.SignalBotMarginRequest"


def check_request(rig: Rig, sent: Sent) -> str:
    """Send it with both twins, each to a fresh exchange; returns the code that the exchange answered."""
    check_model(sent)
    ends = [_check_twin(rig, sent, twin) for twin in TWINS]
    assert ends[0].shown() == ends[1].shown(), f"the twins differ: {ends[0].shown()} and {ends[1].shown()}"
    return (ends[0].error.code or "") if ends[0].error else "0"


def check_model(sent: Sent) -> None:
    """The model built from the body gives that body back."""
    module, name = _MODELS.get(sent.operation_id, _BOT_MODEL).split(".")
    model = getattr(import_module(f"okx_margin_client.models.{module}"), name)
    again = model.from_dict(sent.body).to_dict()
    assert again == sent.body, f"the model gives back {again}"


def check_response(case: Case, response: httpx.Response) -> None:
    """schemathesis's checks of status, content type and schema, as an error that hypothesis shrinks."""
    response.elapsed = timedelta()  # a transport alone does not measure it
    try:
        case.validate_response(response, checks=RESPONSE_CHECKS)
    except FailureGroup as group:
        found = "; ".join(f"{failure.title}: {failure.message}" for failure in group.exceptions)
        raise AssertionError(f"the answer is not what the spec says: {found}") from None


def _check_twin(rig: Rig, sent: Sent, twin: Twin) -> Ended:
    exchange = rig.exchange
    exchange.reset()
    before = exchange.pots()
    ended = rig.call(twin, sent.label, sent.operation_id, _given(sent.body, twin))
    received = [request for request in exchange.received if request.method == "POST"]
    assert len(received) == 1, f"{len(received)} requests reached the exchange, not 1: {ended.error}"
    assert received[0].body == sent.content, f"these bytes reached the exchange: {received[0].body!r}"
    assert received[0].path == path(sent.operation_id), f"they went to {received[0].path}"
    assert received[0].headers["content-type"] == "application/json", "Content-Type"
    response = ended.response
    assert response is not None, f"the exchange answered, and the client has no answer: {ended.error}"
    answer = exchange.answers[-1]
    assert (response.status_code, response.content) == (answer.status, answer.body), "the answer was changed"
    check_unsigned(ended)
    rig.check_requests()
    check_response(sent.case, response)
    envelope = json.loads(answer.body)
    check_outcome(ended, envelope, answer)
    if ended.error is None:
        check_read(sent.operation_id, ended.result, envelope["data"][0])
        echo = {
            name: value for name, value in sent.body.items() if name in envelope["data"][0] and name != "ccy"
        }
        assert echo.items() <= envelope["data"][0].items(), f"the exchange echoes {envelope['data'][0]}"
    check_moved(before, exchange.pots(), sent.body if ended.error is None else None)
    return ended


def _given(body: Mapping[str, Any], twin: Twin) -> dict[str, Any]:
    """The body as arguments; amounts as text for one twin and as decimals for the other."""
    given = arguments(body)
    if twin == "async":
        given |= {name: Decimal(given[name]) for name in ("amt", "percent") if name in given}
    return given


def check_outcome(ended: Ended, envelope: Mapping[str, Any], answer: HttpResponse) -> None:
    """The outcome is the one that the spec's table gives for the code."""
    entry = codes()[envelope["code"]]
    assert answer.status in entry["http"], f"{envelope['code']} came with HTTP {answer.status}"
    assert ended.outcome == entry["outcome"], f"{envelope['code']} is {entry['outcome']}, not {ended.outcome}"
    assert envelope["code"] not in ("50102", "50113", "50011"), f"a good request got {envelope['code']}"
    if ended.error is not None:
        got = (ended.error.code, ended.error.msg, ended.error.meaning, ended.error.remedy)
        said = (envelope["code"], envelope["msg"], entry["meaning"], entry.get("remedy", ""))
        assert got == said, f"the error says {got}"


def check_read(operation_id: str, result: Any, item: Mapping[str, Any]) -> None:
    """Each field of the item stands in the result, digit for digit."""
    for name, schema in item_schema(operation_id)["properties"].items():
        (attribute,) = arguments({name: None})
        value, got = item.get(name, ""), getattr(result, attribute)
        if schema.get("x-decimal"):
            assert got == (Decimal(value) if value else None), f"{name} {value!r} was read as {got!r}"
            assert got is None or f"{got:f}" == value, f"{name} {value!r} was read as {got!r}"
        else:
            assert got == value, f"{name} {value!r} was read as {got!r}"


def check_moved(
    before: Mapping[Pot, Decimal], after: Mapping[Pot, Decimal], body: Mapping[str, Any] | None
) -> None:
    """Exactly the amount went from one pot to one other; without a body, nothing did."""
    changes = {
        pot: after.get(pot, Decimal(0)) - before.get(pot, Decimal(0))
        for pot in {*before, *after}
        if after.get(pot) != before.get(pot)
    }
    if body is None:
        assert not changes, f"refused, and yet the ledger changed: {changes}"
        return
    adding = body["type"] == "add"
    moved = sorted(change if (pot.kind != "cash") == adding else -change for pot, change in changes.items())
    assert sum(changes.values()) == 0, f"money appeared or vanished: {changes}"
    assert len(moved) == 2, f"{body['type']} changed the ledger by {changes}"
    assert moved[0] == moved[1] > 0, f"{body['type']} changed the ledger by {changes}"
    assert "amt" not in body or moved[0] == Decimal(body["amt"]), f"{body['amt']} became {changes}"
