"""What `OkxMargin` and its async twin are made of: the two ways in which a call of theirs runs."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Mapping
from typing import Any, Literal, Self, TypeVar, Unpack

from . import observing
from .call import Call
from .choices import Options, Timeout
from .conduct import interrupted
from .configured import Configured
from .errors import NotSentError, OkxMarginError, OutcomeUnknownError
from .journal import Entry
from .lazy_httpx import httpx
from .operation import Operation
from .resolution import Resolution
from .steps import drive, drive_async, in_event_loop
from .transport import AsyncTransport, Transport, TransportError, choice

Value = TypeVar("Value")


class Client(Configured):
    """The synchronous twin. Safe to share between threads."""

    _AWAITING = False

    def __init__(
        self,
        auth: httpx.Auth,
        *,
        base_url: str | None = None,
        timeout: Timeout = 10.0,
        deadline: float | None = 30.0,
        transport: httpx.BaseTransport | Transport | Literal["httpx"] | None = None,
        proxy: str | None = None,
        tls: ssl.SSLContext | None = None,
        **options: Unpack[Options],
    ) -> None:
        """A client, which opens no connection before its first call.

        Args:
            auth: What signs: `OkxAuth`, or any httpx.Auth, which then needs base_url.
            base_url: Where calls go, unless the auth knows.
            timeout: Seconds for each of connecting, writing and reading, or an httpx.Timeout; None for no limit.
            deadline: Seconds for a whole call, waiting for its turn included; None for no limit but the timeouts.
            transport: "httpx", any httpx transport, or None for our own connections, which prove what was sent.
            proxy: The proxy to use, instead of the auth's and the environment's; SOCKS needs httpx[socks].
            tls: What verifies the host, instead of certifi's roots or those of SSL_CERT_FILE and SSL_CERT_DIR.
            options: `account` and `journal`; what to do about its failures and about unknown outcomes:
                `journal_failure`, `on_undecided`, `read_before`, `sole_actor` and `figure_moves`.

        Raises:
            InvalidInputError: Something here cannot be used.
            JournalError: The journal cannot be opened.
        """
        super().__init__(auth, base_url, timeout, deadline, options)
        through, tls = self._through(proxy), self._verified_by(tls)
        self._transport = choice.blocking(
            transport, self._base_url, tls, through, foreign=self._signer is None
        )

    def call(self, operation: Operation[Value], arguments: Mapping[str, Any]) -> Value:
        """One call to its outcome; raises RefusedError or OutcomeUnknownError."""
        if (asyncio := sys.modules.get("asyncio")) and asyncio._get_running_loop():
            _warn_of_blocking()
        call = self._begun(operation, arguments)
        try:
            return drive(self._steps(call, operation, awaiting=False), self._transport.send)
        except BaseException as raised:
            # A signal's handler may have made a call of its own, whose error is no word of this one.
            if not isinstance(raised, OkxMarginError) or raised.call is not call:
                interrupted(call, raised)
                self._recording.cut_short(call)
            raise

    def resolve(
        self,
        unknown: OutcomeUnknownError | Entry,
        *,
        deadline: float | None = None,
        sole_actor: bool | None = None,
    ) -> Resolution:
        """What became of an adjustment whose outcome is unknown: found out by reads, never by sending it again.

        It waits, with more reads at first, until the request has expired and its records were due; what a record
        shows at once is answered at once.

        Args:
            unknown: The error that a call raised, or an entry of `journal.undecided()`, of whichever process.
            deadline: Seconds after which it stays undecided.
            sole_actor: Other than the client's own promise that nobody else moves the same amounts.

        Returns:
            `applied` is True, False or None; `reason`, `records` and `figure` say what that rests on.
        """
        return drive(self._resolving(unknown, deadline, sole_actor), self._transport.send)

    def warm_up(self, connections: int = 1) -> None:
        """Have so many connections open and free, as far as a transport has a cap: a handshake outlasts a call.

        It ends by the client's deadline. httpx's transports open none ahead.

        Raises:
            NotSentError: One cannot be opened.
        """
        try:
            self._transport.warm_up(connections, self._warm_until())
        except TransportError as failure:
            raise self._not_warm(failure) from None

    def close(self) -> None:
        """Closes the connections, and the journal where it was opened here; a later call raises NotSentError."""
        self._transport.close()
        self._recording.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={getattr(self, '_base_url', '')!r})"


class AsyncClient(Configured):
    """The asynchronous twin. Safe to share between tasks, and between event loops."""

    _AWAITING = True

    def __init__(
        self,
        auth: httpx.Auth,
        *,
        base_url: str | None = None,
        timeout: Timeout = 10.0,
        deadline: float | None = 30.0,
        transport: httpx.AsyncBaseTransport | AsyncTransport | Literal["httpx"] | None = None,
        proxy: str | None = None,
        tls: ssl.SSLContext | None = None,
        **options: Unpack[Options],
    ) -> None:
        """A client with the arguments of its twin: see `help(OkxMargin)`."""
        super().__init__(auth, base_url, timeout, deadline, options)
        through, tls = self._through(proxy), self._verified_by(tls)
        self._transport = choice.awaiting(
            transport, self._base_url, tls, through, foreign=self._signer is None
        )

    async def call(self, operation: Operation[Value], arguments: Mapping[str, Any]) -> Value:
        """One call to its outcome; raises RefusedError or OutcomeUnknownError."""
        call = self._begun(operation, arguments)
        try:
            _check_event_loop(call)
            return await drive_async(self._steps(call, operation, awaiting=True), self._transport.send)
        except BaseException as raised:
            # A signal's handler may have made a call of its own, whose error is no word of this one.
            if not isinstance(raised, OkxMarginError) or raised.call is not call:
                interrupted(call, raised)
                self._recording.cut_short(call)
            raise

    async def resolve(
        self,
        unknown: OutcomeUnknownError | Entry,
        *,
        deadline: float | None = None,
        sole_actor: bool | None = None,
    ) -> Resolution:
        """What became of an adjustment whose outcome is unknown: found out by reads, never by sending it again.

        It waits, with more reads at first, until the request has expired and its records were due; what a record
        shows at once is answered at once.

        Args:
            unknown: The error that a call raised, or an entry of `journal.undecided()`, of whichever process.
            deadline: Seconds after which it stays undecided.
            sole_actor: Other than the client's own promise that nobody else moves the same amounts.

        Returns:
            `applied` is True, False or None; `reason`, `records` and `figure` say what that rests on.
        """
        _check_event_loop()
        return await drive_async(self._resolving(unknown, deadline, sole_actor), self._transport.send)

    async def warm_up(self, connections: int = 1) -> None:
        """Have so many connections open and free in this event loop, as far as a transport has a cap.

        It ends by the client's deadline. httpx's transports open none ahead.

        Raises:
            NotSentError: One cannot be opened.
        """
        _check_event_loop()
        try:
            await self._transport.warm_up(connections, self._warm_until())
        except TransportError as failure:
            raise self._not_warm(failure) from None

    async def aclose(self) -> None:
        """Closes the connections, and the journal where it was opened here; a later call raises NotSentError."""
        await self._transport.close()
        await self._recording.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={getattr(self, '_base_url', '')!r})"


def _check_event_loop(call: Call | None = None) -> None:
    """Raises NotSentError in a child that goes on in an event loop of its parent's."""
    if in_event_loop():
        return
    if call is not None:
        call.outcome = "refused"
    text = (
        "Not sent: no event loop runs here. Where os.fork was called inside a task, the child cannot go on in the "
        "event loop, which is its parent's: start one of its own in a new process or thread."
    )
    text_zh = (
        "请求未发出：当前没有正在运行的事件循环。在任务中调用 os.fork 后，子进程不能继续使用父进程的事件循环，"
        "请在新的进程或线程中另启一个。"
    )
    raise NotSentError(text, meaning=text, meaning_zh=text_zh, call=call)


_warned_of_blocking = False


def _warn_of_blocking() -> None:
    global _warned_of_blocking
    if not _warned_of_blocking:
        _warned_of_blocking = True
        observing.warn(
            "OkxMargin is synchronous and was called inside a running event loop: until the exchange answers, "
            "every other task waits. Use AsyncOkxMargin there.",
            stacklevel=5,
        )
