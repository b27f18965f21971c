"""What breaks users' calls is the same to drift, which sees a page, and to changes, which sees the spec."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from generator import yaml12
from generator.changes import changes
from generator.drift import drift
from generator.drift.endpoints import Endpoint
from generator.drift.facts import Facts
from generator.levels import BREAKING
from tests.drift.conftest import SPEC, Pages, read_markdown
from tests.drift.mutations import MUTATIONS

Edit = Callable[[dict[str, Any], dict[str, Any], dict[str, Any]], object]  # of operation, request and answer

FOLLOWED: dict[str, Edit] = {
    "parameter added": lambda op, request, answer: request["properties"].update(tag={"type": "string"}),
    "required parameter added": lambda op, request, answer: (
        request["properties"].update(tag={"type": "string"}),
        request["required"].append("tag"),
    ),
    "parameter removed": lambda op, request, answer: request["properties"].pop("keep"),
    "row struck through": lambda op, request, answer: request["properties"].pop("keep"),
    "parameter made required": lambda op, request, answer: request["required"].append("keep"),
    "parameter made optional": lambda op, request, answer: request["required"].remove("lever"),
    "type changed": lambda op, request, answer: request["properties"]["lever"].update(type="integer"),
    "enum value removed": lambda op, request, answer: request["properties"]["posSide"]["enum"].remove(
        "short"
    ),
    "enum value added to an answer": lambda op, request, answer: answer["properties"]["mgnMode"][
        "x-known-values"
    ].append("cash"),
    "default changed": lambda op, request, answer: request["properties"]["keep"].update({"x-default": True}),
    "rate limit lowered": lambda op, request, answer: op["x-rate-limit"].update(requests=10),
    "limit rule changed": lambda op, request, answer: op["x-rate-limit"].update(per="IP"),
    "permission changed": lambda op, request, answer: op.update({"x-permission": "Read/Trade"}),
    "amount in a note changed": lambda op, request, answer: op["x-manual-transfer-floor"].update(
        amount="20000"
    ),
    "floor lowered": lambda op, request, answer: op["x-manual-transfer-floor"].update(amount="5000"),
    "field of an answer removed": lambda op, request, answer: answer["properties"].pop("lever"),
    "field of an answer added": lambda op, request, answer: answer["properties"].update(
        ts={"type": "string"}
    ),
}


@pytest.mark.parametrize("name", FOLLOWED)
def test_drift_and_changes_agree(
    name: str,
    known: list[Endpoint],
    recorded: dict[str, dict[str, Facts]],
    pages: Pages,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    MUTATIONS[name][0](pages["setLeverage"]["english"], pages["setLeverage"]["chinese"])
    reading = read_markdown(known, pages, tmp_path_factory.mktemp("pages"))
    breaking = any(row.breaking for row in drift(known, reading, recorded, []))
    old = yaml12.read(SPEC)
    new = deepcopy(old)
    schemas = new["components"]["schemas"]
    operation = new["paths"]["/api/v5/account/set-leverage"]["post"]
    FOLLOWED[name](operation, schemas["LeverageRequest"], schemas["Leverage"])
    (change,) = changes(old, new)
    assert (change.level == BREAKING) == breaking
