"""A position's figures as the runtime's formulas give them, from what the exchange's state holds."""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from okx_margin_mock.exact import fraction
from okx_margin_mock.state import ExchangeState, PositionState
from okx_margin_runtime.figures import ContractFigures, IsolatedFigures, MarginPairFigures


def figures(state: ExchangeState, position: PositionState) -> IsolatedFigures:
    """The position at its instrument's mark price, with the margin that lies in its pot."""
    listing = state.instruments[position.inst_id]
    mark, margin = state.marks[position.inst_id], state.ledger.balance(position.pot)
    if listing.inst_type == "MARGIN":
        return MarginPairFigures(
            long=position.pos_ccy == listing.base,
            avg_px=fraction(position.avg_px),
            mark_px=fraction(mark),
            lever=fraction(position.lever),
            margin=fraction(margin),
            maintenance_rate=fraction(listing.maintenance_rate),
            taker_fee=fraction(listing.taker_fee),
            pos=fraction(position.pos),
            liab=fraction(position.liab),
            margin_in_pos=position.ccy == position.pos_ccy,
        )
    return ContractFigures(
        long=position.pos_side != "short" and position.pos >= 0,
        avg_px=fraction(position.avg_px),
        mark_px=fraction(mark),
        lever=fraction(position.lever),
        margin=fraction(margin),
        maintenance_rate=fraction(listing.maintenance_rate),
        taker_fee=fraction(listing.taker_fee),
        linear=listing.ct_type == "linear",
        quantity=_quantity(listing.ct_val, position.pos, listing.ct_mult),
        tick_sz=fraction(listing.tick_sz),
    )


@lru_cache(maxsize=4096)
def _quantity(ct_val: Decimal, pos: Decimal, ct_mult: Decimal) -> Fraction:
    return fraction(ct_val) * abs(fraction(pos)) * fraction(ct_mult)
