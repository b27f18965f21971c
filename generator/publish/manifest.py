"""What was published, to check a download against: version, and each file's size and hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any


def of(files: Mapping[str, bytes], version: str) -> dict[str, Any]:
    """The manifest of `files`; the version is the spec's."""
    return {
        "name": "okx-margin",
        "version": version,
        "files": {
            name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in sorted(files.items())
        },
    }
