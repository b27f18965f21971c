"""Code to copy for each operation: Python and curl from templates, other languages' signers from interop/."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from openapi_python_client import strings

from generator import ROOT, GenerationError
from generator.spec import Spec, resolve
from generator.view.names import literal, python_name

INTEROP = ROOT / "interop"
OTHERS = {"TypeScript": "typescript", "Go": "go", "Java": "java", "Rust": "rust"}
MADE = {"node_modules", "target", "build", "generated"}  # folders of tools, not sources
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
    undefined=StrictUndefined,
    keep_trailing_newline=False,
    autoescape=False,  # noqa: S701 - code, not HTML
)


def samples(spec: Spec, method: str, path: str, operation: dict[str, Any]) -> list[dict[str, str]]:
    """The `x-codeSamples` of an operation: with its first example's body, or the examples of its query."""
    body, target = "", path
    if "requestBody" in operation:
        examples = operation["requestBody"]["content"]["application/json"]["examples"]
        arguments: dict[str, Any] = next(iter(examples.values()))["value"]
        body = json.dumps(arguments, ensure_ascii=False, separators=(",", ":"))
    else:
        query, constants = _query(spec, operation)
        target += f"?{urlencode(query | constants, quote_via=quote)}" if query or constants else ""
        arguments = query
    tag = operation["tags"][0]
    call = {
        "group": strings.snake_case(tag),
        "method": strings.snake_case(operation["operationId"].removeprefix(tag)),
        "arguments": {python_name(name): literal(given) for name, given in arguments.items()},
        "moves": operation["x-effect"] == "moves",
        "several": operation["x-effect"] == "reads" and operation.get("x-answer", "list") == "list",
    }
    signed = bool(operation.get("security", spec["security"]))
    python = TEMPLATES.get_template("sample.py.jinja").render(call=call)
    curl = TEMPLATES.get_template("sample.sh.jinja").render(
        method=method, path=target, body=body, signed=signed
    )
    made = [_sample("Python", "python", python), _sample("curl", "shell", curl)]
    for label, folder in OTHERS.items():
        if signed and (signer := signer_file(INTEROP / folder)):
            head = f"// {method} {target}\n// {body or 'no body'}\n// The whole program: interop/{folder}\n\n"
            made.append(_sample(label, folder, head + signer.read_text(encoding="utf-8")))
    return made


def _query(spec: Spec, operation: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What to ask for: each parameter that has an example; and those that always have the same value."""
    asked: dict[str, Any] = {}
    constants: dict[str, str] = {}
    for parameter in (resolve(spec, each) for each in operation.get("parameters", [])):
        name = parameter["name"]
        if "x-constant" in parameter:
            constants[name] = str(parameter["x-constant"])
        elif "example" in parameter:
            asked[name] = parameter["example"]
        elif parameter.get("required"):
            raise GenerationError(
                f"{operation['operationId']}: {name} is required and has no example to be shown with"
            )
    return asked, constants


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
