"""What an answer says to the one who signs; the client's own reading of it decides."""

from collections.abc import Collection, Mapping

import httpx

from okx_margin_client.answer import read_item
from okx_margin_client.errors import OkxMarginError, OutcomeUnknownError, RefusedError

_LATEST = 253_402_300_799_999
"""The last millisecond that a date can express: 9999-12-31T23:59:59.999Z."""


def refusal(response: httpx.Response | None, codes: Collection[str]) -> str | None:
    """The code by which the request was certainly refused, where it is one of `codes`."""
    if response is None or not any(code.encode() in response.content for code in codes):
        return None  # without parsing what is nearly always a success
    try:
        _read(response)
    except RefusedError as refused:
        return refused.code if refused.code in codes else None
    except OutcomeUnknownError:
        return None
    return None


def server_time(response: httpx.Response | None) -> int | None:
    """Unix milliseconds in the answer of GET /api/v5/public/time; None where they cannot be read."""
    try:
        digits = "" if response is None else str(_read(response).get("ts"))
    except OkxMarginError:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(_LATEST))):
        return None
    return int(digits) if 0 < int(digits) <= _LATEST else None


def _read(response: httpx.Response) -> Mapping[str, object]:
    if any(earlier.is_redirect for earlier in response.history):
        raise OutcomeUnknownError("Another address answered, to which the client was redirected.")
    return read_item(response)
