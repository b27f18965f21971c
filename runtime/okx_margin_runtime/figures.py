"""The figures of one isolated position: profit, margin ratio, liquidation price, what may be taken back.

    exposure = ContractExposure(linear=True, long=True, quantity=Fraction("0.01"), …)
    position = IsolatedFigures(exposure, margin=Fraction("156.1"))
    position.adjusted(Fraction(10)).liq_px  # after adding 10

Pure arithmetic in exact fractions. Prices are in the quote currency, money is in the currency of the margin.

Where the formulas come from: those of contracts were measured on demo trading by a public project (linear
and inverse, the most that may be taken back bracketed to 0.005 %), those of margin pairs by others. They give
the real positions in `tests/runtime/test_figures.py` to ten digits. What nobody has measured says so.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Exposure(ABC):
    """What a position stands to win or lose at a mark price, whatever its margin."""

    #: A long gains when the mark price rises, a short when it falls.
    long: bool
    #: Average entry price; 0 while nothing is open.
    avg_px: Fraction
    mark_px: Fraction
    #: The leverage *setting*; moving margin does not change it.
    lever: Fraction
    #: Maintenance margin and closing fee, each as a share of the notional: 0.004 is 0.4 %.
    maintenance_rate: Fraction
    taker_fee: Fraction

    @abstractmethod
    def notional_at(self, price: Fraction) -> Fraction:
        """The position's size in the currency of the margin, at a price; for a pair, what is owed."""

    @cached_property
    @abstractmethod
    def upl(self) -> Fraction:
        """Unrealised profit at the mark price, negative for a loss."""

    @property
    @abstractmethod
    def due_rate(self) -> Fraction:
        """What closing takes as a share of the notional: the maintenance margin and the fee."""

    @abstractmethod
    def liq_px(self, margin: Fraction) -> Fraction | None:
        """The liquidation price as the exchange shows it; None where no price above 0 gets there."""

    @abstractmethod
    def with_due_rate(self, maintenance_rate: Fraction, due_rate: Fraction) -> Self:
        """The same with other rates: the fee is what is left of `due_rate`."""

    @cached_property
    def notional(self) -> Fraction:
        return self.notional_at(self.mark_px)

    @cached_property
    def initial_margin(self) -> Fraction:
        """At entry, by the leverage setting."""
        return self.notional_at(self.avg_px) / self.lever

    @property
    def mmr(self) -> Fraction:
        """Maintenance margin at the mark price."""
        return self.notional * self.maintenance_rate

    @cached_property
    def due(self) -> Fraction:
        """Maintenance margin and closing fee at the mark price."""
        return self.notional * self.due_rate

    @cached_property
    def least_margin(self) -> Fraction:
        """At and under this margin the position is liquidated."""
        return self.due - self.upl

    @property
    def upl_ratio(self) -> Fraction | None:
        """Unrealised profit over the initial margin; None while nothing is open."""
        return self.upl / self.initial_margin if self.initial_margin else None


@dataclass(frozen=True, kw_only=True)
class ContractExposure(Exposure):
    """Linear contracts, margined in the quote currency, or inverse ones, margined in the base currency."""

    linear: bool
    #: Contract value × |size| × multiplier: base currency if linear, quote currency if inverse.
    quantity: Fraction
    #: The exchange shows the liquidation price one tick nearer; 0 for the bare formula.
    tick_sz: Fraction = Fraction(0)

    def notional_at(self, price: Fraction) -> Fraction:
        if not self.quantity:
            return Fraction(0)
        return self.quantity * price if self.linear else self.quantity / price

    @cached_property
    def upl(self) -> Fraction:
        change = self.notional - self.notional_at(self.avg_px)
        return change if self.long == self.linear else -change

    @property
    def due_rate(self) -> Fraction:
        return self.maintenance_rate + self.taker_fee

    def liq_px(self, margin: Fraction) -> Fraction | None:
        direction = 1 if self.long else -1
        rate, at_entry = direction * self.due_rate, self.notional_at(self.avg_px)
        if self.linear:
            above, below = at_entry - direction * margin, self.quantity * (1 - rate)
        else:
            above, below = self.quantity * (1 + rate), at_entry + direction * margin
        return above / below + direction * self.tick_sz if above > 0 and below > 0 else None

    def with_due_rate(self, maintenance_rate: Fraction, due_rate: Fraction) -> Self:
        return replace(self, maintenance_rate=maintenance_rate, taker_fee=due_rate - maintenance_rate)


