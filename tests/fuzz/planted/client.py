"""What a client gets wrong: digits, types, enum values, outcomes, and sending twice."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import httpx
import pytest

from okx_margin_client import CODES, OutcomeUnknownError, PosSide, arguments, wire
from tests.fuzz.document import BOT, POSITION
from tests.fuzz.planted.fault import Planted
from tests.fuzz.run import Task


def _rounds_amounts(patch: pytest.MonkeyPatch) -> None:
    right = arguments.decimal

    def wrong(name: str, value: Decimal | str) -> str:
        digits = right(name, value)
        return f"{float(digits):.6f}" if len(digits.partition(".")[2]) > 6 else digits

    patch.setattr(arguments, "decimal", wrong)


def _sends_amounts_as_numbers(patch: pytest.MonkeyPatch) -> None:
    right = wire.request_for

    def wrong(url: httpx.URL, body: Mapping[str, Any], timeout: Mapping[str, Any]) -> httpx.Request:
        return right(url, {**body, "amt": float(body["amt"])} if "amt" in body else body, timeout)

    patch.setattr(wire, "request_for", wrong)


def _sends_again_after_a_cut(patch: pytest.MonkeyPatch) -> None:
    right = wire.Wire.send

    def wrong(sender: wire.Wire, path: str, body: Mapping[str, Any]) -> Any:
        try:
            return right(sender, path, body)
        except OutcomeUnknownError:
            return right(sender, path, body)

    patch.setattr(wire.Wire, "send", wrong)


def _lacks_an_enum_value(patch: pytest.MonkeyPatch) -> None:
    right = arguments.choice

    def wrong(name: str, choices: Any, value: str) -> Any:
        return right(name, choices, "neither" if choices is PosSide and value == "net" else value)

    patch.setattr(arguments, "choice", wrong)


def _chokes_on_an_empty_decimal(patch: pytest.MonkeyPatch) -> None:
    def wrong(value: object) -> Decimal | None:
        return Decimal(value) if isinstance(value, str) else None

    patch.setattr("okx_margin_client.results._decimal", wrong)


def _takes_5xx_for_a_refusal(patch: pytest.MonkeyPatch) -> None:
    def wrong(code: str, status: int) -> bool:
        return code not in CODES or CODES[code].outcome == "refused"

    patch.setattr("okx_margin_client.answer._refused", wrong)


FAULTS = (
    Planted("wrong rounding to six decimals", "client", Task("requests", POSITION), _rounds_amounts),
    Planted("the amount is sent as a number", "client", Task("requests", BOT), _sends_amounts_as_numbers),
    Planted("sends again after a cut or a timeout", "client", Task("sequences"), _sends_again_after_a_cut),
    Planted("posSide net is missing", "client", Task("requests", POSITION), _lacks_an_enum_value),
    Planted(
        "an empty leverage breaks a success", "client", Task("answers", POSITION), _chokes_on_an_empty_decimal
    ),
    Planted("a 5xx with a code counts as refused", "client", Task("answers", BOT), _takes_5xx_for_a_refusal),
)
