"""The signature of a request, and the header lines that carry it."""

import hmac
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256

from okx_margin_client.exchange import DEMO_HEADER, SIGNATURE_HEADERS
from okx_margin_runtime.wire import Request

from .credentials import Credentials
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
    prehash = _prehash(timestamp, method.upper(), request_path, body)
    return b64encode(hmac.digest(secret_key.reveal().encode(), prehash, sha256)).decode()


def _prehash(timestamp: str, method: str, request_path: str, body: bytes) -> bytes:
    return f"{timestamp}{method}{request_path}".encode() + body


def signer(credentials: Credentials, *, demo: bool) -> Callable[[Request, str], bytes]:
    """What makes the header lines that sign a request at a timestamp.

    The credentials stay inside it, where neither `repr` nor `vars` nor a traceback's locals reach.
    """
    key_header, sign_header, timestamp_header, passphrase_header = SIGNATURE_HEADERS
    # Each request is signed by a copy, which costs half of what keying anew does.
    keyed = hmac.new(credentials.secret_key.reveal().encode(), digestmod=sha256)
    constant = Secret(
        (f"{DEMO_HEADER}: 1\r\n" if demo else "")
        + f"{key_header}: {credentials.api_key.reveal()}\r\n"
        + f"{passphrase_header}: {credentials.passphrase.reveal()}\r\n"
    )

    def lines(request: Request, timestamp: str) -> bytes:
        signed = keyed.copy()
        signed.update(_prehash(timestamp, request.method, request.target, request.body))
        return (
            f"{constant.reveal()}{timestamp_header}: {timestamp}\r\n"
            f"{sign_header}: {b64encode(signed.digest()).decode()}\r\n"
        ).encode("ascii")

    return lines
