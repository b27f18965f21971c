"""`okx-margin balance`: what each currency has available."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from .app import Command
from .session import Session
from .texts import t

if TYPE_CHECKING:
    from rich.console import RenderableType

    from okx_margin_client import BalanceDetail

_FIELDS = ("ccy", "avail_bal", "cash_bal", "eq", "iso_eq", "frozen_bal")


@click.command(cls=Command, help=t("Show what is available to put into margin.", "查看可用余额。"))
@click.pass_obj
def balance(session: Session) -> int:
    details = session.reader.account.balance().details
    data = [{name: getattr(each, name) for name in _FIELDS} for each in details]
    return session.answer({"balance": data}, lambda: table(details))


def table(details: Sequence[BalanceDetail]) -> RenderableType:
    from .rendering import Sheet, nothing, number

    if not details:
        return nothing()
    sheet = Sheet(
        [
            t("Currency", "币种"),
            t("Available", "可用余额"),
            t("Cash", "币种余额"),
            t("Equity", "币种总权益"),
            t("Isolated", "逐仓仓位权益"),
            t("Frozen", "占用"),
        ]
    )
    for each in details:
        figures = (each.avail_bal, each.cash_bal, each.eq, each.iso_eq, each.frozen_bal)
        sheet.add(each.ccy, *[number(figure, 8) for figure in figures])
    return sheet
