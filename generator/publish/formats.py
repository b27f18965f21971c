"""The bytes of a published document: YAML and JSON in UTF-8, the same on every run."""

from __future__ import annotations

import io
import json as standard_json
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import walk_tree  # pyright: ignore[reportUnknownVariableType]


def json(document: dict[str, Any]) -> bytes:
    return (standard_json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def yaml(document: dict[str, Any]) -> bytes:
    """Keys in the document's order, paragraphs as literal blocks."""
    copy = standard_json.loads(standard_json.dumps(document))  # shares no part, so the YAML has no aliases
    walk_tree(copy)
    writer = YAML()
    writer.width = 4096  # nothing is folded
    writer.indent(mapping=2, sequence=4, offset=2)  # pyright: ignore[reportUnknownMemberType]
    stream = io.BytesIO()
    writer.dump(copy, stream)  # pyright: ignore[reportUnknownMemberType]
    return stream.getvalue()
