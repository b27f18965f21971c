"""Isolated positions with the figures that tell how near liquidation is, and what an adjustment would make of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from okx_margin_client import InstType, MgnMode, OkxMarginError, PosSide
from okx_margin_runtime.figures import ContractExposure, Exposure, IsolatedFigures, PairExposure

if TYPE_CHECKING:
    from okx_margin_client import Instrument, OkxMargin, Position

_AGREES: Final = Fraction(1, 100)
"""How far our liquidation price may be from the one that is shown, as a share of it. Beyond, our formulas are not
those of this position, and nothing is estimated."""
_SHOWN: Final = Context(prec=16)
_DIGITS: Final = 6
"""Significant digits of an amount that is worked out: the mark price has moved by more than the rest."""


class Holding(NamedTuple):
    """A position, its instrument where that could be read, and its figures where they can be worked out."""

    position: Position
    instrument: Instrument | None = None
    figures: IsolatedFigures | None = None

    @property
    def direction(self) -> str:
        """ "long" or "short", also in net mode; "" where nobody knows."""
        if self.position.pos_side != PosSide.NET:
            return str(self.position.pos_side)
        if self.position.inst_type == InstType.MARGIN:
            bought = self.position.inst_id.partition("-")[0] == self.position.pos_ccy
            return "long" if bought else "short"
        return "" if not self.position.pos else "long" if self.position.pos > 0 else "short"

    @property
    def distance(self) -> Decimal | None:
        """How far the mark price is from the liquidation price, in percent of the mark price."""
        return distance(self.position.mark_px, self.position.liq_px)

    @property
    def real_leverage(self) -> Decimal | None:
        """Notional at the mark price over the margin (a guess at what the exchange calls real leverage)."""
        if self.figures is None:
            return None
        return decimal(self.figures.real_leverage(self.figures.exposure.mark_px))

    @property
    def most_reducible(self) -> Decimal | None:
        """What could be taken back at this mark price, rounded down; None where nobody knows."""
        return None if self.figures is None else rounded_down(self.figures.most_reducible)

    def as_json(self) -> dict[str, Any]:
        position = self.position
        return {
            "inst_id": position.inst_id,
            "inst_type": position.inst_type,
            "pos_side": position.pos_side,
            "direction": self.direction,
            "pos": position.pos,
            "ccy": position.ccy,
            "margin": position.margin,
            "lever": position.lever,
            "real_leverage": self.real_leverage,
            "mgn_ratio": position.mgn_ratio,
            "liq_px": position.liq_px,
            "mark_px": position.mark_px,
            "distance_percent": self.distance,
            "upl": position.upl,
            "most_reducible": self.most_reducible,
        }


class Estimate(NamedTuple):
    """A position's figures, as they are or as they would be."""

    margin: Decimal | None
    mgn_ratio: Decimal | None
    liq_px: Decimal | None
    distance_percent: Decimal | None
    real_leverage: Decimal | None

    @classmethod
    def of(cls, figures: IsolatedFigures) -> Estimate:
        mark = figures.exposure.mark_px
        liq_px, mark_px = decimal(figures.liq_px), decimal(mark)
        return cls(
            decimal(figures.margin),
            decimal(figures.mgn_ratio),
            liq_px,
            distance(mark_px, liq_px),
            decimal(figures.real_leverage(mark)),
        )


def holdings(okx: OkxMargin, instruments: dict[str, Instrument], inst_id: str | None = None) -> list[Holding]:
    """The isolated positions, the nearest to liquidation first, those without a liquidation price last.

    `instruments` is filled with what has to be read but once. One that cannot be read leaves its figures out.

    Raises:
        OkxMarginError: The positions cannot be read.
    """
    found = [each for each in okx.account.positions(inst_id=inst_id) if each.mgn_mode == MgnMode.ISOLATED]
    for position in found:
        _learn(okx, instruments, position)
    held = [holding(position, instruments.get(position.inst_id)) for position in found]
    return sorted(held, key=lambda each: (each.distance is None, each.distance or 0))


def holding(position: Position, instrument: Instrument | None) -> Holding:
    """A position with the figures that the exchange's own `mmr`, `mgnRatio` and `liqPx` agree with."""
    figures = _figures(position, instrument) if instrument else None
    return Holding(position, instrument, figures)


def distance(mark_px: Decimal | None, liq_px: Decimal | None) -> Decimal | None:
    """From the mark price to the liquidation price, in percent of the mark price."""
    if not mark_px or liq_px is None:
        return None
    return round(abs(mark_px - liq_px) / mark_px * 100, 4)


def rounded_down(value: Fraction | Decimal) -> Decimal:
    """Never more than `value`: six significant digits, but at least two and at most eight decimals.

    How many decimals the exchange takes it does not say; what is cut off is less than the market moves meanwhile.
    """
    exact = Fraction(value)
    places = min(8, max(2, _DIGITS - 1 - _about(exact).adjusted()))
    return Decimal(int(exact * 10**places)).scaleb(-places).normalize()


def _learn(okx: OkxMargin, instruments: dict[str, Instrument], position: Position) -> None:
    if position.inst_id in instruments or position.inst_type not in (*InstType,):
        return
    try:
        read = okx.public.instruments(inst_type=InstType(position.inst_type), inst_id=position.inst_id)
    except OkxMarginError:
        return
    instruments.update({each.inst_id: each for each in read})


def _figures(position: Position, instrument: Instrument) -> IsolatedFigures | None:
    if not (position.pos and position.margin and position.mmr and position.mgn_ratio and position.avg_px):
        return None
    if not (position.mark_px and position.lever):
        return None
    exposure = _exposure(position, instrument)
    if exposure is None:
        return None
    try:
        bare = IsolatedFigures(exposure, Fraction(position.margin))
        figures = bare.with_shown_rates(Fraction(position.mmr), Fraction(position.mgn_ratio))
    except ZeroDivisionError:
        return None
    shown, ours = position.liq_px, figures.liq_px
    if shown and (ours is None or abs(ours - Fraction(shown)) > Fraction(shown) * _AGREES):
        return None
    return figures


def _exposure(position: Position, instrument: Instrument) -> Exposure | None:
    """The position's, rates left at 0: the exchange's own figures imply them."""
    direction = Holding(position).direction
    known: Mapping[str, Any] = {
        "long": direction == "long",
        "avg_px": Fraction(position.avg_px or 0),
        "mark_px": Fraction(position.mark_px or 0),
        "lever": Fraction(position.lever or 0),
        "maintenance_rate": Fraction(0),
        "taker_fee": Fraction(0),
    }
    size = abs(Fraction(position.pos or 0))
    if instrument.ct_val and instrument.ct_type in ("linear", "inverse"):
        return ContractExposure(
            **known,
            linear=instrument.ct_type == "linear",
            quantity=size * Fraction(instrument.ct_val) * Fraction(instrument.ct_mult or 1),
            tick_sz=Fraction(instrument.tick_sz or 0),
        )
    if position.inst_type == InstType.MARGIN and position.liab:
        in_pos = position.pos_ccy == position.ccy
        bought = size - Fraction(position.margin or 0) if in_pos else size
        return PairExposure(**known, bought=bought, liab=abs(Fraction(position.liab)), margin_in_pos=in_pos)
    return None


def decimal(value: Fraction | None) -> Decimal | None:
    """Sixteen digits of it, which is as many as the exchange shows."""
    return None if value is None else _about(value).normalize(_SHOWN)


def _about(value: Fraction) -> Decimal:
    return _SHOWN.divide(Decimal(value.numerator), Decimal(value.denominator))
