"""Arithmetic of an isolated position, in exact fractions.

Linear contracts: measured on demo by one public project. Inverse ones follow from the same definitions with
the payoff turned round. A MARGIN pair is taken for a linear position where its margin is quote currency and
for an inverse one where it is base currency, as large as what was borrowed: inferred from the one position
that OKX's documentation shows, which has just this margin; its loss differs by the fee.
"""

from fractions import Fraction

from attrs import frozen

from okx_margin_mock.accounts import Instrument, Position


@frozen
class Exposure:
    """What a position stands to win or lose.

    `quantity` is Q of the formulas, contract value × |size| × multiplier: base currency if linear, quote
    currency if inverse. All results are in the currency of the margin, prices in quote currency.
    """

    linear: bool
    quantity: Fraction
    direction: int  # 1 long, -1 short
    avg_price: Fraction
    leverage: Fraction
    maintenance_rate: Fraction
    taker_fee: Fraction

    def notional(self, price: Fraction) -> Fraction:
        if not self.quantity:
            return Fraction(0)
        return self.quantity * price if self.linear else self.quantity / price

    def initial_margin(self) -> Fraction:
        return self.notional(self.avg_price) / self.leverage

    def profit(self, mark: Fraction) -> Fraction:
        """Unrealised, at the mark price."""
        change = self.notional(mark) - self.notional(self.avg_price)
        return change * self.direction * (1 if self.linear else -1)

    def maintenance_margin(self, mark: Fraction) -> Fraction:
        return self.notional(mark) * self.maintenance_rate

    def most_reducible(self, margin: Fraction, mark: Fraction) -> Fraction:
        """Above the initial margin and an unrealised loss; a fresh position can give back nothing."""
        return max(Fraction(0), margin - self.initial_margin() + min(Fraction(0), self.profit(mark)))

    def real_leverage(self, margin: Fraction, price: Fraction) -> Fraction | None:
        return self.notional(price) / margin if margin else None

    def margin_ratio(self, margin: Fraction, mark: Fraction) -> Fraction | None:
        """At or under 1 the position is liquidated. None while nothing is open."""
        due = self.maintenance_margin(mark) + self.notional(mark) * self.taker_fee
        return (margin + self.profit(mark)) / due if due else None

    def in_liquidation(self, margin: Fraction, mark: Fraction) -> bool:
        ratio = self.margin_ratio(margin, mark)
        return ratio is not None and ratio <= 1

    def liquidation_price(self, margin: Fraction) -> Fraction | None:
        """The mark price at which the margin ratio is 1, or None where no price above 0 gets there."""
        rate = self.direction * (self.maintenance_rate + self.taker_fee)
        at_entry = self.notional(self.avg_price)
        if self.linear:
            above, below = at_entry - self.direction * margin, self.quantity * (1 - rate)
        else:
            above, below = self.quantity * (1 + rate), at_entry + self.direction * margin
        return above / below if above > 0 and below > 0 else None


def exposure(position: Position, instrument: Instrument) -> Exposure:
    """The position as its formulas see it."""
    if instrument.inst_type == "MARGIN":
        linear = position.ccy == instrument.quote
        direction = 1 if position.pos_ccy == instrument.base else -1
        quantity = _margin_quantity(position, instrument, linear=linear)
    else:
        linear = instrument.ct_type == "linear"
        direction = -1 if position.pos_side == "short" or position.size < 0 else 1
        quantity = (
            Fraction(instrument.contract_value)
            * abs(Fraction(position.size))
            * Fraction(instrument.multiplier)
        )
    return Exposure(
        linear=linear,
        quantity=quantity,
        direction=direction,
        avg_price=Fraction(position.avg_price),
        leverage=Fraction(position.leverage),
        maintenance_rate=Fraction(instrument.maintenance_rate),
        taker_fee=Fraction(instrument.taker_fee),
    )


def _margin_quantity(position: Position, instrument: Instrument, *, linear: bool) -> Fraction:
    borrowed, price = Fraction(position.liability), Fraction(position.avg_price)
    borrowed_is_base = position.pos_ccy == instrument.quote
    if linear == borrowed_is_base:
        return borrowed
    return borrowed / price if linear else borrowed * price
