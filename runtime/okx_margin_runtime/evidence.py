"""What the exchange's records and figures prove about one adjustment. Pure: data in, a finding out.

Two rules hold everywhere. A verdict is given only where every other explanation is impossible; and what
cannot be read counts against a verdict, never for one. To be called with enough digits (`records.exactly`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from . import reasons
from .reasons import Reason
from .records import Item, Movement, near
from .resolution import ReadBefore

_MOST_OPEN: Final = 10
"""So many undecided adjustments are told apart by their sums; more are not."""


class Finding(NamedTuple):
    """What was found so far.

    Attributes:
        reason: Why.
        verdict: "applied", "not applied" or "undecided".
        may_change: Whether reading again later can change it.
        older: Whether older records than those read are needed.
        since: From when on our other adjustments must be known first; None where those that are suffice.
        shown: The records that may be the adjustment's own.
    """

    reason: Reason
    verdict: str = "undecided"
    may_change: bool = False
    older: bool = False
    since: float | None = None
    shown: tuple[Item, ...] = ()


class Adjustment(NamedTuple):
    """One adjustment of ours, the one in question or one beside it.

    Attributes:
        change: What it moves the figure by, signed; None where its amount is no number (a percentage).
        start, end: Where it was processed, that was between these, in seconds by the exchange's clock.
        applied: True where it certainly was, None where nobody knows.
        beside: Whether it is of another position than the one in question.
        shows: Whether the figure is known to move by it, once it is applied.
    """

    change: Decimal | None
    start: float
    end: float
    applied: bool | None
    beside: bool = False
    shows: bool = True


class Shown(NamedTuple):
    """What the exchange shows of an instrument.

    Attributes:
        moved: The movements of all its positions, newest first.
        figure: The margin now of the position in question; None where there is none.
        beside: The margins now of the others; nothing for one that is not there.
        changed_at: When that position last changed, in seconds by the exchange's clock; None where it does not say.
    """

    moved: Sequence[Movement]
    figure: Decimal | None
    beside: Sequence[Decimal] = ()
    changed_at: float | None = None


def by_records(
    ours: Adjustment,
    others: Sequence[Adjustment],
    shown: Shown,
    *,
    known_since: float,
    alone: bool,
    settled: bool,
) -> Finding:
    """What records prove.

    Args:
        ours: The one in question.
        others: Ours that may have moved the same instrument's margin since `known_since`; none that was refused.
        shown: What the exchange shows.
        known_since: At the latest the first moment at which the one in question can have been processed.
        alone: Whether nobody else moves the same amounts.
        settled: Whether the request had expired and its record was due when this was read.
    """
    asked = ours.change
    if asked is None:
        return Finding(reasons.NO_AMOUNT)
    candidates = [m for m in shown.moved if ours.start <= m.at <= ours.end and _may_be(m.change, asked)]
    exact = [m for m in candidates if m.kind and m.change == asked]
    items = tuple(m.item for m in candidates)
    if alone and exact and not _all_explained(exact, others):
        return Finding(reasons.RECORD_FOUND, "applied", shown=items)
    if not settled:
        return Finding(reasons.NOT_DUE, may_change=True, shown=items)
    needed = _needed(candidates, others, shown.moved)
    if needed is None:
        return Finding(reasons.OWN_RECORD_MISSING, may_change=True, shown=items)
    under_way = any(other.applied is None for other in others)
    if not needed:
        inexact = reasons.ROUNDED if len(exact) < len(candidates) else None
        reason = inexact or (reasons.SAME_BY_US if alone else reasons.SAME_BY_OTHERS)
        return Finding(reason, may_change=under_way, shown=items)
    # A record that is counted for another position may be of this one: then neither may lack any.
    borrowed = any(_explains(other, m) for other in others if other.beside for m in candidates)
    # Where records are counted for others of ours, none may be missing that can be theirs.
    counted = [other.start for other in others if candidates and other.end >= ours.start]
    chain = _chain(shown, min([ours.start, *counted]), every=borrowed)
    if isinstance(chain, Finding):
        gone = shown.figure is None and not chain.older
        return chain._replace(reason=reasons.POSITION_GONE if gone else chain.reason, shown=items)
    # Two that are missing may cancel each other.
    if shown.changed_at is None or shown.changed_at >= ours.start:
        if chain < known_since:
            return Finding(reasons.NO_ANCHOR, since=chain)
        if not (alone and _told_apart(-asked, others)):
            return Finding(reasons.MAY_CANCEL, may_change=alone, shown=items)
    return Finding(reasons.CHAIN_WHOLE, "not applied", shown=items)


def by_figure(
    ours: Adjustment,
    others: Sequence[Adjustment],
    before: ReadBefore | None,
    now: Decimal | None,
    now_at: float,
    *,
    alone: bool,
    settled: bool,
) -> Finding:
    """What a figure proves that nothing but adjustments moves, read before the call and again after `now_at`."""
    if ours.change is None:
        return Finding(reasons.NO_AMOUNT)
    if before is None:
        return Finding(reasons.NOTHING_BEFORE)
    if not alone:
        return Finding(reasons.OTHERS_MAY_MOVE_IT)
    if not settled:
        return Finding(reasons.NOT_DUE, may_change=True)
    if now is None:
        return Finding(reasons.FIGURE_GONE)
    rest, open_changes = now - before.figure, list[Decimal]()
    for other in others:
        if other.end < before.start:
            continue  # the reading before had it already
        if other.change is None:
            return Finding(reasons.NO_AMOUNT_BESIDE)
        if other.applied and other.shows and other.start > before.end and other.end < now_at:
            rest -= other.change
        else:
            open_changes.append(other.change)
    if len(open_changes) > _MOST_OPEN:
        return Finding(reasons.SAME_BY_US, may_change=True)
    sums = _sums(open_changes)
    with_ours, without = rest - ours.change in sums, rest in sums
    if with_ours == without:
        return Finding(reasons.SAME_BY_US if without else reasons.NO_SUM, may_change=True)
    if with_ours:
        return Finding(reasons.FIGURE_MOVED, "applied")
    if not ours.shows:
        return Finding(reasons.NOTHING_SHOWN)
    return Finding(reasons.FIGURE_STAYED, "not applied")


def _sums(changes: Iterable[Decimal]) -> set[Decimal]:
    """What any of these can come to together, none of them included."""
    sums = {Decimal()}
    for change in changes:
        sums |= {each + change for each in sums}
    return sums


def _told_apart(change: Decimal, others: Sequence[Adjustment]) -> bool:
    """Whether no undecided ones of `others` can have come to `change` together."""
    undecided = [other.change for other in others if not other.applied]
    known = [each for each in undecided if each is not None]
    if len(known) < len(undecided):
        return False
    if sum(abs(each) for each in known if each.is_signed() is change.is_signed()) < abs(change):
        return True  # all that went that way did not go so far
    return len(known) <= _MOST_OPEN and change not in _sums(known)


def _may_be(change: Decimal, asked: Decimal) -> bool:
    return change == asked or near(asked, change)


def _explains(other: Adjustment, movement: Movement) -> bool:
    if not other.start <= movement.at <= other.end:
        return False
    return other.change is None or _may_be(movement.change, other.change)


def _all_explained(records: Sequence[Movement], others: Sequence[Adjustment]) -> bool:
    """Whether each of `records` can be another adjustment's of ours, no two of them the same one's."""
    return _pairs([[i for i, other in enumerate(others) if _explains(other, r)] for r in records])


def _needed(
    candidates: Sequence[Movement], others: Sequence[Adjustment], moved: Sequence[Movement]
) -> bool | None:
    """Whether ours that were applied need every candidate; None where one of them has no record."""
    applied = [other for other in others if other.applied]
    if not candidates and not applied:
        return True

    def have_theirs(without: Movement | None) -> bool:
        left = [m for m in moved if m is not without]
        return _pairs([[i for i, m in enumerate(left) if _explains(other, m)] for other in applied])

    if not have_theirs(None):
        return None
    return not any(have_theirs(candidate) for candidate in candidates)


def _pairs(choices: Sequence[Sequence[int]]) -> bool:
    """Whether everyone can be given one of their choices, each choice to one only (Kuhn's algorithm)."""
    given: dict[int, int] = {}

    def give(who: int, refused: set[int]) -> bool:
        for choice in choices[who]:
            if choice not in refused:
                refused.add(choice)
                if choice not in given or give(given[choice], refused):
                    given[choice] = who
                    return True
        return False

    return all(give(who, set()) for who in range(len(choices)))


def _chain(shown: Shown, start: float, *, every: bool) -> Finding | float:
    """What breaks the chain of balances from now back to before `start`; where it is whole, when it begins.

    Nothing in a record says which position it moved: its balance does, being what the next one of that position
    starts from. So the records are followed back from the margins that stand now, the first of them that of the
    position in question. Where another stood at the same a record could be of either, and then all of them must
    be followed to before `start`: their sum is right even where they were taken for one another.
    """
    heads = [shown.figure or Decimal(), *shown.beside]
    anchored = [False] * len(heads)
    for movement in shown.moved:
        fitting = [i for i, head in enumerate(heads) if head == movement.balance]
        if not fitting:
            return Finding(reasons.CHAIN_BROKEN, may_change=True)
        every = every or (len(fitting) > 1 and 0 in fitting)
        chosen = max(fitting, key=lambda i: anchored[i])
        heads[chosen] -= movement.change
        anchored[chosen] = anchored[chosen] or movement.at < start
        if all(anchored) if every else anchored[0]:
            return movement.at
    return Finding(reasons.NO_ANCHOR, older=True)
