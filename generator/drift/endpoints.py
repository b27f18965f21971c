"""The spec's endpoints as the documentation would state them, and the schemas that its examples obey."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urldefrag

from jsonschema import Draft202012Validator

from generator import GenerationError
from generator.drift.facts import BROKEN, EXAMPLES, STRUCK, TEXT, Facts, Json
from generator.spec import Spec, answer_item_schema, operations, resolve

_PAGE_KEYS = {"english": "url", "chinese": "x-url-zh"}


class Endpoint(NamedTuple):
    """`links` has each language's page and anchor, `schemas` the request's and the answer's."""

    name: str
    links: dict[str, tuple[str, str]]
    facts: Facts
    schemas: dict[str, dict[str, Any]]
    reads: bool

    def watched(self, page: Facts) -> Facts:
        """What concerns us on a page, and whether its examples obey the schema.

        Of a read, that is what the spec states of the fields that it has, their texts, and new obligations.
        """
        for side, schema in self.schemas.items():
            if problem := _problem(schema, page[side].get(EXAMPLES)):
                page[side][BROKEN] = problem
        if not self.reads:
            return page
        kept: Facts = {}
        for where, facts in page.items():
            watched = {*self.facts.get(where, ("type", "required")), BROKEN, STRUCK, TEXT}
            if where in self.facts or facts.get("required") == "Yes":
                kept[where] = {
                    fact: value
                    for fact, value in facts.items()
                    if fact in watched or (fact, value) == ("required", "Yes")
                }
        return kept


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
            "request": {},
            **_fields(spec, "request", request),
            "response": {},
            **_fields(spec, "response", item),
        }
        schemas = {"request": _rooted(spec, request), "response": _rooted(spec, answer["schema"])}
        pages = {language: (link.url, link.fragment) for language, link in links.items()}
        found.append(Endpoint(name, pages, facts, schemas, reads=operation.get("x-effect") == "reads"))
    return found


def _problem(schema: dict[str, Any], examples: Json) -> str | None:
    """Why a schema refuses the first of the examples that it refuses, or None."""
    validator: Any = Draft202012Validator(schema)  # its type stubs are partly unknown
    for example in examples if isinstance(examples, list) else []:
        if isinstance(example, str):  # no JSON
            continue
        for error in validator.iter_errors(example):
            return f"{'.'.join(map(str, error.absolute_path)) or 'it'}: {error.message}"
    return None


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
        optional = "Conditional" if "x-condition" in field else "No"
        required = "Yes" if name in schema.get("required", []) else optional
        facts: dict[str, Json] = {
            "type": kind,
            "required": required if side == "request" else None,
            "enum": sorted(values, key=str) or None,
            "default": str(field["x-default"]).lower() if "x-default" in field else None,
        }
        fields[f"{side} {prefix}{name}"] = {fact: value for fact, value in facts.items() if value is not None}
        fields |= _fields(spec, side, items or field, f"{prefix}{name}.")
    return fields
