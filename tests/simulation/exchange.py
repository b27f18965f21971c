"""A simulated exchange: positions, bots, and bills that come late or never. It imports nothing of ours."""

from __future__ import annotations

import random
from bisect import insort
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

PAGE = 10
"""Bills on one page; the real exchange has a hundred, and this way there are pages to turn."""
WINDOW = 30.0
"""Seconds that a request's timestamp may be away from the exchange's clock."""


@dataclass(frozen=True)
class Lateness:
    """When bills can be read: nearly all within two seconds, `late` of them only minutes after, `never` not at all."""

    late: float
    never: float

    def appears(self, chance: random.Random, now: float) -> float:
        """When a bill written now can be read."""
        draw = chance.random()
        if draw < self.never:
            return float("inf")
        if draw < self.never + self.late:
            return now + 20 + 600 * chance.random()
        return now + 2 * chance.random() ** 8


USUAL = Lateness(late=0.01, never=0.001)
NOTHING_LATE = Lateness(late=0, never=0)


@dataclass
class Position:
    """One side of one instrument, isolated; gone while its margin is nothing."""

    inst_id: str
    pos_side: str
    ccy: str
    margin: Decimal
    changed_at: float = 0.0


@dataclass(order=True)
class Bill:
    """One movement of a position's margin. Newest first is the order of `rank`."""

    rank: tuple[float, int]
    visible_at: float = field(compare=False)
    item: dict[str, object] = field(compare=False)


class Exchange:
    """All that an account has, by the exchange's own clock, which everybody passes in as `now`."""

    def __init__(self, seed: int, lateness: Lateness) -> None:
        self._chance = random.Random(seed)
        self._lateness = lateness
        self.positions: dict[tuple[str, str], Position] = {}
        self.invested: dict[str, Decimal] = {}
        self.bills: dict[str, list[Bill]] = {}
        self.applied: Counter[int] = Counter()
        """How often each request was processed, by a number that only the simulated network knows."""
        self.figure_moves = True
        """Whether a bot's figure moves with each adjustment."""
        self._last_bill = 0

    def open(self, inst_id: str, pos_side: str, ccy: str, margin: Decimal, now: float) -> None:
        """A position by a fill, which leaves a bill."""
        self.positions[inst_id, pos_side] = Position(inst_id, pos_side, ccy, Decimal())
        self.move(inst_id, pos_side, margin, "2", "1", now)

    def move(
        self, inst_id: str, pos_side: str, change: Decimal, type_: str, sub_type: str, now: float
    ) -> None:
        """A movement by whatever: fill, fee, funding, somebody's adjustment."""
        position = self.positions[inst_id, pos_side]
        position.margin += change
        position.changed_at = now
        self._last_bill += 1
        item: dict[str, object] = {
            "billId": str(10**17 + self._last_bill),
            "ts": str(int(now * 1000)),
            "instId": inst_id,
            "ccy": position.ccy,
            "mgnMode": "isolated",
            "type": type_,
            "subType": sub_type,
            "posBalChg": str(change),
            "posBal": str(position.margin),
        }
        bill = Bill((-now, -self._last_bill), self._lateness.appears(self._chance, now), item)
        insort(self.bills.setdefault(inst_id, []), bill)

    def adjust(
        self, request: int, timestamp: float, fields: dict[str, str], now: float
    ) -> tuple[int, str, str]:
        """One request arrives. HTTP status, code, and the name of what was adjusted."""
        if abs(now - timestamp) > WINDOW:
            return 401, "50102", ""
        change = Decimal(fields["amt"]) * (1 if fields["type"] == "add" else -1)
        if "algoId" in fields:
            algo = fields["algoId"]
            if algo not in self.invested:
                return 200, "51293", ""
            self.invested[algo] += change * self.figure_moves
            self.applied[request] += 1
            return 200, "0", algo
        position = self.positions.get((fields["instId"], fields["posSide"]))
        if position is None or not position.margin:
            return 200, "59300", ""
        if position.margin + change <= 0:
            return 200, "59301", ""
        self.move(position.inst_id, position.pos_side, change, "6", "160" if change > 0 else "161", now)
        self.applied[request] += 1
        return 200, "0", position.inst_id

    def read(self, path: str, query: dict[str, str], now: float) -> list[dict[str, object]]:
        """The data of a read."""
        if path == "/api/v5/account/positions":
            return [
                {
                    "instId": position.inst_id,
                    "posSide": position.pos_side,
                    "ccy": position.ccy,
                    "mgnMode": "isolated",
                    "margin": str(position.margin),
                    "uTime": str(int(position.changed_at * 1000)),
                }
                for position in self.positions.values()
                if position.inst_id == query["instId"] and position.margin
            ]
        if path == "/api/v5/account/bills":
            return self._page(query, now)
        if path == "/api/v5/tradingBot/signal/orders-algo-details":
            algo = query["algoId"]
            return [{"algoId": algo, "investAmt": str(self.invested[algo])}] if algo in self.invested else []
        return [{"ts": str(int(now * 1000))}]

    def _page(self, query: dict[str, str], now: float) -> list[dict[str, object]]:
        after = int(query.get("after", "0"))
        page: list[dict[str, object]] = []
        for bill in self.bills.get(query["instId"], ()):
            if bill.visible_at <= now and (not after or int(str(bill.item["billId"])) < after):
                page.append(bill.item)
                if len(page) == PAGE:
                    break
        return page
