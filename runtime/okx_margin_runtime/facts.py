"""The shapes of the facts that a spec states; their values stand in the generated client."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Outcome(StrEnum):
    """What an envelope's code says about the call."""

    __module__ = "okx_margin_client"  # where users import it from

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


Code.__module__ = "okx_margin_client"  # where users import it from


class RateLimit(NamedTuple):
    """At most `requests` in any `seconds`, counted for each `per` ("User ID", "IP"); every endpoint has
    its own."""

    requests: int
    seconds: int
    per: str


class Records(NamedTuple):
    """Where every movement of a position's margin leaves a record, and which fields of it tell what moved.

    Attributes:
        operation_id: The read that lists them, newest first.
        query: Its query names, each with the adjustment's field that it takes its value from.
        constants: Query names with the one value that is always sent.
        match: A record's names, each with the adjustment's field that it must equal where both have a value.
        identity: Tells records apart.
        time: Milliseconds of the Unix epoch, by the exchange's clock.
        change: What the margin moved by, signed.
        balance: The margin afterwards.
        type_field, type: What an adjustment's own record says it is; others (fills, fees) say something else.
        kind_field, kinds: For each direction, the values of `kind_field` that its own record may have.
        after: The query's name for "older than this identity"; "" where the read has no pages.
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
    after: str = ""


class State(NamedTuple):
    """Where what was adjusted can be read, and the figure that an adjustment moves one to one.

    Attributes:
        operation_id: The read that shows it.
        query: Its query names, each with the adjustment's field that it takes its value from.
        match: An item's names, each with the adjustment's field that it must equal where both have a value.
        figure: The item's name for the figure.
        constants: Query names with the one value that is always sent.
        where: An item's names with the one value that counts ("isolated"); other items are others' business.
        doubtful: An adjustment's fields with the value for which nobody has seen what the figure does.
        time: The item's name for when it last changed, in milliseconds; "" where it does not say.
    """

    operation_id: str
    query: Mapping[str, str]
    match: Mapping[str, str]
    figure: str
    constants: Mapping[str, str] = {}
    where: Mapping[str, str] = {}
    doubtful: Mapping[str, object] = {}
    time: str = ""


class Clock(NamedTuple):
    """Where the exchange tells its own time: the read, and its field, milliseconds of the Unix epoch."""

    operation_id: str
    time: str


class Evidence(NamedTuple):
    """What proves what became of an adjustment.

    Attributes:
        records: None where the exchange keeps none.
        state: Where the figure stands that it moves.
        amount: The adjustment's field that says how much.
        direction: The adjustment's field that says which way.
        signs: The values of that field: 1 where the figure rises, -1 where it falls.
        clock: By which the exchange decides whether a request has expired.
    """

    records: Records | None
    state: State
    amount: str
    direction: str
    signs: Mapping[str, int]
    clock: Clock


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

    def __repr__(self) -> str:
        return "Exchange(...)"  # it stands among the locals of every traceback
