"""What became of an adjustment of unknown outcome: found out by reads alone, never by sending it again."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple, Protocol, get_type_hints

from . import reasons
from .entry import Entry
from .errors import OkxMarginError
from .evidence import Adjustment, Finding, Shown, by_figure, by_records
from .facts import Endpoint, Evidence, Records, State
from .reasons import Reason
from .records import (
    Item,
    Movement,
    UnreadableError,
    change_of,
    decimal,
    figure_of,
    matches,
    movements,
    position,
    relevant,
)
from .steps import Steps, Wait

_BESIDE_SECONDS: Final = 300.0
"""Our own calls since so long before are counted; no request lives a third of it."""
_MOST_PAGES: Final = 100
_PAUSES: Final = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds from one look to the next; records mostly appear at once."""


class Certainty(NamedTuple):
    """What only the user can know of the account, and how long to wait for records.

    Attributes:
        sole_actor: Nobody outside this journal (another bot, a person in the app) moves the same amounts of
            the same instruments. A record says what moved and not who moved it: without this promise one that
            fits proves nothing.
        figure_moves: Where nothing is recorded, the figure that is read instead moves with every adjustment.
        grace: Seconds after a request has expired in which it may still be processed and recorded.
    """

    sole_actor: bool = False
    figure_moves: bool = False
    grace: float = 15.0


class ReadBefore(NamedTuple):
    """A figure as it stood before a call.

    Attributes:
        figure: What was read.
        start, end: Between which times it was, by the exchange's clock.
        includes: The ids of our calls that had been done by then.
    """

    figure: Decimal | None
    start: float
    end: float
    includes: tuple[str, ...] = ()

    @classmethod
    def of_strings(cls, before: Mapping[str, str], figure: str) -> ReadBefore:
        """What `as_strings` gave; where nothing was read, one that says so."""
        start, end = float(before.get("read_from", "nan")), float(before.get("read_until", "nan"))
        return cls(decimal(before.get(figure)), start, end, tuple(before.get("includes", "").split()))

    def as_strings(self, figure: str) -> dict[str, str]:
        """For `Call.before`."""
        times = {"read_from": str(self.start), "read_until": str(self.end)}
        return {figure: str(self.figure), **times, "includes": " ".join(self.includes)}


class Resolution(NamedTuple):
    """What was found out about one adjustment, and why.

    Attributes:
        verdict: "applied", "not applied" or "undecided".
        reason, reason_zh: Why; where it is undecided, also what to look at.
        decided_at: When, in Unix seconds by the exchange's clock; None where that could not be read.
        reads: How many times the exchange was asked.
        records: The records that may be the adjustment's own, as the exchange showed them.
        figure: The position's margin, or the bot's figure, when last read; None where it could not be.
        window: Between which times it can have been processed, Unix seconds by the exchange's clock; None
            where nobody knows.
    """

    verdict: str
    reason: str
    reason_zh: str
    decided_at: float | None = None
    reads: int = 0
    records: tuple[Item, ...] = ()
    figure: Decimal | None = None
    window: tuple[float, float] | None = None

    @property
    def applied(self) -> bool | None:
        """True, False, or None where it is undecided."""
        return {"applied": True, "not applied": False}.get(self.verdict)

    @classmethod
    def of_json(cls, text: str) -> Resolution:
        """What `as_json` gave."""
        held = json.loads(text)
        window = held["window"]
        return cls(
            held["verdict"],
            held["reason"],
            held["reason_zh"],
            held["decided_at"],
            held["reads"],
            tuple(held["records"]),
            decimal(held["figure"]),
            (window[0], window[1]) if window else None,
        )

    def as_json(self) -> str:
        """For a journal or a log; figures as text."""
        held = {**self._asdict(), "records": [dict(record) for record in self.records]}
        return json.dumps(held, ensure_ascii=False, default=str)


Resolution.__annotations__.update(get_type_hints(Resolution))  # they could not be resolved from there
Resolution.__module__ = "okx_margin_client"  # where users import it from


class Reader(Protocol):
    """How the exchange, and what we know of ourselves, is read."""

    def read(self, operation_id: str, query: Mapping[str, str], /) -> Steps[Sequence[Item]]:
        """The items of one read. Raises OkxMarginError."""
        ...

    def beside(self, entry: Entry, seconds: float, /) -> Steps[Sequence[Entry]]:
        """Our other adjustments of that account and operation within `seconds`. Raises OkxMarginError."""
        ...


