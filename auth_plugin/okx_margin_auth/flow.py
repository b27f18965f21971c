"""What happens to one request: paced, signed, sent, and sent again where that is safe."""

import time
from collections.abc import Generator
from typing import TypeAlias, TypeVar

import attrs
import httpx

from okx_margin_client.exchange import DEMO_HEADER, ENDPOINTS, SIGNATURE_HEADERS

from .answer import refusal, server_time
from .clock import Clock
from .credentials import Credentials
from .environment import origin
from .errors import ConfigurationError
from .pacing import Pacing
from .secret import Secret
from .signing import SignedHeaders, signature, unsigned

TIMESTAMP_EXPIRED = "50102"
RATE_LIMIT_REACHED = "50011"

_TIME_PATH = "/api/v5/public/time"
_LONGEST_WINDOW = max(endpoint.rate_limit.seconds for endpoint in ENDPOINTS.values())
_POLL, _POLLS = 0.05, 100
"""How often, in seconds, to look whether another request has read the clock; how many times at most."""

_Result = TypeVar("_Result")
Steps: TypeAlias = Generator[httpx.Request | float, httpx.Response | None, _Result]
"""Yields a request to send, and gets its answer; or yields seconds to wait, and gets None."""


@attrs.frozen
class Flow:
    """The settings by which requests are sent. It does no I/O of its own: whoever drives `steps` does."""

    credentials: Credentials
    environment: str
    base_url: str
    resend_after: frozenset[str]
    read_clock_first: bool
    pacing: Pacing | None
    clock: Clock = attrs.field(factory=Clock)

    def steps(self, request: httpx.Request) -> Steps[None]:
        """All that is to be done about a request whose body has been read.

        The last request yielded is always the caller's own. Answers must have been read before they are
        sent in.

        Raises:
            ConfigurationError: The request is meant for another address or environment.
        """
        self._refuse_if_meant_for_elsewhere(request)
        if self.read_clock_first and not self.clock.consulted:
            yield from self._read_clock(request)
        resend_after = set(self.resend_after)
        while True:
            yield from self._wait_for_a_place(request)
            signed_by = self.clock.reading
            response = yield from self._attempt(request)
            code = refusal(response, {*resend_after, TIMESTAMP_EXPIRED})
            if code == TIMESTAMP_EXPIRED and self.clock.reading is signed_by:
                self.clock.consulted = False  # what was read of it holds no longer
            if code not in resend_after:
                return
            resend_after.remove(code)
            if code == RATE_LIMIT_REACHED:
                yield _window(request)
            elif self.clock.reading is signed_by:
                yield from self._read_clock(request)

    def _attempt(self, request: httpx.Request) -> Steps[httpx.Response | None]:
        """Send it signed; the signature is gone from it again whatever happens."""
        endpoint = ENDPOINTS.get((request.method, request.url.path))
        plain = request.headers = unsigned(request.headers)
        try:
            if endpoint is None or endpoint.signed:
                self._sign(request)
            return (yield request)
        finally:
            request.headers = plain

    def _sign(self, request: httpx.Request) -> None:
        """Set the headers for the bytes that the request holds and the moment that it is."""
        if request.content:
            request.headers.setdefault("Content-Type", "application/json")
        if self.environment == "demo":
            request.headers[DEMO_HEADER] = "1"
        timestamp = self.clock.timestamp()
        path = request.url.raw_path.decode("ascii")
        sign = signature(self.credentials.secret_key, timestamp, request.method, path, request.content)
        values = self.credentials.api_key, Secret(sign), Secret(timestamp), self.credentials.passphrase
        request.headers = SignedHeaders(request.headers, dict(zip(SIGNATURE_HEADERS, values, strict=True)))

    def _read_clock(self, request: httpx.Request) -> Steps[None]:
        """Ask the exchange for its time; where another request asks already, wait for what it gets."""
        if not self.clock.claim():
            for _ in range(_POLLS):
                if not self.clock.claimed:
                    return
                yield _POLL
            return
        try:
            question = self._question(request)
            yield from self._wait_for_a_place(question)
            sent = time.monotonic()
            response = yield question
            received = time.monotonic()
            self.clock.set(server_time(response), sent, received)
        finally:
            self.clock.release()

    def _question(self, request: httpx.Request) -> httpx.Request:
        """The unsigned request for the time; user agent and timeout are those of the caller's request."""
        headers = request.headers
        return httpx.Request(
            "GET",
            self.base_url + _TIME_PATH,
            headers={"User-Agent": headers["User-Agent"]} if "User-Agent" in headers else None,
            extensions={key: value for key, value in request.extensions.items() if key == "timeout"},
        )

    def _wait_for_a_place(self, request: httpx.Request) -> Steps[None]:
        endpoint = ENDPOINTS.get((request.method, request.url.path))
        if self.pacing is not None and endpoint is not None:
            seconds = self.pacing.reserve(endpoint)
            if seconds > 0:
                yield seconds

    def _refuse_if_meant_for_elsewhere(self, request: httpx.Request) -> None:
        if origin(request.url) != self.base_url:
            raise ConfigurationError(
                f"This request goes to {origin(request.url)}, and this OkxAuth sends credentials to "
                f"{self.base_url} only; nothing was sent. Give the client base_url=auth.base_url, or the "
                "OkxAuth the base_url that is meant."
            )
        demanded = request.headers.get(DEMO_HEADER)
        if demanded is not None and (demanded == "1") != (self.environment == "demo"):
            raise ConfigurationError(
                f"This request has the header {DEMO_HEADER}: {demanded}, and this OkxAuth is for "
                f"{self.environment} trading; nothing was sent. Leave the header out: OkxAuth sets it as its "
                "environment demands."
            )


def _window(request: httpx.Request) -> float:
    endpoint = ENDPOINTS.get((request.method, request.url.path))
    return float(_LONGEST_WINDOW if endpoint is None else endpoint.rate_limit.seconds)
