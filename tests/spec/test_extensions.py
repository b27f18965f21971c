"""Our extensions: a wrong shape and a name of nothing are named; evidence and reads say what they must."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from generator.rules import broken_rules
from generator.spec import Spec, answer_item_schema, operations, request_fields

Edit = Callable[[dict[str, dict[str, Any]]], object]
ADJUST, BOT, BILLS, POSITIONS = (
    "accountAdjustMargin",
    "signalBotAdjustMargin",
    "accountBills",
    "accountPositions",
)


def by_id(spec: Spec) -> dict[str, dict[str, Any]]:
    return {operation["operationId"]: operation for _, _, operation in operations(spec)}


def evidence(part: str, **change: object) -> Edit:
    return lambda ops: ops[ADJUST]["x-evidence"][part].update(change)


def without(name: str, *steps: str) -> Edit:
    def edit(ops: dict[str, dict[str, Any]]) -> None:
        node: Any = ops[name]
        for step in steps[:-1]:
            node = node[step]
        del node[steps[-1]]

    return edit


MISTAKES: list[tuple[Edit, str]] = [
    (without(BILLS, "x-effect"), "/account/bills: x-effect is moves or reads"),
    (lambda o: o[BILLS].update({"x-effect": "looks"}), "x-effect: 'looks' is not one of"),
    (lambda o: o[BILLS].update({"x-effect": "moves"}), "a GET moves nothing"),
    (
        lambda o: o[ADJUST].update({"x-effect": "reads"}),
        "x-look-first and x-look-first-zh are of an operation",
    ),
    (without(ADJUST, "x-look-first"), "x-look-first and x-look-first-zh are of an operation that moves"),
    (without(ADJUST, "x-look-first-zh"), "x-look-first and x-look-first-zh are of an operation that moves"),
    (lambda o: o[ADJUST].update({"x-look-first": ""}), "x-look-first has no value"),
    (
        lambda o: o[BILLS].update({"x-look-first": "Look."}),
        "x-look-first and x-look-first-zh are of an operation",
    ),
    (without(POSITIONS, "x-answer"), "x-answer is of an operation that reads, and needed there"),
    (
        lambda o: o[ADJUST].update({"x-answer": "one"}),
        "x-answer is of an operation that reads, and needed there",
    ),
    (lambda o: o[POSITIONS].update({"x-answer": "some"}), "x-answer: 'some' is not one of"),
    (lambda o: o[POSITIONS].update({"x-capitals": ["instId"]}), "are of an operation that moves"),
    (lambda o: o[POSITIONS].update({"tags": ["accounts"]}), "the tag accounts is not declared"),
    (without(BILLS, "x-page", "most"), "x-page: 'most' is a required property"),
    (lambda o: o[BILLS]["x-page"].update(cursor="bill"), "x-page: there is no field bill"),
    (lambda o: o[BILLS]["x-page"].update(most=50), "parameter limit has most as its maximum"),
    (lambda o: o[BILLS].update({"x-answer": "one"}), "x-page is of a list"),
    (lambda o: o[POSITIONS].update({"x-page": {"cursor": "posId", "most": 9}}), "there is no field after"),
    (lambda o: o["signalBotOrderDetails"]["parameters"][0].update(required=False), "it is a required string"),
    (lambda o: o[ADJUST]["x-capitals"].append("amount"), "x-capitals: there is no field amount"),
    (lambda o: o[ADJUST]["x-echoes"].update(sz=[]), "x-echoes: there is no field sz"),
    (lambda o: o[BOT]["x-echoes"].update(type=[]), "x-echoes: there is no field type"),
    (lambda o: o[ADJUST]["x-echoes"].update(posSide=["both"]), "x-echoes: posSide has no such values"),
    (without(ADJUST, "x-evidence", "state"), "x-evidence: 'state' is a required property"),
    (without(ADJUST, "x-evidence", "state", "figure"), "x-evidence/state: 'figure' is a required property"),
    (evidence("state", figures="margin"), "x-evidence/state: Unevaluated properties are not allowed"),
    (evidence("state", figure=""), "x-evidence/state/figure: '' should be non-empty"),
    (evidence("state", figure="equity"), "x-evidence: state: figure: there is no field equity"),
    (evidence("state", figure="posId"), "x-evidence: state: figure: posId has no x-decimal"),
    (evidence("state", time="updated"), "x-evidence: state: time: there is no field updated"),
    (evidence("state", time="margin"), "x-evidence: state: time: margin has no x-milliseconds"),
    (evidence("state", operation_id="accountMargins"), "state: accountMargins is no operation that reads"),
    (evidence("state", operation_id=BOT), "state: signalBotAdjustMargin is no operation that reads"),
    (evidence("state", operation_id="publicMarkPrice"), "state: the read needs instType"),
    (evidence("state", query={"instrument": "instId"}), "state: query: there is no field instrument"),
    (evidence("state", query={"instId": "instrument"}), "query and match: there is no field instrument"),
    (evidence("state", match={"side": "posSide"}), "match and where: there is no field side"),
    (evidence("state", where={"mode": "isolated"}), "match and where: there is no field mode"),
    (evidence("state", doubtful={"reinvest": True}), "doubtful: there is no field reinvest"),
    (evidence("records", constants={"mgnMode": "cash"}), "records: mgnMode is never cash"),
    (evidence("records", after="older"), "records: after: there is no field older"),
    (evidence("records", change="moved"), "records: change: there is no field moved"),
    (evidence("records", kinds={"add": ["160"]}), "kinds has a list for each of add, reduce"),
    (evidence("records", kinds={"add": ["160"], "reduce": []}), "kinds/reduce: .* should be non-empty"),
    (evidence("clock", time="now"), "clock: time: there is no field now"),
    (lambda o: o[ADJUST]["x-evidence"].update(signs={"add": 1}), "signs has one for each of add, reduce"),
    (lambda o: o[ADJUST]["x-evidence"].update(signs={"add": 1, "reduce": -2}), "-2 is not one of"),
    (lambda o: o[ADJUST]["x-evidence"].update(amount="instId"), "amount: instId has no x-decimal"),
    (lambda o: o[ADJUST]["x-evidence"].update(direction="ccy"), "direction: ccy has no enum"),
    (lambda o: o[BOT]["x-evidence"]["state"]["constants"].update(algoOrdType="spot"), "is never spot"),
    (lambda o: o[ADJUST]["x-rate-limit"].update(requests=0), "x-rate-limit/requests: 0 is less than"),
    (lambda o: o[ADJUST].update({"x-evidence": "bills"}), "x-evidence: 'bills' is not of type 'object'"),
]


@pytest.mark.parametrize(("edit", "complaint"), MISTAKES, ids=[complaint for _, complaint in MISTAKES])
def test_what_an_extension_says_wrongly_is_named(spec: Spec, edit: Edit, complaint: str) -> None:
    edit(by_id(spec))
    assert re.search(complaint, "\n".join(broken_rules(spec)))


def test_the_reads_are_those_that_margin_needs(spec: Spec) -> None:
    found = {
        (method, path, name, operation["tags"][0], operation["x-answer"])
        for method, path, operation in operations(spec)
        if operation["x-effect"] == "reads" and (name := operation["operationId"])
    }
    assert found == {
        ("GET", "/api/v5/public/time", "publicTime", "public", "one"),
        ("GET", "/api/v5/public/instruments", "publicInstruments", "public", "list"),
        ("GET", "/api/v5/public/mark-price", "publicMarkPrice", "public", "list"),
        ("GET", "/api/v5/account/positions", "accountPositions", "account", "list"),
        ("GET", "/api/v5/account/bills", "accountBills", "account", "list"),
        ("GET", "/api/v5/account/balance", "accountBalance", "account", "one"),
        ("GET", "/api/v5/account/config", "accountConfig", "account", "one"),
        ("GET", "/api/v5/tradingBot/signal/orders-algo-details", "signalBotOrderDetails", "signalBot", "one"),
    }
    public = {name for name, operation in by_id(spec).items() if operation.get("security") == []}
    assert public == {"publicTime", "publicInstruments", "publicMarkPrice"}


def test_every_read_can_be_shown_with_examples(spec: Spec) -> None:
    for name, operation in by_id(spec).items():
        for parameter, field in request_fields(spec, operation).items():
            if operation["x-effect"] == "reads" and field["required"]:
                assert {"example", "x-constant"} & field.keys(), f"{name} {parameter}"


def test_amounts_and_times_of_reads_are_marked(spec: Spec) -> None:
    """What is a number to a trader is exact in the client, and what is a time is a number there."""
    for name, operation in by_id(spec).items():
        for field, schema in answer_item_schema(spec, operation)[1]["properties"].items():
            if field.endswith("Time") or field == "ts":
                assert schema.get("x-milliseconds"), f"{name} {field}"
            if field.lower().endswith(("px", "eq", "bal", "amt", "pnl", "ratio", "sz", "val", "chg")):
                assert schema.get("x-decimal"), f"{name} {field}"


def test_the_evidence_is_what_the_exchange_is_known_to_show(spec: Spec) -> None:
    position, bot = (by_id(spec)[name]["x-evidence"] for name in (ADJUST, BOT))
    assert position["records"]["type"] == "6"
    assert {way: kinds[0] for way, kinds in position["records"]["kinds"].items()} == {
        "add": "160",
        "reduce": "161",
    }
    assert (position["state"]["figure"], bot["state"]["figure"]) == ("margin", "investAmt")
    assert position["state"]["where"] == {"mgnMode": "isolated"}
    assert "records" not in bot
