"""The exchange behind a real socket, in a thread."""

import asyncio
import contextlib
import errno
import ipaddress
import os
import socket
import threading
import warnings
from collections.abc import Generator
from pathlib import Path
from typing import Any

from attrs import frozen

from okx_margin_auth import OkxAuth
from okx_margin_mock.connection import Served, factory
from okx_margin_mock.exchange import MockExchange, steady
from okx_margin_mock.settings import SettingsError
from okx_margin_mock.site import Site
from okx_margin_mock.state import MockKey


class CannotListenError(Exception):
    """The server cannot listen on that host and port; the message says why and what to do."""


@frozen
class MockServer:
    """A running mock exchange."""

    #: Where it answers, such as http://127.0.0.1:54321.
    base_url: str
    exchange: MockExchange

    def key(self, label: str | None = None) -> MockKey:
        """Made-up credentials of the seed by their label; without one, those of the main demo account."""
        return self.exchange.key(label)

    def auth(self, label: str | None = None, **options: Any) -> OkxAuth:
        """OkxAuth for these credentials and this server; `options` go to OkxAuth and override."""
        key = self.key(label)
        settings: dict[str, Any] = {"environment": key.environment, "base_url": self.base_url} | options
        return OkxAuth(key.api_key, key.secret_key, key.passphrase, **settings)

    def reset(self) -> None:
        """Back to the seed; see MockExchange.reset."""
        self.exchange.reset()


@contextlib.contextmanager
def serve(
    exchange: MockExchange | None = None, *, host: str = "127.0.0.1", port: int = 0, site: Path | None = None
) -> Generator[MockServer, None, None]:
    """Run an exchange, by default one of the package's seed, until the block ends. Port 0 is any free one.

    `site` is the folder of the reference site (dist/site), to be served at `/`.

    Warns (UserWarning) where other machines can reach it, since faults and state need no key.
    Raises CannotListenError, and SettingsError where `exchange` is none.
    """
    if not isinstance(exchange, MockExchange | None):  # pyright: ignore[reportUnnecessaryIsInstance]  # of a user's test
        raise SettingsError(f"serve takes an exchange: MockExchange.from_seed(…), not {exchange!r}")
    exchange = exchange or MockExchange.from_seed()
    pages = Site(Path(site)) if site else None
    listener = _listen(host, port)
    try:
        if not _is_loopback(listener.getsockname()[0]):
            warnings.warn(
                f"the mock exchange listens on {host}, where other machines can reach it; anyone may reset it",
                stacklevel=3,
            )
        runner = _Runner(exchange, listener, pages)
        runner.start()
    except BaseException:  # a warning that a test run makes an error of, say
        listener.close()
        raise
    try:
        yield MockServer(_url(listener.getsockname()[:2]), exchange)
    finally:
        runner.stop()


class _Loop(asyncio.SelectorEventLoop):
    """An event loop whose time goes on where a test freezes time."""

    def time(self) -> float:
        return steady()


class _Runner(threading.Thread):
    """A thread with an event loop and the server in it. It ends by itself when the process does."""

    def __init__(self, exchange: MockExchange, listener: socket.socket, site: Site | None) -> None:
        super().__init__(name="okx-margin-mock", daemon=True)
        self._served = Served(exchange, site)
        self._listener = listener
        self._loop = _Loop()

    def run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        server = await self._loop.create_server(factory(self._served), sock=self._listener, backlog=1024)
        await self._served.stopping.wait()
        self._loop.remove_reader(self._listener)
        for _ in range(
            5
        ):  # one accepted at the last moment is there only some turns of the loop later, and asyncio
            # loses it where the server is closed by then
            for connection in list(self._served.connections):
                connection.abort()
            await asyncio.sleep(0)
        server.close()

    def stop(self) -> None:
        """Stop listening, abort what still waits, and come back when the thread has ended."""
        self._loop.call_soon_threadsafe(self._served.stopping.set)
        self.join()


def _listen(host: str, port: int) -> socket.socket:
    """A socket that already takes connections, so that nobody has to wait for the thread."""
    if not isinstance(host, str) or type(port) is not int:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise CannotListenError(f"host is a text and port a whole number, not {host!r} and {port!r}.")
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


def _url(address: tuple[str, int]) -> str:
    """Where a client on this machine reaches it: a server that listens everywhere answers on loopback too."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address[0], address[0])  # noqa: S104
    return f"http://[{host}]:{address[1]}" if ":" in host else f"http://{host}:{address[1]}"
