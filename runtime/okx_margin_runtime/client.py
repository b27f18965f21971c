"""What `OkxMargin` and its async twin are made of: how they are configured, and how a call of theirs runs."""

from __future__ import annotations

import copy
import json
import ssl
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, Literal, Protocol, Self, TypeAlias, TypeVar, Unpack, cast, runtime_checkable
from urllib.parse import quote, urlencode

import httpx

from . import observing, proxies
from .call import Call
from .choices import Choices, Options
from .conduct import conduct, interrupted
from .errors import InvalidInputError, NotSentError, OkxMarginError, OutcomeUnknownError
from .facts import Exchange
from .journal import Entry, Journal
from .operation import Answer, Operation
from .preparation import RESOLVING
from .recording import Recording
from .records import Item
from .resolution import Resolution
from .steps import Steps, drive, drive_async
from .transport import AsyncTransport, Transport, TransportError, certificates, choice
from .wire import Request, Response, Timeouts

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

Value = TypeVar("Value")
Timeout: TypeAlias = float | httpx.Timeout | None


@runtime_checkable
class Signer(Protocol):
    """An auth that signs a call without httpx: `OkxAuth` is one; any other httpx.Auth is driven as it is.

    Attributes:
        base_url: The one host that its credentials are for.
        account: A hash that tells accounts apart, for a journal.
    """

    base_url: str
    account: str

    def steps(self, request: Request) -> Steps[Response]:
        """All that is to be done about one request: paced, signed, sent, sent again where that is safe."""
        ...


