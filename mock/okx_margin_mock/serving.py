"""One request under way: what a handler is given."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from attrs import frozen

from okx_margin_mock.ledger import BillRecord
from okx_margin_mock.messages import RefusalError
from okx_margin_mock.settings import MockSettings
from okx_margin_mock.state import AccountState, ExchangeState, MockKey


@frozen(kw_only=True)
class PublicServing:
    """A request that needs no key."""

    state: ExchangeState
    settings: MockSettings
    #: What the exchange takes for the time, in Unix milliseconds.
    now_ms: int
    #: The query's parameters, or the body's fields.
    asked: Mapping[str, Any]

    def refusal(self, situation: str, about: str = "") -> RefusalError:
        """What the settings have for a situation that is always refused, to be raised."""
        return RefusalError(self.settings.code(situation), about)

    def refuse(self, situation: str, about: str = "") -> None:
        """Raise RefusalError with the code that the settings have, or go on where it is 0."""
        if self.settings.code(situation) != "0":
            raise self.refusal(situation, about)

    def listed(self, name: str, *, most: int) -> list[str]:
        """A parameter with several values between commas."""
        values = [one for one in self.asked.get(name, "").split(",") if one]
        if len(values) > most:
            raise RefusalError("51000", name)
        return values

    def whole(self, name: str, default: int) -> int:
        """A parameter that is a whole number, or the default."""
        digits = self.asked.get(name, "")
        if not digits:
            return default
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 30):
            raise RefusalError("51000", name)
        return int(digits)


@frozen(kw_only=True)
class Serving(PublicServing):
    """A request of an account."""

    account: AccountState
    #: The key that signed it.
    key: MockKey
    #: Seconds until a bill of what is done shows; infinite: it is lost.
    bill_delay: float = 0

    def write_bill(
        self,
        *,
        type_: str,
        sub_type: str,
        ccy: str,
        sz: Decimal,
        bal_chg: Decimal,
        **position: Any,
    ) -> None:
        """Add a bill to the ledger; `position` are the fields of BillRecord that belong to a position."""
        ledger = self.state.ledger
        ledger.bills.append(
            BillRecord(
                bill_id=ledger.next_bill_id(),
                uid=self.account.uid,
                ts=self.now_ms,
                shown_from=self.now_ms + self.bill_delay * 1000,
                type=type_,
                sub_type=sub_type,
                ccy=ccy,
                sz=sz,
                bal_chg=bal_chg,
                bal=ledger.balance(self.account.cash(ccy)),
                **position,
            )
        )
