"""`okx-margin bots`: signal bots and what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from . import outcomes
from .app import Command
from .session import Session
from .texts import t

if TYPE_CHECKING:
    from rich.console import RenderableType

    from okx_margin_client import SignalBotOrder

_FIELDS = (
    "algo_id",
    "state",
    "inst_ids",
    "lever",
    "invest_amt",
    "total_eq",
    "avail_bal",
    "frozen_bal",
    "total_pnl",
    "float_pnl",
)


@click.command(cls=Command, help=t("Show signal bots, each by its ID.", "按 ID 查看信号策略。"))
@click.argument("algos", metavar="ALGO…", nargs=-1, required=True)
@click.pass_obj
def bots(session: Session, algos: tuple[str, ...]) -> int:
    from okx_margin_client import OkxMarginError

    found: list[SignalBotOrder] = []
    failed: dict[str, Any] | None = None
    for algo in algos:
        try:
            found.append(session.reader.signal_bot.order_details(algo_id=algo))
        except OkxMarginError as error:
            described = outcomes.description(error)
            session.say(f"{algo}: {described['message']}")
            failed = failed or described
    return session.answer(
        {"bots": [bot_as_json(each) for each in found]},
        (lambda: table(found)) if found else None,
        outcome="refused" if failed else "done",
        exit_code=outcomes.REFUSED if failed else outcomes.DONE,
        error=failed,
    )


def bot_as_json(order: SignalBotOrder) -> dict[str, Any]:
    return {name: getattr(order, name) for name in _FIELDS}


def table(orders: Sequence[SignalBotOrder]) -> RenderableType:
    from .rendering import Sheet, number

    sheet = Sheet(
        [
            t("Bot", "策略"),
            t("State", "状态"),
            t("Instruments", "产品"),
            t("Leverage", "杠杆"),
            t("Invested", "投入金额"),
            t("Equity", "总权益"),
            t("Available", "可用"),
            t("In use", "占用"),
            t("Profit", "总收益"),
        ],
        left=3,
    )
    for each in orders:
        figures = (each.invest_amt, each.total_eq, each.avail_bal, each.frozen_bal, each.total_pnl)
        instruments = ", ".join(each.inst_ids)
        sheet.add(
            each.algo_id,
            str(each.state),
            instruments,
            number(each.lever),
            *[number(one, 8) for one in figures],
        )
    return sheet
