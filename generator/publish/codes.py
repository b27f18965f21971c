"""The table of error codes, as JSON for programs and as CSV for spreadsheets, in both languages."""

from __future__ import annotations

import csv as standard_csv
import io
from typing import Any

from generator.spec import Spec

COLUMNS = ("code", "http", "outcome", "endpoints", "meaning", "meaning_zh", "remedy", "remedy_zh")


def table(spec: Spec) -> dict[str, Any]:
    """Version and codes in the spec's order; an empty `endpoints` means any, an empty remedy none."""
    return {"version": spec["info"]["version"], "codes": _rows(spec)}


def csv(spec: Spec) -> bytes:
    """The same rows as RFC 4180 says; statuses and endpoints are separated by spaces.

    UTF-8 with a byte order mark, without which Excel in China takes it for GBK.
    """
    text = io.StringIO(newline="")
    writer = standard_csv.writer(text)
    writer.writerow(COLUMNS)
    for row in _rows(spec):
        cells = row.values()
        writer.writerow(" ".join(map(str, cell)) if isinstance(cell, list) else cell for cell in cells)
    return text.getvalue().encode("utf-8-sig")


def _rows(spec: Spec) -> list[dict[str, str | list[int] | list[str]]]:
    empty: dict[str, Any] = {"endpoints": [], "remedy": "", "remedy_zh": ""}
    entries: dict[str, dict[str, Any]] = spec["x-okx-codes"]
    rows = [{**empty, **entry, "code": code} for code, entry in entries.items()]
    return [{column: row[column] for column in COLUMNS} for row in rows]
