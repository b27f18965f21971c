"""The exchange as an ASGI application, and the one uvicorn class that lets a fault reach the connection."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from okx_margin_mock.control import PREFIX, control
from okx_margin_mock.exchange import Exchange
from okx_margin_mock.faults import Fault
from okx_margin_mock.messages import Answer, Request, html
from okx_margin_mock.site import Site

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


class Protocol(H11Protocol):
    """uvicorn's HTTP/1.1, with the connection's transport in the ASGI scope's state."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class App:
    """ASGI: one exchange, its faults and its control endpoints, and the reference site where there is one."""

    def __init__(self, exchange: Exchange, site: Site | None = None) -> None:
        self.exchange = exchange
        self.site = site
        #: Set when the server stops: nobody waits out a delay then.
        self.stopping = asyncio.Event()

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        most = self.exchange.settings.most_body
        body = await _body(receive, most)
        if body is None:
            return  # gone before the request was complete: it never happened
        request = _request(scope, body)
        if len(body) > most:
            await _send(send, html(413, "Payload Too Large"))
        elif request.path.startswith(PREFIX):
            await _send(send, control(self.exchange, request))
        elif self.site and (page := self.site.answer(request)):
            await _send(send, page)
        elif fault := self.exchange.receive(request):
            await self._fail(fault, request, scope["state"]["transport"], receive, send)
        else:
            await _send(send, self.exchange.process(request))

    async def _fail(
        self, fault: Fault, request: Request, transport: asyncio.Transport, receive: Receive, send: Send
    ) -> None:
        answer = self.exchange.process(request) if fault.when == "after" else None
        if fault.cut or (fault.seconds and await self._stopped_within(fault.seconds)):
            transport.abort()
            await _gone(receive)
            return
        if fault.replace is not None:
            answer = fault.replace(answer)
        elif answer is None:
            answer = self.exchange.process(request)
        if fault.raw or fault.halved:
            transport.write(_head(answer))
            transport.write(answer.body[: len(answer.body) // 2] if fault.halved else answer.body)
            transport.close()
            await _gone(receive)
        else:
            await _send(send, answer)

    async def _stopped_within(self, seconds: float) -> bool:
        """Wait that long, or until the server stops: then True."""
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return False
        return True


async def _body(receive: Receive, most: int) -> bytes | None:
    """The request's body, as far as it is of interest; None if the client left in the middle of it."""
    body = b""
    while len(body) <= most:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    return body


def _request(scope: Mapping[str, Any], body: bytes) -> Request:
    target: bytes = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.decode("latin-1"), value.decode("latin-1"))
    client = scope["client"][0] if scope["client"] else ""
    return Request(scope["method"], target.decode("latin-1"), headers, body, client)


async def _send(send: Send, answer: Answer) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": _headers(answer)})
    await send({"type": "http.response.body", "body": answer.body})


async def _gone(receive: Receive) -> None:
    """Wait until the server has noticed the closed connection, so that it sends nothing of its own."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _headers(answer: Answer) -> list[tuple[bytes, bytes]]:
    headers = [(name.encode(), value.encode()) for name, value in answer.headers]
    if not {name.lower() for name, _ in headers} & {b"content-length", b"transfer-encoding"}:
        headers.append((b"Content-Length", str(len(answer.body)).encode()))
    return headers


def _head(answer: Answer) -> bytes:
    """Status line and headers, as HTTP/1.1 writes them and whatever they say."""
    phrase = HTTPStatus(answer.status).phrase if answer.status in set(HTTPStatus) else ""
    lines = [f"HTTP/1.1 {answer.status} {phrase}".encode()]
    lines += [name + b": " + value for name, value in _headers(answer)]
    return b"\r\n".join([*lines, b"Connection: close", b"", b""])
