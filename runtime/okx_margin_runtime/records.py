"""What the exchange's answers say about movements and margins, as numbers. What lacks is never guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Context, Decimal, InvalidOperation, localcontext
from typing import Any, Final, NamedTuple, ParamSpec, TypeAlias, TypeVar

from .facts import Evidence, Records, State

Item: TypeAlias = Mapping[str, object]
Given = ParamSpec("Given")
Value = TypeVar("Value")

_LONGEST: Final = 100
"""Characters of a figure; and no digit of it stands further than half as many places from the point."""
_EXACT: Final = Context(prec=4 * _LONGEST)


class Movement(NamedTuple):
    """One record that moved the margin of a position."""

    at: float
    change: Decimal
    balance: Decimal
    kind: bool
    """Whether it is the record of an adjustment in the direction of the one in question."""
    item: Item


class UnreadableError(Exception):
    """An answer lacks what a verdict would rest on."""


def exactly(calculation: Callable[Given, Value], *args: Given.args, **named: Given.kwargs) -> Value:
    """What `calculation` returns: no digit is lost, whatever precision the user's program has chosen for its own."""
    with localcontext(_EXACT):
        return calculation(*args, **named)


def change_of(fields: Mapping[str, Any], evidence: Evidence) -> Decimal | None:
    """What an adjustment moves the figure by; None where its fields do not say."""
    amount, sign = (
        decimal(fields.get(evidence.amount)),
        evidence.signs.get(str(fields.get(evidence.direction))),
    )
    if amount is None or sign is None:
        return None
    return amount if sign == 1 else amount.copy_negate()


def movements(
    items: Iterable[Item], records: Records, fields: Mapping[str, Any], direction: str
) -> list[Movement]:
    """Those of `items` that moved the margin of a position in question, newest first.

    Raises:
        UnreadableError: One lacks a field or has one that cannot be read.
    """
    found: dict[str, Movement] = {}
    kinds = records.kinds.get(direction, ())
    for item in items:
        if not matches(item, records.match, fields):
            continue
        change = item.get(records.change)
        if change == "":
            continue  # what does not apply is "": this record is of something else
        moved, balance, at = (
            decimal(change),
            decimal(item.get(records.balance)),
            decimal(item.get(records.time)),
        )
        identity = item.get(records.identity)
        if moved is None or (moved and (balance is None or at is None or not identity)):
            raise UnreadableError
        if moved and balance is not None and at is not None:
            kind = item.get(records.type_field) == records.type and item.get(records.kind_field) in kinds
            found.setdefault(str(identity), Movement(float(at) / 1000, moved, balance, kind, item))
    return sorted(found.values(), key=lambda movement: -movement.at)


def position(items: Iterable[Item], state: State, fields: Mapping[str, Any]) -> Item | None:
    """The one item that the adjustment was for; None where there is none.

    Raises:
        UnreadableError: There are several, or one lacks a field that would tell.
    """
    found = [item for item in relevant(items, state) if matches(item, state.match, fields)]
    if len(found) > 1:
        raise UnreadableError
    return found[0] if found else None


def relevant(items: Iterable[Item], state: State) -> list[Item]:
    """The items of the kind that the evidence speaks of."""
    kept = list[Item]()
    for item in items:
        if any(not isinstance(item.get(name), str) for name in (*state.where, *state.match)):
            raise UnreadableError
        if all(item[name] == value for name, value in state.where.items()):
            kept.append(item)
    return kept


def figure_of(item: Item | None, state: State) -> Decimal | None:
    """The figure, None where there is none or it does not apply.

    Raises:
        UnreadableError: It is no number.
    """
    if item is None or item.get(state.figure) == "":
        return None
    figure = decimal(item.get(state.figure))
    if figure is None:
        raise UnreadableError
    return figure


def near(asked: Decimal, moved: Decimal) -> bool:
    """Whether `moved` may be `asked`, rounded by the exchange: by less than its last digit, and than a percent."""
    difference, last_digit = abs(asked - moved), min(0, int(moved.normalize().as_tuple().exponent))
    return difference < Decimal(1).scaleb(last_digit) and difference * 100 < abs(asked)


def matches(item: Item, match: Mapping[str, str], fields: Mapping[str, Any]) -> bool:
    """Whether item and adjustment agree in every field that both have a value for."""
    pairs = ((item.get(name), fields.get(field)) for name, field in match.items())
    return all(have == asked for have, asked in pairs if have and asked)


def decimal(value: object) -> Decimal | None:
    """The number that `value` is or spells; None where it is none, or none that a figure can be."""
    if not isinstance(value, str | int | Decimal) or isinstance(value, bool):
        return None
    if isinstance(value, str) and len(value) > _LONGEST:
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < _LONGEST / 2 else None
