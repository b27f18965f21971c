"""A scripted exchange on a real socket, and both twins of the client behind one call."""

from __future__ import annotations

import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Protocol, TypeAlias

import anyio
import httpx
import pytest
from attrs import define, field

from okx_margin_auth import OkxAuth
from okx_margin_client import AsyncOkxMargin, OkxMargin

DONE = b'{"code":"0","msg":"","data":[{"instId":"BTC-USDT-SWAP","posSide":"short","type":"add","amt":"1"}]}'

Script: TypeAlias = Callable[[socket.socket], None]
"""What the server does on a connection once a whole request has come in."""


def answer(body: bytes, status: int = 200, headers: str = "Content-Type: application/json\r\n") -> Script:
    """One answer, the connection kept open for the next request."""
    head = f"HTTP/1.1 {status} Status\r\n{headers}Content-Length: {len(body)}\r\n\r\n".encode()
    return lambda connection: connection.sendall(head + body)


def cut(connection: socket.socket) -> None:
    """Closes the connection without a byte of answer."""
    connection.close()


@define
class ScriptedExchange:
    """Answers the requests it gets, one script each; the last script serves all further ones."""

    scripts: list[Script] = field(factory=lambda: [answer(DONE)])
    received: list[bytes] = field(factory=list[bytes], repr=False)
    connections: int = 0
    listener: socket.socket = field(factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def auth(self, **options: Any) -> OkxAuth:
        return OkxAuth("key", "secret", "passphrase", base_url=self.base_url, **options)

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection:
            try:
                while request := self._request(connection):
                    self.received.append(request)
                    script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
                    script(connection)
            except OSError:
                return

    def _request(self, connection: socket.socket) -> bytes:
        got = b""
        while b"\r\n\r\n" not in got:
            if not (more := connection.recv(65536)):
                return b""
            got += more
        head, _, body = got.partition(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        missing = (int(lengths[0].split(b":")[1]) if lengths else 0) - len(body)
        while missing > 0:
            got += (more := connection.recv(65536))
            missing -= len(more)
        return got

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


@pytest.fixture
def exchange() -> Iterator[ScriptedExchange]:
    server = ScriptedExchange()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    yield server
    server.close()
    thread.join()


class Adjust(Protocol):
    """Adds 1 to a position's margin unless told otherwise; `client_options` go to the client."""

    def __call__(
        self, auth: httpx.Auth, /, client_options: dict[str, Any] | None = None, **arguments: Any
    ) -> Any: ...


ADD_ONE: dict[str, Any] = {"inst_id": "BTC-USDT-SWAP", "pos_side": "short", "type_": "add", "amt": "1"}


def adjust_sync(auth: httpx.Auth, /, client_options: dict[str, Any] | None = None, **arguments: Any) -> Any:
    options: dict[str, Any] = client_options or {}
    with OkxMargin(auth, **options) as okx:
        return okx.account.adjust_margin(**{**ADD_ONE, **arguments})


def adjust_async(auth: httpx.Auth, /, client_options: dict[str, Any] | None = None, **arguments: Any) -> Any:
    options: dict[str, Any] = client_options or {}

    async def run() -> Any:
        async with AsyncOkxMargin(auth, **options) as okx:
            return await okx.account.adjust_margin(**{**ADD_ONE, **arguments})

    return anyio.run(run)


@pytest.fixture(params=["sync", "async"])
def twin(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def carrier() -> str | None:
    """Whose transport carries the calls of `adjust`: ours, where a module does not ask for each."""
    return None


@pytest.fixture(params=[None, "httpx"], ids=["ours", "httpx"])
def each_carrier(request: pytest.FixtureRequest) -> str | None:
    """Ours, then httpx's; a module takes it by naming it `carrier`."""
    carrier: str | None = request.param
    return carrier


@pytest.fixture
def adjust(twin: str, carrier: str | None) -> Adjust:
    by_twin = adjust_sync if twin == "sync" else adjust_async

    def carried(auth: httpx.Auth, /, client_options: dict[str, Any] | None = None, **arguments: Any) -> Any:
        return by_twin(auth, {"transport": carrier, **(client_options or {})}, **arguments)

    return carried


def transport_for(twin: str, handle: Callable[[httpx.Request], httpx.Response]) -> Any:
    """A transport of somebody else's, which says nothing about the bytes it writes."""
    if twin == "sync":
        return httpx.MockTransport(handle)

    async def handle_async(request: httpx.Request) -> httpx.Response:
        return handle(request)

    typed: Callable[[httpx.Request], Awaitable[httpx.Response]] = handle_async
    return httpx.MockTransport(typed)  # type: ignore[arg-type]  # it takes coroutines, untyped
