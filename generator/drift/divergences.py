"""spec/docs_divergences.yaml: where the spec knowingly differs, and facts that decisions rest on."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from generator import GenerationError, yaml12
from generator.drift.facts import Json


class Divergence(NamedTuple):
    """What each side says of a fact; holds as long as all three say just that.

    Of a fact that is recorded as hashes, nothing more is said here: the entry holds until the record changes.
    """

    id: str
    where: str
    fact: str
    reason: str
    english: Json = None
    chinese: Json = None
    spec: Json = None


def load(path: Path) -> list[Divergence]:
    """The divergences, one for each place; raises GenerationError for an incomplete or repeated one."""
    entries: list[dict[str, Any]] = yaml12.read(path)["divergences"] if path.exists() else []
    found: list[Divergence] = []
    for entry in entries:
        if not {"id", "where", "fact", "reason"} <= entry.keys() <= set(Divergence._fields):
            raise GenerationError(
                f"{path.name}: an entry has {', '.join(Divergence._fields)}, this one {entry}"
            )
        where: list[str] | str = entry["where"]
        places = [where] if isinstance(where, str) else where
        found += [Divergence(**{**entry, "where": place}) for place in places]
    ids = [entry["id"] for entry in entries]
    keys = [*ids, *(f"{one.where} {one.fact}" for one in found)]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise GenerationError(f"{path.name}: {', '.join(sorted(twice))} stands there twice")
    return found
