"""Exact numbers: money moves as decimals without rounding, derived figures stay fractions until shown."""

import re
from decimal import (
    Clamped,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
    Rounded,
    Subnormal,
    Underflow,
)
from fractions import Fraction
from functools import lru_cache

#: For what is added to or taken from a pot: a result that does not fit raises instead of being rounded.
EXACT = Context(
    prec=200,
    traps=[Clamped, DivisionByZero, Inexact, InvalidOperation, Overflow, Rounded, Subnormal, Underflow],
)

#: The exchange prints at most so many decimals (measured).
PLACES = 16

_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)


def amount(digits: str) -> Decimal | None:
    """The positive amount that `digits` write in plain notation ("1", "0.50"), or None if they write none."""
    if not _PLAIN.fullmatch(digits):
        return None
    value = Decimal(digits)
    return value if value > 0 else None


def decimals(value: Decimal) -> int:
    """How many decimals of `value` matter: 2 for 1.25 and for 1.2500, 0 for 100."""
    return len(plain(value).partition(".")[2])


def plain(value: Decimal) -> str:
    """Plain notation without an exponent or trailing zeros: "0.0000001", "100", "0"."""
    digits = f"{value:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits in {"", "-0"} else digits


def padded(value: Decimal, places: int = PLACES) -> str:
    """Plain notation with just so many decimals, or more where the value has more: "-10.0000000000000000"."""
    whole, _, digits = plain(value).partition(".")
    return f"{whole}.{digits.ljust(places, '0')}" if places else plain(value)


def rounded(value: Fraction | None, places: int = PLACES) -> str:
    """A derived figure in plain notation, rounded half even to at most so many decimals; "" for none."""
    if value is None:
        return ""
    whole, rest = divmod(value.numerator * 10**places, value.denominator)
    if rest * 2 > value.denominator or (rest * 2 == value.denominator and whole % 2):
        whole += 1
    return plain(Decimal(whole).scaleb(-places, EXACT))


@lru_cache(maxsize=4096)
def fraction(value: Decimal) -> Fraction:
    """The same number; remembered, since a position's figures change seldom and are asked for often."""
    return Fraction(value)
