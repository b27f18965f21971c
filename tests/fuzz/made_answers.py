"""Answers made to mean something: each case knows its outcome from how it was made, not from reading it.

First the outcome is drawn, then an answer that must have it: done, refused, or unknown in one of many ways. What
else is odd about it (order, extra fields, wrong types, a byte order mark) must not change that.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

from attrs import evolve, frozen
from hypothesis import strategies as st

from okx_margin_client import Outcome
from tests.fuzz.document import codes, endpoint, example, item_schema

Carrier = Literal["socket", "scripted"]
Item: TypeAlias = Mapping[str, Any]

_ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_NUMBERS = ["", "1", "0", "0.10", "12.500", "9" * 60, "-1", "1E-7", "NaN", "Infinity", "n/a"]
_REFUSING = [code for code, entry in codes().items() if entry["outcome"] == "refused" and code != "1"]
_UNSURE = [code for code, entry in codes().items() if entry["outcome"] == "unknown" and code != "2"]
_BELOW_500 = st.sampled_from([200, 200, 200, 400, 401, 429, 302]) | st.integers(100, 499).filter(
    lambda status: status not in (408, 499)
)
_GAVE_UP = st.sampled_from([408, 499, 500, 502, 503]) | st.integers(500, 599)
_USUAL = st.sampled_from([200, 200, 200, 200, 400, 500])
_ANY_STATUS = _USUAL | _USUAL | st.integers(100, 599)


@frozen
class Made:
    """One answer and what carries it. `items` are those that a done one has, None where nobody looks at them."""

    operation_id: str
    outcome: Outcome
    status: int
    content: bytes
    items: Sequence[Item] | None = None
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    carrier: Carrier = "scripted"


@st.composite
def answers(draw: st.DrawFn, operation_id: str) -> Made:
    """Any answer at all, over a real connection or from a transport that makes it up."""
    carrier: Carrier = draw(st.sampled_from(("scripted", "socket")))
    make = draw(st.sampled_from([_done, _done, _refused, _refused, _unknown]))
    made = draw(make(operation_id))
    compressed = made.content.startswith(b"\x1f\x8b")  # which must not be told to the client, or it is none
    headers = made.headers if compressed or draw(st.integers(0, 2)) else draw(_HEADERS)
    return evolve(made, carrier=carrier, headers=headers)


@st.composite
def _done(draw: st.DrawFn, operation_id: str) -> Made:
    """Code "0", whatever the status; no item says otherwise."""
    items = draw(st.lists(_item(operation_id), max_size=2))
    said = [{**item, **draw(_success_of_its_own())} for item in items]
    return draw(
        _enveloped(operation_id, Outcome.SUCCESS, _ANY_STATUS, draw(st.sampled_from(["0", "0", 0])), said)
    )


@st.composite
def _refused(draw: st.DrawFn, operation_id: str) -> Made:
    """A code of the table that refuses, one for the whole and one for the items, or a 4xx with one that is new."""
    kind = draw(st.sampled_from(["listed", "listed", "items", "new"]))
    if kind == "new":
        status = st.integers(400, 499).filter(lambda status: status not in (408, 499))
        return draw(_enveloped(operation_id, Outcome.REFUSED, status, draw(_new_digits()), []))
    items = [{"sCode": draw(_code_of(_REFUSING)), "sMsg": draw(_ANYTHING)}]
    if kind == "items":
        code = draw(st.sampled_from(["1", "2", 1, 2]))
        return draw(_enveloped(operation_id, Outcome.REFUSED, _BELOW_500, code, items))
    code = draw(_code_of(_REFUSING) | st.just("1"))
    if code == "1" or draw(st.booleans()):
        items = draw(st.sampled_from([[], [{"sCode": ""}], [{"sCode": None}]]))
    return draw(_enveloped(operation_id, Outcome.REFUSED, _BELOW_500, code, items))


@st.composite
def _unknown(draw: st.DrawFn, operation_id: str) -> Made:
    """All that leaves open what became of the call."""
    ways = [_not_certain, _contradictory, _without_code, _unreadable]
    if any(name in example(operation_id) for name in endpoint(operation_id).echoes):
        ways.append(_of_another_call)
    return draw(draw(st.sampled_from(ways))(operation_id))


@st.composite
def _not_certain(draw: st.DrawFn, operation_id: str) -> Made:
    """A code that says neither, a refusal from something that broke or gave up, or a code nobody knows."""
    code, status = draw(
        st.one_of(
            st.tuples(_code_of(_UNSURE) | st.just("2"), _ANY_STATUS),
            st.tuples(_code_of(_REFUSING) | _new_digits(), _GAVE_UP),
            st.tuples(_new_digits(), st.integers(200, 399)),
            st.tuples(
                st.sampled_from(["00", "000_1", " 0", "0.0", 0.5, -0.0, "-0", "", "٣", "no", "OK"]),
                _ANY_STATUS,
            ),
        )
    )
    return draw(_enveloped(operation_id, Outcome.UNKNOWN, st.just(status), code, []))


@st.composite
def _contradictory(draw: st.DrawFn, operation_id: str) -> Made:
    """The items say otherwise than the whole, or than one another."""
    good, bad = {"sCode": draw(st.sampled_from(["0", 0]))}, {"sCode": draw(_code_of(_REFUSING))}
    code, items = draw(
        st.sampled_from(
            [
                (0, [bad]),
                ("0", [bad, good]),
                ("0", [good, bad]),
                ("1", [good]),
                ("2", [good, bad]),
                (draw(_code_of(_REFUSING)), [good]),
                (draw(_code_of(_REFUSING)), [{"sCode": draw(_code_of(_UNSURE))}]),
                (draw(_code_of(_UNSURE)), [bad]),
            ]
        )
    )
    return draw(_enveloped(operation_id, Outcome.UNKNOWN, _ANY_STATUS, code, items))


@st.composite
def _without_code(draw: st.DrawFn, operation_id: str) -> Made:
    """JSON, and yet no envelope."""
    nothing = draw(st.sampled_from([None, True, False, [], ["0"], {}, {"code": "0"}]))
    if draw(st.booleans()):
        return draw(
            _enveloped(
                operation_id, Outcome.UNKNOWN, _ANY_STATUS, nothing, draw(st.lists(_item(operation_id)))
            )
        )
    documents: list[Any] = [[nothing], "0", 0, {"error": "not found"}, {"data": []}, [{"code": "0"}]]
    document = draw(st.sampled_from(documents))
    return Made(operation_id, Outcome.UNKNOWN, draw(_ANY_STATUS), _json(document))


@st.composite
def _unreadable(draw: st.DrawFn, operation_id: str) -> Made:
    """Bytes that were an answer once, or never."""
    made = draw(_done(operation_id) | _refused(operation_id))
    text = _json(json.loads(made.content.decode("utf-8-sig", "replace")))
    spoilt = draw(
        st.one_of(
            st.integers(0, len(text) - 1).map(lambda end: text[:end]),
            st.sampled_from(
                [
                    text.decode().encode("utf-16"),
                    gzip.compress(text, mtime=0),
                    text + b"\x00",
                    text.replace(b"{", b'{"code":"0","code":"51008",', 1),
                    text.replace(b"{", b'{"data":[{"sCode":"51008","sCode":"0"}],', 1),
                    b"<html><body>502 Bad Gateway</body></html>",
                    b'{"code":"0","data":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
                    b'{"code":"0","msg":"' + b"x" * 2_000_000 + b'"}',
                    b'{"code":' + b"9" * 5000 + b"}",
                ]
            ),
        )
    )
    status = draw(_ANY_STATUS) if b"9" * 5000 not in spoilt else 200
    return Made(operation_id, Outcome.UNKNOWN, status, spoilt)


@st.composite
def _of_another_call(draw: st.DrawFn, operation_id: str) -> Made:
    """Done, as far as the code goes; but it names something else than what was asked."""
    asked = {
        name: pair for name, pair in endpoint(operation_id).echoes.items() if name in example(operation_id)
    }
    name = draw(st.sampled_from(sorted(asked)))
    own = example(operation_id)[name]
    others = [value for value in asked[name] if value != own] if asked[name] else [f"{own}-2", "another"]
    item = {**draw(_item(operation_id)), name: draw(st.sampled_from(others or ["another"]))}
    outcome = Outcome.UNKNOWN if not asked[name] or own in asked[name] else Outcome.SUCCESS
    return draw(_enveloped(operation_id, outcome, _ANY_STATUS, "0", [item]))


def _code_of(listed: Sequence[str]) -> st.SearchStrategy[Any]:
    """A code of the table as text, as a number, or as one of its sub-codes."""
    code = st.sampled_from(listed)
    return code | code.map(int) | code.map(lambda code: f"{code}_1000")


def _new_digits() -> st.SearchStrategy[str]:
    return st.sampled_from(["0060", "99999", "9" * 5000]) | st.integers(60000, 69999).map(str)


@st.composite
def _success_of_its_own(draw: st.DrawFn) -> Item:
    return draw(
        st.sampled_from([{}, {}, {"sCode": "0", "sMsg": ""}, {"sCode": 0}, {"sCode": ""}, {"sCode": []}])
    )


@st.composite
def _item(draw: st.DrawFn, operation_id: str) -> dict[str, Any]:
    """One item of data for the call that was made: fields missing, added or of the wrong type at times."""
    properties = item_schema(operation_id)["properties"]
    item = {name: draw(_value(schema)) for name, schema in properties.items()}
    for name in draw(st.sets(st.sampled_from(sorted(properties)), max_size=1)):
        item[name] = draw(_ANYTHING)
    item = {name: value for name, value in item.items() if draw(st.integers(0, 7))}
    for name in endpoint(operation_id).echoes:
        if name in example(operation_id) and name in item:
            item[name] = draw(
                st.sampled_from([example(operation_id)[name], example(operation_id)[name], "", None])
            )
    return item | draw(st.dictionaries(st.just("new") | st.just("inTime"), _ANYTHING, max_size=1))


def _value(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Values that the schema allows; strings of the kinds that the exchange sends."""
    if schema.get("x-decimal"):
        return st.sampled_from(_NUMBERS)
    if "x-known-values" in schema:
        return st.sampled_from([*schema["x-known-values"], "something new", ""])
    if schema.get("type") == "array":
        return st.just([])
    return st.text(max_size=12) | st.sampled_from(["BTC-USDT-SWAP", "USDT", "123456", "1597026383085"])


