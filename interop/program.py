"""Building and running the program of one language."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from interop import cargo_lock
from interop.languages import Language
from okx_margin_mock import MockServer

_BUILD_SECONDS, _RUN_SECONDS = 1800, 120


class FailedError(Exception):
    """A program could not be built, or gave no report; the message holds what it printed."""


def build(language: Language) -> None:
    """Generate the client from dist/ and compile, quietly; raises FailedError with what was printed."""
    if language.folder == "rust":
        cargo_lock.restore(language.path)
    for command in language.build:
        output(language, command, _BUILD_SECONDS)


def run(language: Language, mock: MockServer, dist: Path) -> dict[str, Any]:
    """The program's report: `signatures` in the order of the vectors, and `calls` in the script's order.

    A call is `name`, `outcome`, and where the answer has them `code`, `amt`, `leverage`. Raises FailedError.
    """
    printed = output(language, language.run, _RUN_SECONDS, environment(mock, dist))
    try:
        return dict(json.loads(printed))
    except (ValueError, TypeError):
        raise FailedError(f"no report in JSON: {printed[:1000]!r}") from None


def environment(mock: MockServer, dist: Path) -> dict[str, str]:
    """What a program reads: where the mock is, keys of two of its accounts, and the published tables."""
    variables = {
        "OKX_BASE_URL": mock.base_url,
        "OKX_VECTORS": str(dist / "signing_vectors.json"),
        "OKX_CODES": str(dist / "codes.json"),
    }
    for prefix, key in (("OKX", mock.key()), ("OKX_NET", mock.key("net"))):
        variables[f"{prefix}_API_KEY"] = key.api_key
        variables[f"{prefix}_SECRET_KEY"] = key.secret_key
        variables[f"{prefix}_PASSPHRASE"] = key.passphrase
    return variables


def output(
    language: Language, command: Sequence[str], seconds: float, variables: Mapping[str, str] | None = None
) -> str:
    """What a command prints, run in the language's folder; raises FailedError where it fails."""
    # A path is the language's folder's; anything else is looked up on PATH.
    program = str(language.path / command[0]) if "/" in command[0] else command[0]
    try:
        done = subprocess.run(  # noqa: S603 - the commands of languages.py
            [program, *command[1:]],
            cwd=language.path,
            env={**os.environ, **(variables or {})},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise FailedError(f"{' '.join(command)}: {problem}") from None
    if done.returncode:
        raise FailedError(f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout
