"""What stands between a command line and an exchange: TLS, and a proxy that makes tunnels."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress

from tests.transport.host import CERTIFICATE


@contextmanager
def relay(target: int, *, tls: bool = False, tunnel: bool = False) -> Generator[int]:
    """A port that leads to another of this machine: in TLS, with a certificate that nobody knows, or as a proxy.

    As a proxy it takes every CONNECT, and leads each to `target` whatever is asked for.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(client: socket.socket) -> None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", target)) as server:
            if tls:
                client = context.wrap_socket(client, server_side=True)
            with client:
                if tunnel:
                    client.recv(65536)
                    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                threading.Thread(target=pump, args=(server, client), daemon=True).start()
                pump(client, server)

    def accept() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                threading.Thread(target=serve, args=(client,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def pump(source: socket.socket, target: socket.socket) -> None:
    """Everything from one to the other, until either ends."""
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
