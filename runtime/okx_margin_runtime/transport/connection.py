"""One connection, without waiting: what threads and event loops do alike.

The socket never blocks. Where something has to be waited for, `opening` yields what it is, and the others
say that they are not through; sockets.py waits by poll, streams.py by the event loop.
"""

from __future__ import annotations

import errno
import os
import select
import socket
import sys
from collections.abc import Callable, Generator, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Final

from ..forks import unforked
from ..wire import Request, Response
from . import TransportError
from .addresses import Address
from .message import ResponseReader, request_bytes
from .origin import Origin

if TYPE_CHECKING:
    from .tls import Channel

RECEIVE: Final = 65536
FAILURES: Final = (OSError, ValueError, RuntimeError, TransportError)
"""What may go wrong: with sockets, with names and certificates, with a thread that cannot be started, our own."""

_DAY: Final = 86400.0
_NO_SIGNAL: Final[int] = getattr(socket, "MSG_NOSIGNAL", 0)
"""Programs that end when their output is piped into `head` let SIGPIPE kill them; a socket is not meant by that."""

_TLS_RECORDS: Final = 8
"""How many of TLS's own may come between two exchanges."""

Wait = tuple[bool, float]
"""Until the socket can be written to (True) or read from (False), at most until then by `time.monotonic`."""


class UntakenError(OSError):
    """The kernel refused what it was to send, and took none of it."""


def earliest(deadline: float | None, seconds: float | None, now: float) -> float:
    """The end of a step that may take `seconds`, within a call that ends at `deadline`; no limit is a day."""
    until = now + (_DAY if seconds is None else min(seconds, _DAY))
    return until if deadline is None else min(until, deadline)


