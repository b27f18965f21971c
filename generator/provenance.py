"""Writes provenance.json into the client: the hashes of everything it was made from, no dates, no paths."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

TOOLS = ("openapi-python-client", "ruff")


def write(spec: Path, into: Path) -> None:
    """The spec's hash, the generator's (its code and templates), and the versions of the tools."""
    here = Path(__file__).resolve().parent
    made_from = {
        "spec": _hash([spec]),
        "templates": _hash(sorted(here.glob("templates/*/*.jinja"))),
        "generator": _hash(
            [
                *(here / name for name in ("render.py", "spec.py", "yaml12.py")),
                *sorted(here.glob("view/*.py")),
            ]
        ),
        "tools": {name: version(name) for name in TOOLS},
    }
    (into / "provenance.json").write_text(json.dumps(made_from, indent=2) + "\n", encoding="utf-8")


def _hash(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.name}\0{file.stat().st_size}\0".encode() + file.read_bytes())
    return f"sha256:{digest.hexdigest()}"
