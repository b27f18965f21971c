"""What was intended, on disk before a byte of it is sent, and what became of it.

One table, a handful of statements; `sqlite` and `postgres` carry them out.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.thread import ThreadPoolExecutor
from contextlib import suppress
from typing import Final, NoReturn, TypeVar

from ..call import Call, shown
from ..entry import COLUMNS, SETTLED, UNDECIDED, Entry, row_of
from ..errors import JournalError
from ..forks import Unforkable, unforked
from ..resolution import Resolution
from ..steps import result_of
from .store import Statement, Store

__all__ = ["Entry", "Journal", "Store"]

Value = TypeVar("Value")

_TABLE: Final = "okx_margin_adjustments"
_KEPT_BEFORE: Final = 3600
"""Seconds before an undecided entry from which on others are kept: they may be what decides it."""
_LONGEST: Final = 86_400
"""Seconds of a timeout; databases count milliseconds in 32 bits."""
_UPSERT: Final = (
    f"INSERT INTO {_TABLE} ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))}) "
    "ON CONFLICT (id) DO UPDATE SET attempts = excluded.attempts, sent_at = excluded.sent_at, "
    "expires_at = excluded.expires_at, outcome = excluded.outcome, code = excluded.code, "
    f"read_before = excluded.read_before WHERE {_TABLE}.outcome = '' OR excluded.outcome <> ''"
)
_SELECT: Final = f"SELECT {', '.join(COLUMNS)} FROM {_TABLE} WHERE"
_VERDICT: Final = (
    f"UPDATE {_TABLE} SET verdict = ?, evidence = ? WHERE id = ? AND attempts = ? AND NOT ({SETTLED}) "
    "RETURNING id"
)
_PRUNE: Final = (
    f"DELETE FROM {_TABLE} WHERE ({SETTLED}) AND begun_at < ? AND begun_at < COALESCE("
    f"(SELECT MIN(begun_at) FROM {_TABLE} WHERE {UNDECIDED}), ?) - {_KEPT_BEFORE} RETURNING id"
)


class Journal(Unforkable):
    """A record of every adjustment, in a SQLite file or in PostgreSQL.

    Processes and machines may share one. Safe in threads and tasks, which never wait for the disk in the
    event loop, and after a fork. What many of them write at once is committed together.

    Args:
        where: The name of a SQLite file, made where it is missing, or a `postgresql://` URL (needs
            okx-margin[postgres]), or a store.
        timeout: Seconds that writing one entry may wait for other processes and for the server, a day at most.

    Raises:
        JournalError: It cannot be opened, is something else's, or was written by a newer okx-margin.
    """

    def __init__(self, where: str | os.PathLike[str] | Store, *, timeout: float = 5.0) -> None:
        super().__init__()
        self._store = where if isinstance(where, Store) else _store(where, timeout)
        self.name: Final = self._store.name
        """The file, or the server and the database; without a password."""
        self.after_fork_in_child()
        try:
            self._store.run([(f"{_SELECT} id = ''", ())])
        except BaseException:
            self._store.close()
            raise

    def after_fork_in_child(self) -> None:
        """Begin as if new: what was waiting or under way is the parent's, and its threads are not here."""
        self._under_way = set[str]()
        self._waiting: deque[_Write] = deque()
        self._writing = threading.RLock()
        self._starting = threading.RLock()
        self._thread: ThreadPoolExecutor | None = None

    def write(self, call: Call) -> None:
        """Bring the entry of `call` up to date; it is on disk when this returns.

        Raises:
            JournalError: It is not.
        """
        written = self._put(call)
        self._flush()
        written.result()

    async def write_async(self, call: Call) -> None:
        """The same for a task, in a thread. Once begun it is written, whether or not the task is cancelled.

        Raises:
            JournalError: It is not.
        """
        written = self._put(call)
        await self.in_thread(self._flush)
        written.result()

    def write_later(self, call: Call) -> None:
        """Bring the entry up to date soon, without waiting: for a call whose task is being cancelled."""
        self._put(call)
        self._submit(self._flush)

    async def in_thread(self, look: Callable[[], Value]) -> Value:
        """What `look`, one of the methods below, returns; for a task, which must not wait for the disk itself."""
        return await result_of(self._submit(look))

    def undecided(self, account: str | None = None) -> list[Entry]:
        """The adjustments of which nobody knows what became of them, the oldest first.

        Those of processes that died are among them, and those that another process has under way: nothing
        tells the two apart. What is under way through this object is not.

        Raises:
            JournalError: It cannot be read.
        """
        condition, values = f"{UNDECIDED}{' AND account = ?' if account is not None else ''}", ()
        under_way = self._under_way.copy()  # some end while this is read
        rows = self._store.run(
            [(f"{_SELECT} {condition} ORDER BY begun_at", values if account is None else (account,))]
        )
        under_way |= self._under_way
        return [entry for entry in map(Entry.of_row, rows) if entry.outcome or entry.id not in under_way]

    def beside(self, entry: Entry, seconds: float) -> list[Entry]:
        """The same account's other adjustments by the same operation that expire within `seconds` of it.

        Raises:
            JournalError: It cannot be read.
        """
        if entry.expires_at is None:
            return []
        condition = "account = ? AND operation = ? AND expires_at BETWEEN ? AND ? AND id <> ?"
        span = (entry.expires_at - seconds, entry.expires_at + seconds)
        values = (entry.account, entry.operation_id, *span, entry.id)
        return [Entry.of_row(row) for row in self._store.run([(f"{_SELECT} {condition}", values)])]

    def entries(self, since: float = 0) -> list[Entry]:
        """All entries begun since then, in Unix seconds by the clocks of those who wrote them, the oldest first.

        Raises:
            JournalError: It cannot be read.
        """
        rows = self._store.run([(f"{_SELECT} begun_at >= ? ORDER BY begun_at", (since,))])
        return [*map(Entry.of_row, rows)]

    def entry(self, id: str) -> Entry | None:
        """One entry by its id; None where there is none.

        Raises:
            JournalError: It cannot be read.
        """
        rows = self._store.run([(f"{_SELECT} id = ?", (id,))])
        return Entry.of_row(rows[0]) if rows else None

    def settle(self, entry: Entry, found: Resolution) -> bool:
        """Write down what was found out about an entry, by `resolve` or by a person.

        Returns:
            False where it is not written: the entry is none of this journal's, it has been decided already, or
            the adjustment has been sent again since `entry` was read.

        Raises:
            JournalError: It is not on disk.
        """
        values = (found.verdict, found.as_json(), entry.id, entry.attempts)
        return bool(self._store.run([(_VERDICT, values)]))

    def prune(self, older_than: float) -> int:
        """Delete entries begun more than `older_than` seconds ago, and say how many.

        Undecided ones stay, and with them all that are not an hour older than the oldest of them: our other
        calls are a part of the evidence.

        Raises:
            JournalError: It cannot be written.
        """
        now = time.time()
        return len(self._store.run([(_PRUNE, (now - older_than, now + 2 * _KEPT_BEFORE))]))

    def close(self) -> None:
        """Write what is waiting, then close; using it again opens it again."""
        with self._starting:
            thread, self._thread = self._thread, None
        if thread is not None:
            thread.shutdown(wait=True)
        self._flush()
        self._store.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"A journal is neither pickled nor copied: in the other process open {self.name} again."
        )

    def __repr__(self) -> str:
        return f"Journal({self.name!r})"

    def _put(self, call: Call) -> _Write:
        if not call.outcome:
            self._under_way.add(call.id)
        write = _Write((_UPSERT, row_of(call)), call.id if call.outcome else "")
        self._waiting.append(write)
        return write

    def _submit(self, work: Callable[[], Value]) -> Future[Value]:
        with self._starting:
            if self._thread is None:
                self._thread = ThreadPoolExecutor(1, "okx-margin-journal")
            with suppress(RuntimeError):  # no thread can be started any more: Python is shutting down
                return self._thread.submit(work)
        done = Future[Value]()
        try:
            done.set_result(work())
        except Exception as problem:
            done.set_exception(problem)
        return done

    def _flush(self) -> None:
        """Whoever comes first writes what everybody waits for, in one transaction."""
        with self._writing:
            writes = list[_Write]()
            with suppress(IndexError):  # none is left
                while True:
                    writes.append(self._waiting.popleft())
            if not writes:
                return
            try:
                self._store.run([write.statement for write in writes])
            except JournalError as failure:
                for write in writes:
                    write.failure = failure.text
            else:
                for write in writes:
                    write.failure = None
            self._under_way.difference_update(write.ended for write in writes)


