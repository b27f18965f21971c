"""What a change of the spec means for users: `python -m generator changes OLD NEW`.

Two maintained tools were tried on the mutations in tests/changes: oasdiff 1.30 (Go) and api-smart-diff
1.0.6 (npm) both understand OpenAPI 3.1 and tell requests from answers. Neither can be what `make test`
rests on. They need Go or Node, and they look at what goes over the wire, while our users call a client that
is generated from the spec: there an operation id is a method, an optional field that goes is an argument
that goes, and `x-decimal`, `x-okx-codes` and `x-default` decide how calls behave. Both let those pass. So
the comparison is here, for the narrow OpenAPI that generator.spec allows, and a keyword that it doesn't
know counts as breaking. Where oasdiff is installed, a test holds this against it: whatever oasdiff calls an
error is breaking here too.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

from rich.table import Column, Table
from rich.text import Text

from generator import ROOT, SPEC, GenerationError, yaml12
from generator.drift.report import console as terminal
from generator.spec import METHODS, Spec, resolve

BREAKING, ADDITION, TEXT = "breaking", "addition", "text"

_TEXTS = frozenset(
    {
        "summary",
        "description",
        "x-summary-zh",
        "x-description-zh",
        "meaning",
        "meaning_zh",
        "remedy",
        "remedy_zh",
    }
    | {"info", "externalDocs", "examples", "x-condition", "x-documented-default", "endpoints"}
)
_UPPER = frozenset({"maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum"})
_LOWER = frozenset({"minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum"})
_SIDES = {"parameters": "request", "requestBody": "request", "responses": "response"}
_WHOLE = frozenset({"x-rate-limit", "x-manual-transfer-floor"})


class Change(NamedTuple):
    """One difference: its place in the spec, the side it is on, both values, and what it is for a user."""

    where: str
    side: str  # request, response, or "" for neither
    old: Any
    new: Any
    level: str


def changes(old: Spec, new: Spec) -> list[Change]:
    """Every difference of two specs, `$ref`s resolved, the version left out; breaking ones first."""
    found = _compare(_flat(old), _flat(new), (), "")
    return sorted(found, key=lambda change: (BREAKING, ADDITION, TEXT).index(change.level))


def version_problems(old: Spec, new: Spec, changelog: str) -> Iterator[str]:
    """What is wrong with `info.version` (semantic versioning; 0.y.z moves y to break) and the changelog."""
    before, after = (_version(spec) for spec in (old, new))
    levels = {change.level for change in changes(old, new)}
    part = 0 if BREAKING in levels else 1 if ADDITION in levels else 2
    if levels and before[0] == 0:
        part = 1 if BREAKING in levels else 2
    if after < before or (levels and after[: part + 1] <= before[: part + 1]):
        kind = next((level for level in (BREAKING, ADDITION, TEXT) if level in levels), "no")
        least = ("major", "minor", "patch")[part]
        moved = f"info.version went from {_dotted(before)} to {_dotted(after)}"
        yield f"{moved}: {kind} changes move {least} at least"
    entry = re.search(
        rf"^##\s+\[?v?{re.escape(_dotted(after))}\]?\b.*\n(?P<text>(?:(?!##? ).*\n?)*)",
        changelog,
        re.MULTILINE,
    )
    if levels and not (entry and entry["text"].strip()):
        yield f"CHANGELOG.md says nothing under a heading `## {_dotted(after)}`"


def arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "old", help="a file, or a git revision such as v0.1.0 or v0.1.0:spec/okx_margin.yaml"
    )
    command.add_argument(
        "new", nargs="?", default=str(SPEC), help="the same; the spec as it is now, if left out"
    )
    command.add_argument("--changelog", type=Path, default=ROOT / "CHANGELOG.md")


def run(options: argparse.Namespace) -> int:
    """Prints the changes; 1 where version or changelog don't fit them, 2 where a spec can't be read."""
    old, new = load(options.old), load(options.new)
    found, console = changes(old, new), terminal()
    if found:
        columns = ("for users", "side", "where", "old", "new")
        table = Table(*(Column(name, overflow="fold") for name in columns))
        for change in found:
            values = (_short(change.old), _short(change.new)) if change.level != TEXT else ("", "reworded")
            table.add_row(change.level, change.side, change.where, *(Text(value) for value in values))
        console.print(table)
    changelog = options.changelog.read_text(encoding="utf-8") if options.changelog.exists() else ""
    problems = list(version_problems(old, new, changelog))
    counts = ", ".join(
        f"{sum(c.level == level for c in found)} {level}" for level in (BREAKING, ADDITION, TEXT)
    )
    console.print(
        f"{counts}; {'; '.join(problems) or 'version and changelog fit'}", markup=False, soft_wrap=True
    )
    return 1 if problems else 0


def _short(value: Any) -> str:
    text = "–" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:199]}…"


def load(source: str) -> Spec:
    """The spec in a file, or at a git revision; raises GenerationError where there is none."""
    if Path(source).exists():
        return yaml12.read(Path(source))
    revision = source if ":" in source else f"{source}:{SPEC.relative_to(ROOT).as_posix()}"
    command = ["git", "show", "--end-of-options", revision]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)  # noqa: S603
    if shown.returncode:
        raise GenerationError(
            f"{source} is neither a file nor a spec in git: {shown.stderr.decode().strip()}"
        )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / SPEC.name
        file.write_bytes(shown.stdout)
        return yaml12.read(file)


def _flat(spec: Spec) -> Spec:
    """The spec with every `$ref` replaced by its target, and each field saying whether it is required."""
    rest = {key: value for key, value in spec.items() if key not in ("components", "openapi")}
    flat: Spec = _resolved(spec, rest)
    flat["securitySchemes"] = spec.get("components", {}).get("securitySchemes", {})
    flat["info"].pop("version")
    return flat


def _resolved(spec: Spec, node: Any) -> Any:
    if isinstance(node, list):
        return [_resolved(spec, item) for item in cast(Sequence[Any], node)]
    if not isinstance(node, dict):
        return node
    flat: Spec = {key: _resolved(spec, value) for key, value in resolve(spec, cast(Spec, node)).items()}
    if "properties" in flat:
        required, fields = flat.pop("required", []), cast(dict[str, Spec], flat["properties"])
        flat["properties"] = {name: {**field, "required": name in required} for name, field in fields.items()}
    return flat


def _compare(old: Spec, new: Spec, at: tuple[str, ...], side: str) -> Iterator[Change]:
    in_names = at[-1:] in (("properties",), ("paths",), ("responses",), ("x-okx-codes",))
    for key in dict.fromkeys([*old, *new]):
        before, after, place = old.get(key), new.get(key), (*at, key)
        inner = _SIDES.get(key, side)
        if before == after:
            continue
        whole = not in_names and key in _TEXTS | _WHOLE
        if isinstance(before, dict) and isinstance(after, dict) and not whole:
            yield from _compare(cast(Spec, before), cast(Spec, after), place, inner)
        else:
            level = (
                _level_of_name(at, before, after, inner) if in_names else _level(key, before, after, inner)
            )
            yield Change("/".join(place), inner, before, after, level)


def _level_of_name(at: tuple[str, ...], before: Any, after: Any, side: str) -> str:
    """A field, path, status or code that came (`before` is None) or went."""
    if before is not None:
        return ADDITION if at[-1] == "responses" else BREAKING  # what was answered so may still be answered
    return BREAKING if side == "request" and after.get("required") is True else ADDITION


def _level(key: str, before: Any, after: Any, side: str) -> str:
    """What a change of one keyword is. One that isn't known here is taken for breaking."""
    request = side == "request"
    if key in _TEXTS:
        return TEXT
    if key in _UPPER | _LOWER:  # a request may say less, or an answer more, than before
        tightened = before is None or (after is not None and (after < before) == (key in _UPPER))
        return BREAKING if tightened == request else ADDITION
    match key:
        case "required":
            return BREAKING if bool(after) == request else ADDITION
        case "enum":
            lost = after is not None and (before is None or not set(before) <= set(after))
            gained = before is not None and (after is None or not set(after) <= set(before))
            return BREAKING if (lost if request else gained) else ADDITION
        case "pattern" if before and after:  # whether one admits all that another does can't be told
            return BREAKING
        case "pattern":
            return BREAKING if bool(after) == request else ADDITION
        case "allOf" | "anyOf" | "oneOf":
            return ADDITION if request and after is None else BREAKING
        case "x-rate-limit" if before and after:
            slower = after["requests"] / after["seconds"] < before["requests"] / before["seconds"]
            return BREAKING if slower or after["per"] != before["per"] else ADDITION
        case "servers":
            return BREAKING if _regions(before or []).items() - _regions(after or []).items() else ADDITION
        case "x-okx-read-endpoints":
            return ADDITION if all(endpoint in (after or ()) for endpoint in before or ()) else BREAKING
        case "tags":
            return TEXT if _tag_names(before) == _tag_names(after) else BREAKING
        case "x-known-values" | "http" | "responses" | "x-manual-transfer-floor":
            return ADDITION
        case _:
            return ADDITION if key in METHODS and before is None else BREAKING


def _regions(servers: list[dict[str, Any]]) -> dict[str, str]:
    """Each region's first host, which is the one that a client takes."""
    first: dict[str, str] = {}
    for server in servers:
        for region in server.get("x-regions", [server["url"]]):
            first.setdefault(region, server["url"])
    return first


def _tag_names(tags: list[dict[str, Any] | str] | None) -> list[str]:
    """The names, whether the tags stand at the root or at an operation."""
    return [tag if isinstance(tag, str) else tag["name"] for tag in tags or ()]


def _version(spec: Spec) -> tuple[int, ...]:
    found = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)", str(spec["info"]["version"]))
    if not found:
        raise GenerationError(f"info.version is {spec['info']['version']}, not three numbers with dots")
    return tuple(map(int, found.groups()))


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
