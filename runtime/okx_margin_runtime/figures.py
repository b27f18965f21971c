"""The figures of one isolated position: profit, margin ratio, liquidation price, what may be taken back.

Pure arithmetic in exact fractions. Prices are in the quote currency, money is in the currency of the margin.

Where the formulas come from: those of contracts were measured on demo trading by a public project (linear
and inverse, the most that may be taken back bracketed to 0.005 %), those of margin pairs by others. They give
the real positions in `tests/runtime/test_figures.py` to ten digits. What nobody has measured says so.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class IsolatedFigures(ABC):
    """What contracts and margin pairs have in common."""

    #: The currency of the prices is the quote currency; a short gains when the mark price falls.
    long: bool
    #: Average entry price; 0 while nothing is open.
    avg_px: Fraction
    mark_px: Fraction
    #: The leverage *setting*; moving margin does not change it.
    lever: Fraction
    margin: Fraction
    #: Maintenance margin and closing fee, each as a share of the notional: 0.004 is 0.4 %.
    maintenance_rate: Fraction
    taker_fee: Fraction

    @abstractmethod
    def notional_at(self, price: Fraction) -> Fraction:
        """The position's size in the currency of the margin, at a price; for a pair, what is owed."""

    @property
    @abstractmethod
    def upl(self) -> Fraction:
        """Unrealised profit at the mark price, negative for a loss."""

    @property
    @abstractmethod
    def due_rate(self) -> Fraction:
        """What closing takes as a share of the notional: the maintenance margin and the fee."""

    @property
    @abstractmethod
    def liq_px(self) -> Fraction | None:
        """The liquidation price as the exchange shows it; None where no price above 0 gets there."""

    @abstractmethod
    def adjusted(self, change: Fraction) -> Self:
        """The position after so much margin was added, or taken back where `change` is negative."""

    @abstractmethod
    def with_shown_rates(self, mmr: Fraction, mgn_ratio: Fraction) -> Self:
        """The same position with the rates that the exchange's own `mmr` and `mgnRatio` imply.

        The read of a position shows neither rate. Raises ZeroDivisionError where nothing is open.
        """

    @property
    def notional(self) -> Fraction:
        return self.notional_at(self.mark_px)

    @property
    def initial_margin(self) -> Fraction:
        """At entry, by the leverage setting."""
        return self.notional_at(self.avg_px) / self.lever

    @property
    def equity(self) -> Fraction:
        return self.margin + self.upl

    @property
    def mmr(self) -> Fraction:
        """Maintenance margin at the mark price."""
        return self.notional * self.maintenance_rate

    @property
    def mgn_ratio(self) -> Fraction | None:
        """Equity over what closing takes; None while nothing is open."""
        due = self.notional * self.due_rate
        return self.equity / due if due else None

    @property
    def liquidated(self) -> bool:
        """Whether the margin ratio is at or under 1."""
        due = self.notional * self.due_rate
        return bool(due) and self.equity <= due

    @property
    def upl_ratio(self) -> Fraction | None:
        """Unrealised profit over the initial margin; None while nothing is open."""
        initial = self.initial_margin
        return self.upl / initial if initial else None

    @property
    def most_reducible(self) -> Fraction:
        """The most margin that may be taken back: what lies above the initial margin and an unrealised loss.

        A fresh position can give back nothing, a profit may not leave. Measured for contracts; for a margin
        pair it is a guess that the same rule holds.
        """
        return max(Fraction(0), self.margin - self.initial_margin + min(Fraction(0), self.upl))

    def real_leverage(self, price: Fraction) -> Fraction | None:
        """Notional at a price over the margin (a guess at what the exchange calls real leverage)."""
        return self.notional_at(price) / self.margin if self.margin else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractFigures(IsolatedFigures):
    """A position in linear contracts, margined in the quote currency, or in inverse ones, in the base one."""

    linear: bool
    #: Contract value × |size| × multiplier: base currency if linear, quote currency if inverse.
    quantity: Fraction
    #: The exchange shows the liquidation price one tick nearer; 0 for the bare formula.
    tick_sz: Fraction = Fraction(0)

    def notional_at(self, price: Fraction) -> Fraction:
        if not self.quantity:
            return Fraction(0)
        return self.quantity * price if self.linear else self.quantity / price

    @property
    def upl(self) -> Fraction:
        change = self.notional_at(self.mark_px) - self.notional_at(self.avg_px)
        return change if self.long == self.linear else -change

    @property
    def due_rate(self) -> Fraction:
        return self.maintenance_rate + self.taker_fee

    @property
    def liq_px(self) -> Fraction | None:
        direction = 1 if self.long else -1
        rate, at_entry = direction * self.due_rate, self.notional_at(self.avg_px)
        if self.linear:
            above, below = at_entry - direction * self.margin, self.quantity * (1 - rate)
        else:
            above, below = self.quantity * (1 + rate), at_entry + direction * self.margin
        return above / below + direction * self.tick_sz if above > 0 and below > 0 else None

    def adjusted(self, change: Fraction) -> Self:
        return replace(self, margin=self.margin + change)

    def with_shown_rates(self, mmr: Fraction, mgn_ratio: Fraction) -> Self:
        rate = mmr / self.notional
        due_rate = self.equity / (mgn_ratio * self.notional)
        return replace(self, maintenance_rate=rate, taker_fee=due_rate - rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginPairFigures(IsolatedFigures):
    """An isolated MARGIN position: bought with what was borrowed, in the base currency for a long."""

    #: `pos` of the exchange: what was bought, less the fee, and the margin where it is in the same currency.
    pos: Fraction
    #: `liab` without its sign: quote currency for a long, base currency for a short.
    liab: Fraction
    #: Whether the margin is in the currency that was bought, and so a part of `pos` (the positions that were
    #: measured). Otherwise it is in the borrowed one, and every figure is a guess after the same definitions.
    margin_in_pos: bool = True

    def notional_at(self, price: Fraction) -> Fraction:
        """What is owed, in the currency of the margin."""
        if not self.liab or not self.margin_in_pos:
            return self.liab
        return self.liab / price if self.long else self.liab * price

    @property
    def _worth(self) -> Fraction:
        """What was bought, in the currency of the margin, at the mark price."""
        if self.margin_in_pos:
            return self.pos - self.margin
        return self.pos * self.mark_px if self.long else self.pos / self.mark_px

    @property
    def upl(self) -> Fraction:
        return self._worth - self.notional

    @property
    def due_rate(self) -> Fraction:
        return self.maintenance_rate + (1 + self.maintenance_rate) * self.taker_fee

    @property
    def liq_px(self) -> Fraction | None:
        due = self.liab * (1 + self.due_rate) - (0 if self.margin_in_pos else self.margin)
        above, below = (due, self.pos) if self.long else (self.pos, due)
        return above / below if above > 0 and below > 0 else None

    def adjusted(self, change: Fraction) -> Self:
        pos = self.pos + change if self.margin_in_pos else self.pos
        return replace(self, margin=self.margin + change, pos=pos)

    def with_shown_rates(self, mmr: Fraction, mgn_ratio: Fraction) -> Self:
        rate = mmr / self.notional
        due_rate = self.equity / (mgn_ratio * self.notional)
        return replace(self, maintenance_rate=rate, taker_fee=(due_rate - rate) / (1 + rate))
