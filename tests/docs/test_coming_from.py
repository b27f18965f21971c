"""docs/coming-from.md: each call is made, and each trouble met, by the client that the column names, unmodified."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from okx_margin_mock import MockServer
from tests.peers.clients import INSTALLED

from .pages import ROOT, tables

PAGE = ROOT / "docs" / "coming-from.md"
CALLS, _, TROUBLES = tables(PAGE)
PROGRAM = Path(__file__).with_name("other_clients.py")
PYTHON = {"ccxt": INSTALLED / "python" / "bin" / "python"}


def code(cell: str) -> str:
    """The first piece of code in a cell."""
    found = re.search(r"`([^`]+)`", cell)
    assert found is not None, cell
    return found[1]


@pytest.mark.parametrize("client", ["python-okx", "ccxt", "okx-margin"])
def test_what_the_page_says_of_a_client_is_what_it_does(client: str, okx_mock: MockServer) -> None:
    if client == "ccxt" and not (INSTALLED / "python" / "ready").exists():
        pytest.skip("make test installs ccxt")
    column, key = CALLS[0].index(client), okx_mock.key()
    calls = [code(row[column]) for row in CALLS[1:]]
    ran = subprocess.run(
        [
            PYTHON.get(client, sys.executable),
            PROGRAM,
            client,
            okx_mock.base_url,
            key.api_key,
            key.secret_key,
            key.passphrase,
        ],
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    seen: dict[str, Any] = json.loads(ran.stdout.strip().splitlines()[-1])
    assert seen["calls"] == dict.fromkeys(calls, "None")
    column = TROUBLES[0].index(client)
    shown = {row[0]: [row[1], code(row[column])] for row in TROUBLES[1:]}
    if client == "okx-margin":
        shown["the clock is off by a minute"][0] = "yes"  # as that cell says
    assert seen["troubles"] == shown
    if client == "ccxt":
        assert seen["alone"] == {
            "add_margin": "['TypeError', '752', 'TypeError', '751']",
            "retries": "['None', '753']",
        }
    if client == "python-okx":
        assert seen["alone"] == {"debug": "passphrase"}


def test_the_versions_are_those_that_are_tried() -> None:
    text = PAGE.read_text("utf-8")
    assert f"python-okx {version('python-okx')}" in text
    locked = re.search(
        r"^ccxt==(\S+)", (ROOT / "tests" / "peers" / "ccxt.lock").read_text("utf-8"), re.MULTILINE
    )
    assert locked is not None
    assert f"ccxt {locked[1]}" in text
