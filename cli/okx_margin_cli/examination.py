"""What `okx-margin doctor` looks at: keys, the way to the exchange, its clock, and what the account lets a key do."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Final

from . import keys, way
from .findings import Check, Findings, State
from .texts import t

if TYPE_CHECKING:
    from okx_margin_auth import OkxAuth
    from okx_margin_client import AccountConfig, OkxMargin

    from .session import Session

_SLOW: Final = 5.0
"""Seconds that a clock may be wrong before it is worth a note."""
_ABOUT: Final[dict[str, Check]] = {
    "50101": "environment",
    "50102": "clock",
    "50119": "region",
    "50120": "permission",
}
"""What a refusal is about; the other codes from 50100 on are about the key."""


def examine(session: Session) -> Findings:
    """All checks, one after the other: what one finds out the next ones use, and none ends the others."""
    found = Findings()
    auth, has_keys = _keys(found, session)
    if auth is not None:
        proxied = way.proxied(found, auth)
        if proxied is not None and (proxied or way.reaches(found, auth.base_url)):
            _exchange(found, auth, proxied, has_keys)
    return found


def _keys(found: Findings, session: Session) -> tuple[OkxAuth | None, bool]:
    """An auth, and whether it has keys; without them it still knows where the exchange is."""
    from okx_margin_auth import ConfigurationError, OkxAuth

    try:
        auth = session.auth
    except ConfigurationError as error:
        remedy = t(
            "A demo key is created on okx.com under Trade > Demo trading > Personal center > Demo trading API; "
            "okx-margin login writes it into a profile.",
            "模拟盘 key 在 okx.com 的“交易 > 模拟交易 > 个人中心 > 创建模拟盘 APIKey”创建，"
            "再用 okx-margin login 写入配置。",
        )
        found.failed("keys", error, remedy)
        try:
            return OkxAuth.from_env({**os.environ, **_NOBODY}, pacing=None), False
        except ConfigurationError:
            return None, False
    found.add("keys", "ok", keys.told(session.options))
    demo = auth.environment == "demo"
    meant = t("demo trading", "模拟盘") if demo else t("live trading: real money", "实盘：真实资金")
    found.add("environment", "unchecked", meant)
    found.add("region", "unchecked", _where(auth))
    return auth, True


def _exchange(found: Findings, auth: OkxAuth, proxied: bool, has_keys: bool) -> None:
    from okx_margin_client import OkxMargin, OkxMarginError

    try:
        with OkxMargin(auth, timeout=5, deadline=10) as okx:
            try:
                _clock(found, okx)
            except OkxMarginError as error:
                found.failed("reachability" if proxied else "clock", error)
                if proxied:
                    return
            if proxied:
                through = t(f"{auth.base_url}, through the proxy", f"{auth.base_url}，经代理")
                found.add("reachability", "ok", through)
                found.add("certificate", "ok", t("trusted, seen through the proxy", "受信任（经代理）"))
            if has_keys:
                _account(found, okx, auth)
    except OkxMarginError as error:  # a SOCKS proxy without the package that speaks it
        found.failed("proxy", error)


def _clock(found: Findings, okx: OkxMargin) -> None:
    from okx_margin_client.exchange import MAX_CLOCK_SKEW_SECONDS

    okx.public.time()  # opens the connection, so that the next one is on its way no longer than it must
    before = time.time()
    server, after = okx.public.time().ts, time.time()
    if server is None:
        return
    ahead = (before + after) / 2 - server / 1000
    wrong = abs(ahead)
    state: State = "ok" if wrong < _SLOW else "note" if wrong < MAX_CLOCK_SKEW_SECONDS else "failed"
    if state == "ok":
        found.add("clock", state, t(f"right within {wrong:.1f} s", f"准确，误差 {wrong:.1f} 秒"))
        return
    text = t(
        f"{wrong:.1f} s {'ahead of' if ahead > 0 else 'behind'} the exchange's",
        f"比交易所{'快' if ahead > 0 else '慢'} {wrong:.1f} 秒",
    )
    remedy = t(
        "Let the system set it from the network (timedatectl set-ntp true, or w32tm /resync). From 30 s on the "
        "exchange refuses with 50102; the first call of each run is then sent again by the exchange's time.",
        "请开启网络校时（timedatectl set-ntp true 或 w32tm /resync）。误差达 30 秒时交易所会返回 50102；"
        "每次运行的首个请求随后按交易所时间重新签名发送。",
    )
    found.add("clock", state, text, remedy)


def _account(found: Findings, okx: OkxMargin, auth: OkxAuth) -> None:
    from okx_margin_client import OkxMarginError

    try:
        config = okx.account.config()
    except OkxMarginError as error:
        code = error.code or ""
        check = _ABOUT.get(code) or ("keys" if code.startswith("501") else "permission")
        found.failed(check, error, _remedy(check, auth))
        return
    found.confirmed("environment")
    found.confirmed("region")
    _permission(found, config)
    _position_mode(found, config)


def _permission(found: Findings, config: AccountConfig) -> None:
    may = {each.strip() for each in config.perm.split(",")} - {""}
    named = {
        "read_only": t("read", "读取"),
        "trade": t("trade", "交易"),
        "withdraw": t("withdraw", "提币"),
    }
    text = t(", ", "、").join(named.get(each, each) for each in sorted(may))
    if "trade" in may:
        more = t(
            "Moving margin does not need withdraw: a key without it can lose less.",
            "调整保证金不需要提币权限，建议改用没有该权限的 key。",
        )
        if "withdraw" in may:
            found.add("permission", "note", text, more)
        else:
            found.add("permission", "ok", text)
    elif may:
        remedy = t(
            "Reading works, moving margin does not: give the key the permission Trade, or create one that has it.",
            "只能查询，不能调整保证金：请为该 key 开启“交易”权限，或新建有此权限的 key。",
        )
        found.add("permission", "failed", text, remedy)


def _position_mode(found: Findings, config: AccountConfig) -> None:
    said = {
        "long_short_mode": t("long/short mode: SIDE is long or short", "开平仓模式：方向填 long 或 short"),
        "net_mode": t("net mode: SIDE is net", "买卖模式：方向填 net"),
    }
    if text := said.get(str(config.pos_mode), str(config.pos_mode or "")):
        found.add("position_mode", "ok", text)


_NOBODY: Final = dict.fromkeys(("OKX_API_KEY", "OKX_SECRET_KEY", "OKX_PASSPHRASE"), "none")
"""Keys for reads that are not signed."""


def _where(auth: OkxAuth) -> str:
    from okx_margin_client import REGIONS

    of_host = [each.name for each in REGIONS.values() if auth.base_url in (each.url, *each.other_urls)]
    named = ", ".join(of_host) or t("an address of its own", "自定义地址")
    return t(f"{named}: {auth.base_url}", f"{named}：{auth.base_url}")


def _remedy(check: Check, auth: OkxAuth) -> str:
    """What to do, where the options and profiles of this command line offer more than the table of codes knows."""
    from okx_margin_client import REGIONS

    if check == "environment":
        other = "live" if auth.environment == "demo" else "demo"
        return t(
            f"The key is for {other} trading, or was taken for another: --{other}, OKX_ENVIRONMENT={other}, or "
            f"demo = {'false' if other == 'live' else 'true'} in the profile.",
            f"该 key 属于{'实盘' if other == 'live' else '模拟盘'}：使用 --{other} 或 OKX_ENVIRONMENT={other}，"
            f"或在配置中写 demo = {'false' if other == 'live' else 'true'}。",
        )
    if check == "region":
        hosts = ", ".join(f"{each.name} ({each.url.removeprefix('https://')})" for each in REGIONS.values())
        return t(
            f"Name the region where the account was opened, in OKX_REGION or as site in the profile: {hosts}; or the "
            "key was deleted.",
            f"请用 OKX_REGION 或配置中的 site 指定开户站点：{hosts}；也可能该 key 已被删除。",
        )
    return ""
