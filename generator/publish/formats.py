"""The bytes of a published document: YAML and JSON in UTF-8, the same on every run."""

from __future__ import annotations

import json as standard_json
from typing import Any

from generator import yaml12


def json(document: dict[str, Any]) -> bytes:
    return (standard_json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def yaml(document: dict[str, Any]) -> bytes:
    """Keys in the document's order, paragraphs as literal blocks."""
    return yaml12.dump(document).encode()
