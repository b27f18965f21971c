"""spec/docs_facts.yaml: the facts as they were last read and looked at. No sentences, only their hashes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, cast

from ruamel.yaml import YAML

from generator.drift.facts import Facts
from generator.drift.sources import Reading
from generator.spec import read_yaml

_HEADER = (
    "# What OKX's pages said when a person last looked; written by `python -m generator drift --accept`.\n"
    "# A text stands as the hash of its words: no sentence of the documentation is kept.\n"
)


def load(path: Path) -> dict[str, dict[str, Facts]]:
    """The recorded facts by endpoint and language; empty where nothing was recorded."""
    return cast(dict[str, dict[str, Facts]], read_yaml(path)["pages"]) if path.exists() else {}


def save(path: Path, reading: Reading) -> None:
    """Writes the facts of a reading in place of what was recorded."""
    yaml: Any = YAML()
    yaml.width = 4096
    yaml.default_flow_style = None
    yaml.sort_base_mapping_type_on_output = False
    stream = io.StringIO()
    yaml.dump({"read": reading.read, "pages": reading.pages}, stream)
    path.write_text(_HEADER + stream.getvalue(), encoding="utf-8")
