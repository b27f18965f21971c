"""A request's body: parsed as JSON and held against the spec's schema."""

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, NoReturn, cast

from jsonschema import Draft202012Validator

from okx_margin_client import openapi
from okx_margin_client.exchange import Endpoint
from okx_margin_mock.messages import RefusalError


def read_body(endpoint: Endpoint, body: bytes, *, duplicate_keys_refused: bool) -> dict[str, Any]:
    """The body's fields, those that are empty or null left out, as if they had not been sent.

    Fields that the spec does not know are passed on unread: python-okx sends `"loanTrans":""` and is served.

    Raises RefusalError: 50000 empty, 50002 not a JSON object in UTF-8, 50014 a required field is missing or
    empty, 50015 none of several alternatives, 51000 anything else that the schema forbids.
    """
    if not body.strip():
        raise RefusalError("50000")
    fields = {
        name: value
        for name, value in _parse(body, duplicate_keys_refused=duplicate_keys_refused).items()
        if value is not None and value != ""
    }
    schema, validator = _schema(endpoint.method, endpoint.path)
    for name in schema.get("required", ()):
        if name not in fields:
            raise RefusalError("50014", name)
    choice = list(schema.get("not", {}).get("properties", {}))  # at least one of these, says the spec
    if choice and not any(name in fields for name in choice):
        raise RefusalError("50015", " or ".join(choice))
    for error in validator.iter_errors(fields):
        raise RefusalError("51000", str(error.absolute_path[0]) if error.absolute_path else "")
    return fields


def _parse(body: bytes, *, duplicate_keys_refused: bool) -> dict[str, Any]:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields = dict(pairs)
        if duplicate_keys_refused and len(fields) < len(pairs):
            raise ValueError("a key stands twice")
        return fields

    try:
        content = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=unique,
            parse_constant=_not_json,
            parse_float=Decimal,
            parse_int=Decimal,  # int would refuse thousands of digits
        )
    except (ValueError, RecursionError, ArithmeticError):
        raise RefusalError("50002") from None
    if not isinstance(content, dict):
        raise RefusalError("50002")
    return cast("dict[str, Any]", content)


def _not_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


@cache
def _schema(method: str, path: str) -> tuple[Mapping[str, Any], Any]:
    """The schema of an operation's body, and its validator with the spec's components in reach."""
    spec = openapi()
    schema = spec["paths"][path][method.lower()]["requestBody"]["content"]["application/json"]["schema"]
    while "$ref" in schema:
        place: Any = spec
        for step in schema["$ref"].removeprefix("#/").split("/"):
            place = place[step]
        schema = place
    return schema, Draft202012Validator({**schema, "components": spec["components"]})
