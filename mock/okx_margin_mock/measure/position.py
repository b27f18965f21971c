"""What an account with one small isolated position can tell."""

import json
import time
from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from typing import Any

from attrs import define

from okx_margin_mock.exact import plain
from okx_margin_mock.measure.caller import POSITION, Caller, Came, SurpriseError
from okx_margin_mock.measure.findings import Findings

_POSITIONS = "/api/v5/account/positions"
_BILLS = "/api/v5/account/bills?type=6"


@define
class PositionMeasurement:
    """Adds to one position and takes back, each time the same small amount."""

    caller: Caller
    findings: Findings
    #: The first isolated position, as it was read.
    position: Mapping[str, Any]
    configuration: Mapping[str, Any]
    #: Seconds to wait for a bill.
    patience: float = 30

    @classmethod
    def begin(cls, caller: Caller, findings: Findings, **options: Any) -> "PositionMeasurement":
        """Raises SurpriseError where there is no isolated position to measure with."""
        open_ones = [one for one in caller.read(_POSITIONS) if one["mgnMode"] == "isolated" and one["margin"]]
        if not open_ones:
            raise SurpriseError("this demo account has no isolated position: open a small one first")
        configuration = caller.read("/api/v5/account/config")[0]
        return cls(caller, findings, open_ones[0], configuration, **options)

    @property
    def amount(self) -> Decimal:
        """About a hundredth of the margin, one digit."""
        share = Decimal(self.position["margin"]) / 100
        return share.quantize(Decimal(1).scaleb(share.adjusted()), rounding=ROUND_DOWN)

    def body(self, **changed: Any) -> dict[str, Any]:
        whole = {"instId": self.position["instId"], "posSide": self.position["posSide"], "type": "add"}
        if self.position["instType"] == "MARGIN":
            whole["ccy"] = self.position["ccy"]
        sent = {**whole, "amt": plain(self.amount), **changed}
        return {name: value for name, value in sent.items() if value is not None}

    def now(self) -> Mapping[str, Any]:
        """The position as it is. Raises SurpriseError where it is gone."""
        for one in self.caller.read(f"{_POSITIONS}?instId={self.position['instId']}"):
            if one["posId"] == self.position["posId"]:
                return dict(one)
        raise SurpriseError("the position is gone")

    def take_back(self) -> None:
        came = self.caller(POSITION, self.body(type="reduce"))
        if came.code != "0":
            raise SurpriseError(f"what had been added could not be taken back: {came}")

    def may_pass(self, situation: str, body: Mapping[str, Any] | bytes) -> None:
        """Something that the exchange may refuse or take; what it takes is taken back."""
        came = self.caller(POSITION, body)
        self.findings.code(situation, came)
        if came.code == "0":
            self.take_back()

    def must_fail(self, situation: str, body: Mapping[str, Any]) -> None:
        came = self.caller(POSITION, body)
        self.findings.code(situation, came)
        self.check_refused(situation, came)

    @staticmethod
    def check_refused(what: str, came: Came) -> None:
        if came.code == "0" or came.status >= 500 or not came.code:
            raise SurpriseError(f"{what} was not refused but: {came}")

    def measure(self) -> None:
        self._answer_and_bill()
        self._taken_or_refused()
        self._refused()

    def _answer_and_bill(self) -> None:
        findings, before = self.findings, self.now()
        bills = {bill["billId"] for bill in self.caller.read(_BILLS)}
        sent = f"{plain(self.amount)}{'' if self.amount % 1 else '.'}0"
        came = self.caller(POSITION, self.body(amt=sent))
        moved_at = time.monotonic()
        if came.code != "0":
            raise SurpriseError(f"adding {sent} was refused: {came}")
        item = came.data[0]
        findings.note("fields of the answer", ", ".join(item))
        findings.setting(
            "short_answers", "leverage" not in item, "leverage in the answer", item.get("leverage")
        )
        echo = "as sent" if item["amt"] == sent else "trimmed"
        findings.setting("amt_echo", echo, f"amt in the answer to {sent}", item["amt"])
        findings.note("posSide in the answer", item.get("posSide"))
        after = self.now()
        moved = Decimal(after["margin"]) - Decimal(before["margin"])
        if moved != self.amount:
            raise SurpriseError(f"the margin moved by {moved}, not by {self.amount}")
        self._leverage(item.get("leverage", ""), after)
        self._bill(bills, moved_at)
        self.take_back()

    def _leverage(self, leverage: str, after: Mapping[str, Any]) -> None:
        """Is it notional over margin at the mark price or at entry? Both, to the digits that were printed."""
        if not leverage or not after["mmr"]:
            return
        places = len(leverage.partition(".")[2])
        at_mark = _notional(after, "markPx") / Decimal(after["margin"])
        at_entry = _notional(after, "avgPx") / Decimal(after["margin"])
        near = {"mark": abs(at_mark - Decimal(leverage)), "entry": abs(at_entry - Decimal(leverage))}
        self.findings.note(
            "notional over margin, at the mark price and at entry", f"{at_mark:f} {at_entry:f}"
        )
        best = min(near, key=lambda name: near[name])
        if near[best] < Decimal(1).scaleb(-places) and near["mark"] != near["entry"]:
            self.findings.setting("leverage_price", best, "real leverage is taken at the price of", best)
        exact = at_mark if best == "mark" else at_entry
        if round(exact, places + 1) != Decimal(leverage):  # else zeros may have been left out at its end
            self.findings.setting("leverage_decimals", places, "decimals of real leverage", places)

    def _bill(self, known: set[str], moved_at: float) -> None:
        deadline = moved_at + self.patience
        while True:
            new = [bill for bill in self.caller.read(_BILLS) if bill["billId"] not in known]
            waited = time.monotonic() - moved_at
            if new or time.monotonic() > deadline:
                break
        if not new:
            raise SurpriseError(f"no bill within {self.patience:g} s")
        delay = 0 if waited < 1 + 3 * self.caller.pause else round(waited)
        self.findings.setting("bill_delay", delay, "seconds until the bill showed", f"{waited:.1f}")
        shown = ("subType", "sz", "balChg", "posBalChg", "posBal", "tradeId")
        self.findings.note("the bill", ", ".join(f"{name} {new[0][name]!r}" for name in shown))
        if self.position["instType"] == "MARGIN":
            pair = ("160", "161") if new[0]["subType"] == "160" else ("332", "333")
            self.findings.setting(
                "pair_bills", pair, "subType of a MARGIN position's bill", new[0]["subType"]
            )

    def _taken_or_refused(self) -> None:
        amt = plain(self.amount)
        as_number = json.dumps(self.body()).replace(f'"{amt}"', amt).encode()
        self.may_pass("json_number", as_number)
        self._side_missing()
        twice = json.dumps(self.body())[:-1] + f', "amt": "{amt}"}}'
        self.may_pass("duplicate_key", twice.encode())
        if self.position["instType"] == "MARGIN":
            self.may_pass("pair_ccy_missing", self.body(ccy=None))
        else:
            self.may_pass("contract_ccy", self.body(ccy=self.position["ccy"]))

    def _side_missing(self) -> None:
        """With a long and a short side, a missing one that is taken for net is refused as well."""
        came = self.caller(POSITION, self.body(posSide=None))
        if came.code == "0":
            self.take_back()
        wrong = self.caller(POSITION, self.body(posSide="net")) if self.side_by_side else None
        if wrong is not None and wrong.code == came.code:
            self.findings.note("no posSide, in this mode as if it were net", came)
        else:
            self.findings.code("side_missing", came)

    @property
    def side_by_side(self) -> bool:
        """Whether there are a long and a short side."""
        return bool(self.configuration["posMode"] == "long_short_mode" and self.position["posSide"] != "net")

    def _refused(self) -> None:
        findings = self.findings
        self.must_fail("side_wrong", self.body(posSide="net" if self.side_by_side else "long"))
        details = self.caller.read("/api/v5/account/balance?ccy=" + self.position["ccy"])[0]["details"]
        cash = Decimal(details[0]["availBal"] or 0) if details else Decimal(0)
        over = plain((cash * 2 + 10).quantize(Decimal(1), rounding=ROUND_DOWN))
        self.must_fail("position_over_balance", self.body(amt=over))
        too_much = plain((Decimal(self.position["margin"]) * 2 + 1).quantize(Decimal(1)))
        came = self.caller(POSITION, self.body(type="reduce", amt=too_much))
        self.check_refused("taking back more than there is", came)
        findings.note("taking back more than there is", came)
        self._no_position()
        if self.position["instType"] == "MARGIN":
            other = self.position["liabCcy"]
            self.must_fail("pair_ccy_wrong", self.body(ccy=other))

    def _no_position(self) -> None:
        """Where nothing is open, by automatic transfers only: in the manual mode, adding would create it."""
        if self.configuration["ctIsoMode"] != "automatic" or self.position["instType"] == "MARGIN":
            self.findings.note("no position", "not tried in this transfer mode, or with a MARGIN position")
            return
        taken = {(one["instId"], one["posSide"]) for one in self.caller.read(_POSITIONS)}
        sides = ("long", "short") if self.side_by_side else ("net",)
        for one in self.caller.read("/api/v5/public/instruments?instType=SWAP"):
            for side in sides:
                if (one["instId"], side) not in taken and one["settleCcy"] == self.position["ccy"]:
                    self.must_fail("no_position", self.body(instId=one["instId"], posSide=side))
                    return


def _notional(position: Mapping[str, Any], price: str) -> Decimal:
    """By its dollar value, at another price: exact enough to tell two prices apart."""
    usd = Decimal(position["notionalUsd"])
    return usd * Decimal(position[price]) / Decimal(position["markPx"])