def resolve(
    entry: Entry,
    endpoint: Endpoint | None,
    reader: Reader,
    certainty: Certainty,
    *,
    skew: float,
    deadline: float,
    monotonic: Callable[[], float] = time.monotonic,
) -> Steps[Resolution]:
    """The verdict on `entry`, after as many looks as it takes.

    A request can be processed only while the exchange's clock is within `skew` of its timestamp. So the time
    in which it was, if it was, is known by that clock alone: one of ours that was wrong, or was corrected
    since, changes nothing.

    Args:
        deadline: By `monotonic`: when to give up waiting.
    """
    if entry.outcome in ("done", "refused"):
        done = entry.outcome == "done"
        return _resolution("applied" if done else "not applied", reasons.DONE if done else reasons.REFUSED)
    if entry.verdict in ("applied", "not applied"):
        return Resolution.of_json(entry.evidence)
    evidence = endpoint.evidence if endpoint else None
    if endpoint is None or evidence is None or entry.expires_at is None:
        return _resolution("undecided", reasons.NO_EVIDENCE if evidence is None else reasons.NO_TIME)
    search = _Search(entry, endpoint, evidence, reader, certainty, skew, entry.expires_at)
    ahead: float | None = None  # the exchange's clock before `monotonic`
    finding = Finding("undecided", reasons.UNREACHABLE, may_change=True)
    looks = 0
    while True:
        pause = _PAUSES[min(looks, len(_PAUSES) - 1)]
        looks += 1
        try:
            if ahead is None:
                ahead = (yield from search.exchange_time()) - monotonic()
            finding = yield from search.look(ahead + monotonic())
        except UnreadableError:
            finding = Finding("undecided", reasons.UNREADABLE, may_change=True)
        except OkxMarginError:
            pause = min(pause, _PAUSES[1])
        now = monotonic()
        left = deadline - now
        if not finding.may_change or left <= 0:
            at = None if ahead is None else ahead + now
            return search.resolution(finding, at)
        if ahead is not None and (due := search.due - ahead - now) > 0:
            pause = min(pause, due)
        yield Wait(min(pause, left))


