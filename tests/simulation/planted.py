"""Faults planted into our own code. Each must make a world go wrong: the simulator's proof that it can fail."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from unittest.mock import patch

from okx_margin_auth.flow import Flow
from okx_margin_runtime import evidence, reasons
from okx_margin_runtime.call import Call
from okx_margin_runtime.evidence import Adjustment, Finding, Shown
from okx_margin_runtime.recording import Recording
from okx_margin_runtime.resolution import ReadBefore
from okx_margin_runtime.steps import Steps
from okx_margin_runtime.transport import TransportError
from okx_margin_runtime.wire import Request, Response

from .clock import CLOCKS
from .exchange import Lateness
from .facts import POSITION
from .network import Ahead, Came, Fate, carry
from .world import Settings

USUALLY = Settings()


@dataclass(frozen=True)
class Planted:
    """A fault, the worlds in which it shows, and what it breaks there."""

    name: str
    breaks: str
    plant: Callable[[], AbstractContextManager[object]]
    settings: Settings = USUALLY


def _resend_after_a_cut() -> AbstractContextManager[object]:
    steps = Flow.steps

    def again(self: Flow, request: Request) -> Steps[Response]:
        try:
            return (yield from steps(self, request))
        except TransportError:
            return (yield from steps(self, request.again()))

    return patch.object(Flow, "steps", again)


def _unknown_reported_as_refused() -> AbstractContextManager[object]:
    """As where a transport's ConnectTimeout is believed: handed over, yet said to be not sent."""

    def forgets(
        world: Ahead, lot: Fate, request: Request, arrive: Callable[[], Came], deliver: Callable[[Came], None]
    ) -> None:
        def believed(came: Came) -> None:
            request.handed_over = not isinstance(came, TransportError)
            deliver(came)

        carry(world, lot, request, arrive, believed)

    return patch("tests.simulation.process.carry", forgets)


def _journal_after_the_send() -> AbstractContextManager[object]:
    def nothing(self: Recording, call: Call, deadline: float | None) -> Steps[None]:
        yield from ()

    return patch.object(Recording, "intent", nothing)


@contextmanager
def _verdict_from_margin_alone() -> Generator[None]:
    """The margin is read before and after, and nothing else is looked at."""

    def nearer(
        ours: Adjustment,
        others: object,
        before: ReadBefore | None,
        now: Decimal | None,
        now_at: object,
        *,
        settled: bool,
        **_: object,
    ) -> Finding:
        if before is None or now is None or ours.change is None or not settled:
            return Finding(reasons.NOT_DUE, may_change=before is not None)
        moved = abs(now - before.figure - ours.change) < abs(now - before.figure)
        return Finding(reasons.FIGURE_MOVED, "applied" if moved else "not applied")

    known = POSITION.evidence
    assert known is not None
    bare = POSITION._replace(evidence=known._replace(records=None))
    with (
        patch("okx_margin_runtime.resolve.by_figure", nearer),
        patch("tests.simulation.world.POSITION", bare),
        patch("tests.simulation.process.POSITION", bare),
    ):
        yield


def _by_records(others: bool = True, **changed: bool) -> AbstractContextManager[object]:
    judge = evidence.by_records

    def judged(ours: Adjustment, beside: list[Adjustment], shown: Shown, **given: Any) -> Finding:
        return judge(ours, beside if others else [], shown, **{**given, **changed})

    return patch("okx_margin_runtime.resolve.by_records", judged)


def _no_chain() -> AbstractContextManager[object]:
    def whole(shown: Shown, start: float, *, every: bool) -> float:
        return start

    return patch("okx_margin_runtime.evidence._chain", whole)


def _chain_without_a_beginning() -> AbstractContextManager[object]:
    chain = evidence._chain  # pyright: ignore[reportPrivateUsage]

    def any_beginning(shown: Shown, start: float, *, every: bool) -> Finding | float:
        finding = chain(shown, start, every=every)
        return start if isinstance(finding, Finding) and finding.older else finding

    return patch("okx_margin_runtime.evidence._chain", any_beginning)


def _figure_always_moves() -> AbstractContextManager[object]:
    judge = evidence.by_figure

    def judged(ours: Adjustment, *rest: Any, **named: Any) -> Finding:
        return judge(ours._replace(shows=True), *rest, **named)

    return patch("okx_margin_runtime.resolve.by_figure", judged)


def _one_side_only() -> AbstractContextManager[object]:
    """Where a record is said to be another's, the other side of the instrument is not looked at."""
    chain = evidence._chain  # pyright: ignore[reportPrivateUsage]

    def one(shown: Shown, start: float, *, every: bool) -> Finding | float:
        return chain(shown, start, every=False)

    return patch("okx_margin_runtime.evidence._chain", one)


def _others_cannot_cancel() -> AbstractContextManager[object]:
    """Two records that are missing, ours and somebody's that undid it, are not thought of."""
    judge = evidence.by_records

    def judged(ours: Adjustment, beside: list[Adjustment], shown: Shown, **given: Any) -> Finding:
        return judge(ours, beside, shown._replace(changed_at=0.0), **given)

    return patch("okx_margin_runtime.resolve.by_records", judged)


def _this_machines_clock() -> AbstractContextManager[object]:
    """When a request has expired is judged by the clock of this machine, which may have been corrected."""

    def now(self: object) -> Steps[float]:
        yield from ()
        return CLOCKS.time()

    return patch("okx_margin_runtime.resolve._Search.exchange_time", now)


_MANY_LATE = Settings(lateness=Lateness(late=0.2, never=0.05))
_MANY_LOST = Settings(adjustments=5, lateness=Lateness(late=0.2, never=0.3))
_SAME = Settings(others="same amounts")
_SAME_LATE = Settings(others="same amounts", lateness=Lateness(late=0.3, never=0.05))

PLANTED = (
    Planted("resend after a cut", "applied twice", _resend_after_a_cut),
    Planted("handed over, reported as not sent", "reported refused", _unknown_reported_as_refused),
    Planted("journal written after the send", "missing from the journal", _journal_after_the_send),
    Planted("verdict from margin alone", "which is wrong", _verdict_from_margin_alone),
    Planted("another actor's bill taken for ours", "which is wrong", lambda: _by_records(alone=True), _SAME),
    Planted("own calls not counted", "which is wrong", lambda: _by_records(others=False)),
    Planted("not waiting for expiry", "found not applied", lambda: _by_records(settled=True)),
    Planted("expiry by this machine's clock", "found not applied", _this_machines_clock),
    Planted("no chain of balances", "which is wrong", _no_chain),
    Planted("nobody undoes an adjustment", "which is wrong", _others_cannot_cancel, _SAME_LATE),
    Planted("only one side's records", "which is wrong", _one_side_only, _MANY_LATE),
    Planted("an unmoved figure taken for proof", "which is wrong", _figure_always_moves),
    Planted("a chain without a beginning", "which is wrong", _chain_without_a_beginning, _MANY_LOST),
)
