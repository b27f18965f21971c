"""How the spec's names and texts are written in Python."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, cast

from openapi_python_client import strings

from generator import GenerationError

_KEPT = frozenset(
    {
        "additional_keys",
        "additional_properties",
        "arguments",
        "cls",
        "d",
        "field_dict",
        "fields",
        "from_dict",
        "src_dict",
        "to_dict",
    }
)
"""What the code around a field calls something of its own: in our templates, and in openapi-python-client's models."""


def python_name(name: str) -> str:
    """OKX's name of a field in snake_case, with an underscore where Python keeps the word for itself."""
    return str(strings.PythonIdentifier(name, "field_"))


def python_names(names: Iterable[str], where: str) -> dict[str, str]:
    """Each name with its Python name; raises GenerationError where two would be the same, or one is kept."""
    made: dict[str, str] = {}
    for name in names:
        said = python_name(name)
        if said in _KEPT:
            raise GenerationError(
                f"{where}: the field {name} would be called {said} in Python, which the generated code around "
                "it calls something of its own already; its templates need another name first"
            )
        if said in made.values():
            raise GenerationError(f"{where}: two fields would be called {said} in Python")
        made[name] = said
    return made


def bilingual(node: Mapping[str, Any], text: str = "description") -> str:
    """English, a blank line, Chinese."""
    return f"{node[text].strip()}\n\n{node[f'x-{text}-zh'].strip()}"


def in_docstring(text: str) -> str:
    """`text` so that it comes out of a docstring as it is, even at its end."""
    shown = "".join(
        character
        if character == "\n" or not unicodedata.category(character).startswith("C")
        else f"\0u{ord(character):08x}"
        for character in text
    )
    escaped = shown.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').replace("\0u", "\\U")
    return f'{escaped[:-1]}\\"' if escaped.endswith('"') and not escaped.endswith('\\"') else escaped


def literal(value: object) -> str:
    """`value`, made of what JSON has, as Python that gives it again; a list becomes a tuple."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        pairs = cast(Mapping[str, object], value).items()
        return "{" + ", ".join(f"{literal(key)}: {literal(each)}" for key, each in pairs) + "}"
    if isinstance(value, list | tuple):
        members = [literal(each) for each in cast(Iterable[object], value)]
        return f"({members[0]},)" if len(members) == 1 else f"({', '.join(members)})"
    return repr(value)
