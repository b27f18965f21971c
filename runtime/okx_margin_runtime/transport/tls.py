"""TLS between two buffers in memory: what is buffered where is known at any time, and no I/O happens here.

OpenSSL computes without the interpreter's lock and holds locks of its own meanwhile, on which a child that was forked
just then would wait for ever: so a fork waits for it.
"""

from __future__ import annotations

import ssl
from typing import Final

from ..forks import unforked
from . import TransportError


class Channel:
    """One TLS connection, seen from the client.

    Attributes:
        ended: Whether the peer has said that it sends no more (close_notify). The end of the TCP connection
            without it is a cut.
        tls: What was agreed on with it.
        failure: What is wrong with the record behind what was decrypted last; "" where nothing is.
    """

    __slots__ = ("_due", "_header", "_incoming", "_outgoing", "ended", "failure", "tls")

    def __init__(self, context: ssl.SSLContext, server_name: str) -> None:
        self._incoming: Final = ssl.MemoryBIO()
        self._outgoing: Final = ssl.MemoryBIO()
        with unforked:
            self.tls: Final = context.wrap_bio(self._incoming, self._outgoing, server_hostname=server_name)
        self._due: int = 0  # bytes that the record under way still lacks
        self._header: bytes = b""  # the beginning of a record of which not even the length is there
        self.ended: bool = False
        self.failure: str = ""

    def shake_hands(self, received: bytes) -> tuple[bool, bytes]:
        """Whether the handshake is done, and what is to be sent. Raises TransportError."""
        self._take(received)
        done = True
        try:
            with unforked:
                self.tls.do_handshake()
        except ssl.SSLWantReadError:
            done = False
        except ssl.SSLCertVerificationError as failure:
            raise TransportError(f"the certificate is not trusted: {failure.verify_message}") from None
        except ssl.SSLError as failure:
            raise TransportError(f"the TLS handshake failed: {failure.reason}") from None
        return done, self._outgoing.read()

    def encrypt(self, plain: bytes) -> bytes:
        """What to send for `plain`; with it goes whatever TLS itself has to say."""
        with unforked:
            self.tls.write(plain)
        return self._outgoing.read()

    def decrypt(self, received: bytes) -> bytes:
        """What `received` gives; nothing yet, where a record is not whole or is TLS's own.

        Raises TransportError where nothing comes before what is wrong.
        """
        self._take(received)
        plain = b""
        try:
            with unforked:
                while part := self.tls.read(65536):
                    plain += part
                    if not self._incoming.pending and not self.tls.pending():
                        return plain
            self.ended = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError as failure:
            self.failure = f"TLS failed: {failure.reason}"
            if not plain:
                raise TransportError(self.failure) from None
        return plain

    @property
    def clean(self) -> bool:
        """Whether everything received was read, up to the border of a record."""
        left = self._due or self._header or self._incoming.pending or self.tls.pending()
        return not (left or self.ended or self.failure)

    def _take(self, received: bytes) -> None:
        """OpenSSL keeps the beginning of a record where nobody sees it, so the borders are counted here."""
        self._incoming.write(received)
        if self._header:
            received = self._header + received
        size, border = len(received), self._due
        while size - border >= 5:
            border += 5 + int.from_bytes(received[border + 3 : border + 5])
        self._header = received[border:]
        self._due = max(0, border - size)
