"""spec/docs_facts.yaml: the facts as they were last read and looked at. No sentences, only their hashes."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from generator import yaml12
from generator.drift.facts import Facts
from generator.drift.sources import Reading

_HEADER = (
    "# What OKX's pages said when a person last looked; written by `python -m generator drift --accept`.\n"
    "# A text stands as the hash of its words: no sentence of the documentation is kept.\n"
)


def load(path: Path) -> dict[str, dict[str, Facts]]:
    """The recorded facts by endpoint and language; empty where nothing was recorded."""
    return cast(dict[str, dict[str, Facts]], yaml12.read(path)["pages"]) if path.exists() else {}


def save(path: Path, reading: Reading) -> None:
    """Writes the facts of a reading in place of what was recorded."""
    text = yaml12.dump({"read": reading.read, "pages": reading.pages}, leaves_in_line=True)
    path.write_text(_HEADER + text, encoding="utf-8")
