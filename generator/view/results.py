"""The classes of answers: one for each kind of item in `data`, and one for each object inside such an item."""

from __future__ import annotations

from typing import Any, NamedTuple

from openapi_python_client import strings

from generator import GenerationError
from generator.spec import Spec, answer_item_schema, operations, resolve, walk
from generator.view.names import bilingual, literal, python_names

_TAKEN = frozenset({"answer", "read", "response"})  # names that every result has


class Field(NamedTuple):
    """One field of a result; `read` is the expression that reads it from the item."""

    python_name: str
    type: str
    read: str
    description: str


class Result(NamedTuple):
    """One class; those that its fields name come before it."""

    name: str
    description: str
    fields: list[Field]


class Results(NamedTuple):
    """All of them by name, and the name of each operation's own."""

    classes: dict[str, Result]
    of_operation: dict[str, str]


def of(spec: Spec) -> Results:
    """What each operation answers with: a move with its own result, a read with what its schema is called."""
    made = Results({}, {})
    for _, _, operation in operations(spec):
        operation_id = operation["operationId"]
        schema_name, schema = answer_item_schema(spec, operation)
        moves = operation["x-effect"] == "moves"
        name = f"{strings.pascal_case(operation_id)}Result" if moves else schema_name
        _add(spec, made.classes, name, schema)
        made.of_operation[operation_id] = name
    return made


def enums(spec: Spec) -> dict[str, tuple[str, ...]]:
    """Each enum's values by its title: what requests take, all the same; else what answers are known to say.

    A value that an answer has beyond its request's is read as the string it is.
    """
    taken: dict[str, tuple[str, ...]] = {}
    known: dict[str, tuple[str, ...]] = {}
    for at, node in walk(spec):
        if "enum" in node and "title" in node:
            members = tuple(node["enum"])
            if taken.setdefault(node["title"], members) != members:
                raise GenerationError(
                    f"{at}: {node['title']} has other values elsewhere; one of the two needs another title"
                )
        elif "x-known-values" in node:
            before = known.get(node["title"], ())
            known[node["title"]] = before + tuple(
                each for each in node["x-known-values"] if each not in before
            )
    return dict(sorted((known | taken).items()))


def _add(spec: Spec, classes: dict[str, Result], name: str, schema: dict[str, Any]) -> str:
    names = python_names(schema["properties"], name)
    if reserved := _TAKEN & set(names.values()):
        raise GenerationError(f"{name}: every result has a {', '.join(sorted(reserved))} of its own already")
    fields = [
        Field(names[field_name], *_reading(spec, classes, name, field_name, field), bilingual(field))
        for field_name, field in schema["properties"].items()
    ]
    made = Result(name, bilingual(schema), fields)
    if classes.setdefault(name, made) != made:
        raise GenerationError(f"two different answers would both be called {name}")
    return name


def _reading(
    spec: Spec, classes: dict[str, Result], owner: str, name: str, field: dict[str, Any]
) -> tuple[str, str]:
    """A field's type, and the expression that reads it."""
    item = f"item.get({literal(name)})"
    field = resolve(spec, field)
    kind = field.get("type")
    if field.get("x-decimal"):
        return "Decimal | None", f"decimal({item})"
    if "x-known-values" in field:
        return f"{field['title']} | str", f"known({field['title']}, {item})"
    if kind == "integer" or field.get("x-milliseconds"):
        return "int | None", f"whole({item})"
    if kind == "string":
        return "str", f"text({item})"
    if kind == "boolean":
        return "bool | None", f"flag({item})"
    if kind == "array":
        inside = field["items"]
        target = resolve(spec, inside)
        if target.get("type") == "string":
            return "tuple[str, ...]", f"texts({item})"
        if target.get("type") == "object" and "properties" in target:
            named = (
                inside["$ref"].rsplit("/", 1)[-1]
                if "$ref" in inside
                else strings.pascal_case(f"{owner}_{name}")
            )
            class_name = _add(spec, classes, named, target)
            return f"tuple[{class_name}, ...]", f"members({class_name}, {item})"
    raise GenerationError(f"answer field {name} of {owner}: the client has no reading for type {kind}")
