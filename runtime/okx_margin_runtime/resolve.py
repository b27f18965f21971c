"""What became of an adjustment of unknown outcome: found out by reads alone, never by sending it again."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple, Protocol

from . import reasons
from .entry import Entry
from .errors import OkxMarginError
from .evidence import Adjustment, Finding, Shown, by_figure, by_records
from .facts import Endpoint, Evidence, Records, State
from .records import (
    Item,
    UnreadableError,
    change_of,
    decimal,
    exactly,
    figure_of,
    matches,
    movements,
    position,
    relevant,
)
from .resolution import ReadBefore, Resolution
from .steps import Steps, Wait

_AGAIN: Final = (0.1, 1.0)
"""Seconds after which a read that failed is made again, so often."""
_MOST_PAGES: Final = 100
_APART: Final = 1.0
"""Seconds by which the exchange's own machines may differ: the one that checks a timestamp, the one that records."""
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
        return Resolution.of("applied" if done else "not applied", reasons.DONE if done else reasons.REFUSED)
    if entry.verdict in ("applied", "not applied"):
        return Resolution.of_json(entry.verdict, entry.evidence)
    evidence = endpoint.evidence if endpoint else None
    if endpoint is None or evidence is None or entry.expires_at is None:
        return Resolution.of("undecided", reasons.NO_EVIDENCE if evidence is None else reasons.NO_TIME)
    search = _Search(
        entry, endpoint, evidence, reader, certainty, skew, entry.expires_at, lambda: deadline - monotonic()
    )
    ahead: float | None = None  # the exchange's clock before `monotonic`
    finding = Finding(reasons.UNREACHABLE)
    looks = 0
    while True:
        pause = _PAUSES[min(looks, len(_PAUSES) - 1)]
        looks += 1
        try:
            if ahead is None:
                ahead = (yield from search.exchange_time()) - monotonic()
            finding = yield from search.look(ahead + monotonic())
        except UnreadableError:
            finding = Finding(reasons.UNREADABLE, may_change=True)
        except OkxMarginError as failure:
            if monotonic() < deadline:  # a look that the deadline itself has cut says nothing new
                finding = Finding(reasons.UNREACHABLE.after(failure), may_change=True)
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
        left: Callable[[], float],
    ) -> None:
        self._entry = entry
        self._evidence = evidence
        self._reader = reader
        self._certainty = certainty
        self._skew = skew
        self._left = left
        self._direction = str(entry.fields.get(evidence.direction))
        self._reads = 0
        self._figure: Decimal | None = None
        self._earliest = expires_at - 2 * skew - _APART
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
            raise UnreadableError
        return float(milliseconds) / 1000

    def look(self, now: float) -> Steps[Finding]:
        """What one look shows; it begins at `now` by the exchange's clock."""
        self._figure = None
        state, records = self._evidence.state, self._evidence.records
        shown = relevant((yield from self._read(state)), state)
        item = position(shown, state, self._entry.fields)
        self._figure = figure_of(item, state)
        if records is None:
            since = min(self._ours.start, self._before.start) if self._before else self._ours.start
            return exactly(
                by_figure,
                self._ours,
                (yield from self._others(state.match, now, since)),
                self._before,
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
        found = Resolution.of(finding.verdict, finding.reason)
        window = (self._ours.start, self._ours.end)
        return found._replace(
            decided_at=at, reads=self._reads, records=finding.shown, figure=self._figure, window=window
        )

    def _by_records(self, records: Records, shown: Shown, now: float) -> Steps[Finding]:
        """Records and our own calls, the newest first, as far back as the verdict needs them."""
        known_since = self._ours.start
        others: list[Adjustment] | None = None
        items, oldest = list[Item](), ""
        while True:
            page = yield from self._read(records, {records.after: oldest} if oldest else {})
            items += page
            moved = movements(items, records, self._entry.fields, self._direction)
            last = str(page[-1].get(records.identity) or "") if page else ""
            ended = not records.after or not last or last == oldest or len(items) > _MOST_PAGES * len(page)
            oldest = last
            if others is None:  # after the records: whoever made one of them had written it down before
                others = yield from self._others(records.match, now, known_since)
            while ended or (moved and moved[-1].at < min([known_since, *(other.start for other in others)])):
                finding = exactly(
                    by_records,
                    self._ours,
                    others,
                    shown._replace(moved=moved),
                    known_since=known_since,
                    alone=self._certainty.sole_actor,
                    settled=now >= self.due,
                )
                if finding.since is None:
                    if ended or not finding.older:
                        return finding
                    break
                known_since = finding.since
                others = yield from self._others(records.match, now, known_since)

    def _read(self, what: Records | State, more: Mapping[str, str] = {}) -> Steps[Sequence[Item]]:
        fields = self._entry.fields
        query = {name: str(fields[field]) for name, field in what.query.items() if fields.get(field)}
        query = {**query, **what.constants, **more}
        for pause in _AGAIN:
            self._reads += 1
            try:
                return (yield from self._reader.read(what.operation_id, query))
            except OkxMarginError:  # one look may need many reads
                if self._left() < pause:
                    raise
                yield Wait(pause)
        self._reads += 1
        return (yield from self._reader.read(what.operation_id, query))

    def _others(self, match: Mapping[str, str], now: float, since: float) -> Steps[list[Adjustment]]:
        """Our other adjustments, until now, that can have moved the same thing since then."""
        entries = yield from self._reader.beside(self._entry, max(self.due - since, now - self._earliest))
        mine = {field: self._entry.fields.get(field) for field in match.values()}
        found = [
            self._adjustment(other, other.expires_at)
            for other in entries
            if other.outcome != "refused" and other.verdict != "not applied"
            if other.expires_at is not None and not (self._before and other.id in self._before.includes)
            if all(mine[f] == other.fields.get(f) for f in mine if mine[f] and other.fields.get(f))
        ]
        return [other for other in found if other.end >= since]

    def _adjustment(self, entry: Entry, expires_at: float) -> Adjustment:
        before = ReadBefore.of_strings(entry.before, self._evidence.state.figure)
        named, earliest = self._evidence.state.match.values(), expires_at - 2 * self._skew
        return Adjustment(
            change_of(entry.fields, self._evidence),
            max(earliest, before.start) - _APART if before else earliest - _APART,
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
