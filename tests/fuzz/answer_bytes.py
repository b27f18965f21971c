"""Answers as no exchange should give them: from the response schemas, and mutated beyond them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from typing import Any, Literal

from attrs import frozen
from hypothesis import strategies as st

from tests.fuzz.document import codes, envelope_schema, item_schema

Carrier = Literal["socket", "scripted"]

_ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_DECIMALS = st.sampled_from(
    ["", "1", "0", "0.10", "12.500", "9" * 60, "-1", "1E-7", "NaN", "Infinity", "n/a"]
)
_ENUMS = ["long", "short", "net", "add", "reduce", "both", "transfer", ""]


@frozen
class Scripted:
    """One answer, and what carries it."""

    operation_id: str
    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes
    carrier: Carrier


def _code() -> st.SearchStrategy[Any]:
    """Codes of the table, "0" often; unlisted ones; and what is no string."""
    listed = st.sampled_from([code for code in codes() if code != "0"])
    return st.one_of(
        st.just("0"),
        st.just("0"),
        st.just("0"),
        listed,
        listed,
        listed.map(int),
        st.sampled_from([0, "1", "2", "", " 0", "00", "0.0", 0.0, -0.0, "-0", "51008_1000", "99999", 99999]),
        st.sampled_from([None, True, False, [], ["0"], {}, {"code": "0"}]),
        st.text(max_size=6),
    )


def _from_schema(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Values that the schema allows; strings of the kinds that the exchange sends."""
    if schema.get("type") == "array":
        return st.just([])
    if schema.get("x-decimal"):
        return _DECIMALS
    if "x-known-values" in schema:
        return st.sampled_from(_ENUMS)
    return st.text(max_size=12) | st.sampled_from(["BTC-USDT-SWAP", "USDT", "123456"])


@st.composite
def _item(draw: st.DrawFn, operation_id: str) -> dict[str, Any]:
    """One item of data: fields missing, added or of the wrong type at times; now and then sCode and sMsg."""
    properties = item_schema(operation_id)["properties"]
    item = {name: draw(_from_schema(schema)) for name, schema in properties.items()}
    if draw(st.integers(0, 2)) == 0:
        del item[draw(st.sampled_from(sorted(item)))]
    if draw(st.integers(0, 2)) == 0:
        item[draw(st.sampled_from(sorted(properties)))] = draw(_ANYTHING)
    if draw(st.integers(0, 3)) == 0:
        item |= draw(st.fixed_dictionaries({"sCode": _code()}, optional={"sMsg": _ANYTHING}))
    return item | draw(st.dictionaries(st.text(max_size=6), _ANYTHING, max_size=1))


@st.composite
def _envelope(draw: st.DrawFn, operation_id: str) -> dict[str, Any]:
    assert set(envelope_schema(operation_id)["properties"]) == {"code", "msg", "data"}
    data = st.lists(_item(operation_id) | _ANYTHING, max_size=2) | _item(operation_id) | _ANYTHING
    one = _item(operation_id).map(lambda item: [item])
    whole: dict[str, Any] = {
        "code": draw(_code()),
        "msg": draw(st.just("") | _ANYTHING),
        "data": draw(one | one | data),
    }
    if draw(st.integers(0, 5)) == 0:
        del whole[draw(st.sampled_from(sorted(whole)))]
    extra = draw(st.dictionaries(st.sampled_from(["inTime", "outTime", "id"]), _ANYTHING, max_size=1))
    names = draw(st.permutations([*whole, *extra]))
    return {name: (whole | extra)[name] for name in names}


@st.composite
def _content(draw: st.DrawFn, operation_id: str) -> bytes:
    """An envelope as JSON, most often; or that JSON spoilt; or nothing like it."""
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return draw(st.sampled_from(_MONSTERS) | st.binary(max_size=60) | _ANYTHING.map(_json))
    text = _json(draw(_envelope(operation_id)))
    if kind == 1:
        return text[: draw(st.integers(0, len(text)))]
    if kind == 2:
        return draw(_wrongly_encoded(text))
    if kind == 3:
        again = draw(st.sampled_from([b'"code":' + _json(draw(_code())), b'"data":[]', b'"msg":"again"']))
        return text.replace(b"{", b"{" + again + b",", 1) if text != b"{}" else text
    if kind == 4:
        again = _json(draw(_code()))
        return text.replace(b'"sCode":', b'"sCode":' + again + b',"sCode":', 1)
    return text


def _wrongly_encoded(text: bytes) -> st.SearchStrategy[bytes]:
    decoded = text.decode("utf-8", "surrogatepass")
    return st.sampled_from(
        [
            decoded.encode("utf-16", "surrogatepass"),
            decoded.encode("utf-8-sig", "surrogatepass"),
            decoded.encode("latin-1", "replace"),
            gzip.compress(text, mtime=0),
            text + b"\x00",
            text.replace(b'"msg":"', b'"msg":"\xff\xfe', 1),
        ]
    )


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


_MONSTERS = (
    b"",
    b"<html><body>502 Bad Gateway</body></html>",
    b"null",
    b'{"code":"0","data":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    b'{"code":"0","data":[{"amt":"' + b"9" * 1_000_000 + b'"}]}',
    b'{"code":"51008","msg":"' + b"x" * 1_000_000 + b'","data":[]}',
    b'{"code":"0","data":[{"amt":1e999999999999999999999,"leverage":' + b"9" * 5000 + b"}]}",
    b'{"code":' + b"0" * 5000 + b"}",
    b'{"code":' + b"9" * 5000 + b"}",
    b'{"code":"0","data":[' + b"{}," * 20_000 + b"{}]}",
)

_STATUSES = st.sampled_from([200, 200, 200, 200, 400, 401, 429, 500, 502, 503]) | st.integers(100, 599)
_JSON_HEADERS = (("Content-Type", "application/json"),)
_HEADERS = st.just(_JSON_HEADERS) | st.sampled_from(
    [
        (("Content-Type", "text/html; charset=gb2312"),),
        (("Content-Type", "application/json; charset=nonsense"),),
        (("Content-Encoding", "gzip"),),
        (("Content-Encoding", "deflate"), ("Content-Type", "application/json")),
        (("Location", "https://elsewhere.invalid/"),),
        (("Content-Length", "3"),),
        (("Content-Length", "2000000"),),
        (("Transfer-Encoding", "chunked"),),
        (("Set-Cookie", "a=b"), ("Set-Cookie", "c=d")),
        (),
    ]
)


_CARRIER: st.SearchStrategy[Carrier] = st.sampled_from(("scripted", "scripted", "socket"))


@st.composite
def _documented(draw: st.DrawFn, operation_id: str) -> Scripted:
    """An answer just as the spec has it: one of its codes with its status; success with an item."""
    code = draw(st.just("0") | st.sampled_from(sorted(codes())))
    properties: Mapping[str, Any] = item_schema(operation_id)["properties"]
    item = {name: draw(_from_schema(schema)) for name, schema in properties.items()}
    content = _json(
        {"code": code, "msg": "" if code == "0" else "words", "data": [item] if code == "0" else []}
    )
    status = draw(st.sampled_from(codes()[code]["http"]))
    return Scripted(operation_id, status, _JSON_HEADERS, content, draw(_CARRIER))


def answers(operation_id: str) -> st.SearchStrategy[Scripted]:
    """Any answer at all, over a real connection or from a transport that makes it up."""
    anything = st.builds(
        Scripted, st.just(operation_id), _STATUSES, _HEADERS, _content(operation_id), _CARRIER
    )
    return _documented(operation_id) | anything | anything
