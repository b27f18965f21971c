"""Code to copy for each operation: whole programs, the same call in each language, that say what became of it."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from openapi_python_client import strings

from generator import GenerationError
from generator.spec import Spec, resolve
from generator.view.names import literal, python_name

#: What the viewer's list calls a language: how the viewer calls its colours, and the ending of its template.
LANGUAGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "Python": ("python", "py"),
        "curl": ("shell", "sh"),
        "TypeScript": ("typescript", "ts"),
        "Go": ("go", "go"),
        "Java": ("java", "java"),
        "Rust": ("rust", "rs"),
    }
)
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,  # noqa: S701 - code and Markdown, not HTML
)
#: The comments of the samples.
SAYS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "run": "To run it:",
            "credentials": "OKX_API_KEY, OKX_SECRET_KEY, OKX_PASSPHRASE; demo trading",
            "refusing": "The codes that mean: certainly not processed. What is not among them is unknown.",
            "refused": "certainly not processed",
            "unknown": "may have been processed: look before sending it again",
            "no_answer": "no answer, or none that can be read: unknown",
            "openssl": "While openssl runs, other users of this machine can see the secret among its arguments.",
            "exit": "Fails unless the code is 0; the table of codes says what another one means.",
        },
        "zh": {
            "run": "运行：",
            "credentials": "OKX_API_KEY、OKX_SECRET_KEY、OKX_PASSPHRASE；模拟盘",
            "refusing": "这些错误码表示确定未执行；其他一律视为未知。",
            "refused": "确定未执行",
            "unknown": "可能已执行：重发之前先查询",
            "no_answer": "没有返回或无法解析：结果未知",
            "openssl": "openssl 运行期间，本机其他用户可在进程参数中看到 secret key。",
            "exit": "code 不为 0 时以失败退出；其他错误码的含义见错误码表。",
        },
    }
)


def samples(
    spec: Spec, language: str, method: str, path: str, operation: dict[str, Any]
) -> list[dict[str, str]]:
    """The `x-codeSamples` of an operation, with its first example's body or the examples of its query."""
    body, target = "", path
    if "requestBody" in operation:
        examples = operation["requestBody"]["content"]["application/json"]["examples"]
        arguments: dict[str, Any] = next(iter(examples.values()))["value"]
        body = json.dumps(arguments, ensure_ascii=False, separators=(",", ":"))
    else:
        query, constants = _query(spec, operation)
        target += f"?{urlencode(query | constants, quote_via=quote)}" if query or constants else ""
        arguments = query
    if set("'`\\#") & set(body + target):
        raise GenerationError(f"{operation['operationId']}: its example needs escaping in a sample")
    tag = operation["tags"][0]
    reads = operation["x-effect"] == "reads"
    facts = {
        "says": SAYS[language],
        "method": method,
        "path": target,
        "body": body,
        "signed": operation.get("security", spec["security"]) != [],
        "moves": not reads,
        "several": reads and operation.get("x-answer", "list") == "list",
        "refusing": _refusing(spec, operation["operationId"]),
        "call": f"{strings.snake_case(tag)}.{strings.snake_case(operation['operationId'].removeprefix(tag))}",
        "arguments": {python_name(name): literal(given) for name, given in arguments.items()},
    }
    return [
        {
            "lang": colours,
            "label": label,
            "source": TEMPLATES.get_template(f"sample.{ending}.jinja").render(facts).strip(),
        }
        for label, (colours, ending) in LANGUAGES.items()
    ]


def _refusing(spec: Spec, operation_id: str) -> str:
    """The codes that are certain to mean that this operation was not processed, in lines.

    Not "1": an item's own code decides there, which a sample does not look for.
    """
    entries: dict[str, dict[str, Any]] = spec["x-okx-codes"]
    refusing = [
        code
        for code, entry in entries.items()
        if entry["outcome"] == "refused" and operation_id in (entry.get("endpoints") or [operation_id])
    ]
    return textwrap.fill(" ".join(code for code in refusing if code != "1"), 96)


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
