"""The connection to a Redis server, one for each URL of this process, and the thread that tells it things."""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import logging
import os
import socket
import threading
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from queue import SimpleQueue
from typing import Any, Final, cast
from urllib.parse import urlsplit

from okx_margin_runtime.forks import unforked
from okx_margin_runtime.observing import log
from okx_margin_runtime.transport.pool import Gate

from ..errors import ConfigurationError
from ..secret import Secret
from . import steady

_logger: Final = logging.getLogger("okx_margin_auth")
TAKE: Final = files("okx_margin_auth.pacing").joinpath("take.lua").read_text("utf-8")  # out of a zip file too
_TIMEOUT: Final = 1.0
"""Seconds to connect, and to wait for a reply: longer than that, and the place would be old when it comes."""
_PAUSE: Final = 1.0
"""Seconds without a further attempt, where there is something else to pace by."""


class UnreachableError(Exception):
    """Redis cannot be asked; the text names it, without its password."""


class Server:
    """One server; any thread may use it.

    Attributes:
        name: Its URL without user, password and options.
    """

    _known: Final[dict[bytes, Server]] = {}

    def __init__(self, url: Secret) -> None:
        self.name: Final = _name(url)
        self._script: Final = _script(url)
        self._away_until = 0.0
        self._why = ""
        self._warned = False

    @classmethod
    def at(cls, url: Secret) -> Server:
        """The one with that URL. Raises ConfigurationError."""
        key = hashlib.sha256(url.reveal().encode()).digest()
        server = cls._known.get(key)
        return cls._known.setdefault(key, cls(url)) if server is None else server

    def call(self, key: str, *args: str | int, retry: bool) -> list[int]:
        """Run the script in one round trip: see take.lua. Raises UnreachableError.

        Args:
            retry: Whether to try although the last attempt failed just now.
        """
        teller.start()
        if retry or steady.now() >= self._away_until:
            try:
                reply = cast("list[int]", self._script(keys=[key], args=args))
                if not isinstance(reply, list) or [*map(type, reply)] != [int] * 4:  # pyright: ignore[reportUnnecessaryIsInstance]
                    raise ValueError("what answers there is no Redis")
            except Exception as problem:  # what is no Redis makes the library raise whatever comes
                self._why = str(problem).rstrip(".")
                self._away_until = steady.now() + _PAUSE
            else:
                if self._warned:
                    self._warned = False
                    text = "Redis at %s can be used again and paces requests."
                    log(logging.WARNING, text, self.name, by=_logger)
                return reply
        raise UnreachableError(f"Redis at {self.name} cannot be used ({self._why})")

    def warn(self, problem: UnreachableError) -> None:
        """Something else paces instead: said once, until it is back."""
        if not self._warned:
            self._warned = True
            text = "%s. Requests are paced without it, so those of others are not known of."
            log(logging.WARNING, text, problem, by=_logger)


def _name(url: Secret) -> str:
    name = _without_password(url)
    if name is None:
        raise ConfigurationError(
            "The URL of the Redis server for pacing cannot be used; it may hold a password, so it is not shown. "
            'OkxAuth\'s `pacing` is "own", None, a Pacing or a URL: redis://host:6379/0, '
            "redis://:password@host:6379/0, or rediss:// for TLS, where :/?#[]@ in a password are "
            "percent-encoded."
        )
    return name


def _without_password(url: Secret) -> str | None:
    with contextlib.suppress(ValueError):
        parts = urlsplit(url.reveal())
        if parts.scheme in ("redis", "rediss") and parts.hostname:
            host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
            return f"{parts.scheme}://{host}:{parts.port or 6379}{parts.path}"
    return None


def _script(url: Secret) -> Callable[..., object]:
    try:
        with unforked:
            import redis
            import redis.connection as connections
            from redis.backoff import NoBackoff
            from redis.retry import Retry
    except ImportError:
        raise ConfigurationError(
            "Pacing over Redis needs the package redis: pip install 'okx-margin[redis]'."
        ) from None
    with contextlib.suppress(ValueError, TypeError, redis.RedisError):
        tls = url.reveal().startswith("rediss:")
        connect = cast("Callable[..., redis.Redis]", redis.Redis.from_url)  # pyright: ignore[reportUnknownMemberType]
        client = connect(
            url.reveal(),
            socket_timeout=_TIMEOUT,
            socket_connect_timeout=_TIMEOUT,
            connection_class=_opened_in_time(connections.SSLConnection if tls else connections.Connection),
            retry=Retry(NoBackoff(), 1, (redis.ConnectionError,)),  # a connection that the server has closed
        )
        return client.register_script(TAKE)
    raise ConfigurationError(f"The options in the URL of Redis at {_name(url)} cannot be used.")


def _opened_in_time(kind: Any) -> Any:
    """A class of redis's connections that takes _TIMEOUT to open, whatever it waits for: its own limit is for each
    address and each part of a handshake, and a resolver that hangs heeds none."""

    def connect(self: object) -> socket.socket:
        return _within(_TIMEOUT, partial(kind._connect, self))

    return type(kind.__name__, (kind,), {"_connect": connect})


def _within(seconds: float, connect: Callable[[], socket.socket]) -> socket.socket:
    """What `connect` returns or raises, from a thread that nobody waits for any longer; then TimeoutError."""
    came: list[socket.socket | Exception] = []
    gate = Gate()

    def run() -> None:
        try:
            came.append(connect())
        except Exception as problem:
            came.append(problem)
        gate.set()

    try:
        threading.Thread(target=run, name="okx-margin-redis", daemon=True).start()
    except RuntimeError:  # none can be started any more: Python is shutting down
        run()
    gate.wait(seconds)
    if not came:
        raise TimeoutError  # a socket that comes later is closed as nobody has it
    if isinstance(came[0], Exception):
        raise came[0]
    return came[0]


class _Teller:
    """One thread of this process that tells servers what nobody waits for; what is left at exit, too."""

    def __init__(self) -> None:
        self._told: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        atexit.register(self._finish)

    def start(self) -> None:
        """Once for all."""
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    thread = threading.Thread(target=self._run, name="okx-margin-pacing", daemon=True)
                    # Where none can be started any more, what is told expires.
                    with contextlib.suppress(RuntimeError):
                        thread.start()
                        self._thread = thread

    def tell(self, flush: Callable[[], None]) -> None:
        """Have `flush` called soon. It never blocks, whatever this interrupts."""
        self._told.put(flush)

    def _run(self) -> None:
        while (flush := self._told.get()) is not None:
            with contextlib.suppress(UnreachableError):  # it is told with the next request, or expires
                flush()

    def _finish(self) -> None:
        if self._thread is not None:
            self._told.put(None)
            self._thread.join(2 * _TIMEOUT)


teller: _Teller = _Teller()


def _after_fork_in_child() -> None:
    global teller
    teller = _Teller()  # the thread of the other is the parent's


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
