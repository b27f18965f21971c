"""The way from here to an exchange: the proxy in use, the connection, the certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .reach import UnreachableError, certificate, connect
from .texts import t

if TYPE_CHECKING:
    from socket import socket

    from okx_margin_auth import OkxAuth

    from .findings import Findings

_ENDS_SOON: Final = 14
"""Days for which a certificate is still valid when that is worth a note."""


def proxied(found: Findings, auth: OkxAuth) -> bool | None:
    """Whether there is a proxy; None where nothing can go through it."""
    from okx_margin_client import InvalidInputError
    from okx_margin_runtime import proxies

    try:
        of_key = t("the profile's proxy_url", "配置中的 proxy_url")
        proxy = proxies.chosen(auth.base_url, auth.proxy, of_key)
    except InvalidInputError as error:
        found.failed("proxy", error)
        return None
    if proxy is None:
        found.add("proxy", "ok", t("none", "无"))
        return False
    address = str(proxy).removesuffix(f", of {proxy.source}")
    text = t(f"{address}, of {proxy.source}", f"{address}（来自 {proxy.source}）")
    try:
        connect(str(proxy.url)).socket.close()
    except UnreachableError as error:
        remedy = t(
            f"Start it, or take it out of {proxy.source}.", f"请启动该代理，或从 {proxy.source} 中移除。"
        )
        found.add("proxy", "failed", t(f"{text}: {error}", f"{text}：{error}"), remedy)
        return None
    found.add("proxy", "ok", text)
    return True


def reaches(found: Findings, url: str) -> bool:
    """Whether the host can be reached and is the one that it should be."""
    try:
        connected = connect(url)
    except UnreachableError as error:
        remedy = t(
            "Look at the network, a firewall, the host's name; from some places OKX needs a proxy (HTTPS_PROXY).",
            "请检查网络、防火墙与域名；部分地区需要代理（HTTPS_PROXY）。",
        )
        found.add("reachability", "failed", t(f"{url}: {error}", f"{url}：{error}"), remedy)
        return False
    took = t(
        f"connected in {connected.milliseconds:.0f} ms", f"已连接，用时 {connected.milliseconds:.0f} 毫秒"
    )
    found.add("reachability", "ok", t(f"{url}: {took}", f"{url}：{took}"))
    with connected.socket:
        if url.startswith("https:"):
            return _certificate(found, connected.socket, url)
    found.add("certificate", "ok", t("none needed: plain http on this machine", "本机 http，无需证书"))
    return True


def _certificate(found: Findings, connected: socket, url: str) -> bool:
    from okx_margin_client import InvalidInputError
    from okx_margin_runtime.transport.certificates import verifying

    try:
        shown = certificate(connected, url, verifying())
    except InvalidInputError as error:  # a variable names what cannot be used
        found.failed("certificate", error)
        return False
    except UnreachableError as error:
        remedy = t(
            "Something between here and OKX answers in its place, or SSL_CERT_FILE lacks its certificate. Send no "
            "keys through this network until that is clear.",
            "可能有设备在中间代替 OKX 应答，或 SSL_CERT_FILE 缺少对应证书。弄清之前，不要在此网络发送密钥。",
        )
        found.add("certificate", "failed", t(f"not trusted: {error}", f"不受信任：{error}"), remedy)
        return False
    text = t(
        f"trusted, by {shown.issuer}, valid for {shown.days_left} days, {shown.version}",
        f"受信任，签发者 {shown.issuer}，剩余 {shown.days_left} 天，{shown.version}",
    )
    found.add("certificate", "note" if shown.days_left < _ENDS_SOON else "ok", text)
    return True
