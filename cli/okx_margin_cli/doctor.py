"""`okx-margin doctor`: why nothing works, one line a check, with what to do about each that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from . import outcomes
from .app import Command
from .session import Session
from .texts import t

if TYPE_CHECKING:
    from rich.console import RenderableType

    from .findings import Finding


@click.command(
    cls=Command,
    help=t(
        "Look at keys, region, proxy, connection, certificate, clock, permission and position mode, and say what to do "
        "where one of them is wrong. It moves nothing.",
        "检查密钥、站点、代理、连接、证书、时钟、权限与持仓模式，并说明如何处理问题。不会调整任何保证金。",
    ),
)
@click.pass_obj
def doctor(session: Session) -> int:
    from .examination import examine

    findings = examine(session).listed()
    failed = [t(*_NAMES[finding.check]) for finding in findings if finding.state == "failed"]
    if not failed:
        return session.answer(_data(findings), lambda: shown(findings))
    error = outcomes.description(
        outcomes.DeclinedError(f"{t('Failed: ', '失败：')}{t(', ', '、').join(failed)}")
    )
    return session.answer(
        _data(findings), lambda: shown(findings), outcome="refused", exit_code=outcomes.REFUSED, error=error
    )


def _data(findings: list[Finding]) -> dict[str, Any]:
    return {"checks": [finding._asdict() for finding in findings]}


def shown(findings: list[Finding]) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    lines = Table.grid(padding=(0, 2, 0, 0))
    for finding in findings:
        en, zh, style = _STATES[finding.state]
        text = finding.text
        if finding.remedy:
            text = f"{text.rstrip('.。')}{t('. ', '。')}{finding.remedy}"
        lines.add_row(Text(t(en, zh), style), t(*_NAMES[finding.check]), Text(text, overflow="fold"))
    return lines


_STATES: Final = {
    "ok": ("ok", "正常", "green"),
    "note": ("note", "注意", "yellow"),
    "failed": ("FAILED", "失败", "bold red"),
    "unchecked": ("–", "–", "dim"),
}
_NAMES: Final = {
    "keys": ("keys", "密钥"),
    "environment": ("environment", "环境"),
    "region": ("region", "站点"),
    "proxy": ("proxy", "代理"),
    "reachability": ("reachability", "连接"),
    "certificate": ("certificate", "证书"),
    "clock": ("clock", "时钟"),
    "permission": ("permission", "权限"),
    "position_mode": ("position mode", "持仓模式"),
}
