"""Checks of what callers pass, before anything is sent: each returns what goes on the wire or raises InvalidInputError."""

import re
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from .errors import InvalidInputError

_DECIMAL = re.compile("^(?<!\\n)([1-9][0-9]*(\\.[0-9]+)?|0\\.[0-9]*[1-9][0-9]*)(?!\\n)$")
_LONGEST_DECIMAL = 64

Choice = TypeVar("Choice", bound=StrEnum)


def decimal(name: str, value: Decimal | str) -> str:
    """A positive decimal in plain notation with exactly the digits given, such as "0.10"."""
    given: Any = value
    if isinstance(given, Decimal):
        if not given.is_finite() or given <= 0:
            raise InvalidInputError(f"{name} is {given}: it must be a number above zero. Nothing was sent.")
        exponent = given.as_tuple().exponent
        if not isinstance(exponent, int) or max(abs(exponent), abs(given.adjusted())) > _LONGEST_DECIMAL:
            raise InvalidInputError(f"{name} has more than {_LONGEST_DECIMAL} characters. Nothing was sent.")
        text = format(given, "f")
    elif isinstance(given, str):
        text = str(given)
    else:
        raise InvalidInputError(
            f"{name} is {'the' if isinstance(given, float) else 'of type'} {type(given).__name__}"
            f"{f' {given!r}' if isinstance(given, float) else ''}, but amounts are decimal.Decimal or str, "
            'so that every digit is sent as it was meant: write "0.1" or Decimal("0.1"). Nothing was sent.'
        )
    if len(text) > _LONGEST_DECIMAL:
        raise InvalidInputError(f"{name} has more than {_LONGEST_DECIMAL} characters. Nothing was sent.")
    if not _DECIMAL.fullmatch(text):
        raise InvalidInputError(
            f"{name} is {text!r}: it must be a decimal above zero in plain notation, "
            'such as "10", "0.5" or "0.0000001". Nothing was sent.'
        )
    return text


def text(name: str, value: str) -> str:
    """A non-empty string that UTF-8 can carry."""
    given: Any = value
    if not isinstance(given, str) or not given:
        raise InvalidInputError(
            f"{name} is {given!r}, but it must be a string that is not empty. Nothing was sent."
        )
    if not given.isascii():
        try:
            given.encode()
        except UnicodeEncodeError:
            raise InvalidInputError(
                f"{name} has a character that cannot be sent (a lone surrogate)."
            ) from None
    return given


def choice(name: str, choices: type[Choice], value: str) -> Choice:
    """The member of `choices` that `value` names."""
    try:
        return choices(value)
    except ValueError:
        allowed = ", ".join(repr(str(member)) for member in choices)
        raise InvalidInputError(
            f"{name} is {value!r}: it must be one of {allowed}. Nothing was sent."
        ) from None


def flag(name: str, value: bool) -> bool:
    """True or False, nothing that merely looks like it."""
    given: Any = value
    if not isinstance(given, bool):
        raise InvalidInputError(f"{name} is {given!r}, but it must be True or False. Nothing was sent.")
    return given


def one_of(**values: object) -> None:
    """At least one of `values` must be given."""
    if all(value is None for value in values.values()):
        raise InvalidInputError(f"one of {' and '.join(values)} must be given. Nothing was sent.")
