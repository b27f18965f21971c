"""Whether what the documentation says now breaks calls that worked under what it said before."""

from __future__ import annotations

import re

from generator.drift.facts import Json


def breaks_users(where: str, fact: str, old: Json, new: Json) -> bool:
    """True where a call that was right may be refused or read wrongly. Answers' enums are open."""
    if old == new:
        return False
    in_request = where.startswith("request")
    match fact:
        case "field":
            return new is None or (in_request and old is None and str(new).endswith(", Yes"))
        case "required":
            return in_request and new == "Yes"
        case "enum":
            return (
                in_request
                and isinstance(new, list)
                and (not isinstance(old, list) or any(v not in new for v in old))
            )
        case "default":
            return in_request and old is not None
        case "rate limit":
            return _pace(new) < _pace(old)
        case "limit rule" | "permission" | "amounts":
            return new is not None
        case _:
            return fact in ("request line", "type")


def _pace(limit: Json) -> float:
    """Requests a second; none is known where the limit isn't in our wording."""
    found = re.fullmatch(r"(\d+) \w+ per (\d+) seconds", str(limit))
    return int(found[1]) / int(found[2]) if found else 0.0
