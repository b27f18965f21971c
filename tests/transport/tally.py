"""What a run of calls came to, held against what the host received: every count but the first must be 0."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from .callers import ANSWERED, NOT_SENT, Caller, Outcome

SLACK: Final = 3.0
"""Seconds over its deadline that a call may take on a busy machine; what holds it up here lasts longer."""


class Tally:
    """Counts what must not happen.

    Attributes:
        kinds: How many calls were answered, not sent, unknown.
        processed_but_not_sent: The host received all of a call that is called not sent.
        another_calls_answer: A call was given what answers another.
        sent_twice: The host received a call more than once.
        over_the_deadline: A call took longer than its deadline.
        foreign_errors: Something other than TransportError came out.
        tasks_left: A task of the event loop has not ended with its calls.
    """

    def __init__(self) -> None:
        self.kinds: Final[Counter[str]] = Counter()
        self.processed_but_not_sent: Final[list[str]] = []
        self.another_calls_answer: Final[list[str]] = []
        self.sent_twice: Final[list[str]] = []
        self.over_the_deadline: Final[list[str]] = []
        self.foreign_errors: Final[list[str]] = []
        self.tasks_left: Final[list[str]] = []
        self._outcomes: Final[dict[str, Outcome]] = {}

    def call(self, caller: Caller, number: object, **settings: Any) -> Outcome | None:
        """Make a call and remember what came of it."""
        began = time.monotonic()
        try:
            outcome = caller.call(number, **settings)
        except Exception as error:  # whatever it is, it is one too many
            self.foreign_errors.append(f"{number}: {error!r}")
            return None
        self.add(number, outcome, settings.get("deadline", 5), time.monotonic() - began)
        return outcome

    def add(self, number: object, outcome: Outcome, deadline: float = 5, seconds: float = 0) -> None:
        """Remember what came of a call that was made elsewhere."""
        self.kinds[outcome.kind] += 1
        self._outcomes[str(number)] = outcome
        if outcome.kind == ANSWERED and outcome.said != str(number):
            self.another_calls_answer.append(f"{number}: {outcome.said[:80]}")
        if seconds > deadline + SLACK:
            self.over_the_deadline.append(f"{number}: {seconds:.1f} s")

    def hold_against(self, received: Iterable[str]) -> None:
        """Assert that nothing happened that must not, by what the host received."""
        self.compare_with(received)
        assert not any(self.faults().values()), self.faults()

    def compare_with(self, received: Iterable[str]) -> None:
        """Count what only the host can tell."""
        times = Counter(received)
        self.sent_twice.extend(number for number, count in times.items() if count > 1)
        self.processed_but_not_sent.extend(
            number
            for number, outcome in self._outcomes.items()
            if outcome.kind == NOT_SENT and number in times
        )

    def faults(self) -> dict[str, list[str]]:
        """What must not happen, by name, and where it did."""
        return {name: found for name, found in vars(self).items() if isinstance(found, list)}


def in_threads(count: int, work: Any) -> None:
    """Run `work(0)` … `work(count - 1)` at once, and wait for all."""
    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
