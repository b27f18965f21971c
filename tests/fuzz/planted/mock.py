"""What a mock exchange gets wrong: sums, checks, and what it answers."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

import pytest

from okx_margin_mock import MockSettings, position_margin, signal_bots
from okx_margin_mock.body import read_body
from okx_margin_mock.exact import EXACT, plain
from okx_margin_mock.ledger import Ledger, Pot
from okx_margin_mock.messages import HttpResponse, RefusalError, envelope
from okx_margin_mock.operations import HANDLERS
from okx_margin_mock.risk import figures
from okx_margin_mock.serving import Serving
from okx_margin_mock.state import ExchangeState, PositionState
from okx_margin_runtime.figures import IsolatedFigures
from tests.fuzz.document import BOT, POSITION
from tests.fuzz.planted.fault import Planted
from tests.fuzz.run import Task


def _creates_a_unit(patch: pytest.MonkeyPatch) -> None:
    right = Ledger.move

    def wrong(ledger: Ledger, source: Pot, target: Pot, amount: Decimal) -> None:
        right(ledger, source, target, amount)
        ledger.pots[target] = EXACT.add(ledger.pots[target], Decimal("0.00000001"))

    patch.setattr(Ledger, "move", wrong)


def _lets_wrong_values_through(patch: pytest.MonkeyPatch) -> None:
    def wrong(method: str, path: str, body: bytes, settings: MockSettings) -> Any:
        try:
            return read_body(method, path, body, settings)
        except RefusalError as refusal:
            if refusal.code != "51000":
                raise
            return json.loads(body)

    patch.setattr("okx_margin_mock.exchange.read_body", wrong)


def _tidies_the_amount(patch: pytest.MonkeyPatch) -> None:
    def wrong(serving: Serving) -> list[dict[str, str]]:
        (item,) = position_margin.adjust(serving)
        return [{**item, "amt": plain(Decimal(item["amt"]))}]

    patch.setitem(cast("Any", HANDLERS), POSITION, wrong)


def _moves_and_then_refuses(patch: pytest.MonkeyPatch) -> None:
    def wrong(serving: Serving) -> list[dict[str, str]]:
        try:
            return signal_bots.adjust(serving)
        except RefusalError as refusal:
            if refusal.code == "51288":
                bot = serving.account.bots[serving.asked["algoId"]]
                serving.state.ledger.move(bot.pot, serving.account.cash(bot.ccy), Decimal(1))
            raise

    patch.setitem(cast("Any", HANDLERS), BOT, wrong)


def _compares_a_part_of_the_passphrase(patch: pytest.MonkeyPatch) -> None:
    def wrong(sent: bytes, expected: str) -> bool:
        return sent[:8] == expected.encode()[:8]

    patch.setattr("okx_margin_mock.admission._same", wrong)


def _lets_too_much_be_taken_back(patch: pytest.MonkeyPatch) -> None:
    def wrong(state: ExchangeState, position: PositionState) -> IsolatedFigures:
        right = figures(state, position)
        return replace(right, exposure=replace(right.exposure, lever=right.exposure.lever + 1))

    patch.setattr("okx_margin_mock.position_margin.figures", wrong)


def _answers_msg_as_an_object(patch: pytest.MonkeyPatch) -> None:
    def wrong(data: Any) -> HttpResponse:
        return envelope({"code": "0", "msg": {}, "data": data})

    patch.setattr("okx_margin_mock.exchange.success", wrong)


FAULTS = (
    Planted("the ledger is off by one unit", "mock", Task("sequences"), _creates_a_unit),
    Planted(
        "permissive validation of values", "mock", Task("refusals", POSITION), _lets_wrong_values_through
    ),
    Planted("zeros at an amount's end are dropped", "mock", Task("requests", POSITION), _tidies_the_amount),
    Planted("money moves, and then it is refused", "mock", Task("requests", BOT), _moves_and_then_refuses),
    Planted(
        "only a part of the passphrase is compared",
        "mock",
        Task("signatures"),
        _compares_a_part_of_the_passphrase,
    ),
    Planted(
        "more can be taken back than is allowed", "mock", Task("sequences"), _lets_too_much_be_taken_back
    ),
    Planted(
        "an answer whose msg is an object, against the schema",
        "mock",
        Task("requests", POSITION),
        _answers_msg_as_an_object,
    ),
)
