"""What both twins of a client have: how they are configured, and which steps a call of theirs takes."""

from __future__ import annotations

import copy
import json
import ssl
import time
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, Literal, Self, TypeAlias, TypeVar, Unpack, overload
from urllib.parse import quote, urlencode

from . import observing, proxies
from .call import Call
from .choices import Choices, Options, Timeout, address, host, seconds, timeouts
from .conduct import conduct
from .errors import InvalidInputError, NotSentError
from .facts import Exchange
from .forks import share_lock, unforked
from .journal import Journal
from .lazy_httpx import httpx
from .operation import Answer, Operation
from .preparation import RESOLVING
from .recording import Recording
from .records import Item
from .resolution import Resolution
from .signer import account, chosen
from .steps import Steps
from .transport import TransportError, certificates
from .wire import Request, Response

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_TEXT = json.encoder.encode_basestring  # which it comes to for a text

Value = TypeVar("Value")
Same: TypeAlias = Literal["same"]


class Group(cached_property[Value]):
    """A group of calls, an attribute of a client. A copy that `with_options` made keeps none: they would hold each
    other, and every copy would wait for the garbage collector."""

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> Value: ...
    def __get__(self, instance: object, owner: type[Any] | None = None) -> Self | Value:
        if getattr(instance, "_is_copy", False):
            return self.func(instance)
        return super().__get__(instance, owner)


class Configured:
    """What both twins have: where calls go, by whom they are signed, and how long they may take."""

    EXCHANGE: ClassVar[Exchange]

    _AWAITING: ClassVar[bool]

    _is_copy = False

    def __init_subclass__(cls) -> None:
        share_lock(cls)

    def __init__(
        self,
        auth: httpx.Auth,
        base_url: str | None,
        timeout: Timeout,
        deadline: float | None,
        options: Options,
    ) -> None:
        self._signer = chosen(auth)
        if self._signer is None and not isinstance(auth, httpx.Auth):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidInputError(
                f"auth is of type {type(auth).__name__}: it must be an httpx.Auth, such as OkxAuth."
            )
        configured: str | None = getattr(auth, "base_url", None)
        if base_url is None and configured is None:
            raise InvalidInputError(
                "base_url is missing: this auth does not know which host to use, so name one."
            )
        if base_url is not None and configured is not None and address(base_url) != address(configured):
            raise InvalidInputError(
                f"base_url is {base_url}, but the credentials are for {configured}: give it in one place only."
            )
        self._auth = auth
        self._base_url = str(configured or base_url).rstrip("/")
        self._peer = host(self._base_url)
        self._timeouts = timeouts(timeout)
        self._deadline = seconds("deadline", deadline)
        self._recording = Recording(
            options,
            {endpoint.operation_id: endpoint for endpoint in self.EXCHANGE.endpoints.values()},
            account=account(auth, options),
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
            options: journal_failure, on_undecided, read_before, sole_actor and figure_moves, as for the client.

        Raises:
            InvalidInputError: One of them is no number above zero, or none of those there are.
        """
        other = copy.copy(self)
        for name in [name for name in vars(other) if isinstance(getattr(type(self), name, None), Group)]:
            delattr(other, name)  # it is bound to the client that it came from
        other._is_copy = True
        if deadline != "same":
            other._deadline = seconds("deadline", deadline)
        if timeout != "same":
            other._timeouts = timeouts(timeout)
        other._recording = self._recording.with_choices(options)
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
                yield from journal.prepare(self._read, call, request.deadline)
        items, response = yield from self._conducted(call, request, journal, awaiting=awaiting)
        return operation.read(items, Answer(response, call))

    def _conducted(
        self, call: Call, request: Request, journal: Recording | None, *, awaiting: bool
    ) -> Steps[tuple[Sequence[Item], Response]]:
        if self._signer is not None:
            flow: Steps[Any] = self._signer.steps(request)
        else:
            with unforked:
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
        until = time.monotonic() + (seconds("deadline", deadline) or RESOLVING)
        entry = yield from self._recording.entry(unknown, until)
        return (yield from self._recording.resolve(self._read, entry, until, sole_actor))

    def _request(self, call: Call) -> Request:
        endpoint = call.endpoint
        deadline = None if self._deadline is None else time.monotonic() + self._deadline
        headers = self._headers[endpoint.method]
        if endpoint.method == "GET":
            query = urlencode(call.fields, quote_via=quote)
            target = f"{endpoint.path}?{query}" if query else endpoint.path
            return Request("GET", target, headers, timeouts=self._timeouts, deadline=deadline)
        members = [f'"{name}":{_as_json(value)}' for name, value in call.fields.items()]
        # json makes an encoder for each object, and none for a text.
        body = f"{{{','.join(members)}}}".encode()
        return Request(
            endpoint.method, endpoint.path, headers, body, timeouts=self._timeouts, deadline=deadline
        )


def _as_json(value: object) -> str:
    return _TEXT(value) if isinstance(value, str) else _JSON(value)
