"""What nobody may send: the typed client refuses it before a byte leaves, the exchange refuses it as well."""

from __future__ import annotations

from typing import Any

from okx_margin_client import InvalidInputError
from tests.fuzz.bodies import Sent
from tests.fuzz.document import allows, codes, path, request_schema
from tests.fuzz.requests import check_moved, check_response
from tests.fuzz.rig import TWINS, Rig, arguments


def check_refusal(rig: Rig, sent: Sent) -> str:
    """Try it through the client where it can be said there, then raw; returns the exchange's code."""
    exchange = rig.exchange
    exchange.reset()
    before = exchange.pots()
    expressible = _expressible(sent)
    if expressible is not None:
        for twin in TWINS:
            ended = rig.call(twin, sent.label, sent.operation_id, expressible)
            refused = isinstance(ended.error, InvalidInputError)
            assert refused, f"the {twin} client took it: {ended.shown()}"
            assert not exchange.received, "and bytes left nevertheless"
    response = rig.send_raw(sent.label, path(sent.operation_id), sent.content)
    assert len(exchange.received) == 1, f"{len(exchange.received)} requests reached the exchange, not 1"
    assert response.status_code < 500, f"the exchange failed with HTTP {response.status_code}"
    check_response(sent.case, response)
    code = response.json()["code"]
    assert code != "0", f"the exchange accepted it: {response.text}"
    assert code in codes(), f"{code} is not in the spec's table"
    assert response.status_code in codes()[code]["http"], f"{code} came with HTTP {response.status_code}"
    assert codes()[code]["outcome"] == "refused", f"{code} says nothing of success or failure"
    assert code not in ("50102", "50113"), f"a well signed request got {code}"
    check_moved(before, exchange.pots(), None)
    return str(code)


def _expressible(sent: Sent) -> dict[str, Any] | None:
    """The body as arguments, or None where Python would not take them or they say something allowed.

    An amount may be an int, which is exact.
    """
    if not isinstance(sent.case.body, dict):
        return None
    schema = request_schema(sent.operation_id)
    said = {name: value for name, value in sent.fields.items() if name in schema["properties"]}
    optional = schema["properties"].keys() - set(schema["required"])
    meant = {
        name: str(value) if type(value) is int and schema["properties"][name].get("x-decimal") else value
        for name, value in said.items()
        if not (value is None and name in optional)
    }
    if not set(schema["required"]) <= said.keys() or allows(sent.operation_id, meant):
        return None
    return arguments(said)
