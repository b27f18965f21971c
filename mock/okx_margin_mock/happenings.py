"""What can happen to a position beside the adjustment, for tests of how one looks things up."""

from decimal import Decimal

from okx_margin_mock.ledger import Pot, fees
from okx_margin_mock.position_margin import shift
from okx_margin_mock.serving import Serving
from okx_margin_mock.state import PositionState


def another_adjustment(serving: Serving, position: PositionState, change: Decimal) -> None:
    """Another program, or a person in the app, moves margin: positive into the position.

    Nothing happens where the cash or the margin does not reach.
    """
    ledger = serving.state.ledger
    source = serving.account.cash(position.ccy) if change > 0 else position.pot
    if abs(change) <= ledger.balance(source):
        shift(serving, position, change)


def funding_fee(serving: Serving, position: PositionState, amt: Decimal) -> None:
    """A funding fee is taken from the margin (type 8, subType 173), at most all of it."""
    ledger = serving.state.ledger
    taken = min(amt, ledger.balance(position.pot))
    if taken:
        ledger.move(position.pot, fees(position.ccy), taken)
    _write_bill(serving, position, "8", "173", taken, paid_out=False)


def liquidation(serving: Serving, position: PositionState) -> None:
    """The position is liquidated and its margin is gone (type 5, subType 104 to 107)."""
    kinds = {"long": "104", "short": "105", "net": "106" if position.pos < 0 else "107"}
    _end(serving, position, fees(position.ccy), "5", kinds[position.pos_side], paid_out=False)


def closing(serving: Serving, position: PositionState) -> None:
    """The position is closed at its entry price, its margin is back in cash (type 2, subType 1, 2, 5, 6)."""
    kinds = {"long": "5", "short": "6", "net": "1" if position.pos < 0 else "2"}
    cash = serving.account.cash(position.ccy)
    _end(serving, position, cash, "2", kinds[position.pos_side], paid_out=True)


def _end(
    serving: Serving, position: PositionState, target: Pot, type_: str, sub_type: str, *, paid_out: bool
) -> None:
    ledger = serving.state.ledger
    margin = ledger.balance(position.pot)
    if margin:
        ledger.move(position.pot, target, margin)
    serving.account.positions.remove(position)
    _write_bill(serving, position, type_, sub_type, margin, paid_out=paid_out)


def _write_bill(
    serving: Serving, position: PositionState, type_: str, sub_type: str, taken: Decimal, *, paid_out: bool
) -> None:
    """A bill of so much margin taken out of the position, into cash or not."""
    listing = serving.state.instruments[position.inst_id]
    serving.write_bill(
        type_=type_,
        sub_type=sub_type,
        ccy=position.ccy,
        sz=abs(position.pos),
        bal_chg=taken if paid_out else Decimal(0),
        inst_id=listing.inst_id,
        inst_type=listing.inst_type,
        ct_type=listing.ct_type,
        pos_bal_chg=taken.copy_negate(),
        pos_bal=serving.state.ledger.balance(position.pot),
    )
