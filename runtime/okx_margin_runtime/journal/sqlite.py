"""A journal in one SQLite file, shared by the processes of one machine."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

from ..entry import SCHEMA, VERSION
from ..errors import JournalError, logger
from .store import Statement, Store

_APPLICATION: Final = 0x4F4B584D  # "OKXM": what SQLite's application_id says of a file of ours
_MEMORY: Final = ":memory:"


class SqliteStore(Store):
    """Write-ahead log with full sync: a transaction that has returned survives a power cut.

    Args:
        path: A file; "~" is the user's home, and the current folder is the one of now. Or ":memory:", for tests.
        timeout: Seconds to wait for other processes.
    """

    def __init__(self, path: str, timeout: float) -> None:
        super().__init__(path if path == _MEMORY else _absolute(path))
        self._path = None if path == _MEMORY else Path(self.name)
        self._timeout = timeout
        self._connection: sqlite3.Connection | None = None
        self._opened: list[tuple[int, int] | None] = []
        self._left_to_parent: list[sqlite3.Connection | None] = []

    def before_fork(self) -> None:
        if self._path is not None:
            super().before_fork()

    def after_fork_in_child(self) -> None:
        """After a fork that Python was not told of before: SQLite forbids even to close here what is open there."""
        if self._path is not None:
            self._left_to_parent.append(self._connection)
            self._connection = None

    def _carry_out(self, statements: Sequence[Statement]) -> list[Sequence[Any]]:
        try:
            connection = self._connected()
            if len(statements) == 1:  # a transaction by itself
                return connection.execute(*statements[0]).fetchall()
            rows = list[Sequence[Any]]()
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                for sql, values in statements:
                    rows = connection.execute(sql, values).fetchall()
            return rows
        except (sqlite3.Error, OSError, ValueError) as failure:
            if self._path is not None and _named(failure, "SQLITE_IOERR"):
                self._disconnect()  # what is wrong with its files stays wrong as long as it is open
            raise self.failure(failure) from failure

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _connected(self) -> sqlite3.Connection:
        if self._connection is not None and self._identity() != self._opened:
            # SQLite would go on writing into files that nobody finds any more.
            logger.warning("The journal %s was deleted, moved or replaced: it is opened anew.", self.name)
            self._disconnect()
        if self._connection is None:
            self._connection = self._open()
            self._opened = self._identity()
        return self._connection

    def _identity(self) -> list[tuple[int, int] | None]:
        """Of the files that have the names now: the database's, and its write-ahead log's, which holds the latest."""
        if self._path is None:
            return []
        return [_file(self._path), _file(Path(f"{self.name}-wal"))]

    def _open(self) -> sqlite3.Connection:
        until = monotonic() + self._timeout
        while True:
            connection = sqlite3.connect(
                self.name, timeout=self._timeout, isolation_level=None, check_same_thread=False
            )
            try:
                self._prepare(connection)
                return connection
            except BaseException as failure:
                connection.close()
                if not _named(failure, "SQLITE_BUSY") or monotonic() > until:
                    raise
            sleep(0.01)  # SQLite's own waiting leaves out the turn to the write-ahead log, and its end

    def _prepare(self, connection: sqlite3.Connection) -> None:
        def asked(what: str) -> Any:
            return connection.execute(what).fetchone()[0]

        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")  # macOS: through the drive's own cache
        if asked("PRAGMA application_id") != _APPLICATION:
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                if asked("PRAGMA application_id") != _APPLICATION:  # nobody else was faster
                    if asked("SELECT count(*) FROM sqlite_master"):
                        raise self.failure("it is another program's database. Name a file of its own")
                    for statement in SCHEMA:
                        connection.execute(statement)
                    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                    connection.execute(f"PRAGMA user_version = {VERSION}")
        self.accept(asked("PRAGMA user_version"))
        connection.execute("PRAGMA journal_mode = WAL")
        asked("SELECT count(*) FROM sqlite_master")  # the first look makes the log's file


def _file(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _named(failure: BaseException, name: str) -> bool:
    """Whether SQLite calls it so, or a kind of it. Busy: other processes hold the file, for the moment."""
    return str(getattr(failure, "sqlite_errorname", None)).startswith(name)


def _absolute(path: str) -> str:
    try:
        return str(Path(path).expanduser().absolute())
    except (OSError, RuntimeError) as failure:  # no home, or no current folder
        raise JournalError(f"The journal {path} cannot be used: {failure}") from failure
