"""What a page or the spec says of one endpoint, fact by fact, in one shape that goes into YAML as it is."""

from __future__ import annotations

import hashlib
import re
from typing import TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

# where → fact → value. where is "endpoint", "request", "response", or one of the last two and a field's path:
# "request posSide", "response details.ccy". A fact that the page doesn't state is absent.
Facts: TypeAlias = dict[str, dict[str, Json]]

LANGUAGES: tuple[str, str] = ("english", "chinese")

# In the order of a report. Texts are compared with what they were, never with each other: they are hashes.
FACTS = (
    "request line",
    "rate limit",
    "limit rule",
    "permission",
    "amounts",
    "type",
    "required",
    "enum",
    "default",
    "examples",
    "examples against the schema",
    "text",
)


class UnreadableError(Exception):
    """A page that can't be read as an endpoint's; says where it came from and what is missing."""


def text_hash(text: str) -> str | None:
    """Twelve hex digits for a text's words and figures; spacing, punctuation and markup don't count."""
    words = "".join(re.findall(r"[\w.%<>=≥≤/+-]", text))
    return hashlib.sha256(words.encode()).hexdigest()[:12] if words else None
