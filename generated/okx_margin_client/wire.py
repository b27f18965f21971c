"""Carries one adjustment to the exchange and keeps account of what is certain about its bytes.

The seam is httpx's transport interface: any httpx.BaseTransport or httpx.AsyncBaseTransport carries the request.
httpx.Client is left out on purpose: no redirects, no cookies, no log line per call, nothing between what is signed and
what is sent.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from functools import cache
from platform import python_version
from typing import Any, Final, TypeVar
from urllib.request import getproxies, proxy_bypass

import httpx

from .answer import LOOK_FIRST, read_item
from .errors import InvalidInputError, NotSentError, OkxMarginError, OutcomeUnknownError, RefusedError

Transport = TypeVar("Transport", httpx.HTTPTransport, httpx.AsyncHTTPTransport)

USER_AGENT: Final = f"okx-margin/0.1.0 python/{python_version()}"


class Attempt:
    """What is known of one adjustment's bytes, while its requests go out and its answers come in.

    `may_have_left` is a fact about bytes, not about exceptions: httpx's own transports announce what they do before
    they do it. What announced a connection and no write has sent nothing; what announced nothing proves nothing.
    """

    def __init__(
        self, adjustment: httpx.Request, transport: httpx.BaseTransport | httpx.AsyncBaseTransport
    ) -> None:
        self.adjustment = adjustment
        self.announces = type(transport) in (httpx.HTTPTransport, httpx.AsyncHTTPTransport)
        self.in_flight = False
        self.answer: httpx.Response | None = None
        self._connecting = False
        self._writing = False

    @property
    def may_have_left(self) -> bool:
        """Whether a byte of an adjustment without an answer may have left this machine."""
        return self.in_flight and (self._writing or not self._connecting)

    def hand_over(self, request: httpx.Request) -> None:
        """`request` goes to the transport next; the auth may send others, such as one for the exchange's time."""
        self.in_flight = request.method == self.adjustment.method and request.url == self.adjustment.url
        self._connecting = self._writing = False

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """httpcore's trace extension, which runs before the step that it names."""
        if event.endswith(".send_request_headers.started") and info["request"].method != b"CONNECT":
            self._writing = True
        elif self.announces:
            self._connecting = True

    async def trace_async(self, event: str, info: Mapping[str, Any]) -> None:
        self.trace(event, info)

    def answered(self, request: httpx.Request, response: httpx.Response) -> None:
        response.request = request
        # What the connection left on the answer refers to the signed request.
        response.stream = httpx.ByteStream(response.content)
        response.extensions.pop("network_stream", None)
        if self.in_flight and (self.answer is None or _refused(self.answer)):
            self.answer = response  # one that may have moved margin is never replaced by a later one
        self.in_flight = False

    def settle(self, failure: Exception | None = None) -> httpx.Response:
        """The answer to the adjustment; raises the outcome where there is none or a later attempt failed."""
        if isinstance(failure, httpx.PoolTimeout | httpx.UnsupportedProtocol) and self.announces:
            self._connecting = True  # httpx's own transports raise these before they pick a connection
        if self.answer is not None and not self.may_have_left:
            return self.answer  # it stands, whatever went wrong after it
        if isinstance(failure, OkxMarginError) and not self.may_have_left:
            raise failure
        if failure is not None:
            without_frames(failure)
        host = self.adjustment.url.host
        cause = f"{type(failure).__name__}: {failure}" if failure else "the auth handed nothing over"
        if self.may_have_left:
            raise OutcomeUnknownError(
                f"No whole answer came from {host} after the adjustment was handed over ({cause}), so it may have been "
                f"processed. {LOOK_FIRST}"
            ) from failure
        raise NotSentError(
            f"The adjustment was not sent: no byte of it left for {host} ({cause}). Check that the host is right and "
            "can be reached from here, then send it again."
        ) from failure

    def interrupted(self, interrupt: BaseException) -> None:
        """Notes on a KeyboardInterrupt or a cancellation what it cut off; the caller raises it again."""
        without_frames(interrupt)
        if self.may_have_left or self.answer is not None:
            interrupt.add_note(
                f"okx-margin: an adjustment was under way and may have been processed. {LOOK_FIRST}"
            )


def _refused(response: httpx.Response) -> bool:
    try:
        read_item(response)
    except RefusedError:
        return True
    except OutcomeUnknownError:
        return False
    return False


def without_frames(failure: BaseException) -> None:
    """Drops the frames and causes below: their locals hold the signature headers."""
    failure.__traceback__ = None
    failure.__cause__ = None
    failure.__context__ = None


def request_for(url: httpx.URL, body: Mapping[str, Any], timeout: Mapping[str, Any]) -> httpx.Request:
    """The unsigned request, its body in the bytes that will be signed and sent."""
    return httpx.Request(
        "POST",
        url,
        headers={"Accept": "application/json", "Content-Type": "application/json", "User-Agent": USER_AGENT},
        content=json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(),
        extensions={"timeout": timeout},
    )


