"""The checks before any business logic: who asks, is it really them, may they, and not too often.

Nobody has measured the order in which the real exchange checks; this one goes from what needs no knowledge of
the caller to what does. Codes and statuses are documented, those of 50011 and 50119 measured.
"""

import hmac
import re
from collections import defaultdict, deque
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qs

from attrs import Factory, define

from okx_margin_auth import signature
from okx_margin_client.exchange import DEMO_HEADER, MAX_CLOCK_SKEW_SECONDS, SIGNATURE_HEADERS
from okx_margin_mock.messages import HttpRequest, RefusalError
from okx_margin_mock.settings import MockSettings
from okx_margin_mock.state import MockKey
from okx_margin_runtime.facts import Endpoint, RateLimit

#: In the order of their codes.
_HEADERS_EMPTY = {
    "OK-ACCESS-KEY": "50103",
    "OK-ACCESS-PASSPHRASE": "50104",
    "OK-ACCESS-SIGN": "50106",
    "OK-ACCESS-TIMESTAMP": "50107",
}
_LOWER = {name: name.lower() for name in _HEADERS_EMPTY}
_ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,3}))?Z")
_UNIX = re.compile(r"[0-9]{10,19}(\.[0-9]+)?")
_KEY = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class UnknownPathError(Exception):
    """The exchange serves nothing there."""


@define
class Admission:
    """Who came when, for the rate limits; nothing else is kept."""

    operations: Mapping[tuple[str, str], Endpoint]
    _visits: defaultdict[tuple[str, str], deque[float]] = Factory(lambda: defaultdict(deque[float]))

    def operation(self, request: HttpRequest) -> Endpoint:
        """What is asked for. Raises UnknownPathError, or RefusalError for a wrong method."""
        found = self.operations.get((request.method, request.path))
        if found is not None:
            return found
        if any(path == request.path for _, path in self.operations):
            raise RefusalError("50115")
        raise UnknownPathError(request.path)

    def admit(
        self,
        request: HttpRequest,
        operation: Endpoint,
        keys: Mapping[str, MockKey],
        settings: MockSettings,
        *,
        monotonic: float,
        now_ms: int,
    ) -> MockKey | None:
        """The key that asks, None for a public operation.

        `monotonic` counts seconds for the rate limit, `now_ms` is what the exchange takes for the time.

        Raises RefusalError with the code of the first check that fails.
        """
        key = None
        if operation.signed:
            key = _authenticate(request, keys, settings, now_ms)
            if operation.permission not in key.permissions:
                raise RefusalError("50120", f"{operation.permission} is needed")
        who = key.uid if key and operation.rate_limit.per == "User ID" else request.client
        if "+" in operation.rate_limit.per:  # counted apart for each instrument, or type of instrument
            query = parse_qs(request.query)
            who = " ".join([who, *(query.get("instType", ())), *(query.get("instId", ()))])
        self._pace((who, operation.path), operation.rate_limit, settings, monotonic)
        if request.method == "POST" and not _is_json(request.headers.get("content-type", "")):
            raise RefusalError("50006")
        return key

    def _pace(self, visitor: tuple[str, str], limit: RateLimit, settings: MockSettings, now: float) -> None:
        """A window that slides: so many requests within any `limit.seconds`."""
        visits = self._visits[visitor]
        while visits and visits[0] <= now - limit.seconds:
            visits.popleft()
        full = len(visits) >= limit.requests
        if not full or settings.limited_requests_count:
            visits.append(now)
        if full:
            raise RefusalError("50011", http_status=settings.rate_limit_status)


def _authenticate(
    request: HttpRequest, keys: Mapping[str, MockKey], settings: MockSettings, now_ms: int
) -> MockKey:
    sent = {name: request.headers.get(lower, "").strip() for name, lower in _LOWER.items()}
    for name in _HEADERS_EMPTY if settings.empty_header_named == "lowest code" else SIGNATURE_HEADERS:
        if not sent[name]:
            raise RefusalError(_HEADERS_EMPTY[name])
    _check_timestamp(sent["OK-ACCESS-TIMESTAMP"], settings, now_ms)
    key = keys.get(sent["OK-ACCESS-KEY"])
    if key is None or key.region != settings.region:
        raise RefusalError(
            "50119" if _KEY.fullmatch(sent["OK-ACCESS-KEY"]) else settings.code("malformed_key")
        )
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


def _check_timestamp(timestamp: str, settings: MockSettings, now_ms: int) -> None:
    if _UNIX.fullmatch(timestamp):
        raise RefusalError("50102")  # measured, although "invalid" would say it better
    parts = _ISO.fullmatch(timestamp)
    if not parts:
        raise RefusalError("50112")
    to_seconds, digits = parts.groups(default="")
    if len(digits) < 3 and settings.code("short_timestamp") != "0":
        raise RefusalError(settings.code("short_timestamp"))
    try:
        then = datetime.fromisoformat(f"{to_seconds}+00:00")
    except ValueError:
        raise RefusalError("50112") from None
    then_ms = round(then.timestamp()) * 1000 + int(digits.ljust(3, "0"))
    if abs(then_ms - now_ms) > MAX_CLOCK_SKEW_SECONDS * 1000:
        raise RefusalError("50102")


def _same(sent: bytes, expected: str) -> bool:
    return hmac.compare_digest(sent, expected.encode())


def _is_json(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == "application/json"
