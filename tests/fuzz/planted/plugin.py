"""What an auth plugin gets wrong: what is signed, when, how often, and what is left behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from okx_margin_auth import Secret, answer, signature
from okx_margin_auth.clock import Clock
from tests.fuzz.document import BOT, POSITION
from tests.fuzz.planted.fault import Planted
from tests.fuzz.run import Task


def _signs_without_the_query(patch: pytest.MonkeyPatch) -> None:
    def wrong(secret_key: Any, timestamp: str, method: str, request_path: str, body: bytes = b"") -> str:
        return signature(secret_key, timestamp, method, request_path.partition("?")[0], body)

    patch.setattr("okx_margin_auth.flow.signature", wrong)


def _signs_with_a_stale_timestamp(patch: pytest.MonkeyPatch) -> None:
    right = Clock.timestamp
    first: list[str] = []

    def wrong(clock: Clock) -> str:
        first.append(right(clock))
        return first[0]

    patch.setattr(Clock, "timestamp", wrong)


def _sends_again_after_50004(patch: pytest.MonkeyPatch) -> None:
    def wrong(response: httpx.Response | None, codes: Any) -> str | None:
        timed_out = response is not None and b'"50004"' in response.content
        return "50102" if timed_out and "50102" in codes else answer.refusal(response, codes)

    patch.setattr("okx_margin_auth.flow.refusal", wrong)


def _signs_ascii_only(patch: pytest.MonkeyPatch) -> None:
    def wrong(secret_key: Any, timestamp: str, method: str, request_path: str, body: bytes = b"") -> str:
        return signature(
            secret_key, timestamp, method, request_path, body.decode().encode("ascii", "replace")
        )

    patch.setattr("okx_margin_auth.flow.signature", wrong)


def _leaves_the_signature_behind(patch: pytest.MonkeyPatch) -> None:
    def written_into(headers: httpx.Headers, values: Mapping[str, Secret]) -> httpx.Headers:
        headers.update({name: value.reveal() for name, value in values.items()})
        return headers

    def unchanged(headers: httpx.Headers) -> httpx.Headers:
        return headers

    patch.setattr("okx_margin_auth.flow.SignedHeaders", written_into)
    patch.setattr("okx_margin_auth.flow.unsigned", unchanged)


FAULTS = (
    Planted("the query is not signed", "plugin", Task("signatures"), _signs_without_the_query),
    Planted("a stale timestamp when sent again", "plugin", Task("sequences"), _signs_with_a_stale_timestamp),
    Planted("sends again after 50004", "plugin", Task("sequences"), _sends_again_after_50004),
    Planted("signs the body in ASCII", "plugin", Task("requests", POSITION), _signs_ascii_only),
    Planted(
        "leaves the signature on the request", "plugin", Task("requests", BOT), _leaves_the_signature_behind
    ),
)
