"""A program of its own: a connection breaks between the look at it and the write, where SIGPIPE ends a program."""

from __future__ import annotations

import signal
import socket
import struct
from contextlib import suppress
from typing import Any
from unittest.mock import patch

from okx_margin_runtime.transport import TransportError, connection, http11
from okx_margin_runtime.transport.message import request_bytes
from okx_margin_runtime.wire import Request, Timeouts

RESET = struct.pack("ii", 1, 0)


def main() -> None:
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        transport = http11.Transport(f"http://127.0.0.1:{listener.getsockname()[1]}")

        def broken_by_then(request: Request, host: str) -> Any:
            peer, _ = listener.accept()
            peer.shutdown(socket.SHUT_WR)
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            peer.close()
            return request_bytes(request, host)

        request = Request("POST", "/", b"", b"{}", timeouts=Timeouts(1, 1, 1, 1))
        with patch.object(connection, "request_bytes", broken_by_then), suppress(TransportError):
            transport.send(request)
        print("sent" if request.handed_over else "not sent")


if __name__ == "__main__":
    main()
