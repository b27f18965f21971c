"""What lies between our process and the exchange: delays, losses, gateways, and clients that stop listening."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import NamedTuple, Protocol

from okx_margin_runtime.transport import TransportError
from okx_margin_runtime.wire import Request, Response

READ_TIMEOUT = 10.0
"""Seconds that our side listens."""

Came = Response | TransportError


class Ahead(Protocol):
    """What can let things happen later: a world."""

    def later(self, seconds: float, event: Callable[[], None]) -> None:
        """After so many seconds."""
        ...


class Fate(NamedTuple):
    """What becomes of one request.

    Attributes:
        sent: Whether a byte of it leaves.
        arrives: Seconds until it reaches the exchange; None for never.
        answered: Seconds until our side has the answer, or finds the connection cut; None for never.
        instead: What a gateway answers in the exchange's place, with or without handing the request on.
    """

    sent: bool = True
    arrives: float | None = 0.05
    answered: float | None = 0.1
    instead: tuple[int, bytes] | None = None


_UNKNOWN = (
    (503, b"<html>Service Unavailable</html>"),
    (504, b""),
    (503, b'{"code":"50001","msg":"","data":[]}'),
    (400, b'{"code":"50004","msg":"","data":[]}'),
    (429, b'{"code":"50013","msg":""}'),
    (200, b'{"code":"0","msg":"","data":[{"inst'),
)
_LIMIT = (429, b'{"msg":"Too Many Requests","code":"50011"}')


def fate(chance: random.Random, faults: float) -> Fate:
    """Draws what becomes of one request."""
    arrives = 0.02 + 0.2 * chance.random() ** 2
    answered = arrives + 0.02 + 0.2 * chance.random() ** 2
    if chance.random() >= faults:
        return Fate(True, arrives, answered)
    draw = chance.random()
    if draw < 0.15:
        return Fate(sent=False)
    if draw < 0.25:
        return Fate(True, None, answered, _LIMIT)
    if draw < 0.40:
        return Fate(True, None, None)
    if draw < 0.60:
        return Fate(True, arrives, chance.choice((None, arrives / 2)))
    if draw < 0.70:  # it lies about somewhere, and may arrive when nobody waits, or too late
        return Fate(True, 60 * chance.random(), answered)
    if draw < 0.75:  # it is accepted, then waits in a queue of the exchange's
        return Fate(True, arrives, arrives + 20 * chance.random())
    gateway = chance.choice(_UNKNOWN)
    return Fate(True, arrives if draw < 0.9 else None, answered, gateway)


def carry(
    world: Ahead, lot: Fate, request: Request, arrive: Callable[[], Came], deliver: Callable[[Came], None]
) -> None:
    """Lets `request` meet its fate; `deliver` gets what our side sees, once."""
    if not lot.sent:
        request.handed_over = False
        world.later(0.01, lambda: deliver(TransportError("connection refused")))
        return
    request.handed_over = True
    answer: list[Came] = []
    if lot.arrives is not None:
        world.later(lot.arrives, lambda: answer.append(arrive()))
    if lot.answered is None or lot.answered > READ_TIMEOUT:
        world.later(READ_TIMEOUT, lambda: deliver(TransportError("timed out")))
        return

    def respond() -> None:
        if lot.instead is not None:
            deliver(Response(lot.instead[0], (), lot.instead[1]))
        else:
            deliver(answer[0] if answer else TransportError("cut"))

    world.later(lot.answered, respond)


def response(status: int, code: str, data: list[dict[str, object]]) -> Response:
    """The exchange's envelope."""
    return Response(status, (), json.dumps({"code": code, "msg": "", "data": data}).encode())
