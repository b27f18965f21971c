"""What an auth plugin gets wrong: what is signed, when, how often, and what is left behind."""

from __future__ import annotations

from typing import Any

import pytest

from okx_margin_auth import flow, signature
from okx_margin_auth.clock import Clock
from okx_margin_runtime.wire import Response
from tests.fuzz.document import POSITION
from tests.fuzz.planted.fault import Planted
from tests.fuzz.run import Task


def _signs_without_the_query(patch: pytest.MonkeyPatch) -> None:
    def wrong(secret_key: Any, timestamp: str, method: str, request_path: str, body: bytes = b"") -> str:
        return signature(secret_key, timestamp, method, request_path.partition("?")[0], body)

    patch.setattr("okx_margin_auth.signing.signature", wrong)


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


def _signs_ascii_only(patch: pytest.MonkeyPatch) -> None:
    def wrong(secret_key: Any, timestamp: str, method: str, request_path: str, body: bytes = b"") -> str:
        return signature(
            secret_key, timestamp, method, request_path, body.decode().encode("ascii", "replace")
        )

    patch.setattr("okx_margin_auth.signing.signature", wrong)


FAULTS = (
    Planted("the query is not signed", "plugin", Task("signatures"), _signs_without_the_query),
    Planted("a stale timestamp when sent again", "plugin", Task("sequences"), _signs_with_a_stale_timestamp),
    Planted("sends again after 50004", "plugin", Task("sequences"), _sends_again_after_50004),
    Planted("signs the body in ASCII", "plugin", Task("requests", POSITION), _signs_ascii_only),
)
