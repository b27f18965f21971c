"""A journal's database in the hands of another program, for as long as a test wants."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from okx_margin_client import Journal
from okx_margin_runtime.journal.sqlite import SqliteStore
from okx_margin_runtime.journal.store import Statement

_HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held(where: str) -> Generator[None]:
    """Nobody else can write to it: another process has a SQLite file's lock, another session a server's table."""
    if where.startswith("postgresql"):
        with psycopg.connect(where) as other:
            other.execute("LOCK TABLE okx_margin_adjustments IN EXCLUSIVE MODE")
            yield
        return
    command = [sys.executable, "-c", _HOLDER, where]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        try:
            yield
        finally:
            holder.communicate()


class HangingDisk(SqliteStore):
    """One that, from when it is told, answers nobody until it is let: as in a sync to a disk that is gone."""

    def __init__(self, path: str) -> None:
        super().__init__(path, 5)
        self.let = threading.Event()
        self.let.set()
        self.asked = threading.Event()
        """Whether somebody waits."""
        self._at = ""
        self.seconds = 0.0
        """That it takes where it does answer."""

    def _carry_out(self, statements: Sequence[Statement]) -> list[Sequence[Any]]:
        if self._at in statements[0][0] and not self.let.is_set():
            self.asked.set()
            assert self.let.wait(30)
        time.sleep(self.seconds)
        return super()._carry_out(statements)

    @contextmanager
    def hanging(self, at: str = "") -> Generator[None]:
        """It answers nobody, or nobody who has such a statement."""
        self._at = at
        self.asked.clear()
        self.let.clear()
        try:
            yield
        finally:
            self.let.set()


def outcomes(where: str | Path) -> list[str]:
    """What is on disk, as another process sees it."""
    with Journal(where) as journal:
        return [entry.outcome for entry in journal.entries()]
