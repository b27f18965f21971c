"""The formulas against positions that the exchange showed, and against figures worked out by hand."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from okx_margin_runtime.figures import ContractExposure, IsolatedFigures, PairExposure

FEE = Fraction("0.0005")

#: Real ones: a line with side, contract value, contracts, avgPx, lever, markPx, maintenance rate, margin and
#: tickSz, and one with mmr, mgnRatio, liqPx and upl as the exchange printed them.
LINEAR = """
long 0.01 1 78059.0500000000000002 5 78058.84 0.004 156.1181 0.01
3.1223536000000003 44.44396617275433 62729.53285283777 -0.002100000000064
short 0.01 1 78091.5 5 78084.77 0.004 156.183 0.01
3.1233908000000006 44.4674280130285 93289.98502239921 0.0672999999999593
long 0.0001 5 2268 5 2267.5 0.0065 0.2268 0.1
0.007369375 28.546227752401958 1827.290332326284 -0.00025
"""
INVERSE = """
long 100 50 78455.7 20 78451.5 0.004 0.0031865116237571 0.1
0.0002549345774141 11.098619985545978 75056.05300000001 -0.0000034118783758
"""

#: Side, pos, liab, avgPx, lever, markPx, maintenance rate, fee and margin; then the same four. Of the short
#: neither the average price nor the upl was recorded.
PAIRS = """
long 0.00190433573 99.9998177776581948 62961.4 5 62891.9 0.02 0.001 0.000317654
0.0000318005395854 9.404143929947395 53615.448336593756 -0.0000033452492717
short 12.00358728382 0.113791 87.81 5 87.81 0.05 0.0015 2.002266436
0.4995993855 3.903466055555656 100.31430948814871 -
"""


def rows(table: str) -> list[tuple[bool, list[Fraction], list[str]]]:
    """Whether it is long, what is known of the position, and the four figures."""
    lines = [line.split() for line in table.strip().splitlines()]
    pairs = zip(lines[::2], lines[1::2], strict=True)
    return [(side == "long", [Fraction(one) for one in known], shown) for (side, *known), shown in pairs]


def deviation(position: IsolatedFigures, shown: list[str]) -> Fraction:
    """The largest relative difference between the formulas and what the exchange printed."""
    exposure = position.exposure
    computed = (exposure.mmr, position.mgn_ratio, position.liq_px, exposure.upl)
    pairs = [(one, Fraction(digits)) for one, digits in zip(computed, shown, strict=True) if digits != "-"]
    return max(abs(one - real) / abs(real) for one, real in pairs if one is not None)


def real_positions() -> list[tuple[IsolatedFigures, list[str]]]:
    found: list[tuple[IsolatedFigures, list[str]]] = []
    for linear, table in ((True, LINEAR), (False, INVERSE)):
        for long, (ct_val, size, avg_px, lever, mark_px, rate, margin, tick_sz), shown in rows(table):
            contracts = ContractExposure(
                linear=linear,
                long=long,
                quantity=ct_val * size,
                avg_px=avg_px,
                lever=lever,
                mark_px=mark_px,
                maintenance_rate=rate,
                taker_fee=FEE,
                tick_sz=tick_sz,
            )
            found.append((IsolatedFigures(contracts, margin), shown))
    for long, (pos, liab, avg_px, lever, mark_px, rate, fee, margin), shown in rows(PAIRS):
        pair = PairExposure(
            long=long,
            bought=pos - margin,
            liab=liab,
            avg_px=avg_px,
            lever=lever,
            mark_px=mark_px,
            maintenance_rate=rate,
            taker_fee=fee,
        )
        found.append((IsolatedFigures(pair, margin), shown))
    return found


def test_real_positions_come_out_to_ten_digits() -> None:
    assert len(real_positions()) == 6
    for position, shown in real_positions():
        assert deviation(position, shown) < Fraction("1e-10"), (position, shown)


def test_a_wrong_formula_would_show() -> None:
    """Without its one tick, no contract's liquidation price agrees any more."""
    for position, shown in real_positions():
        if isinstance(position.exposure, ContractExposure):
            without = replace(position.exposure, tick_sz=Fraction(0))
            assert deviation(IsolatedFigures(without, position.margin), shown) > Fraction("1e-9")


def test_the_rates_follow_from_what_the_exchange_shows() -> None:
    """A read of a position shows neither rate, but mmr and mgnRatio, from which an estimate can start."""
    for position, (mmr, mgn_ratio, *_) in real_positions():
        right = position.exposure
        without = replace(right, maintenance_rate=Fraction(0), taker_fee=Fraction(0))
        bare = IsolatedFigures(without, position.margin)
        found = bare.with_shown_rates(Fraction(mmr), Fraction(mgn_ratio)).exposure
        assert abs(found.maintenance_rate / right.maintenance_rate - 1) < Fraction("1e-9")
        assert abs(found.taker_fee / right.taker_fee - 1) < Fraction("1e-9")


def contract(**changed: Any) -> IsolatedFigures:
    """1 BTC long from 50,000 at 10x, linear unless told otherwise, priced as it was entered."""
    margin = changed.pop("margin", Fraction(5_000))
    exposure = ContractExposure(
        linear=True,
        long=True,
        quantity=Fraction(1),
        avg_px=Fraction(50_000),
        mark_px=Fraction(50_000),
        lever=Fraction(10),
        maintenance_rate=Fraction("0.004"),
        taker_fee=FEE,
    )
    return IsolatedFigures(replace(exposure, **changed), margin)


