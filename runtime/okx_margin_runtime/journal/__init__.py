"""What was intended, on disk before a byte of it is sent, and what became of it.

One table, a handful of statements; `sqlite` and `postgres` carry them out.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, NoReturn, TypeVar

from ..call import Call, shown
from ..entry import COLUMNS, SETTLED, TABLE, UNDECIDED, Entry
from ..errors import JournalError
from ..forks import Unforkable, unforked
from ..resolution import Resolution
from .store import Statement, Store
from .thread import DatabaseThread, Job
from .writes import Write, Writes

__all__ = ["Entry", "Journal", "Store"]

Value = TypeVar("Value")

_KEPT_BEFORE: Final = 3600
"""Seconds before an undecided entry from which on others are kept: they may be what decides it."""
_LONGEST: Final = 86_400
"""Seconds of a timeout; databases count milliseconds in 32 bits."""
_SELECT: Final = f"SELECT {', '.join(COLUMNS)} FROM {TABLE} WHERE"
_VERDICT: Final = (
    f"UPDATE {TABLE} SET verdict = ?, evidence = ? WHERE id = ? AND attempts = ? AND NOT ({SETTLED}) "
    "RETURNING id"
)
_PRUNE: Final = (
    f"DELETE FROM {TABLE} WHERE ({SETTLED}) AND begun_at < ? AND begun_at < COALESCE("
    f"(SELECT MIN(begun_at) FROM {TABLE} WHERE {UNDECIDED}), ?) - {_KEPT_BEFORE} RETURNING id"
)


class Journal(Unforkable):
    """A record of every adjustment, in a SQLite file or in PostgreSQL.

    Processes and machines may share one. Safe in threads and tasks, and after a fork. It writes in a thread of its
    own, for which its calls wait until their deadlines; what many of them write at once is committed together.

    Args:
        where: The name of a SQLite file, made where it is missing, or a `postgresql://` URL (needs
            okx-margin[postgres]), or a store.
        timeout: Seconds that writing one entry may wait for other processes and for the server, a day at most.

    Raises:
        JournalError: It cannot be opened, is something else's, or was written by a newer okx-margin.
    """

    def __init__(self, where: str | os.PathLike[str] | Store, *, timeout: float = 5.0) -> None:
        with unforked:  # a fork finds it whole, or not at all
            super().__init__()
            self._store = where if isinstance(where, Store) else _store(where, timeout)
            self.after_fork_in_child()
        self.name: Final = self._store.name
        """The file, or the server and the database; without a password."""
        try:
            self._store.run([(f"{_SELECT} id = ''", ())])
        except BaseException:
            self._store.close()
            raise

    def after_fork_in_child(self) -> None:
        """Begin as if new: what was waiting or under way is the parent's, and its threads are not here."""
        self._writes = Writes(self._store)
        self._thread = DatabaseThread()

    def write(self, call: Call, until: float | None = None) -> None:
        """Bring the entry of `call` up to date; it is on disk when this returns.

        An outcome that is not at `until`, by `time.monotonic`, is still written as soon as it can be. Where an
        outcome cannot be written, a warning names the call.

        Raises:
            JournalError: It is not, or not by then.
        """
        write = self._writes.put(call)
        self._check(write, self._thread.do(self._writes.flush, until))

    async def write_async(self, call: Call, until: float | None = None) -> None:
        """The same for a task. Once begun it is written, whether or not the task is cancelled.

        Raises:
            JournalError: It is not, or not by then.
        """
        write = self._writes.put(call)
        self._check(write, await self._thread.do_async(self._writes.flush, until))

    def write_later(self, call: Call) -> None:
        """Bring the entry up to date soon, without waiting: for a call whose task is being cancelled."""
        self._writes.put(call)
        self._thread.submit(self._writes.flush)

    def withdraw(self, call: Call) -> None:
        """Nothing on disk may say that `call`, which was refused before it was sent, is under way.

        What nobody has begun to write is not written; where it may have been, the outcome follows soon.
        """
        if not self._writes.take_back(call):
            self.write_later(call)

    def ask(self, look: Callable[[], Value], until: float | None = None) -> Value:
        """What `look`, one of the methods below, returns, by `until`.

        Raises:
            JournalError: It does not, or not by then.
        """
        return self._answer(self._thread.do(look, until))

    async def ask_async(self, look: Callable[[], Value], until: float | None = None) -> Value:
        """The same for a task, which must not wait for the disk itself.

        Raises:
            JournalError: It does not, or not by then.
        """
        return self._answer(await self._thread.do_async(look, until))

    def undecided(self, account: str | None = None) -> list[Entry]:
        """The adjustments of which nobody knows what became of them, the oldest first.

        Those of processes that died are among them, and those that another process has under way: nothing
        tells the two apart. What is under way through this object is not.

        Raises:
            JournalError: It cannot be read.
        """
        condition, values = f"{UNDECIDED}{' AND account = ?' if account is not None else ''}", ()
        under_way = self._writes.under_way.copy()  # some end while this is read
        rows = self._run(
            [(f"{_SELECT} {condition} ORDER BY begun_at", values if account is None else (account,))]
        )
        under_way |= self._writes.under_way
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
        return [Entry.of_row(row) for row in self._run([(f"{_SELECT} {condition}", values)])]

    def entries(self, since: float = 0) -> list[Entry]:
        """All entries begun since then, in Unix seconds by the clocks of those who wrote them, the oldest first.

        Raises:
            JournalError: It cannot be read.
        """
        rows = self._run([(f"{_SELECT} begun_at >= ? ORDER BY begun_at", (since,))])
        return [*map(Entry.of_row, rows)]

    def entry(self, id: str) -> Entry | None:
        """One entry by its id; None where there is none.

        Raises:
            JournalError: It cannot be read.
        """
        rows = self._run([(f"{_SELECT} id = ?", (id,))])
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
        return bool(self._run([(_VERDICT, values)]))

    def prune(self, older_than: float) -> int:
        """Delete entries begun more than `older_than` seconds ago, and say how many.

        Undecided ones stay, and with them all that are not an hour older than the oldest of them: our other
        calls are a part of the evidence.

        Raises:
            JournalError: It cannot be written.
        """
        now = time.time()
        return len(self._run([(_PRUNE, (now - older_than, now + 2 * _KEPT_BEFORE))]))

    def close(self) -> None:
        """Write what is waiting, then close; using it again opens it again."""
        closed = self._thread.do(self._write_and_close, None)
        self._thread.close()
        closed.result()

    async def close_async(self) -> None:
        """The same for a task."""
        closed = await self._thread.do_async(self._write_and_close, None)
        self._thread.close()
        closed.result()

    def _write_and_close(self) -> None:
        try:
            self._writes.flush()
        finally:
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

    def _run(self, statements: Sequence[Statement]) -> list[Sequence[Any]]:
        return self.ask(partial(self._store.run, statements))

    def _check(self, write: Write, flushed: Job[None]) -> None:
        if flushed.done:
            flushed.result()
        elif write.waits:
            if write.ended:
                return
            raise self._late()
        write.result()

    def _answer(self, looked: Job[Value]) -> Value:
        if not looked.done:
            raise self._late()
        return looked.result()

    def _late(self) -> JournalError:
        return JournalError(
            f"The journal {self.name} did not answer in the time that the deadline leaves for it: another program "
            "holds it, or its disk or its server is slow."
        )


Journal.__module__ = "okx_margin_client"  # where users import it from


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
