"""What the facade's templates render: the spec's operations as groups, calls, arguments and results."""

from __future__ import annotations

from typing import Any, NamedTuple

from openapi_python_client import strings
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import ModelProperty

from generator import GenerationError
from generator.spec import Spec, answer_item_schema, at_least_one_of, operations, request_schema


class Argument(NamedTuple):
    """One keyword argument of a call; `check` is the expression that validates it."""

    python_name: str
    type: str
    required: bool
    check: str
    description: str


class Operation(NamedTuple):
    """One call of the facade."""

    method_name: str
    path: str
    summary: str
    description: str
    link: str
    arguments: list[Argument]
    at_least_one_of: list[str]
    request_class: str
    request_module: str
    result: str


class Group(NamedTuple):
    """The calls of one tag; an attribute of the client."""

    name: str
    attribute: str
    module: str
    description: str
    operations: list[Operation]
    enums: list[str]
    results: list[str]


class Field(NamedTuple):
    """One field of a result; `read` is the expression that reads it from the item."""

    python_name: str
    type: str
    read: str
    description: str


class Result(NamedTuple):
    name: str
    description: str
    fields: list[Field]


def view(spec: Spec, data: GeneratorData) -> dict[str, Any]:
    """Everything the templates name, from the spec."""
    decimals = {
        (field["pattern"], field["maxLength"])
        for _, _, operation in operations(spec)
        for field in request_schema(spec, operation)[1]["properties"].values()
        if field.get("x-decimal")
    }
    if len(decimals) != 1:
        raise GenerationError("every decimal of a request has the same pattern and maxLength")
    pattern, longest = decimals.pop()
    found = groups(spec, data)
    return {
        "version": spec["info"]["version"],
        "codes": spec["x-okx-codes"],
        "signing": spec["x-okx-signing"],
        "signature_headers": [scheme["name"] for scheme in spec["components"]["securitySchemes"].values()],
        "floor": next(
            op[floor] for _, _, op in operations(spec) if (floor := "x-manual-transfer-floor") in op
        ),
        "endpoints": _endpoints(spec),
        "regions": _regions(spec),
        "decimal": {"pattern": pattern, "maxLength": longest},
        "groups": found,
        "results": [_result(spec, operation) for _, _, operation in operations(spec)],
        "result_names": sorted(result for group in found for result in group.results),
        "enum_names": sorted({enum for group in found for enum in group.enums}),
    }


def groups(spec: Spec, data: GeneratorData) -> list[Group]:
    """One for each tag that has operations, in the spec's order."""
    tags = data.endpoint_collections_by_tag.values()
    endpoints = {str(endpoint.name): endpoint for tag in tags for endpoint in tag.endpoints}
    found: list[Group] = []
    for tag in spec["tags"]:
        members = [(path, op) for _, path, op in operations(spec) if op["tags"] == [tag["name"]]]
        calls = [
            _operation(spec, path, op, endpoints[strings.snake_case(op["operationId"])])
            for path, op in members
        ]
        found.append(
            Group(
                name=strings.pascal_case(tag["name"]),
                attribute=strings.snake_case(tag["name"]),
                module=f"{strings.snake_case(tag['name'])}_margin",
                description=_bilingual(tag),
                operations=calls,
                enums=sorted({title for _, op in members for title in _enum_titles(spec, op).values()}),
                results=sorted(call.result for call in calls),
            )
        )
    return found


