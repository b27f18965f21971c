"""Which proxy carries the calls, by argument or environment. One that cannot is named, its content never shown."""

from __future__ import annotations

import os
import sys
from typing import NamedTuple

from .errors import InvalidInputError
from .forks import unforked
from .lazy_httpx import httpx

_ONLY_VARIABLES = sys.platform not in ("darwin", "win32")
"""Whether no settings of the system name proxies beside the environment's variables."""
_SCHEMES = ("http", "https", "socks5", "socks5h")


class Proxy(NamedTuple):
    """A proxy to use, and where it was named: "proxy=", the auth, or a variable of the environment."""

    url: httpx.URL
    source: str

    def __str__(self) -> str:
        port = f":{self.url.port}" if self.url.port else ""
        return f"{self.url.scheme}://{self.url.host}{port}, of {self.source}"


def chosen(base_url: str, proxy: str | httpx.URL | None, source: str) -> Proxy | None:
    """The proxy between here and `base_url`, None for a direct connection; raises InvalidInputError.

    The environment's where `proxy`, which `source` named, is None.

    Plain http, which is for loopback, never goes through one: it would read the credentials.
    """
    encrypted = base_url.startswith("https:")
    if proxy is not None:
        if not encrypted:
            raise _unusable(
                f"A proxy is given by {source}, but the exchange is reached over plain http, so it would read key "
                "and passphrase. Leave it out for an exchange on this machine, or use https.",
                f"{source} 指定了代理，但连接交易所用的是 http，代理会看到 key 与 passphrase。"
                "本机的交易所无需代理，否则请用 https。",
            )
        return _checked(proxy, source)
    return _of_the_environment(base_url) if encrypted else None


def _of_the_environment(base_url: str) -> Proxy | None:
    if _ONLY_VARIABLES and not any(name.lower().endswith("_proxy") for name in os.environ):
        return None
    with unforked:
        from urllib.request import getproxies, proxy_bypass  # which takes a while, and few have a proxy

    if proxy_bypass(httpx.URL(base_url).host):
        return None
    proxies = getproxies()
    for kind in ("https", "all"):
        if value := proxies.get(kind):
            names = [name for name in os.environ if name.lower() == f"{kind}_proxy"]
            source = names[0] if names else "the system's settings"
            return _checked(value if "://" in value else f"http://{value}", source)
    return None


def _checked(text: str | httpx.URL, source: str) -> Proxy:
    try:
        url = httpx.URL(text)
        usable = (
            url.scheme in _SCHEMES
            and bool(url.host)
            and not {*url.host} & {*"[]% "}
            and url.path == "/"
            and not url.fragment
        )
    except (httpx.InvalidURL, TypeError, ValueError):
        usable, url = False, httpx.URL()
    if not usable:
        raise _unusable(
            f"The proxy of {source} is not one that can be used. Write http://host:port, https://host:port or "
            "socks5://host:port, a user and password percent-encoded before the host, nothing after the port; "
            "what stands there now is not shown, since it may hold a password.",
            f"{source} 中的代理无法使用。请写 http://主机:端口、https://主机:端口 或 socks5://主机:端口；用户名和密码须经百分号编码"
            "写在主机之前，端口之后不要有其他内容。现有内容可能含密码，故不显示。",
        )
    return Proxy(url, source)


def _unusable(text: str, text_zh: str) -> InvalidInputError:
    return InvalidInputError(text, meaning=text, meaning_zh=text_zh)
