"""The arithmetic of a position, against figures worked out by hand."""

from fractions import Fraction

import pytest

from okx_margin_mock.margin import Exposure


def exposure(*, linear: bool, quantity: str, direction: int, leverage: int = 10) -> Exposure:
    return Exposure(
        linear=linear,
        quantity=Fraction(quantity),
        direction=direction,
        avg_price=Fraction(50_000),
        leverage=Fraction(leverage),
        maintenance_rate=Fraction("0.004"),
        taker_fee=Fraction("0.0005"),
    )


@pytest.mark.parametrize(
    ("linear", "quantity", "initial"), [(True, "0.5", Fraction(2500)), (False, "1000", Fraction("0.002"))]
)
def test_initial_margin(linear: bool, quantity: str, initial: Fraction) -> None:
    assert exposure(linear=linear, quantity=quantity, direction=1).initial_margin() == initial


@pytest.mark.parametrize(
    ("linear", "direction", "mark", "profit"),
    [
        (True, 1, 60_000, Fraction(10_000)),
        (True, -1, 60_000, Fraction(-10_000)),
        (False, 1, 62_500, Fraction("0.004")),  # 1000 · (1/50000 - 1/62500)
        (False, -1, 62_500, Fraction("-0.004")),
    ],
)
def test_unrealised_profit(linear: bool, direction: int, mark: int, profit: Fraction) -> None:
    position = exposure(linear=linear, quantity="1" if linear else "1000", direction=direction)
    assert position.profit(Fraction(mark)) == profit


@pytest.mark.parametrize("linear", [True, False])
@pytest.mark.parametrize("direction", [1, -1])
def test_at_the_liquidation_price_the_margin_ratio_is_one(linear: bool, direction: int) -> None:
    position = exposure(linear=linear, quantity="1" if linear else "50000", direction=direction)
    margin = position.initial_margin()
    price = position.liquidation_price(margin)
    assert price is not None
    assert (price < 50_000) == (direction == 1)
    assert position.margin_ratio(margin, price) == 1
    assert position.in_liquidation(margin, price)
    assert not position.in_liquidation(margin, price + direction)


def test_a_liquidation_price_is_what_the_published_formula_says() -> None:
    """Long (avg·Q - margin)/(Q(1 - r)), short (avg·Q + margin)/(Q(1 + r)), r = 0.0045."""
    long, short = (exposure(linear=True, quantity="2", direction=direction) for direction in (1, -1))
    assert long.liquidation_price(Fraction(10_000)) == Fraction(90_000) / (2 * Fraction("0.9955"))
    assert short.liquidation_price(Fraction(10_000)) == Fraction(110_000) / (2 * Fraction("1.0045"))


def test_a_position_that_cannot_be_liquidated_has_no_price() -> None:
    assert exposure(linear=True, quantity="1", direction=1).liquidation_price(Fraction(50_000)) is None
    assert exposure(linear=False, quantity="50000", direction=-1).liquidation_price(Fraction(1)) is None


def test_only_what_is_above_initial_margin_and_loss_can_be_reduced() -> None:
    position = exposure(linear=True, quantity="1", direction=1)
    assert position.most_reducible(Fraction(6000), Fraction(50_000)) == 1000
    assert position.most_reducible(Fraction(6000), Fraction(60_000)) == 1000
    assert position.most_reducible(Fraction(6000), Fraction(49_400)) == 400
    assert position.most_reducible(Fraction(6000), Fraction(40_000)) == 0


def test_nothing_open_has_no_figures() -> None:
    position = exposure(linear=False, quantity="0", direction=1)
    assert position.most_reducible(Fraction(5), Fraction(1)) == 5
    assert position.margin_ratio(Fraction(5), Fraction(1)) is None
    assert position.liquidation_price(Fraction(5)) is None
    assert position.real_leverage(Fraction(0), Fraction(1)) is None


def test_the_documented_margin_position_has_the_margin_the_arithmetic_gives() -> None:
    """OKX's page shows 99.9998 USDT borrowed at 62961.4 and 5x, with a margin of 0.000317654 BTC."""
    position = Exposure(
        linear=False,
        quantity=Fraction("99.9998177776581948"),
        direction=1,
        avg_price=Fraction("62961.4"),
        leverage=Fraction(5),
        maintenance_rate=Fraction("0.02"),
        taker_fee=Fraction("0.001"),
    )
    assert abs(position.initial_margin() - Fraction("0.000317654")) < Fraction("0.000000001")
    assert abs(position.maintenance_margin(Fraction("62891.9")) - Fraction("0.0000318005395854")) < Fraction(
        "1e-9"
    )
