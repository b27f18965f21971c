"""A mock exchange behind a socket at which things go wrong: TLS on loopback, one thread for each connection."""

from __future__ import annotations

import random
import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Self

from okx_margin_mock import MockExchange
from okx_margin_mock.messages import HttpRequest, HttpResponse

from ..transport.host import CERTIFICATE

KINDS: Final = (
    "delay",
    "reset before processing",
    "reset after processing",
    "half a response",
    "slow drip",
    "a page with 5xx, before",
    "a page with 5xx, after",
    "a storm of 429",
    "a server that restarts",
    "TLS that fails",
)
_LIMITED: Final = HttpResponse(429, b'{"msg":"Too Many Requests","code":"50011"}')
_PAGE: Final = HttpResponse(503, b"<html>unavailable</html>", (("Content-Type", "text/html"),))


class Gateway:
    """Serves `exchange`; a share of all requests meets a fault.

    Attributes:
        faults: How many requests met which.
    """

    def __init__(self, exchange: MockExchange, share: float, seed: int, patience: float) -> None:
        self._exchange = exchange
        self._share = share
        self._patience = patience
        self._chance = random.Random(seed)
        self.faults: Final[Counter[str]] = Counter()
        self._storm = 0
        self._connections: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(CERTIFICATE)
        self._tls.set_alpn_protocols(["http/1.1"])
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.base_url: Final = f"https://localhost:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._spawn(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._cut_all()
        for thread in self._threads:
            thread.join()

    def calm(self) -> None:
        """No more faults."""
        self._share = self._storm = 0

    def _spawn(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._spawn(self._serve, connection)

    def _cut_all(self) -> None:
        for connection in [*self._connections]:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _serve(self, connection: socket.socket) -> None:
        self._connections.add(connection)
        try:
            if self._chance.random() < self._share / 4:
                self.faults["TLS that fails"] += 1
                _reset(connection)
                return
            with self._tls.wrap_socket(connection, server_side=True) as secured:
                self._connections.add(secured)
                self._talk(secured)
        except (OSError, ValueError):
            pass  # the client left
        finally:
            self._connections.discard(connection)
            connection.close()

    def _talk(self, connection: ssl.SSLSocket) -> None:
        try:
            left = b""
            while True:
                request, left = _read(connection, left)
                if request is None or not self._answer(connection, request):
                    return
        finally:
            self._connections.discard(connection)

    def _answer(self, connection: ssl.SSLSocket, request: HttpRequest) -> bool:
        """Whether the connection lives on."""
        if self._storm > 0:
            self._storm -= 1
            return _send(connection, _LIMITED)
        if self._chance.random() >= self._share:
            return _send(connection, self._exchange.process(request))
        kind = self._chance.choice(KINDS[:-1])
        self.faults[kind] += 1
        if kind == "delay":
            time.sleep(self._chance.choice((0.02, 0.02, 0.02, 1.2)) * self._patience * self._chance.random())
            return _send(connection, self._exchange.process(request))
        if kind == "reset before processing":
            return _reset(connection)
        if kind == "a page with 5xx, before":
            return _send(connection, _PAGE)
        if kind == "a storm of 429":
            self._storm = 10
            return _send(connection, _LIMITED)
        if kind == "a server that restarts":
            self._cut_all()
            return False
        response = self._exchange.process(request)
        if kind == "reset after processing":
            return _reset(connection)
        if kind == "half a response":
            connection.sendall(_bytes(response)[: len(_bytes(response)) // 2])
            return False
        if kind == "slow drip":
            for byte in _bytes(response)[:60]:
                connection.sendall(bytes([byte]))
                time.sleep(0.0005)
            connection.sendall(_bytes(response)[60:])
            return True
        return _send(connection, _PAGE)


def _read(connection: ssl.SSLSocket, left: bytes) -> tuple[HttpRequest | None, bytes]:
    while b"\r\n\r\n" not in left:
        data = connection.recv(65536)
        if not data:
            return None, b""
        left += data
    head, _, body = left.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    length = int(headers.get("content-length", "0"))
    while len(body) < length:
        data = connection.recv(65536)
        if not data:
            return None, b""
        body += data
    return HttpRequest(method, target, headers, body[:length], "127.0.0.1"), body[length:]


def _bytes(response: HttpResponse) -> bytes:
    fields = "".join(f"{name}: {value}\r\n" for name, value in response.headers)
    head = f"HTTP/1.1 {response.status} Status\r\n{fields}Content-Length: {len(response.body)}\r\n\r\n"
    return head.encode("latin-1") + response.body


def _send(connection: ssl.SSLSocket, response: HttpResponse) -> bool:
    connection.sendall(_bytes(response))
    return True


def _reset(connection: socket.socket) -> bool:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raw = socket.socket(fileno=connection.detach()) if isinstance(connection, ssl.SSLSocket) else connection
    raw.close()
    return False
