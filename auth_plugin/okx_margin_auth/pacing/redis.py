"""Pacing shared by processes and machines: the places are kept by a Redis server, on its own clock."""

from __future__ import annotations

import hashlib
import os
import time
from collections import deque
from typing import Final

from okx_margin_runtime import forks
from okx_margin_runtime.errors import NotSentError
from okx_margin_runtime.facts import Endpoint
from okx_margin_runtime.forks import unforked
from okx_margin_runtime.steps import result_of, sleep

from ..secret import Secret
from . import redis_server, steady
from .protocol import Pacing, Place
from .redis_server import Server, UnreachableError
from .window import CLOCKS_DIFFER, too_late

_UNUSED: Final = "unused"


class RedisWindow(Pacing):
    """The same sliding window for all who name the same server and account, on whatever machine.

    Taking a place is one round trip, and another for each window that one has to wait. What became of it is
    told in the background, by one thread for the whole process. A process that dies gives its places back as
    they expire.

    Args:
        url: redis://[[user]:password@]host[:port][/database], or rediss:// for TLS.
        account: Tells User IDs apart, by any name of yours; the server is told a hash of it. Keys of the same
            User ID share their limits: give them the same.
        longest_wait: As for `SlidingWindow`.
        fallback: What paces instead while the server cannot be reached; a warning is logged then. None
            refuses to send, since others may have used the limit up.
        base_url: Where the requests go. Limits by IP address are shared by all accounts and all machines that
            have the same: the server cannot know which of them share an address.

    Raises:
        ConfigurationError: The URL cannot be used, or the package redis is not installed.
    """

    def __init__(
        self,
        url: str | Secret,
        *,
        account: str,
        longest_wait: float | None = 10.0,
        fallback: Pacing | None = None,
        base_url: str = "",
    ) -> None:
        url = Secret(url)
        self._server = Server.at(url)
        self._by_user, self._by_address = _hash(f"{base_url} {account}"), _hash(base_url)
        self._longest_wait = longest_wait
        self._fallback = fallback
        self._limits: dict[tuple[str, str], _Limit] = {}

    def __repr__(self) -> str:
        if not hasattr(self, "_server"):
            return f"{type(self).__name__}()"  # in the locals of a traceback out of __init__
        return f"{type(self).__name__}({self._server.name!r})"

    def take(self, endpoint: Endpoint, deadline: float | None) -> Place:
        turn = self._turn(endpoint, deadline)
        try:
            while (wait := turn.ask()) is not None:
                time.sleep(wait)
            return turn
        except BaseException as problem:
            turn.leave()
            if not isinstance(problem, UnreachableError):
                raise
            instead = self._instead(turn, problem)
        return instead.take(endpoint, deadline)

    async def take_async(self, endpoint: Endpoint, deadline: float | None) -> Place:
        with unforked:
            # Only where it is needed: importing it takes longer than the rest of this package.
            from anyio import move_on_after
            from anyio.lowlevel import current_token

            current_token()  # imports what anyio needs in this event loop
        turn = self._turn(endpoint, deadline)

        async def ask() -> float | None:
            try:
                asked = redis_server.askers.submit(turn.ask)
            except RuntimeError as problem:  # no thread can be started any more
                raise self._server.unreachable(str(problem)) from None
            try:
                with move_on_after(turn.left()):
                    return await result_of(asked)
            finally:
                asked.cancel()  # where none of the threads was free to begin
            raise self._server.unreachable(redis_server.LATE)

        try:
            wait = await ask()
            while wait is not None:
                await sleep(wait)
                wait = await ask()
            return turn
        except BaseException as problem:
            turn.leave()
            if not isinstance(problem, UnreachableError):
                raise
            instead = self._instead(turn, problem)
        return await instead.take_async(endpoint, deadline)

    def _turn(self, endpoint: Endpoint, deadline: float | None) -> _Turn:
        latest = steady.sooner(deadline, self._longest_wait)
        return _Turn(self._limit(endpoint), latest, retry=self._fallback is None)

    def _instead(self, turn: _Turn, problem: UnreachableError) -> Pacing:
        if self._fallback is None:
            raise NotSentError(
                f"Not sent: {problem}, and only there is it known whether the rate limit has room. Try again "
                "once it can be reached, or choose RedisWindow(fallback=SlidingWindow()): then requests are "
                "paced within this process meanwhile."
            ) from None
        self._server.warn(problem)
        turn.paced_elsewhere()
        return self._fallback

    def _limit(self, endpoint: Endpoint) -> _Limit:
        name = endpoint.method, endpoint.path
        limit = self._limits.get(name)
        if limit is None:
            who = self._by_address if endpoint.rate_limit.per.startswith("IP") else self._by_user
            limit = self._limits.setdefault(name, _Limit(self._server, who, endpoint))
        return limit


