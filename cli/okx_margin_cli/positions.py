"""`okx-margin positions`: the isolated positions, the nearest to liquidation first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .app import Command
from .session import Session
from .texts import t

if TYPE_CHECKING:
    from rich.console import RenderableType

    from okx_margin_client import Position


@click.command(
    cls=Command,
    help=t(
        "Show the isolated positions, the nearest to liquidation first.", "查看逐仓仓位，最接近强平的在前。"
    ),
)
@click.pass_obj
def positions(session: Session) -> int:
    isolated = [each for each in session.okx.account.positions() if each.mgn_mode == "isolated"]
    rows = sorted(map(row, isolated), key=lambda each: (each["distance"] is None, each["distance"]))
    return session.answer({"positions": rows}, lambda: table(rows))


def row(position: Position) -> dict[str, Any]:
    """One position, with how far its mark price is from its liquidation price, in percent."""
    mark, liquidation = position.mark_px, position.liq_px
    distance = abs(mark - liquidation) / mark * 100 if mark and liquidation is not None else None
    return {
        "inst_id": position.inst_id,
        "pos_side": position.pos_side,
        "margin": position.margin,
        "ccy": position.ccy,
        "mgn_ratio": position.mgn_ratio,
        "liq_px": position.liq_px,
        "mark_px": position.mark_px,
        "distance": None if distance is None else round(distance, 2),
    }


def table(rows: list[dict[str, Any]]) -> RenderableType:
    from .rendering import Sheet, nothing, number

    if not rows:
        return nothing()
    sheet = Sheet([t("Instrument", "产品"), t("Side", "方向"), t("Margin", "保证金")], left=2)
    for each in rows:
        sheet.add(each["inst_id"], each["pos_side"], f"{number(each['margin'])} {each['ccy']}")
    return sheet
