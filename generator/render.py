"""Renders the client: models and plain functions by openapi-python-client, our calls on top, ruff last."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from copy import deepcopy
from pathlib import Path
from typing import Any, cast

import openapi_python_client
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined
from openapi_python_client import Project, strings
from openapi_python_client.config import ClassOverride, Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from ruff import find_ruff_bin

from generator import PACKAGE, GenerationError
from generator.collisions import collisions
from generator.spec import Spec, operations, resolve, walk
from generator.view import view
from generator.view.names import in_docstring, literal

TEMPLATES = Path(__file__).resolve().parent / "templates"
OURS = TEMPLATES / "client"
UPSTREAM = TEMPLATES / "upstream"  # openapi-python-client's, where ours differ

RUFF = "--isolated --no-cache --line-length 110 --target-version py311"
POST_HOOKS = [
    f"ruff check . {RUFF} --quiet --fix-only --select F401,F541,I,UP",
    f"ruff format . {RUFF} --quiet",
]


def render(spec: Spec, into: Path) -> None:
    """Writes the whole client package for `spec` to the new folder `into`; raises GenerationError."""
    seen = view(spec)
    config = Config.from_sources(
        ConfigFile(
            project_name_override="okx-margin",
            package_name_override=PACKAGE,
            class_overrides=_enum_names(spec),
            post_hooks=POST_HOOKS,
        ),
        MetaType.NONE,
        document_source="spec/okx_margin.yaml",
        file_encoding="utf-8",
        overwrite=False,
        output_path=into,
    )
    try:
        data = GeneratorData.from_dict(_for_upstream(spec, seen["enums"]), config=config)
    except ValueError as problem:  # of two values of an enum that would have one name
        raise GenerationError(f"openapi-python-client: {problem}") from problem
    if isinstance(data, GeneratorError):
        raise _upstream_error([data])
    _nothing_dropped(spec, seen["enums"], data)
    os.environ["PATH"] = f"{Path(find_ruff_bin()).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    with redirect_stdout(io.StringIO()):  # upstream prints the folder
        errors = _Client(spec, seen, data, config).build()
    if errors:
        raise _upstream_error(errors)


class _Client(Project):
    """openapi-python-client's project, our templates over its own and our files beside its own."""

    def __init__(self, spec: Spec, seen: dict[str, Any], data: GeneratorData, config: Config) -> None:
        super().__init__(openapi=data, config=config)
        upstream = PackageLoader(openapi_python_client.__name__)
        self.env.loader = ChoiceLoader(
            [FileSystemLoader([UPSTREAM, OURS]), PrefixLoader({"base": upstream}), upstream]
        )
        cast(dict[str, Callable[..., str]], self.env.filters).update(
            swap=swap, until=until, literal=literal, in_docstring=in_docstring
        )
        self.env.globals.update(seen)
        self._spec = spec
        self._groups = seen["groups"]

    def _create_package(self) -> None:
        super()._create_package()
        for template in sorted(OURS.glob("*.py.jinja")):
            if template.stem not in ("tag.py", "package_init.py"):
                self._write(template.stem, template.name)
        for group in self._groups:
            self._write(f"{group.attribute}.py", "tag.py.jinja", group=group)
        (self.package_dir / "py.typed").touch()
        document = json.dumps(self._spec, ensure_ascii=False, indent=1)
        (self.package_dir / "openapi.json").write_text(document + "\n", encoding="utf-8")

    def _run_post_hooks(self) -> None:
        if found := [*collisions(self.package_dir)]:
            asked = "another name in the spec for a schema, a title, a tag or an operation"
            raise GenerationError("\n".join([f"The client needs {asked}:", *(f"  {each}" for each in found)]))
        super()._run_post_hooks()

    def _write(self, name: str, template: str, **values: Any) -> None:
        own = self.env.overlay(undefined=StrictUndefined)  # upstream's templates count on undefined names
        text = own.get_template(template).render(**values)
        (self.package_dir / name).write_text(text, encoding="utf-8")


