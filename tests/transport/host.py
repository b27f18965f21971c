"""A host on a raw socket that does what a test tells it, and knows what it received."""

from __future__ import annotations

import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

CERTIFICATE: Final = Path(__file__).with_name("localhost.pem")
PATIENCE: Final = 5.0


class Peer:
    """One accepted connection, from the host's side.

    Attributes:
        number: Which of the host's connections it is, from 0.
    """

    def __init__(self, host: Host, connection: socket.socket, number: int) -> None:
        self.host: Final = host
        self.connection = connection
        self.number: Final = number
        self._left = b""

    def request(self) -> str | None:
        """The number that the next request carries, once all of it is there; None at the connection's end."""
        with suppress(OSError):
            while b"\r\n\r\n" not in self._left:
                if not self._more():
                    return None
            head, _, body = self._left.partition(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
            while len(body) < length:
                if not self._more():
                    return None
                body = self._left.partition(b"\r\n\r\n")[2]
            self._left = body[length:]
            number = number_in(body[:length])
            self.host.received.append(number)
            return number
        return None

    def _more(self) -> bool:
        data = self.connection.recv(65536)
        self._left += data
        self.host.bytes_received += len(data)
        return bool(data)

    def send(self, data: bytes) -> None:
        with suppress(OSError):
            self.connection.sendall(data)

    def reset(self) -> None:
        """End the connection by RST instead of FIN."""
        with suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def cut(self) -> None:
        """End the connection without a word of TLS's."""
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def farewell(self) -> None:
        """End the connection in order, with TLS's close_notify."""
        with suppress(OSError):
            if isinstance(self.connection, ssl.SSLSocket):
                self.connection.settimeout(0.05)
                self.connection.unwrap()
            else:
                self.connection.shutdown(socket.SHUT_WR)

    def receive(self, size: int) -> None:
        """So many bytes of a request, and no more."""
        while size > 0:
            data = self.connection.recv(size)
            if not data:
                return
            size -= len(data)
            self._left += data

    def answers(self) -> None:
        """Answer every request with its number until the client leaves."""
        while (number := self.request()) is not None:
            self.send(answer(number))

    def waits(self) -> None:
        """Say nothing until the test is over."""
        self.host.over.wait(PATIENCE * 4)


def number_in(body: bytes) -> str:
    """Which call a request or an answer is for: a client's call carries its number as ccy."""
    found = re.search(rb'"ccy":"([^"]*)"', body)
    return (found[1] if found else body).strip(b" ").decode(errors="replace")


def envelope(number: str) -> str:
    """What says that the adjustment of that number is done."""
    return f'{{"code":"0","data":[{{"ccy":"{number}"}}]}}'


def answer(number: str, status: str = "200 OK", fields: str = "") -> bytes:
    """A well-made response to the request of that number."""
    body = envelope(number)
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{fields}\r\n{body}".encode()


class Host:
    """Listens on loopback; each connection is served by `behaviour` in a thread of its own.

    Attributes:
        received: The numbers of all requests that were received whole, in order.
        connections: How many connections were accepted.
        over: Set when the test is over.
    """

    def __init__(
        self,
        behaviour: Callable[[Peer], None] = Peer.answers,
        *,
        tls: bool = False,
        receive_buffer: int | None = None,
    ) -> None:
        self.behaviour = behaviour
        self.received: Final[list[str]] = []
        self.bytes_received = 0
        self.connections = 0
        self.over: Final = threading.Event()
        self._context: ssl.SSLContext | None = None
        if tls:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(CERTIFICATE)
            self._context.set_alpn_protocols(["http/1.1"])
        self._listener = socket.socket()
        if receive_buffer is not None:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(1024)
        self._open: set[socket.socket] = set()
        self.port: Final[int] = self._listener.getsockname()[1]
        self.base_url: Final = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def offer(self, *protocols: str) -> None:
        """What may be chosen from by ALPN, best first."""
        assert self._context is not None
        self._context.set_alpn_protocols([*protocols])

    @property
    def open_connections(self) -> int:
        """How many connections the clients have not ended yet."""
        return len(self._open)

    def __enter__(self) -> Host:
        return self

    def __exit__(self, *exception: object) -> None:
        self.over.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._threads[0].join()
        for connection in [*self._open]:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                accepted, _ = self._listener.accept()
                accepted.settimeout(PATIENCE * 4)
                number, self.connections = self.connections, self.connections + 1
                self._open.add(accepted)
                thread = threading.Thread(target=self._serve, args=(accepted, number), daemon=True)
                thread.start()
                self._threads.append(thread)

    def _serve(self, connection: socket.socket, number: int) -> None:
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
            if self._context is not None:
                secured = self._context.wrap_socket(connection, server_side=True)
                self._open.discard(connection)
                connection = secured
                self._open.add(connection)
            self.behaviour(Peer(self, connection, number))
        except OSError:
            pass  # the client left
        finally:
            self._open.discard(connection)
            connection.close()


def open_sockets() -> set[str]:
    """The sockets that this process holds, as far as its system tells."""
    found: set[str] = set()
    for each in Path("/proc/self/fd").glob("*"):
        with suppress(OSError):
            target = str(each.readlink())
            if target.startswith("socket:"):
                found.add(target)
    return found
