"""Which transport carries a client's calls: our own, unless something asks for httpx's."""

from __future__ import annotations

import ssl
import sys
from importlib.util import find_spec
from typing import cast

import httpx

from ..errors import InvalidInputError
from ..proxies import Proxy
from ..wire import Request, Response
from . import AsyncTransport, Transport, http11
from .bounded import bounded, closing
from .httpx import AsyncHttpxTransport, HttpxTransport, own_transport

_OWN_WORKS = sys.platform != "win32"  # where sockets can be polled, and watched by every event loop


def blocking(
    given: object, base_url: str, tls: ssl.SSLContext | None, proxy: Proxy | None, *, foreign: bool
) -> Transport:
    """For threads. `foreign` says that an httpx.Auth makes the requests, which then are httpx's."""
    _speaks_socks(proxy)
    if given == "httpx" or (given is None and (proxy is not None or foreign or not _OWN_WORKS)):
        return HttpxTransport(lambda: bounded(own_transport(httpx.HTTPTransport, tls, proxy)), base_url)
    if type(given) is httpx.HTTPTransport:
        bounded(given)
    if isinstance(given, httpx.BaseTransport):
        return HttpxTransport(lambda: given, base_url, given=True)
    return http11.Transport(base_url, tls=tls) if given is None else cast(Transport, _usable(given, foreign))


def awaiting(
    given: object, base_url: str, tls: ssl.SSLContext | None, proxy: Proxy | None, *, foreign: bool
) -> AsyncTransport:
    """The same for tasks."""
    _speaks_socks(proxy)
    by_httpx = AsyncHttpxTransport(
        lambda: closing(own_transport(httpx.AsyncHTTPTransport, tls, proxy)), base_url
    )
    if given == "httpx" or (given is None and (proxy is not None or foreign or not _OWN_WORKS)):
        return by_httpx
    if isinstance(given, httpx.AsyncBaseTransport):
        return AsyncHttpxTransport(lambda: given, base_url, given=True)
    if given is None:
        return _ByEventLoop(http11.AsyncTransport(base_url, tls=tls), by_httpx)
    return cast(AsyncTransport, _usable(given, foreign))


class _ByEventLoop:
    """Ours on asyncio, httpx's on trio: whose task it is shows only when a call is made."""

    def __init__(self, asyncio: AsyncTransport, trio: AsyncTransport) -> None:
        self._asyncio = asyncio
        self._trio = trio

    async def send(self, request: Request) -> Response:
        return await self._here().send(request)

    async def warm_up(self, connections: int, deadline: float | None) -> None:
        await self._here().warm_up(connections, deadline)

    async def close(self) -> None:
        await self._trio.close()
        if self._here() is self._asyncio:
            await self._asyncio.close()

    def _here(self) -> AsyncTransport:
        if "trio" not in sys.modules:
            return self._asyncio
        import sniffio

        return self._trio if sniffio.current_async_library() == "trio" else self._asyncio


def _speaks_socks(proxy: Proxy | None) -> None:
    if proxy is not None and proxy.url.scheme.startswith("socks") and find_spec("socksio") is None:
        text = f"The proxy of {proxy.source} speaks SOCKS, which needs one more package: pip install 'httpx[socks]'."
        text_zh = f"{proxy.source} 中的代理使用 SOCKS，需要另装一个包：pip install 'httpx[socks]'。"
        raise InvalidInputError(text, meaning=text, meaning_zh=text_zh)


def _usable(given: object, foreign: bool) -> object:
    if not callable(getattr(given, "send", None)) or foreign:
        raise InvalidInputError(
            f"transport is of type {type(given).__name__}: it must be one of httpx's"
            + (", since this auth makes httpx's requests." if foreign else ', one of ours, or "httpx".')
        )
    return given