@dataclass(frozen=True, kw_only=True)
class PairExposure(Exposure):
    """A margin pair: bought with what was borrowed, the base currency for a long."""

    #: What was bought, less the fee: `pos` of the exchange, without the margin where that is a part of it.
    bought: Fraction
    #: `liab` without its sign: quote currency for a long, base currency for a short.
    liab: Fraction
    #: Whether the margin is in the currency that was bought (the positions that were measured). Otherwise it
    #: is in the borrowed one, and every figure is a guess after the same definitions.
    margin_in_pos: bool = True

    def notional_at(self, price: Fraction) -> Fraction:
        """What is owed, in the currency of the margin."""
        if not self.liab or not self.margin_in_pos:
            return self.liab
        return self.liab / price if self.long else self.liab * price

    @cached_property
    def upl(self) -> Fraction:
        if self.margin_in_pos:
            worth = self.bought
        else:
            worth = self.bought * self.mark_px if self.long else self.bought / self.mark_px
        return worth - self.notional

    @property
    def due_rate(self) -> Fraction:
        return self.maintenance_rate + (1 + self.maintenance_rate) * self.taker_fee

    def liq_px(self, margin: Fraction) -> Fraction | None:
        held, due = self.bought, self.liab * (1 + self.due_rate)
        if self.margin_in_pos:
            held += margin
        else:
            due -= margin
        above, below = (due, held) if self.long else (held, due)
        return above / below if above > 0 and below > 0 else None

    def with_due_rate(self, maintenance_rate: Fraction, due_rate: Fraction) -> Self:
        fee = (due_rate - maintenance_rate) / (1 + maintenance_rate)
        return replace(self, maintenance_rate=maintenance_rate, taker_fee=fee)


@dataclass(frozen=True, slots=True)
class IsolatedFigures:
    """An exposure with its margin."""

    exposure: Exposure
    margin: Fraction

    @property
    def equity(self) -> Fraction:
        return self.margin + self.exposure.upl

    @property
    def mgn_ratio(self) -> Fraction | None:
        """Equity over what closing takes; None while nothing is open."""
        return self.equity / self.exposure.due if self.exposure.due else None

    @property
    def liquidated(self) -> bool:
        """Whether the margin ratio is at or under 1."""
        return bool(self.exposure.due) and self.margin <= self.exposure.least_margin

    @property
    def liq_px(self) -> Fraction | None:
        """The liquidation price as the exchange shows it; None where no price above 0 gets there."""
        return self.exposure.liq_px(self.margin)

    @property
    def most_reducible(self) -> Fraction:
        """The most margin that may be taken back: what lies above the initial margin and an unrealised loss.

        A fresh position can give back nothing, a profit may not leave. Measured for contracts; for a margin
        pair it is a guess that the same rule holds.
        """
        loss = min(Fraction(0), self.exposure.upl)
        return max(Fraction(0), self.margin - self.exposure.initial_margin + loss)

    def real_leverage(self, price: Fraction) -> Fraction | None:
        """Notional at a price over the margin (a guess at what the exchange calls real leverage)."""
        return self.exposure.notional_at(price) / self.margin if self.margin else None

    def adjusted(self, change: Fraction) -> "IsolatedFigures":
        """The position after so much margin was added, or taken back where `change` is negative."""
        return IsolatedFigures(self.exposure, self.margin + change)

    def with_shown_rates(self, mmr: Fraction, mgn_ratio: Fraction) -> "IsolatedFigures":
        """The same position with the rates that the exchange's own `mmr` and `mgnRatio` imply.

        A read of a position shows neither rate. Raises ZeroDivisionError where nothing is open.
        """
        notional = self.exposure.notional
        rated = self.exposure.with_due_rate(mmr / notional, self.equity / (mgn_ratio * notional))
        return IsolatedFigures(rated, self.margin)
