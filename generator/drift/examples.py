"""The requests and answers in a page's code samples, as JSON values."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qsl, urlsplit

from generator.drift.facts import Json

NOT_JSON = "not JSON"  # stands for an example that a reader can't take as it is

_REQUEST = re.compile(r"(GET|POST|PUT|DELETE)\s+(/\S+)")
_PYTHON = re.compile(r"(import|from)\s+\w")


def read(sample: str) -> tuple[list[Json], str]:
    """The values of a code sample, and what else it says (request lines, comments, other languages' code).

    A request's value is its body, or its query where it has none.
    """
    values: list[Json] = []
    rest: list[str] = []
    lines = sample.splitlines(keepends=True)
    in_python = False
    pending: dict[str, Json] | None = None  # the query of a request whose body may follow
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        at += 1
        if request := _REQUEST.match(line):
            if pending is not None:
                values.append(pending)
            in_python = False
            address = urlsplit(request[2])
            pending = dict(parse_qsl(address.query, keep_blank_values=True)) if request[1] == "GET" else None
            rest.append(f"{request[1]} {address.path}")
        elif _PYTHON.match(line):
            in_python = True
            rest.append(line)
        elif line.startswith(("{", "[")) and not in_python:
            value, left_over, at = _value(lines, at - 1)
            values.append(value)
            rest.append(left_over)
            pending = None
        else:
            rest.append(line)
    if pending is not None:
        values.append(pending)
    return values, "\n".join(rest)


def _value(lines: list[str], at: int) -> tuple[Json, str, int]:
    """The JSON value that begins on line `at`, what is left of its last line, and the next line's number.

    What doesn't parse is left over up to the next request or code.
    """
    text = "".join(lines[at:])
    start = len(text) - len(text.lstrip())
    try:
        value, end = json.JSONDecoder().raw_decode(text, start)
    except ValueError:
        following = range(at + 1, len(lines))
        ends = (n for n in following if _REQUEST.match(lines[n].strip()) or _PYTHON.match(lines[n].strip()))
        end_line = next(ends, len(lines))
        return NOT_JSON, "".join(lines[at:end_line]), end_line
    return value, text[end:].partition("\n")[0], at + text.count("\n", 0, end) + 1
