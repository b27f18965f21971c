"""Any single byte changed after signing is refused with the code that says what is wrong; nothing moves."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any, Literal

import httpcore
import httpx
from attrs import evolve, frozen
from hypothesis import strategies as st

from okx_margin_client.exchange import ENDPOINTS
from tests.fuzz.bodies import compact, known, ordered
from tests.fuzz.document import WITH_BODY, path
from tests.fuzz.requests import check_moved
from tests.fuzz.rig import Rig

Part = Literal["key", "passphrase", "timestamp", "signature", "method", "target", "body"]

_HEADERS: dict[Part, bytes] = {
    "key": b"OK-ACCESS-KEY",
    "passphrase": b"OK-ACCESS-PASSPHRASE",
    "timestamp": b"OK-ACCESS-TIMESTAMP",
    "signature": b"OK-ACCESS-SIGN",
}
_PARTS: tuple[Part | None, ...] = (*_HEADERS, "method", "target", None)
_READS = tuple(
    f"{each.path}?instId=BTC-USDT-SWAP" for each in ENDPOINTS.values() if each.method == "GET" and each.signed
)
_TOKEN = b"!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_VISIBLE = bytes(range(0x21, 0x7F))

_NEIGHBOURS = {"1": "0", "2": "50105", "3": "50101", "4": "50119", "5": "50110"}
"""The seed's keys of `main` differ in one digit: another passphrase, environment, region, address."""


@frozen
class Signed:
    """One request as it was signed, in bytes."""

    method: bytes
    target: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    def part(self, part: Part) -> bytes:
        if part in _HEADERS:
            return dict(self.headers)[_HEADERS[part]]
        return {"method": self.method, "target": self.target, "body": self.body}[part]

    def spoilt(self, part: Part, value: bytes) -> Signed:
        if part in _HEADERS:
            name = _HEADERS[part]
            return evolve(self, headers=tuple((n, value if n == name else v) for n, v in self.headers))
        changed: dict[str, Any] = {part: value}
        return evolve(self, **changed)


@frozen
class Change:
    """Which byte of which part becomes what; `at` counts round from the beginning. `None` changes nothing."""

    label: str
    request: tuple[str, bytes]
    part: Part | None
    at: int
    byte: int


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """A good request, and one byte to change in it."""
    label = draw(st.sampled_from(["main", "net"]))
    if draw(st.integers(0, 2)) == 0:
        request = (draw(st.sampled_from(_READS)), b"")
        part = draw(st.sampled_from(_PARTS))
    else:
        operation_id = draw(st.sampled_from(WITH_BODY))
        body = compact(ordered(operation_id, draw(known(label, operation_id))))
        request = (path(operation_id), body)
        part = draw(st.sampled_from((*_PARTS, "body", "body")))
    allowed = {"method": _TOKEN, "body": bytes(range(256)), "timestamp": b"0123456789-:TZ.+x"}
    byte = draw(st.sampled_from(allowed.get(part or "", _VISIBLE)))
    return Change(label, request, part, draw(st.integers(0, 199)), byte)


def check_change(rig: Rig, change: Change) -> str:
    """Sign it, change the byte, send it; returns the part and the code."""
    exchange = rig.exchange
    exchange.reset()
    before = exchange.pots()
    signed = _signed(rig, change)
    if change.part is None:
        code, status = _send(rig, signed)
        assert status < 500, f"a request with nothing changed got HTTP {status}"
        assert code not in _AUTHENTICATION, f"a request with nothing changed got {code}"
        return "untouched"
    old = signed.part(change.part)
    at = change.at % len(old)
    new = old[:at] + bytes([change.byte]) + old[at + 1 :]
    if new == old:
        return "the same byte"
    code, _ = _send(rig, signed.spoilt(change.part, new))
    wanted = expected(change, signed, new, at, exchange.now_ms() / 1000)
    assert code in wanted, f"{change.part} with byte {at} changed got {code}, not {' or '.join(wanted)}"
    check_moved(before, exchange.pots(), None)
    return f"{change.part} {code}"


_AUTHENTICATION = {str(code) for code in range(50100, 50121)} - {"50115", "50120"}


def expected(change: Change, signed: Signed, new: bytes, at: int, now: float) -> tuple[str, ...]:
    """The codes that are right for it; "404" is a path that is not served, "400" no path at all."""
    match change.part:
        case "key":
            if change.label == "main" and at == len(new) - 1 and chr(new[at]) in _NEIGHBOURS:
                return (_NEIGHBOURS[chr(new[at])],)
            looks_right = re.fullmatch(rb"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", new)
            return ("50119",) if looks_right else ("50111",)
        case "passphrase":
            return ("50105",)
        case "timestamp":
            return _timestamp_codes(new.decode(), now)
        case "method":
            return ("50115",)
        case "target":
            if not new.startswith(b"/"):
                return ("400", "404")
            return ("50113",) if new.partition(b"?")[0] == signed.target.partition(b"?")[0] else ("404",)
        case _:
            return ("50113",)


def _timestamp_codes(new: str, now: float) -> tuple[str, ...]:
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", new):
        return ("50112",)
    try:
        age = abs(datetime.fromisoformat(new).timestamp() - now)
    except ValueError:
        return ("50112",)
    if 25 < age < 35:
        return ("50102", "50113")  # too near the limit to tell, by the time it takes to get there
    return ("50102",) if age > 30 else ("50113",)


def _signed(rig: Rig, change: Change) -> Signed:
    target, body = change.request
    method = "POST" if body else "GET"
    request = httpx.Request(method, rig.server.base_url + target, content=body)
    flow = rig.server.auth(change.label, pacing=None).sync_auth_flow(request)
    try:
        return Signed(method.encode(), target.encode(), tuple(next(flow).headers.raw), body)
    finally:
        flow.close()


def _send(rig: Rig, signed: Signed) -> tuple[str, int]:
    """Code and status of the answer; the code is the status where a page came."""
    base = httpx.URL(rig.server.base_url)
    url = httpcore.URL(scheme=b"http", host=base.host.encode(), port=base.port, target=signed.target)
    request: Any = {
        "method": signed.method,
        "url": url,
        "headers": list(signed.headers),
        "content": signed.body,
    }
    answer = rig.pool.request(**request)
    try:
        return str(json.loads(answer.content)["code"]), answer.status
    except ValueError:
        return str(answer.status), answer.status