class Configured:
    """What both twins have: where calls go, by whom they are signed, and how long they may take."""

    EXCHANGE: ClassVar[Exchange]

    _AWAITING: ClassVar[bool]

    def __init__(
        self,
        auth: httpx.Auth,
        base_url: str | None,
        timeout: Timeout,
        deadline: float | None,
        options: Options,
    ) -> None:
        if not isinstance(auth, httpx.Auth):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidInputError(
                f"auth is of type {type(auth).__name__}: it must be an httpx.Auth, such as OkxAuth."
            )
        configured: str | None = getattr(auth, "base_url", None)
        if base_url is None and configured is None:
            raise InvalidInputError(
                "base_url is missing: this auth does not know which host to use, so name one."
            )
        if base_url is not None and configured is not None and _url(base_url) != _url(configured):
            raise InvalidInputError(
                f"base_url is {base_url}, but the credentials are for {configured}: give it in one place only."
            )
        self._auth = auth
        self._signer = _signer(auth)
        self._base_url = str(configured or base_url).rstrip("/")
        self._peer = _url(self._base_url).host
        self._timeouts = _timeouts(timeout)
        self._deadline = _seconds("deadline", deadline)
        self._recording = Recording(
            options,
            self._read,
            {endpoint.operation_id: endpoint for endpoint in self.EXCHANGE.endpoints.values()},
            account=_account(auth, options),
            skew=self.EXCHANGE.max_clock_skew_seconds,
        )
        agent = f"User-Agent: {self.EXCHANGE.user_agent}\r\n"
        asked_for = f"Accept: application/json\r\nAccept-Encoding: identity\r\n{agent}"
        self._headers = {
            "GET": asked_for.encode("ascii"),
            "POST": f"{asked_for}Content-Type: application/json\r\n".encode("ascii"),
        }

    @property
    def base_url(self) -> str:
        """Where calls go."""
        return self._base_url

    @property
    def journal(self) -> Journal | None:
        """Where adjustments are written down; None where nowhere."""
        return self._recording.journal

    def with_options(
        self,
        *,
        deadline: float | Same | None = "same",
        timeout: Timeout | Same = "same",
        **options: Unpack[Choices],
    ) -> Self:
        """This client with other options, for one call or a few: `okx.with_options(deadline=5).account…`.

        It shares connections, pacing and all else with the one it comes from, and needs no closing.

        Args:
            deadline: Seconds for a whole call; None for no limit but the timeouts.
            timeout: Seconds for each of connecting, writing and reading, or an httpx.Timeout.
            options: journal_failure, on_undecided, read_before and sole_actor, as for the client.

        Raises:
            InvalidInputError: One of them is no number above zero, or none of those there are.
        """
        other = copy.copy(self)
        for name in [
            name for name in vars(other) if isinstance(getattr(type(self), name, None), cached_property)
        ]:
            delattr(other, name)  # a group of calls is bound to the client that it came from
        if deadline != "same":
            other._deadline = _seconds("deadline", deadline)
        if timeout != "same":
            other._timeouts = _timeouts(timeout)
        other._recording = self._recording.with_choices(options, other._read)
        return other

    def _through(self, proxy: str | None) -> proxies.Proxy | None:
        """The proxy that carries the calls, which errors then name beside the host."""
        of_auth: httpx.URL | None = getattr(self._auth, "proxy", None)
        if proxy is None and of_auth is not None:
            chosen = proxies.chosen(self._base_url, of_auth, "the auth")
        else:
            chosen = proxies.chosen(self._base_url, proxy, "proxy=")
        if chosen is not None:
            self._peer = f"{self._peer} (by the proxy {chosen})"
        return chosen

    def _verified_by(self, tls: ssl.SSLContext | None) -> ssl.SSLContext | None:
        """What verifies the host: made now, so that what cannot be used is said before the first call."""
        if tls is not None and not isinstance(tls, ssl.SSLContext):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidInputError(f"tls is of type {type(tls).__name__}: it must be an ssl.SSLContext.")
        if not self._base_url.startswith("https:"):
            return None
        return tls or certificates.verifying()

    def _warm_until(self) -> float | None:
        return None if self._deadline is None else time.monotonic() + self._deadline

    def _not_warm(self, failure: TransportError) -> NotSentError:
        meaning = f"No connection to {self._peer} can be opened ahead: {failure}."
        return NotSentError(
            f"{meaning} Check that the host is right and can be reached from here.",
            meaning=meaning,
            meaning_zh=f"无法预先建立到 {self._peer} 的连接：{failure}。",
        )

    def _begun(self, operation: Operation[Any], arguments: Mapping[str, Any]) -> Call:
        return Call(operation.endpoint, arguments, self._base_url, self._recording.account)

    def _steps(self, call: Call, operation: Operation[Value], *, awaiting: bool) -> Steps[Value]:
        steps = self._unobserved(call, operation, awaiting=awaiting)
        return observing.observed(call, steps) if observing.wanted() else steps

    def _unobserved(self, call: Call, operation: Operation[Value], *, awaiting: bool) -> Steps[Value]:
        try:
            call.fields = operation.fields(**call.arguments)
        except InvalidInputError as wrong:
            wrong.call, call.outcome = call, "refused"
            raise
        request = self._request(call)
        journal = None
        if call.endpoint.moves:
            if self._recording.journal is None:
                self._recording.remember(call)
            else:
                journal = self._recording
                yield from journal.prepare(call, request.deadline)
        items, response = yield from self._conducted(call, request, journal, awaiting=awaiting)
        return operation.read(items, Answer(response, call))

    def _conducted(
        self, call: Call, request: Request, journal: Recording | None, *, awaiting: bool
    ) -> Steps[tuple[Sequence[Item], Response]]:
        if self._signer is not None:
            flow: Steps[Any] = self._signer.steps(request)
        else:
            from .foreign_auth import foreign_flow

            flow = foreign_flow(self._auth, request, call, awaiting=awaiting)
        return conduct(call, request, flow, self.EXCHANGE, self._peer, journal)

    def _read(
        self, operation_id: str, query: Mapping[str, str], deadline: float | None
    ) -> Steps[Sequence[Item]]:
        """The items of a read for our own purposes, as they came."""
        endpoint = self._recording.endpoints[operation_id]
        call = Call(endpoint, query, self._base_url)
        call.fields = query
        request = self._request(call)
        if deadline is not None:
            request.deadline = min(deadline, request.deadline or deadline)
        items, _ = yield from self._conducted(call, request, None, awaiting=self._AWAITING)
        return items

    def _resolving(
        self, unknown: object, deadline: float | None, sole_actor: bool | None
    ) -> Steps[Resolution]:
        until = time.monotonic() + (_seconds("deadline", deadline) or RESOLVING)
        entry = yield from self._recording.entry(unknown)
        return (yield from self._recording.resolve(entry, until, sole_actor))

    def _request(self, call: Call) -> Request:
        endpoint = call.endpoint
        deadline = None if self._deadline is None else time.monotonic() + self._deadline
        headers = self._headers[endpoint.method]
        if endpoint.method == "GET":
            query = urlencode(call.fields, quote_via=quote)
            target = f"{endpoint.path}?{query}" if query else endpoint.path
            return Request("GET", target, headers, timeouts=self._timeouts, deadline=deadline)
        members = [f'"{name}":{_JSON(value)}' for name, value in call.fields.items()]
        body = (
            f"{{{','.join(members)}}}".encode()
        )  # json makes an encoder for each object, and none for a text
        return Request(
            endpoint.method, endpoint.path, headers, body, timeouts=self._timeouts, deadline=deadline
        )


