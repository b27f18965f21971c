"""Operations of five new shapes: everything takes them from the spec, without a line of Python."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator import PACKAGE, SPEC, changes, publish, site, yaml12
from generator.levels import ADDITION
from generator.site.document import LANGUAGES
from generator.spec import Spec, operations

NEW = ("accountSetLever", "accountLock", "vaultEntries")


def run(grown: Path, *command: str) -> str:
    """What a Python process prints that has the grown client first on its path."""
    path = os.pathsep.join([str(grown), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, *command],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def used(grown: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(run(grown, str(Path(__file__).with_name("use_grown_client.py"))))
    return said


def test_calls_go_out_as_the_spec_says_by_both_clients(used: dict[str, Any]) -> None:
    lever = '{"instId":"BTC-USDT-SWAP","lever":"10.5","mgnMode":"isolated"}'
    sent = [
        ["POST", "/api/v5/account/position/lever", lever, True],
        ["POST", "/api/v5/account/position/lock", '{"instId":"BTC-USDT-SWAP","forever":false}', True],
        ["GET", "/api/v5/vault/entries?kind=margin&vaultId=7%20%26%208&mgnMode=isolated&limit=2", "", True],
    ]
    assert used["seen"] == sent * 2


def test_answers_are_read_typed(used: dict[str, Any]) -> None:
    assert used["lever"] == ["BTC-USDT-SWAP", "Decimal('10.5')", 200]
    part = "(VaultPart(ccy='BTC', sz=Decimal('0.1')),)"
    assert used["entries"] == [
        ["9", "Decimal('1.50')", "VaultState", 1597026383085, part],
        ["8", "None", "str", None, "()"],
    ]
    assert used["next_page"] == "8"


def test_a_decimal_has_the_pattern_of_its_own_field(used: dict[str, Any]) -> None:
    assert used["refused"].startswith("lever is '10.55'")


def test_every_text_comes_out_as_it_is_written(grown: Path, grown_spec: Spec) -> None:
    said = "\n".join(
        " ".join(text.split())
        for path in (grown / PACKAGE).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(text := node.value, str)
    )
    for _, _, operation in operations(grown_spec):
        for name in ("summary", "x-summary-zh", "description", "x-description-zh"):
            assert " ".join(operation[name].split()) in said


def test_the_published_files_have_them(grown_spec: Spec) -> None:
    files = publish.files(grown_spec, yaml12.read(publish.CASES))
    for name, content in files.items():
        if name.startswith("openapi/"):
            assert all(each.encode() in content for each in NEW), name
    assert b"VaultEntry" in files["json_schema/okx_margin.en.json"]


def test_the_reference_page_has_them_with_samples_in_both_languages(grown_spec: Spec) -> None:
    files = site.files(grown_spec)
    for language in LANGUAGES:
        document = json.loads(files[f"openapi.{language}.json"])
        samples = {
            operation["operationId"]: [each["source"] for each in operation["x-codeSamples"]]
            for _, _, operation in operations(document)
        }
        assert (
            'okx.account.set_lever(inst_id="BTC-USDT-SWAP", lever="10.5", mgn_mode="isolated")'
            in (samples["accountSetLever"][0])
        )
        assert "okx.vault.entries(vault_id=" in samples["vaultEntries"][0]
        assert "/api/v5/vault/entries?vaultId=" in samples["vaultEntries"][1]
        titles = {tag["name"]: tag["x-displayName"] for tag in document["tags"]}
        assert titles["vault"] == {"en": "Vaults", "zh": "保证金库"}[language]


def test_their_coming_is_an_addition_for_users(grown_spec: Spec, spec: Spec) -> None:
    found = changes.changes(spec, grown_spec)
    assert {change.level for change in found} == {ADDITION}
    assert all(any(path in change.where for change in found) for path in ("lever", "lock", "vault/entries"))


def test_the_mock_names_what_it_has_no_handler_for_and_does_not_start(grown: Path) -> None:
    said = run(
        grown,
        "-c",
        "from okx_margin_mock import MockExchange\n"
        "try: MockExchange.from_seed()\n"
        "except Exception as missing: print(missing)",
    )
    assert "no handler" in said
    assert all(name in said for name in NEW)


def test_the_fuzzer_takes_them_once_the_mock_has_handlers(grown: Path) -> None:
    said = run(grown, str(Path(__file__).with_name("fuzz_grown_client.py")))
    for line in (
        *(f"held requests {name}" for name in NEW),
        *(f"held answers {name}" for name in NEW),
        "held refusals accountSetLever",
        "held refusals accountLock",
    ):
        assert line in " ".join(said.split()), said


def test_the_checked_in_spec_has_none_of_them() -> None:
    assert not any(name in SPEC.read_text(encoding="utf-8") for name in NEW)
