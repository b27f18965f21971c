"""Writes the reference site: Scalar's viewer, our pages' parts around it, and the spec in each language."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

from generator.publish import codes, formats, specifications
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
    for version, documents in specifications(spec).items():
        for language in LANGUAGES:
            stem = f"okx_margin.{version}.{language}"
            made[f"{stem}.yaml"] = formats.yaml(documents[language])
            made[f"{stem}.json"] = formats.json(documents[language])
    made["facts.json"] = formats.json(codes.table(spec) | {"operations": _operations(spec)})
    return made


def _operations(spec: Spec) -> list[dict[str, Any]]:
    """What the page must know of each operation to say what an answer means."""
    return [
        {
            "id": operation["operationId"],
            "tag": operation["tags"][0],
            "method": method,
            "path": path,
            "moves": operation["x-effect"] == "moves",
            "signed": operation.get("security", spec["security"]) != [],
            "look_at": _shows_what_became_of(operation),
        }
        for method, path, operation in operations(spec)
    ]


def _shows_what_became_of(operation: dict[str, Any]) -> list[str]:
    """The reads that prove whether an adjustment was applied, by the evidence that the spec names."""
    evidence = operation.get("x-evidence", {})
    proofs = [evidence[part] for part in ("state", "records") if part in evidence]
    return [proof["operation_id"] for proof in proofs]
