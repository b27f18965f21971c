"""What is on its way to the database: whoever writes first writes for everybody, in one transaction."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import suppress
from typing import Final

from ..call import Call
from ..entry import COLUMNS, TABLE, row_of
from ..errors import JournalError
from ..observing import warn
from .store import Statement, Store

_UPSERT: Final = (
    f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))}) "
    "ON CONFLICT (id) DO UPDATE SET attempts = excluded.attempts, sent_at = excluded.sent_at, "
    "expires_at = excluded.expires_at, outcome = excluded.outcome, code = excluded.code, "
    f"read_before = excluded.read_before WHERE {TABLE}.outcome = '' OR excluded.outcome <> ''"
)
_UNWRITTEN: Final = "Writing to the journal was interrupted."


class Write:
    """One entry on its way. Until somebody has flushed it, it has failed: Ctrl-C may come anywhere."""

    __slots__ = ("call", "ended", "failure", "statement")

    def __init__(self, call: Call) -> None:
        self.call: Final = call
        self.statement: Final[Statement] = (_UPSERT, row_of(call))
        self.ended: Final = call.id if call.outcome else ""
        """The id of the call, where this is its outcome."""
        self.failure: str | None = _UNWRITTEN

    @property
    def waits(self) -> bool:
        """Whether nobody knows yet what comes of it."""
        return self.failure is _UNWRITTEN

    def over(self, failure: str | None) -> None:
        """Take down what kept it from the disk, if anything. Of an outcome it is told: perhaps nobody waits for it."""
        self.failure = failure
        if failure and self.ended:
            warn(
                f"{failure} The call {self.call} ended as {self.call.outcome}; its entry {self.ended}, where there is "
                "one, stays undecided."
            )

    def result(self) -> None:
        """Raises what kept it from the disk."""
        if self.failure is not None:
            raise JournalError(self.failure)


class Writes:
    """Those of one process to one store, in the order in which they were put."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting = deque[Write]()
        self._writing = threading.RLock()
        self.under_way: Final[set[str]] = set()
        """The ids of calls that are not said on disk to have ended."""

    def put(self, call: Call) -> Write:
        """The entry of `call` as it stands now; the next flush writes it."""
        if not call.outcome:
            self.under_way.add(call.id)
        write = Write(call)
        self._waiting.append(write)
        return write

    def take_back(self, call: Call) -> bool:
        """Whether nothing of `call` is on disk, and nothing of it will be: nobody had begun to write its intent."""
        try:
            for write in [each for each in tuple(self._waiting) if each.call is call]:
                self._waiting.remove(write)
                if call.attempts == 1:
                    self.under_way.discard(call.id)
                    return True
        except ValueError:  # somebody writes it now
            pass
        return False

    def flush(self) -> None:
        """Write all that waits."""
        with self._writing:
            writes = list[Write]()
            with suppress(IndexError):  # none is left
                while True:
                    writes.append(self._waiting.popleft())
            if not writes:
                return
            failure: str | None = _UNWRITTEN
            try:
                self._store.run([write.statement for write in writes])
                failure = None
            except JournalError as problem:
                failure = problem.text
            finally:
                for write in writes:
                    write.over(failure)
                self.under_way.difference_update(write.ended for write in writes)