@st.composite
def _enveloped(
    draw: st.DrawFn,
    operation_id: str,
    outcome: Outcome,
    status: st.SearchStrategy[int],
    code: object,
    items: Sequence[Item],
) -> Made:
    """An envelope in any order, with what else may be odd about it."""
    among: list[Any] = draw(st.sampled_from([[], [], [[]], ["x"], [None]]))
    data: Any = [*items, *among]
    if len(items) == 1 and draw(st.integers(0, 7)) == 0:
        data = items[0]
    whole = {"code": code, "msg": draw(st.just("") | _ANYTHING), "data": data}
    whole |= draw(st.dictionaries(st.sampled_from(["inTime", "outTime", "id"]), _ANYTHING, max_size=1))
    if draw(st.integers(0, 5)) == 0:
        del whole["msg"]
    if not items and draw(st.booleans()):
        del whole["data"]
    text = _json({name: whole[name] for name in draw(st.permutations(list(whole)))})
    odd = draw(st.sampled_from(["", "", "", "mark", "again", "no UTF-8"]))
    if odd == "mark":
        text = b"\xef\xbb\xbf" + text
    elif odd == "again":
        text = text.replace(b"{", b'{"again":1,"again":1,', 1)
    elif odd == "no UTF-8":
        text = text.replace(b"{", b'{"note":"\xff\xfe",', 1)
    return Made(operation_id, outcome, draw(status), text, items if outcome is Outcome.SUCCESS else None)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


PLAIN = ("Content-Type", "Location", "Set-Cookie")
_HEADERS = st.sampled_from(
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
