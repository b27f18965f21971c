"""The command line as its users have it: a process, against a mock exchange in the test's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from attrs import field, frozen
from jsonschema import Draft202012Validator

from okx_margin_mock import MockServer, serve

ROOT = Path(__file__).resolve().parents[2]


def said_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of the schema. Of two members of one name the first would promise nothing, and nobody would notice."""
    members = dict(pairs)
    assert len(members) == len(pairs), sorted(name for name, _ in pairs)
    return members


SCHEMA: Any = Draft202012Validator(
    json.loads(
        (ROOT / "cli" / "okx_margin_cli" / "output.schema.json").read_text(encoding="utf-8"),
        object_pairs_hook=said_once,
    )
)
ADJUSTMENT = "/api/v5/account/position/margin-balance"


@frozen
class Ran:
    """What a process left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document of its stdout, which has the shape that is promised."""
        (document,) = self.documents
        assert document["exit_code"] == self.code
        return document

    @property
    def documents(self) -> list[dict[str, Any]]:
        """All of them."""
        documents: list[dict[str, Any]] = [json.loads(line) for line in self.out.splitlines()]
        for document in documents:
            SCHEMA.validate(document)
        return documents


@frozen
class CommandLine:
    """`okx-margin` with the keys of a mock exchange in its environment, and a home of its own."""

    mock: MockServer
    home: Path
    started: list[subprocess.Popen[str]] = field(factory=list[subprocess.Popen[str]])

    def environment(self, key: str | None = None) -> dict[str, str]:
        made_up = self.mock.key(key)
        return {
            **{
                name: value
                for name, value in os.environ.items()
                if name not in ("LANG", "LC_ALL", "NO_COLOR", "COLUMNS", "LINES", "PYTHONUNBUFFERED")
            },
            "HOME": str(self.home),
            "USERPROFILE": str(self.home),
            "XDG_STATE_HOME": str(self.home / "state"),
            "PYTHONUTF8": "1",
            "OKX_BASE_URL": self.mock.base_url,
            "OKX_API_KEY": made_up.api_key,
            "OKX_SECRET_KEY": made_up.secret_key,
            "OKX_PASSPHRASE": made_up.passphrase,
            "OKX_ENVIRONMENT": made_up.environment,
        }

    def start(self, *arguments: str, key: str | None = None, **variables: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "okx_margin_cli", *arguments],
            env={**self.environment(key), **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.started.append(process)
        return process

    def __call__(self, *arguments: str, key: str | None = None, **variables: str) -> Ran:
        process = self.start(*arguments, key=key, **variables)
        out, err = process.communicate(timeout=60)
        return Ran(process.returncode, out, err)


@pytest.fixture
def mock() -> Iterator[MockServer]:
    with serve() as mock:
        yield mock


@pytest.fixture
def okx_margin(mock: MockServer, tmp_path: Path) -> Iterator[CommandLine]:
    okx_margin = CommandLine(mock, tmp_path)
    yield okx_margin
    for process in okx_margin.started:  # those of a test that failed
        with suppress(OSError), process:
            process.kill()
