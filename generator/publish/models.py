"""The models as one JSON Schema, for checking bodies and for generators that take no OpenAPI."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from generator.spec import Spec, walk

_IN_OPENAPI = "#/components/schemas/"
_IN_JSON_SCHEMA = "#/$defs/"


def schema(document: Spec) -> dict[str, Any]:
    """JSON Schema 2020-12 with each model under `$defs`, and in it the examples that the spec has of it."""
    definitions = deepcopy(document["components"]["schemas"])
    for _, node in list(walk(definitions)):
        for extension in [key for key in node if key.startswith("x-")]:
            del node[extension]  # strict validators refuse a keyword that they do not know
        if isinstance(reference := node.get("$ref"), str):
            node["$ref"] = reference.replace(_IN_OPENAPI, _IN_JSON_SCHEMA)
    for _, media_type in walk(document):
        reference = media_type.get("schema", {})
        if "examples" in media_type and str(reference.get("$ref")).startswith(_IN_OPENAPI):
            known = definitions[reference["$ref"].removeprefix(_IN_OPENAPI)].setdefault("examples", [])
            values = [example["value"] for example in media_type["examples"].values()]
            known.extend(value for value in values if value not in known)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": document["info"]["title"],
        "description": document["info"]["summary"],
        "$defs": definitions,
    }
