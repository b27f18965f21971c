"""`POST /api/v5/account/position/margin-balance`: margin into and out of an isolated position.

Nobody has measured the order of the checks. What is a guess comes from the settings.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import frozen

from okx_margin_client.exchange import MANUAL_TRANSFER_FLOOR
from okx_margin_mock.exact import EXACT, amount, decimals, fraction, plain, rounded
from okx_margin_mock.messages import RefusalError
from okx_margin_mock.risk import figures
from okx_margin_mock.serving import Serving
from okx_margin_mock.state import ExchangeState, Listing, PositionState
from okx_margin_runtime.figures import IsolatedFigures

_FIRST_POS_ID = 2_600_000_000_000_000_001


def adjust(serving: Serving) -> list[dict[str, str]]:
    """Move the margin and give the item of the answer, or raise RefusalError with nothing moved."""
    return [_Adjustment(serving).carry_out()]


@frozen
class _Adjustment:
    """One adjustment under way."""

    serving: Serving

    @property
    def body(self) -> Mapping[str, Any]:
        return self.serving.asked

    def carry_out(self) -> dict[str, str]:
        state, body = self.serving.state, self.body
        listing = state.instruments.get(body["instId"])
        if listing is None:
            raise RefusalError("51001", "instId")
        self._check_side(listing, body["posSide"])
        adding = body["type"] == "add"
        position = self._position(listing, body["posSide"], body.get("ccy"))
        if position is None:
            position = self._first_transfer(listing, adding=adding)
        moved = checked_amount(body["amt"], position.ccy, state)
        if position.pending_close:
            if not adding:
                raise RefusalError("59302")
            self.serving.refuse("pending_close_add")
        risk = figures(state, position)
        if risk.liquidated:
            raise self.serving.refusal("in_liquidation")
        if adding:
            self._check_cash(position.ccy, moved)
        elif fraction(moved) > risk.most_reducible:
            raise RefusalError("59301")
        change = moved if adding else moved.copy_negate()
        shift(self.serving, position, change)
        return self._item(position, listing, risk.adjusted(fraction(change)))

    def _check_side(self, listing: Listing, side: str) -> None:
        """The position mode says which sides there are. A MARGIN position is `net` in either mode."""
        net = self.serving.account.pos_mode == "net_mode" or listing.inst_type == "MARGIN"
        if side not in (("net",) if net else ("long", "short")):
            raise self.serving.refusal("side_wrong", "posSide")

    def _position(self, listing: Listing, side: str, ccy: str | None) -> PositionState | None:
        """The position that is meant. `ccy` is for MARGIN only, which may have one in each currency."""
        contract = listing.inst_type != "MARGIN"
        if contract and ccy is not None:
            self.serving.refuse("contract_ccy", "ccy")
        found = [
            position
            for position in self.serving.account.positions
            if position.inst_id == listing.inst_id and position.pos_side == side
        ]
        if contract or not found:
            return found[0] if found else None
        if ccy is None:
            if len(found) > 1:
                raise RefusalError("50014", "ccy")
            self.serving.refuse("pair_ccy_missing", "ccy")
        meant = [position for position in found if ccy in (None, position.ccy)]
        if not meant:
            raise self.serving.refusal("pair_ccy_wrong", "ccy")
        return meant[0]

    def _first_transfer(self, listing: Listing, *, adding: bool) -> PositionState:
        """In manual transfer mode the first margin creates a position of size 0 (documented)."""
        serving, ccy = self.serving, listing.settle_ccy
        if not adding or serving.account.isolated_transfer != "manual" or not ccy:
            raise serving.refusal("no_position")
        first = checked_amount(self.body["amt"], ccy, serving.state)
        if fraction(first) * self._usdt(ccy) < MANUAL_TRANSFER_FLOOR:
            raise RefusalError("59005")
        self._check_cash(ccy, first)
        position = PositionState(
            uid=serving.account.uid,
            pos_id=str(_FIRST_POS_ID + len(serving.state.ledger.pots)),
            inst_id=listing.inst_id,
            pos_side=self.body["posSide"],
            pos=Decimal(0),
            avg_px=Decimal(0),
            lever=Decimal(serving.settings.first_transfer_leverage),
            ccy=ccy,
            created=serving.now_ms,
        )
        serving.account.positions.append(position)
        serving.state.ledger.open(position.pot, Decimal(0))
        return position

    def _usdt(self, ccy: str) -> Fraction:
        """What one `ccy` is worth in USDT: the first mark price that says so; USD is taken for USDT."""
        if ccy == "USDT":
            return Fraction(1)
        for listing in self.serving.state.instruments.values():
            if listing.base == ccy and listing.quote in {"USDT", "USD"}:
                return Fraction(self.serving.state.marks[listing.inst_id])
        raise RefusalError("51012", ccy)

    def _check_cash(self, ccy: str, wanted: Decimal) -> None:
        if wanted > self.serving.state.ledger.balance(self.serving.account.cash(ccy)):
            raise self.serving.refusal("position_over_balance")

    def _item(self, position: PositionState, listing: Listing, risk: IsolatedFigures) -> dict[str, str]:
        """`leverage` is "" for MARGIN, as in the documented example."""
        settings, state = self.serving.settings, self.serving.state
        item: dict[str, str] = {name: self.body[name] for name in ("instId", "posSide", "type", "amt")}
        if settings.amt_echo == "trimmed":
            item["amt"] = plain(Decimal(item["amt"]))
        if settings.short_answers:
            return item
        price = state.marks[position.inst_id] if settings.leverage_price == "mark" else position.avg_px
        if listing.inst_type == "MARGIN" or not position.pos:
            item["leverage"] = ""
        else:
            item["leverage"] = rounded(risk.real_leverage(fraction(price)), settings.leverage_decimals)
        item["ccy"] = position.ccy
        return item


def shift(serving: Serving, position: PositionState, change: Decimal) -> None:
    """Move margin between cash and a position, positive into the position, and write the bill."""
    state, settings = serving.state, serving.settings
    ledger, cash = state.ledger, serving.account.cash(position.ccy)
    listing, adding = state.instruments[position.inst_id], change > 0
    source, target = (cash, position.pot) if adding else (position.pot, cash)
    ledger.move(source, target, abs(change))
    if position.pos_ccy == position.ccy:  # a pair's margin in the currency that was bought is a part of `pos`
        position.pos = EXACT.add(position.pos, change)
    position.updated = serving.now_ms
    kinds = settings.pair_bills if listing.inst_type == "MARGIN" else ("160", "161")
    serving.write_bill(
        type_="6",
        sub_type=kinds[0] if adding else kinds[1],
        ccy=position.ccy,
        sz=abs(change),
        bal_chg=change.copy_negate(),
        inst_id=listing.inst_id,
        inst_type=listing.inst_type,
        ct_type=listing.ct_type,
        pos_bal_chg=change,
        pos_bal=ledger.balance(position.pot),
    )


def checked_amount(digits: str, ccy: str, state: ExchangeState) -> Decimal:
    """The amount that `digits` write, exactly; refused with 51000 if none, 51150 if too many decimals."""
    value = amount(digits)
    if value is None:
        raise RefusalError("51000", "amt")
    if decimals(value) > state.decimals[ccy]:
        raise RefusalError("51150", "amt")
    return value
