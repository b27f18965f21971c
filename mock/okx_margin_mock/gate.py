"""The checks before any business logic: who asks, is it really them, may they, and not too often.

Nobody has measured the order in which the real exchange checks; this one goes from what needs no knowledge of
the caller to what does. Codes and statuses are documented, those of 50011 and 50119 measured.
"""

import hmac
import re
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from datetime import datetime

from attrs import Factory, define

from okx_margin_auth import signature
from okx_margin_client.exchange import (
    DEMO_HEADER,
    ENDPOINTS,
    MAX_CLOCK_SKEW_SECONDS,
    SIGNATURE_HEADERS,
    Endpoint,
    RateLimit,
)
from okx_margin_mock.accounts import ApiKey
from okx_margin_mock.messages import RefusalError, Request
from okx_margin_mock.settings import Settings

#: In the order of their codes.
_HEADERS_EMPTY = {
    "OK-ACCESS-KEY": "50103",
    "OK-ACCESS-PASSPHRASE": "50104",
    "OK-ACCESS-SIGN": "50106",
    "OK-ACCESS-TIMESTAMP": "50107",
}
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_UNIX = re.compile(r"[0-9]{10,19}(\.[0-9]+)?")
_KEY = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class UnknownPathError(Exception):
    """The exchange serves nothing there."""


@define
class Gate:
    """The gate keeps nothing but who came when, for the rate limits."""

    _visits: defaultdict[tuple[str, str], deque[float]] = Factory(lambda: defaultdict(deque[float]))

    def admit(
        self,
        request: Request,
        keys: Mapping[str, ApiKey],
        settings: Settings,
        *,
        clock: Callable[[], float],
        now_ms: int,
    ) -> tuple[Endpoint, ApiKey | None]:
        """The endpoint that is asked for and the key that asks, None for a public endpoint.

        `clock` counts seconds for the rate limit, `now_ms` is what the exchange takes for the time.

        Raises UnknownPathError, or RefusalError with the code of the first check that fails.
        """
        endpoint = _endpoint(request)
        if endpoint.signed:
            key = _authenticate(request, keys, settings, now_ms)
            if endpoint.permission not in key.permissions:
                raise RefusalError("50120", f"{endpoint.permission} is needed")
        else:
            key = None
        who = key.uid if key and endpoint.rate_limit.per == "User ID" else request.client
        self._pace((who, endpoint.path), endpoint.rate_limit, settings, clock())
        if request.method == "POST" and not _is_json(request.headers.get("content-type", "")):
            raise RefusalError("50006")
        return endpoint, key

    def _pace(self, visitor: tuple[str, str], limit: RateLimit, settings: Settings, now: float) -> None:
        """A window that slides: so many requests within any `limit.seconds`."""
        visits = self._visits[visitor]
        while visits and visits[0] <= now - limit.seconds:
            visits.popleft()
        full = len(visits) >= limit.requests
        if not full or settings.limited_requests_count:
            visits.append(now)
        if full:
            raise RefusalError("50011", http_status=settings.rate_limit_status)


def _endpoint(request: Request) -> Endpoint:
    endpoint = ENDPOINTS.get((request.method, request.path))
    if endpoint is not None:
        return endpoint
    if any(path == request.path for _, path in ENDPOINTS):
        raise RefusalError("50115")
    raise UnknownPathError(request.path)


def _authenticate(request: Request, keys: Mapping[str, ApiKey], settings: Settings, now_ms: int) -> ApiKey:
    sent = {name: request.headers.get(name.lower(), "").strip() for name in _HEADERS_EMPTY}
    for name in _HEADERS_EMPTY if settings.empty_header_named == "lowest code" else SIGNATURE_HEADERS:
        if not sent[name]:
            raise RefusalError(_HEADERS_EMPTY[name])
    _check_timestamp(sent["OK-ACCESS-TIMESTAMP"], now_ms)
    key = keys.get(sent["OK-ACCESS-KEY"])
    if key is None or key.region != settings.region:
        raise RefusalError("50119" if _KEY.fullmatch(sent["OK-ACCESS-KEY"]) else settings.malformed_key)
    if (request.headers.get(DEMO_HEADER, "").strip() == "1") != (key.environment == "demo"):
        raise RefusalError("50101")
    if key.ips and request.client not in key.ips:
        raise RefusalError("50110", request.client)
    if not _same(sent["OK-ACCESS-PASSPHRASE"].encode("latin-1"), key.passphrase):
        raise RefusalError("50105")
    expected = signature(
        key.secret_key, sent["OK-ACCESS-TIMESTAMP"], request.method, request.target, request.body
    )
    if not _same(sent["OK-ACCESS-SIGN"].encode("latin-1"), expected):
        raise RefusalError("50113")
    return key


def _check_timestamp(timestamp: str, now_ms: int) -> None:
    if _UNIX.fullmatch(timestamp):
        raise RefusalError("50102")  # measured, although "invalid" would say it better
    if not _ISO.fullmatch(timestamp):
        raise RefusalError("50112")
    try:
        then = datetime.fromisoformat(timestamp)
    except ValueError:
        raise RefusalError("50112") from None
    if abs(round(then.timestamp() * 1000) - now_ms) > MAX_CLOCK_SKEW_SECONDS * 1000:
        raise RefusalError("50102")


def _same(sent: bytes, expected: str) -> bool:
    return hmac.compare_digest(sent, expected.encode())


def _is_json(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == "application/json"
