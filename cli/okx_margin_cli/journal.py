"""`okx-margin journal`: the adjustments that were written down, and what became of them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from .app import Command
from .session import Session
from .texts import t

if TYPE_CHECKING:
    from rich.console import RenderableType

    from okx_margin_client import Entry

_SHORT = 12


@click.command(cls=Command, help=t("List the adjustments that were written down.", "列出调整记录。"))
@click.option(
    "--undecided",
    is_flag=True,
    help=t("Only those of which nobody knows what became.", "只列出结果未定的记录。"),
)
@click.option(
    "--last",
    type=click.IntRange(min=1),
    default=50,
    metavar="N",
    help=t("The last 50, or so many.", "最近 50 条，或指定条数。"),
)
@click.pass_obj
def journal(session: Session, undecided: bool, last: int) -> int:
    from okx_margin_client import Journal

    if session.journal is None:
        raise click.UsageError(
            t("--no-journal leaves nothing to look at.", "--no-journal 表示没有记录可查。")
        )
    with Journal(session.journal) as book:
        name, entries = book.name, (book.undecided() if undecided else book.entries())[-last:]
    return session.answer(
        {"journal": name, "entries": [entry_as_json(entry) for entry in entries]}, lambda: table(entries)
    )


def entry_as_json(entry: Entry) -> dict[str, Any]:
    """As the journal keeps it, without what only `resolve` needs."""
    return {
        "id": entry.id,
        "account": entry.account,
        "operation": entry.operation_id,
        "fields": dict(entry.fields),
        "begun_at": entry.begun_at,
        "sent_at": entry.sent_at,
        "expires_at": entry.expires_at,
        "attempts": entry.attempts,
        "code": entry.code,
        "outcome": entry.outcome,
        "verdict": entry.verdict,
        "process": entry.process,
    }


def words(entry: Entry) -> str:
    """What it moved, or would have."""
    fields = entry.fields
    asked = fields.get("amt") or f"{fields.get('percent')}%"
    subject = " ".join(str(fields[name]) for name in ("instId", "posSide", "algoId") if fields.get(name))
    return f"{fields.get('type')} {asked} {fields.get('ccy') or ''}".rstrip() + f" {subject}"


def outcome(entry: Entry) -> str:
    """What is known of it by now."""
    known = {
        "done": t("done", "成功"),
        "refused": t("refused", "已拒绝"),
        "unknown": t("unknown", "未知"),
        "": t("unknown, cut off", "未知（中断）"),
    }
    verdicts = {
        "applied": t("applied", "已生效"),
        "not applied": t("not applied", "未生效"),
        "undecided": t("undecided", "无法判定"),
    }
    said = known.get(entry.outcome, entry.outcome) + (
        f" {entry.code}" if entry.code not in (None, "0") else ""
    )
    return f"{said}, {verdicts[entry.verdict]}" if entry.verdict in verdicts else said


def table(entries: Sequence[Entry]) -> RenderableType:
    from rich.text import Text

    from .rendering import Sheet, nothing

    if not entries:
        return nothing()
    sheet = Sheet([t("Begun", "时间"), t("Adjustment", "调整"), t("Outcome", "结果"), "ID"], left=4)
    for entry in entries:
        at = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(entry.begun_at))
        open_ = entry.outcome in ("", "unknown") and entry.verdict not in ("applied", "not applied")
        sheet.add(at, words(entry), Text(outcome(entry), "yellow" if open_ else ""), entry.id[:_SHORT])
    return sheet
