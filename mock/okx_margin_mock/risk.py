"""A position's figures as the runtime's formulas give them, from what the exchange's state holds."""

from decimal import Decimal
from functools import lru_cache

from okx_margin_mock.exact import EXACT, fraction
from okx_margin_mock.state import ExchangeState, Listing, PositionState
from okx_margin_runtime.figures import ContractExposure, Exposure, IsolatedFigures, PairExposure


def figures(state: ExchangeState, position: PositionState) -> IsolatedFigures:
    """The position at its instrument's mark price, with the margin that lies in its pot."""
    margin = state.ledger.balance(position.pot)
    in_pos = bool(position.pos_ccy) and position.ccy == position.pos_ccy
    exposure = _exposure(
        state.instruments[position.inst_id],
        state.marks[position.inst_id],
        position.pos_side,
        EXACT.subtract(position.pos, margin) if in_pos else position.pos,
        position.avg_px,
        position.lever,
        position.liab,
        position.pos_ccy,
        in_pos,
    )
    return IsolatedFigures(exposure, fraction(margin))


@lru_cache(maxsize=1024)
def _exposure(
    listing: Listing,
    mark_px: Decimal,
    pos_side: str,
    pos: Decimal,
    avg_px: Decimal,
    lever: Decimal,
    liab: Decimal,
    pos_ccy: str,
    margin_in_pos: bool,
) -> Exposure:
    """Remembered, since moving margin changes nothing of it; `pos` without the margin."""
    if listing.inst_type == "MARGIN":
        return PairExposure(
            long=pos_ccy == listing.base,
            avg_px=fraction(avg_px),
            mark_px=fraction(mark_px),
            lever=fraction(lever),
            maintenance_rate=fraction(listing.maintenance_rate),
            taker_fee=fraction(listing.taker_fee),
            bought=fraction(pos),
            liab=fraction(liab),
            margin_in_pos=margin_in_pos,
        )
    return ContractExposure(
        long=pos_side != "short" and pos >= 0,
        avg_px=fraction(avg_px),
        mark_px=fraction(mark_px),
        lever=fraction(lever),
        maintenance_rate=fraction(listing.maintenance_rate),
        taker_fee=fraction(listing.taker_fee),
        linear=listing.ct_type == "linear",
        quantity=fraction(listing.ct_val) * abs(fraction(pos)) * fraction(listing.ct_mult),
        tick_sz=fraction(listing.tick_sz),
    )