Journal.__module__ = "okx_margin_client"  # where users import it from


class _Write:
    """One entry on its way to the disk. Until somebody has flushed it, it has failed: Ctrl-C may come anywhere."""

    __slots__ = ("ended", "failure", "statement")

    def __init__(self, statement: Statement, ended: str) -> None:
        self.statement: Final = statement
        self.ended: Final = ended
        """The id of the call, where this is its outcome."""
        self.failure: str | None = "Writing to the journal was interrupted."

    def result(self) -> None:
        """Raises what kept it from the disk."""
        if self.failure is not None:
            raise JournalError(self.failure)


def _store(where: str | os.PathLike[str], timeout: float) -> Store:
    try:
        name = os.fsdecode(where)
    except TypeError:
        name = ""
    if not name:
        raise JournalError("The journal has no name: name a file, or a postgresql:// URL.")
    if not isinstance(timeout, int | float) or not 0 < timeout <= _LONGEST:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise JournalError(
            f"The journal's timeout is {shown(timeout, as_text=repr)}: it must be a number of seconds above zero, "
            f"and {_LONGEST} at most."
        )
    if name.startswith(("postgresql://", "postgres://")):
        with unforked:
            from .postgres import PostgresStore

        return PostgresStore(name, timeout)
    with unforked:
        from .sqlite import SqliteStore

    return SqliteStore(name, timeout)
