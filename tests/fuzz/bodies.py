"""Requests that schemathesis generates, mixed with what the seed knows, so that many reach the money."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from attrs import frozen
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests.fuzz.document import (
    BOT,
    POSITION,
    WITH_BODY,
    allows,
    allows_field,
    example,
    generated,
    request_schema,
)

Body = dict[str, Any]

_POSITIONS: Mapping[str, list[Body]] = {
    "main": [
        {"instId": "BTC-USDT-SWAP", "posSide": "short"},
        {"instId": "ETH-USDT-SWAP", "posSide": "long"},
        {"instId": "BTC-USD-SWAP", "posSide": "long"},
        {"instId": "BTC-USDT-270625", "posSide": "long"},
    ],
    "net": [
        {"instId": "BTC-USDT", "posSide": "net", "ccy": "BTC"},
        {"instId": "BTC-USDT", "posSide": "net"},
        {"instId": "BTC-USDT-SWAP", "posSide": "net"},
    ],
    "manual": [{"instId": "BTC-USDT-SWAP", "posSide": "net"}, {"instId": "ETH-USDT-SWAP", "posSide": "net"}],
}
_BOTS: Mapping[str, list[Body]] = {
    "main": [{"algoId": algo_id} for algo_id in ("123456", "123456", "123457", "123457", "123458", "123459")],
    "net": [{"algoId": "123456"}],
}
_SEEDED = {POSITION: _POSITIONS, BOT: _BOTS}

PLAIN = st.one_of(
    st.integers(1, 500).map(str),
    st.integers(1, 5000).map(lambda tenths: f"{Decimal(tenths).scaleb(-1):f}0"),
    st.integers(1, 2_000_000).map(lambda units: f"{Decimal(units).scaleb(-8):f}"),
    st.integers(1, 200_000).map(lambda units: f"{Decimal(units).scaleb(-3):f}"),
    st.sampled_from(["10000", "10000.10", "24999.99999999", "0.00000001", "0.000000001", "0.10", "1.00"]),
)
"""Positive decimals of the sizes that the seed's accounts can bear, some with zeros at the end."""


@frozen
class Sent:
    """One case: whose key signs it, what is sent, and schemathesis's case for its checks of the answer."""

    label: str
    operation_id: str
    case: Any
    content: bytes

    @property
    def fields(self) -> Body:
        """The body's members, or the query's parameters."""
        return cast(Body, self.case.body if self.operation_id in WITH_BODY else self.case.query)


def compact(body: object) -> bytes:
    """JSON without spaces in UTF-8: what the client is to send, written here a second time on purpose."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def ordered(operation_id: str, body: Mapping[str, Any]) -> Body:
    """The fields in the order of the spec, unknown ones last."""
    names = list(request_schema(operation_id)["properties"])
    return {name: body[name] for name in sorted(body, key=lambda name: [*names, name].index(name))}


@st.composite
def known(draw: st.DrawFn, label: str, operation_id: str) -> Body:
    """A request about a position or bot that the account has, with an amount it may be able to move; of another
    operation the spec's own example, about one of these where it names any."""
    if operation_id not in _SEEDED:
        names = request_schema(operation_id)["properties"].keys()
        there = [each for seeded in _SEEDED.values() for each in seeded.get(label, ()) if each.keys() & names]
        target = draw(st.sampled_from(there or [{}]))
        return {**example(operation_id), **{name: target[name] for name in target.keys() & names}}
    target = draw(st.sampled_from(_SEEDED[operation_id][label]))
    body = {**target, "type": draw(st.sampled_from(["add", "add", "reduce"]))}
    if operation_id == POSITION:
        return {**body, "amt": draw(PLAIN)}
    body[draw(st.sampled_from(["amt", "percent"]))] = draw(PLAIN)
    reinvest = draw(st.sampled_from([None, True, False]))
    return body if reinvest is None else {**body, "allowReinvest": reinvest}


def labels(operation_id: str) -> st.SearchStrategy[str]:
    """Whose key signs it."""
    return st.sampled_from(["main", *_SEEDED.get(operation_id, ())])


@st.composite
def allowed(draw: st.DrawFn, operation_id: str) -> Sent:
    """A request that the spec allows: generated, known to the seed, or some fields of each."""
    label = draw(labels(operation_id))
    case = draw(generated(operation_id, GenerationMode.POSITIVE, closed=True))
    share = draw(st.sampled_from(["all", "all", "all", "some", "none"]))
    real = draw(known(label, operation_id)) if share != "none" else {}
    if share == "some":
        real = {name: value for name, value in real.items() if draw(st.booleans())}
    if operation_id not in WITH_BODY:
        asked = cast(Body, case.query or {})
        made = {name: value for name, value in asked.items() if allows_field(operation_id, name, value)}
        case.query = ordered(operation_id, dict(real) if share == "all" else {**made, **real})
        return Sent(label, operation_id, case, b"")
    body = dict(real) if share == "all" else {**case.body, **real}
    case.body = ordered(operation_id, body)
    assert allows(operation_id, case.body), "the harness made a body that the spec does not allow"
    return Sent(label, operation_id, case, compact(case.body))
