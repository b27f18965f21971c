"""`OkxAuth` as an httpx.Auth, for every client of httpx; our own knows `steps` and needs nothing of this."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Generator
from typing import TYPE_CHECKING, Any

from okx_margin_client.exchange import DEMO_HEADER, SIGNATURE_HEADERS
from okx_margin_runtime.forks import unforked
from okx_margin_runtime.lazy_httpx import httpx
from okx_margin_runtime.steps import Send, Steps, Wait, sleep
from okx_margin_runtime.wire import Request, Response, Timeouts

from .environment import origin
from .errors import ConfigurationError
from .flow import TIME_PATH, Flow

if TYPE_CHECKING:
    Auth = httpx.Auth
else:

    class Auth:
        """An httpx.Auth to whoever asks by `isinstance`, as httpx's clients do; nobody else need import httpx.

        `issubclass` alone cannot be answered so, and says no.
        """

        @property
        def __class__(self) -> type[httpx.Auth]:
            return httpx.Auth


class DrivenByHttpx(Auth):
    """The flows that httpx's clients drive, around the one of `OkxAuth`."""

    _flow: Flow
    _base_url: str
    _environment: str

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """What `httpx.Client` drives: yields requests to send, takes their responses.

        The last response is always the one to `request`; an earlier one may be to a question for the time.

        Raises:
            ConfigurationError: The request is meant for another address or environment.
        """
        request.read()
        steps = self._steps(request)
        try:
            step = next(steps)
            while True:
                came: Any = None
                if isinstance(step, Send):
                    response = yield _outgoing(step.request, request)
                    response.read()
                    came = _received(response)
                elif isinstance(step, Wait):
                    time.sleep(step.seconds)
                else:
                    came = step.blocking()
                request.headers = _unsigned(request.headers)
                step = steps.send(came)
        except StopIteration:
            pass
        finally:
            request.headers = _unsigned(request.headers)
            steps.close()

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """What `httpx.AsyncClient` drives, on asyncio or trio; otherwise like `sync_auth_flow`."""
        await request.aread()
        steps = self._steps(request)
        try:
            step = next(steps)
            while True:
                came: Any = None
                if isinstance(step, Send):
                    response = yield _outgoing(step.request, request)
                    await response.aread()
                    came = _received(response)
                elif isinstance(step, Wait):
                    await sleep(step.seconds)
                else:
                    came = await step.awaiting()
                request.headers = _unsigned(request.headers)
                step = steps.send(came)
        except StopIteration:
            pass
        finally:
            request.headers = _unsigned(request.headers)
            steps.close()

    def _steps(self, request: httpx.Request) -> Steps[Response]:
        if origin(request.url) != self._base_url:
            raise ConfigurationError(
                f"This request goes to {origin(request.url)}, and this OkxAuth sends credentials to "
                f"{self._base_url} only; nothing was sent. Give the client base_url=auth.base_url, or the "
                "OkxAuth the base_url that is meant."
            )
        demanded = request.headers.get(DEMO_HEADER)
        if demanded is not None and (demanded == "1") != (self._environment == "demo"):
            raise ConfigurationError(
                f"This request has the header {DEMO_HEADER}: {demanded}, and this OkxAuth is for "
                f"{self._environment} trading; nothing was sent. Leave the header out: OkxAuth sets it as its "
                "environment demands."
            )
        agent = request.headers.get("User-Agent")
        return self._flow.steps(
            Request(
                request.method,
                request.url.raw_path.decode(),
                f"User-Agent: {agent}\r\n".encode() if agent else b"",
                request.content,
                timeouts=Timeouts(None, None, None, None),
            )
        )


def _outgoing(step: Request, request: httpx.Request) -> httpx.Request:
    """The httpx request for one step: the caller's own with its signature, or one that asks for the time."""
    with unforked:
        from okx_margin_runtime.as_httpx import MaskedHeaders, lines

    step.handed_over = True  # what becomes of it from here on only the client knows
    if step.target == TIME_PATH != request.url.path:
        extensions = {key: value for key, value in request.extensions.items() if key == "timeout"}
        url = request.url.join(step.target)
        return httpx.Request(step.method, url, headers=lines(step.headers), extensions=extensions)
    if step.signature:
        signature = {name.decode(): value.decode() for name, value in lines(step.signature)}
        if request.content:
            request.headers.setdefault("Content-Type", "application/json")
        request.headers = MaskedHeaders(request.headers, signature)
    return request


def _received(response: httpx.Response) -> Response:
    elsewhere = any(earlier.is_redirect for earlier in response.history)  # then it is not the exchange's word
    return Response(response.status_code, (), b"" if elsewhere else response.content)


def _unsigned(headers: httpx.Headers) -> httpx.Headers:
    """A plain copy without any signature."""
    if not any(name in headers for name in SIGNATURE_HEADERS):
        return headers
    plain = httpx.Headers(headers)
    for name in SIGNATURE_HEADERS:
        plain.pop(name, None)
    return plain
