"""spec/docs_facts.yaml: the facts as they were last read and looked at. No sentences, only their hashes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

from generator import yaml12
from generator.drift.facts import LANGUAGES, Facts, Json, recorded
from generator.drift.sources import Reading

_HEADER = (
    "# What OKX's pages said when a person last looked; written by `python -m generator drift --accept`.\n"
    "# Where the languages differ, a fact has both. Texts and examples are hashes: no sentence is kept.\n"
)


def load(path: Path) -> dict[str, dict[str, Facts]]:
    """The recorded facts by endpoint and language; empty where nothing was recorded."""
    pages = cast(dict[str, Facts], yaml12.read(path)["pages"]) if path.exists() else {}
    return {
        name: {language: _one(facts, language) for language in LANGUAGES} for name, facts in pages.items()
    }


def save(path: Path, reading: Reading) -> None:
    """Writes the facts of a reading in place of what was recorded, a line for each place."""
    lines = [f"read: '{reading.read}'", "pages:"]
    for name, pages in reading.pages.items():
        lines.append(f"  {name}:")
        both = _both(*(recorded(pages[language]) for language in LANGUAGES))
        lines += [
            f"    {where}: {json.dumps(facts, ensure_ascii=False)}" for where, facts in both.items() if facts
        ]
    path.write_text(_HEADER + "\n".join(lines) + "\n", encoding="utf-8")


def _both(english: Facts, chinese: Facts) -> Facts:
    """Each fact once where the languages agree, by language where they don't."""
    both: Facts = {}
    for where in dict.fromkeys([*english, *chinese]):
        sides = [english.get(where, {}), chinese.get(where, {})]
        values = {fact: [side.get(fact) for side in sides] for side in sides for fact in side}
        both[where] = {
            fact: one if one == other else dict(zip(LANGUAGES, (one, other), strict=True))
            for fact, (one, other) in values.items()
        }
    return both


def _one(both: Facts, language: str) -> Facts:
    found: Facts = {"request": {}, "response": {}}  # which a page always has
    for where, facts in both.items():
        values: dict[str, Json] = {
            fact: value[language] if isinstance(value, dict) else value for fact, value in facts.items()
        }
        stated: dict[str, Json] = {fact: value for fact, value in values.items() if value is not None}
        if stated:
            found[where] = stated
    return found
