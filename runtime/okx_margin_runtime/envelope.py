"""What a response says: done, refused or unknown, with the items of its data. Bytes in, verdict out.

Decided on codes, never on texts. Where an item carries sCode and sMsg, those decide; where they contradict the
envelope's code, the outcome is unknown. A code that is not in the table is a refusal with HTTP 4xx, else unknown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from .facts import Code, Outcome
from .wire import Response

DEEPEST = 64
"""Levels of arrays and objects that an envelope may have; the exchange's have four."""

_GATEWAY_TIMEOUTS = (408, 499)  # something between us and the exchange gave up: that refuses nothing
_NO_CODE = Code("", (), Outcome.UNKNOWN, "", "", "", "")


class Verdict(NamedTuple):
    """What a response says about the call it answers.

    Attributes:
        outcome: Done ("success"), refused or unknown.
        code: The code that decided, None where there is no envelope.
        msg: The exchange's own words for it, "" where it has none.
        listed: The table's entry for the code, one with empty texts where it is not listed.
        items: The members of data that are objects.
    """

    outcome: Outcome
    code: str | None
    msg: str
    listed: Code
    items: Sequence[Mapping[str, object]]


def judge(response: Response, codes: Mapping[str, Code]) -> Verdict:
    """The verdict of one response, by the table `codes`."""
    read = _read(response.body)
    if read is None:
        return Verdict(Outcome.UNKNOWN, None, "", _NO_CODE, ())
    envelope, items = read
    code: str = envelope["code"]
    item_codes = [each for item in items if isinstance(each := item.get("sCode"), str) and each]
    failed = [each for each in item_codes if each != "0"]
    if code == "0" and not failed:
        return Verdict(Outcome.SUCCESS, code, "", codes.get(code, _NO_CODE), items)
    # "1" and "2" only say that an item failed: its own code says how.
    deciding = (failed if code in ("1", "2") else [code, *failed]) or [code]
    certain = code != "0" and "0" not in item_codes
    certain = certain and all(_refuses(each, response.status, codes) for each in deciding)
    decisive = deciding[-1]
    texts = [envelope.get("msg"), *(item.get("sMsg") for item in items if item.get("sCode") == decisive)]
    msg = next((text for text in reversed(texts) if isinstance(text, str) and text), "")
    outcome = Outcome.REFUSED if certain else Outcome.UNKNOWN
    return Verdict(outcome, decisive, msg, _listed(decisive, codes) or _NO_CODE, items)


def _refuses(code: str, status: int, codes: Mapping[str, Code]) -> bool:
    if status >= 500 or status in _GATEWAY_TIMEOUTS:
        return False
    if entry := _listed(code, codes):
        return entry.outcome is Outcome.REFUSED
    digits = code.partition("_")[0]
    # "00" is no code of a refusal: it may be somebody's "0".
    return status >= 400 and digits.isascii() and digits.isdigit() and digits.strip("0") != ""


def _listed(code: str, codes: Mapping[str, Code]) -> Code | None:
    """The table's entry; OKX documents sub-codes such as 51008_1000 under the code itself."""
    return codes.get(code) or codes.get(code.partition("_")[0])


def _read(body: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
    """The envelope and its items, every number as the text it came in; None where no code can be read."""
    try:
        if body.count(b"[") + body.count(b"{") > DEEPEST and _too_deep(body):
            return None
        text = str(body, "utf-8", "replace").removeprefix("\ufeff").strip(" \t\r\n")
        envelope, end = _JSON.raw_decode(text)
        if end != len(text):
            return None
        items = _items(envelope)
        if body.count(b":") != len(envelope) + sum(map(len, items)):
            # As many colons as members that were read mean that no name came twice; else it may have.
            envelope = _STRICT_JSON.decode(text)
            items = _items(envelope)
    except (ValueError, RecursionError):
        return None
    return (envelope, items) if isinstance(envelope.get("code"), str) else None


def _items(envelope: Any) -> list[dict[str, Any]]:
    if not isinstance(envelope, dict):
        raise ValueError  # no envelope
    data: Any = envelope.get("data")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    members: list[Any] = data if isinstance(data, list) else [data]  # pyright: ignore[reportUnknownVariableType]
    return [member for member in members if isinstance(member, dict)]


def _too_deep(body: bytes) -> bool:
    """Whether it nests deeper than any envelope: under a raised recursion limit, json would end the process."""
    brackets = _TEXT.sub(b"", body).translate(_ALIKE, _NOT_BRACKETS)
    for _ in range(DEEPEST):
        if not brackets:
            return False
        # The innermost level; what has no partner stays, and is no JSON.
        brackets = brackets.replace(b"[]", b"")
    return bool(brackets)


_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)  # one without an end is read once too
_ALIKE = bytes.maketrans(b"{}", b"[]")
_NOT_BRACKETS = bytes({*range(256)} - {*b"[]{}"})


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs) and any(repr(members[name]) != repr(value) for name, value in pairs):
        raise ValueError  # two values under one name: nobody can tell which is meant
    return members


_JSON = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
_STRICT_JSON = json.JSONDecoder(object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=str)
