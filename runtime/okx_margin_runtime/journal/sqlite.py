"""A journal in one SQLite file, shared by the processes of one machine."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Sequence
from typing import Any, Final

from ..entry import SCHEMA, VERSION
from .store import Statement, Store

_APPLICATION: Final = 0x4F4B584D  # "OKXM": what SQLite's application_id says of a file of ours


class SqliteStore(Store):
    """Write-ahead log with full sync: a transaction that has returned survives a power cut."""

    def __init__(self, path: str, timeout: float) -> None:
        super().__init__(path)
        self._timeout = timeout
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._pid = os.getpid()
        self._left_to_parent: list[sqlite3.Connection | None] = []

    def run(self, statements: Sequence[Statement]) -> list[Sequence[Any]]:
        if self._pid != os.getpid():
            # Closing the parent's connection here would drop the parent's locks on the file.
            self._left_to_parent.append(self._connection)
            self._connection, self._pid, self._lock = None, os.getpid(), threading.Lock()
        with self._lock:
            try:
                connection = self._connection = self._connection or self._open()
                if len(statements) == 1:  # a transaction by itself
                    return connection.execute(*statements[0]).fetchall()
                rows = list[Sequence[Any]]()
                with connection:
                    connection.execute("BEGIN IMMEDIATE")
                    for sql, values in statements:
                        rows = connection.execute(sql, values).fetchall()
                return rows
            except sqlite3.Error as failure:
                raise self.failure(failure) from failure

    def close(self) -> None:
        with self._lock:
            if self._connection is not None and self._pid == os.getpid():
                self._connection.close()
            self._connection = None

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.name, timeout=self._timeout, isolation_level=None, check_same_thread=False
        )
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        def asked(pragma: str) -> Any:
            return connection.execute(f"PRAGMA {pragma}").fetchone()[0]

        application, tables = asked("application_id"), "SELECT count(*) FROM sqlite_master"
        if application != _APPLICATION and connection.execute(tables).fetchone()[0]:
            raise self.failure("it is another program's database. Name a file of its own")
        self.accept(asked("user_version"))
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")  # macOS: through the drive's own cache
        if asked("user_version") == VERSION:
            return
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            if asked("user_version") != VERSION:  # nobody else was faster
                for statement in SCHEMA:
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                connection.execute(f"PRAGMA user_version = {VERSION}")