def _operation(spec: Spec, path: str, operation: dict[str, Any], endpoint: Endpoint) -> Operation:
    prefix, name = operation["tags"][0], operation["operationId"]
    if not name.startswith(prefix):
        raise GenerationError(
            f"operationId {name} must start with its tag {prefix}; the rest names the method"
        )
    class_name, schema = request_schema(spec, operation)
    body = endpoint.bodies[0].prop
    if not isinstance(body, ModelProperty):
        raise GenerationError(f"{name}: the request body is not an object")
    fields = [*(body.required_properties or []), *(body.optional_properties or [])]
    python_names = {field.name.get_untrusted_value(): str(field.python_name) for field in fields}
    return Operation(
        method_name=strings.snake_case(name.removeprefix(prefix)),
        path=path,
        summary=f"{operation['summary']}. {operation['x-summary-zh']}",
        description=_bilingual(operation),
        link=operation["externalDocs"]["url"],
        arguments=[
            _argument(name, field, python_names[name], required=name in schema["required"])
            for name, field in schema["properties"].items()
        ],
        at_least_one_of=[python_names[name] for name in at_least_one_of(schema)],
        request_class=class_name,
        request_module=strings.snake_case(class_name),
        result=_result_name(operation),
    )


def _argument(name: str, field: dict[str, Any], python_name: str, *, required: bool) -> Argument:
    quoted = f'"{python_name}", '
    if field.get("x-decimal"):
        kind, check = "Decimal | str", f"arguments.decimal({quoted}{python_name})"
    elif "enum" in field:
        values = ", ".join(f'"{value}"' for value in field["enum"])
        kind = f"{field['title']} | Literal[{values}]"
        check = f"arguments.choice({quoted}{field['title']}, {python_name})"
    elif field["type"] == "boolean":
        kind, check = "bool", f"arguments.flag({quoted}{python_name})"
    elif field["type"] == "string":
        kind, check = "str", f"arguments.text({quoted}{python_name})"
    else:
        raise GenerationError(f"request field {name}: the facade has no argument for type {field['type']}")
    return Argument(python_name, kind, required, check, _bilingual(field))


def _result(spec: Spec, operation: dict[str, Any]) -> Result:
    _, schema = answer_item_schema(spec, operation)
    enums = _enum_titles(spec, operation)
    fields: list[Field] = []
    for name, field in schema["properties"].items():
        item = f'item.get("{name}")'
        if field.get("x-decimal"):
            kind, read = "Decimal | None", f"_decimal({item})"
        elif "x-known-values" in field:
            kind, read = f"{enums[name]} | str", f"_known({enums[name]}, {item})"
        elif field["type"] == "string":
            kind, read = "str", f"_text({item})"
        else:
            raise GenerationError(f"answer field {name}: the facade has no reading for type {field['type']}")
        python_name = str(strings.PythonIdentifier(name, "field_"))
        fields.append(Field(python_name, kind, read, _bilingual(field)))
    return Result(_result_name(operation), _bilingual(schema), fields)


def _enum_titles(spec: Spec, operation: dict[str, Any]) -> dict[str, str]:
    fields = request_schema(spec, operation)[1]["properties"]
    return {name: field["title"] for name, field in fields.items() if "enum" in field}


def _result_name(operation: dict[str, Any]) -> str:
    return f"{strings.pascal_case(operation['operationId'])}Result"


def _bilingual(node: dict[str, Any]) -> str:
    """English, then Chinese, safe inside a docstring."""
    text = f"{node['description'].strip()}\n{node['x-description-zh'].strip()}"
    return text.replace("\\", "\\\\").replace('"""', "'''")


def _endpoints(spec: Spec) -> list[dict[str, Any]]:
    adjusting = [
        {
            "operation_id": operation["operationId"],
            "method": method,
            "path": path,
            "limit": operation["x-rate-limit"],
            "permission": operation["x-permission"],
            "signed": True,
        }
        for method, path, operation in operations(spec)
    ]
    reading = [
        {**entry, "operation_id": entry["operation"], "limit": entry["rate-limit"]}
        for entry in spec["x-okx-read-endpoints"]
    ]
    return adjusting + reading


def _regions(spec: Spec) -> list[dict[str, Any]]:
    regions: dict[str, dict[str, Any]] = {}
    for server in spec["servers"]:
        for name in server["x-regions"]:
            region = regions.setdefault(name, {"name": name, "urls": [], "demo": False})
            region["urls"].append(server["url"])
            region["demo"] |= name in server.get("x-demo", [])
    return list(regions.values())
