"""The spec as generation reads it: loaded once, checked against OpenAPI 3.1 and against our own rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

from openapi_spec_validator import OpenAPIV31SpecValidator

from generator import GenerationError, yaml12

Spec = dict[str, Any]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

# Every extension that generation knows. An unknown one is a typing error or a fact nobody reads.
EXTENSIONS = frozenset(
    {
        "x-summary-zh",
        "x-description-zh",
        "x-url-zh",
        "x-regions",
        "x-demo",
        "x-rate-limit",
        "x-permission",
        "x-effect",
        "x-answer",
        "x-page",
        "x-constant",
        "x-milliseconds",
        "x-capitals",
        "x-echoes",
        "x-evidence",
        "x-look-first",
        "x-look-first-zh",
        "x-displayName",
        "x-displayName-zh",
        "x-manual-transfer-floor",
        "x-documented-default",
        "x-condition",
        "x-decimal",
        "x-default",
        "x-known-values",
        "x-enum-varnames",
        "x-okx-signing",
        "x-okx-read-endpoints",
        "x-okx-codes",
    }
)


def load(path: Path) -> Spec:
    """The spec at `path`; raises GenerationError where it cannot be read or breaks a rule."""
    spec = yaml12.read(path)
    found = [
        f"{'/'.join(str(part) for part in error.absolute_path) or 'root'}: {error.message}"
        for error in OpenAPIV31SpecValidator(spec).iter_errors()
    ] or list(broken_rules(spec))
    if found:
        raise GenerationError(f"{path.name} is not a spec that we generate from:\n  " + "\n  ".join(found))
    return spec


def operations(spec: Spec) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each operation as (method in capitals, path, the operation)."""
    for path, item in spec["paths"].items():
        for method in METHODS:
            if method in item:
                yield method.upper(), path, item[method]


def resolve(spec: Spec, node: dict[str, Any]) -> dict[str, Any]:
    """`node`, or what its local `$ref` points at."""
    while "$ref" in node:
        target: Any = spec
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def request_schema(spec: Spec, operation: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The component name and the schema of an operation's request body."""
    reference = operation["requestBody"]["content"]["application/json"]["schema"]
    return reference["$ref"].rsplit("/", 1)[-1], resolve(spec, reference)


def answer_item_schema(spec: Spec, operation: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The component name and the schema of one item of `data` in the 200 envelope."""
    envelope = resolve(spec, operation["responses"]["200"]["content"]["application/json"]["schema"])
    reference = envelope["properties"]["data"]["items"]
    return reference["$ref"].rsplit("/", 1)[-1], resolve(spec, reference)


def walk(node: Any, at: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping of the document with its JSON pointer, examples' values left out: they are data."""
    if isinstance(node, dict):
        yield at, cast(dict[str, Any], node)
        for key, value in cast(dict[str, Any], node).items():
            if not (key == "value" and "/examples/" in at):
                yield from walk(value, f"{at}/{key.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(node, list):
        for index, value in enumerate(cast(Sequence[Any], node)):
            yield from walk(value, f"{at}/{index}")


def broken_rules(spec: Spec) -> Iterator[str]:
    """What this document does that some generator does not survive (design.md, run against ten of them)."""
    operation_ids: set[str] = set()
    for method, path, operation in operations(spec):
        name = operation.get("operationId")
        if not name or name in operation_ids:
            yield f"{path}: operationId is missing or used twice"
        operation_ids.add(str(name))
        if len(operation.get("tags", [])) != 1:
            yield f"{path}: exactly one tag groups the call in the client"
        if any(parameter.get("in") == "header" for parameter in operation.get("parameters", [])):
            yield f"{path}: signature headers are security schemes, never parameters"
        if not {"x-effect", "x-rate-limit", "x-permission"} <= operation.keys():
            yield f"{path}: x-effect, x-rate-limit and x-permission are needed"
        if operation.get("x-effect") not in ("moves", "reads"):
            yield f"{path}: x-effect is moves or reads"
        if method != "GET" and "$ref" not in _body_schema(operation):
            yield f"{path}: the request body is a named schema under components/schemas"
    if not spec.get("security"):
        yield "#: security belongs at the root"
    for name in spec["components"]["schemas"]:
        if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", name):
            yield f"#/components/schemas/{name}: schema names are ASCII, in PascalCase"
    requests = {request_schema(spec, op)[0] for _, _, op in operations(spec) if "$ref" in _body_schema(op)}
    for at, node in walk(spec):
        unknown = [key for key in node if key.startswith("x-") and key not in EXTENSIONS]
        yield from (f"{at}: unknown extension {key}" for key in unknown)
        yield from (f"{at}: {key} has no value" for key, value in node.items() if value is None)
        if "/schemas/" in at or at.endswith("/schema"):
            schema_name = at.partition("/schemas/")[2].partition("/")[0]
            yield from _broken_schema_rules(at, node, in_request=schema_name in requests)
    yield from _broken_codes(spec)


def _body_schema(operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    schema: dict[str, Any] = content.get("application/json", {}).get("schema", {})
    return schema


def _broken_schema_rules(at: str, node: dict[str, Any], *, in_request: bool) -> Iterator[str]:
    if node.get("type") == "array" and "items" not in node:
        yield f"{at}: an array needs items"
    if "properties" in node and ("anyOf" in node or "oneOf" in node):
        yield f"{at}: anyOf/oneOf beside properties empties the model in several generators; wrap it in allOf"
    if in_request and "default" in node and not at.endswith("/properties"):
        yield f"{at}: a default makes the field required or sent in some languages; use x-default"
    if node.get("format") == "decimal" or (node.get("type") == "number" and "/properties/" in at):
        yield f"{at}: a decimal is a string with a pattern and x-decimal"
    if node.get("x-decimal") and not (node.get("type") == "string" and ("pattern" in node or not in_request)):
        yield f"{at}: x-decimal needs type string, and in a request a pattern"
    closed = node.get("type") != "string" or {"const", "enum", "oneOf"} & node.keys()
    if at.endswith("/properties/code") and closed:
        yield f"{at}: code is a plain string"
    if not str(node.get("title", "")).isascii():
        yield f"{at}: titles are ASCII"
    if {"enum", "x-known-values"} & node.keys() and "title" not in node:
        yield f"{at}: an enum needs a title, which names its class"
    if any(str(value)[:1].isdigit() for value in node.get("enum", [])) and "x-enum-varnames" not in node:
        yield f"{at}: an enum of digits needs x-enum-varnames"


def _broken_codes(spec: Spec) -> Iterator[str]:
    wanted, optional = {"http", "outcome", "meaning", "meaning_zh"}, {"remedy", "remedy_zh", "endpoints"}
    for code, entry in spec.get("x-okx-codes", {}).items():
        at = f"#/x-okx-codes/{code}"
        if not wanted <= entry.keys() <= wanted | optional:
            yield f"{at}: an entry has {', '.join(sorted(wanted))}"
        elif entry["outcome"] not in ("success", "refused", "unknown"):
            yield f"{at}: outcome is success, refused or unknown"
        elif ("remedy" in entry) != ("remedy_zh" in entry):
            yield f"{at}: remedy and remedy_zh go together"
