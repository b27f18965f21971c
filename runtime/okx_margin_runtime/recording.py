"""What a client does about its journal: intents, outcomes, the readings before, and what is still undecided."""

from __future__ import annotations

import copy
import os
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Final, TypeAlias

from .call import Call
from .choices import Choices, Options, changed, check
from .errors import InvalidInputError, JournalError, NotSentError, OkxMarginError, RefusedError
from .facts import Endpoint, Evidence
from .forks import unforked
from .journal import Entry, Journal
from .observing import warn
from .preparation import RESOLVING, asked, before_sending, look_for_undecided, read_figure
from .reasons import OTHER_ACCOUNT
from .records import Item
from .resolution import Resolution
from .steps import Do, Steps, in_event_loop

Read: TypeAlias = Callable[[str, Mapping[str, str], "float | None"], Steps[Sequence[Item]]]
"""The items of one read, by operation id and query, until a deadline by `time.monotonic`."""
_REMEMBERED: Final = 1800.0
"""Seconds for which this client knows its own calls, journal or not."""
_GRACE: Final = 0.1
"""Seconds that what has been found out at the deadline has to get to the disk, which mostly takes a tenth of that."""


class Recording:
    """The journal of one client, and what it remembers of its own calls.

    Args:
        options: As given to the client.
        endpoints: Facts by operation id.
        account: Whose adjustments these are, as a journal tells accounts apart.
        skew: Seconds that a timestamp may be away from the exchange's clock.

    Raises:
        InvalidInputError: An option is none of those there are.
        JournalError: The journal cannot be opened.
    """

    def __init__(
        self,
        options: Options,
        endpoints: Mapping[str, Endpoint],
        *,
        account: str,
        skew: float,
    ) -> None:
        check(options)
        self.choices: Options = options
        self.account = account
        self.endpoints: Final = endpoints
        self._skew = skew
        self._recent: deque[Call] = deque()
        journal = options.get("journal")
        self._opened_here = journal is not None and not isinstance(journal, Journal)
        self.journal: Final = Journal(journal) if isinstance(journal, str | os.PathLike) else journal

    def with_choices(self, choices: Choices) -> Recording:
        """The same journal and memory for a client that chooses otherwise."""
        other = copy.copy(self)
        other.choices = changed(self.choices, choices)
        return other

    def prepare(self, read: Read, call: Call, deadline: float | None) -> Steps[None]:
        """Before anything of an adjustment is signed.

        The client hands over how it reads each time: one that were kept here could not be freed at once.

        Raises:
            NotSentError: Another one of the same position or bot is undecided, and that refuses this one.
        """
        evidence = call.endpoint.evidence
        if self.journal is None or evidence is None:
            self.remember(call)
            return
        try:
            yield from look_for_undecided(self, read, call, evidence, deadline)
        except JournalError as failure:
            self._refuse_or_warn(call, failure)
        except RefusedError:
            call.outcome = "refused"
            raise
        if self.choices.get("read_before", True) and evidence.records is None:
            yield from read_figure(self, read, call, evidence, deadline)
            self.remember(call)

    def intent(self, call: Call, deadline: float | None) -> Steps[None]:
        """On disk before each attempt, so early that there is time to send it.

        Raises:
            NotSentError: It is not, and that refuses the call.
        """
        journal = self.journal
        if journal is None:
            return
        until = before_sending(deadline)
        try:
            yield Do(partial(journal.write, call, until), partial(journal.write_async, call, until))
            kept = (yield from self._kept(call.id, until)) if call.attempts > 1 else None
        except JournalError as failure:
            self._refuse_or_warn(call, failure)
            return
        if kept is not None and kept.decided:  # somebody resolved it meanwhile, and may have acted on that
            raise NotSentError(
                f"It was found {kept.verdict} while it waited to be sent again, so it was not.",
                meaning="Somebody resolved this call while it waited to be sent again.",
                meaning_zh="等待重发期间，该请求的结果已被查明，因此不再重发。",
                call=call,
            )

    def conclusion(self, call: Call, deadline: float | None) -> Steps[None]:
        """On disk once the outcome stands, or soon after the deadline; whatever comes of it, the call is what it is."""
        journal = self.journal
        if journal is None or call.is_copy:
            return
        until = _with_grace(deadline)
        with suppress(JournalError):  # of which the journal has warned
            yield Do(partial(journal.write, call, until), partial(journal.write_async, call, until))

    def cut_short(self, call: Call) -> None:
        """For a call whose task is cancelled, or that Ctrl-C cuts: never waits."""
        call.outcome = call.outcome or ("unknown" if call.may_have_left else "refused")
        if self.journal is not None and call.endpoint.moves and call.attempts and not call.is_copy:
            self.journal.write_later(call)  # also where the outcome stood: it may not be on its way yet

    def beside(self, entry: Entry, seconds: float, deadline: float | None) -> Steps[Sequence[Entry]]:
        """Our other adjustments within `seconds` of it: the journal's, and this client's own."""
        if entry.expires_at is None:
            return []
        known = {
            call.id: Entry.of_call(call)
            for call in tuple(self._recent)
            if call.id != entry.id
            and call.account == entry.account
            and call.endpoint.operation_id == entry.operation_id
            and call.expires_at is not None
            and abs(call.expires_at - entry.expires_at) <= seconds
        }
        journal = self.journal
        if journal is not None:
            for other in (yield from asked(journal, partial(journal.beside, entry, seconds), deadline)):
                kept = known.get(other.id)
                if kept is None or other.verdict or not kept.outcome:
                    known[other.id] = other
        return list(known.values())

    def resolve(
        self, read: Read, entry: Entry, deadline: float | None, sole_actor: bool | None = None
    ) -> Steps[Resolution]:
        """What became of it, found out until `deadline`; written to the journal where there is one."""
        with unforked:
            from .resolve import Certainty, resolve  # which few programs ever come to

        if entry.account != self.account and not entry.decided:
            return Resolution.of("undecided", OTHER_ACCOUNT)
        alone = self.choices.get("sole_actor", False) if sole_actor is None else sole_actor
        until = time.monotonic() + RESOLVING if deadline is None else deadline
        while True:
            found = yield from resolve(
                entry,
                self.endpoints.get(entry.operation_id),
                _Reading(read, self, until),
                Certainty(sole_actor=alone, figure_moves=self.choices.get("figure_moves", False)),
                skew=self._skew,
                deadline=until,
                monotonic=time.monotonic,
            )
            newer = yield from self._settle(entry, found, _with_grace(deadline))
            if newer is None:
                return found
            entry = newer

    def _settle(self, entry: Entry, found: Resolution, until: float | None) -> Steps[Entry | None]:
        """Write down what was found; the entry as it is now where that speaks of it no more.

        It may have been decided by somebody else, or its process lives and has sent it again.
        """
        journal = self.journal
        if journal is None or entry.decided or not found.reads:
            return None
        try:
            if (yield from asked(journal, partial(journal.settle, entry, found), until)):
                return None
            return (yield from self._kept(entry.id, until))
        except JournalError as failure:
            warn(f"{failure} The call {entry.id} was found {found.verdict}, which it does not say.")
            return None

    def _kept(self, id: str, until: float | None) -> Steps[Entry | None]:
        journal = self.journal
        return None if journal is None else (yield from asked(journal, partial(journal.entry, id), until))

    def entry(self, unknown: object, deadline: float | None = None) -> Steps[Entry]:
        """What there is to resolve: the journal's entry where it has one, else what the error knows.

        Raises:
            InvalidInputError: It is nothing that can be resolved.
        """
        if isinstance(unknown, Entry):
            return unknown
        call = unknown.call if isinstance(unknown, OkxMarginError) else unknown
        if not isinstance(call, Call):
            raise InvalidInputError(
                "resolve() takes the OutcomeUnknownError that a call raised, or an entry of journal.undecided()."
            )
        kept: Entry | None = None
        with suppress(JournalError):
            kept = yield from self._kept(call.id, deadline)
        return kept if kept is not None and kept.outcome == call.outcome else Entry.of_call(call)

    def close(self) -> None:
        """Close the journal, where it was opened here."""
        if self.journal is not None and self._opened_here:
            self.journal.close()

    async def aclose(self) -> None:
        """The same for a task: what is still to be written is waited for elsewhere."""
        if self.journal is not None and self._opened_here:
            if in_event_loop():
                await self.journal.close_async()
            else:
                self.journal.close()

    def done_with(self, call: Call, evidence: Evidence) -> list[str]:
        """The ids of this client's calls for the same that are done."""
        named = evidence.state.match.values()
        return [
            other.id
            for other in tuple(self._recent)
            if other.outcome == "done" and all(other.fields.get(f) == call.fields.get(f) for f in named)
        ]

    def remember(self, call: Call) -> None:
        """Keep what the journal does not hold, or not well enough, as long as it can matter."""
        horizon = time.time() - _REMEMBERED
        try:
            while (self._recent[0].sent_at or 0) < horizon and self._recent[0].outcome:
                self._recent.popleft()
        except IndexError:  # none is left, or another thread took the last
            pass
        self._recent.append(call)

    def _refuse_or_warn(self, call: Call, failure: JournalError) -> None:
        if self.choices.get("journal_failure", "refuse") == "refuse":
            call.outcome = "refused"
            if self.journal is not None and call.attempts and not call.is_copy:
                self.journal.withdraw(call)
            raise _refused(call, failure) from failure
        self.remember(call)
        warn(f"{failure} The call {call} goes on without (journal_failure='warn').")


class _Reading:
    """The exchange and our own calls, as `resolve` reads them, until a deadline."""

    def __init__(self, read: Read, recording: Recording, deadline: float) -> None:
        self._recording = recording
        self._read = read
        self._deadline = deadline

    def read(self, operation_id: str, query: Mapping[str, str], /) -> Steps[Sequence[Item]]:
        return self._read(operation_id, query, self._deadline)

    def beside(self, entry: Entry, seconds: float, /) -> Steps[Sequence[Entry]]:
        return self._recording.beside(entry, seconds, self._deadline)


def _with_grace(deadline: float | None) -> float | None:
    return None if deadline is None else max(deadline, time.monotonic() + _GRACE)


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
