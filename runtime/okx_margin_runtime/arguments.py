"""Checks of what callers pass: each gives what goes on the wire, or raises InvalidInputError before that."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from .errors import InvalidInputError

Choice = TypeVar("Choice", bound=StrEnum)

NOTHING_SENT = "Nothing was sent."


def decimal(name: str, value: Decimal | str | int, pattern: re.Pattern[str], longest: int) -> str:
    """A positive decimal in plain notation with exactly the digits given, such as "0.10"."""
    given: Any = value
    if isinstance(given, str):
        text = str(given)
    elif isinstance(given, Decimal) or (isinstance(given, int) and not isinstance(given, bool)):
        text = _plain(name, Decimal(given), longest)
    else:
        raise InvalidInputError(
            f"{name} is {'the' if isinstance(given, float) else 'of type'} {type(given).__name__}"
            f"{f' {given!r}' if isinstance(given, float) else ''}, but amounts are decimal.Decimal, int or "
            'str, so that every digit is sent as it was meant: write "0.1" or Decimal("0.1"). '
            f"{NOTHING_SENT}"
        )
    if len(text) > longest:
        raise InvalidInputError(f"{name} has more than {longest} characters. {NOTHING_SENT}")
    if not pattern.fullmatch(text):
        raise InvalidInputError(
            f"{name} is {text!r}: it must be a decimal above zero in plain notation, "
            f'such as "10", "0.5" or "0.0000001". {NOTHING_SENT}'
        )
    return text


def _plain(name: str, given: Decimal, longest: int) -> str:
    if not given.is_finite() or given <= 0:
        raise InvalidInputError(f"{name} is {given}: it must be a number above zero. {NOTHING_SENT}")
    exponent = given.as_tuple().exponent
    if not isinstance(exponent, int) or max(abs(exponent), abs(given.adjusted())) > longest:
        raise InvalidInputError(f"{name} has more than {longest} characters. {NOTHING_SENT}")
    return format(given, "f")


def text(name: str, value: str) -> str:
    """A non-empty string that UTF-8 can carry."""
    given: Any = value
    if not isinstance(given, str) or not given:
        raise InvalidInputError(
            f"{name} is {_shown(given)}, but it must be a string that is not empty. {NOTHING_SENT}"
        )
    if not given.isascii():
        try:
            given.encode()
        except UnicodeEncodeError:
            raise InvalidInputError(
                f"{name} has a character that cannot be sent (a lone surrogate). {NOTHING_SENT}"
            ) from None
    return str(given)


def whole(name: str, value: int | str) -> str:
    """A whole number of zero or above: digits, as an int or as the text of a cursor."""
    given: Any = value
    digits = str(given) if isinstance(given, int | str) and not isinstance(given, bool) else ""
    if not (digits.isascii() and digits.isdigit()):
        raise InvalidInputError(
            f"{name} is {_shown(given)}, but it must be a whole number that is not negative. {NOTHING_SENT}"
        )
    return digits


def choice(name: str, choices: type[Choice], value: str) -> Choice:
    """The member of `choices` that `value` names."""
    try:
        return choices(value)
    except (ValueError, TypeError):
        allowed = ", ".join(repr(str(member)) for member in choices)
        raise InvalidInputError(
            f"{name} is {_shown(value)}: it must be one of {allowed}. {NOTHING_SENT}"
        ) from None


def flag(name: str, value: bool) -> bool:
    """True or False, nothing that merely looks like it."""
    given: Any = value
    if not isinstance(given, bool):
        raise InvalidInputError(f"{name} is {_shown(given)}, but it must be True or False. {NOTHING_SENT}")
    return given


def at_least_one(**values: object) -> None:
    """At least one of `values` must be given."""
    if all(value is None for value in values.values()):
        raise InvalidInputError(f"one of {' and '.join(values)} must be given. {NOTHING_SENT}")


def _shown(given: object) -> str:
    """`given` for a message, however large or ill-behaved it is."""
    try:
        shown = repr(given)
    except Exception as broken:  # somebody's __repr__ raises: that it does is all there is to say
        return f"a {type(given).__name__} whose repr raises {type(broken).__name__}"
    return shown if len(shown) <= 80 else f"{shown[:80]}…"
