"""The overlay, applied by an applier that is written from the Overlay 1.0.0 specification alone."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

import pytest

from generator import GenerationError
from generator.publish.overlay import between

from .conftest import Published

STEP = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]")


def apply(overlay: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    document = deepcopy(document)
    for action in overlay["actions"]:
        merge(selected(document, action["target"]), action["update"])
    return document


def selected(document: dict[str, Any], target: str) -> Any:
    """The one node of a JSONPath made of names and indices; KeyError where there is none."""
    assert target[0] == "$"
    node: Any = document
    position = 1
    while position < len(target):
        step = STEP.match(target, position)
        assert step, target
        name, index, quoted = step.groups()
        node = node[int(index) if index else name or re.sub(r"\\(.)", r"\1", quoted)]
        position = step.end()
    return node


def merge(node: Any, update: Any) -> None:
    for key, value in update.items():
        if isinstance(value, dict) and isinstance(node.get(key), dict):
            merge(node[key], value)
        elif isinstance(value, list) and isinstance(node.get(key), list):
            node[key].extend(value)
        else:
            node[key] = value


@pytest.mark.parametrize("version", ["3.1", "3.0.3"])
def test_english_with_the_overlay_is_the_chinese(published: Published, version: str) -> None:
    overlay = published.read(f"overlay/okx_margin.{version}.en-to-zh.yaml")
    assert overlay.keys() == {"overlay", "info", "extends", "actions"}
    assert overlay["overlay"] == "1.0.0"
    assert overlay["extends"].removeprefix("../") in published.contents
    assert apply(overlay, published.openapi(version, "en")) == published.openapi(version, "zh")


def test_the_overlay_replaces_texts_and_adds_nothing(published: Published) -> None:
    english = published.openapi("3.1", "en")
    for action in published.read("overlay/okx_margin.3.1.en-to-zh.yaml")["actions"]:
        assert selected(english, action["target"]).keys() >= action["update"].keys()


def test_names_with_quotes_and_backslashes_are_found() -> None:
    english = {"info": {"title": "A", "version": "1"}, "it's": {"a\\b": [{"text": "one"}]}}
    chinese = {"info": {"title": "A", "version": "1"}, "it's": {"a\\b": [{"text": "一"}]}}
    assert apply(between(english, chinese, extends="en.yaml"), english) == chinese


@pytest.mark.parametrize("other", [{"a": 2}, {"b": 1}, {"a": [1]}, {"a": 1, "b": 1}])
def test_a_difference_that_is_no_text_is_refused(other: dict[str, Any]) -> None:
    info = {"info": {"title": "A", "version": "1"}}
    with pytest.raises(GenerationError, match="differ in more than the text"):
        between({**info, "a": 1}, {**info, **other} if "a" in other else {**info, "b": 1}, extends="en.yaml")
