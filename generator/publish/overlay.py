"""An OpenAPI Overlay 1.0.0 that turns the English document into the Chinese one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

from generator import GenerationError
from generator.spec import Spec


def between(english: Spec, chinese: Spec, *, extends: str) -> dict[str, Any]:
    """The overlay, one action for each object whose texts differ; `extends` is the English file's address."""
    return {
        "overlay": "1.0.0",
        "info": {
            "title": f"{english['info']['title']}: English to Chinese",
            "version": english["info"]["version"],
        },
        "extends": extends,
        "actions": list(_actions(english, chinese, "$")),
    }


def _actions(english: object, chinese: object, at: str) -> Iterator[dict[str, Any]]:
    if isinstance(english, dict) and isinstance(chinese, dict):
        fields, others = cast(dict[str, object], english), cast(dict[str, object], chinese)
        if fields.keys() != others.keys():
            raise _not_a_text(at)
        texts = {
            key: others[key]
            for key, value in fields.items()
            if isinstance(value, str) and isinstance(others[key], str) and value != others[key]
        }
        if texts:
            yield {"target": at, "update": texts}
        for key, value in fields.items():
            if key not in texts:
                yield from _actions(value, others[key], at + _step(key))
    elif isinstance(english, list) and isinstance(chinese, list):
        items, counterparts = cast(list[object], english), cast(list[object], chinese)
        if len(items) != len(counterparts):
            raise _not_a_text(at)
        for index, item in enumerate(items):
            yield from _actions(item, counterparts[index], f"{at}[{index}]")
    elif english != chinese:
        raise _not_a_text(at)


def _not_a_text(at: str) -> GenerationError:
    return GenerationError(f"{at}: English and Chinese differ in more than the text of a field")


def _step(key: str) -> str:
    """One step of a JSONPath (RFC 9535)."""
    if re.fullmatch(r"[A-Za-z_]\w*", key, re.ASCII):
        return f".{key}"
    escaped = key.replace("\\", "\\\\").replace("'", "\\'")
    return f"['{escaped}']"
