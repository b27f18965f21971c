"""The exchange behind a real socket: uvicorn in a thread."""

import asyncio
import contextlib
import errno
import ipaddress
import logging
import os
import socket
import threading
import warnings
from collections.abc import Generator
from pathlib import Path
from typing import Any

import uvicorn
from attrs import frozen

from okx_margin_auth import OkxAuth
from okx_margin_mock.accounts import ApiKey
from okx_margin_mock.app import App, Protocol
from okx_margin_mock.exchange import Exchange
from okx_margin_mock.site import Site


class CannotListenError(Exception):
    """The server cannot listen on that host and port; the message says why and what to do."""


@frozen
class MockServer:
    """A running mock exchange."""

    #: Where it answers, such as http://127.0.0.1:54321.
    base_url: str
    exchange: Exchange

    def key(self, label: str | None = None) -> ApiKey:
        """Made-up credentials of the seed by their label; without one, those of the main demo account."""
        return self.exchange.key(label)

    def auth(self, label: str | None = None, **options: Any) -> OkxAuth:
        """OkxAuth for these credentials and this server; `options` go to OkxAuth and override."""
        key = self.key(label)
        settings: dict[str, Any] = {"environment": key.environment, "base_url": self.base_url} | options
        return OkxAuth(key.api_key, key.secret_key, key.passphrase, **settings)

    def reset(self) -> None:
        """Back to the seed; see Exchange.reset."""
        self.exchange.reset()


@contextlib.contextmanager
def serve(
    exchange: Exchange | None = None, *, host: str = "127.0.0.1", port: int = 0, site: Path | None = None
) -> Generator[MockServer, None, None]:
    """Run an exchange, by default one of the package's seed, until the block ends. Port 0 is any free one.

    `site` is the folder of the reference site (dist/site), to be served at `/`.

    Warns (UserWarning) where other machines can reach it, since faults and state need no key.
    Raises CannotListenError.
    """
    listener = _listen(host, port)
    if not _is_loopback(listener.getsockname()[0]):
        warnings.warn(
            f"the mock exchange listens on {host}, where other machines can reach it; anyone may reset it",
            stacklevel=3,
        )
    exchange = exchange or Exchange.from_seed()
    runner = _Runner(exchange, listener, Site(site) if site else None)
    runner.start()
    try:
        yield MockServer(_url(host, listener.getsockname()[1]), exchange)
    finally:
        runner.stop()


class _Runner(threading.Thread):
    """A thread with an event loop and uvicorn in it. It ends by itself when the process does."""

    def __init__(self, exchange: Exchange, listener: socket.socket, site: Site | None) -> None:
        super().__init__(name="okx-margin-mock", daemon=True)
        self._app = App(exchange, site)
        self._listener = listener
        self._loop = asyncio.new_event_loop()
        # Without any handler, logging prints uvicorn's warnings: two for each client that offers HTTP/2.
        logging.getLogger("uvicorn.error").addHandler(logging.NullHandler())
        self._server = uvicorn.Server(
            uvicorn.Config(
                self._app,
                http=Protocol,
                ws="none",
                lifespan="off",
                interface="asgi3",
                log_config=None,
                access_log=False,
                server_header=False,
            )
        )

    def run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._server.serve(sockets=[self._listener]))

    def stop(self) -> None:
        """Stop listening, abort what still waits, and come back when the thread has ended."""

        def leave() -> None:
            self._server.should_exit = True
            self._app.stopping.set()

        self._loop.call_soon_threadsafe(leave)
        self.join()


def _listen(host: str, port: int) -> socket.socket:
    """A socket that already takes connections, so that nobody has to wait for the thread."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off (40 ms an answer) only for a socket that says it is TCP.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere this would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, OverflowError) as problem:
        listener.close()
        where = f"The mock exchange cannot listen on {host}, port {port}"
        if isinstance(problem, OSError) and problem.errno == errno.EADDRINUSE:
            raise CannotListenError(
                f"{where}: another program is using that port. Choose another one, or 0 for any that is free."
            ) from None
        reason = getattr(problem, "strerror", None) or str(problem)
        raise CannotListenError(f"{where}: {reason.rstrip('.')}.") from None
    return listener


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
