"""`okx-margin bot add` and `okx-margin bot reduce`: the margin of a signal bot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from .adjustment import SECONDS_TO_READ, Adjustment, Move, Type
from .amounts import Amount, amount
from .app import Command, Group
from .how import how, options
from .outcomes import description
from .session import Session
from .texts import t

if TYPE_CHECKING:
    from okx_margin_client import OkxMargin, SignalBotAdjustMarginResult

bot: Final = Group(
    "bot",
    members={"add": "bot:bot_add", "reduce": "bot:bot_reduce"},
    help=t("Add margin to a signal bot, or take some back.", "追加或减少信号策略的保证金。"),
)


def _arguments(command: Any) -> Any:
    for argument in (
        click.option(
            "--reinvest",
            is_flag=True,
            default=None,
            help=t("Let the bot trade with the new margin.", "允许策略用新增保证金复投。"),
        ),
        click.argument("amount", metavar="AMT", callback=amount),
        click.argument("algo", metavar="ALGO"),
    ):
        command = argument(command)
    return options(command)


@click.command(
    "add",
    cls=Command,
    help=t(
        "Add margin to a signal bot: ALGO is its ID, AMT digits or a percentage.",
        "为信号策略追加保证金：ALGO 为策略 ID，AMT 为数字或百分比。",
    ),
)
@_arguments
@click.pass_obj
def bot_add(session: Session, /, **given: Any) -> int:
    return _move(session, "add", given)


@click.command(
    "reduce",
    cls=Command,
    help=t(
        "Take margin back from a signal bot; AMT is digits or a percentage.",
        "减少信号策略的保证金；AMT 为数字或百分比。",
    ),
)
@_arguments
@click.pass_obj
def bot_reduce(session: Session, /, **given: Any) -> int:
    return _move(session, "reduce", given)


def _move(session: Session, type_: Type, given: dict[str, Any]) -> int:
    return Move(session, prepared(session, type_, given), how(given)).run()


def prepared(session: Session, type_: Type, given: dict[str, Any]) -> Adjustment:
    """All there is to know before it is sent. Nobody documents what an adjustment does to a bot's figures."""
    algo, reinvest = given["algo"], given["reinvest"]
    wanted: Amount = given["amount"]
    if wanted.is_max:
        raise click.UsageError(
            t(
                "What a bot may give back is not shown: write an amount.",
                "交易所不显示策略可减少的数量，请填写具体数量。",
            )
        )
    amt, percent = wanted.digits or None, wanted.share or None
    asked = amt or f"{percent}%"
    now, table, problem = _read(session.okx.with_options(deadline=SECONDS_TO_READ), algo)
    remarks = [problem] if problem else []
    if percent:
        remarks.append(
            t(
                f"OKX does not document what {percent}% is a percentage of: an amount is safer.",
                f"OKX 未说明 {percent}% 以什么为基数，建议改用具体数量。",
            )
        )

    def send(okx: OkxMargin) -> SignalBotAdjustMarginResult:
        return okx.signal_bot.adjust_margin(
            algo_id=algo, type_=type_, amt=amt, percent=percent, allow_reinvest=reinvest
        )

    name = t(f"signal bot {algo}", f"信号策略 {algo}")
    if type_ == "add":
        intent = t(f"Add {asked} to {name}.", f"为{name} 追加保证金 {asked}。")
        said = t(f"Done: added {asked} to {name}.", f"已完成：{name} 追加保证金 {asked}。")
    else:
        intent = t(f"Take {asked} back from {name}.", f"将{name} 的保证金减少 {asked}。")
        said = t(f"Done: took {asked} back from {name}.", f"已完成：{name} 减少保证金 {asked}。")
    if reinvest:
        intent += t(" The bot may trade with it.", "允许用于复投。")

    def done(_: SignalBotAdjustMarginResult | None) -> str:
        return said

    return Adjustment(
        subject=algo,
        intent=intent,
        fields={"algo_id": algo, "type": type_, "amt": amt, "percent": percent, "allow_reinvest": reinvest},
        send=send,
        done=done,
        found={"now": now, "after": None, "most_reducible": None},
        table=table,
        remarks=remarks,
    )


def _read(okx: OkxMargin, algo: str) -> tuple[dict[str, Any] | None, Any, str]:
    from okx_margin_client import OkxMarginError

    from .bots import bot_as_json
    from .bots import table as bot_table

    try:
        order = okx.signal_bot.order_details(algo_id=algo)
    except OkxMarginError as error:
        why = description(error)["message"]
        return None, None, t(f"The bot cannot be read: {why}", f"无法读取该策略：{why}")
    return bot_as_json(order), bot_table([order]), ""
