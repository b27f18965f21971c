"""What an auth plugin gets wrong: what is signed, when, how often, and what is left behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from okx_margin_auth import flow, signing
from okx_margin_auth.clock import Clock
from okx_margin_auth.credentials import Credentials
from okx_margin_runtime.wire import Request, Response
from tests.fuzz.document import POSITION
from tests.fuzz.planted.fault import Planted
from tests.fuzz.run import Task


def _signs_another(change: Callable[[Request], Request]) -> Callable[[pytest.MonkeyPatch], None]:
    """The signature is that of a request which was changed, the request that is sent is not."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        def wrong(credentials: Credentials, *, demo: bool) -> Callable[[Request, str], bytes]:
            lines = signing.signer(credentials, demo=demo)
            return lambda request, timestamp: lines(change(request), timestamp)

        patch.setattr("okx_margin_auth.auth.signer", wrong)

    return plant


def _without_query(request: Request) -> Request:
    target = request.target.partition("?")[0]
    return Request(request.method, target, b"", request.body, timeouts=request.timeouts)


def _in_ascii(request: Request) -> Request:
    body = request.body.decode().encode("ascii", "replace")
    return Request(request.method, request.target, b"", body, timeouts=request.timeouts)


def _signs_with_a_stale_timestamp(patch: pytest.MonkeyPatch) -> None:
    right = Clock.now
    first: list[tuple[float, str]] = []

    def wrong(clock: Clock) -> tuple[float, str]:
        first.append(right(clock))
        return first[0]

    patch.setattr(Clock, "now", wrong)


def _sends_again_after_50004(patch: pytest.MonkeyPatch) -> None:
    right: Any = flow._refusal  # pyright: ignore[reportPrivateUsage]

    def wrong(response: Response, codes: Any) -> str | None:
        again = b'"50004"' in response.body and "50102" in codes
        code: str | None = "50102" if again else right(response, codes)
        return code

    patch.setattr(flow, "_refusal", wrong)


FAULTS = (
    Planted("the query is not signed", "plugin", Task("signatures"), _signs_another(_without_query)),
    Planted("a stale timestamp when sent again", "plugin", Task("sequences"), _signs_with_a_stale_timestamp),
    Planted("sends again after 50004", "plugin", Task("sequences"), _sends_again_after_50004),
    Planted("signs the body in ASCII", "plugin", Task("requests", POSITION), _signs_another(_in_ascii)),
)
