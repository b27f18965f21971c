"""Which proxy carries the calls, by argument or environment. One that cannot is named, its content never shown."""

from __future__ import annotations

import os
from typing import NamedTuple
from urllib.request import getproxies, proxy_bypass

import httpx

from .errors import InvalidInputError

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
            raise InvalidInputError(
                f"A proxy is given by {source}, but the exchange is reached over plain http, so it would read key "
                "and passphrase. Leave it out for an exchange on this machine, or use https."
            )
        return _checked(proxy, source)
    return _of_the_environment(base_url) if encrypted else None


def _of_the_environment(base_url: str) -> Proxy | None:
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
            and url.path in ("", "/")
            and not url.fragment
        )
    except (httpx.InvalidURL, TypeError, ValueError):
        usable, url = False, httpx.URL()
    if not usable:
        raise InvalidInputError(
            f"The proxy of {source} is not one that can be used. Write http://host:port, https://host:port or "
            "socks5://host:port, a user and password percent-encoded before the host, nothing after the port; "
            "what stands there now is not shown, since it may hold a password."
        )
    return Proxy(url, source)
