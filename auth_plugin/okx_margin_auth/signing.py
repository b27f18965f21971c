"""The signature of a request, and the headers that carry it."""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import httpx

from okx_margin_client.exchange import SIGNATURE_HEADERS

from .secret import Secret


def signature(
    secret_key: str | Secret, timestamp: str, method: str, request_path: str, body: bytes = b""
) -> str:
    """Base64 of HMAC-SHA256, keyed with the secret key, over the prehash (documented).

    The prehash is timestamp + METHOD + request path + body, with nothing in between.

    Args:
        secret_key: The key's secret part.
        timestamp: As in the OK-ACCESS-TIMESTAMP header: UTC, ISO 8601, milliseconds, "Z".
        method: "GET" or "POST".
        request_path: Path and query string as they go on the wire, without scheme and host.
        body: The very bytes that are sent; none for a request without a body.
    """
    secret_key = Secret(secret_key)
    prehash = f"{timestamp}{method.upper()}{request_path}".encode() + body
    return b64encode(hmac.digest(secret_key.reveal().encode(), prehash, "sha256")).decode()


class SignedHeaders(httpx.Headers):
    """Headers whose signature goes on the wire and is found by name, but is never listed or copied.

    httpx copies a request's headers onto the request that follows a redirect, to whatever host, and prints
    them in `repr`. Every transport sends `raw`, so the signature stands there and nowhere else.
    """

    def __init__(self, headers: httpx.Headers, signature: Mapping[str, Secret]) -> None:
        super().__init__(unsigned(headers), headers.encoding)
        self._signature = {name.lower(): (name, value) for name, value in signature.items()}

    @property
    def raw(self) -> list[tuple[bytes, bytes]]:
        """Every header as it is sent, those of the signature last."""
        return super().raw + [
            (name.encode(), value.reveal().encode()) for name, value in self._signature.values()
        ]

    def __getitem__(self, key: str) -> str:
        if key.lower() in self._signature:
            return self._signature[key.lower()][1].reveal()
        return super().__getitem__(key)

    def __contains__(self, key: Any) -> bool:
        return key.lower() in self._signature or super().__contains__(key)


def unsigned(headers: httpx.Headers) -> httpx.Headers:
    """A plain copy without any signature."""
    plain = headers.copy()
    for name in SIGNATURE_HEADERS:
        if name in plain:
            del plain[name]
    return plain
