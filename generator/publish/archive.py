"""Everything published in one zip file for a release's page, the same bytes on every run."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping


def of(files: Mapping[str, bytes], version: str) -> tuple[str, bytes]:
    """The archive's name and content: `files` in a folder that is named for the version."""
    folder, content = f"okx-margin-spec-{version}", io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{folder}/{name}")  # dated 1980-01-01, as far back as zip goes
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, file)
    return f"{folder}.zip", content.getvalue()
