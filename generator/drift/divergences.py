"""spec/docs_divergences.yaml: where the spec knowingly differs, and facts that decisions rest on."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from generator import GenerationError, yaml12
from generator.drift.facts import Json


class Divergence(NamedTuple):
    """What each side says of a fact; holds as long as all three say just that."""

    id: str
    where: str
    fact: str
    english: Json
    chinese: Json
    spec: Json
    reason: str


def load(path: Path) -> list[Divergence]:
    """The listed divergences; raises GenerationError where an entry isn't complete or is there twice."""
    entries: list[dict[str, Any]] = yaml12.read(path)["divergences"] if path.exists() else []
    found: list[Divergence] = []
    for entry in entries:
        if entry.keys() != set(Divergence._fields):
            raise GenerationError(
                f"{path.name}: an entry has {', '.join(Divergence._fields)}, this one {entry}"
            )
        found.append(Divergence(**entry))
    for field in ("id", "where and fact"):
        keys = [one.id if field == "id" else f"{one.where} {one.fact}" for one in found]
        if twice := {key for key in keys if keys.count(key) > 1}:
            raise GenerationError(f"{path.name}: {', '.join(sorted(twice))} stands there twice")
    return found
