"""The same page says the same in each of the three forms, and agrees with a spec that says it too."""

from __future__ import annotations

from generator.drift import drift
from generator.drift.endpoints import Endpoint
from generator.drift.facts import Facts
from tests.drift.conftest import Pages, Reader, as_recorded


def test_each_form_is_read_into_the_same_facts(
    pages: Pages, read: Reader, recorded: dict[str, dict[str, Facts]]
) -> None:
    reading = read(pages)
    assert reading.problems == []
    assert as_recorded(reading) == recorded


def test_pages_that_the_spec_agrees_with_are_no_drift(
    known: list[Endpoint], pages: Pages, read: Reader
) -> None:
    reading = read(pages)
    assert drift(known, reading, as_recorded(reading), []) == []


def test_facts_of_a_page(pages: Pages, read: Reader) -> None:
    facts = read(pages).pages["setLeverage"]["chinese"]
    stated = {where: {k: v for k, v in found.items() if k != "text"} for where, found in facts.items()}
    assert stated == {
        "endpoint": {
            "request line": "POST /api/v5/account/set-leverage",
            "rate limit": "20 requests per 2 seconds",
            "limit rule": "User ID",
            "permission": "Trade",
            "amounts": [">= 10000 USDT"],
        },
        "request": {"examples": [{"instId": "BTC-USDT", "lever": "5", "mgnMode": "isolated"}]},
        "request instId": {"type": "string", "required": "Yes"},
        "request lever": {"type": "string", "required": "Yes"},
        "request mgnMode": {"type": "string", "required": "Yes", "enum": ["cross", "isolated"]},
        "request posSide": {"type": "string", "required": "Conditional", "enum": ["long", "short"]},
        "request keep": {"type": "boolean", "required": "No", "default": "false"},
        "response": {
            "examples": [
                {
                    "code": "0",
                    "msg": "",
                    "data": [{"lever": "5", "mgnMode": "isolated", "instId": "BTC-USDT"}],
                }
            ]
        },
        "response lever": {"type": "string"},
        "response mgnMode": {"type": "string", "enum": ["cross", "isolated"]},
        "response instId": {"type": "string"},
    }


def test_nested_fields_several_examples_and_an_envelope(pages: Pages, read: Reader) -> None:
    facts = read(pages).pages["placeGrid"]["english"]
    assert facts["request"]["examples"] == [
        {"instId": "BTC-USDT", "triggers": [{"action": "stop", "px": "1000"}]},
        {"instId": "ETH-USDT"},
    ]
    assert "permission" not in facts["endpoint"]
    assert facts["endpoint"]["rate limit"] == "5 requests per 1 seconds"
    assert [where for where in facts if " " in where] == [
        "request instId",
        "request triggers",
        "request triggers.action",
        "request triggers.px",
        "response algoId",
        "response legs",
        "response legs.ccy",
        "response legs.fee",
        "response legs.fee.rate",
    ]
