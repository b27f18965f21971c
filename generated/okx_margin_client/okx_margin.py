"""The client people use: `OkxMargin` and its async twin, one attribute for each tag of the spec."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import httpx

from .wire import AsyncWire, Route, Wire

if TYPE_CHECKING:
    from .account_margin import Account, AsyncAccount
    from .signal_bot_margin import AsyncSignalBot, SignalBot


class OkxMargin:
    """Moves margin on OKX.

    Args:
        auth: Signs each request; `okx_margin_auth.OkxAuth` for OKX.
        base_url: The exchange's host, needed only where `auth` does not know it.
        timeout: Seconds for each of connecting, writing and reading, or an httpx.Timeout.
        transport: Carries the requests instead of httpx's own; also a test's.
        proxy: An http or https proxy, or a socks5 one where httpx[socks] is installed. Where it is left out,
            HTTPS_PROXY, ALL_PROXY and NO_PROXY are honoured.

    Raises:
        InvalidInputError: `auth` is none, no host is known, two different ones are given, or the proxy is unusable.

    Safe to share between threads. Use it in `with`, or call close().
    """

    def __init__(
        self,
        auth: httpx.Auth,
        *,
        base_url: str | None = None,
        timeout: float | httpx.Timeout = 10.0,
        transport: httpx.BaseTransport | None = None,
        proxy: str | None = None,
    ) -> None:
        self._wire = Wire(Route(auth, base_url, timeout), transport, proxy)

    @cached_property
    def account(self) -> Account:
        """Margin of isolated positions in the trading account.
        交易账户逐仓仓位的保证金。"""
        from .account_margin import Account

        return Account(self._wire)

    @cached_property
    def signal_bot(self) -> SignalBot:
        """Margin of signal bots.
        信号策略的保证金。"""
        from .signal_bot_margin import SignalBot

        return SignalBot(self._wire)

    @property
    def base_url(self) -> str:
        """Where adjustments go."""
        return self._wire.route.base_url

    def close(self) -> None:
        """Closes the connections; a later call raises NotSentError."""
        self._wire.close()

    def __enter__(self) -> OkxMargin:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"OkxMargin(base_url={self.base_url!r})"


class AsyncOkxMargin:
    """Moves margin on OKX, many adjustments at a time.

    Args:
        auth: Signs each request; `okx_margin_auth.OkxAuth` for OKX.
        base_url: The exchange's host, needed only where `auth` does not know it.
        timeout: Seconds for each of connecting, writing and reading, or an httpx.Timeout.
        transport: Carries the requests instead of httpx's own; also a test's.
        proxy: An http or https proxy, or a socks5 one where httpx[socks] is installed. Where it is left out,
            HTTPS_PROXY, ALL_PROXY and NO_PROXY are honoured.

    Raises:
        InvalidInputError: `auth` is none, no host is known, two different ones are given, or the proxy is unusable.

    Safe to share between tasks. Use it in `async with`, or call aclose().
    """

    def __init__(
        self,
        auth: httpx.Auth,
        *,
        base_url: str | None = None,
        timeout: float | httpx.Timeout = 10.0,
        transport: httpx.AsyncBaseTransport | None = None,
        proxy: str | None = None,
    ) -> None:
        self._wire = AsyncWire(Route(auth, base_url, timeout), transport, proxy)

    @cached_property
    def account(self) -> AsyncAccount:
        """Margin of isolated positions in the trading account.
        交易账户逐仓仓位的保证金。"""
        from .account_margin import AsyncAccount

        return AsyncAccount(self._wire)

    @cached_property
    def signal_bot(self) -> AsyncSignalBot:
        """Margin of signal bots.
        信号策略的保证金。"""
        from .signal_bot_margin import AsyncSignalBot

        return AsyncSignalBot(self._wire)

    @property
    def base_url(self) -> str:
        """Where adjustments go."""
        return self._wire.route.base_url

    async def aclose(self) -> None:
        """Closes the connections; a later call raises NotSentError."""
        await self._wire.aclose()

    async def __aenter__(self) -> AsyncOkxMargin:
        return self

    async def __aexit__(self, *_: Any) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"AsyncOkxMargin(base_url={self.base_url!r})"
