"""The models as JSON Schema, and the table of codes as JSON and CSV."""

from __future__ import annotations

import codecs
import csv
import io
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from generator.spec import Spec

from .conftest import Published


def problems(schema: dict[str, Any], model: str, value: Any) -> list[str]:
    validator = Draft202012Validator({**schema, "$ref": f"#/$defs/{model}"})
    errors: Any = validator.iter_errors(value)  # pyright: ignore[reportUnknownMemberType]
    return [error.message for error in errors]


@pytest.mark.parametrize("language", ["en", "zh", "both"])
def test_the_models_are_json_schema_and_their_examples_valid(
    published: Published, spec: Spec, language: str
) -> None:
    schema = published.read(f"json_schema/okx_margin.{language}.json")
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$schema"]
    assert schema["$defs"].keys() == spec["components"]["schemas"].keys()
    assert b'"x-' not in published.contents[f"json_schema/okx_margin.{language}.json"]
    examples = [
        (model, value) for model, node in schema["$defs"].items() for value in node.get("examples", [])
    ]
    assert len(examples) >= 18
    assert {str(example): wrong for example in examples if (wrong := problems(schema, *example))} == {}


@pytest.mark.parametrize(
    ("model", "value"),
    [
        ("PositionMarginRequest", {"instId": "BTC-USDT-SWAP", "type": "add", "amt": "1"}),
        ("PositionMarginRequest", {"instId": "A", "posSide": "net", "type": "add", "amt": 1}),
        ("PositionMarginRequest", {"instId": "A", "posSide": "net", "type": "add", "amt": "1e-7"}),
        ("SignalBotMarginRequest", {"algoId": "1", "type": "add"}),
        ("PositionMarginEnvelope", {"code": "0", "msg": "", "data": [{"instId": 5}]}),
    ],
)
def test_a_wrong_body_is_found(published: Published, model: str, value: Any) -> None:
    assert problems(published.read("json_schema/okx_margin.en.json"), model, value)


def test_the_codes_are_those_of_the_spec_in_both_languages(published: Published, spec: Spec) -> None:
    table = published.read("codes.json")
    assert [row["code"] for row in table["codes"]] == list(spec["x-okx-codes"])
    for row in table["codes"]:
        entry = {key: value for key, value in row.items() if key != "code" and value not in ("", [])}
        assert entry == spec["x-okx-codes"][row["code"]]


def test_the_csv_has_the_same_rows(published: Published) -> None:
    assert published.contents["codes.csv"].startswith(codecs.BOM_UTF8)  # or a Chinese Excel reads GBK
    rows = list(csv.DictReader(io.StringIO(published.contents["codes.csv"].decode("utf-8-sig"), newline="")))
    for row, entry in zip(rows, published.read("codes.json")["codes"], strict=True):
        joined = {key: " ".join(map(str, entry[key])) for key in ("http", "endpoints")}
        assert row == {**entry, **joined}
        formulas = [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
        assert formulas == []
