"""Demo or live trading, and the one address that credentials are sent to."""

from __future__ import annotations

import ipaddress
import re

from okx_margin_client.exchange import REGIONS
from okx_margin_runtime import proxies
from okx_margin_runtime.errors import InvalidInputError
from okx_margin_runtime.lazy_httpx import httpx

from .errors import ConfigurationError
from .secret import Secret

ENVIRONMENTS = ("demo", "live")
_HOST = re.compile(rb"[\w.:-]+")


def resolve(environment: str, region: str, base_url: str | httpx.URL | None) -> str:
    """The base URL, ``scheme://host[:port]``, for an environment and a region.

    Args:
        environment: "demo" or "live".
        region: A name in `okx_margin_client.exchange.REGIONS`: where the account was opened.
        base_url: An address of the caller's own, for a proxy or a mock; the region's host where it is None.

    Raises:
        ConfigurationError: One of them is unknown, or the address is not one to send credentials to.
    """
    # What was given is not repeated: it may be a secret that went into the wrong variable.
    if not isinstance(environment, str) or environment not in ENVIRONMENTS:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ConfigurationError(
            "The environment (OKX_ENVIRONMENT) is either 'demo' or 'live', and what was given is neither. Demo "
            "trading is the default; live trading, with real money, has to be asked for as 'live'.",
            "交易环境 (OKX_ENVIRONMENT) 只能是 demo 或 live。默认为模拟盘；实盘（真实资金）必须明确写 live。",
        )
    if not isinstance(region, str) or region not in REGIONS:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ConfigurationError(
            "The region (OKX_REGION or OKX_SITE; site, in a profile) is none that OKX has. Choose the one where the "
            f"account was opened: {', '.join(REGIONS)}.",
            "站点（OKX_REGION 或 OKX_SITE，配置中为 site）不在 OKX 的站点之列。请填开户站点："
            f"{'、'.join(REGIONS)}。",
        )
    if base_url is not None:
        return _checked(base_url)
    if environment == "demo" and not REGIONS[region].demo:
        with_demo = " or ".join(name for name, known in REGIONS.items() if known.demo)
        raise ConfigurationError(
            f"OKX documents no demo trading for the region {region!r}. Use a demo key of the region "
            f"{with_demo}, name the address with base_url if you know one, or ask for environment='live'.",
            f"站点 {region} 没有已知的模拟盘。请使用 {with_demo.replace(' or ', '、')} 站点的模拟盘 key；"
            "如知道地址可用 base_url 指定；或改用实盘。",
        )
    return REGIONS[region].url


def through(proxy: Secret, base_url: str) -> httpx.URL | None:
    """The proxy between here and `base_url`, None where none is given.

    Raises:
        ConfigurationError: It cannot be used, or would read what goes over plain http.
    """
    if proxy.usable and not proxy.reveal():
        return None
    try:
        chosen = proxies.chosen(base_url, proxy.reveal(), "proxy= / proxy_url")
        return chosen and chosen.url
    except InvalidInputError as error:
        problem = error.text, error.meaning_zh
    raise ConfigurationError(*problem)  # outside of `except`: the frames of that error hold the password


def origin(url: httpx.URL) -> str:
    """Scheme, host and port (left out where it is the scheme's own), without a trailing slash."""
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _checked(base_url: str | httpx.URL) -> str:
    url = _parsed(base_url)
    if url is None:
        raise ConfigurationError(
            "The base_url is not a web address. Write scheme and host, as in 'https://www.okx.com' or "
            "'http://127.0.0.1:8000'.",
            "base_url 不是网址。请写协议和域名，例如 https://www.okx.com 或 http://127.0.0.1:8000。",
        )
    if url.userinfo or url.path != "/" or url.query or url.fragment:
        raise ConfigurationError(
            "The base_url names scheme, host and port only; leave out user and password, path, query and "
            f"fragment: '{origin(url)}'.",
            f"base_url 只写协议、域名和端口，不要带用户名密码、路径、查询或片段：{origin(url)}",
        )
    if url.scheme != "https" and not _is_loopback(url.host):
        raise ConfigurationError(
            f"Credentials are not sent to {origin(url)} over an unencrypted connection. Use https; http is "
            "for this machine only (127.0.0.1, ::1, localhost).",
            f"不会通过未加密的连接向 {origin(url)} 发送密钥。请使用 https；"
            "http 仅限本机（127.0.0.1、::1、localhost）。",
        )
    return origin(url)


def _parsed(base_url: str | httpx.URL) -> httpx.URL | None:
    try:
        url = httpx.URL(base_url)
        usable = url.scheme in ("http", "https") and url.host and url.port in (None, *range(1, 65_536))
    except (httpx.InvalidURL, TypeError, ValueError):  # such as a host's that idna cannot read
        return None
    return url if usable and _HOST.fullmatch(url.raw_host) else None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
