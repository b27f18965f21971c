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

#: For what is added to or taken from a pot: a result that does not fit raises instead of being rounded.
EXACT = Context(
    prec=200,
    traps=[Clamped, DivisionByZero, Inexact, InvalidOperation, Overflow, Rounded, Subnormal, Underflow],
)

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


def shown(value: Fraction | None, *, digits: int = 16) -> str:
    """A derived figure in plain notation, rounded to so many significant digits; "" for none."""
    if value is None:
        return ""
    return plain(Context(prec=digits).divide(Decimal(value.numerator), Decimal(value.denominator)))


def rounded(value: Fraction, places: int) -> str:
    """A derived figure in plain notation, rounded half even to so many decimals, trailing zeros dropped."""
    scaled = round(value * 10**places)
    return plain(Decimal(scaled).scaleb(-places, EXACT))
