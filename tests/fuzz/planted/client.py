"""What a client gets wrong: digits, types, enum values, outcomes, and sending twice."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import httpx
import pytest

from okx_margin_client import CODES, OkxMargin, OutcomeUnknownError, PosSide
from okx_margin_client.exchange import SIGNATURE_HEADERS
from okx_margin_runtime import arguments, envelope
from okx_margin_runtime.as_httpx import response_of
from okx_margin_runtime.client import Client
from okx_margin_runtime.operation import Operation
from tests.fuzz.document import BOT, POSITION
from tests.fuzz.planted.fault import Planted
from tests.fuzz.run import Task


def _rounds_amounts(patch: pytest.MonkeyPatch) -> None:
    right = arguments.decimal

    def wrong(name: str, value: Decimal | str | int, *limits: Any) -> str:
        digits = right(name, value, *limits)
        return f"{float(digits):.6f}" if len(digits.partition(".")[2]) > 6 else digits

    patch.setattr(arguments, "decimal", wrong)


def _sends_amounts_as_numbers(patch: pytest.MonkeyPatch) -> None:
    right = arguments.decimal

    def wrong(name: str, value: Decimal | str | int, *limits: Any) -> float:
        return float(right(name, value, *limits))

    patch.setattr(arguments, "decimal", wrong)


def _sends_again_after_a_cut(patch: pytest.MonkeyPatch) -> None:
    right = Client.call

    def wrong(client: OkxMargin, operation: Operation[Any], given: Mapping[str, Any]) -> Any:
        try:
            return right(client, operation, given)
        except OutcomeUnknownError:
            return right(client, operation, given)

    patch.setattr(Client, "call", wrong)


def _lacks_an_enum_value(patch: pytest.MonkeyPatch) -> None:
    right = arguments.choice

    def wrong(name: str, choices: Any, value: str) -> Any:
        return right(name, choices, "neither" if choices is PosSide and value == "net" else value)

    patch.setattr(arguments, "choice", wrong)


def _chokes_on_an_empty_decimal(patch: pytest.MonkeyPatch) -> None:
    def wrong(value: object) -> Decimal | None:
        return Decimal(value) if isinstance(value, str) else None

    patch.setattr("okx_margin_client.results.decimal", wrong)


def _takes_5xx_for_a_refusal(patch: pytest.MonkeyPatch) -> None:
    def wrong(code: str, status: int, codes: Any) -> bool:
        return code not in CODES or CODES[code].outcome == "refused"

    patch.setattr("okx_margin_runtime.envelope._refuses", wrong)


def _takes_a_refusing_item_for_done(patch: pytest.MonkeyPatch) -> None:
    right: Any = envelope._items  # pyright: ignore[reportPrivateUsage]

    def wrong(document: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [{**item, "sCode": "0"} for item in right(document)]

    patch.setattr(envelope, "_items", wrong)


def _shows_the_signature(patch: pytest.MonkeyPatch) -> None:
    def wrong(*given: Any) -> httpx.Response:
        response = response_of(*given)
        response.request.headers[SIGNATURE_HEADERS[1]] = "signed"
        return response

    patch.setattr("okx_margin_runtime.as_httpx.response_of", wrong)


FAULTS = (
    Planted("wrong rounding to six decimals", "client", Task("requests", POSITION), _rounds_amounts),
    Planted("the amount is sent as a number", "client", Task("requests", BOT), _sends_amounts_as_numbers),
    Planted("sends again after a cut or a timeout", "client", Task("sequences"), _sends_again_after_a_cut),
    Planted("posSide net is missing", "client", Task("requests", POSITION), _lacks_an_enum_value),
    Planted(
        "an empty leverage breaks a success", "client", Task("answers", POSITION), _chokes_on_an_empty_decimal
    ),
    Planted("a 5xx with a code counts as refused", "client", Task("answers", BOT), _takes_5xx_for_a_refusal),
    Planted(
        "an item's own code is passed over", "client", Task("answers", BOT), _takes_a_refusing_item_for_done
    ),
    Planted("an answer shows the signature", "client", Task("requests", BOT), _shows_the_signature),
)
