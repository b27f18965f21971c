"""The shapes of the facts that a spec states; their values stand in the generated client."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Outcome(StrEnum):
    """What an envelope's code says about the call."""

    SUCCESS = "success"
    REFUSED = "refused"
    """Certainly not processed."""
    UNKNOWN = "unknown"
    """It may have been processed."""


class Code(NamedTuple):
    """One code of the table; `http_statuses` has the usual one first, `remedy` is "" where there is
    nothing to do."""

    code: str
    http_statuses: tuple[int, ...]
    outcome: Outcome
    meaning: str
    meaning_zh: str
    remedy: str
    remedy_zh: str


class RateLimit(NamedTuple):
    """At most `requests` in any `seconds`, counted for each `per` ("User ID", "IP"); every endpoint has
    its own."""

    requests: int
    seconds: int
    per: str


class Records(NamedTuple):
    """Where every movement of a position's margin leaves a record, and which fields of it tell what moved.

    `query` and `match` map the record's names to the adjustment's; `kinds` maps add and reduce to the
    values of `kind_field` that an adjustment's own record has.
    """

    operation_id: str
    query: Mapping[str, str]
    constants: Mapping[str, str]
    match: Mapping[str, str]
    identity: str
    time: str
    change: str
    balance: str
    type_field: str
    type: str
    kind_field: str
    kinds: Mapping[str, tuple[str, ...]]


class State(NamedTuple):
    """Where what was adjusted can be read, and the figure that an adjustment moves one to one."""

    operation_id: str
    query: Mapping[str, str]
    match: Mapping[str, str]
    figure: str


class Evidence(NamedTuple):
    """What proves what became of an adjustment; `records` is None where the exchange keeps none."""

    records: Records | None
    state: State


class Endpoint(NamedTuple):
    """One operation of the spec.

    Attributes:
        moves: Whether it moves margin; else it only reads.
        signed: Whether it needs a key.
        permission: What the key must be allowed to do: "Trade", "Read" or "".
        echoes: The fields of an answer that name what the request named. One that differs speaks of another call:
            any two values where it maps to (), else two of those it maps to ("long" and "short", not "net").
        capitals: The fields of a request whose values the exchange writes in capitals.
        look_first: What to read before sending it again, as a sentence; "" where it moves nothing.
    """

    operation_id: str
    method: str
    path: str
    moves: bool
    signed: bool
    rate_limit: RateLimit
    permission: str
    echoes: Mapping[str, tuple[str, ...]] = {}
    capitals: tuple[str, ...] = ()
    look_first: str = ""
    look_first_zh: str = ""
    evidence: Evidence | None = None


class Region(NamedTuple):
    """A region's REST host; `demo` tells whether demo trading is known to be on the same host."""

    name: str
    url: str
    other_urls: tuple[str, ...]
    demo: bool


class Exchange(NamedTuple):
    """Everything that a call asks of the spec beside its own endpoint."""

    endpoints: Mapping[tuple[str, str], Endpoint]
    codes: Mapping[str, Code]
    signature_headers: tuple[str, ...]
    timestamp_header: str
    max_clock_skew_seconds: int
    """A request whose timestamp is further away from the exchange's clock is refused, so it expires after
    this."""
    user_agent: str
