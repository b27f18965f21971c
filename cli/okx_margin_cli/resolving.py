"""`okx-margin resolve`: what became of adjustments of unknown outcome, also of processes that died."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from . import outcomes
from .app import Command
from .journal import entry_as_json, words
from .resolution import resolution_as_json, told
from .session import Session
from .texts import t

if TYPE_CHECKING:
    from okx_margin_client import Entry, Journal, Resolution


@click.command(
    cls=Command,
    help=t(
        "Find out what became of adjustments of unknown outcome, by reads alone: of one by its ID, or of all.",
        "仅通过查询，查明结果未知的调整：按 ID 查一笔，或查全部。",
    ),
)
@click.argument("id_", metavar="[ID]", required=False)
@click.option(
    "--sole-actor",
    is_flag=True,
    help=t(
        "Nobody else moves the same amounts (no other bot, no app): then a bill that fits is proof.",
        "声明没有其他程序或人员调整相同金额：此时相符的账单即可作为证据。",
    ),
)
@click.option(
    "--figure-moves",
    is_flag=True,
    help=t(
        "A bot's invested amount moves with each adjustment of its margin, as you have seen it do.",
        "声明策略的投入金额会随每次调整而变化（请先自行确认）。",
    ),
)
@click.pass_obj
def resolve(session: Session, id_: str | None, sole_actor: bool, figure_moves: bool) -> int:
    journal = session.okx.journal
    if journal is None:
        raise click.UsageError(
            t("--no-journal leaves nothing to resolve.", "--no-journal 表示没有记录可查。")
        )
    okx = session.okx.with_options(sole_actor=sole_actor, figure_moves=figure_moves)
    found: list[tuple[Entry, Resolution]] = []
    for entry in _chosen(session, journal, id_):
        session.say(t(f"{words(entry)} [id {entry.id}] …", f"{words(entry)} [ID {entry.id}] …"))
        found.append((entry, okx.resolve(entry)))
        session.say(told(found[-1][1]))
    open_ones = [entry for entry, resolution in found if resolution.applied is None]
    return session.answer(
        {"resolved": [{"entry": entry_as_json(e), "resolution": resolution_as_json(r)} for e, r in found]},
        lambda: _summary(found),
        outcome="unknown" if open_ones else "done",
        exit_code=outcomes.UNKNOWN if open_ones else outcomes.DONE,
    )


def _chosen(session: Session, journal: Journal, id_: str | None) -> list[Entry]:
    """Those to resolve, of the account whose keys these are.

    Raises:
        click.UsageError: There is none of that ID, or several.
        DeclinedError: It is another account's.
    """
    account = session.auth.account
    if id_ is None:
        every = journal.undecided()
        mine = [entry for entry in every if entry.account == account]
        if others := len(every) - len(mine):
            session.say(
                t(
                    f"{others} more are of other keys: use those.",
                    f"另有 {others} 笔属于其他密钥，请使用对应的密钥查证。",
                )
            )
        return mine
    found = [entry for entry in journal.entries() if entry.id.startswith(id_)]
    if len(found) != 1:
        many = (
            t("No adjustment has this ID", "没有该 ID 的调整")
            if not found
            else t("Several have it", "有多笔匹配")
        )
        raise click.UsageError(f"{many}: {id_} (okx-margin journal)")
    if found[0].account != account:
        raise outcomes.DeclinedError(
            t(
                "It was made with other keys: use those to resolve it.",
                "该调整使用的是其他密钥，请使用对应的密钥查证。",
            )
        )
    return found


def _summary(found: Sequence[tuple[Entry, Resolution]]) -> Any:
    from .rendering import Sheet, nothing

    if not found:
        return nothing()
    sheet = Sheet([t("Adjustment", "调整"), t("Verdict", "结论"), "ID"], left=3)
    verdicts = {
        "applied": t("applied", "已生效"),
        "not applied": t("not applied", "未生效"),
        "undecided": t("undecided", "无法判定"),
    }
    for entry, resolution in found:
        sheet.add(words(entry), verdicts[resolution.verdict], entry.id[:12])
    return sheet
