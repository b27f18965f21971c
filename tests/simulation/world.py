"""One small world from one seed: our process on a simulated machine, a network, the exchange, and others.

Everything of ours is the real code: the call's steps, the auth's flow, the journal, resolve. Only what surrounds
it is simulated: clocks, the network, the exchange, and the moment at which the process dies. Nothing sleeps.
"""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from okx_margin_runtime.errors import JournalError
from okx_margin_runtime.facts import Endpoint
from okx_margin_runtime.journal.sqlite import SqliteStore
from okx_margin_runtime.journal.store import Statement
from okx_margin_runtime.resolution import Resolution

from .clock import CLOCKS
from .exchange import USUAL, Exchange, Lateness
from .facts import BOT, POSITION
from .process import Attempted, Process

OUR_AMOUNTS = ("10", "10", "10", "5", "2.5", "0.30000001")
OTHER_AMOUNTS = ("7", "11", "3.3", "0.5")
_MACHINES = (0.0, 0.0, 0.3, -2.0, 8.0, 45.0, -300.0)
"""Seconds that a machine's clock may be ahead."""


@dataclass(frozen=True)
class Settings:
    """What may happen in a world.

    Attributes:
        adjustments: How many of ours.
        others: "none", "other amounts" (somebody else moves margin, never our amounts) or "same amounts".
        lateness: Of the exchange's bills.
        distinct: Whether no two adjustments of ours move the same amount.
        faults: How much goes wrong in the network, between 0 and 1.
        crashes: How likely our process dies at any one step.
        sole_actor: What the user promises about others; None for what is true.
    """

    adjustments: int = 50
    others: str = "none"
    lateness: Lateness = USUAL
    distinct: bool = False
    faults: float = 0.2
    crashes: float = 0.0005
    sole_actor: bool | None = None


@dataclass
class Tally:
    """What came of some worlds: `wrong` has the seed and the words for every invariant that did not hold."""

    adjustments: Counter[str] = field(default_factory=Counter[str])
    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    reasons: Counter[str] = field(default_factory=Counter[str])
    events: Counter[str] = field(default_factory=Counter[str])
    wrong: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])

    def add(self, other: Tally) -> None:
        """Count another tally in."""
        self.adjustments.update(other.adjustments)
        self.verdicts.update(other.verdicts)
        self.reasons.update(other.reasons)
        self.events.update(other.events)
        self.wrong += other.wrong


