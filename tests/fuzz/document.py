"""The spec as schemathesis reads it, and the tables that tell what each answer means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, cast
from urllib.parse import urlencode

import schemathesis
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks

from okx_margin_client import openapi
from okx_margin_client.exchange import ENDPOINTS
from okx_margin_runtime.facts import Endpoint

POSITION, BOT = "accountAdjustMargin", "signalBotAdjustMargin"
"""The two that the money's own tests are about: what the sequences adjust."""

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
        if closed and name in map(body_model, WITH_BODY):
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
def _places() -> Mapping[str, tuple[str, str, dict[str, Any]]]:
    """Method, path and what the spec says, by operation id."""
    return {
        operation["operationId"]: (method.upper(), path, operation)
        for path, item in spec()["paths"].items()
        for method, operation in item.items()
    }


OPERATIONS = tuple(_places())
WITH_BODY = tuple(name for name, (_, _, said) in _places().items() if "requestBody" in said)


def method(operation_id: str) -> str:
    return _places()[operation_id][0]


def path(operation_id: str) -> str:
    """Where an operation is."""
    return _places()[operation_id][1]


def endpoint(operation_id: str) -> Endpoint:
    """The client's facts about it."""
    return ENDPOINTS[method(operation_id), path(operation_id)]


def facade(operation_id: str) -> tuple[str, str]:
    """The client's attribute and its method: signalBotAdjustMargin is signal_bot.adjust_margin."""
    (tag,) = _places()[operation_id][2]["tags"]
    return snake(tag), snake(operation_id.removeprefix(tag))


def snake(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


@cache
def request_schema(operation_id: str) -> dict[str, Any]:
    """The schema of an operation's body; of a query's parameters the like, without those that never change."""
    said = _places()[operation_id][2]
    if "requestBody" in said:
        return _resolved(said["requestBody"])
    asked = [each for each in parameters(operation_id) if "x-constant" not in each]
    return {
        "type": "object",
        "properties": {each["name"]: each["schema"] for each in asked},
        "required": [each["name"] for each in asked if each.get("required")],
        "additionalProperties": False,
    }


@cache
def parameters(operation_id: str) -> list[dict[str, Any]]:
    """The parameters of a query."""
    return [_component(each) for each in _places()[operation_id][2].get("parameters", [])]


@cache
def example(operation_id: str) -> Mapping[str, Any]:
    """A request as the spec shows one: the first example of a body, or of each parameter."""
    said = _places()[operation_id][2]
    if "requestBody" in said:
        shown = said["requestBody"]["content"]["application/json"]["examples"]
        value: dict[str, Any] = next(iter(shown.values()))["value"]
        return value
    return {
        each["name"]: each["example"]
        for each in parameters(operation_id)
        if "example" in each and "x-constant" not in each
    }


def target(operation_id: str) -> str:
    """Path and query of the spec's example of a read."""
    always = {each["name"]: each["x-constant"] for each in parameters(operation_id) if "x-constant" in each}
    query = urlencode({**example(operation_id), **always})
    return f"{path(operation_id)}?{query}" if query else path(operation_id)


def body_model(operation_id: str) -> str:
    """The name of the schema of a body."""
    reference: str = _places()[operation_id][2]["requestBody"]["content"]["application/json"]["schema"][
        "$ref"
    ]
    return reference.rsplit("/", 1)[-1]


@cache
def item_schema(operation_id: str) -> dict[str, Any]:
    """The schema of one item of `data` in its answer with status 200."""
    envelope = _resolved(_places()[operation_id][2]["responses"]["200"])
    return _component(envelope["properties"]["data"]["items"])


def answers_with_list(operation_id: str) -> bool:
    """Whether its answer is a list of any length."""
    said = _places()[operation_id][2]
    return bool(said["x-effect"] == "reads" and said.get("x-answer", "list") == "list")


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
    """Whether the spec knows the field and allows this value of it."""
    if field not in request_schema(operation_id)["properties"]:
        return False
    return bool(_field_validator(operation_id, field).is_valid(value))


def _resolved(holder: Mapping[str, Any]) -> dict[str, Any]:
    return _component(holder["content"]["application/json"]["schema"])


def _component(node: Mapping[str, Any]) -> dict[str, Any]:
    """`node`, or what its local `$ref` points at."""
    if "$ref" not in node:
        return dict(node)
    found: Any = spec()
    for step in node["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return _component(found)
