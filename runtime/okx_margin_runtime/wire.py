"""One request as it goes on the wire and one response as it came, before anybody asks for httpx's objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

if TYPE_CHECKING:
    import httpx


class Timeouts(NamedTuple):
    """Seconds for each step of one request; None is no limit of its own, and the call's deadline holds all
    the same."""

    connect: float | None
    write: float | None
    read: float | None
    pool: float | None
    """For a connection to become free, where there is a cap on them."""


class Request:
    """One attempt of a call. Its signature is set just before it is sent, and shown by nothing.

    Attributes:
        method: "GET" or "POST".
        target: Path and query, as they are signed and sent.
        headers: Header lines ready to be written, each ending in CRLF, in bytes; without Host,
            Content-Length and the signature.
        signature: The lines that sign it, likewise; empty where it is not signed. Secret.
        body: The very bytes that are signed and sent.
        timestamp: When it was signed, in Unix seconds by the exchange's clock; None while it is unsigned.
        began: When it was given to the transport, by `time.monotonic`; None before.
        deadline: By `time.monotonic`, when the call that it belongs to must have ended; None for never.
        timeouts: For each step of sending it.
        handed_over: Whether a byte of it may have left. A transport that knows says False when it begins, and
            True before it hands the first byte to the kernel or the TLS layer; one that does not know leaves it
            True. A fact about bytes: this decides between "not sent" and "unknown".
        foreign: The httpx.Request that it stands for, where an auth that is not ours made one.
    """

    __slots__ = (
        "began",
        "body",
        "deadline",
        "foreign",
        "handed_over",
        "headers",
        "method",
        "signature",
        "target",
        "timeouts",
        "timestamp",
    )

    def __init__(
        self,
        method: str,
        target: str,
        headers: bytes,
        body: bytes = b"",
        *,
        timeouts: Timeouts,
        deadline: float | None = None,
    ) -> None:
        self.method: Final = method
        self.target: Final = target
        self.headers: bytes = headers
        self.signature: bytes = b""
        self.body: Final = body
        self.timestamp: float | None = None
        self.deadline: float | None = deadline
        self.timeouts: Timeouts = timeouts
        self.handed_over: bool = False
        self.began: float | None = None
        self.foreign: httpx.Request | None = None

    def again(self) -> Request:
        """The same request for another attempt, unsigned."""
        return Request(
            self.method,
            self.target,
            self.headers,
            self.body,
            timeouts=self.timeouts,
            deadline=self.deadline,
        )

    def __repr__(self) -> str:
        return f"Request({self.method} {self.target})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A request holds a signature and is neither pickled nor copied.")


class Response:
    """One complete response: its status, its header fields in order as they came, its body after any
    decoding.

    `head` may be given as the raw header block (the lines after the status line): it is taken apart when
    asked for.
    """

    __slots__ = ("_head", "_headers", "body", "status")

    def __init__(
        self, status: int, headers: Sequence[tuple[bytes, bytes]] | None, body: bytes, *, head: bytes = b""
    ) -> None:
        self.status: Final = status
        self.body: Final = body
        self._head = head
        self._headers = headers

    @property
    def headers(self) -> Sequence[tuple[bytes, bytes]]:
        """Name and value of each field, in the order they came."""
        if self._headers is None:
            lines = (line.partition(b":") for line in self._head.split(b"\r\n") if line)
            self._headers = tuple((name, value.strip(b" \t")) for name, _, value in lines)
        return self._headers

    def __repr__(self) -> str:
        return f"Response({self.status}, {len(self.body)} bytes)"