class _Limit:
    """One limit of one account: what is asked of the server, and what it is still to be told.

    Attributes:
        longest: The longest round trip seen, from asking for a place to the response; 0 for none.
        elsewhere: When something else paced last, by `steady.now`.
    """

    def __init__(self, server: Server, who: str, endpoint: Endpoint) -> None:
        self.endpoint: Final = endpoint
        self.seconds: Final = endpoint.rate_limit.seconds * CLOCKS_DIFFER
        self.longest = 0.0
        self.elsewhere = self._told_of = 0.0
        self._server: Final = server
        self._key: Final = f"okx-margin:{who}:{endpoint.method}:{endpoint.path}"
        self._reports: deque[tuple[str, float | None]] = deque(maxlen=1000)

    @property
    def trip(self) -> float:
        """How long after a place is asked for its request can arrive: as `Window.trip` has it."""
        return min(self.longest or self.seconds, self.seconds)

    def report(self, token: str, counted: float | None) -> None:
        """When a request was counted at the latest, None for never. It is told in the background."""
        self._reports.append((token, counted))
        redis_server.teller.tell(self.flush)

    def flush(self) -> None:
        """Tell the server what there is to tell."""
        if self._reports:
            self.call("", 0, None, retry=False)

    def call(self, token: str, ticket: int, deadline: float | None, *, retry: bool) -> list[int]:
        """One round trip. Raises UnreachableError; what was to be told is told the next time."""
        reports: list[tuple[str, float | None]] = []
        while self._reports:
            reports.append(self._reports.popleft())
        now, elsewhere = steady.now(), self.elsewhere
        told = [
            word
            for name, counted in reports
            for word in (name, _UNUSED if counted is None else _micro(now - counted))
        ]
        patience = -1 if deadline is None else max(0, _micro(deadline - now))
        try:
            reply = self._server.call(
                self._key,
                self.endpoint.rate_limit.requests, _micro(self.seconds), _micro(self.trip),
                token, ticket, patience, int(elsewhere > self._told_of),
                reports=told, deadline=deadline, retry=retry,
            )  # fmt: skip
        except BaseException:
            self._reports.extendleft(reversed(reports))
            raise
        self._told_of = max(self._told_of, elsewhere)
        return reply


class _Turn:
    """One request's turn: in line for it first, then its place."""

    def __init__(self, limit: _Limit, deadline: float | None, *, retry: bool) -> None:
        self._limit, self._deadline, self._retry = limit, deadline, retry
        self._token = os.urandom(8).hex()
        self._ticket = 0
        self._asked = 0.0
        self._left = False
        self._generation = forks.generation

    def ask(self) -> float | None:
        """None once the place is taken, else in how many seconds to ask again.

        Raises:
            NotSentError: The turn comes after the deadline.
            UnreachableError: Nobody knows.
        """
        self._asked = steady.now()
        taken, wait, self._ticket, ahead = self._limit.call(
            self._token, self._ticket, self._deadline, retry=self._retry
        )
        if taken < 0 or (not taken and self.left() == 0):
            raise too_late(
                self._limit.endpoint, ahead, wait / 1e6, max(0.0, (self._deadline or 0) - self._asked)
            )
        if taken and self._left:
            self.unused()
        return None if taken else min(wait / 1e6, self._limit.seconds)

    def left(self) -> float | None:
        """Seconds until the deadline; None where there is none."""
        return None if self._deadline is None else max(0.0, self._deadline - steady.now())

    def leave(self) -> None:
        """It is not wanted any more. The server may be giving it a place at this very moment."""
        self._left = True
        self.unused()

    def paced_elsewhere(self) -> None:
        """Once it can be asked again, the server is to know that there are places it does not know of."""
        self._limit.elsewhere = steady.now()

    def responded(self) -> None:
        now = steady.now()
        self._limit.longest = max(self._limit.longest, now - self._asked)
        self._report(now)

    def silent(self) -> None:
        trip = self._limit.trip if self._limit.longest else min(steady.now() - self._asked, self._limit.trip)
        self._report(self._asked + trip)

    def unused(self) -> None:
        self._report(None)

    def _report(self, counted: float | None) -> None:
        if self._generation == forks.generation:  # else it is a fork's copy: the parent has the place
            self._limit.report(self._token, counted)


def _micro(seconds: float) -> int:
    return round(seconds * 1e6)


def _hash(account: str) -> str:
    return hashlib.sha256(account.encode()).hexdigest()[:32]
