"""A request's body: parsed as JSON and held against the spec's schema."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, NoReturn, cast

from attrs import frozen
from jsonschema_rs import Draft202012Validator

from okx_margin_client import openapi
from okx_margin_mock.exact import plain
from okx_margin_mock.messages import RefusalError
from okx_margin_mock.settings import MockSettings


class JsonNumber(str):
    """A JSON number, as it was written."""

    __slots__ = ()


def read_body(method: str, path: str, body: bytes, settings: MockSettings) -> dict[str, Any]:
    """The body's fields, those that are empty or null left out, as if they had not been sent.

    Fields that the spec does not know are left out too: python-okx sends `"loanTrans":""` and is served.

    Raises RefusalError: 50000 empty, 50002 not a JSON object in UTF-8, 50014 a required field is missing or
    empty, 50015 none of several alternatives, 51000 anything else that the schema forbids.
    """
    if not body.strip():
        raise RefusalError("50000")
    schema = _schema(method, path)
    sent = _parse(body, settings)
    fields: dict[str, Any] = {}
    for name, kind in schema.kinds.items():
        value = sent.get(name)
        if value is not None and value != "":
            fields[name] = _read(name, kind, value, settings)
    if "posSide" in schema.required and "posSide" not in fields:
        _refuse(settings, "side_missing", "posSide")
        fields["posSide"] = "net"
    for name in schema.required:
        if name not in fields:
            raise RefusalError("50014", name)
    if schema.alternatives and not any(name in fields for name in schema.alternatives):
        raise RefusalError("50015", " or ".join(schema.alternatives))
    if not schema.valid(fields):
        error = next(iter(schema.errors(fields)))
        raise RefusalError("51000", str(error.instance_path[0]) if error.instance_path else "")
    return fields


_KINDS = {"string": str, "boolean": bool}


def _read(name: str, kind: str, value: object, settings: MockSettings) -> object:
    """A field's value as the schema has it, where the exchange is not particular about JSON types."""
    if isinstance(value, JsonNumber):
        if kind != "string":
            raise RefusalError("51000", name)
        _refuse(settings, "json_number", name)
        return _digits(name, value)
    if kind == "boolean" and value in ("true", "false"):
        _refuse(settings, "text_boolean", name)
        return value == "true"
    if kind in _KINDS and not isinstance(value, _KINDS[kind]):
        raise RefusalError("51000", name)
    if isinstance(value, str) and not value.isprintable():  # no schema can read a lone surrogate
        raise RefusalError("51000", name)
    return value


def _refuse(settings: MockSettings, situation: str, about: str) -> None:
    if (code := settings.code(situation)) != "0":
        raise RefusalError(code, about)


def _digits(name: str, number: str) -> str:
    """A JSON number in plain notation, its digits kept; 1e-7 is 0.0000001."""
    if "e" not in number.lower():
        return str(number)
    try:
        value = Decimal(number)
    except ArithmeticError:
        raise RefusalError("51000", name) from None
    if abs(value.adjusted()) > 100:
        raise RefusalError("51000", name)
    return plain(value)


def _parse(body: bytes, settings: MockSettings) -> dict[str, Any]:
    try:
        content = _decoder(settings.code("duplicate_key")).decode(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise RefusalError("50002") from None
    if not isinstance(content, dict):
        raise RefusalError("50002")
    return cast("dict[str, Any]", content)


@cache
def _decoder(duplicate_key: str) -> json.JSONDecoder:
    """Numbers as they were written; the code for a key that stands twice, "0" where the last one counts."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields = dict(pairs)
        if len(fields) < len(pairs):
            raise RefusalError(duplicate_key)
        return fields

    return json.JSONDecoder(
        object_pairs_hook=None if duplicate_key == "0" else unique,
        parse_constant=_not_json,
        parse_float=JsonNumber,
        parse_int=JsonNumber,
    )


def _not_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


@frozen
class _Schema:
    """What a body's schema asks for, taken apart once."""

    #: JSON type by field.
    kinds: Mapping[str, str]
    required: tuple[str, ...]
    #: Sets of fields of which one must be there.
    alternatives: tuple[str, ...]
    valid: Callable[[Any], bool]
    errors: Callable[[Any], Any]


@cache
def _schema(method: str, path: str) -> _Schema:
    """The schema of an operation's body, with the spec's components in the validator's reach."""
    spec = openapi()
    schema = spec["paths"][path][method.lower()]["requestBody"]["content"]["application/json"]["schema"]
    while "$ref" in schema:
        place: Any = spec
        for step in schema["$ref"].removeprefix("#/").split("/"):
            place = place[step]
        schema = place
    validator = Draft202012Validator({**schema, "components": spec["components"]})
    return _Schema(
        kinds={name: field.get("type", "") for name, field in schema["properties"].items()},
        required=tuple(schema.get("required", ())),
        alternatives=_alternatives(schema),
        valid=validator.is_valid,
        errors=validator.iter_errors,
    )


def _alternatives(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """ "At least one of these" is `not: {properties: {a: {not: {}}, b: {not: {}}}}` in the spec."""
    return tuple(schema.get("not", {}).get("properties", {}))
