"""Whether what the documentation says now breaks calls that worked under what it said before.

Each fact is judged as the keyword of the spec that would follow it, so that drift and changes agree.
"""

from __future__ import annotations

import re
from typing import Any

from generator.drift.facts import STRUCK, Json
from generator.levels import BREAKING, level, level_of_name


def breaks_users(where: str, fact: str, old: Json, new: Json) -> bool:
    """True where a call that was right may be refused or read wrongly. What is no longer stated may hold."""
    side = where.partition(" ")[0]
    in_request = side == "request"
    if old == new or (new is None and fact != "field"):
        return False
    match fact:
        case "field":
            if new == STRUCK:
                return in_request
            before, after = (None if one in (None, STRUCK) else _stated(one) for one in (old, new))
            return before != after and level_of_name("properties", before, after, side) == BREAKING
        case "required":
            return level("required", old == "Yes", new == "Yes", side) == BREAKING
        case "enum":
            return level("enum" if in_request else "x-known-values", old, new, side) == BREAKING
        case "default":
            return in_request and level("x-default", old, new, side) == BREAKING
        case "rate limit":
            return level("x-rate-limit", _limit(old), _limit(new), side) == BREAKING
        case "amounts":
            return level("x-manual-transfer-floor", _floor(old), _floor(new), side) == BREAKING
        case _:
            return fact in ("request line", "limit rule", "permission", "type")


def _stated(field: Json) -> dict[str, Any]:
    return {"required": str(field).endswith(", Yes")}


def _limit(limit: Json) -> dict[str, Any] | None:
    found = re.fullmatch(r"(\d+) (\w+) per (\d+) seconds", str(limit))
    return {"requests": int(found[1]), "seconds": int(found[3]), "per": found[2]} if found else None


def _floor(amounts: Json) -> dict[str, Any] | None:
    """The first amount of a text, which is the floor where the spec has one."""
    if not isinstance(amounts, list) or not amounts:
        return None
    *_, amount, ccy = str(amounts[0]).split()
    return {"amount": amount, "ccy": ccy}
