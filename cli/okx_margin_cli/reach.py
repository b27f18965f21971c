"""The way to a host, looked at step by step: TCP, then TLS with its certificate."""

from __future__ import annotations

import socket
import ssl
import time
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from .texts import t

SECONDS: Final = 5.0
"""For each address of a host, and for the handshake."""


class UnreachableError(Exception):
    """A step that failed; the text says why."""


class Connected(NamedTuple):
    """A connection, and how long it took to make."""

    socket: socket.socket
    milliseconds: float


class Certificate(NamedTuple):
    """What the host showed, and it was trusted."""

    issuer: str
    days_left: int
    version: str


def connect(url: str) -> Connected:
    """A connection to the host of a URL. Raises UnreachableError."""
    parts = urlsplit(url)
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 1080)
    began = time.monotonic()
    try:
        connected = socket.create_connection((parts.hostname or "", port), SECONDS)
    except OSError as error:
        raise UnreachableError(_why(error)) from None
    return Connected(connected, (time.monotonic() - began) * 1000)


def certificate(connected: socket.socket, url: str, context: ssl.SSLContext) -> Certificate:
    """The certificate that the host at `url` proves itself with. Raises UnreachableError."""
    try:
        with context.wrap_socket(connected, server_hostname=urlsplit(url).hostname) as tls:
            shown: Any = tls.getpeercert() or {}
            version = tls.version() or ""
    except ssl.SSLCertVerificationError as error:
        raise UnreachableError(error.verify_message) from None
    except OSError as error:  # ssl.SSLError is one
        raise UnreachableError(getattr(error, "reason", None) or _why(error)) from None
    issuer = {name: value for ((name, value),) in shown.get("issuer", ())}
    ends = ssl.cert_time_to_seconds(shown["notAfter"]) if "notAfter" in shown else time.time()
    named = issuer.get("organizationName") or issuer.get("commonName") or "?"
    return Certificate(named, int((ends - time.time()) // 86400), version)


def _why(error: OSError) -> str:
    """In words; those of the system, which speaks its own language, only for what is rare."""
    if isinstance(error, socket.gaierror):
        return t("its name cannot be resolved", "域名无法解析")
    if isinstance(error, ConnectionRefusedError):
        return t("connection refused", "连接被拒绝")
    if isinstance(error, TimeoutError):
        return t(f"no answer in {SECONDS:.0f} s", f"{SECONDS:.0f} 秒内无响应")
    return error.strerror or str(error)
