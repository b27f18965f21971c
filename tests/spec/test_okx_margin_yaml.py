"""The spec itself: its rules, its examples, its two languages, its table of codes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from generator import SPEC, GenerationError, translations, yaml12
from generator.__main__ import main
from generator.spec import Spec, load, operations, request_fields, resolve, walk

CODES_THAT_SAY_NOTHING_OF_THE_OUTCOME = {"2", "50001", "50004", "50013", "50026", "50042", "51054", "51149"}


def examples(spec: Spec) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Each example as (where, its schema, its value)."""
    for at, node in walk(spec):
        if "schema" in node and "examples" in node:
            for name, example in node["examples"].items():
                yield f"{at}/{name}", node["schema"], example["value"]


def problems(spec: Spec, schema: dict[str, Any], value: Any) -> list[str]:
    document = {**schema, "components": spec["components"]}
    errors: Any = Draft202012Validator(document).iter_errors(value)  # pyright: ignore[reportUnknownMemberType]
    return [error.message for error in errors]


def test_every_example_is_valid_against_its_schema(spec: Spec) -> None:
    found = list(examples(spec))
    assert len(found) >= 18
    assert {at: wrong for at, schema, value in found if (wrong := problems(spec, schema, value))} == {}


def test_every_operation_has_an_example_of_a_success_and_of_a_refusal(spec: Spec) -> None:
    for _, _, operation in operations(spec):
        answers = operation["responses"]["200"]["content"]["application/json"]["examples"].values()
        codes = {example["value"]["code"] for example in answers}
        assert "0" in codes
        assert {spec["x-okx-codes"][code]["outcome"] for code in codes} == {"success", "refused"}


@pytest.mark.parametrize("amt", ["1", "0.5", "10.50", "0.0000001", "9" * 64])
def test_the_pattern_of_an_amount_accepts_positive_plain_decimals(spec: Spec, amt: str) -> None:
    request = {"instId": "BTC-USDT-SWAP", "posSide": "short", "type": "add", "amt": amt}
    assert problems(spec, {"$ref": "#/components/schemas/PositionMarginRequest"}, request) == []


@pytest.mark.parametrize("amt", ["0", "0.0", "-1", "1e-7", "", ".5", "1.", "01", "NaN", 1, "9" * 65, "1\n"])
def test_the_pattern_of_an_amount_refuses_anything_else(spec: Spec, amt: Any) -> None:
    request = {"instId": "BTC-USDT-SWAP", "posSide": "short", "type": "add", "amt": amt}
    assert problems(spec, {"$ref": "#/components/schemas/PositionMarginRequest"}, request)


@pytest.mark.parametrize(
    ("given", "valid"),
    [({"amt": "1"}, True), ({"percent": "5"}, True), ({"amt": "1", "percent": "5"}, True), ({}, False)],
)
def test_a_signal_bot_request_needs_an_amount_or_a_percentage(
    spec: Spec, given: dict[str, str], valid: bool
) -> None:
    request = {"algoId": "123456", "type": "add", **given}
    assert (problems(spec, {"$ref": "#/components/schemas/SignalBotMarginRequest"}, request) == []) is valid


def test_no_answer_that_could_come_breaks_its_schema(spec: Spec) -> None:
    """What a client generated from it checks, it checks after the margin has moved."""
    for _, _, operation in operations(spec):
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        names = resolve(spec, resolve(spec, schema)["properties"]["data"]["items"])["properties"]
        texts = [name for name, field in names.items() if field["type"] == "string"]
        for item in (
            {"sCode": "59301", "sMsg": "over the maximum"},
            dict.fromkeys(texts, ""),
            dict.fromkeys(texts, "1E-9 new"),
            {"unknown": {"field": [1]}},
        ):
            for envelope in (
                {"code": "1", "data": [item]},
                {"code": "0", "msg": "", "data": [item], "inTime": "1"},
            ):
                assert problems(spec, schema, envelope) == []
        assert problems(spec, schema, {"msg": ""})


