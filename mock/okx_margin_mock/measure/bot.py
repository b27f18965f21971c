"""What an account with a signal bot can tell, where its ID is given."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from attrs import define

from okx_margin_mock.exact import plain
from okx_margin_mock.measure.caller import BOT, Caller, Came, SurpriseError
from okx_margin_mock.measure.findings import Findings
from okx_margin_mock.measure.position import PositionMeasurement

_AMOUNT = Decimal(1)


@define
class BotMeasurement:
    """Adds to one bot and takes back."""

    caller: Caller
    findings: Findings
    algo_id: str

    def details(self) -> dict[str, Decimal]:
        """The bot's figures."""
        target = f"/api/v5/tradingBot/signal/orders-algo-details?algoOrdType=contract&algoId={self.algo_id}"
        item = self.caller.read(target)[0]
        return {name: Decimal(item[name]) for name in ("investAmt", "availBal", "frozenBal", "totalEq")}

    def send(self, **changed: Any) -> Came:
        body = {"algoId": self.algo_id, "type": "add", "amt": plain(_AMOUNT), **changed}
        return self.caller(BOT, {name: value for name, value in body.items() if value is not None})

    def must_do(self, **changed: Any) -> None:
        came = self.send(**changed)
        if came.code != "0":
            raise SurpriseError(f"a bot's adjustment was refused: {came}")

    def measure(self) -> None:
        self._figures()
        self._taken_or_refused()
        for situation, changed in self._to_be_refused().items():
            came = self.send(**changed)
            self.findings.code(situation, came)
            PositionMeasurement.check_refused(situation, came)

    def _figures(self) -> None:
        before = self.details()
        bills = len(self.caller.read("/api/v5/account/bills?type=12"))
        self.must_do()
        after = self.details()
        for name, value in after.items():
            self.findings.note(
                f"{name} of a bot after adding {_AMOUNT}", f"changed by {value - before[name]}"
            )
        moves = "always" if after["investAmt"] - before["investAmt"] == _AMOUNT else "reinvested"
        self.findings.setting("invest_amt_moves", moves, "investAmt moves with margin", moves)
        shown = len(self.caller.read("/api/v5/account/bills?type=12")) > bills
        self.findings.setting("bot_bills", shown, "a bot's margin leaves a bill of type 12", shown)
        self.must_do(type="reduce")

    def _taken_or_refused(self) -> None:
        came = self.send(allowReinvest="false")
        self.findings.code("text_boolean", came)
        if came.code == "0":
            self.must_do(type="reduce")
        before = self.details()
        came = self.send(percent="1")
        self.findings.code("both_amounts", came)
        if came.code == "0":
            self._restore(before)
        self._percent()

    def _percent(self) -> None:
        """One percent, written "1": of what?"""
        before = self.details()
        came = self.send(amt=None, percent="1")
        self.findings.note("percent 1 without amt", came)
        if came.code != "0":
            return
        moved = self.details()["availBal"] - before["availBal"]
        likely = [
            (name, written)
            for name in ("investAmt", "availBal", "totalEq")
            for written, share in (("5", Decimal("0.01")), ("0.05", Decimal(1)))
            if moved == before[name] * share
        ]
        if len({written for _, written in likely}) == 1:
            self.findings.setting("five_percent", likely[0][1], "five percent is written", likely[0][1])
        if len(likely) == 1:
            self.findings.setting("percent_of", likely[0][0], "percent is of", likely[0][0])
        else:
            self.findings.note(
                "percent may be of", ", ".join(name for name, _ in likely) or f"none: {moved} moved"
            )
        self._restore(before)

    def _restore(self, before: Mapping[str, Decimal]) -> None:
        moved = self.details()["availBal"] - before["availBal"]
        if moved > 0:
            self.must_do(type="reduce", amt=plain(moved))

    def _to_be_refused(self) -> dict[str, dict[str, Any]]:
        plenty = "1000000000"
        return {
            "no_bot": {"algoId": "1"},
            "bot_over_balance": {"amt": plenty},
            "bot_floor": {"type": "reduce", "amt": plenty},
        }
