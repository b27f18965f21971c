"""What a client does about its journal: intents, outcomes, the readings before, and what is still undecided."""

from __future__ import annotations

import time
import warnings
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Final, Literal, TypeAlias

from .call import Call
from .errors import JournalError, NotSentError, OkxMarginError, RefusedError
from .facts import Endpoint, Evidence
from .journal import Entry, Journal
from .observing import logger
from .records import Item, UnreadableError, decimal, figure_of, position, relevant
from .resolve import Certainty, ReadBefore, Resolution, resolve
from .steps import Do, Steps

Read: TypeAlias = Callable[[str, Mapping[str, str]], Steps[Sequence[Item]]]
OnFailure: TypeAlias = Literal["refuse", "warn"]
OnUndecided: TypeAlias = Literal["warn", "refuse", "resolve"]

_REMEMBERED: Final = 1800.0
"""Seconds for which this client knows its own calls, journal or not."""


class Recording:
    """The journal of one client, and what it remembers of its own calls.

    Args:
        journal: None for no journal: then only this client's own calls are known, as long as it lives.
        read: How the exchange is read: the items of one read, by operation id and query. Raises OkxMarginError.
        endpoints: Facts by operation id.
        skew: Seconds that a timestamp may be away from the exchange's clock.
        failure: What a journal that cannot be written does to a call: it is refused, or goes on with a warning.
        on_undecided: What a second adjustment of the same position or bot does while one is undecided.
        read_before: Whether what nothing records (a bot's figure) is read before it is adjusted.
    """

    def __init__(
        self,
        journal: Journal | None,
        read: Read,
        endpoints: Mapping[str, Endpoint],
        *,
        skew: float,
        certainty: Certainty,
        failure: OnFailure = "refuse",
        on_undecided: OnUndecided = "warn",
        read_before: bool = True,
    ) -> None:
        self.journal: Final = journal
        self.read: Final = read
        self._endpoints = endpoints
        self._skew = skew
        self.certainty: Final = certainty
        self._failure: OnFailure = failure
        self._on_undecided: OnUndecided = on_undecided
        self._read_before = read_before
        self._recent: deque[Call] = deque()

    def prepare(self, call: Call) -> Steps[None]:
        """Before anything of an adjustment is signed.

        Raises:
            NotSentError: Another one of the same position or bot is undecided, and that refuses this one.
        """
        evidence = call.endpoint.evidence
        if self.journal is None or evidence is None:
            self._remember(call)
            return
        yield from self._look_for_undecided(call, evidence)
        if self._read_before and evidence.records is None:
            yield from self._read_figure(call, evidence)
            self._remember(call)

    def intent(self, call: Call) -> Steps[None]:
        """On disk before each attempt.

        Raises:
            NotSentError: It is not, and that refuses the call.
        """
        journal = self.journal
        if journal is None:
            return
        try:
            yield Do(partial(journal.write, call), partial(journal.write_async, call))
        except JournalError as failure:
            if self._failure == "refuse":
                raise _refused(call, failure) from failure
            self._remember(call)
            self._warn(f"{failure} The call {call} goes on without (journal_failure='warn').")

    def conclusion(self, call: Call) -> Steps[None]:
        """On disk once the outcome stands; where that fails the entry stays undecided, and the call as it is."""
        journal = self.journal
        if journal is None:
            return
        try:
            yield Do(partial(journal.write, call), partial(journal.write_async, call))
        except JournalError as failure:
            self._warn(
                f"{failure} The call {call} ended as {call.outcome}; its entry {call.id} stays undecided."
            )

    def cut_short(self, call: Call) -> None:
        """For a call whose task is cancelled, or that Ctrl-C cuts: never waits."""
        if self.journal is not None and call.attempts and not call.outcome:
            call.outcome = "unknown" if call.may_have_left else "refused"
            self.journal.write_later(call)

    def beside(self, entry: Entry, seconds: float) -> Steps[Sequence[Entry]]:
        """Our other adjustments within `seconds` of it: the journal's, and this client's own."""
        known = {
            call.id: Entry.of_call(call)
            for call in tuple(self._recent)
            if call.id != entry.id
            and call.account == entry.account
            and call.endpoint.operation_id == entry.operation_id
            and call.expires_at is not None
            and abs(call.expires_at - (entry.expires_at or 0)) < seconds
        }
        journal = self.journal
        if journal is not None:
            looked = partial(journal.beside, entry, seconds)
            for other in (yield Do(looked, partial(journal.in_thread, looked))):
                kept = known.get(other.id)
                if kept is None or other.verdict or not kept.outcome:
                    known[other.id] = other
        return list(known.values())

    def resolve(self, entry: Entry, deadline: float, certainty: Certainty | None = None) -> Steps[Resolution]:
        """What became of it; written to the journal where there is one.

        Raises:
            JournalError: The journal cannot be read.
        """
        found = yield from resolve(
            entry,
            self._endpoints.get(entry.operation_id),
            self,
            certainty or self.certainty,
            skew=self._skew,
            deadline=deadline,
            monotonic=time.monotonic,
        )
        journal = self.journal
        if journal is not None:
            settle = partial(journal.settle, entry, found)
            try:
                yield Do(settle, partial(journal.in_thread, settle))
            except JournalError as failure:
                self._warn(f"{failure} The call {entry.id} was found {found.verdict}, which it does not say.")
        return found

    def _remember(self, call: Call) -> None:
        """Keep what the journal does not hold, or not well enough, as long as it can matter."""
        if call in self._recent:
            return
        horizon = time.time() - _REMEMBERED
        while self._recent and (self._recent[0].sent_at or 0) < horizon and self._recent[0].outcome:
            self._recent.popleft()
        self._recent.append(call)

    def _look_for_undecided(self, call: Call, evidence: Evidence) -> Steps[None]:
        journal = self.journal
        if journal is None:
            return
        looked = partial(journal.undecided, call.account)
        try:
            undecided: list[Entry] = yield Do(looked, partial(journal.in_thread, looked))
        except JournalError as failure:
            if self._failure == "refuse":
                raise _refused(call, failure) from failure
            self._warn(f"{failure} The call {call} goes on without (journal_failure='warn').")
            return
        same = [entry for entry in undecided if _same(entry, call, evidence)]
        if self._on_undecided == "resolve":
            for entry in same[:]:
                found = yield from self.resolve(entry, time.monotonic() + 120)
                if found.applied is not None:
                    same.remove(entry)
        if not same:
            return
        text = (
            f"Of {len(same)} earlier adjustment{'s' * (len(same) > 1)} of the same it is not known what became: "
            f"{', '.join(entry.id for entry in same[:5])}."
        )
        if self._on_undecided == "warn":
            self._warn(f"{text} The call {call} is made all the same (on_undecided='warn').")
            return
        remedy = "Resolve them, or look at the position, before moving its margin again."
        raise NotSentError(
            f"{text} Nothing was sent (on_undecided={self._on_undecided!r}). {remedy}",
            meaning=f"{text} Nothing was sent.",
            meaning_zh="同一仓位或策略此前有调整结果未定，本次请求未发出。",
            remedy=remedy,
            remedy_zh="请先查明此前的结果，再调整保证金。",
            call=call,
        )

    def _read_figure(self, call: Call, evidence: Evidence) -> Steps[None]:
        """A reading that cannot be had stops nothing: then nothing can be proved later, which is said there."""
        state, clock = evidence.state, evidence.clock
        query = {
            name: str(call.fields[field]) for name, field in state.query.items() if call.fields.get(field)
        }
        named = evidence.state.match.values()
        includes = [
            other.id
            for other in tuple(self._recent)
            if other.outcome == "done" and all(other.fields.get(f) == call.fields.get(f) for f in named)
        ]
        began = time.monotonic()
        try:
            times = yield from self.read(clock.operation_id, {})
            items = yield from self.read(state.operation_id, {**query, **state.constants})
            figure = figure_of(position(relevant(items, state), state, call.fields), state)
            at = decimal(times[0].get(clock.time)) if times else None
        except (OkxMarginError, UnreadableError):
            return
        if figure is not None and at is not None:
            until = float(at) / 1000 + time.monotonic() - began
            call.before = ReadBefore(figure, float(at) / 1000, until, tuple(includes)).as_strings(
                state.figure
            )

    def _warn(self, text: str) -> None:
        logger.warning("%s", text)
        with suppress(Warning):  # where warnings are made errors, none of them may look like an outcome
            warnings.warn(text, stacklevel=2)


def _same(entry: Entry, call: Call, evidence: Evidence) -> bool:
    """Whether they adjust the same position or bot."""
    named = evidence.state.match.values()
    return entry.operation_id == call.endpoint.operation_id and all(
        (entry.fields.get(field) or None) == (call.fields.get(field) or None) for field in named
    )


def _refused(call: Call, failure: JournalError) -> RefusedError:
    remedy = "Mend that, or choose journal_failure='warn' to go on without."
    return NotSentError(
        f"{failure.text} The call was not sent, since nothing would know of it. {remedy}",
        meaning=f"The journal cannot be written: {failure.text}",
        meaning_zh="调整记录无法写入，请求未发出。",
        remedy=remedy,
        remedy_zh="请修复后重试；如需在没有记录的情况下继续，请设置 journal_failure='warn'。",
        call=call,
    )
