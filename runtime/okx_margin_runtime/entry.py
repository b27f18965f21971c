"""One adjustment as a journal keeps it."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, cast, get_type_hints

from .call import Call, shown

COLUMNS: Final = (
    "id",
    "account",
    "operation",
    "fields",
    "read_before",
    "begun_at",
    "sent_at",
    "expires_at",
    "attempts",
    "code",
    "outcome",
    "process",
    "verdict",
    "evidence",
)
TABLE: Final = "okx_margin_adjustments"
SETTLED: Final = "outcome IN ('done', 'refused') OR verdict IN ('applied', 'not applied')"
UNDECIDED: Final = "outcome IN ('', 'unknown') AND verdict NOT IN ('applied', 'not applied')"
VERSION: Final = 1
SCHEMA: Final = (
    f"CREATE TABLE {TABLE} (id TEXT PRIMARY KEY, account TEXT NOT NULL, "
    "operation TEXT NOT NULL, fields TEXT NOT NULL, read_before TEXT NOT NULL, "
    "begun_at DOUBLE PRECISION NOT NULL, sent_at DOUBLE PRECISION, expires_at DOUBLE PRECISION, "
    "attempts INTEGER NOT NULL, code TEXT, outcome TEXT NOT NULL, "
    "process TEXT NOT NULL, verdict TEXT NOT NULL, evidence TEXT NOT NULL)",
    f"CREATE INDEX {TABLE}_time ON {TABLE} (account, operation, expires_at)",
    f"CREATE INDEX {TABLE}_undecided ON {TABLE} (begun_at) WHERE {UNDECIDED}",
)
"""Both databases take these words as they stand."""

_FIELDS: Final = COLUMNS.index("fields")
_HOST: Final = socket.gethostname()
_JSON: Final = json.JSONEncoder(default=str).encode  # in ASCII: databases differ in what text they take


class Entry(NamedTuple):
    """What is on disk about one adjustment; all that `resolve` needs, in any process and on any machine.

    Attributes:
        id: The call's.
        account: A hash of API key and environment, never the key.
        operation_id: What was called.
        fields: Its arguments as they went on the wire, by OKX's names.
        before: What was read before it was sent, by figure.
        begun_at, sent_at: Unix seconds by the clock of the machine that sent it.
        expires_at: After which the exchange takes it no more, Unix seconds by the exchange's clock as far as
            the sender knew it; None before it was signed.
        attempts: How many times it was handed to a transport.
        code: OKX's code, where one came.
        outcome: "done", "refused" or "unknown"; "" while it is under way, and for ever where its process
            died.
        process: Where it came from: host and process id.
        verdict: What was found out since: "applied", "not applied", "undecided"; "" where nobody asked.
        evidence: What that rests on, as JSON; "" where nobody asked.
    """

    id: str
    account: str
    operation_id: str
    fields: Mapping[str, Any]
    before: Mapping[str, str]
    begun_at: float
    sent_at: float | None
    expires_at: float | None
    attempts: int
    code: str | None
    outcome: str
    process: str
    verdict: str
    evidence: str

    @property
    def decided(self) -> bool:
        """Whether it is known what became of it: by its outcome, or by what was found out since."""
        return self.outcome in ("done", "refused") or self.verdict in ("applied", "not applied")

    @classmethod
    def of_row(cls, row: Sequence[Any]) -> Entry:
        """The entry that a row of the table holds."""
        return cls(*row)._replace(fields=_held(row[_FIELDS]), before=_held(row[_FIELDS + 1]))

    @classmethod
    def of_call(cls, call: Call) -> Entry:
        """What a journal would hold of `call`."""
        return cls(*row_of(call))._replace(fields=call.fields, before=call.before)


def _held(text: str) -> dict[str, Any]:
    """What a column holds; nothing where somebody else has spoilt it, which proves nothing either way."""
    try:
        held: object = json.loads(text)
    except ValueError:
        return {}
    return cast("dict[str, Any]", held) if isinstance(held, dict) else {}


def row_of(call: Call) -> tuple[Any, ...]:
    """The row for `call` as it stands now."""
    return (
        call.id,
        call.account,
        call.endpoint.operation_id,
        _JSON(call.fields),
        _JSON(call.before),
        time.time(),
        call.sent_at,
        call.expires_at,
        call.attempts,
        call.code and shown(call.code, 40),
        call.outcome,
        f"{_HOST}:{os.getpid()}",
        "",
        "",
    )


Entry.__annotations__.update(get_type_hints(Entry))  # they could not be resolved from there
Entry.__module__ = "okx_margin_client"  # where users import it from
