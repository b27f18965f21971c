"""`POST /api/v5/account/position/margin-balance`: margin into and out of an isolated position.

Nobody has measured the order of the checks. What is a guess comes from the settings.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import frozen

from okx_margin_client.exchange import MANUAL_TRANSFER_FLOOR
from okx_margin_mock.accounts import Account, Instrument, Position, State
from okx_margin_mock.exact import amount, decimals, rounded
from okx_margin_mock.ledger import FIRST_BILL_ID, Bill
from okx_margin_mock.margin import exposure
from okx_margin_mock.messages import RefusalError
from okx_margin_mock.settings import Settings

_FIRST_POS_ID = 2_600_000_000_000_000_001


@frozen
class PositionMargin:
    """One adjustment under way."""

    state: State
    settings: Settings
    account: Account
    now_ms: int

    def adjust(self, body: Mapping[str, Any]) -> dict[str, str]:
        """Move the margin and return the item of the answer, or raise RefusalError with nothing moved."""
        instrument = self.state.instruments.get(body["instId"])
        if instrument is None:
            raise RefusalError("51001", "instId")
        self._check_side(instrument, body["posSide"])
        adding = body["type"] == "add"
        position = self._position(instrument, body["posSide"], body.get("ccy"))
        if position is None:
            position = self._first_transfer(instrument, body, adding=adding)
        moved = checked_amount(body["amt"], position.ccy, self.state)
        if position.pending_close and (not adding or self.settings.pending_close_blocks_add):
            raise RefusalError("59302")
        self._move(position, instrument, moved, adding=adding)
        return self._item(position, instrument, body)

    def _check_side(self, instrument: Instrument, side: str) -> None:
        """The position mode says which sides there are. A MARGIN position is `net` in either mode."""
        net = self.account.pos_mode == "net_mode" or instrument.inst_type == "MARGIN"
        if side not in (("net",) if net else ("long", "short")):
            raise RefusalError(self.settings.wrong_side, "posSide")

    def _position(self, instrument: Instrument, side: str, ccy: str | None) -> Position | None:
        """The position that is meant. `ccy` is for MARGIN only, which may have one in each currency."""
        contract = instrument.inst_type != "MARGIN"
        if contract and ccy is not None and self.settings.contract_ccy != "ignored":
            raise RefusalError(self.settings.contract_ccy, "ccy")
        found = [
            position
            for position in self.account.positions
            if position.inst_id == instrument.inst_id and position.pos_side == side
        ]
        if contract or not found:
            return found[0] if found else None
        if ccy is None and (len(found) > 1 or self.settings.margin_ccy_required):
            raise RefusalError("50014", "ccy")
        meant = [position for position in found if ccy in (None, position.ccy)]
        if not meant:
            raise RefusalError(self.settings.margin_ccy_wrong, "ccy")
        return meant[0]

    def _first_transfer(self, instrument: Instrument, body: Mapping[str, Any], *, adding: bool) -> Position:
        """In manual transfer mode the first margin creates a position of size 0 (documented)."""
        if not adding or self.account.isolated_transfer != "manual" or not instrument.settle_ccy:
            raise RefusalError(self.settings.no_position)
        first = Fraction(checked_amount(body["amt"], instrument.settle_ccy, self.state))
        if first * self._usdt(instrument.settle_ccy) < MANUAL_TRANSFER_FLOOR:
            raise RefusalError("59005")
        position = Position(
            uid=self.account.uid,
            pos_id=str(_FIRST_POS_ID + len(self.state.ledger.pots)),
            inst_id=instrument.inst_id,
            pos_side=body["posSide"],
            size=Decimal(0),
            avg_price=Decimal(0),
            leverage=Decimal(self.settings.first_transfer_leverage),
            ccy=instrument.settle_ccy,
            created=self.now_ms,
        )
        self._check_cash(position, first)
        self.account.positions.append(position)
        self.state.ledger.open(position.pot, Decimal(0))
        return position

    def _usdt(self, ccy: str) -> Fraction:
        """What one `ccy` is worth in USDT: the first mark price that says so; USD is taken for USDT."""
        if ccy == "USDT":
            return Fraction(1)
        for instrument in self.state.instruments.values():
            if instrument.base == ccy and instrument.quote in {"USDT", "USD"}:
                return Fraction(self.state.marks[instrument.inst_id])
        raise RefusalError("51012", ccy)

    def _check_cash(self, position: Position, wanted: Decimal | Fraction) -> None:
        if wanted > self.state.ledger.balance(self.account.cash(position.ccy)):
            raise RefusalError(self.settings.insufficient_balance)

    def _move(self, position: Position, instrument: Instrument, moved: Decimal, *, adding: bool) -> None:
        ledger, cash = self.state.ledger, self.account.cash(position.ccy)
        risk, mark = exposure(position, instrument), Fraction(self.state.marks[instrument.inst_id])
        margin = Fraction(ledger.balance(position.pot))
        if risk.in_liquidation(margin, mark):
            raise RefusalError(self.settings.in_liquidation)
        if adding:
            self._check_cash(position, moved)
            ledger.move(cash, position.pot, moved)
        else:
            if moved > risk.most_reducible(margin, mark):
                raise RefusalError("59301")
            ledger.move(position.pot, cash, moved)
        position.updated = self.now_ms
        ledger.bills.append(
            Bill(
                bill_id=FIRST_BILL_ID + len(ledger.bills),
                uid=self.account.uid,
                ts=self.now_ms,
                type="6",
                sub_type="160" if adding else "161",
                inst_id=instrument.inst_id,
                inst_type=instrument.inst_type,
                ct_type=instrument.ct_type,
                ccy=position.ccy,
                size=moved,
                balance_change=moved.copy_negate() if adding else moved,
                balance=ledger.balance(cash),
                position_change=moved if adding else moved.copy_negate(),
                position_balance=ledger.balance(position.pot),
            )
        )

    def _item(self, position: Position, instrument: Instrument, body: Mapping[str, Any]) -> dict[str, str]:
        """`amt` is echoed digit for digit. `leverage` is "" for MARGIN, as in the documented example."""
        item = {name: body[name] for name in ("instId", "posSide", "type", "amt")}
        if self.settings.short_answers:
            return item
        margin = Fraction(self.state.ledger.balance(position.pot))
        at_mark = self.settings.leverage_price == "mark"
        price = Fraction(self.state.marks[instrument.inst_id] if at_mark else position.avg_price)
        real = exposure(position, instrument).real_leverage(margin, price)
        if real is None or instrument.inst_type == "MARGIN" or not position.size:
            item["leverage"] = ""
        else:
            item["leverage"] = rounded(real, self.settings.leverage_decimals)
        item["ccy"] = position.ccy
        return item


def checked_amount(digits: str, ccy: str, state: State) -> Decimal:
    """The amount that `digits` write, exactly; refused with 51000 if none, 51150 if too many decimals."""
    value = amount(digits)
    if value is None:
        raise RefusalError("51000", "amt")
    if decimals(value) > state.decimals[ccy]:
        raise RefusalError("51150", "amt")
    return value
