"""Our extensions of OpenAPI: which there are, and what each may say.

An operation says what it does (`x-effect`) and how it is answered (`x-answer`, `x-page`). One that moves
margin also says what to read before it is sent again (`x-look-first`), and which reads prove its outcome
(`x-evidence`). What they name has to exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.spec import Spec, answer_item_schema, operations, request_fields

# An unknown one is a typing error or a fact nobody reads.
EXTENSIONS = frozenset(
    {
        *("x-summary-zh", "x-description-zh", "x-url-zh", "x-displayName", "x-displayName-zh"),
        *("x-regions", "x-demo", "x-rate-limit", "x-permission", "x-manual-transfer-floor"),
        *("x-effect", "x-answer", "x-page", "x-look-first", "x-look-first-zh"),
        *("x-echoes", "x-capitals", "x-evidence"),
        *("x-documented-default", "x-condition", "x-decimal", "x-default", "x-constant", "x-milliseconds"),
        *("x-known-values", "x-enum-varnames", "x-okx-signing", "x-okx-codes"),
    }
)

Fields = Mapping[str, Mapping[str, Any]]

_LOOK_FIRST = {"x-look-first", "x-look-first-zh"}
_EVIDENCE = ({"state", "amount", "direction", "signs", "clock"}, {"records"})
_RECORDS = (
    *({"operation_id", "query", "match", "identity", "time", "change", "balance"},),
    *({"constants", "after"},),
)
_KIND = {"type_field", "type", "kind_field", "kinds"}
# What names a field of a read's items, and the kind of that field.
_NAMING = {
    **{"identity": "", "type_field": "", "kind_field": "", "time": "x-milliseconds"},
    **{"change": "x-decimal", "balance": "x-decimal", "figure": "x-decimal"},
}
_STATE = ({"operation_id", "query", "match", "figure"}, {"constants", "where", "doubtful", "time"})


def broken_extensions(spec: Spec) -> Iterator[str]:
    """What our extensions say that cannot be."""
    tags = {tag["name"] for tag in spec.get("tags", [])}
    for method, path, operation in operations(spec):
        moves, reads = (operation.get("x-effect") == effect for effect in ("moves", "reads"))
        if not (moves or reads):
            yield f"{path}: x-effect is moves or reads"
        if moves and method == "GET":
            yield f"{path}: a GET moves nothing"
        if moves != bool(_LOOK_FIRST & operation.keys()) or len(_LOOK_FIRST & operation.keys()) == 1:
            yield f"{path}: x-look-first and x-look-first-zh say what to read first where an operation moves"
        if ("x-answer" in operation) != reads or (reads and operation["x-answer"] not in ("one", "list")):
            yield f"{path}: x-answer is one or list where an operation reads"
        if unknown := set(operation.get("tags", [])) - tags:
            yield f"{path}: the tag {', '.join(sorted(unknown))} is not declared"
        yield from (f"{path}: {problem}" for problem in _of_operation(spec, operation, moves=moves))


def _of_operation(spec: Spec, operation: dict[str, Any], *, moves: bool) -> Iterator[str]:
    asked = request_fields(spec, operation)
    said: Fields = answer_item_schema(spec, operation)[1].get("properties", {})
    for name, field in asked.items():
        if "x-constant" in field and not (field["required"] and field.get("type") == "string"):
            yield f"{name} has an x-constant: it is a required string"
    if page := operation.get("x-page"):
        yield from _keys("x-page", page, {"cursor", "most"})
        yield from _names("x-page", [page.get("cursor")], said)
        yield from _names("x-page", ["after", "limit"], asked)
        if operation.get("x-answer") != "list" or asked.get("limit", {}).get("maximum") != page.get("most"):
            yield "x-page is of a list whose limit's maximum is its most"
    if {"x-capitals", "x-echoes", "x-evidence"} & operation.keys() and not moves:
        yield "x-capitals, x-echoes and x-evidence are of an operation that moves"
        return
    yield from _names("x-capitals", operation.get("x-capitals", []), asked)
    for name, values in operation.get("x-echoes", {}).items():
        yield from _names("x-echoes", [name], asked)
        yield from _names("x-echoes", [name], said)
        if not set(values) <= set(asked.get(name, {}).get("enum", [])):
            yield f"x-echoes: {name} has no such values"
    if "x-evidence" in operation:
        yield from (f"x-evidence: {each}" for each in _evidence(spec, operation["x-evidence"], asked))


def _evidence(spec: Spec, evidence: dict[str, Any], asked: Fields) -> Iterator[str]:
    if broken := list(_keys("it", evidence, *_EVIDENCE)):
        yield from broken
        return
    yield from _names("amount", [evidence["amount"]], asked, kind="x-decimal")
    yield from _names("direction", [evidence["direction"]], asked, kind="enum")
    directions = set(asked.get(evidence["direction"], {}).get("enum", []))
    if evidence["signs"].keys() != directions or set(evidence["signs"].values()) != {1, -1}:
        yield "signs has 1 or -1 for each value of the direction"
    for name, wanted, optional in (
        ("clock", {"operation_id", "time"}, set[str]()),
        ("state", *_STATE),
        ("records", _RECORDS[0] | _KIND, _RECORDS[1]),
    ):
        if name in evidence:
            part = evidence[name]
            broken = list(_keys(name, part, wanted, optional))
            yield from broken or _part(spec, name, part, asked)
    if "records" in evidence and evidence["records"].get("kinds", {}).keys() != directions:
        yield "records: kinds has a list for each value of the direction"


def _part(spec: Spec, where: str, part: dict[str, Any], asked: Fields) -> Iterator[str]:
    """What a part of the evidence names: a read, its query, and the fields of its items."""
    read = next((op for _, _, op in operations(spec) if op.get("operationId") == part["operation_id"]), None)
    if read is None or read.get("x-effect") != "reads":
        yield f"{where}: {part['operation_id']} is no operation that reads"
        return
    query, item = request_fields(spec, read), answer_item_schema(spec, read)[1]["properties"]
    constants = part.get("constants", {})
    sent = {*part.get("query", {}), *constants}
    yield from _names(where, [*sent, *(part[key] for key in ("after",) if key in part)], query)
    if missing := {name for name, field in query.items() if field["required"]} - sent:
        yield f"{where}: the read needs {', '.join(sorted(missing))}"
    for name, value in constants.items():
        allowed = query.get(name, {}).get("enum", [query.get(name, {}).get("x-constant", value)])
        if value not in allowed:
            yield f"{where}: {name} cannot be {value}"
    taken = [*part.get("query", {}).values(), *part.get("match", {}).values(), *part.get("doubtful", {})]
    yield from _names(where, taken, asked)
    yield from _names(where, [*part.get("match", {}), *part.get("where", {})], item)
    for key, kind in _NAMING.items():
        if key in part:
            yield from _names(where, [part[key]], item, kind=kind)


def _keys(
    where: str, said: Mapping[str, Any], wanted: set[str], optional: set[str] | None = None
) -> Iterator[str]:
    if missing := wanted - said.keys():
        yield f"{where} lacks {', '.join(sorted(missing))}"
    if unknown := said.keys() - wanted - (optional or set()):
        yield f"{where} has an unknown {', '.join(sorted(unknown))}"
    if empty := [key for key, value in said.items() if value in (None, "", [], {})]:
        yield f"{where}: {', '.join(empty)} has no value; leave it out"


def _names(where: str, names: Iterable[Any], fields: Fields, *, kind: str = "") -> Iterator[str]:
    """Where a name is none of these fields, or its field is not of a kind."""
    for name in names:
        if name not in fields:
            yield f"{where}: there is no field {name}"
        elif kind and kind not in fields[name]:
            yield f"{where}: {name} has no {kind}"
