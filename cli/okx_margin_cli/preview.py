"""What an adjustment would make of a position: the estimate, the limit of what may be taken back, what to mind."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from .adjustment import Type
from .holdings import Estimate, Holding, decimal, rounded_down
from .rendering import Sheet, distance, mgn_ratio, number, price
from .texts import t

_NEAR_LIQUIDATION: Final = 3
"""The margin ratio at which the exchange warns."""


def estimates(holding: Holding | None, type_: Type, amt: str) -> tuple[Estimate | None, Estimate | None]:
    """The position as the exchange shows it, and as it would be; None for what nobody knows."""
    if holding is None:
        return None, None
    position, figures = holding.position, holding.figures
    now = Estimate(
        position.margin, position.mgn_ratio, position.liq_px, holding.distance, holding.real_leverage
    )
    change = Fraction(amt) if type_ == "add" else -Fraction(amt)
    return now, Estimate.of(figures.adjusted(change)) if figures else None


def limit(holding: Holding) -> str:
    """Why no more than so much may be taken back; "" where nobody knows how much."""
    figures, ccy = holding.figures, holding.position.ccy
    if figures is None:
        return ""
    most = number(rounded_down(figures.most_reducible))
    margin = number(holding.position.margin, 8)
    initial = number(decimal(figures.exposure.initial_margin), 8)
    loss = number(decimal(max(Fraction(0), -figures.exposure.upl)), 8)
    return t(
        f"At most {most} {ccy} may be taken back now: the margin {margin} less the initial margin at entry "
        f"{initial} and the unrealised loss {loss}. It moves with the mark price.",
        f"目前最多可减少 {most} {ccy}：保证金 {margin} 减去开仓初始保证金 {initial} 与未实现亏损 {loss}，"
        "随标记价格变动。",
    )


def warnings(holding: Holding | None, type_: Type, amt: str, after: Estimate | None) -> list[str]:
    """What to mind before margin is taken back."""
    most = holding.most_reducible if holding else None
    if type_ == "add" or most is None:
        return []
    if Decimal(amt) > most:
        return [t("This is more, so the exchange is likely to refuse it.", "超出上限，交易所很可能会拒绝。")]
    if after and after.mgn_ratio is not None and after.mgn_ratio <= _NEAR_LIQUIDATION:
        return [t("The position would be close to liquidation.", "减少后仓位将接近强平。")]
    return []


def table(holding: Holding, now: Estimate | None, after: Estimate | None) -> RenderableType:
    """Both, side by side."""
    columns = [_column(holding, each) for each in (now, after)]
    names = (
        t("Margin", "保证金"),
        t("Margin ratio", "维持保证金率"),
        t("Liq. price", "预估强平价"),
        t("Distance", "距强平"),
        t("Real leverage", "实际杠杆"),
    )
    sheet = Sheet(["", t("Now", "当前"), t("After (estimate)", "调整后（估算）")])
    for row in zip(names, *columns, strict=True):
        sheet.add(*row)
    return sheet


def _column(holding: Holding, each: Estimate | None) -> list[Text | str]:
    if each is None:
        return ["-"] * 5
    tick_sz = holding.instrument.tick_sz if holding.instrument else None
    return [
        f"{number(each.margin, 8)} {holding.position.ccy}",
        mgn_ratio(each.mgn_ratio),
        price(each.liq_px, tick_sz),
        distance(each.distance_percent),
        number(each.real_leverage, 2),
    ]
