"""What happens to one request: paced, signed, sent, and sent again where that is safe. Steps, no I/O."""

import time
from collections.abc import Callable
from functools import partial
from typing import Final

from okx_margin_client.codes import CODES
from okx_margin_client.exchange import ENDPOINTS
from okx_margin_runtime.envelope import judge
from okx_margin_runtime.facts import Endpoint, Outcome
from okx_margin_runtime.steps import Do, Send, Steps, Wait
from okx_margin_runtime.wire import Request, Response

from .clock import Clock
from .pacing import Pacing

TIMESTAMP_EXPIRED = "50102"
RATE_LIMIT_REACHED = "50011"

TIME_PATH = "/api/v5/public/time"
_LONGEST_WINDOW = max(endpoint.rate_limit.seconds for endpoint in ENDPOINTS.values())
_POLL, _POLLS = 0.05, 100
"""How often, in seconds, to look whether another request has read the clock; how many times at most."""


class Flow:
    """The settings by which requests are sent. It does no I/O of its own: whoever drives `steps` does.

    `lines` makes the header lines that sign a request at a moment; it alone knows the credentials.
    """

    def __init__(
        self,
        lines: Callable[[Request, str], bytes],
        resend_after: frozenset[str],
        read_clock_first: bool,
        pacing: Pacing | None,
    ) -> None:
        self.lines: Final = lines
        self.resend_after: Final = resend_after
        self.read_clock_first: Final = read_clock_first
        self.pacing: Final = pacing
        self.clock: Final = Clock()

    def steps(self, request: Request) -> Steps[Response]:
        """All that is to be done about one request; the last response is always the one to it."""
        if self.read_clock_first and not self.clock.consulted:
            yield from self._read_clock(request)
        resend_after = self.resend_after
        while True:
            signed_by = self.clock.reading
            response = yield from self._attempt(request)
            code = _refusal(response)
            if code == TIMESTAMP_EXPIRED and self.clock.reading is signed_by:
                self.clock.consulted = False  # what was read of it holds no longer
            if code is None or code not in resend_after:
                return response
            resend_after -= {code}
            if code == RATE_LIMIT_REACHED:
                if _too_late(request, _window(request)):
                    return response
                yield Wait(_window(request))
            elif self.clock.reading is signed_by:
                yield from self._read_clock(request)
            request = request.again()

    def _attempt(self, request: Request) -> Steps[Response]:
        """Send it once, in its turn; the signature is gone from it again whatever happens."""
        endpoint = endpoint_of(request)
        place = None
        if self.pacing is not None and endpoint is not None:
            place = yield Do(
                partial(self.pacing.take, endpoint, request.deadline),
                partial(self.pacing.take_async, endpoint, request.deadline),
            )
        try:
            if endpoint is None or endpoint.signed:  # after the wait: a timestamp ages
                request.timestamp, stamp = self.clock.now()
                request.signature = self.lines(request, stamp)
            request.began = time.monotonic()
            response: Response = yield Send(request)
        except BaseException:
            if place is not None:
                place.silent() if request.handed_over else place.unused()
            raise
        finally:
            request.signature = b""
        if place is not None:
            place.responded()
        return response

    def _read_clock(self, request: Request) -> Steps[None]:
        """Ask the exchange for its time; where another request asks already, wait for what it gets."""
        if not self.clock.claim():
            for _ in range(_POLLS):
                if not self.clock.claimed or _too_late(request, _POLL):
                    return
                yield Wait(_POLL)
            return
        try:
            question = Request(
                "GET", TIME_PATH, request.headers, timeouts=request.timeouts, deadline=request.deadline
            )
            response = yield from self._attempt(question)
            received = time.monotonic()
            self.clock.set(server_time(response), question.began or received, received)
        finally:
            self.clock.release()


def endpoint_of(request: Request) -> Endpoint | None:
    """The endpoint of the spec that a request is for, None where the spec has none."""
    return ENDPOINTS.get((request.method, request.target.partition("?")[0]))


def server_time(response: Response) -> int | None:
    """Unix milliseconds in the answer of GET /api/v5/public/time; None where they cannot be read."""
    verdict = judge(response, CODES)
    if verdict.outcome is not Outcome.SUCCESS or not verdict.items:
        return None
    digits = str(verdict.items[0].get("ts"))
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 20 else None


def _refusal(response: Response) -> str | None:
    """The code by which the request was certainly refused, where it is one that sending again may mend."""
    if b"50102" not in response.body and b"50011" not in response.body:
        return None  # without parsing what is nearly always done
    verdict = judge(response, CODES)
    mendable = verdict.code in (TIMESTAMP_EXPIRED, RATE_LIMIT_REACHED)
    return verdict.code if mendable and verdict.outcome is Outcome.REFUSED else None


def _too_late(request: Request, seconds: float) -> bool:
    """Whether nothing could be sent after so many seconds, since the call must have ended by then."""
    return request.deadline is not None and time.monotonic() + seconds >= request.deadline


def _window(request: Request) -> float:
    endpoint = endpoint_of(request)
    return float(_LONGEST_WINDOW if endpoint is None else endpoint.rate_limit.seconds)
