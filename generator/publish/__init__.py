"""Writes dist/: the spec, its error codes, models and signing vectors for people who use another language.

Everything is made in memory first, so a problem leaves dist/ as it was. Files in dist/ that are not ours,
such as wheels and the reference site, stay untouched.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from generator import ROOT, SPEC, yaml12
from generator.publish import archive, codes, formats, manifest, models, overlay, variants, vectors
from generator.publish.downgrade import to_3_0_3
from generator.spec import Spec, load

CASES = SPEC.with_name("signing_cases.yaml")
TEXTS = (
    *sorted(Path(__file__).resolve().parent.glob("texts/*.md")),
    *(ROOT / "docs" / "languages.md", ROOT / "LICENSE"),
)
SIGNERS = (
    *("go/signer.go", "java/src/main/java/interop/OkxSigner.java"),
    *("rust/src/signer.rs", "typescript/src/signer.ts"),
)


def run(output: Path) -> int:
    """Writes all files into the folder `output`; 0 is done. Where it raises GenerationError, nothing was."""
    made = files(load(SPEC), yaml12.read(CASES))
    for name, content in made.items():
        path = output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    size = sum(map(len, made.values())) // 1024
    print(f"{output.name}: {len(made)} files, {size} KiB, on this machine only: nothing was uploaded")
    return 0


def files(spec: Spec, cases: dict[str, Any]) -> dict[str, bytes]:
    """Each file's content by its path in dist/; raises GenerationError where a variant would not be valid."""
    made = {path.name: path.read_bytes() for path in TEXTS}
    made |= {f"signers/{Path(name).name}": (ROOT / "interop" / name).read_bytes() for name in SIGNERS}
    made["signing_vectors.json"] = formats.json(vectors.document(spec, cases))
    made["codes.json"] = formats.json(codes.table(spec))
    made["codes.csv"] = codes.csv(spec)
    for language, variant in variants.LANGUAGES.items():
        made[f"json_schema/okx_margin.{language}.json"] = formats.json(models.schema(variant(spec)))
    for version, documents in specifications(spec).items():
        for language, document in documents.items():
            stem = f"openapi/okx_margin.{version}.{language}"
            made[f"{stem}.yaml"] = formats.yaml(document)
            made[f"{stem}.json"] = formats.json(document)
        turning = overlay.between(
            documents["en"], documents["zh"], extends=f"../openapi/okx_margin.{version}.en.yaml"
        )
        made[f"overlay/okx_margin.{version}.en-to-zh.yaml"] = formats.yaml(turning)
    version = spec["info"]["version"]
    made["manifest.json"] = formats.json(manifest.of(made, version))
    name, content = archive.of(made, version)
    made[name] = content
    return made


def specifications(spec: Spec) -> dict[str, dict[str, Spec]]:
    """The spec by OpenAPI version and language; raises GenerationError where one would not be valid."""
    return {
        version: {language: convert(variant(spec)) for language, variant in variants.LANGUAGES.items()}
        for version, convert in {"3.1": variants.checked, "3.0.3": to_3_0_3}.items()
    }
