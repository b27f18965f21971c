"""The calls that users make: one group for each tag, one method for each operation, its arguments and its answer."""

from __future__ import annotations

import keyword
import re
from typing import Any, NamedTuple

from openapi_python_client import strings

from generator import GenerationError
from generator.spec import Spec, at_least_one_of, operations, request_fields, request_schema
from generator.view.names import bilingual, literal, python_names
from generator.view.results import Results

_MODULES = frozenset(
    {"api", "client", "codes", "errors", "exchange", "models", "okx_margin", "results", "types"}
)


_ATTRIBUTES = frozenset(
    {"EXCHANGE", "aclose", "base_url", "call", "close", "journal", "resolve", "warm_up", "with_options"}
)
"""What a client has beside the groups of its calls."""


class Argument(NamedTuple):
    """One keyword argument; `check` is the expression that gives its value on the wire or raises."""

    name: str
    python_name: str
    type: str
    enum: str
    required: bool
    check: str
    description: str


class Call(NamedTuple):
    """One operation as a method.

    `constants` are fields that always have the same value, `at_least_one` arguments of which one must be
    given; `reader` is the expression that reads the answer's items, `answer` the type that it gives.
    """

    method_name: str
    key: str
    summary: str
    summary_zh: str
    description: str
    description_zh: str
    link: str
    moves: bool
    arguments: list[Argument]
    constants: dict[str, str]
    at_least_one: list[str]
    reader: str
    result: str
    answer: str


class Group(NamedTuple):
    """The calls of one tag: an attribute of the client, a module and two classes."""

    name: str
    attribute: str
    description: str
    calls: list[Call]
    patterns: dict[str, tuple[str, int]]

    @property
    def enums(self) -> list[str]:
        """The enums that its arguments take."""
        return sorted({argument.enum for call in self.calls for argument in call.arguments if argument.enum})

    @property
    def results(self) -> list[str]:
        """The classes that its calls answer with."""
        return sorted({call.result for call in self.calls})


def groups(spec: Spec, results: Results) -> list[Group]:
    """One for each tag that has operations, in the spec's order."""
    found: list[Group] = []
    for tag in spec["tags"]:
        members = [each for each in operations(spec) if each[2]["tags"] == [tag["name"]]]
        attribute = strings.snake_case(tag["name"])
        if attribute in _MODULES:
            raise GenerationError(f"tag {tag['name']}: the client has a module {attribute} already")
        if attribute in _ATTRIBUTES:
            raise GenerationError(f"tag {tag['name']}: the client has {attribute} already, which is no group")
        _check_name(attribute, f"tag {tag['name']}")
        patterns: dict[str, tuple[str, int]] = {}
        calls = [_call(spec, patterns, results, *member) for member in members]
        if calls:
            found.append(
                Group(
                    name=strings.pascal_case(tag["name"]),
                    attribute=attribute,
                    description=bilingual(tag),
                    calls=calls,
                    patterns=patterns,
                )
            )
    return found


def _call(
    spec: Spec,
    patterns: dict[str, tuple[str, int]],
    results: Results,
    method: str,
    path: str,
    operation: dict[str, Any],
) -> Call:
    prefix, name = operation["tags"][0], operation["operationId"]
    if not name.startswith(prefix) or name == prefix:
        raise GenerationError(
            f"operationId {name} must start with its tag {prefix}; the rest names the method"
        )
    method_name = strings.snake_case(name.removeprefix(prefix))
    _check_name(method_name, f"operationId {name}")
    fields = request_fields(spec, operation)
    at_least_one = at_least_one_of(request_schema(spec, operation)[1]) if "requestBody" in operation else []
    constants = {each: str(field["x-constant"]) for each, field in fields.items() if "x-constant" in field}
    names = python_names((each for each in fields if each not in constants), name)
    reader, answer = _reader(operation, results.of_operation[name])
    return Call(
        method_name=method_name,
        key=f"{literal(method)}, {literal(path)}",
        summary=operation["summary"],
        summary_zh=operation["x-summary-zh"],
        description=operation["description"].strip(),
        description_zh=operation["x-description-zh"].strip(),
        link=operation["externalDocs"]["url"],
        moves=operation["x-effect"] == "moves",
        arguments=[
            _argument(patterns, f"{name}: {each}", each, fields[each], said, query=method == "GET")
            for each, said in names.items()
        ],
        constants=constants,
        at_least_one=[names[each] for each in at_least_one],
        reader=reader,
        result=results.of_operation[name],
        answer=answer,
    )


def _check_name(name: str, where: str) -> None:
    if not re.fullmatch("[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise GenerationError(
            f"{where}: {name!r} can be no name in Python: it is a word of the language, or does not begin with a to z"
        )


def _reader(operation: dict[str, Any], result: str) -> tuple[str, str]:
    if operation.get("x-answer", "one" if operation["x-effect"] == "moves" else "list") == "one":
        return f"one({result})", result
    if page := operation.get("x-page"):
        return f"page({result}, cursor={literal(page['cursor'])}, most={page['most']})", f"Items[{result}]"
    return f"many({result})", f"Items[{result}]"


def _argument(
    patterns: dict[str, tuple[str, int]],
    where: str,
    name: str,
    field: dict[str, Any],
    python_name: str,
    *,
    query: bool,
) -> Argument:
    quoted = f"{literal(python_name)}, "
    if field.get("x-decimal"):
        pattern = _pattern(patterns, where, name, field)
        kind, check = "Decimal | str | int", f"arguments.decimal({quoted}{python_name}, {pattern})"
    elif "enum" in field:
        kind = f"{field['title']} | Literal[{', '.join(literal(value) for value in field['enum'])}]"
        check = f"arguments.choice({quoted}{field['title']}, {python_name})"
    elif field.get("type") == "boolean":
        kind, check = "bool", f"arguments.flag({quoted}{python_name})"
        check = f'"true" if {check} else "false"' if query else check
    elif field.get("type") == "integer" and query:
        kind, check = "int | str", f"arguments.whole({quoted}{python_name})"
    elif field.get("type") == "string":
        kind, check = "str", f"arguments.text({quoted}{python_name})"
    else:
        raise GenerationError(f"{where}: the client has no argument for type {field.get('type')}")
    enum = field["title"] if "enum" in field else ""
    return Argument(name, python_name, kind, enum, field["required"], check, bilingual(field))


def _pattern(patterns: dict[str, tuple[str, int]], where: str, name: str, field: dict[str, Any]) -> str:
    """The arguments that say what a decimal may be: a constant of the module for its pattern, and its length."""
    if "maxLength" not in field:
        raise GenerationError(f"{where}: a decimal of a request has a maxLength")
    said = (field["pattern"], field["maxLength"])
    constant = next((each for each, other in patterns.items() if other == said), "")
    if not constant:
        constant = "_DECIMAL" if not patterns else f"_{strings.snake_case(name).upper()}_DECIMAL"
        while constant in patterns:
            constant += "_"
        patterns[constant] = said
    return f"{constant}, {said[1]}"
