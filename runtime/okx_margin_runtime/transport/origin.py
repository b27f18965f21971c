"""Where a transport's connections go, and what each of them may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from ..forks import unforked
from .addresses import Resolver

if TYPE_CHECKING:
    import ssl


class Origin:
    """Scheme, host and port of `base_url`, and the caps of every response from there.

    Attributes:
        host: As a Host header has it.
        server_name: As a certificate has it.
        max_head, max_body: Bytes of a response's head, and of its body after any decoding.
    """

    __slots__ = ("_context", "host", "is_tls", "max_body", "max_head", "resolver", "server_name")

    def __init__(self, base_url: str, tls: ssl.SSLContext | None, max_head: int, max_body: int) -> None:
        """Raises ValueError where base_url is no http or https origin in ASCII, or where certificates that
        the environment names cannot be loaded."""
        parts = urlsplit(base_url)
        host = parts.hostname
        if parts.scheme not in ("http", "https") or not host or not base_url.isascii():
            raise ValueError(f"{base_url!r} is not the address of an exchange: write https://host")
        if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username is not None:
            raise ValueError(f"{base_url!r} names more than a host: write https://host")
        self.is_tls: Final = parts.scheme == "https"
        port = parts.port or (443 if self.is_tls else 80)
        shown = f"[{host}]" if ":" in host else host
        self.host: Final = shown if port == (443 if self.is_tls else 80) else f"{shown}:{port}"
        self.server_name: Final = host
        self.resolver: Final = Resolver(host, port)
        self.max_head: Final = max_head
        self.max_body: Final = max_body
        self._context = tls
        if tls is not None:
            tls.set_alpn_protocols(["http/1.1"])

    @property
    def context(self) -> ssl.SSLContext:
        """What verifies the host. Raises ValueError where its certificates cannot be loaded."""
        if self._context is None:
            with unforked:
                from .certificates import verifying

            self._context = verifying()
        return self._context
