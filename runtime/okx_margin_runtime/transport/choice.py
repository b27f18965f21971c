"""Which transport carries a client's calls: our own, unless something asks for httpx's."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Callable
from typing import cast

from ..errors import InvalidInputError
from ..forks import unforked
from ..lazy_httpx import httpx
from ..proxies import Proxy
from ..steps import on_trio
from ..wire import Request, Response
from . import AsyncTransport, Transport

_OWN_WORKS = sys.platform != "win32"  # where sockets can be polled, and watched by every event loop

# Each transport is imported where it is chosen: httpx's draws in more than all of this package.


def blocking(
    given: object, base_url: str, tls: ssl.SSLContext | None, proxy: Proxy | None, *, foreign: bool
) -> Transport:
    """For threads. `foreign` says that an httpx.Auth makes the requests, which then are httpx's."""
    if given is None and proxy is None and not foreign and _OWN_WORKS:
        with unforked:
            from .sockets import Transport as Own

        return Own(base_url, tls=tls)
    with unforked:
        from .bounded import bounded, bounded_where_possible
        from .httpx import HttpxTransport, own_transports

    _speaks_socks(proxy)
    if given is None or given == "httpx":
        made = own_transports(httpx.HTTPTransport, tls, proxy)
        return HttpxTransport(lambda: bounded(made()), base_url)
    bounded_where_possible(given)
    if isinstance(given, httpx.BaseTransport):
        return HttpxTransport(lambda: given, base_url, given=True)
    return cast(Transport, _usable(given, foreign))


def awaiting(
    given: object, base_url: str, tls: ssl.SSLContext | None, proxy: Proxy | None, *, foreign: bool
) -> AsyncTransport:
    """The same for tasks."""

    def by_httpx() -> AsyncTransport:
        with unforked:
            from .bounded import closing
            from .httpx import AsyncHttpxTransport, own_transports

        made = own_transports(httpx.AsyncHTTPTransport, tls, proxy)
        return AsyncHttpxTransport(lambda: closing(made()), base_url)

    if given is None and proxy is None and not foreign and _OWN_WORKS:
        with unforked:
            from .streams import AsyncTransport as Own

        return _ByEventLoop(Own(base_url, tls=tls), by_httpx)
    _speaks_socks(proxy)
    if given is None or given == "httpx":
        return by_httpx()
    if isinstance(given, httpx.AsyncBaseTransport):
        with unforked:
            from .httpx import AsyncHttpxTransport

        return AsyncHttpxTransport(lambda: given, base_url, given=True)
    return cast(AsyncTransport, _usable(given, foreign))


class _ByEventLoop:
    """Ours on asyncio, httpx's on trio: whose task it is shows only when a call is made."""

    def __init__(self, asyncio: AsyncTransport, for_trio: Callable[[], AsyncTransport]) -> None:
        self._asyncio = asyncio
        self._for_trio = for_trio
        self._trio: AsyncTransport | None = None

    async def send(self, request: Request) -> Response:
        return await self._here().send(request)

    async def warm_up(self, connections: int, deadline: float | None) -> None:
        await self._here().warm_up(connections, deadline)

    async def close(self) -> None:
        here = self._here()
        if self._trio is not None:
            await self._trio.close()
        if here is self._asyncio:
            await self._asyncio.close()

    def _here(self) -> AsyncTransport:
        if not on_trio():
            return self._asyncio
        self._trio = self._trio or self._for_trio()
        return self._trio


def _speaks_socks(proxy: Proxy | None) -> None:
    if proxy is None or not proxy.url.scheme.startswith("socks"):
        return
    with unforked:
        from importlib.util import find_spec

    if find_spec("socksio") is None:
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