def test_every_english_text_has_its_chinese(spec: Spec) -> None:
    assert translations.unpaired(spec) == []
    for at, english, chinese in translations.pairs(spec):
        assert english is not None, at
        assert chinese is not None, at
        assert not any("\u4e00" <= character <= "\u9fff" for character in english), at
        assert any("\u4e00" <= character <= "\u9fff" for character in chinese) or chinese == "API key。", at


def test_every_translation_was_looked_at_after_its_english_changed(spec: Spec) -> None:
    assert translations.not_looked_at(spec) == [], (
        "compare them, then: python -m generator translations --accept"
    )


def test_a_changed_english_text_asks_for_another_look(spec: Spec) -> None:
    spec["paths"]["/api/v5/account/position/margin-balance"]["post"]["summary"] += " now"
    assert translations.not_looked_at(spec) == [
        "#/paths/~1api~1v5~1account~1position~1margin-balance/post/summary"
    ]


@pytest.mark.parametrize("form", [r"\d{12}", r"0\d{11}", r"\d+e\d+"])
def test_a_text_whose_hash_looks_like_a_number_can_be_accepted(
    spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    summary, chinese = spec["info"]["summary"], spec["info"]["x-summary-zh"]
    spec["info"]["summary"] = next(
        text
        for text in (f"{summary} {number}" for number in count())
        if re.fullmatch(form, hashlib.sha256(f"{text}\0{chinese}".encode()).hexdigest()[:12])
    )
    changed = tmp_path / "okx_margin.yaml"
    changed.write_text(yaml12.dump(spec), encoding="utf-8")
    monkeypatch.setattr(translations, "SPEC", changed)
    monkeypatch.setattr(translations, "SEEN", tmp_path / "translations_seen.yaml")
    assert main(["translations"]) == 1
    assert main(["translations", "--accept"]) == 0
    assert main(["translations"]) == 0
    assert translations.not_looked_at(spec) == []


def test_a_missing_translation_is_named(spec: Spec) -> None:
    del spec["x-okx-codes"]["51008"]["meaning_zh"]
    assert translations.unpaired(spec) == ["#/x-okx-codes/51008/meaning"]


def test_just_these_codes_leave_the_outcome_unknown(spec: Spec) -> None:
    unknown = {code for code, entry in spec["x-okx-codes"].items() if entry["outcome"] == "unknown"}
    assert unknown == CODES_THAT_SAY_NOTHING_OF_THE_OUTCOME
    assert [code for code, entry in spec["x-okx-codes"].items() if entry["outcome"] == "success"] == ["0"]


def test_the_codes_stand_in_order_and_each_answer_status_is_documented(spec: Spec) -> None:
    codes = [int(code) for code in spec["x-okx-codes"]]
    assert codes == sorted(codes)
    for _, _, operation in operations(spec):
        statuses = {str(status) for entry in spec["x-okx-codes"].values() for status in entry["http"]}
        assert {*statuses, "502", "504"} == set(operation["responses"])


def test_both_requests_agree_on_what_a_decimal_is(spec: Spec) -> None:
    decimals = {
        (field["pattern"], field["maxLength"])
        for _, _, operation in operations(spec)
        for field in request_fields(spec, operation).values()
        if field.get("x-decimal")
    }
    assert len(decimals) == 1


def at(spec: Spec, pointer: str) -> Any:
    node: Any = spec
    for part in pointer.split("/"):
        node = node[int(part) if isinstance(node, list) else part.replace("~1", "/")]
    return node


POST = "paths/~1api~1v5~1account~1position~1margin-balance/post"
REQUEST = "components/schemas/PositionMarginRequest"
BILLS = "paths/~1api~1v5~1account~1bills/get"


ANSWER = "components/schemas/PositionMargin"
ENVELOPE = "components/schemas/PositionMarginEnvelope"
BOT = "components/schemas/SignalBotMarginRequest"

UNTOLD = {"description": None, "x-description-zh": None}
TOLD = (ANSWER, f"{ANSWER}/properties/amt", f"{REQUEST}/properties/amt", f"{BILLS}/parameters/0", "tags/0")

BREAKING: list[tuple[str, dict[Any, Any], str]] = [
    (f"{ENVELOPE}/properties/data", {"items": None}, "an array needs items"),
    (f"{REQUEST}/properties/amt", {"x-decimals": True}, "unknown extension x-decimals"),
    (REQUEST, {"anyOf": [{"required": ["amt"]}]}, "anyOf, oneOf and allOf empty the request"),
    (BOT, {"allOf": [{"anyOf": [{"required": ["amt"]}]}]}, r"one of two is not: \{properties"),
    (BOT, {"not": {"required": ["amt", "percent"]}}, "not only says that one of some optional fields"),
    (BOT, {"not": {"properties": {"amt": {"not": {}}, "sz": {"not": {}}}}}, "not only says that one of some"),
    (
        BOT,
        {"not": {"properties": {"amt": {"not": {}}, "type": {"not": {}}}}},
        "not only says that one of some",
    ),
    (f"{REQUEST}/properties/ccy", {"default": "USDT"}, "use x-default"),
    (f"{REQUEST}/properties/amt", {"type": "number"}, "a decimal is a string"),
    (f"{REQUEST}/properties/amt", {"format": "decimal"}, "a decimal is a string"),
    (f"{REQUEST}/properties/amt", {"type": "integer"}, "x-decimal needs type string"),
    (f"{REQUEST}/properties/amt", {"pattern": None}, "x-decimal needs a pattern and a maxLength"),
    (f"{REQUEST}/properties/amt", {"maxLength": None}, "x-decimal needs a pattern and a maxLength"),
    (f"{REQUEST}/properties/amt", {"pattern": "^[0-9]+$"}, "a pattern is"),
    (f"{REQUEST}/properties/amt", {"pattern": r"^(?<!\n)\d+(?!\n)$"}, "a pattern is"),
    (f"{REQUEST}/properties/amt", {"pattern": r"^(?<!\n).+(?!\n)$"}, "a pattern is"),
    (f"{REQUEST}/properties/amt", {"pattern": r"^(?<!\n)1|2$(?!\n)$"}, "a pattern is"),
    (f"{REQUEST}/properties/posSide", {"enum": ["1", "2"]}, "needs x-enum-varnames"),
    (f"{REQUEST}/properties/posSide", {"title": "持仓方向"}, "titles are ASCII"),
    (f"{REQUEST}/properties/posSide", {"title": None}, "an enum needs a title"),
    (REQUEST, {"additionalProperties": True}, "additionalProperties stays unset in a request"),
    (ANSWER, {"additionalProperties": None}, "an answer says additionalProperties: true"),
    (ANSWER, {"additionalProperties": False}, "an answer says additionalProperties: true"),
    (ANSWER, {"required": ["instId"]}, "only an envelope's code is required"),
    (ENVELOPE, {"required": ["code", "msg"]}, "only an envelope's code is required"),
    (
        f"{ANSWER}/properties/amt",
        {"pattern": "^(?<!\\n)1(?!\\n)$"},
        "pattern in an answer makes clients refuse",
    ),
    (f"{ANSWER}/properties/ccy", {"minLength": 1}, "minLength in an answer makes clients refuse"),
    (f"{ANSWER}/properties/type", {"enum": ["add"], "title": "A"}, "enum in an answer makes clients refuse"),
    ("components/schemas/RefusalEnvelope/properties/code", {"enum": ["0"]}, "code is a plain string"),
    (POST, {"parameters": [{"in": "header", "name": "x", "schema": {}}]}, "never parameters"),
    (POST, {"operationId": None}, "operationId is missing"),
    (POST, {"operationId": "signalBotAdjustMargin"}, "signalBotAdjustMargin"),
    (POST, {"tags": ["account", "signalBot"]}, "exactly one tag"),
    (POST, {"x-permission": None}, "x-permission is needed"),
    (POST, {"security": []}, "x-permission is needed, but not by a public operation"),
    (POST, {"x-rate-limit": None}, "x-rate-limit is needed"),
    (f"{POST}/x-rate-limit", {"requests": 5}, "lacks 'Rate limit: 5 requests per 2 seconds for each User ID"),
    (POST, {"x-permission": "Read"}, r"lacks '限速：20 次/2 秒（按 User ID）。权限：读取 \(Read\)。'"),
    (f"{POST}/responses", {"500": None}, "the answer's status 500 is missing"),
    (f"{POST}/responses", {"5XX": {"description": "Bad."}}, "statuses are listed one by one, 5XX"),
    (f"{POST}/responses", {"default": {"description": "Bad."}}, "statuses are listed one by one, default"),
    ("components/responses/BadGateway/content", {"text/html": None}, "with 502 a page of HTML may come"),
    ("components/schemas", {"lower_case": {"type": "object"}}, "schema names are ASCII"),
    ("x-okx-codes/51008", {"outcome": "maybe"}, "51008/outcome: 'maybe' is not one of"),
    ("x-okx-codes/51008", {"meaning": None}, "51008: 'meaning' is a required property"),
    ("x-okx-codes/51008", {"remedy_zh": None}, "51008: 'remedy_zh' is a dependency of 'remedy'"),
    ("x-okx-codes/51008", {"meaning": "Too\nlittle."}, "meaning has a line break"),
    (POST, {"summary": "Add\u200b margin"}, "summary has a line break, or a character that nobody sees"),
    (
        POST,
        {"x-summary-zh": "追加\t保证金"},
        "x-summary-zh has a line break, or a character that nobody sees",
    ),
    (
        POST,
        {"description": "One\n\ntwo\x07"},
        "description has a line break, or a character that nobody sees",
    ),
    ("tags/0", {"x-description-zh": "\u202e"}, "x-description-zh has a line break, or a character"),
    (POST, {"x-summary-zh": None}, "post/summary: English or Chinese is missing"),
    (
        f"{REQUEST}/properties/amt",
        {"x-description-zh": None},
        "amt/description: English or Chinese is missing",
    ),
    (
        f"{POST}/requestBody/content/application~1json/schema",
        {"$ref": "#/components/schemas/Gone"},
        "Gone leads nowhere",
    ),
    (f"{ENVELOPE}/properties/data/items", {"$ref": "#/paths/0/get"}, "#/paths/0/get leads nowhere"),
    ("components/schemas", {"Round": {"$ref": "#/components/schemas/Round"}}, "Round leads nowhere"),
    ("info", {"version": 0.1}, 'info/version: 0.1 is not of type "string"$'),
    (f"{BILLS}/parameters/0", {"name": None}, "is missing|is not valid"),
    (POST, {"externalDocs": None}, "summary, description and externalDocs are needed"),
    (POST, {"summary": None, "x-summary-zh": None}, "summary, description and externalDocs are needed"),
    (REQUEST, {"properties": None}, "the request body has properties"),
    (POST, {"x-permission": ""}, "x-permission has no value"),
    (POST, {"x-manual-transfer-floor": {}}, "x-manual-transfer-floor has no value"),
    (POST, {"responses": {"200": 5}}, "200"),
    (f"{ENVELOPE}/properties", {"data": None}, "the 200 answer is an envelope"),
    (f"{ENVELOPE}/properties/data/items", {"$ref": None}, "the 200 answer is an envelope"),
    (BILLS, {"requestBody": {"content": {}}}, "a GET has no body"),
    (POST, {"requestBody": None}, "a GET has no body, and another method has one"),
    (f"{BILLS}/parameters/0", {"in": "cookie"}, "parameters are the query's"),
    (f"{BILLS}/parameters/0/schema", {"title": None}, "an enum needs a title"),
    (f"{BILLS}/parameters/1/schema", {"default": "BTC"}, "use x-default"),
    (f"{ANSWER}/properties/type", {"title": None}, "x-known-values need a title"),
    (f"{REQUEST}/properties/ccy", {"x-known-values": ["BTC"], "title": "Ccy"}, "are an answer's"),
    (f"{REQUEST}/properties/ccy", {"x-milliseconds": True}, "are an answer's"),
    ("x-okx-codes", {50001: {"http": [503]}}, "x-okx-codes: the key 50001 is no text; write it in quotes"),
    (f"{POST}/responses", {200: {"description": "Done."}}, "responses: the key 200 is no text"),
    (f"{REQUEST}/properties/amt", {"maxLength": float("nan")}, "amt/maxLength: nan is no number to JSON"),
    *((place, UNTOLD, f"#/{place}: a description is needed") for place in TOLD),
    (REQUEST, {"required": ["instId", "amtt"]}, "required names amtt, which is no field"),
    (f"{REQUEST}/properties/posSide", {"enum": ["long", True]}, "an enum's values are texts"),
    (f"{REQUEST}/properties/posSide", {"enum": ["long", ""]}, "an enum's values are texts"),
    (f"{REQUEST}/properties/posSide", {"x-enum-varnames": ["A"]}, "has a name in capitals for each value"),
    (
        f"{REQUEST}/properties/posSide",
        {"x-enum-varnames": ["A", "b c", "D"]},
        "has a name in capitals for each value",
    ),
    ("components/securitySchemes", {"OkAccessTimestamp": None}, "securitySchemes have OkAccessTimestamp"),
]


@pytest.mark.parametrize(("pointer", "change", "complaint"), BREAKING)
def test_a_spec_that_breaks_a_rule_is_refused_by_name(
    spec: Spec, tmp_path: Path, pointer: str, change: dict[str, Any], complaint: str
) -> None:
    node = at(spec, pointer)
    for key, value in change.items():
        node[key] = value
        if value is None:
            del node[key]
    path = tmp_path / "okx_margin.yaml"
    path.write_text(yaml12.dump(spec), encoding="utf-8")
    with pytest.raises(GenerationError, match=complaint):
        load(path, with_texts=True)


def test_what_every_client_is_made_from_is_missed_by_name(spec: Spec, tmp_path: Path) -> None:
    path = tmp_path / "okx_margin.yaml"
    for name in ("servers", "x-okx-codes", "x-okx-signing"):
        path.write_text(yaml12.dump({key: spec[key] for key in spec if key != name}), encoding="utf-8")
        with pytest.raises(GenerationError, match=f"{name}.* is missing"):
            load(path, with_texts=True)


def test_an_extension_without_a_value_is_refused(tmp_path: Path) -> None:
    """`x-permission:` is null to YAML, and would be None in Python."""
    text = SPEC.read_text(encoding="utf-8")
    for extension in ("x-permission: Trade", "x-regions: [tr]", "x-decimal: true", "x-default: false"):
        path = tmp_path / "okx_margin.yaml"
        path.write_text(text.replace(extension, extension.partition(" ")[0], 1), encoding="utf-8")
        with pytest.raises(
            GenerationError, match=f"{extension.partition(':')[0]} has no value; leave it out"
        ):
            load(path, with_texts=True)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: [", "not valid YAML"),
        ("a: 1\na: 2", "not valid YAML"),
        ("- a", "holds no mapping"),
        ("a: 1", "openapi"),
        ("a: &a [*a]", "a part of it .* holds itself"),
        (f"a: {'[' * 3000}{']' * 3000}", "nested too deeply"),
    ],
)
def test_what_is_no_spec_at_all_is_refused_by_name(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "okx_margin.yaml"
    path.write_text(text)
    with pytest.raises(GenerationError, match=complaint):
        load(path, with_texts=True)
    with pytest.raises(GenerationError, match="cannot be read"):
        load(tmp_path / "nowhere.yaml")