class _Search:
    """The looks at one entry."""

    def __init__(
        self,
        entry: Entry,
        endpoint: Endpoint,
        evidence: Evidence,
        reader: Reader,
        certainty: Certainty,
        skew: float,
        expires_at: float,
    ) -> None:
        self._entry = entry
        self._evidence = evidence
        self._reader = reader
        self._certainty = certainty
        self._skew = skew
        self._reads = 0
        self._figure: Decimal | None = None
        self.due: Final = expires_at + certainty.grace
        """From when on the request cannot be processed any more and its record must be there."""
        self._ours = self._adjustment(entry, expires_at)
        self._sides = _sides(endpoint, evidence, entry)
        self._before = ReadBefore.of_strings(entry.before, evidence.state.figure)

    def exchange_time(self) -> Steps[float]:
        """The exchange's clock, in Unix seconds."""
        clock = self._evidence.clock
        items = yield from self._reader.read(clock.operation_id, {})
        milliseconds = decimal(items[0].get(clock.time)) if items else None
        if milliseconds is None:
            raise UnreadableError(clock.operation_id)
        return float(milliseconds) / 1000

    def look(self, now: float) -> Steps[Finding]:
        """What one look shows; it begins at `now` by the exchange's clock."""
        self._figure = None
        state, records = self._evidence.state, self._evidence.records
        shown = relevant((yield from self._read(state)), state)
        item = position(shown, state, self._entry.fields)
        self._figure = figure_of(item, state)
        if records is None:
            before = self._before
            return by_figure(
                self._ours,
                (yield from self._others(state.match, now)),
                before.figure,
                (before.start, before.end),
                self._figure,
                now,
                alone=self._certainty.sole_actor,
                settled=now >= self.due,
            )
        beside = [
            figure_of(other, state) or Decimal()
            for other in shown
            if other is not item and matches(other, records.match, self._entry.fields)
        ]
        beside += [Decimal()] * (self._sides - 1 - len(beside))  # a side that was closed is not shown
        changed = decimal(item.get(state.time)) if item else None
        changed_at = None if changed is None else float(changed) / 1000
        return (yield from self._by_records(records, Shown((), self._figure, beside, changed_at), now))

    def resolution(self, finding: Finding, at: float | None) -> Resolution:
        found = _resolution(finding.verdict, finding.reason)
        window = (self._ours.start, self._ours.end)
        return found._replace(
            decided_at=at, reads=self._reads, records=finding.shown, figure=self._figure, window=window
        )

    def _by_records(self, records: Records, shown: Shown, now: float) -> Steps[Finding]:
        """Pages of records, the newest first, as far back as the verdict needs them."""
        fields, since = self._entry.fields, self._ours.start
        others: list[Adjustment] | None = None
        items, oldest = list[Item](), ""
        while True:
            page = yield from self._read(records, {records.after: oldest} if oldest else {})
            items += page
            moved = movements(items, records, fields, str(fields.get(self._evidence.direction)))
            if others is None:  # after the records: whoever made one of them had written it down before
                found = yield from self._others(records.match, now)
                others = [other for other in found if other.end >= self._ours.start]
                since = min([since, *(other.start for other in others)])
            last = str(page[-1].get(records.identity) or "") if page else ""
            ended = not records.after or not last or last == oldest or len(items) > _MOST_PAGES * len(page)
            oldest = last
            if ended or (moved and moved[-1].at < since):
                finding = by_records(
                    self._ours,
                    others,
                    shown._replace(moved=moved, anchor=self._anchor(moved)),
                    alone=self._certainty.sole_actor,
                    settled=now >= self.due,
                )
                if ended or not finding.older:
                    return finding

    def _anchor(self, moved: Sequence[Movement]) -> Decimal | None:
        before = self._before
        near = any(before.start - 1 <= movement.at <= before.end + 1 for movement in moved)
        return None if near else before.figure

    def _read(self, what: Records | State, more: Mapping[str, str] = {}) -> Steps[Sequence[Item]]:
        fields = self._entry.fields
        query = {name: str(fields[field]) for name, field in what.query.items() if fields.get(field)}
        self._reads += 1
        return (yield from self._reader.read(what.operation_id, {**query, **what.constants, **more}))

    def _others(self, match: Mapping[str, str], now: float) -> Steps[list[Adjustment]]:
        """Our other adjustments, until now, that can have moved the same thing."""
        seconds = max(0.0, now - self.due) + _BESIDE_SECONDS
        entries = yield from self._reader.beside(self._entry, seconds)
        mine = {field: self._entry.fields.get(field) for field in match.values()}
        return [
            self._adjustment(other, other.expires_at)
            for other in entries
            if other.outcome != "refused" and other.verdict != "not applied"
            if other.expires_at is not None and other.id not in self._before.includes
            if all(mine[f] == other.fields.get(f) for f in mine if mine[f] and other.fields.get(f))
        ]

    def _adjustment(self, entry: Entry, expires_at: float) -> Adjustment:
        before = ReadBefore.of_strings(entry.before, self._evidence.state.figure)
        named = self._evidence.state.match.values()
        signed_after = before.start if before.figure is not None else float("-inf")
        return Adjustment(
            change_of(entry.fields, self._evidence),
            max(expires_at - 2 * self._skew, signed_after),
            expires_at + self._certainty.grace,
            True if entry.outcome == "done" or entry.verdict == "applied" else None,
            any(self._value(entry, field) != self._value(self._entry, field) for field in named),
            self._certainty.figure_moves
            and not any(entry.fields.get(n) == v for n, v in self._evidence.state.doubtful.items()),
        )

    @staticmethod
    def _value(entry: Entry, field: str) -> object:
        return entry.fields.get(field) or None


def _sides(endpoint: Endpoint, evidence: Evidence, entry: Entry) -> int:
    """How many positions of the instrument there can be beside one another: as many as exclude each other."""
    sides = 1
    for name in evidence.state.match.values():
        exclusive = endpoint.echoes.get(name, ())
        if entry.fields.get(name) in exclusive:
            sides = max(sides, len(exclusive))
    return sides


def _resolution(verdict: str, reason: Reason) -> Resolution:
    return Resolution(verdict, reason.en, reason.zh)
