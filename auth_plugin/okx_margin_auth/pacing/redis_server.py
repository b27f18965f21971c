"""A Redis server, one for each URL of this process, and the thread that tells it things."""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import logging
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures.thread import ThreadPoolExecutor
from functools import partial
from importlib.resources import files
from itertools import count
from queue import SimpleQueue
from typing import Any, Final, cast
from urllib.parse import unquote, urlsplit

from okx_margin_runtime.call import shown
from okx_margin_runtime.forks import unforked
from okx_margin_runtime.observing import log

from ..errors import ConfigurationError
from ..secret import Secret
from . import steady
from .redis_connection import STEP, Connections, answer, bounded

_logger: Final = logging.getLogger("okx_margin_auth")
TAKE: Final = files("okx_margin_auth.pacing").joinpath("take.lua").read_text("utf-8")  # out of a zip file too
_HASH: Final = hashlib.sha1(TAKE.encode(), usedforsecurity=False).hexdigest()  # as EVALSHA has it
_TOTAL: Final = 2.0
"""Seconds for a question, opening a connection for it included."""
LATE: Final = "no answer came before the call's deadline"
_LARGEST: Final = 2**53
"""What the script counts in are Lua's numbers."""
_ASKERS: Final = 40
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
        self._password: Final = Secret(unquote(urlsplit(url.reveal()).password or ""))
        self._connections: Final = _connections(url)
        self._away_until = 0.0
        self._why = ""
        self._warned = False

    @classmethod
    def at(cls, url: Secret) -> Server:
        """The one with that URL. Raises ConfigurationError."""
        key = hashlib.sha256(url.reveal().encode()).digest()
        server = cls._known.get(key)
        return cls._known.setdefault(key, cls(url)) if server is None else server

    def call(
        self, key: str, *args: str | int, reports: Sequence[str | int], deadline: float | None, retry: bool
    ) -> list[int]:
        """Run the script in one round trip: see take.lua. Raises UnreachableError.

        Args:
            deadline: By `steady.now`; two seconds in any case.
            retry: Whether to try although the last attempt failed just now.
        """
        teller.start()
        now, why = steady.now(), self._why
        if retry or now >= self._away_until:
            until = now + _TOTAL if deadline is None else min(deadline, now + _TOTAL)
            try:
                reply: list[int] = self._connections.ask(partial(self._question, key, args, reports), until)
            except Exception as problem:  # what is no Redis makes the library raise whatever comes
                late = until == deadline and steady.now() >= until
                why = LATE if late else self._said(problem)
                if not late or until - now >= STEP:  # else it was the call that had too little time
                    self._why, self._away_until = why, steady.now() + _PAUSE
            else:
                if self._warned:
                    self._warned = False
                    text = "Redis at %s can be used again and paces requests."
                    log(logging.WARNING, text, self.name, by=_logger)
                return reply
        raise self.unreachable(why)

    def unreachable(self, why: str) -> UnreachableError:
        """What is raised because of that."""
        return UnreachableError(f"Redis at {self.name} cannot be used ({why})")

    def _question(
        self, key: str, args: Sequence[str | int], reports: Sequence[str | int], connection: Any
    ) -> list[int]:
        number = next(_questions)
        words = (1, key, *args, number, *reports)
        try:
            came = answer(connection, "EVALSHA", _HASH, *words)
        except self._connections.errors.NoScriptError:
            came = answer(connection, "EVAL", TAKE, *words)
        return _reply(came, number)

    def _said(self, problem: Exception) -> str:
        """What went wrong. Redis repeats the words of a command that it does not know: that may be the password."""
        text = shown(problem).partition(", with args")[0].rstrip(".")
        password = self._password.reveal()
        return type(problem).__name__ if password and password in text else text or type(problem).__name__

    def warn(self, problem: UnreachableError) -> None:
        """Something else paces instead: said once, until it is back."""
        if not self._warned:
            self._warned = True
            text = "%s. Requests are paced without it, so those of others are not known of."
            log(logging.WARNING, text, problem, by=_logger)


_questions: Final = count(1)
"""Each has a number that comes back: the answer to another one, that came late or twice, is never taken for it."""


def _reply(came: object, number: int) -> list[int]:
    """The four numbers of an answer; raises ValueError where it is none to that question."""
    if not isinstance(came, list) or [*map(type, cast("list[object]", came))] != [int] * 5:
        raise ValueError("what answers there is no Redis")
    *reply, answered = cast("list[int]", came)
    if reply[0] not in (-1, 0, 1) or not all(0 <= each <= _LARGEST for each in reply[1:]):
        raise ValueError("what answers there is no Redis")
    if answered != number:
        raise ValueError("it answered another question")
    return reply


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


def _connections(url: Secret) -> Connections:
    try:
        with unforked:
            import redis
            import redis.connection as kinds
            import redis.exceptions as errors
    except ImportError:
        raise ConfigurationError(
            "Pacing over Redis needs the package redis: pip install 'okx-margin[redis]'."
        ) from None
    with contextlib.suppress(ValueError, TypeError, redis.RedisError):
        tls = url.reveal().startswith("rediss:")
        from_url = cast("Callable[..., redis.ConnectionPool]", redis.ConnectionPool.from_url)  # pyright: ignore[reportUnknownMemberType]
        make = _Maker(
            from_url(
                url.reveal(),
                protocol=2,  # older servers have no other
                # hiredis makes room for as many as an answer says that it has, gigabytes where something lies.
                parser_class=getattr(kinds, "_RESP2Parser", kinds.DefaultParser),
                socket_timeout=STEP,
                socket_connect_timeout=STEP,
                connection_class=bounded(kinds.SSLConnection if tls else kinds.Connection),
            )
        )
        make()
        return Connections(make, errors)
    raise ConfigurationError(f"The options in the URL of Redis at {_name(url)} cannot be used.")


class _Maker:
    """Makes connections by the settings of a pool, and shows none of them: a password may be among them."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool

    def __call__(self) -> Any:
        return self._pool.connection_class(**self._pool.connection_kwargs)


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
            self._thread.join(_TOTAL)


teller: _Teller = _Teller()
askers: ThreadPoolExecutor = ThreadPoolExecutor(_ASKERS, "okx-margin-redis")
"""The threads that ask for tasks."""


def _after_fork_in_child() -> None:
    global teller, askers
    teller = _Teller()  # the thread of the other is the parent's
    askers = ThreadPoolExecutor(_ASKERS, "okx-margin-redis")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
