"""YAML as this project reads and writes it: by PyYAML, with the scalars of YAML 1.2.

PyYAML follows YAML 1.1, to which `Yes`, `1:30` and `2026-01-15` are no strings while `1e5` and `09` are, and
lets a key stand twice. Reading takes YAML 1.2's core schema (https://yaml.org/spec/1.2.2/#103-core-schema)
and each key once; writing quotes every string that a reader of either version would take for something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import yaml
from yaml.constructor import BaseConstructor, ConstructorError, SafeConstructor
from yaml.representer import SafeRepresenter

from generator import GenerationError


def load(text: str | bytes) -> Any:
    """The one document in `text`; raises yaml.YAMLError where there is none or a key stands twice."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - it is PyYAML's safe one, narrowed


def read(path: Path) -> dict[str, Any]:
    """The mapping in a file; raises GenerationError where there is none."""
    try:
        document = load(path.read_bytes())
    except OSError as error:
        raise GenerationError(f"{path.name} cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise GenerationError(f"{path.name} is not valid YAML: {error}") from error
    except RecursionError as error:
        raise GenerationError(f"{path.name} is nested too deeply to be read") from error
    if not isinstance(document, dict):
        raise GenerationError(f"{path.name} holds no mapping")
    return cast(dict[str, Any], document)


def dump(document: dict[str, Any]) -> str:
    """`document`, made of what JSON has, in its own order, paragraphs as literal blocks.

    Raises yaml.YAMLError for what JSON has not.
    """
    return yaml.dump(
        document,
        Dumper=_Dumper,
        allow_unicode=True,
        default_flow_style=False,
        sort_keys=False,
        width=2**31,  # nothing is folded
    )


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader, knowing the core schema's kinds and no other."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = BaseConstructor.construct_mapping(self, node, deep)
        if len(mapping) < len(node.value):
            loader: Any = self
            seen: set[Any] = set()
            for key_node, _ in node.value:
                key = loader.construct_object(key_node, deep=True)
                if key in seen:
                    raise ConstructorError(None, None, f"the key {key!r} stands twice", key_node.start_mark)
                seen.add(key)
        return mapping


class _Dumper(yaml.SafeDumper):
    """PyYAML's safe dumper for what JSON has, with more that is quoted and no references."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)  # a list stands deeper than its key

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _integer(text: str) -> int:
    return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))


def _floating(text: str) -> float:
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))


_TAG = "tag:yaml.org,2002:"

# Each kind of the core schema: its form, and how its text becomes a value.
_SCALARS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "null": ("~|null|Null|NULL|", lambda text: None),
    "bool": ("true|True|TRUE|false|False|FALSE", lambda text: text.lower() == "true"),
    "int": ("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", _integer),
    "float": (
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        _floating,
    ),
}


def _constructor(convert: Callable[[str], Any]) -> Callable[[_Loader, yaml.ScalarNode], Any]:
    def construct(loader: _Loader, node: yaml.ScalarNode) -> Any:
        try:
            return convert(str(loader.construct_scalar(node)))
        except ValueError as error:  # behind a tag, or with more digits than Python takes
            raise ConstructorError(None, None, str(error), node.start_mark) from error

    return construct


def _represent_text(dumper: Any, text: str) -> Any:
    style = None
    if re.search("[\x85\u2028\u2029]", text):  # line breaks in YAML 1.1, characters in 1.2
        style = '"'
    elif "\n" in text and not text[0].isspace():  # PyYAML miscounts a block's indentation behind a space
        style = "|"
    return dumper.represent_scalar(f"{_TAG}str", text, style=style)


_CONSTRUCTORS: dict[Any, Any] = SafeConstructor.yaml_constructors
_Loader.yaml_constructors = {
    **{_TAG + kind: _CONSTRUCTORS[_TAG + kind] for kind in ("str", "seq", "map")},
    **{_TAG + kind: _constructor(convert) for kind, (_, convert) in _SCALARS.items()},
    None: _CONSTRUCTORS[None],  # refuses any other tag
}
_Loader.yaml_implicit_resolvers = {
    None: [(_TAG + kind, re.compile(rf"(?:{form})\Z")) for kind, (form, _) in _SCALARS.items()]
}

_REPRESENTERS: dict[Any, Any] = SafeRepresenter.yaml_representers
_WRITTEN: dict[Any, Any] = {
    **{kind: _REPRESENTERS[kind] for kind in (type(None), bool, int, float, list, dict)},
    str: _represent_text,
    None: _REPRESENTERS[None],  # refuses any other type
}
_Dumper.yaml_representers = _WRITTEN
# Readers of YAML 1.1 differ in what they take for a number or a bool: what begins like the one, or is short
# for the other, is no plain string.
_QUOTED = re.compile(r"[-+]?\.?[0-9]|[-+]?\.(inf|nan)|[yn]\Z", re.IGNORECASE)
_Dumper.yaml_implicit_resolvers = {
    **yaml.SafeDumper.yaml_implicit_resolvers,
    None: [("!quoted", _QUOTED)],
}