class World:
    """A world and the time in it; `run` plays it to its end."""

    def __init__(self, seed: int, settings: Settings) -> None:
        self.seed = seed
        self.settings = settings
        self.chance = random.Random(seed)
        self.now = 1_790_000_000.0 + self.chance.random() * 1000
        """True time, which is the exchange's."""
        self.exchange = Exchange(seed ^ 0x5EED, settings.lateness)
        self.tally = Tally()
        self.sole_actor = (
            settings.others != "same amounts" if settings.sole_actor is None else settings.sole_actor
        )
        self.attempted: dict[str, Attempted] = {}
        self.machine_is_ahead = self.chance.choice(_MACHINES)
        self.promised_to_move = self.exchange.figure_moves = self.chance.random() < 0.7
        if self.chance.random() < 0.2:
            self.promised_to_move = False
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._sequence = 0
        self.store = FlakyStore(self)
        self.process = Process(self)
        self._open_positions()

    def run(self) -> Tally:
        """Everything that happens, in the order of time."""
        CLOCKS.world = self
        self._plan()
        while self._events:
            self.now, _, event = heapq.heappop(self._events)
            event()
        self._look_back()
        self.store.erase()
        return self.tally

    def later(self, seconds: float, event: Callable[[], None]) -> None:
        """Let `event` happen so much later; of two at the same time, what was said first is first."""
        self._sequence += 1
        heapq.heappush(self._events, (self.now + seconds, self._sequence, event))

    def violated(self, what: str, adjustment: Attempted) -> None:
        """An invariant does not hold."""
        text = f"{what}: adjustment {adjustment.number}, {dict(adjustment.call.fields)}"
        self.tally.wrong.append((self.seed, text))

    def crash(self) -> None:
        """Our process dies here and now, and is started again in a while."""
        self.tally.events["crash"] += 1
        self.process.die()
        self.process = Process(self)
        self.later(1 + 30 * self.chance.random(), self.process.start)

    def arrived(self, adjustment: Attempted, timestamp: float) -> tuple[int, str, str]:
        """A request of ours has reached the exchange; the invariants that this can break."""
        before = self.exchange.applied[adjustment.number]
        answer = self.exchange.adjust(adjustment.number, timestamp, dict(adjustment.call.fields), self.now)
        times = self.exchange.applied[adjustment.number]
        if times > before:
            if times > 1:
                self.violated("applied twice", adjustment)
            if adjustment.reported == "refused":
                self.violated("reported refused, then applied", adjustment)
            if adjustment.verdict == "not applied":
                self.violated("found not applied, then applied", adjustment)
            if not self.store.has(adjustment.call.id):
                self.violated("applied but missing from the journal", adjustment)
        return answer

    def reported(self, adjustment: Attempted, outcome: str) -> None:
        """Our code says how a call ended."""
        adjustment.reported = outcome
        self.tally.adjustments[outcome] += 1
        applied = self.exchange.applied[adjustment.number]
        if outcome == "done" and not applied:
            self.violated("reported done, not applied", adjustment)
        if outcome == "refused" and applied:
            self.violated("reported refused, applied", adjustment)

    def found(self, adjustment: Attempted, resolution: Resolution) -> None:
        """Our code says what became of a call."""
        applied = bool(self.exchange.applied[adjustment.number])
        if resolution.applied is not None and resolution.applied is not applied:
            self.violated(f"found {resolution.verdict}, which is wrong ({resolution.reason})", adjustment)
        if resolution.applied is None and adjustment.verdict:
            return  # it may have been found already, by a process that could not write it down
        adjustment.verdict = resolution.verdict
        what = "position" if adjustment.call.endpoint is not BOT else "bot"
        self.tally.reasons[f"{what} {resolution.verdict}: {resolution.reason}"] += 1

    def _open_positions(self) -> None:
        margin = partial(self.chance.choice, ("100", "120.5", "100", "73.12345678"))
        for inst_id in ("BTC-USDT-SWAP", "ETH-USDT-SWAP"):
            sides = ("net",) if self.chance.random() < 0.3 else ("long", "short")
            for side in sides:
                self.exchange.open(inst_id, side, "USDT", Decimal(margin()), self.now - 3600)
        self.exchange.invested["900001"] = Decimal("500")

    def _plan(self) -> None:
        at = 0.0
        for number in range(self.settings.adjustments):
            at += self.chance.choice((0.2, 3.0, 20.0, 60.0, 200.0)) * self.chance.random()
            self.later(at, partial(self._adjust, number))
        end = at
        while at > 0 and self.settings.others != "none":
            at -= 240 * self.chance.random()
            self.later(max(at, 0), self._somebody_moves)
        for _ in range(self.settings.adjustments // 8):
            self.later(self.chance.random() * end, self._market_moves)
        for _ in range(self.settings.adjustments // 25):
            self.later(self.chance.random() * end, self._clock_is_corrected)
            self.later(self.chance.random() * end, self._somebody_resolves)

    def _clock_is_corrected(self) -> None:
        self.machine_is_ahead = self.chance.choice(_MACHINES)

    def _somebody_resolves(self) -> None:
        """Another process that shares the journal, while ours has calls under way."""
        self.tally.events["another process"] += 1
        Process(self).start()

    def _adjust(self, number: int) -> None:
        amount = f"{10 + number / 100:.2f}1" if self.settings.distinct else self.chance.choice(OUR_AMOUNTS)
        self.process.adjust(number, *self._next_adjustment(amount))

    def _next_adjustment(self, amount: str) -> tuple[Endpoint, dict[str, str]]:
        direction = self.chance.choice(("add", "add", "reduce"))
        if self.chance.random() < 0.15:
            return BOT, {"algoId": "900001", "type": direction, "amt": amount}
        inst_id, side = self.chance.choice([*self.exchange.positions])
        return POSITION, {"instId": inst_id, "posSide": side, "type": direction, "amt": amount}

    def _somebody_moves(self) -> None:
        amounts = OUR_AMOUNTS if self.settings.others == "same amounts" else OTHER_AMOUNTS
        change = Decimal(self.chance.choice(amounts)) * self.chance.choice((1, 1, -1))
        if self.chance.random() < 0.1 and self.settings.others == "same amounts":
            self.exchange.invested["900001"] += change
            return
        inst_id, side = self.chance.choice([*self.exchange.positions])
        if self.exchange.positions[inst_id, side].margin + change > 0:
            self.exchange.move(inst_id, side, change, "6", "160" if change > 0 else "161", self.now)

    def _market_moves(self) -> None:
        (inst_id, side), what = self.chance.choice([*self.exchange.positions]), self.chance.random()
        margin = self.exchange.positions[inst_id, side].margin
        if what < 0.8:
            fee = Decimal(self.chance.randrange(1, 99999)) / 10**6 * self.chance.choice((1, -1))
            self.exchange.move(inst_id, side, fee if margin + fee > 0 else abs(fee), "8", "173", self.now)
        elif what < 0.9 and margin:
            self.tally.events["closed"] += 1
            self.exchange.move(inst_id, side, -margin, "2", "5", self.now)
        else:
            self.exchange.move(inst_id, side, Decimal(100), "2", "3", self.now)

    def _look_back(self) -> None:
        for adjustment in self.attempted.values():
            applied = self.exchange.applied[adjustment.number]
            if adjustment.reported == "refused" and applied:
                self.violated("reported refused, applied in the end", adjustment)
            if adjustment.verdict == "not applied" and applied:
                self.violated("found not applied, applied in the end", adjustment)
            if adjustment.verdict:
                what = "position" if adjustment.call.endpoint is not BOT else "bot"
                self.tally.verdicts[what, adjustment.verdict] += 1
            self.tally.adjustments["begun"] += 1


class FlakyStore(SqliteStore):
    """The disk: it survives the process, refuses now and then, and tells the world what is on it."""

    def __init__(self, world: World) -> None:
        super().__init__(":memory:", 5.0)
        self._world = world

    def run(self, statements: Sequence[Statement]) -> list[Sequence[Any]]:
        if self._world.chance.random() < 0.002:
            self._world.tally.events["disk refused"] += 1
            raise JournalError("The journal cannot be used: no space left on device")
        return super().run(statements)

    def close(self) -> None:
        """What a process does with it, such as one that could not open it: what is on the disk stays there."""

    def erase(self) -> None:
        """The end of the world."""
        super().close()

    def has(self, call: str) -> bool:
        """Whether the call has an entry."""
        return bool(super().run([("SELECT id FROM okx_margin_adjustments WHERE id = ?", (call,))]))
