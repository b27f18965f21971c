"""The spec as schemathesis reads it, and the tables that tell what each answer means."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

import schemathesis
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks

from okx_margin_client import openapi

POSITION, BOT = "accountAdjustMargin", "signalBotAdjustMargin"
OPERATIONS = (POSITION, BOT)

# Its generics are half typed: these are the three doors to schemathesis, and what comes through them is Any.
_openapi: Any = schemathesis.openapi
_config: Any = schemathesis.Config
_checks: Any = checks

RESPONSE_CHECKS: list[Any] = [
    _checks.status_code_conformance,
    _checks.content_type_conformance,
    _checks.response_schema_conformance,
]

MARKERS = ("ok-access", "token", "key", "secret", "password", "passphrase", "auth", "session", "credential")
"""Names that hold one of these are masked; schemathesis's own list has no passphrase and no signature."""

CONFIG = {
    "generation": {"with-security-parameters": False},
    "output": {"sanitization": {"enabled": True, "sensitive-markers": list(MARKERS)}},
}
"""schemathesis must sign nothing, and show nothing of what OkxAuth signs."""


@cache
def spec() -> dict[str, Any]:
    """The whole spec, our extensions included."""
    return openapi()


def english(node: Any) -> Any:
    """The document without extensions and Chinese: schemathesis takes `x-` fields for keywords."""
    if isinstance(node, dict):
        fields = cast(dict[str, Any], node)
        return {name: english(value) for name, value in fields.items() if not name.startswith("x-")}
    if isinstance(node, list):
        return [english(value) for value in cast("list[object]", node)]
    return node


@cache
def operation(operation_id: str, *, closed: bool) -> Any:
    """schemathesis's view of an operation; `closed` bodies have no fields but the spec's, as typed calls."""
    document = english(spec())
    for name, schema in document["components"]["schemas"].items():
        if closed and name.endswith("Request"):
            schema["additionalProperties"] = False
    return _openapi.from_dict(document, config=config()).find_operation_by_id(operation_id)


def config() -> Any:
    """A schemathesis configuration from CONFIG."""
    return _config.from_dict(CONFIG)


def generated(operation_id: str, mode: GenerationMode, *, closed: bool) -> st.SearchStrategy[Any]:
    """schemathesis's cases, good or bad."""
    strategy: st.SearchStrategy[Any] = operation(operation_id, closed=closed).as_strategy(
        generation_mode=mode
    )
    return strategy


@cache
def path(operation_id: str) -> str:
    """Where an operation is."""
    paths: dict[str, Any] = spec()["paths"]
    return next(path for path, item in paths.items() if item["post"]["operationId"] == operation_id)


@cache
def request_schema(operation_id: str) -> dict[str, Any]:
    """The schema of an operation's body."""
    return _resolved(spec()["paths"][path(operation_id)]["post"]["requestBody"])


@cache
def envelope_schema(operation_id: str) -> dict[str, Any]:
    """The schema of an operation's answer with status 200."""
    return _resolved(spec()["paths"][path(operation_id)]["post"]["responses"]["200"])


@cache
def item_schema(operation_id: str) -> dict[str, Any]:
    """The schema of one item of `data` in that answer."""
    return _component(envelope_schema(operation_id)["properties"]["data"]["items"])


@cache
def codes() -> Mapping[str, Mapping[str, Any]]:
    """What the spec says of each code: `http`, `outcome` and texts."""
    return cast("Mapping[str, Mapping[str, Any]]", spec()["x-okx-codes"])


@cache
def _validator(operation_id: str) -> Any:
    return Draft202012Validator(request_schema(operation_id))


@cache
def _field_validator(operation_id: str, field: str) -> Any:
    return Draft202012Validator(request_schema(operation_id)["properties"][field])


def allows(operation_id: str, body: object) -> bool:
    """Whether the spec allows this body."""
    return bool(_validator(operation_id).is_valid(body))


def allows_field(operation_id: str, field: str, value: object) -> bool:
    """Whether the spec allows this value of a field that it knows."""
    return bool(_field_validator(operation_id, field).is_valid(value))


def _resolved(holder: Mapping[str, Any]) -> dict[str, Any]:
    return _component(holder["content"]["application/json"]["schema"])


def _component(schema: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = spec()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return found
