"""An account as its reads show it, written down by hand: what resolve is given to judge."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from okx_margin_runtime.errors import OkxMarginError
from okx_margin_runtime.facts import Endpoint
from okx_margin_runtime.journal import Entry
from okx_margin_runtime.resolution import Resolution
from okx_margin_runtime.resolve import Certainty, resolve
from okx_margin_runtime.steps import Do, Steps, Wait

from ..simulation.facts import BOT, POSITION

SENT = 1_790_000_000.0
"""When the call in question was signed, by the exchange's clock."""
ALONE = Certainty(sole_actor=True, figure_moves=True)
NOT_ALONE = Certainty()

Item = dict[str, object]
Value = TypeVar("Value")


def bill(at: float, change: str, balance: str, **other: object) -> Item:
    """A record of somebody's adjustment, `at` seconds after the call in question was signed."""
    item: Item = {
        "billId": str(10**15 + int((SENT + at) * 1000)),
        "ts": str(int((SENT + at) * 1000)),
        "instId": "BTC-USDT-SWAP",
        "ccy": "USDT",
        "type": "6",
        "subType": "161" if change.startswith("-") else "160",
        "posBalChg": change,
        "posBal": balance,
    }
    return {**item, **other}


def funding(at: float, change: str, balance: str) -> Item:
    """A record of a funding fee."""
    return bill(at, change, balance, type="8", subType="173")


def position(margin: str, side: str = "long", changed: float = -3600, **other: object) -> Item:
    """A position, which last changed so many seconds after the call was signed."""
    item: Item = {
        "instId": "BTC-USDT-SWAP",
        "posSide": side,
        "ccy": "USDT",
        "mgnMode": "isolated",
        "margin": margin,
        "uTime": str(int((SENT + changed) * 1000)),
    }
    return {**item, **other}


def call(at: float = 0, amt: str = "10", outcome: str = "unknown", **other: Any) -> Entry:
    """One of our own, signed so many seconds after the one in question, which this is for 0."""
    fields = {
        "instId": "BTC-USDT-SWAP",
        "posSide": "long",
        "type": "add",
        "amt": amt,
        **other.pop("fields", {}),
    }
    return Entry(
        id=f"call{at:+}",
        account="ours",
        operation_id=other.pop("operation_id", POSITION.operation_id),
        fields=fields,
        before=other.pop("before", {}),
        begun_at=SENT + at,
        sent_at=SENT + at,
        expires_at=SENT + at + 30,
        attempts=1,
        code=None,
        outcome=outcome,
        process="",
        verdict="",
        evidence="",
        **other,
    )


def bot_call(at: float = 0, before: Mapping[str, str] | None = None, /, **fields: object) -> Entry:
    """The same for a signal bot."""
    given = {"algoId": "1", "type": "add", "amt": "10", **fields}
    entry = call(at, operation_id=BOT.operation_id, before=before or {})
    return entry._replace(fields=given)


@dataclass
class Account:
    """What reads show at any time, and how long after the signing of the call the first look is."""

    positions: Sequence[Item] = ()
    bills: Sequence[Item] = ()
    bots: Sequence[Item] = ()
    others: Sequence[Entry] = ()
    age: float = 1
    takes: float = 0
    """Seconds that a read takes."""
    page: int = 100
    happens: Mapping[float, Callable[[Account], None]] = field(default_factory=dict[float, Any])
    """What changes, at so many seconds after the signing."""
    failing: Callable[[str], OkxMarginError | None] = lambda operation: None
    clock: Sequence[Item] | None = None
    """What the exchange says instead of its time."""
    started: float = 0
    """What this machine's monotonic clock showed when the call was signed."""
    endpoint: Endpoint | None = None
    deaf: bool = False
    """Whether reads show everything, whatever they were asked."""
    looked_at: list[float] = field(default_factory=list[float])
    queries: list[tuple[str, Mapping[str, str]]] = field(default_factory=list[tuple[str, Mapping[str, str]]])

    def read(self, operation_id: str, query: Mapping[str, str], /) -> Steps[Sequence[Mapping[str, object]]]:
        """One read, as the exchange answers it."""
        self.queries.append((operation_id, query))
        yield Wait(self.takes)
        if failure := self.failing(operation_id):
            raise failure
        if operation_id == "publicTime":
            now: Item = {"ts": str(int((SENT + self.age) * 1000))}
            return [now] if self.clock is None else self.clock
        if operation_id == "accountBills":
            newest = sorted(self.bills, key=lambda item: str(item.get("ts")), reverse=True)
            older = [
                b for b in self.asked_for(newest, query) if str(b.get("billId", "")) < query.get("after", "~")
            ]
            return older[: self.page]
        self.looked_at.append(self.age)
        return self.asked_for(self.positions if operation_id == "accountPositions" else self.bots, query)

    def asked_for(self, items: Sequence[Item], query: Mapping[str, str]) -> list[Item]:
        """Those that the query does not leave out; what an item lacks leaves nothing out."""
        wanted = () if self.deaf else query.items()
        return [item for item in items if all(item.get(name, value) == value for name, value in wanted)]

    def beside(self, entry: Entry, seconds: float, /) -> Steps[Sequence[Entry]]:
        """Our other calls."""
        yield from ()
        assert entry.expires_at is not None
        return [o for o in self.others if abs((o.expires_at or SENT) - entry.expires_at) <= seconds]

    def resolve(self, entry: Entry, certainty: Certainty = ALONE, deadline: float = 120) -> Resolution:
        """The verdict, reached in no time at all."""
        known = BOT if entry.operation_id == BOT.operation_id else POSITION
        steps = resolve(
            entry,
            self.endpoint or known,
            self,
            certainty,
            skew=30,
            deadline=self.started + self.age + deadline,
            monotonic=lambda: self.started + self.age,
        )
        found: Resolution = self.perform(steps)
        return found

    def perform(self, steps: Steps[Value]) -> Value:
        """What `steps` come to, in no time at all."""
        try:
            step = next(steps)
            while True:
                came: Any = None
                if isinstance(step, Wait):
                    self.passes(step.seconds)
                elif isinstance(step, Do):
                    try:
                        came = step.blocking()
                    except OkxMarginError as failure:
                        step = steps.throw(failure)
                        continue
                step = steps.send(came)
        except StopIteration as end:
            value: Value = end.value
            return value

    def passes(self, seconds: float) -> None:
        """Time, in which something may happen."""
        before, self.age = self.age, self.age + seconds
        for at, event in self.happens.items():
            if before < at <= self.age:
                event(self)
