"""`okx-margin positions`: the isolated positions, the nearest to liquidation first."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import click

from .app import Command
from .outcomes import DONE
from .session import Session
from .texts import t

if TYPE_CHECKING:
    from rich.console import RenderableType

    from okx_margin_client import Instrument

    from .holdings import Holding

_EVERY: Final = 5.0


@click.command(
    cls=Command,
    help=t(
        "Show the isolated positions, the nearest to liquidation first.", "查看逐仓仓位，最接近强平的在前。"
    ),
)
@click.option(
    "--watch",
    is_flag=False,
    flag_value=_EVERY,
    type=click.FloatRange(min=1, max=3600),
    metavar="[SECONDS]",
    help=t(
        "Read them again every 5 seconds, or so many, until Ctrl-C.",
        "每 5 秒（或指定秒数）刷新一次，按 Ctrl-C 结束。",
    ),
)
@click.pass_obj
def positions(session: Session, watch: float | None) -> int:
    instruments: dict[str, Instrument] = {}
    if watch is None:
        held = _read(session, instruments)
        return session.answer(_data(held), lambda: table(held))
    return _watching(session, watch, lambda: _read(session, instruments))


def _read(session: Session, instruments: dict[str, Instrument]) -> list[Holding]:
    from .holdings import holdings

    return holdings(session.reader, instruments)


def _data(held: list[Holding]) -> dict[str, Any]:
    return {"positions": [each.as_json() for each in held]}


def _watching(session: Session, every: float, read: Callable[[], list[Holding]]) -> int:
    """Read and show until Ctrl-C. A reading that fails is said; the next one may go well."""
    from okx_margin_client import OkxMarginError

    from .outcomes import description
    from .rendering import Live

    with Live(sys.stdout if not session.options.as_json and sys.stdout.isatty() else None) as live:
        shown: list[Holding] | None = None
        while not session.reader_gone:
            failed = ""
            try:
                shown = read()
            except OkxMarginError as error:
                if shown is None:
                    raise
                failed = description(error)["message"]
            at = time.strftime("%H:%M:%S")
            if live.on:
                live.update(
                    table(shown), t(f"Read at {at}; Ctrl-C ends.", f"{at} 更新；按 Ctrl-C 结束。"), failed
                )
            elif failed:
                session.say(f"{at} {failed}")
            else:
                session.answer(_data(shown), partial(table, shown))
            time.sleep(every)
    return DONE


def table(held: list[Holding]) -> RenderableType:
    from .rendering import Sheet, distance, mgn_ratio, nothing, number, price

    if not held:
        return nothing()
    leverage, mark = t("Real lev.", "实际杠杆"), t("Mark price", "标记价格")
    sheet = Sheet(
        [
            t("Instrument", "产品"),
            t("Side", "方向"),
            t("Margin", "保证金"),
            leverage,
            t("Mgn ratio", "维持保证金率"),
            t("Liq. price", "预估强平价"),
            mark,
            t("Distance", "距强平"),
            t("Reducible", "可减少"),
        ],
        left=2,
        spare=(mark, leverage),
    )
    for each in held:
        position = each.position
        tick_sz = each.instrument.tick_sz if each.instrument else None
        sheet.add(
            position.inst_id,
            side(each),
            f"{number(position.margin, 8)} {position.ccy}",
            number(each.real_leverage, 2) + ("×" if each.real_leverage is not None else ""),
            mgn_ratio(position.mgn_ratio),
            price(position.liq_px, tick_sz),
            price(position.mark_px, tick_sz),
            distance(each.distance),
            number(each.most_reducible, 8),
        )
    return sheet


def side(held: Holding) -> str:
    """The position side as a command takes it, and in net mode the direction beside it."""
    position = held.position
    return (
        str(position.pos_side)
        if position.pos_side == held.direction
        else f"{position.pos_side} ({held.direction})"
    )