class Connection:
    """A socket with what is known of it, for one exchange after another.

    Attributes:
        socket: Not blocking; there from the first step of `opening` on.
        is_open: Whether it is connected and secured.
        closed: Whether it is given up: never used again, and its place is free.
        deadline: Of the call that it is busy with, by `time.monotonic`: then its place is free in any case.
        unsent: What of a request the kernel has not taken yet.
        reusable: After an exchange, whether it stands exactly behind the response.
        idle_since: When its last exchange ended, by `time.monotonic`.
    """

    __slots__ = (
        "__weakref__",
        "_channel",
        "_descriptor",
        "_origin",
        "_poll",
        "_reader",
        "closed",
        "deadline",
        "idle_since",
        "is_open",
        "reusable",
        "socket",
        "unsent",
    )

    _descriptor: int
    _poll: Callable[[float], Sequence[object]]
    _reader: ResponseReader
    idle_since: float
    reusable: bool
    socket: socket.socket
    unsent: bytes

    def __init__(self, origin: Origin) -> None:
        self._origin: Final = origin
        self._channel: Channel | None = None
        self.is_open: bool = False
        self.closed: bool = False
        self.deadline: float | None = None

    def opening(self, addresses: Sequence[Address], until: float) -> Generator[Wait, bool]:
        """Connect to one of `addresses`, in turn, each with its share of the time; then TLS. It is sent
        whether what it waits for came in time. Raises TransportError or OSError."""
        error = errno.EADDRNOTAVAIL
        for tried, address in enumerate(addresses):
            now = monotonic()
            error = yield from self._connect(address, now + (until - now) / (len(addresses) - tried))
            if error == 0:
                break
        else:
            raise TransportError(f"cannot connect: {os.strerror(error)}")
        poll = select.poll()
        poll.register(self.socket, select.POLLIN)
        self._poll = poll.poll
        if self._origin.is_tls:
            yield from self._secure(until)
        self._descriptor = self.socket.fileno()
        if self._channel is None and not self.is_clean():  # TLS may send tickets, whole or in part
            raise TransportError("the host sends before it is asked")
        self.is_open = True

    def _connect(self, address: Address, until: float) -> Generator[Wait, bool, int]:
        try:
            self.socket = socket.socket(address[0], socket.SOCK_STREAM)
            self.socket.setblocking(False)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
            error = self.socket.connect_ex(address[1])
        except OSError as failure:
            return failure.errno or errno.EADDRNOTAVAIL
        if error == errno.EINPROGRESS:
            in_time = yield True, until
            error = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) if in_time else errno.ETIMEDOUT
        if error:
            self.socket.close()
        return error

    def _secure(self, until: float) -> Generator[Wait, bool]:
        with unforked:
            from .tls import Channel

        self._channel = channel = Channel(self._origin.context, self._origin.server_name)
        done, self.unsent = channel.shake_hands(b"")
        while True:
            while self.unsent and not self.flush():
                if not (yield True, until):
                    raise TransportError("the TLS handshake took too long")
            if done:
                break
            # What never stops coming is never waited for.
            if monotonic() >= until or not (yield False, until):
                raise TransportError("the TLS handshake took too long")
            received = self.socket.recv(RECEIVE)
            if not received:
                raise TransportError("the connection was closed during the TLS handshake")
            done, self.unsent = channel.shake_hands(received)
        if channel.decrypt(b""):
            raise TransportError("the host sends before it is asked")

    def is_clean(self) -> bool:
        """Whether nothing has come since the last exchange: no byte, no end. TLS's own is read away."""
        for _ in range(_TLS_RECORDS):
            if not self._poll(0):
                return True
            if not self.stays_clean():
                return False
        return False

    def stays_clean(self) -> bool:
        """Whether what did come was TLS's own."""
        channel = self._channel
        if channel is None:
            return False
        try:
            received = self.socket.recv(RECEIVE)
            return bool(received) and not channel.decrypt(received) and channel.clean
        except (OSError, TransportError):
            return False

    def start(self, request: Request) -> float:
        """Hand all of `request` over, or as much as the kernel takes at once; when, by `time.monotonic`.

        Raises TransportError or OSError.
        """
        now = monotonic()
        if request.deadline is not None and now >= request.deadline:
            raise TransportError("no time was left to send the request")
        self._reader = ResponseReader(self._origin.max_head, self._origin.max_body)
        self.unsent = request_bytes(request, self._origin.host)
        request.handed_over = True
        if self._channel is not None:
            self.unsent = self._channel.encrypt(self.unsent)
        try:
            self.flush()
        except UntakenError:
            request.handed_over = False
            raise
        return now

    def flush(self) -> bool:
        """Whether nothing is left to send. Raises UntakenError."""
        try:
            sent = self.socket.send(self.unsent, _NO_SIGNAL)
        except OSError as failure:
            if not _is_the_kernels(failure):
                raise
            if isinstance(failure, BlockingIOError):
                return False
            raise UntakenError(*failure.args) from None
        self.unsent = self.unsent[sent:]
        return not self.unsent

    def received(self, data: bytes) -> Response | None:
        """The response once `data`, or the end of the connection (no data), makes it whole. Raises
        TransportError."""
        reader, channel = self._reader, self._channel
        self.reusable = False
        if not data:
            if channel is not None:
                raise TransportError("the connection was cut")
            return reader.end()
        if channel is not None:
            data = channel.decrypt(data)
        response = None
        if data:  # else it was TLS's own, which may cross the request
            if self.unsent or _unacknowledged(self._descriptor):
                raise TransportError("a response came before the request had arrived")
            response = reader.feed(data)
        if response is not None:
            self.reusable = reader.clean and (channel is None or channel.clean)
        elif channel is not None and channel.failure:
            raise TransportError(channel.failure)
        elif channel is not None and channel.ended:
            return reader.end()
        return response

    def close(self) -> None:
        """Give it up. No farewell is sent: after a fork another process may still use what is below."""
        self.closed = True
        self.unsent = b""
        if hasattr(self, "socket"):
            self.socket.close()


def _is_the_kernels(failure: OSError) -> bool:
    """Whether a system call raised it, in the frame that has just caught it.

    A signal's handler may raise the same class, TimeoutError say, once the call has done its work: from a frame of
    its own. So may another thread's order to raise, which has no number.
    """
    where = failure.__traceback__
    return where is not None and where.tb_next is None and failure.errno is not None


if sys.platform == "linux":
    import fcntl
    import termios

    _NONE: Final = bytes(4)

    def _unacknowledged(descriptor: int) -> bool:
        """Whether the peer's kernel has still to confirm a byte of what was sent.

        Whatever answers a request confirms it as it goes. What comes before that was under way already, meant
        for nobody or for the call before: the one leftover that no look before sending can find.
        """
        try:
            return fcntl.ioctl(descriptor, termios.TIOCOUTQ, _NONE) != _NONE
        except OSError:
            # A kernel that is Linux's in name only: without this no call's outcome would be known.
            return False

else:

    def _unacknowledged(descriptor: int) -> bool:
        """Only Linux is known to tell."""
        return False