def _for_upstream(spec: Spec, enums: dict[str, tuple[str, ...]]) -> Spec:
    """The spec with the Chinese merged into the descriptions, which is where docstrings come from.

    Security is left out: upstream knows bearer tokens only, and signing is the auth's. The enums that only answers
    have are added as schemas: to a reader they are plain strings, since a new value must never break reading.
    """
    document = deepcopy(spec)
    in_requests = {node["title"] for _, node in walk(document) if "enum" in node}
    for at, node in list(walk(document)):
        for name in ("summary", "description"):
            # A summary is a docstring's first line: it stays short, in one language.
            if name == "description" and f"x-{name}-zh" in node and not at.startswith("#/x-"):
                node[name] = f"{node[name].strip()}\n\n{node[f'x-{name}-zh'].strip()}"
        node.pop("security", None)
    for title, values in enums.items():
        if title not in in_requests:
            document["components"]["schemas"][title] = {
                "type": "string",
                "title": title,
                "enum": list(values),
            }
    return document


def _enum_names(spec: Spec) -> dict[str, ClassOverride]:
    """Enum classes take their title alone as a name, so that two requests share one."""
    owned = [
        (schema_name, field)
        for schema_name, schema in spec["components"]["schemas"].items()
        for field in schema.get("properties", {}).values()
    ] + [
        (strings.pascal_case(operation["operationId"]), resolve(spec, resolve(spec, parameter)["schema"]))
        for _, _, operation in operations(spec)
        for parameter in operation.get("parameters", [])
    ]
    return {
        owner + field["title"]: ClassOverride(
            class_name=field["title"], module_name=strings.snake_case(field["title"])
        )
        for owner, field in owned
        if "enum" in field
    }


def _nothing_dropped(spec: Spec, enums: dict[str, tuple[str, ...]], data: GeneratorData) -> None:
    """Upstream drops what it cannot model and goes on; we do not."""
    tags = data.endpoint_collections_by_tag.values()
    if errors := [*data.errors, *(error for tag in tags for error in tag.parse_errors)]:
        raise _upstream_error(errors)
    made = {str(endpoint.name): endpoint for tag in tags for endpoint in tag.endpoints}
    lost: list[str] = []
    for _, _, operation in operations(spec):
        endpoint = made.get(strings.snake_case(operation["operationId"]))
        if endpoint is None:
            lost.append(operation["operationId"])
        elif len(endpoint.query_parameters) != len(operation.get("parameters", [])):
            lost.append(f"parameters of {operation['operationId']}")
    classes = {model.class_info.name for model in data.models}
    lost += [name for name in spec["components"]["schemas"] if name not in classes]
    for model in data.models:
        schema = spec["components"]["schemas"].get(model.class_info.name, {})
        made_fields = [*(model.required_properties or []), *(model.optional_properties or [])]
        fields = {field.name.get_untrusted_value() for field in made_fields}
        lost += [
            f"{model.class_info.name}.{name}" for name in schema.get("properties", {}) if name not in fields
        ]
    for made_enum in data.enums:  # of two values that would have one name it keeps the last
        name = str(made_enum.class_info.name)
        kept = cast(dict[str, str], made_enum.values).values()
        lost += [f"{name}.{value}" for value in enums.get(name, ()) if value not in kept]
    if lost:
        raise GenerationError(f"openapi-python-client dropped {', '.join(sorted(lost))}")


def _upstream_error(errors: Sequence[GeneratorError]) -> GenerationError:
    return GenerationError("\n".join(f"{error.header} {error.detail or ''}".strip() for error in errors))


def swap(text: str, old: str, new: str, times: int | None = 1) -> str:
    """`text` with `old` replaced; raises unless it stands there `times` times (None: at least once)."""
    found = text.count(old)
    if not found or (times is not None and found != times):
        raise GenerationError(f"openapi-python-client's template changed: {old!r} is there {found} times")
    return text.replace(old, new)


def until(text: str, marker: str) -> str:
    """What stands before `marker`; raises where it is not there."""
    head, found, _ = text.partition(marker)
    if not found:
        raise GenerationError(f"openapi-python-client's template changed: {marker!r} is gone")
    return head + "\n"
