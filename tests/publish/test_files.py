"""The files as a whole: the same bytes on every run, YAML and JSON alike, and nobody else's file touched."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator import ROOT, GenerationError, publish
from generator.spec import Spec

from .conftest import Published

WRITE = "import pathlib, sys; from generator import publish; publish.run(pathlib.Path(sys.argv[1]))"


def test_another_process_with_another_hash_seed_gives_the_same_bytes(
    published: Published, tmp_path: Path
) -> None:
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", WRITE, str(tmp_path)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    written = {
        path.relative_to(tmp_path).as_posix(): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    assert written == published.contents


def test_files_of_others_stay_as_they_are(
    published: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(spec: Spec, cases: dict[str, Any]) -> dict[str, bytes]:
        return published.contents

    monkeypatch.setattr(publish, "files", made)
    (tmp_path / "site").mkdir()
    others = [tmp_path / "okx_margin-0.1.0-py3-none-any.whl", tmp_path / "site" / "index.html"]
    for path in others:
        path.write_text("not ours")
    assert publish.run(tmp_path) == 0
    assert [path.read_text() for path in others] == ["not ours", "not ours"]


def test_a_problem_leaves_the_previous_files(
    spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "signing_cases.yaml"
    broken.write_text("cases: {one: {request: GET /elsewhere}}")

    def loaded(path: Path) -> Spec:
        return spec

    monkeypatch.setattr(publish, "load", loaded)
    monkeypatch.setattr(publish, "CASES", broken)
    with pytest.raises(GenerationError, match="signing case one"):
        publish.run(tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


def test_the_manifest_names_every_other_file_with_its_hash(published: Published) -> None:
    manifest = published.read("manifest.json")
    assert manifest["version"] == published.openapi("3.1", "en")["info"]["version"]
    assert manifest["files"] == {
        name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in published.contents.items()
        if name != "manifest.json" and not name.endswith(".zip")
    }


def test_the_archive_holds_every_file(published: Published) -> None:
    version = published.read("manifest.json")["version"]
    folder = f"okx-margin-spec-{version}"
    with zipfile.ZipFile(io.BytesIO(published.contents[f"{folder}.zip"])) as archive:
        held = {entry: archive.read(entry) for entry in archive.namelist()}
    others = {name: content for name, content in published.contents.items() if not name.endswith(".zip")}
    assert held == {f"{folder}/{name}": content for name, content in others.items()}
    signers = {name for name in others if name.startswith("signers/")}
    assert signers == {
        f"signers/{name}" for name in ("signer.go", "OkxSigner.java", "signer.rs", "signer.ts")
    }


def test_neither_this_machine_nor_this_day_shows(published: Published) -> None:
    for name, content in published.contents.items():
        text = content.decode(errors="replace")
        assert str(ROOT) not in text, name
        assert not re.search(r"127\.0\.0\.1|localhost|/home/|/tmp/", text), name


@pytest.mark.parametrize("version", ["3.1", "3.0.3"])
@pytest.mark.parametrize("language", ["en", "zh", "both"])
def test_parsers_of_yaml_1_1_and_1_2_read_what_the_json_says(
    published: Published, version: str, language: str
) -> None:
    name = f"openapi/okx_margin.{version}.{language}"
    older: Any = yaml.safe_load(published.contents[f"{name}.yaml"])
    assert older == published.read(f"{name}.json")
    assert published.read(f"{name}.yaml") == published.read(f"{name}.json")


def test_key_order_is_that_of_the_spec(published: Published) -> None:
    source = published.openapi("3.1", "en")
    assert list(source)[:4] == ["openapi", "info", "servers", "tags"]
    assert published.contents["openapi/okx_margin.3.1.en.yaml"].startswith(
        b"openapi: '3.1.0'\ninfo:\n  title:"
    )
    assert json.dumps(published.read("openapi/okx_margin.3.1.en.yaml")) == json.dumps(source)
