"""OpenAPI 3.1 as 3.0.3, for the generators that stop there.

It converts what this spec uses. Whatever else 3.0.3 cannot say is an error, never left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, cast

from openapi_spec_validator import OpenAPIV30SpecValidator, schemas

from generator import GenerationError
from generator.spec import Spec, walk

_META_SCHEMA: dict[str, Any] = cast(Any, schemas).schema_v30
_SCHEMA_KEYWORDS = {*_META_SCHEMA["definitions"]["Schema"]["properties"], "$ref"}


def to_3_0_3(document: Spec) -> Spec:
    """A copy of the 3.1 document in 3.0.3; raises GenerationError where that cannot be done."""
    converted: Spec = {**deepcopy(document), "openapi": "3.0.3"}
    info = converted["info"]
    if "summary" in info:
        info["description"] = f"{info.pop('summary')}\n\n{info['description']}"
    if "identifier" in info["license"]:
        info["license"]["url"] = f"https://spdx.org/licenses/{info['license'].pop('identifier')}.html"
    lost = [*_ignored(converted)] or [
        f"#/{'/'.join(map(str, error.absolute_path))}: {error.message.splitlines()[0]}"
        for error in OpenAPIV30SpecValidator(converted).iter_errors()
    ]
    if lost:
        raise GenerationError("OpenAPI 3.0.3 cannot say what the spec says:\n  " + "\n  ".join(lost))
    return converted


def _ignored(document: Spec) -> Iterator[str]:
    """What a 3.0.3 reader would pass over in silence, or the validator would report without naming it."""
    for at, node in walk(document):
        if isinstance(node.get("$ref"), str) and len(node) > 1:
            yield f"{at}: {', '.join(sorted(node.keys() - {'$ref'}))} beside $ref"
    roots = {f"#/components/schemas/{name}": node for name, node in document["components"]["schemas"].items()}
    roots |= {f"{at}/schema": node["schema"] for at, node in walk(document) if "schema" in node}
    for root, schema in roots.items():
        for at, node in _schemas(schema, root):
            unknown = sorted(key for key in node if key not in _SCHEMA_KEYWORDS and not key.startswith("x-"))
            yield from (f"{at}: {keyword}" for keyword in unknown)
            if node.get("type") == "null" or isinstance(node.get("type"), list):
                yield f"{at}: type {node['type']}"


def _schemas(schema: dict[str, Any], at: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """`schema` and each schema inside it, with where it stands."""
    yield at, schema
    inside = {f"properties/{name}": node for name, node in schema.get("properties", {}).items()}
    inside |= {
        f"{keyword}/{index}": node
        for keyword in ("allOf", "anyOf", "oneOf")
        for index, node in enumerate(schema.get(keyword, []))
    }
    inside |= {
        keyword: schema[keyword]
        for keyword in ("items", "not", "additionalProperties")
        if isinstance(schema.get(keyword), dict)
    }
    for step, node in inside.items():
        yield from _schemas(node, f"{at}/{step}")
