"""The spec as generation reads it: loaded once, checked against OpenAPI 3.1 and against our own rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite
from pathlib import Path
from typing import Any, cast

from openapi_spec_validator import OpenAPIV31SpecValidator

from generator import GenerationError, yaml12

Spec = dict[str, Any]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


_PERMISSIONS_ZH = {"Trade": "交易 (Trade)", "Read": "读取 (Read)"}
_PER_ZH = {"Instrument Type": "产品类型", "Instrument ID": "产品 ID", "Instrument Family": "交易品种"}


def load(path: Path, *, with_texts: bool = False) -> Spec:
    """The spec at `path`. Raises GenerationError where it cannot be read or breaks a rule, and `with_texts` where users
    would not be told something, in English or in Chinese."""
    from generator.rules import broken_rules, lacking_texts  # they read the spec by what stands below

    spec = yaml12.read(path)
    try:
        beyond = [*_beyond_json(spec)]
    except RecursionError as error:
        raise GenerationError(f"{path.name} has no end: a part of it (& and *) holds itself") from error
    found = (
        beyond  # first: what follows takes each key for a text
        or [*_leading_nowhere(spec)]  # then: the validator would follow them
        or [*_no_openapi(spec)]
        or [*broken_rules(spec)]
        or (with_texts and [*lacking_texts(spec)])
    )
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
    """`node`, or what its local `$ref` points at; raises LookupError where that is nothing, or goes in a circle."""
    followed = set[str]()
    while "$ref" in node:
        if node["$ref"] in followed:
            raise LookupError(node["$ref"])
        followed.add(node["$ref"])
        target: Any = spec
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def _no_openapi(spec: Spec) -> Iterator[str]:
    try:
        for error in OpenAPIV31SpecValidator(spec).iter_errors():
            at = "/".join(map(str, error.absolute_path)) or "root"
            yield f"{at}: {error.message.splitlines()[0]}"
    except LookupError as missing:  # the validator goes on with what it has just named
        yield f"root: {missing} is missing"


def _beyond_json(node: Any, at: str = "#") -> Iterator[str]:
    """What YAML has and JSON has not: a key that is no text, as a code or a status without quotes, and NaN."""
    if isinstance(node, dict):
        for key, value in cast(dict[object, Any], node).items():
            if not isinstance(key, str):
                yield f"{at}: the key {key} is no text; write it in quotes"
            yield from _beyond_json(value, f"{at}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(cast(Sequence[Any], node)):
            yield from _beyond_json(value, f"{at}/{index}")
    elif isinstance(node, float) and not isfinite(node):
        yield f"{at}: {node} is no number to JSON; a text stands in quotes"


def _leading_nowhere(spec: Spec) -> Iterator[str]:
    for at, node in walk(spec):
        if isinstance(node.get("$ref"), str):
            try:
                resolve(spec, node)
            except (LookupError, TypeError):
                yield f"{at}: {node['$ref']} leads nowhere"


def request_schema(spec: Spec, operation: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The component name and the schema of an operation's request body."""
    reference = operation["requestBody"]["content"]["application/json"]["schema"]
    return reference["$ref"].rsplit("/", 1)[-1], resolve(spec, reference)


def request_fields(spec: Spec, operation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Each field of a request's body or query by OKX's name: its schema, `required` being true or false."""
    if "requestBody" in operation:
        schema = request_schema(spec, operation)[1]
        required = schema.get("required", [])
        return {name: {**field, "required": name in required} for name, field in schema["properties"].items()}
    parameters = [resolve(spec, parameter) for parameter in operation.get("parameters", [])]
    return {each["name"]: {"required": False, **resolve(spec, each["schema"]), **each} for each in parameters}


def answer_item_schema(spec: Spec, operation: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The component name and the schema of one item of `data` in the 200 envelope."""
    envelope = resolve(spec, operation["responses"]["200"]["content"]["application/json"]["schema"])
    reference = envelope["properties"]["data"]["items"]
    return reference["$ref"].rsplit("/", 1)[-1], resolve(spec, reference)


def limits_in_words(operation: dict[str, Any]) -> tuple[str, str]:
    """Rate limit and permission as both descriptions say them, since generated clients lose `x-` fields."""
    limit = operation["x-rate-limit"]
    requests, seconds, per = limit["requests"], limit["seconds"], limit["per"]
    needed = ("No API key is needed.", "无需 API key。")
    if permission := operation.get("x-permission"):
        needed = (f"Permission: {permission}.", f"权限：{_PERMISSIONS_ZH.get(permission, permission)}。")
    per_zh = " + ".join(_PER_ZH.get(part, part) for part in str(per).split(" + "))
    english = "second" if seconds == 1 else f"{seconds} seconds"
    chinese = "秒" if seconds == 1 else f"{seconds} 秒"
    return (
        f"Rate limit: {requests} requests per {english} for each {per}. {needed[0]}",
        f"限速：{requests} 次/{chinese}（按 {per_zh}）。{needed[1]}",
    )


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


def at_least_one_of(schema: dict[str, Any]) -> list[str]:
    """The fields of which a request has at least one; empty where it may have none.

    `not: {properties: {a: {not: {}}, b: {not: {}}}}` says so, and every generator we know survives it.
    """
    return list(schema.get("not", {}).get("properties", {}))
