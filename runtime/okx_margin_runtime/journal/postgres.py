"""A journal in PostgreSQL, shared by any number of machines."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

from ..entry import SCHEMA, VERSION
from ..errors import JournalError
from .store import Statement, Store

try:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict
except ImportError as _missing:
    raise JournalError(
        "A journal in PostgreSQL needs psycopg: pip install 'okx-margin[postgres]'."
    ) from _missing

_TABLES_LOCK: Final = 0x4F4B584D  # an advisory lock: of many that start at once, one makes the tables
_MERCY: Final = 1.0
"""Seconds for a server that answers at all to say itself that a statement took too long."""


class PostgresStore(Store):
    """One connection, made again where the server went away. Every statement may be carried out twice."""

    def __init__(self, url: str, timeout: float) -> None:
        parts = _parts(url)
        if parts is None:
            raise JournalError(
                "The journal's postgresql:// URL cannot be read; it is not shown, as it may hold a password. "
                "It is postgresql://user:password@host:port/database, %-encoded where a part has / @ : or %."
            )
        super().__init__(f"{parts.get('dbname') or 'database'} on {parts.get('host') or 'localhost'}")
        self._url = url
        self._options = parts.get("options") or ""
        self._timeout = timeout
        self._connection: psycopg.Connection[Any] | None = None
        self._wire: socket.socket | None = None
        self._left_to_parent: list[psycopg.Connection[Any] | None] = []

    def after_fork_in_child(self) -> None:
        self._left_to_parent.append(self._connection)  # closing it here would end the parent's session
        self._connection = None

    def _carry_out(self, statements: Sequence[Statement]) -> list[Sequence[Any]]:
        known = self._connection is not None
        try:
            try:
                return self._transact(statements)
            except psycopg.OperationalError:
                if not known or (self._connection is not None and not self._connection.broken):
                    raise
            return self._transact(statements)  # the server was away since: perhaps it is back
        except (psycopg.Error, OSError, ValueError) as failure:
            raise self.failure(failure) from None  # its text has been kept; it may hold the URL

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        wire, self._wire = self._wire, None
        if connection is not None:
            connection.close()
        if wire is not None:
            wire.close()

    def _transact(self, statements: Sequence[Statement]) -> list[Sequence[Any]]:
        connection = self._connected()
        rows = list[Sequence[Any]]()
        with self._given_up(), connection.transaction(), connection.cursor() as cursor:
            for sql, values in statements:
                cursor.execute(sql.replace("?", "%s").encode(), values)
            if cursor.description is not None:
                rows = cursor.fetchall()
        return rows

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is not None and not self._connection.closed:
            return self._connection
        self._disconnect()
        connection = self._connection = self._open()
        try:
            self._wire = socket.fromfd(connection.pgconn.socket, socket.AF_UNSPEC, socket.SOCK_STREAM)
            with self._given_up():
                self._prepare(connection)
        except BaseException:
            self._disconnect()
            raise
        return connection

    @contextmanager
    def _given_up(self) -> Generator[None]:
        """The server ends a statement that takes too long; where it hangs itself, the connection is cut."""
        timer = threading.Timer(self._timeout + _MERCY, _cut, [self._wire])
        timer.daemon = True
        with suppress(RuntimeError):  # no thread can be started any more: the server ends it, or TCP
            timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _open(self) -> psycopg.Connection[Any]:
        milliseconds = int(self._timeout * 1000) + 1  # 0 would be no limit at all
        return psycopg.connect(
            self._url,
            connect_timeout=int(self._timeout) + 1,
            tcp_user_timeout=milliseconds,
            options=f"{self._options} -c statement_timeout={milliseconds} -c synchronous_commit=on",
        )

    def _prepare(self, connection: psycopg.Connection[Any]) -> None:
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_TABLES_LOCK,))
            connection.execute("CREATE TABLE IF NOT EXISTS okx_margin_journal (version INTEGER NOT NULL)")
            row = connection.execute("SELECT max(version) FROM okx_margin_journal").fetchone()
            version = row[0] if row else None
            if version is None:
                for statement in SCHEMA:
                    connection.execute(statement.encode())
                connection.execute("INSERT INTO okx_margin_journal VALUES (%s)", (VERSION,))
            else:
                self.accept(version)


def _cut(wire: socket.socket | None) -> None:
    if wire is not None:
        with suppress(OSError):
            wire.shutdown(socket.SHUT_RDWR)


def _parts(url: str) -> dict[str, Any] | None:
    """The parts of a URL; None where it is none. What psycopg says of it would quote it."""
    try:
        parts = conninfo_to_dict(url)
    except (psycopg.Error, ValueError):
        return None
    host, port, database = (str(parts.get(name, "")) for name in ("host", "port", "dbname"))
    if "@" in f"{host}{database}" or not re.fullmatch("[0-9,]*", port):
        return None  # a password that is not encoded, and taken for these
    return parts
