"""The spec in one language, or in both: English, Chinese and bilingual variants of the same document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from types import MappingProxyType
from typing import Any

from openapi_spec_validator import OpenAPIV31SpecValidator

from generator import GenerationError
from generator.spec import Spec, walk
from generator.translations import PAIRS

# English key: Chinese key
TEXTS = {**PAIRS, "url": "x-url-zh"}

# What stands between the two languages where a field holds both.
_BETWEEN = {"summary": " / ", "description": "\n\n", "x-displayName": " / ", "x-look-first": " "}


def english(spec: Spec) -> Spec:
    """`spec` without its Chinese."""
    document = deepcopy(spec)
    for node, _, key_zh in _pairs(document):
        del node[key_zh]
    return document


def chinese(spec: Spec) -> Spec:
    """`spec` with the Chinese in place of the English."""
    document = deepcopy(spec)
    for node, key, key_zh in _pairs(document):
        node[key] = node.pop(key_zh)
    return document


def both(spec: Spec) -> Spec:
    """`spec` with the Chinese after the English in OpenAPI's own fields, which is what every tool shows.

    What has no room for two stays a pair: addresses, and the table of codes, which programs read by field.
    """
    document = deepcopy(spec)
    for node, key, key_zh in _pairs(document):
        if between := _BETWEEN.get(key):
            node[key] = f"{node[key]}{between}{node.pop(key_zh)}"
    return document


LANGUAGES: Mapping[str, Callable[[Spec], Spec]] = MappingProxyType(
    {"en": english, "zh": chinese, "both": both}
)


def checked(document: Spec) -> Spec:
    """`document` itself; raises GenerationError where it is not valid OpenAPI 3.1."""
    for error in OpenAPIV31SpecValidator(document).iter_errors():
        raise GenerationError(f"A published variant is not valid OpenAPI 3.1: {error.message}")
    return document


def _pairs(document: Spec) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Each text that has its Chinese beside it, as (mapping, English key, Chinese key)."""
    for _, node in list(walk(document)):
        for key, key_zh in TEXTS.items():
            if key_zh in node:
                yield node, key, key_zh
