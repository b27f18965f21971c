"""What a change of one keyword or name of the spec is for users: breaking, an addition, or text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from generator.spec import METHODS

BREAKING, ADDITION, TEXT = "breaking", "addition", "text"

TEXTS = frozenset(
    {
        *("summary", "description", "x-summary-zh", "x-description-zh"),
        *("meaning", "meaning_zh", "remedy", "remedy_zh"),
        *("x-displayName", "x-displayName-zh", "x-look-first", "x-look-first-zh"),
        *("info", "externalDocs", "examples", "x-condition", "x-documented-default", "endpoints"),
    }
)
_UPPER = frozenset({"maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum"})
_LOWER = frozenset({"minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum"})


def level_of_name(among: str, before: Any, after: Any, side: str) -> str:
    """A field, path, status or code that came (`before` is None) or went, among the names of a keyword."""
    if before is not None:
        return ADDITION if among == "responses" else BREAKING  # what was answered so may still be answered
    return BREAKING if side == "request" and after.get("required") is True else ADDITION


def level(key: str, before: Any, after: Any, side: str) -> str:
    """What a change of one keyword is. One that isn't known here is taken for breaking."""
    request = side == "request"
    if key in TEXTS:
        return TEXT
    if key in _UPPER | _LOWER:  # a request may say less, or an answer more, than before
        tightened = before is None or (after is not None and (after < before) == (key in _UPPER))
        return BREAKING if tightened == request else ADDITION
    match key:
        case "required":
            return BREAKING if bool(after) == request else ADDITION
        case "enum":
            lost = after is not None and (before is None or not set(before) <= set(after))
            gained = before is not None and (after is None or not set(after) <= set(before))
            return BREAKING if (lost if request else gained) else ADDITION
        case "pattern" if before and after:  # whether one admits all that another does can't be told
            return BREAKING
        case "pattern":
            return BREAKING if bool(after) == request else ADDITION
        case "allOf" | "anyOf" | "oneOf" | "not":
            return ADDITION if request and after is None else BREAKING
        case "additionalProperties" if bool(after) and not request:  # unknown fields were never an error
            return ADDITION
        case "x-default":
            return BREAKING if before is not None and after is not None else ADDITION
        case "x-rate-limit" if before and after:
            slower = after["requests"] / after["seconds"] < before["requests"] / before["seconds"]
            return BREAKING if slower or after["per"] != before["per"] else ADDITION
        case "x-manual-transfer-floor":
            eased = after is None or (
                before is not None
                and before["ccy"] == after["ccy"]
                and Decimal(after["amount"]) <= Decimal(before["amount"])
            )
            return ADDITION if eased else BREAKING
        case "servers":
            return BREAKING if _regions(before or []).items() - _regions(after or []).items() else ADDITION
        case "tags" if (old := _tag_names(before)) != (new := _tag_names(after)):
            at_root = isinstance((before or after)[0], dict)  # an operation's own are names
            return ADDITION if at_root and {*old} <= {*new} else BREAKING
        case "tags":
            return TEXT
        case "x-known-values" | "http" | "responses":
            return ADDITION
        case (
            "x-capitals" | "x-constant" | "x-echoes" | "x-evidence"
        ):  # what a call makes of them, it makes better
            return ADDITION
        case _:
            return ADDITION if key in METHODS and before is None else BREAKING


def _regions(servers: list[dict[str, Any]]) -> dict[str, str]:
    """Each region's first host, which is the one that a client takes."""
    first: dict[str, str] = {}
    for server in servers:
        for region in server.get("x-regions", [server["url"]]):
            first.setdefault(region, server["url"])
    return first


def _tag_names(tags: list[dict[str, Any] | str] | None) -> list[str]:
    """The names, whether the tags stand at the root or at an operation."""
    return [tag if isinstance(tag, str) else tag["name"] for tag in tags or ()]
