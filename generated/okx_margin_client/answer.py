"""Reads an answer of the exchange into one of three outcomes: the item of data, RefusedError or OutcomeUnknownError.

Decided on codes, never on texts. Where an item carries sCode and sMsg, those decide; where they contradict the
envelope's code, the outcome is unknown. A code that is not in the table is a refusal with HTTP 4xx, else unknown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

import httpx

from .codes import CODES, Code, Outcome
from .errors import OutcomeUnknownError, RefusedError

LOOK_FIRST = "Read the position or the bot before sending it again."


def read_item(response: httpx.Response) -> Mapping[str, object]:
    """The first item of `data` of a success, {} where it has none; raises RefusedError or OutcomeUnknownError."""
    envelope = _envelope(response.content)
    if envelope is None:
        raise OutcomeUnknownError(
            f"The exchange answered HTTP {response.status_code} with something that is no envelope, so the adjustment "
            f"may have been processed. {LOOK_FIRST}",
            response=response,
        )
    items = _items(envelope)
    code: str = envelope["code"]
    item_codes = [
        item_code for item in items if isinstance(item_code := item.get("sCode"), str) and item_code
    ]
    failed = [item_code for item_code in item_codes if item_code != "0"]
    if code == "0" and not failed:
        return items[0] if items else {}
    # "1" and "2" only say that an item failed: its own code says how.
    deciding = (failed if code in ("0", "1", "2") else [code, *failed]) or [code]
    certain = code != "0" and "0" not in item_codes
    certain = certain and all(_refused(each, response.status_code) for each in deciding)
    decisive = deciding[-1]
    texts = [envelope.get("msg"), *(item.get("sMsg") for item in items if item.get("sCode") == decisive)]
    msg = next((text for text in reversed(texts) if isinstance(text, str) and text), "")
    raise _error(decisive, msg, certain=certain, response=response)


def _error(
    code: str, msg: str, *, certain: bool, response: httpx.Response
) -> RefusedError | OutcomeUnknownError:
    entry = _listed(code)
    parts = [f"{code}: {entry.meaning if entry else 'OKX refused with a code that is not in the table.'}"]
    if entry and entry.remedy:
        parts.append(entry.remedy)
    if not certain:
        parts.append(f"The adjustment may have been processed. {LOOK_FIRST}")
    parts.append(
        f"[HTTP {response.status_code} from {response.request.url.host}{f', saying {msg!r}' if msg else ''}]"
    )
    return (RefusedError if certain else OutcomeUnknownError)(
        " ".join(parts),
        code=code,
        msg=msg,
        meaning=entry.meaning if entry else "",
        meaning_zh=entry.meaning_zh if entry else "",
        remedy=entry.remedy if entry else "",
        remedy_zh=entry.remedy_zh if entry else "",
        response=response,
    )


def _refused(code: str, status: int) -> bool:
    if status >= 500:
        return False
    entry = _listed(code)
    return entry.outcome is Outcome.REFUSED if entry else 400 <= status < 500


def _listed(code: str) -> Code | None:
    """The table's entry; OKX documents sub-codes such as 51008_1000 under the code itself."""
    return CODES.get(code.partition("_")[0])


def _envelope(content: bytes) -> dict[str, Any] | None:
    """The envelope with every number as the text it came in, or None where there is none with a readable code."""
    try:
        document: Any = _JSON.decode(content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    envelope = cast(dict[str, Any], document)
    return envelope if isinstance(envelope.get("code"), str) else None


def _items(envelope: Mapping[str, Any]) -> list[Mapping[str, object]]:
    data = envelope.get("data")
    members = cast(list[object], data) if isinstance(data, list) else [data]
    return [cast(Mapping[str, object], member) for member in members if isinstance(member, dict)]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        for name in ("code", "sCode"):
            if len({repr(value) for key, value in pairs if key == name}) > 1:
                raise ValueError("two codes in one object: neither can be trusted")
    return members


_JSON = json.JSONDecoder(object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=str)
