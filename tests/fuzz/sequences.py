"""Many adjustments in a row, with faults between them: the client's account, ledger and positions agree.

Confirmed = applied, refused = not applied, unknown = either, and then looked up as users would.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from okx_margin_client import Outcome
from okx_margin_mock import Fault
from tests.fuzz.bodies import PLAIN
from tests.fuzz.document import BOT, POSITION, codes, path
from tests.fuzz.mishaps import MISHAPS, UNKNOWN
from tests.fuzz.rig import TWINS, Ended, Rig, Twin, arguments, check_unsigned

LABEL = "main"
SHORT, LONG, INVERSE = ("BTC-USDT-SWAP", "short"), ("ETH-USDT-SWAP", "long"), ("BTC-USD-SWAP", "long")
BOTS = ("123456", "123457")

_FLOORS: Mapping[tuple[str, str], Fraction] = {
    SHORT: Fraction(10 * 60000, 100 * 10),
    LONG: Fraction(5 * 3000, 10 * 5),
    INVERSE: Fraction(60 * 100, 60000 * 10),
}
"""Initial margins by hand: contracts × contract value × price / leverage, or / price where inverse."""

_MISHAP = st.none() | st.none() | st.sampled_from(sorted(MISHAPS))
_EDGES = ("all there is", "a unit too much")
_AMOUNT = PLAIN | PLAIN | st.sampled_from(_EDGES)
_UNIT = Decimal("0.00000001")
_KIND = st.sampled_from(["add", "add", "reduce"])


class Account(RuleBasedStateMachine):
    """One account as its owner keeps books on it: what lies in each position and bot, and in cash."""

    rig: ClassVar[Rig]
    steps: ClassVar[Callable[[str], None]]
    """Told the outcome of each adjustment."""

    @initialize()
    def start(self) -> None:
        exchange = self.rig.exchange
        exchange.reset()
        self.rig.forget_clocks()
        self.totals = exchange.totals()
        self.others = {
            pot: money for pot, money in exchange.pots().items() if pot.uid != exchange.key(LABEL).uid
        }
        self.held: dict[Any, Decimal] = {
            **{target: exchange.margin(*target) for target in _FLOORS},
            **{algo_id: exchange.state.ledger.balance(exchange.bot(algo_id).pot) for algo_id in BOTS},
            "USDT": exchange.cash("USDT"),
            "BTC": exchange.cash("BTC"),
        }
        self.moved_positions = 0

    @rule(
        position=st.sampled_from([SHORT, LONG, INVERSE]),
        type_=_KIND,
        amt=_AMOUNT,
        fault=_MISHAP,
        twin=st.sampled_from(TWINS),
    )
    def adjust_position(
        self, position: tuple[str, str], type_: str, amt: str, fault: str | None, twin: Twin
    ) -> None:
        inst_id, side = position
        ccy = "BTC" if position == INVERSE else "USDT"
        most = self.held[ccy] if type_ == "add" else self._reducible(position)
        body = {"instId": inst_id, "posSide": side, "type": type_, "amt": _digits(amt, most)}
        self._adjust(POSITION, body, position, ccy, most, fault, twin)

    @rule(algo_id=st.sampled_from(BOTS), type_=_KIND, amt=_AMOUNT, fault=_MISHAP, twin=st.sampled_from(TWINS))
    def adjust_bot(self, algo_id: str, type_: str, amt: str, fault: str | None, twin: Twin) -> None:
        most = self.held["USDT" if type_ == "add" else algo_id]
        body = {"algoId": algo_id, "type": type_, "amt": _digits(amt, most)}
        self._adjust(BOT, body, algo_id, "USDT", most, fault, twin)

    @rule(seconds=st.sampled_from([-3600, -31, 31, 90, 43200]))
    def clocks_drift_apart(self, seconds: int) -> None:
        """From now on the exchange's clock is off; the client finds out, and nobody needs to notice."""
        self.rig.exchange.inject(Fault.skewed_clock(seconds))

    @rule()
    def clocks_agree_again(self) -> None:
        self.rig.exchange.clear_faults()

    def _adjust(
        self,
        operation_id: str,
        body: Mapping[str, str],
        target: Any,
        ccy: str,
        most: Decimal | Fraction,
        fault: str | None,
        twin: Twin,
    ) -> None:
        exchange, amount = self.rig.exchange, Decimal(body["amt"])
        change = amount if body["type"] == "add" else -amount
        exchange.received.clear()
        self._learn_clock(twin)
        if fault is not None:
            exchange.inject(MISHAPS[fault](), endpoint=path(operation_id))
        ended = self.rig.call(twin, LABEL, operation_id, arguments(body))
        posts = [request for request in exchange.received if request.method == "POST"]
        assert len(posts) == 1, f"{len(posts)} adjustments reached the exchange, not 1 ({fault})"
        check_unsigned(ended)
        possible = Fraction(amount) <= most and -int(amount.normalize().as_tuple().exponent) <= 8
        self._check_outcome(ended, possible, fault)
        applied = ended.outcome is Outcome.SUCCESS
        if ended.outcome is Outcome.UNKNOWN:
            seen = self._look_up(operation_id, target)
            assert seen in (self.held[target], self.held[target] + change), (
                f"{seen} after an unknown {change}"
            )
            applied = seen != self.held[target]
        if applied:
            self.held[target] += change
            self.held[ccy] -= change
            self.moved_positions += operation_id == POSITION
        type(self).steps(f"{ended.outcome}{', with a fault' if fault else ''}")

    def _learn_clock(self, twin: Twin) -> None:
        """Where the clocks drifted apart, let the client find out in a call that moves nothing."""
        body = {"algoId": "nobody", "type": "add", "amt": "1"}
        ended = self.rig.call(twin, LABEL, BOT, arguments(body))
        code = ended.error.code if ended.error else "0"
        assert code == "51293", f"after a drift: {ended.shown()}"
        posts = [request for request in self.rig.exchange.received if request.method == "POST"]
        assert len(posts) <= 2, f"{len(posts)} requests for one call after a drift"
        self.rig.exchange.received.clear()

    def _check_outcome(self, ended: Ended, possible: bool, fault: str | None) -> None:
        if fault in UNKNOWN:
            assert ended.outcome is Outcome.UNKNOWN, f"{fault} is {ended.outcome}: {ended.error}"
        elif fault is not None:
            assert ended.outcome is Outcome.REFUSED, f"{fault} is {ended.outcome}: {ended.error}"
        elif possible:
            assert ended.outcome is Outcome.SUCCESS, f"it should have been done: {ended.error}"
        else:
            assert ended.outcome is Outcome.REFUSED, f"it should have been refused, and is {ended.shown()}"
            assert ended.error is not None
            assert codes()[str(ended.error.code)]["outcome"] == "refused"

    def _reducible(self, target: tuple[str, str]) -> Fraction:
        """Above the initial margin; mark and entry price are the same here, so nothing is won or lost."""
        return max(Fraction(0), Fraction(self.held[target]) - _FLOORS[target])

    def _look_up(self, operation_id: str, target: Any) -> Decimal:
        """What the exchange says lies there, read with plain httpx and OkxAuth, as users are told to."""
        if operation_id == BOT:
            where = "/api/v5/tradingBot/signal/orders-algo-details"
            return Decimal(self.rig.read(LABEL, where, algoOrdType="contract", algoId=target)[0]["availBal"])
        found = self.rig.read(LABEL, "/api/v5/account/positions", instId=target[0])
        return next(Decimal(item["margin"]) for item in found if item["posSide"] == target[1])

    @invariant()
    def books_agree(self) -> None:
        exchange = self.rig.exchange
        if not hasattr(self, "held"):
            return
        for target in _FLOORS:
            assert exchange.margin(*target) == self.held[target], (
                f"the books on {target} differ from the ledger"
            )
        for algo_id in BOTS:
            there = exchange.state.ledger.balance(exchange.bot(algo_id).pot)
            assert there == self.held[algo_id], f"the books on bot {algo_id} differ from the ledger"
        for ccy in ("USDT", "BTC"):
            assert exchange.cash(ccy) == self.held[ccy] >= 0, f"the books on {ccy} differ from the ledger"
        assert exchange.totals() == self.totals, "money appeared or vanished"
        pots = exchange.pots()
        assert self.others == {pot: pots[pot] for pot in self.others}, "somebody else's money moved"
        assert len(exchange.state.ledger.bills) == self.moved_positions, "a bill is missing, or one too many"


def _digits(amt: str, most: Decimal | Fraction) -> str:
    """The amount itself, or the edge that it names: what can be moved at most, or one unit more."""
    if amt not in _EDGES:
        return amt
    units = int(Fraction(most) / Fraction(_UNIT)) + (amt == "a unit too much")
    return f"{max(units, 1) * _UNIT:f}"
