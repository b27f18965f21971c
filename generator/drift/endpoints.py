"""The spec's endpoints as the documentation would state them, and the schemas that its examples obey."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urldefrag

from jsonschema import Draft202012Validator

from generator import GenerationError
from generator.drift.examples import NOT_JSON
from generator.drift.facts import Facts, Json
from generator.spec import Spec, answer_item_schema, operations, resolve

_PAGE_KEYS = {"english": "url", "chinese": "x-url-zh"}


class Endpoint(NamedTuple):
    """`links` has each language's page and anchor; `schemas` has the request's and the answer's."""

    name: str
    links: dict[str, tuple[str, str]]
    facts: Facts
    schemas: dict[str, dict[str, Any]]

    def example_problem(self, side: str, value: Json) -> str | None:
        """Why the schema refuses an example, or None."""
        if value == NOT_JSON:
            return NOT_JSON
        validator: Any = Draft202012Validator(self.schemas[side])  # its type stubs are partly unknown
        error = next(iter(validator.iter_errors(value)), None)
        if error is None:
            return None
        return f"{'.'.join(map(str, error.absolute_path)) or 'it'}: {error.message}"


def endpoints(spec: Spec) -> list[Endpoint]:
    """Every operation of the spec; raises GenerationError where one has no link in one of the languages."""
    found: list[Endpoint] = []
    for method, path, operation in operations(spec):
        name, docs = operation["operationId"], operation.get("externalDocs", {})
        links = {language: urldefrag(str(docs.get(key, ""))) for language, key in _PAGE_KEYS.items()}
        if not all(link.fragment for link in links.values()):
            raise GenerationError(f"{name}: externalDocs has url and x-url-zh, each with its page's anchor")
        item = answer_item_schema(spec, operation)[1]
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        request = resolve(spec, body["schema"]) if body else _query_schema(spec, operation)
        answer = operation["responses"]["200"]["content"]["application/json"]
        limit, floor = operation["x-rate-limit"], operation.get("x-manual-transfer-floor")
        stated: dict[str, Json] = {
            "request line": f"{method} {path}",
            "rate limit": f"{limit['requests']} requests per {limit['seconds']} seconds",
            "limit rule": limit["per"],
            "permission": operation.get("x-permission"),
            "amounts": [f">= {floor['amount']} {floor['ccy']}"] if floor else None,
        }
        facts: Facts = {
            "endpoint": {fact: value for fact, value in stated.items() if value is not None},
            "request": _examples(body),
            **_fields(spec, "request", request),
            "response": _examples(answer),
            **_fields(spec, "response", item),
        }
        schemas = {"request": _rooted(spec, request), "response": _rooted(spec, answer["schema"])}
        found.append(
            Endpoint(
                name,
                {language: (link.url, link.fragment) for language, link in links.items()},
                facts,
                schemas,
            )
        )
    return found


def _examples(content: dict[str, Any]) -> dict[str, Json]:
    return {"examples": {name: example["value"] for name, example in content.get("examples", {}).items()}}


def _query_schema(spec: Spec, operation: dict[str, Any]) -> dict[str, Any]:
    """A GET's query parameters, as an object's properties."""
    query = [found for p in operation.get("parameters", []) if (found := resolve(spec, p))["in"] == "query"]
    return {
        "type": "object",
        "required": [parameter["name"] for parameter in query if parameter.get("required")],
        "properties": {parameter["name"]: {**parameter, **parameter["schema"]} for parameter in query},
    }


def _rooted(spec: Spec, schema: dict[str, Any]) -> dict[str, Any]:
    """A schema whose `#/components/…` references resolve within it."""
    return {**schema, "components": spec["components"]}


def _fields(spec: Spec, side: str, schema: dict[str, Any], prefix: str = "") -> Facts:
    fields: Facts = {}
    for name, unresolved in schema.get("properties", {}).items():
        field = resolve(spec, unresolved)
        items = resolve(spec, field.get("items", {}))
        kind = f"array of {items['type']}s" if items else field["type"]
        values: list[Json] = field.get("enum") or field.get("x-known-values") or items.get("enum") or []
        required = "Conditional" if "x-condition" in field else "No"
        facts: dict[str, Json] = {
            "type": kind,
            # No page says what an answer always has, and the spec leaves it open.
            "required": None
            if side == "response"
            else "Yes"
            if name in schema.get("required", [])
            else required,
            "enum": sorted(values, key=str) or None,
            "default": str(field["x-default"]).lower() if "x-default" in field else None,
        }
        fields[f"{side} {prefix}{name}"] = {fact: value for fact, value in facts.items() if value is not None}
        fields |= _fields(spec, side, items or field, f"{prefix}{name}.")
    return fields
