"""Writes the reference site: Scalar's viewer, our pages' parts around it, and the spec in each language."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from generator.publish import codes, formats
from generator.site import viewer
from generator.site.document import LANGUAGES, viewer_document
from generator.spec import Spec, operations

STATIC = Path(__file__).resolve().parent / "static"


def write(spec: Spec, output: Path) -> bool:
    """Makes the folder `output` anew with the site for `spec`.

    False, and one line on stderr, where npm is missing. Raises GenerationError where the viewer is not to be
    had or is not the pinned one; `output` is then as it was.
    """
    if not viewer.available():
        print(
            f"{output.name}: skipped, the viewer comes from npm and npm is not on the PATH", file=sys.stderr
        )
        return False
    made = files(spec) | {"scalar.js": viewer.script(), "scalar.txt": viewer.NOTICE.encode()}
    if output.exists():
        shutil.rmtree(output)
    output.mkdir(parents=True)
    for name, content in made.items():
        (output / name).write_bytes(content)
    print(f"{output.name}: {len(made)} files, {sum(map(len, made.values())) // 1024} KiB")
    return True


def files(spec: Spec) -> dict[str, bytes]:
    """Each file's content by its name, the viewer's script left out."""
    made = {path.name: path.read_bytes() for path in sorted(STATIC.iterdir()) if path.is_file()}
    for language in LANGUAGES:
        made[f"openapi.{language}.json"] = formats.json(viewer_document(spec, language))
    paths = {operation["operationId"]: path for _, path, operation in operations(spec)}
    made["codes.json"] = formats.json(codes.table(spec) | {"paths": paths})
    return made
