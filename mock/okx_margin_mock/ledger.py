"""Two-sided ledger: money lies in pots, and a move takes from one pot exactly what it puts into another."""

from collections import defaultdict, deque
from decimal import Decimal
from typing import NamedTuple

from attrs import Factory, define, frozen

from okx_margin_mock.exact import EXACT

_FIRST_BILL_ID = 800_000_000_000_000_000
#: How many moves and bills are kept: an exchange that runs for days needs no more memory than one for hours.
_KEPT = 20_000


class Pot(NamedTuple):
    """Where money lies: whose, what for, of which position or bot, in which currency."""

    uid: str  # "" for the exchange itself
    kind: str  # "cash", "margin" (of a position), "bot" (available), "bot frozen", "fees"
    name: str  # posId or algoId; "" for cash and fees
    ccy: str


def fees(ccy: str) -> Pot:
    """What the exchange keeps: funding fees, and the margin of liquidated positions."""
    return Pot("", "fees", "", ccy)


@frozen
class Move:
    """One entry of the journal."""

    source: Pot
    target: Pot
    amount: Decimal


@frozen(kw_only=True)
class BillRecord:
    """What `GET /api/v5/account/bills` shows of a move between cash and a position or bot."""

    bill_id: int
    uid: str
    ts: int  # Unix milliseconds
    #: Unix milliseconds from which on the bill is shown; infinite for one that was lost.
    shown_from: float
    type: str  # "6" margin of a position, "8" funding fee, "12" transfer to or from a bot, "2" and "5" trades
    #: "160" manual increase of margin, "161" manual decrease; "203" manual transfer out, "201" in.
    sub_type: str
    inst_id: str = ""
    inst_type: str = ""
    ct_type: str = ""  # "linear", "inverse", "" for MARGIN
    ccy: str
    sz: Decimal
    bal_chg: Decimal = Decimal(0)  # of the account's cash
    bal: Decimal
    pos_bal_chg: Decimal = Decimal(0)  # of the position's margin
    pos_bal: Decimal = Decimal(0)

    @property
    def mgn_mode(self) -> str:
        return "isolated" if self.inst_id else ""


class LedgerError(Exception):
    """A move that would create, destroy or overdraw money: a defect of the mock, never an answer."""


@define
class Ledger:
    """All the money there is.

    Invariant: `totals()` is the same before and after any `move`, and no pot is ever negative.
    """

    pots: dict[Pot, Decimal] = Factory(dict[Pot, Decimal])
    #: The last 20,000 of each; `moves` counts all.
    journal: deque[Move] = Factory(lambda: deque[Move](maxlen=_KEPT))
    bills: deque[BillRecord] = Factory(lambda: deque[BillRecord](maxlen=_KEPT))
    moves: int = 0
    _bills_written: int = 0

    def open(self, pot: Pot, balance: Decimal) -> None:
        """Put the first money into a new pot: the seed does this, and a new position with nothing in it."""
        if pot in self.pots or balance < 0:
            raise LedgerError(f"cannot open {pot} with {balance}")
        self.pots[pot] = balance

    def balance(self, pot: Pot) -> Decimal:
        """What lies in the pot; 0 for one that was never opened."""
        return self.pots.get(pot, Decimal(0))

    def move(self, source: Pot, target: Pot, amount: Decimal) -> None:
        """Take `amount` from one pot and put it into the other, exactly or not at all."""
        if source.ccy != target.ccy or source == target or amount <= 0:
            raise LedgerError(f"cannot move {amount} from {source} to {target}")
        left = EXACT.subtract(self.balance(source), amount)
        if left < 0:
            raise LedgerError(f"cannot take {amount} from {source}: it holds {self.balance(source)}")
        gained = EXACT.add(self.balance(target), amount)
        self.pots[source] = left
        self.pots[target] = gained
        self.journal.append(Move(source, target, amount))
        self.moves += 1

    def next_bill_id(self) -> int:
        self._bills_written += 1
        return _FIRST_BILL_ID + self._bills_written

    def totals(self) -> dict[str, Decimal]:
        """Total funds per currency, over all pots of all accounts and of the exchange."""
        totals: defaultdict[str, Decimal] = defaultdict(Decimal)
        for pot, balance in self.pots.items():
            totals[pot.ccy] = EXACT.add(totals[pot.ccy], balance)
        return dict(totals)