Same: TypeAlias = Literal["same"]


class Client(Configured):
    """The synchronous twin. Safe to share between threads.

    Args:
        auth: What signs: `OkxAuth`, or any httpx.Auth, which then needs base_url.
        base_url: Where calls go, unless the auth knows.
        timeout: Seconds for each of connecting, writing and reading, or an httpx.Timeout; None for no limit.
        deadline: Seconds for a whole call, waiting for its turn included; None for no limit but the timeouts.
        transport: "httpx", any httpx transport, or None for our own connections, which prove what was sent.
        proxy: The proxy to use, instead of the auth's and the environment's; SOCKS needs httpx[socks].
        tls: What verifies the host, instead of certifi's roots or those of SSL_CERT_FILE and SSL_CERT_DIR.
        options: The journal, and what to do about its failures and about unknown outcomes.

    Raises:
        InvalidInputError: Something here cannot be used.
        JournalError: The journal cannot be opened.
    """

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
        except OkxMarginError:
            raise
        except BaseException as interrupt:
            interrupted(call, interrupt)
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
    """The asynchronous twin, with the same arguments. Safe to share between tasks, and between event loops."""

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
        super().__init__(auth, base_url, timeout, deadline, options)
        through, tls = self._through(proxy), self._verified_by(tls)
        self._transport = choice.awaiting(
            transport, self._base_url, tls, through, foreign=self._signer is None
        )

    async def call(self, operation: Operation[Value], arguments: Mapping[str, Any]) -> Value:
        """One call to its outcome; raises RefusedError or OutcomeUnknownError."""
        call = self._begun(operation, arguments)
        try:
            return await drive_async(self._steps(call, operation, awaiting=True), self._transport.send)
        except OkxMarginError:
            raise
        except BaseException as interrupt:
            interrupted(call, interrupt)
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
        return await drive_async(self._resolving(unknown, deadline, sole_actor), self._transport.send)

    async def warm_up(self, connections: int = 1) -> None:
        """Have so many connections open and free in this event loop, as far as a transport has a cap.

        It ends by the client's deadline. httpx's transports open none ahead.

        Raises:
            NotSentError: One cannot be opened.
        """
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


def _signer(auth: httpx.Auth) -> Signer | None:
    """`auth` as one that signs without httpx, unless a subclass changes the flow that httpx would drive."""
    if not isinstance(auth, Signer):
        return None
    for each in type(auth).__mro__:
        if "steps" in vars(each):
            return auth
        if vars(each).keys() & {"auth_flow", "sync_auth_flow", "async_auth_flow"}:
            return None
    return None


def _account(auth: httpx.Auth, options: Options) -> str:
    """Whose calls these are, as a journal tells accounts apart."""
    if name := options.get("account"):
        return f"{getattr(auth, 'environment', '')} {name}".strip()
    own: str = getattr(auth, "account", "")
    if not own and options.get("journal") is not None:
        raise InvalidInputError(
            f"A journal needs account='…', any name: {type(auth).__name__} does not tell accounts apart."
        )
    return own


def _url(text: str) -> httpx.URL:
    try:
        url = httpx.URL(str(text))
        if url.host:
            return url
    except (httpx.InvalidURL, ValueError):  # such as idna's, of a name that is none
        pass
    raise InvalidInputError(
        "base_url is not a web address. Write scheme and host, as in https://host.example."
    )


def _timeouts(timeout: Timeout) -> Timeouts:
    """Each step's seconds; raises InvalidInputError."""
    if isinstance(timeout, httpx.Timeout):
        return Timeouts(**timeout.as_dict())
    seconds = _seconds("timeout", timeout)
    return Timeouts(seconds, seconds, seconds, seconds)


def _seconds(name: str, given: object) -> float | None:
    number = isinstance(given, int | float) and not isinstance(given, bool) and 0 < given < float("inf")
    if given is not None and not number:
        raise InvalidInputError(f"{name} is {given!r}: it must be a number of seconds above zero, or None.")
    return cast("float | None", given)


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
