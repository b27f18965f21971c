"""Before an adjustment is signed: earlier ones of which nobody knows what became, and the figure it will move."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from .call import Call
from .errors import NotSentError, OkxMarginError
from .facts import Evidence
from .observing import warn
from .records import UnreadableError, decimal, figure_of, position, relevant
from .resolution import ReadBefore, Resolution
from .steps import Do, Steps

if TYPE_CHECKING:
    from .journal import Entry, Journal
    from .recording import Read, Recording

Value = TypeVar("Value")

RESOLVING: Final = 120.0
"""Seconds that resolving may take where nobody says."""
_KEPT_FOR_SENDING: Final = 10.0
"""Seconds of a call's deadline, or a third of it, that looking at earlier ones leaves to the call itself."""


def look_for_undecided(
    recording: Recording, read: Read, call: Call, evidence: Evidence, deadline: float | None
) -> Steps[None]:
    """What the user has chosen about earlier adjustments of the same that are undecided.

    Raises:
        NotSentError: There are some, and that refuses this one.
        JournalError: It cannot be read.
    """
    journal = recording.journal
    if journal is None:
        return
    undecided = yield from asked(journal, partial(journal.undecided, call.account), before_sending(deadline))
    same = [entry for entry in undecided if _same(entry, call, evidence)]
    choice, until, wait = recording.choices.get("on_undecided", "warn"), _until(deadline), 0.0
    if choice == "resolve":
        for entry in same[:]:
            found = yield from recording.resolve(read, entry, until)
            wait = max(wait, _until_due(found))
            if found.applied is not None:
                same.remove(entry)
    if not same:
        return
    text = (
        f"Of {len(same)} earlier adjustment{'s' * (len(same) > 1)} of the same it is not known what became: "
        f"{', '.join(entry.id for entry in same[:5])}."
    )
    if choice == "warn":
        warn(f"{text} The call {call} is made all the same (on_undecided='warn').")
        return
    remedy, remedy_zh = _remedy(wait)
    raise NotSentError(
        f"{text} Nothing was sent (on_undecided={choice!r}). {remedy}",
        meaning=f"{text} Nothing was sent.",
        meaning_zh="同一仓位或策略此前有调整结果未定，本次请求未发出。",
        remedy=remedy,
        remedy_zh=remedy_zh,
        call=call,
    )


def read_figure(
    recording: Recording, read: Read, call: Call, evidence: Evidence, deadline: float | None
) -> Steps[None]:
    """A reading that cannot be had stops nothing: then nothing can be proved later, which is said there."""
    state, clock, until = evidence.state, evidence.clock, _until(deadline)
    query = {name: str(call.fields[field]) for name, field in state.query.items() if call.fields.get(field)}
    includes = recording.done_with(call, evidence)
    began = time.monotonic()
    try:
        times = yield from read(clock.operation_id, {}, until)
        items = yield from read(state.operation_id, {**query, **state.constants}, until)
        figure = figure_of(position(relevant(items, state), state, call.fields), state)
        at = decimal(times[0].get(clock.time)) if times else None
    except (OkxMarginError, UnreadableError):
        return
    if figure is not None and at is not None:
        start = float(at) / 1000
        before = ReadBefore(figure, start, start + time.monotonic() - began, tuple(includes))
        call.before = before.as_strings(state.figure)


def asked(journal: Journal, look: Callable[[], Value], until: float | None) -> Steps[Value]:
    """What a method of the journal returns, by `until`. Raises JournalError."""
    came: Value = yield Do(partial(journal.ask, look, until), partial(journal.ask_async, look, until))
    return came


def before_sending(deadline: float | None) -> float | None:
    """Until when a call may wait for what must be done before it is sent; None for as long as that takes."""
    return None if deadline is None else deadline - min(_KEPT_FOR_SENDING, (deadline - time.monotonic()) / 3)


def _until(deadline: float | None) -> float:
    until = before_sending(deadline)
    return time.monotonic() + RESOLVING if until is None else until


def _until_due(found: Resolution) -> float:
    """Seconds until it can be known what became of it; 0 where that is no matter of time."""
    if found.applied is not None or found.window is None or found.decided_at is None:
        return 0.0
    return max(0.0, found.window[1] - found.decided_at)


def _remedy(wait: float) -> tuple[str, str]:
    if not wait:
        return (
            "Resolve them, or look at the position, before moving its margin again.",
            "请先查明此前的结果，再调整保证金。",
        )
    seconds, deadline = math.ceil(wait), math.ceil(wait + 1.5 * _KEPT_FOR_SENDING)
    return (
        f"It can be known in {seconds} s, once it has expired: make the call again then, or let it wait: "
        f"okx.with_options(deadline={deadline}).",
        f"约 {seconds} 秒后（请求过期后）才能查明：请届时重试，或延长等待：okx.with_options(deadline={deadline})。",
    )


def _same(entry: Entry, call: Call, evidence: Evidence) -> bool:
    """Whether they adjust the same position or bot."""
    named = evidence.state.match.values()
    return entry.operation_id == call.endpoint.operation_id and all(
        (entry.fields.get(field) or None) == (call.fields.get(field) or None) for field in named
    )
