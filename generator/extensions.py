"""Our extensions of OpenAPI. What each may say stands in extensions.yaml; here, whether it is so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from generator import yaml12
from generator.spec import Spec, answer_item_schema, operations, request_fields, walk

Fields = Mapping[str, Mapping[str, Any]]

_SHAPES = yaml12.read(Path(__file__).with_suffix(".yaml"))
_SHARED = {"$defs": _SHAPES.pop("$defs")}
_VALIDATORS: dict[str, Any] = {
    name: Draft202012Validator({**_SHARED, **shape}) for name, shape in _SHAPES.items()
}

# What names a field of a read's items in the evidence, and the kind of that field.
_NAMING = {
    **{"identity": "", "type_field": "", "kind_field": "", "time": "x-milliseconds"},
    **{"change": "x-decimal", "balance": "x-decimal", "figure": "x-decimal"},
}


def misshapen(spec: Spec) -> Iterator[str]:
    """Extensions that there are none of, that have no value, or one that they cannot have."""
    for at, node in walk(spec):
        for name, value in node.items():
            if not name.startswith("x-"):
                continue
            if name not in _VALIDATORS:
                yield f"{at}: unknown extension {name}"
            elif value in (None, "", [], {}):
                yield f"{at}: {name} has no value; leave it out"
            else:
                for error in _VALIDATORS[name].iter_errors(value):
                    yield f"{at}/{'/'.join(map(str, [name, *error.absolute_path]))}: {error.message}"


def mistaken(spec: Spec) -> Iterator[str]:
    """What extensions of the right shape say that is not so: names of nothing, or what does not fit."""
    tags = {tag["name"] for tag in spec.get("tags", [])}
    for method, path, operation in operations(spec):
        moves, reads = (operation.get("x-effect") == effect for effect in ("moves", "reads"))
        if not (moves or reads):
            yield f"{path}: x-effect is moves or reads"
        if moves and method == "GET":
            yield f"{path}: a GET moves nothing"
        if any((name in operation) != moves for name in ("x-look-first", "x-look-first-zh")):
            yield f"{path}: x-look-first and x-look-first-zh are of an operation that moves, and needed there"
        if ("x-answer" in operation) != reads:
            yield f"{path}: x-answer is of an operation that reads, and needed there"
        if unknown := set(operation["tags"]) - tags:
            yield f"{path}: the tag {', '.join(sorted(unknown))} is not declared"
        if {"x-capitals", "x-echoes", "x-evidence"} & operation.keys() and not moves:
            yield f"{path}: x-capitals, x-echoes and x-evidence are of an operation that moves"
        yield from (f"{path}: {problem}" for problem in _of_operation(spec, operation))


def _of_operation(spec: Spec, operation: dict[str, Any]) -> Iterator[str]:
    asked = request_fields(spec, operation)
    said: Fields = answer_item_schema(spec, operation)[1]["properties"]
    for name, field in asked.items():
        if "x-constant" in field and not (field["required"] and field.get("type") == "string"):
            yield f"{name} has an x-constant: it is a required string"
    if page := operation.get("x-page"):
        yield from _names("x-page", [page["cursor"]], said)
        yield from _names("x-page", ["after", "limit"], asked)
        if operation.get("x-answer") != "list" or asked.get("limit", {}).get("maximum") != page["most"]:
            yield "x-page is of a list, whose parameter limit has most as its maximum"
    yield from _names("x-capitals", operation.get("x-capitals", []), asked)
    for name, values in operation.get("x-echoes", {}).items():
        yield from _names("x-echoes", [name], asked)
        yield from _names("x-echoes", [name], said)
        if not set(values) <= set(asked.get(name, {}).get("enum", [])):
            yield f"x-echoes: {name} has no such values"
    if "x-evidence" in operation:
        yield from (f"x-evidence: {each}" for each in _evidence(spec, operation["x-evidence"], asked))


def _evidence(spec: Spec, evidence: dict[str, Any], asked: Fields) -> Iterator[str]:
    yield from _names("amount", [evidence["amount"]], asked, kind="x-decimal")
    yield from _names("direction", [evidence["direction"]], asked, kind="enum")
    directions = set(asked.get(evidence["direction"], {}).get("enum", []))
    if evidence["signs"].keys() != directions:
        yield f"signs has one for each of {', '.join(sorted(directions))}"
    if evidence.get("records", {}).get("kinds", evidence["signs"]).keys() != directions:
        yield f"kinds has a list for each of {', '.join(sorted(directions))}"
    for where in ("clock", "state", "records"):
        if where in evidence:
            yield from (f"{where}: {each}" for each in _read(spec, evidence[where], asked))


def _read(spec: Spec, part: dict[str, Any], asked: Fields) -> Iterator[str]:
    """What a part of the evidence names: a read, its query, and the fields of its items."""
    wanted = part["operation_id"]
    reads = [each for _, _, each in operations(spec) if each.get("x-effect") == "reads"]
    read = next((each for each in reads if each["operationId"] == wanted), None)
    if read is None:
        yield f"{wanted} is no operation that reads"
        return
    query, item = request_fields(spec, read), answer_item_schema(spec, read)[1]["properties"]
    filled, constants, match = (part.get(name, {}) for name in ("query", "constants", "match"))
    yield from _names("query", [*filled, *constants], query)
    if missing := {name for name, field in query.items() if field["required"]} - {*filled, *constants}:
        yield f"the read needs {', '.join(sorted(missing))}"
    for name, value in constants.items():
        field = query.get(name, {})
        if value not in field.get("enum", [field.get("x-constant", value)]):
            yield f"{name} is never {value}"
    yield from _names("query and match", [*filled.values(), *match.values()], asked)
    yield from _names("doubtful", part.get("doubtful", {}), asked)
    yield from _names("match and where", [*match, *part.get("where", {})], item)
    if "after" in part:
        yield from _names("after", [part["after"]], query)
    for key, kind in _NAMING.items():
        if key in part:
            yield from _names(key, [part[key]], item, kind=kind)


def _names(where: str, names: Iterable[str], fields: Fields, *, kind: str = "") -> Iterator[str]:
    """Where a name is none of these fields, or its field is not of a kind."""
    for name in names:
        if name not in fields:
            yield f"{where}: there is no field {name}"
        elif kind and kind not in fields[name]:
            yield f"{where}: {name} has no {kind}"
