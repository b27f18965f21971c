"""What a page or the spec says of one endpoint, fact by fact, in one shape that goes into YAML as it is."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

# where → fact → value. where is "endpoint", "request", "response", or one of the last two and a field's path:
# "request posSide", "response details.ccy". A fact that the page doesn't state is absent.
Facts: TypeAlias = dict[str, dict[str, Json]]

LANGUAGES: tuple[str, str] = ("english", "chinese")

STRUCK, EXAMPLES, BROKEN, TEXT = "struck out", "examples", "examples against the schema", "text"
# In the order of a report.
FACTS = (
    *("request line", "rate limit", "limit rule", "permission", "amounts", "type", "required", "enum"),
    *("default", STRUCK, EXAMPLES, BROKEN, TEXT),
)
# Read as words and recorded as hashes; compared with what they were, never with the other language's.
HASHED = (STRUCK, EXAMPLES, TEXT)


class UnreadableError(Exception):
    """A page that can't be read as an endpoint's; says where it came from and what is missing."""


def stands(facts: Facts, where: str) -> bool:
    """Whether a page has something there that it didn't strike through as a whole."""
    return where in facts and facts[where].keys() != {STRUCK}


def hashes(value: Json) -> dict[str, str]:
    """Each sentence of a text, or example, by eight hex digits; spacing, punctuation, markup don't count."""
    if isinstance(value, list):
        pieces = [
            one if isinstance(one, str) else json.dumps(one, ensure_ascii=False, sort_keys=True)
            for one in value
        ]
    else:
        pieces = re.split(r"\n|(?<=[。！？；])|(?<=[.!?;])\s", str(value or ""))
    words = {
        piece: "".join(re.findall(r"[\w.%<>=≥≤/+-]", piece.lstrip(" -*•"))).rstrip(".") for piece in pieces
    }
    return {
        hashlib.sha256(word.encode()).hexdigest()[:8]: piece.strip() for piece, word in words.items() if word
    }


def recorded(facts: Facts) -> Facts:
    """Facts as they are recorded: hashes in place of words."""
    return {
        where: {
            fact: [*hashes(value)] if fact in HASHED else value
            for fact, value in found.items()
            if fact != BROKEN
        }
        for where, found in facts.items()
    }
