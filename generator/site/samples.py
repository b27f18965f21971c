"""Code to copy for each operation: Python and curl from templates, other languages' signers from interop/."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from openapi_python_client import strings

from generator import ROOT, GenerationError

INTEROP = ROOT / "interop"
OTHERS = {"TypeScript": "typescript", "Go": "go", "Java": "java", "Rust": "rust"}
MADE = {"node_modules", "target", "build", "generated"}  # folders of tools, not sources
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
    undefined=StrictUndefined,
    keep_trailing_newline=False,
    autoescape=False,  # noqa: S701 - code, not HTML
)


def samples(method: str, path: str, operation: dict[str, Any]) -> list[dict[str, str]]:
    """The `x-codeSamples` of an operation, each with its first example's body."""
    examples = operation["requestBody"]["content"]["application/json"]["examples"]
    value: dict[str, Any] = next(iter(examples.values()))["value"]
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    tag = operation["tags"][0]
    call = {
        "group": strings.snake_case(tag),
        "method": strings.snake_case(operation["operationId"].removeprefix(tag)),
        "arguments": {
            str(strings.PythonIdentifier(name, "field_")): repr(given) for name, given in value.items()
        },
    }
    python = TEMPLATES.get_template("sample.py.jinja").render(call=call)
    curl = TEMPLATES.get_template("sample.sh.jinja").render(method=method, path=path, body=body)
    made = [_sample("Python", "python", python), _sample("curl", "shell", curl)]
    for label, folder in OTHERS.items():
        if signer := signer_file(INTEROP / folder):
            head = f"// {method} {path}\n// {body}\n// The whole program: interop/{folder}\n\n"
            made.append(_sample(label, folder, head + signer.read_text(encoding="utf-8")))
    return made


def signer_file(folder: Path) -> Path | None:
    """The source file of a language's folder whose name ends with signer, such as OkxSigner.java."""
    found = [
        path
        for path in sorted(folder.rglob("*"))
        if path.stem.lower().endswith("signer")
        and path.is_file()
        and not MADE & set(path.relative_to(folder).parts)
    ]
    if len(found) > 1:
        raise GenerationError(f"interop/{folder.name} has {len(found)} signers")
    return found[0] if found else None


def _sample(label: str, language: str, source: str) -> dict[str, str]:
    return {"lang": language, "label": label, "source": source.strip()}