class Route:
    """Where adjustments go and how long they may take; what both wires share."""

    def __init__(self, auth: httpx.Auth, base_url: str | None, timeout: float | httpx.Timeout) -> None:
        if not isinstance(auth, httpx.Auth):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidInputError(
                f"auth is of type {type(auth).__name__}: it must be an httpx.Auth, such as OkxAuth."
            )
        configured = getattr(auth, "base_url", None)
        if base_url is None and configured is None:
            raise InvalidInputError(
                "base_url is missing: this auth does not know which host to use, so name one."
            )
        if None not in (base_url, configured) and httpx.URL(str(base_url)) != httpx.URL(str(configured)):
            raise InvalidInputError(
                f"base_url is {base_url}, but the credentials are for {configured}: give it in one place only."
            )
        self.base_url = str(configured or base_url).rstrip("/")
        self.auth = auth
        self._timeout = httpx.Timeout(timeout).as_dict()
        self._urls: dict[str, httpx.URL] = {}

    def request(self, path: str, body: Mapping[str, Any]) -> httpx.Request:
        if path not in self._urls:
            self._urls[path] = httpx.URL(self.base_url + path)
        return request_for(self._urls[path], body, self._timeout)


class Wire:
    """Sends adjustments, one thread each; the synchronous half."""

    def __init__(self, route: Route, transport: httpx.BaseTransport | None, proxy: str | None) -> None:
        self.route = route
        self._transport = transport or _transport(httpx.HTTPTransport, route.base_url, proxy)
        self._closed = False

    def send(self, path: str, body: Mapping[str, Any]) -> tuple[Mapping[str, object], httpx.Response]:
        """The first item of `data` and the answer; raises RefusedError or OutcomeUnknownError."""
        if self._closed:
            raise NotSentError("This client is closed: make a new one, or send inside its with block.")
        attempt = Attempt(self.route.request(path, body), self._transport)
        try:
            response = self._exchange(attempt)
            return read_item(response), response
        except (Exception, GeneratorExit):
            raise
        except BaseException as interrupt:
            attempt.interrupted(interrupt)
            raise

    def _exchange(self, attempt: Attempt) -> httpx.Response:
        request = attempt.adjustment
        request.extensions["trace"] = attempt.trace
        flow = self.route.auth.sync_auth_flow(request)
        try:
            step = next(flow)
            while True:
                attempt.hand_over(step)
                response = self._transport.handle_request(step)
                try:
                    response.read()
                finally:
                    response.close()
                attempt.answered(step, response)
                step = flow.send(response)
        except StopIteration:
            return attempt.settle()
        except Exception as failure:  # whatever a transport or an auth raises, the outcome is one of three
            return attempt.settle(failure)
        finally:
            del request.extensions[
                "trace"
            ]  # it refers back to the request: leave the collector nothing to do
            flow.close()

    def close(self) -> None:
        """Closes the connections; later calls raise NotSentError."""
        self._closed = True
        self._transport.close()


class AsyncWire:
    """Sends adjustments, many at a time; the asynchronous half."""

    def __init__(self, route: Route, transport: httpx.AsyncBaseTransport | None, proxy: str | None) -> None:
        self.route = route
        self._transport = transport or _transport(httpx.AsyncHTTPTransport, route.base_url, proxy)
        self._closed = False

    async def send(self, path: str, body: Mapping[str, Any]) -> tuple[Mapping[str, object], httpx.Response]:
        """The first item of `data` and the answer; raises RefusedError or OutcomeUnknownError."""
        if self._closed:
            raise NotSentError("This client is closed: make a new one, or send inside its async with block.")
        attempt = Attempt(self.route.request(path, body), self._transport)
        try:
            response = await self._exchange(attempt)
            return read_item(response), response
        except (Exception, GeneratorExit):
            raise
        except BaseException as interrupt:
            attempt.interrupted(interrupt)
            raise

    async def _exchange(self, attempt: Attempt) -> httpx.Response:
        request = attempt.adjustment
        request.extensions["trace"] = attempt.trace_async
        flow = self.route.auth.async_auth_flow(request)
        try:
            step = await anext(flow)
            while True:
                attempt.hand_over(step)
                response = await self._transport.handle_async_request(step)
                try:
                    await response.aread()
                finally:
                    await response.aclose()
                attempt.answered(step, response)
                step = await flow.asend(response)
        except StopAsyncIteration:
            return attempt.settle()
        except Exception as failure:  # whatever a transport or an auth raises, the outcome is one of three
            return attempt.settle(failure)
        finally:
            del request.extensions["trace"]
            await flow.aclose()

    async def aclose(self) -> None:
        """Closes the connections; later calls raise NotSentError."""
        self._closed = True
        await self._transport.aclose()


def tls_for(base_url: str) -> ssl.SSLContext:
    """One context for all clients: loading the certificates takes about 0.1 s."""
    return _verifying() if base_url.startswith("https:") else _trusting_nobody()


@cache
def _verifying() -> ssl.SSLContext:
    return httpx.create_ssl_context()


@cache
def _trusting_nobody() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # plain http to loopback: no certificate is ever looked at


def _transport(kind: type[Transport], base_url: str, proxy: str | None) -> Transport:
    chosen = proxy or _environment_proxy(base_url)
    try:
        return kind(verify=tls_for(base_url), proxy=chosen)
    except (ValueError, ImportError) as problem:  # ImportError: socks needs httpx[socks]
        raise InvalidInputError(f"The proxy cannot be used: {problem}") from None


def _environment_proxy(base_url: str) -> str | None:
    """HTTPS_PROXY's or ALL_PROXY's. Plain http, which is for loopback, never goes through one: it would read the keys."""
    url = httpx.URL(base_url)
    if url.scheme != "https" or proxy_bypass(url.host):
        return None
    proxies = getproxies()
    proxy = proxies.get("https") or proxies.get("all")
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy
