"""What was found out about an adjustment, and what was read before it: as values, and as a journal keeps them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple, get_type_hints

from .reasons import FOUND_EARLIER, Reason
from .records import Item, decimal


class ReadBefore(NamedTuple):
    """A figure as it stood before a call.

    Attributes:
        figure: What was read.
        start, end: Between which times it was, by the exchange's clock.
        includes: The ids of our calls that had been done by then.
    """

    figure: Decimal
    start: float
    end: float
    includes: tuple[str, ...] = ()

    @classmethod
    def of_strings(cls, before: Mapping[str, str], figure: str) -> ReadBefore | None:
        """What `as_strings` gave; None where nothing was read."""
        try:
            read, start, end = (decimal(before[name]) for name in (figure, "read_from", "read_until"))
            includes = tuple(before["includes"].split())
        except (LookupError, AttributeError):  # or somebody has spoilt it
            return None
        if read is None or start is None or end is None:
            return None
        return cls(read, float(start), float(end), includes)

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
    def of(cls, verdict: str, reason: Reason) -> Resolution:
        """One without a look at anything."""
        return cls(verdict, reason.en, reason.zh)

    @classmethod
    def of_json(cls, verdict: str, evidence: str) -> Resolution:
        """The one whose `as_json` a journal has kept as evidence of a verdict."""
        try:
            held: dict[str, Any] = json.loads(evidence)
            window = held["window"]
            held["records"] = tuple(held["records"])
            held["figure"] = decimal(held["figure"])
            held["window"] = (window[0], window[1]) if window else None
            return cls(**held)._replace(verdict=verdict)
        except (ValueError, TypeError, LookupError):  # somebody else has written it
            return cls.of(verdict, FOUND_EARLIER)

    def as_json(self) -> str:
        """For a journal or a log; figures as text."""
        held = {**self._asdict(), "records": [dict(record) for record in self.records]}
        return json.dumps(held, default=str)


Resolution.__annotations__.update(get_type_hints(Resolution))  # they could not be resolved from there
Resolution.__module__ = "okx_margin_client"  # where users import it from
