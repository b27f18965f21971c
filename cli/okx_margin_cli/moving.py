"""`okx-margin add` and `okx-margin reduce`: the margin of an isolated position."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from .adjustment import SECONDS_TO_READ, Adjustment, Move, Type
from .amounts import Amount, amount
from .app import Command
from .how import how, options
from .outcomes import DeclinedError, description
from .session import Session
from .texts import t

if TYPE_CHECKING:
    from okx_margin_client import AccountAdjustMarginResult, OkxMargin

    from .holdings import Holding


def _arguments(command: Any) -> Any:
    for argument in (
        click.option(
            "--ccy",
            metavar="CCY",
            help=t("Currency of the margin, for MARGIN positions.", "保证金币种，仅用于杠杆仓位。"),
        ),
        click.argument("amount", metavar="AMT", callback=amount),
        click.argument("side", metavar="SIDE", type=click.Choice(["long", "short", "net"])),
        click.argument("inst", metavar="INST"),
    ):
        command = argument(command)
    return options(command)


@click.command(
    cls=Command,
    help=t(
        "Add margin to a position: INST such as BTC-USDT-SWAP, SIDE long, short or net, AMT digits or max (all "
        "that is available).",
        "为仓位追加保证金：INST 如 BTC-USDT-SWAP，SIDE 为 long、short 或 net，AMT 为数字或 max（全部可用余额）。",
    ),
)
@_arguments
@click.pass_obj
def add(session: Session, /, **given: Any) -> int:
    return _move(session, "add", given)


@click.command(
    cls=Command,
    help=t(
        "Take margin back from a position; AMT is digits, max, or 50% of what may be taken back.",
        "减少仓位的保证金；AMT 为数字、max，或可减少数量的百分比（如 50%）。",
    ),
)
@_arguments
@click.pass_obj
def reduce(session: Session, /, **given: Any) -> int:
    return _move(session, "reduce", given)


def _move(session: Session, type_: Type, given: dict[str, Any]) -> int:
    return Move(session, prepared(session, type_, given), how(given)).run()


class _Found(NamedTuple):
    """The position as it was read; `problem` says why there is none."""

    holding: Holding | None
    problem: str = ""


def prepared(session: Session, type_: Type, given: dict[str, Any]) -> Adjustment:
    """All there is to know before it is sent.

    Raises:
        DeclinedError: A share of what cannot be read, or of nothing.
        click.UsageError: The amount or the currency is not clear.
    """
    from . import preview

    inst, side, wanted = given["inst"].upper(), given["side"], given["amount"]
    reading = session.okx.with_options(deadline=SECONDS_TO_READ)
    found = _find(reading, inst, side, given["ccy"])
    holding = found.holding
    ccy = given["ccy"] and given["ccy"].upper()
    if holding and holding.position.inst_type == "MARGIN":
        ccy = holding.position.ccy
    unit = holding.position.ccy if holding else ccy or ""
    amt = wanted.digits or _share(reading, type_, wanted, found)
    fields = {"inst_id": inst, "pos_side": side, "type": type_, "amt": amt, "ccy": ccy}
    now, after = preview.estimates(holding, type_, amt)
    to = f"{amt} {unit}".strip()
    place = f"{inst} {side}"
    intent = (
        t(f"Add {to} to {place}.", f"为 {place} 追加保证金 {to}。")
        if type_ == "add"
        else t(f"Take {to} back from {place}.", f"将 {place} 的保证金减少 {to}。")
    )

    def send(okx: OkxMargin) -> AccountAdjustMarginResult:
        return okx.account.adjust_margin(inst_id=inst, pos_side=side, type_=type_, amt=amt, ccy=ccy)

    def done(result: AccountAdjustMarginResult | None) -> str:
        return _done(result, type_, place, to)

    limit = preview.limit(holding) if type_ == "reduce" and holding else ""
    most = holding.most_reducible if holding else None
    return Adjustment(
        subject=inst,
        intent=intent,
        fields=fields,
        send=send,
        done=done,
        found={
            "now": now and now._asdict(),
            "after": after and after._asdict(),
            "most_reducible": most if type_ == "reduce" else None,
        },
        table=preview.table(holding, now, after) if holding else None,
        remarks=[
            *filter(None, [found.problem, limit]),
            *preview.warnings(holding, type_, amt, after),
        ],
    )


def _find(okx: OkxMargin, inst: str, side: str, ccy: str | None) -> _Found:
    from okx_margin_client import OkxMarginError

    from .holdings import holdings

    try:
        held = holdings(okx, {}, inst)
    except OkxMarginError as error:
        why = description(error)["message"]
        return _Found(None, t(f"The position cannot be read: {why}", f"无法读取仓位：{why}"))
    there = [each for each in held if each.position.pos_side == side]
    if ccy:
        there = [each for each in there if each.position.ccy == ccy.upper()]
    if len(there) > 1:
        currencies = ", ".join(each.position.ccy for each in there)
        raise click.UsageError(
            t(
                f"There are several of it: add --ccy, one of {currencies}.",
                f"存在多个仓位，请用 --ccy 指明币种：{currencies}。",
            )
        )
    if there:
        return _Found(there[0])
    others = ", ".join(f"{each.position.pos_side} ({each.position.ccy})" for each in held) or t("none", "无")
    return _Found(
        None,
        t(
            f"No isolated position {inst} {side} is shown, so nothing is estimated. Of {inst} there is: {others}.",
            f"没有查到 {inst} {side} 的逐仓仓位，无法估算。{inst} 现有：{others}。",
        ),
    )


def _share(okx: OkxMargin, type_: Type, wanted: Amount, found: _Found) -> str:
    """Digits for a share of what there is: never more than was read."""
    from . import preview
    from .holdings import rounded_down

    if type_ == "add" and not wanted.is_max:
        raise click.UsageError(
            t(
                "A percentage is of what may be taken back, so it is for reduce: write how much to add, or max.",
                "百分比指可减少数量的百分比，只用于 reduce；追加请填写数量或 max。",
            )
        )
    if Decimal(wanted.share) > 100:
        raise click.UsageError(t("More than 100% cannot be taken back.", "减少比例不能超过 100%。"))
    if found.holding is None:
        raise DeclinedError(f"{found.problem} {t('Nothing was sent.', '未发送。')}")
    position, figures = found.holding.position, found.holding.figures
    if type_ == "add":
        details = okx.account.balance(ccy=position.ccy).details
        available = next((each.avail_bal for each in details if each.ccy == position.ccy), None)
        most = None if available is None else Fraction(available)
    else:
        most = figures.most_reducible if figures else None
    if most is None:
        raise DeclinedError(
            t(
                "What there is cannot be worked out for this position, so write an amount. Nothing was sent.",
                "无法计算该仓位的可用数量，请直接填写数量。未发送。",
            )
        )
    amt = rounded_down(most * Fraction(wanted.share) / 100)
    if amt <= 0:
        limit = preview.limit(found.holding) if type_ == "reduce" else ""
        nothing = (
            t("Nothing can be taken back.", "目前没有可减少的保证金。")
            if type_ == "reduce"
            else t(f"No {position.ccy} is available.", f"没有可用的 {position.ccy}。")
        )
        raise DeclinedError(f"{nothing} {limit}".strip())
    return format(amt, "f")


def _done(result: AccountAdjustMarginResult | None, type_: Type, place: str, to: str) -> str:
    """By what was answered; by what was asked where the answer does not say."""
    from .rendering import number

    moved, leverage = to, ""
    if result and result.amt is not None:
        moved = f"{number(result.amt)} {result.ccy}".strip()
    if result and result.leverage is not None:
        leverage = t(f" Real leverage: {number(result.leverage)}.", f"实际杠杆：{number(result.leverage)}。")
    if type_ == "add":
        return t(
            f"Done: added {moved} to {place}.{leverage}", f"已完成：{place} 追加保证金 {moved}。{leverage}"
        )
    return t(
        f"Done: took {moved} back from {place}.{leverage}", f"已完成：{place} 减少保证金 {moved}。{leverage}"
    )
