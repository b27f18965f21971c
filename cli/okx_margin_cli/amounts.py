"""Amounts as people type them: digits, a percentage, or `max`."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

import click

from .texts import t

_DIGITS: Final = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)


class Amount(NamedTuple):
    """What was typed: `digits` to be sent as they are, or a `share` in percent of what there is."""

    digits: str = ""
    share: str = ""
    is_max: bool = False


def amount(context: click.Context, parameter: click.Parameter, typed: str) -> Amount:
    """For an argument's `callback`: checked before anything is read or sent."""
    digits = typed.removesuffix("%")
    if typed == "max":
        return Amount(share="100", is_max=True)
    if not _DIGITS.fullmatch(digits) or not Decimal(digits):
        raise click.UsageError(
            t(
                f"{typed!r} is no amount: write digits such as 10 or 0.5, a percentage such as 50%, or max.",
                f"{typed!r} 不是有效数量：请填写数字（如 10、0.5）、百分比（如 50%）或 max。",
            ),
            context,
        )
    return Amount(share=digits) if typed.endswith("%") else Amount(digits=digits)