def pair(long: bool) -> PairExposure:
    """0.05 BTC at 60,000 and 5x, margined in what was borrowed."""
    return PairExposure(
        long=long,
        bought=Fraction("0.05") if long else Fraction(3000),
        liab=Fraction(3000) if long else Fraction("0.05"),
        avg_px=Fraction(60_000),
        mark_px=Fraction(60_000),
        lever=Fraction(5),
        maintenance_rate=Fraction("0.02"),
        taker_fee=Fraction("0.001"),
        margin_in_pos=False,
    )


def test_initial_margin() -> None:
    assert contract(quantity=Fraction("0.5")).exposure.initial_margin == 2500
    assert contract(linear=False, quantity=Fraction(1000)).exposure.initial_margin == Fraction("0.002")


def test_unrealised_profit() -> None:
    at = Fraction(62_500)
    assert contract(mark_px=Fraction(60_000)).exposure.upl == 10_000
    assert contract(mark_px=Fraction(60_000), long=False).exposure.upl == -10_000
    inverse = contract(linear=False, quantity=Fraction(1000), mark_px=at)
    assert inverse.exposure.upl == Fraction("0.004")  # 1000 · (1/50000 - 1/62500)
    short = contract(linear=False, quantity=Fraction(1000), mark_px=at, long=False)
    assert short.exposure.upl == -Fraction("0.004")


@pytest.mark.parametrize("linear", [True, False])
@pytest.mark.parametrize("long", [True, False])
def test_at_the_liquidation_price_the_margin_ratio_is_one(linear: bool, long: bool) -> None:
    size = Fraction(1) if linear else Fraction(50_000)
    exposure = contract(linear=linear, long=long, quantity=size).exposure
    margin = exposure.initial_margin
    price = exposure.liq_px(margin)
    assert price is not None
    assert (price < 50_000) == long
    there = IsolatedFigures(replace(exposure, mark_px=price), margin)
    assert there.mgn_ratio == 1
    assert there.liquidated
    further = replace(exposure, mark_px=price + (1 if long else -1))
    assert not IsolatedFigures(further, margin).liquidated


def test_a_liquidation_price_is_shown_one_tick_nearer() -> None:
    """Long (avg·Q - margin)/(Q(1 - r)) + tick, short (avg·Q + margin)/(Q(1 + r)) - tick, r = 0.0045."""
    tick = Fraction("0.1")
    long = contract(quantity=Fraction(2), margin=Fraction(10_000), tick_sz=tick)
    short = contract(quantity=Fraction(2), margin=Fraction(10_000), tick_sz=tick, long=False)
    assert long.liq_px == Fraction(90_000) / (2 * Fraction("0.9955")) + tick
    assert short.liq_px == Fraction(110_000) / (2 * Fraction("1.0045")) - tick


def test_a_position_that_cannot_be_liquidated_has_no_price() -> None:
    assert contract(margin=Fraction(50_000)).liq_px is None
    inverse = contract(linear=False, long=False, quantity=Fraction(50_000), margin=Fraction(1))
    assert inverse.liq_px is None
    for long in (True, False):
        borrowed = pair(long)
        owed = borrowed.liab * (1 + borrowed.due_rate)
        assert borrowed.liq_px(owed) is None, "margin for all that is owed"
        assert borrowed.liq_px(owed + 1) is None
        assert borrowed.liq_px(owed - Fraction("1e-9")) is not None
        assert replace(borrowed, bought=Fraction(0)).liq_px(Fraction(0)) is None


@pytest.mark.parametrize(("mark", "most"), [(50_000, 1000), (60_000, 1000), (49_400, 400), (40_000, 0)])
def test_only_what_is_above_initial_margin_and_loss_may_be_taken_back(mark: int, most: int) -> None:
    assert contract(margin=Fraction(6000), mark_px=Fraction(mark)).most_reducible == most


def test_an_adjustment_is_estimated_before_it_is_made() -> None:
    before = contract()
    after = before.adjusted(Fraction(1000))
    assert after.margin == 6000
    assert after.mgn_ratio == Fraction(6000) / 225
    assert after.liq_px is not None
    assert before.liq_px is not None
    assert after.liq_px < before.liq_px
    assert after.adjusted(Fraction(-1000)) == before
    assert after.real_leverage(Fraction(50_000)) == Fraction(50_000) / 6000


def test_margin_added_to_a_pair_does_not_change_what_it_has_won() -> None:
    position = next(one for one, _ in real_positions() if isinstance(one.exposure, PairExposure))
    after = position.adjusted(Fraction("0.001"))
    assert after.exposure.upl == position.exposure.upl
    assert after.mgn_ratio is not None
    assert after.mgn_ratio > (position.mgn_ratio or 0)


@pytest.mark.parametrize("long", [True, False])
def test_a_pair_margined_in_what_was_borrowed_is_liquidated_at_its_price_too(long: bool) -> None:
    exposure = pair(long)
    margin = Fraction(600) if long else Fraction("0.01")
    assert exposure.upl == 0
    price = exposure.liq_px(margin)
    assert price is not None
    assert (price < 60_000) == long
    assert IsolatedFigures(replace(exposure, mark_px=price), margin).mgn_ratio == 1


def test_nothing_open_has_no_figures() -> None:
    position = contract(linear=False, quantity=Fraction(0), avg_px=Fraction(0), margin=Fraction(5))
    assert position.most_reducible == 5
    assert position.mgn_ratio is None
    assert not position.liquidated
    assert position.liq_px is None
    assert position.exposure.upl_ratio is None
    assert position.adjusted(Fraction(-5)).real_leverage(Fraction(1)) is None
