"""What the typed client sends: the very bytes of the case, and an answer read as it was sent, by both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

import httpx
from schemathesis.core.failures import FailureGroup

from okx_margin_client import models
from okx_margin_mock.ledger import Pot
from okx_margin_mock.messages import HttpResponse
from okx_margin_runtime.facts import Evidence
from tests.fuzz.answers import check_items
from tests.fuzz.bodies import Sent
from tests.fuzz.document import (
    RESPONSE_CHECKS,
    WITH_BODY,
    body_model,
    codes,
    endpoint,
    method,
    parameters,
    path,
    request_schema,
)
from tests.fuzz.rig import TWINS, Ended, Rig, Twin, arguments, check_unsigned

Case = Any


def check_request(rig: Rig, sent: Sent) -> str:
    """Send it with both twins, each to a fresh exchange; returns the code that the exchange answered."""
    if sent.operation_id in WITH_BODY:
        check_model(sent)
    ends = [_check_twin(rig, sent, twin) for twin in TWINS]
    if endpoint(
        sent.operation_id
    ).moves:  # what is read tells the moment of reading, and each twin's is its own
        shown = [ended.shown() for ended in ends]
        assert shown[0] == shown[1], f"the twins differ: {shown[0]} and {shown[1]}"
    assert ends[0].outcome is ends[1].outcome, f"one twin is {ends[0].outcome}, the other {ends[1].outcome}"
    return (ends[0].error.code or "") if ends[0].error else "0"


def check_model(sent: Sent) -> None:
    """The model built from the body gives that body back."""
    model: Any = getattr(models, body_model(sent.operation_id))
    again = model.from_dict(sent.fields).to_dict()
    assert again == sent.fields, f"the model gives back {again}"


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
    ended = rig.call(twin, sent.label, sent.operation_id, _given(sent, twin))
    received = [each for each in exchange.received if each.method == method(sent.operation_id)]
    own = [each for each in received if each.path == path(sent.operation_id)]
    assert len(own) == 1, f"{len(own)} requests reached the exchange, not 1: {ended.error}"
    assert own[0].body == sent.content, f"these bytes reached the exchange: {own[0].body!r}"
    if sent.operation_id in WITH_BODY:
        assert own[0].headers["content-type"] == "application/json", "Content-Type"
    else:
        _check_query(sent, own[0].target)
    response = ended.response
    assert response is not None, f"the exchange answered, and the client has no answer: {ended.error}"
    answer = exchange.answers[-1]
    assert (response.status_code, response.content) == (answer.status, answer.body), "the answer was changed"
    check_unsigned(ended)
    rig.check_requests()
    check_response(sent.case, response)
    envelope = json.loads(answer.body)
    check_outcome(ended, envelope, answer)
    facts = endpoint(sent.operation_id)
    if ended.error is None:
        check_items(sent.operation_id, ended.result, envelope["data"])
        if facts.moves and envelope["data"]:
            schemas = request_schema(sent.operation_id)["properties"]
            named = {*facts.echoes, *(name for name in schemas if schemas[name].get("x-decimal"))}
            echo = {
                name: value
                for name, value in sent.fields.items()
                if name in named & envelope["data"][0].keys()
            }
            assert echo.items() <= envelope["data"][0].items(), f"the exchange echoes {envelope['data'][0]}"
    done = facts.moves and ended.error is None
    check_moved(before, exchange.pots(), sent.fields if done else None, facts.evidence)
    return ended


def _check_query(sent: Sent, target: str) -> None:
    """What went out, read back, is what was asked and what never changes, and nothing else."""
    always = {
        each["name"]: str(each["x-constant"])
        for each in parameters(sent.operation_id)
        if "x-constant" in each
    }
    asked = {name: _in_query(value) for name, value in sent.fields.items()}
    query = parse_qsl(target.partition("?")[2], keep_blank_values=True, errors="strict")
    assert dict(query) == always | asked, f"this query reached the exchange: {target}"
    assert len(query) == len(always | asked), f"something stands twice in {target}"


def _in_query(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _given(sent: Sent, twin: Twin) -> dict[str, Any]:
    """The fields as arguments; amounts as text for one twin and as decimals for the other."""
    given = dict(sent.fields)
    if twin == "async":
        schemas = request_schema(sent.operation_id)["properties"]
        given |= {name: Decimal(given[name]) for name in given if schemas[name].get("x-decimal")}
    return arguments(given)


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


def check_moved(
    before: Mapping[Pot, Decimal],
    after: Mapping[Pot, Decimal],
    fields: Mapping[str, Any] | None,
    evidence: Evidence | None = None,
) -> None:
    """Exactly the amount went from one pot to one other; without fields, nothing did."""
    changes = {
        pot: after.get(pot, Decimal(0)) - before.get(pot, Decimal(0))
        for pot in {*before, *after}
        if after.get(pot) != before.get(pot)
    }
    if fields is None:
        assert not changes, f"refused or only read, and yet the ledger changed: {changes}"
        return
    assert sum(changes.values()) == 0, f"money appeared or vanished: {changes}"
    if evidence is None:  # the spec does not say what it moves
        return
    way = fields[evidence.direction]
    sign = evidence.signs[way]
    moved = sorted(change * (sign if pot.kind != "cash" else -sign) for pot, change in changes.items())
    assert len(moved) == 2, f"{way} changed the ledger by {changes}"
    assert moved[0] == moved[1] > 0, f"{way} changed the ledger by {changes}"
    amount = fields.get(evidence.amount)
    assert amount is None or moved[0] == Decimal(amount), f"{amount} became {changes}"
