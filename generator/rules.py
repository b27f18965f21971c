"""What a spec must keep so that every generator survives it and its readers are told everything."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from generator import extensions
from generator.spec import Spec, at_least_one_of, limits_in_words, operations, resolve, walk
from generator.translations import unpaired

_ANSWER_KEYWORDS = frozenset(
    {"$ref", "type", "title", "description", "properties", "items", "required", "additionalProperties"}
)
# ^ and $ are the ends of lines in Ruby, and Python's $ stands before a last line break: the looks beside them
# leave the ends of the whole text. Shorthands such as \d and . differ as well.
_PATTERN = r"\^\(\?<!\\n\)(?:\\[.+-]|\[[A-Za-z0-9_-]+\]|[A-Za-z0-9_()|*+?{},:-])*\(\?!\\n\)\$"

# What the client shows to its users: a tag, a parameter, a schema, and each field of one.
_SHOWN = re.compile(
    r"#/tags/\d+|#/paths/[^/]+/\w+/parameters/\d+|#/components/(schemas|parameters)/[^/]+(/(properties/[^/]+|items))*"
)
_VARNAME = re.compile("[A-Z][A-Z0-9_]*")
_NEEDED = ("servers", "x-okx-codes", "x-okx-signing")


def lacking_texts(spec: Spec) -> Iterator[str]:
    """What clients are made from and is not there, and what their users would not be told in English or in Chinese."""
    if missing := [name for name in _NEEDED if not spec.get(name)]:
        yield f"#: {', '.join(missing)} is missing"
    if "OkAccessTimestamp" not in spec["components"].get("securitySchemes", {}):
        yield "#/components: securitySchemes have OkAccessTimestamp, the header of the time that is signed"
    for _, path, operation in operations(spec):
        if not {"summary", "description", "externalDocs"} <= operation.keys():
            yield f"{path}: summary, description and externalDocs are needed"
    for at, node in walk(spec):
        of_no_class = at.endswith("/items") and "properties" not in node
        if _SHOWN.fullmatch(at) and not {"description", "$ref"} & node.keys() and not of_no_class:
            yield f"{at}: a description is needed"
    yield from (f"{at}: English or Chinese is missing" for at in unpaired(spec))


def broken_rules(spec: Spec) -> Iterator[str]:
    """What this document does that some generator does not survive, or that its readers would not be told."""
    unsound = [*extensions.misshapen(spec)] or [*_broken_operations(spec)]
    yield from unsound or extensions.mistaken(spec)
    if not spec.get("security"):
        yield "#: security belongs at the root"
    for name in spec["components"]["schemas"]:
        if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", name):
            yield f"#/components/schemas/{name}: schema names are ASCII, in PascalCase"
    requests, answers = _schemas_of(spec, ("parameters", "requestBody")), _schemas_of(spec, ("responses",))
    for at, node in walk(spec):
        yield from _broken_values(at, node)
        if "/schemas/" in at or "/schema" in at:
            yield from _broken_schema_rules(at, node)
            name = at.partition("/components/schemas/")[2].partition("/")[0]
            if name in requests or "/parameters/" in at:
                yield from _broken_request_rules(at, node)
            if name in answers or "/responses/" in at:
                yield from _broken_answer_rules(at, node)


def _broken_operations(spec: Spec) -> Iterator[str]:
    operation_ids: set[str] = set()
    for method, path, operation in operations(spec):
        name = operation.get("operationId")
        if not name or name in operation_ids:
            yield f"{path}: operationId is missing or used twice"
        operation_ids.add(str(name))
        if len(operation.get("tags", [])) != 1:
            yield f"{path}: exactly one tag groups the call in the client"
        places = {resolve(spec, parameter).get("in") for parameter in operation.get("parameters", [])}
        if "header" in places:
            yield f"{path}: signature headers are security schemes, never parameters"
        elif places - {"query"}:
            yield f"{path}: parameters are the query's; the client knows no others"
        if (method == "GET") == ("requestBody" in operation):
            yield f"{path}: a GET has no body, and another method has one"
        elif method != "GET" and "$ref" not in _json(operation["requestBody"]):
            yield f"{path}: the request body is a named schema under components/schemas"
        elif method != "GET" and "properties" not in resolve(spec, _json(operation["requestBody"])):
            yield f"{path}: the request body has properties"
        if ("x-permission" in operation) == (operation.get("security") == []):
            yield f"{path}: x-permission is needed, but not by a public operation, which has security: []"
        if "x-rate-limit" not in operation:
            yield f"{path}: x-rate-limit is needed"
        else:
            texts = operation.get("description", ""), operation.get("x-description-zh", "")
            for sentence, text in zip(limits_in_words(operation), texts, strict=True):
                if sentence not in text:
                    yield f"{path}: a description lacks {sentence!r}; generated clients lose the x- fields"
        envelope = resolve(spec, _json(operation["responses"].get("200", {})))
        data = envelope.get("properties", {}).get("data", {})
        if not str(data.get("items", {}).get("$ref")).startswith("#/components/schemas/"):
            yield f"{path}: the 200 answer is an envelope, its data an array of a named schema"
        yield from _broken_statuses(spec, path, operation["responses"])


def _broken_statuses(spec: Spec, path: str, responses: dict[str, Any]) -> Iterator[str]:
    documented = {
        str(status) for entry in spec.get("x-okx-codes", {}).values() for status in entry.get("http", [])
    }
    if missing := {"200", *documented} - responses.keys():
        yield f"{path}: the answer's status {', '.join(sorted(missing))} is missing"
    for status, response in responses.items():
        if not re.fullmatch(r"[1-5][0-9][0-9]", status):
            yield f"{path}: statuses are listed one by one, {status} stops some generators"
        elif status >= "500" and "text/html" not in resolve(spec, response).get("content", {}):
            yield f"{path}: with {status} a page of HTML may come, which text/html declares"


def _json(holder: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = holder.get("content", {}).get("application/json", {}).get("schema", {})
    return schema


def _schemas_of(spec: Spec, sides: Sequence[str]) -> set[str]:
    """The names of the schemas that operations use on these sides, directly or through others."""
    names: set[str] = set()
    waiting: list[Any] = [operation.get(side, {}) for _, _, operation in operations(spec) for side in sides]
    while waiting:
        for _, node in walk(waiting.pop()):
            reference = node.get("$ref")
            if isinstance(reference, str) and reference not in names:
                names.add(reference)
                waiting.append(resolve(spec, node))
    return {reference.rpartition("/")[2] for reference in names if "/schemas/" in reference}


def _broken_values(at: str, node: dict[str, Any]) -> Iterator[str]:
    for key, value in node.items():
        lines = (
            value.split("\n")
            if key in ("description", "x-description-zh") and isinstance(value, str)
            else [value]
        )
        for text in (key, *lines):
            if isinstance(text, str) and any(
                unicodedata.category(letter)[0] in "CZ" and letter != " " for letter in text
            ):
                yield f"{at}: {key} has a line break, or a character that nobody sees: {text!r}"


def _broken_schema_rules(at: str, node: dict[str, Any]) -> Iterator[str]:
    if node.get("type") == "array" and "items" not in node:
        yield f"{at}: an array needs items"
    if at.endswith("/properties"):
        return
    if node.get("format") == "decimal" or node.get("type") == "number":
        yield f"{at}: a decimal is a string with x-decimal"
    if node.get("x-decimal") and node.get("type") != "string":
        yield f"{at}: x-decimal needs type string"
    closed = node.get("type") != "string" or {"const", "enum", "oneOf"} & node.keys()
    if at.endswith("/properties/code") and closed:
        yield f"{at}: code is a plain string"
    if "x-known-values" in node and "title" not in node:
        yield f"{at}: x-known-values need a title, which names their class"
    if not str(node.get("title", "")).isascii():
        yield f"{at}: titles are ASCII"
    if "pattern" in node and not re.fullmatch(_PATTERN, str(node["pattern"])):
        yield f"{at}: a pattern is ^(?<!\\n)…(?!\\n)$ around characters and ranges, the same everywhere"


def _broken_request_rules(at: str, node: dict[str, Any]) -> Iterator[str]:
    if at.endswith("/properties") or "/not/" in at:
        return
    if "default" in node:
        yield f"{at}: a default makes the field required or sent in some languages; use x-default"
    if "additionalProperties" in node:
        yield f"{at}: additionalProperties stays unset in a request"
    if {"anyOf", "oneOf", "allOf"} & node.keys():
        idiom = "not: {properties: {a: {not: {}}, b: {not: {}}}}"
        yield f"{at}: anyOf, oneOf and allOf empty the request in several generators; one of two is {idiom}"
    if "not" in node:
        fields = at_least_one_of(node)
        known = node.get("properties", {}).keys() - set(node.get("required", []))
        if node["not"] != {"properties": {name: {"not": {}} for name in fields}} or not set(fields) <= known:
            yield f"{at}: not only says that one of some optional fields is there"
    if node.get("x-decimal") and not {"pattern", "maxLength"} <= node.keys():
        yield f"{at}: x-decimal needs a pattern and a maxLength in a request"
    if {"x-known-values", "x-milliseconds"} & node.keys():
        yield f"{at}: x-known-values and x-milliseconds are an answer's; a request has an enum"
    if not all(isinstance(value, str) and value for value in node.get("enum", [])):
        yield f"{at}: an enum's values are texts; what looks like something else stands in quotes"
    if "enum" in node and "title" not in node:
        yield f"{at}: an enum needs a title, which names its class"
    if gone := set(node.get("required", [])) - node.get("properties", {}).keys():
        yield f"{at}: required names {', '.join(sorted(gone))}, which is no field"
    names = node.get("x-enum-varnames", [])
    if names and not (len(names) == len(node.get("enum", [])) and all(map(_VARNAME.fullmatch, names))):
        yield f"{at}: x-enum-varnames has a name in capitals for each value"
    if any(str(value)[:1].isdigit() for value in node.get("enum", [])) and "x-enum-varnames" not in node:
        yield f"{at}: an enum of digits needs x-enum-varnames"


def _broken_answer_rules(at: str, node: dict[str, Any]) -> Iterator[str]:
    """A client that throws on an answer does so after the margin has moved."""
    if at.endswith("/properties"):
        return
    narrowing = [key for key in node if key not in _ANSWER_KEYWORDS and not key.startswith("x-")]
    if narrowing:
        yield f"{at}: {', '.join(narrowing)} in an answer makes clients refuse what was done"
    if node.get("type") == "object" and node.get("additionalProperties") is not True:
        yield f"{at}: an answer says additionalProperties: true"
    if node.get("required", ["code"]) != ["code"]:
        yield f"{at}: of an answer only an envelope's code is required"
