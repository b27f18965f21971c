"""What a change of the spec means for users: `python -m generator changes OLD NEW`.

Two maintained tools were tried on the mutations in tests/changes: oasdiff 1.30 (Go) and api-smart-diff
1.0.6 (npm) both understand OpenAPI 3.1 and tell requests from answers. Neither can be what `make test`
rests on. They need Go or Node, and they look at what goes over the wire, while our users call a client that
is generated from the spec: there an operation id is a method, an optional field that goes is an argument
that goes, and `x-decimal` and `x-okx-codes` decide how calls behave. Both let those pass. So
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
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple, cast

from rich.table import Column, Table
from rich.text import Text

from generator import ROOT, SPEC, GenerationError, yaml12
from generator.drift.report import console as terminal
from generator.levels import ADDITION, BREAKING, TEXT, TEXTS, level, level_of_name
from generator.spec import Spec, resolve

_SIDES = {"parameters": "request", "requestBody": "request", "responses": "response"}
_WHOLE = frozenset({"x-rate-limit", "x-manual-transfer-floor", "x-echoes", "x-evidence", "x-page"})


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
        "old",
        nargs="?",
        help="a file, or a git revision such as v0.1.0 or v0.1.0:spec/okx_margin.yaml; if left out, the last "
        "release's tag, or HEAD in a clone without one",
    )
    command.add_argument("new", nargs="?", help="the same; the spec as it is now, if left out")
    command.add_argument("--changelog", type=Path, default=ROOT / "CHANGELOG.md")


def run(options: argparse.Namespace) -> int:
    """Prints the changes; 1 where version or changelog don't fit them, 2 where a spec can't be read."""
    source = options.old or _last_release()
    old, new = load(source), load(options.new or str(SPEC))
    found, console = changes(old, new), terminal()
    if found:
        columns = ("for users", "side", "where", "old", "new")
        table = Table(*(Column(name, overflow="fold") for name in columns), show_lines=True)
        for change in found:
            values = map(Text, _told_apart(change.old, change.new))
            table.add_row(change.level, change.side, Text(_in_lines(change.where)), *values)
        console.print(table)
    changelog = options.changelog.read_text(encoding="utf-8") if options.changelog.exists() else ""
    problems = list(version_problems(old, new, changelog))
    counts = ", ".join(
        f"{sum(c.level == level for c in found)} {level}" for level in (BREAKING, ADDITION, TEXT)
    )
    verdict = "; ".join(problems) or "version and changelog fit"
    console.print(f"{counts}; {verdict} (compared with {source})", markup=False, soft_wrap=True)
    return 1 if problems else 0


def _told_apart(*values: Any) -> tuple[str, ...]:
    """Two values as JSON; of long ones what differs, with a little of what stands around it."""
    texts = ["–" if value is None else json.dumps(value, ensure_ascii=False) for value in values]
    shared = takewhile(lambda pair: pair[0] == pair[1], zip(*texts, strict=False))
    start = max(sum(1 for _ in shared) - 40, 0)
    return tuple(
        f"{'…' * bool(start)}{text[start : start + 240]}{'…' * (len(text) > start + 240)}" for text in texts
    )


def _in_lines(where: str) -> str:
    """A place, broken at dots alone."""
    return "\n".join(re.findall(r".{1,40}(?:\.|$)|[^.]+\.?", where))


def _last_release() -> str:
    command = ["git", "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
    return found.stdout.strip() or "HEAD"


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
    in_names = at[-1:] in (("properties",), ("paths",), ("responses",), ("content",), ("x-okx-codes",))
    for key in dict.fromkeys([*old, *new]):
        before, after, place = old.get(key), new.get(key), (*at, key)
        inner = _SIDES.get(key, side)
        if before == after:
            continue
        whole = not in_names and key in TEXTS | _WHOLE
        if isinstance(before, dict) and isinstance(after, dict) and not whole:
            yield from _compare(cast(Spec, before), cast(Spec, after), place, inner)
        else:
            judged = (
                level_of_name(at[-1], before, after, inner) if in_names else level(key, before, after, inner)
            )
            yield Change(".".join(place), inner, before, after, judged)


def _version(spec: Spec) -> tuple[int, ...]:
    found = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)", str(spec["info"]["version"]))
    if not found:
        raise GenerationError(f"info.version is {spec['info']['version']}, not three numbers with dots")
    return tuple(map(int, found.groups()))


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
