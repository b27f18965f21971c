"""Bodies that nobody may send: what schemathesis makes of the spec, one field wrong, or no JSON at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from hypothesis import assume
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests.fuzz.bodies import Body, Sent, compact, known, labels, ordered
from tests.fuzz.document import allows, allows_field, generated, request_schema


@st.composite
def forbidden(draw: st.DrawFn, operation_id: str) -> Sent:
    """A body that the spec forbids, all else about it as real as can be; or one that is no JSON at all."""
    label = draw(labels(operation_id))
    case = draw(generated(operation_id, GenerationMode.NEGATIVE, closed=False))
    real = draw(known(label, operation_id))
    kind = draw(st.sampled_from(["generated", "one field wrong", "one field wrong", "no JSON"]))
    if kind == "no JSON":
        content = draw(_spoilt(compact(ordered(operation_id, real))))
        case.body = content
        return Sent(label, operation_id, case, content)
    made: object = case.body
    if kind == "one field wrong" or isinstance(made, dict):
        wrong = draw(_one_field_wrong(real)) if kind == "one field wrong" else cast(Body, made)
        body = _nearly_real(operation_id, wrong, real)
        assume(not accepted_by_design(operation_id, body))
        case.body = body
    return Sent(label, operation_id, case, _encoded(case.body))


def accepted_by_design(operation_id: str, body: Mapping[str, Any]) -> bool:
    """What is null or empty counts as left out (python-okx sends `"loanTrans":""` and is served)."""
    return allows(operation_id, {name: value for name, value in body.items() if value not in (None, "")})


def _nearly_real(operation_id: str, body: Body, real: Body) -> Body:
    """`body` with each field that the spec allows made one that the exchange would act on."""
    properties = request_schema(operation_id)["properties"]
    return {
        name: real.get(name, value)
        if name in properties and allows_field(operation_id, name, value)
        else value
        for name, value in body.items()
    }


_WRONG: tuple[Any, ...] = (
    *("", " ", "x", "ADD", "Long", "adds", "0", "0.0", "-1", "+1", "1E-7", "1e2", "01", ".5", "5.", "1,5"),
    *(" 1", "1\n", "１", "NaN", "Infinity", "0x10", "1_000", "1" * 65, "1." + "0" * 64),
    *(None, True, False, 0, 1, -1, 1.5, [], ["add"], {}, {"amt": "1"}),
)  # fmt: skip


@st.composite
def _one_field_wrong(draw: st.DrawFn, real: Body) -> Body:
    """A good body, but for one field that is missing or holds what it must not."""
    name = draw(st.sampled_from(sorted(real)))
    if draw(st.integers(0, 3)):
        return {**real, name: draw(st.sampled_from(_WRONG))}
    return {key: value for key, value in real.items() if key != name}


def _encoded(body: object) -> bytes:
    if isinstance(body, bytes):
        return body
    return b"" if type(body).__name__ == "NotSet" else compact(body)


def _spoilt(content: bytes) -> st.SearchStrategy[bytes]:
    """Bytes of a good body that are no longer one JSON object in UTF-8 with each key once."""
    text = content.decode()
    return st.one_of(
        st.integers(0, len(content) - 1).map(lambda end: content[:end]),
        st.sampled_from([text.encode("utf-16"), text.encode("utf-8-sig"), b"[" + content + b"]"]),
        st.sampled_from([b"{", b"x", b",", b"\x00", b"\xff", b"}"]).map(lambda more: content + more),
        st.just(text.replace("{", "{" + text[1:].partition(",")[0] + ",", 1).encode()),
        st.sampled_from(["NaN", "Infinity", "0x1", "'1'", "01"]).map(
            lambda value: text.replace("{", '{"amt":' + value + ",", 1).encode()
        ),
        st.binary(max_size=40).filter(lambda junk: not junk.strip().startswith(b"{")),
    )
