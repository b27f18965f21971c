"""The requests and answers in a page's code samples, as JSON values."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qsl, urlsplit

from generator.drift.facts import Json

_REQUEST = re.compile(r"(GET|POST|PUT|DELETE)\s+(/\S+)")
_PYTHON = re.compile(r"^(import|from)\s+\w", re.MULTILINE)


def read(sample: str) -> list[Json]:
    """The values of a code sample. What is no JSON stays as it stands; Python says nothing of the endpoint.

    A request's value is its body, or its query where it has none.
    """
    values: list[Json] = []
    text = sample[: found.start()] if (found := _PYTHON.search(sample)) else sample
    pending: dict[str, Json] | None = None  # the query of a request whose body may follow
    while text := text.lstrip():
        end = len(text.partition("\n")[0])
        if request := _REQUEST.match(text):
            values += [] if pending is None else [pending]
            query = parse_qsl(urlsplit(request[2]).query, keep_blank_values=True)
            pending = dict(query) if request[1] == "GET" else None
        elif text[0] in "{[":
            try:
                value, end = json.JSONDecoder().raw_decode(text)
            except ValueError:  # such as one with dots in it for what is left out
                value, end = text.strip(), len(text)
            values.append(value)
            pending = None
        text = text[end:]
    return values if pending is None else [*values, pending]
