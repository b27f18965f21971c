"""What a change of the spec means for users, request and answer told apart, and for the version."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from generator import SPEC, changes, yaml12
from generator.__main__ import main
from generator.changes import version_problems
from generator.levels import ADDITION, BREAKING, TEXT
from generator.spec import Spec

PATH = "/api/v5/account/position/margin-balance"
Edit = Callable[[Spec], object]


@pytest.fixture(scope="module")
def spec() -> Spec:
    return edited(yaml12.read(SPEC), lambda s: None)  # the tests' versions, whatever the spec's is


def schema(spec: Spec, name: str) -> dict[str, Any]:
    found: dict[str, Any] = spec["components"]["schemas"][name]
    return found


def request(spec: Spec, field: str) -> dict[str, Any]:
    return schema(spec, "PositionMarginRequest")["properties"].setdefault(field, {"type": "string"})  # type: ignore[no-any-return]


def answer(spec: Spec, field: str) -> dict[str, Any]:
    return schema(spec, "PositionMargin")["properties"].setdefault(field, {"type": "string"})  # type: ignore[no-any-return]


def operation(spec: Spec) -> dict[str, Any]:
    found: dict[str, Any] = spec["paths"][PATH]["post"]
    return found


def required_tag(spec: Spec) -> None:
    request(spec, "tag")
    schema(spec, "PositionMarginRequest")["required"].append("tag")


# name: edit, side, the end of the place in the spec, level
MUTATIONS: dict[str, tuple[Edit, str, str, str]] = {
    "optional request field": (lambda s: request(s, "tag"), "request", "properties.tag", ADDITION),
    "required request field": (required_tag, "request", "properties.tag", BREAKING),
    "request field gone": (
        lambda s: schema(s, "PositionMarginRequest")["properties"].pop("ccy"),
        "request",
        "properties.ccy",
        BREAKING,
    ),
    "request field made required": (
        lambda s: schema(s, "PositionMarginRequest")["required"].append("ccy"),
        "request",
        "ccy.required",
        BREAKING,
    ),
    "request field made optional": (
        lambda s: schema(s, "PositionMarginRequest")["required"].remove("posSide"),
        "request",
        "posSide.required",
        ADDITION,
    ),
    "request enum value added": (
        lambda s: request(s, "posSide")["enum"].append("both"),
        "request",
        "enum",
        ADDITION,
    ),
    "request enum value gone": (
        lambda s: request(s, "posSide")["enum"].pop(),
        "request",
        "enum",
        BREAKING,
    ),
    "request enum where all was allowed": (
        lambda s: request(s, "ccy").update(enum=["BTC"]),
        "request",
        "ccy.enum",
        BREAKING,
    ),
    "request pattern tightened": (
        lambda s: request(s, "amt").update(pattern="^1$"),
        "request",
        "pattern",
        BREAKING,
    ),
    "request pattern dropped": (lambda s: request(s, "amt").pop("pattern"), "request", "pattern", ADDITION),
    "request length lowered": (
        lambda s: request(s, "amt").update(maxLength=9),
        "request",
        "maxLength",
        BREAKING,
    ),
    "request length raised": (
        lambda s: request(s, "amt").update(maxLength=99),
        "request",
        "maxLength",
        ADDITION,
    ),
    "request minimum length raised": (
        lambda s: request(s, "ccy").update(minLength=3),
        "request",
        "minLength",
        BREAKING,
    ),
    "request type changed": (lambda s: request(s, "ccy").update(type="integer"), "request", "type", BREAKING),
    "request default changed": (
        lambda s: schema(s, "SignalBotMarginRequest")["properties"]["allowReinvest"].update(
            {"x-default": True}
        ),
        "request",
        "x-default",
        BREAKING,
    ),
    "documented default added": (
        lambda s: request(s, "ccy").update({"x-default": "USDT"}),
        "request",
        "x-default",
        ADDITION,
    ),
    "floor raised": (
        lambda s: operation(s)["x-manual-transfer-floor"].update(amount="20000"),
        "",
        "x-manual-transfer-floor",
        BREAKING,
    ),
    "floor lowered": (
        lambda s: operation(s)["x-manual-transfer-floor"].update(amount="5000"),
        "",
        "x-manual-transfer-floor",
        ADDITION,
    ),
    "one of two fields no longer needed": (
        lambda s: schema(s, "SignalBotMarginRequest").pop("not"),
        "request",
        "not",
        ADDITION,
    ),
    "answered field added": (lambda s: answer(s, "neverSeen"), "response", "properties.neverSeen", ADDITION),
    "answered field gone": (
        lambda s: schema(s, "PositionMargin")["properties"].pop("ccy"),
        "response",
        "properties.ccy",
        BREAKING,
    ),
    "answered field may be missing": (
        lambda s: schema(s, "PositionMarginEnvelope")["required"].remove("code"),
        "response",
        "code.required",
        BREAKING,
    ),
    "answered field always there": (
        lambda s: schema(s, "PositionMargin").update(required=["ccy"]),
        "response",
        "ccy.required",
        ADDITION,
    ),
    "answered type changed": (lambda s: answer(s, "amt").update(type="number"), "response", "type", BREAKING),
    "answered pattern added": (
        lambda s: answer(s, "amt").update(pattern="1"),
        "response",
        "pattern",
        ADDITION,
    ),
    "page of HTML declared": (
        lambda s: operation(s)["responses"]["200"]["content"].update({"text/html": {}}),
        "response",
        "content.text/html",
        ADDITION,
    ),
    "answered length capped": (
        lambda s: answer(s, "ccy").update(maxLength=9),
        "response",
        "maxLength",
        ADDITION,
    ),
    "closed enum in an answer": (
        lambda s: answer(s, "type").update(enum=["add"]),
        "response",
        "enum",
        ADDITION,
    ),
    "known value added to an answer": (
        lambda s: answer(s, "type")["x-known-values"].append("move"),
        "response",
        "x-known-values",
        ADDITION,
    ),
    "decimal becomes a string": (
        lambda s: answer(s, "amt").pop("x-decimal"),
        "response",
        "x-decimal",
        BREAKING,
    ),
    "status no longer described": (
        lambda s: operation(s)["responses"].pop("410"),
        "response",
        "410",
        ADDITION,
    ),
    "operation gone": (lambda s: s["paths"].pop(PATH), "", PATH, BREAKING),
    "operation added": (lambda s: s["paths"].update({"/x": s["paths"][PATH]}), "", "/x", ADDITION),
    "method added": (lambda s: s["paths"][PATH].update(get=operation(s)), "", ".get", ADDITION),
    "operation renamed": (lambda s: operation(s).update(operationId="x"), "", "operationId", BREAKING),
    "rate limit lowered": (
        lambda s: operation(s)["x-rate-limit"].update(requests=5),
        "",
        "x-rate-limit",
        BREAKING,
    ),
    "rate limit raised": (
        lambda s: operation(s)["x-rate-limit"].update(seconds=1),
        "",
        "x-rate-limit",
        ADDITION,
    ),
    "outcome of a code": (
        lambda s: s["x-okx-codes"]["50004"].update(outcome="refused"),
        "",
        "50004.outcome",
        BREAKING,
    ),
    "code added": (lambda s: s["x-okx-codes"].update({"59999": {}}), "", "59999", ADDITION),
    "region's host gone": (lambda s: s["servers"].pop(), "", "servers", BREAKING),
    "keyword that is not known": (
        lambda s: answer(s, "amt").update({"x-new": 1}),
        "response",
        "x-new",
        BREAKING,
    ),
    "text": (lambda s: operation(s).update(description="x"), "", "description", TEXT),
    "example": (
        lambda s: operation(s)["requestBody"]["content"]["application/json"]["examples"].popitem(),
        "request",
        "examples",
        TEXT,
    ),
}


def edited(spec: Spec, edit: Edit, version: str = "0.1.0") -> Spec:
    copy = deepcopy(spec)
    edit(copy)
    copy["info"]["version"] = version
    return copy


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_change_of_the_spec(name: str, spec: Spec) -> None:
    edit, side, place, level = MUTATIONS[name]
    (change,) = changes.changes(spec, edited(spec, edit))
    assert (change.side, change.level) == (side, level)
    assert change.where.endswith(place)


def test_a_new_value_in_a_closed_enum_of_an_answer_is_breaking(spec: Spec) -> None:
    old = edited(spec, lambda s: answer(s, "type").update(enum=["add", "reduce"]))
    new = edited(spec, lambda s: answer(s, "type").update(enum=["add", "reduce", "move"]))
    assert [change.level for change in changes.changes(old, new)] == [BREAKING]


def test_the_same_spec_has_no_changes(spec: Spec) -> None:
    assert changes.changes(spec, deepcopy(spec)) == []
    assert list(version_problems(spec, deepcopy(spec), "")) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("operation renamed", "0.1.0", "0.2.0", ""),
        ("operation renamed", "0.1.4", "0.1.5", "breaking changes move minor at least"),
        ("code added", "0.1.0", "0.1.1", ""),
        ("text", "0.1.0", "0.1.0", "text changes move patch at least"),
        ("operation renamed", "1.4.0", "1.5.0", "breaking changes move major at least"),
        ("operation renamed", "1.4.0", "2.0.0", ""),
        ("code added", "1.4.0", "1.4.1", "addition changes move minor at least"),
        ("text", "1.4.0", "1.4.1", ""),
        ("text", "1.4.0", "1.3.9", "text changes move patch at least"),
    ],
)
def test_the_version_moves_by_what_changed(name: str, old: str, new: str, problem: str, spec: Spec) -> None:
    before, after = edited(spec, lambda s: None, old), edited(spec, MUTATIONS[name][0], new)
    found = list(version_problems(before, after, f"# Changelog\n\n## {new} (unreleased)\n\nWhat is new.\n"))
    assert found == ([f"info.version went from {old} to {new}: {problem}"] if problem else [])


@pytest.mark.parametrize(
    "changelog", ["", "## 0.1.0\n\nFirst.\n", "## 0.1.1\n\n## 0.1.0\n\nFirst.\n", "## 0.1.10\n\nTen.\n"]
)
def test_the_changelog_says_something_about_the_version(changelog: str, spec: Spec) -> None:
    after = edited(spec, MUTATIONS["text"][0], "0.1.1")
    expected = ["CHANGELOG.md says nothing under a heading `## 0.1.1`"]
    assert list(version_problems(spec, after, changelog)) == expected


def write(spec: Spec, path: Path) -> Path:
    path.write_text(json.dumps(spec), encoding="utf-8")  # JSON is YAML, and quickly written
    return path


def test_the_command_compares_files(spec: Spec, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = str(write(spec, tmp_path / "old.yaml"))
    new = write(edited(spec, MUTATIONS["operation renamed"][0], "0.2.0"), tmp_path / "new.yaml")
    log = tmp_path / "CHANGELOG.md"
    assert main(["changes", old, str(new), "--changelog", str(log)]) == 1
    assert "1 breaking, 0 addition, 0 text; CHANGELOG.md says nothing" in capsys.readouterr().out
    log.write_text("## 0.2.0\n\nRenamed.\n", encoding="utf-8")
    assert main(["changes", old, str(new), "--changelog", str(log)]) == 0
    assert "version and changelog fit" in capsys.readouterr().out
    assert main(["changes", old, old, "--changelog", str(log)]) == 0


def test_the_command_compares_git_revisions(
    spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "spec").mkdir()
    file = write(spec, tmp_path / "spec" / SPEC.name)
    for command in (
        ["init", "--quiet"],
        ["add", "spec"],
        ["-c", "user.name=n", "-c", "user.email=e", "commit", "--quiet", "-m", "spec"],
        ["tag", "v0.1.0"],
    ):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    monkeypatch.setattr(changes, "ROOT", tmp_path)
    monkeypatch.setattr(changes, "SPEC", file)
    new = write(edited(spec, MUTATIONS["text"][0]), tmp_path / "new.yaml")
    assert main(["changes", "v0.1.0", str(new)]) == 1
    assert main(["changes"]) == 0  # with the newest tag of a release
    assert "(compared with v0.1.0)" in capsys.readouterr().out
    subprocess.run(["git", "tag", "--delete", "v0.1.0"], cwd=tmp_path, check=True, capture_output=True)
    assert main(["changes"]) == 0
    assert "(compared with HEAD)" in capsys.readouterr().out
    subprocess.run(["git", "tag", "v0.1.0"], cwd=tmp_path, check=True)
    assert main(["changes", f"v0.1.0:spec/{SPEC.name}", str(file)]) == 0
    capsys.readouterr()
    assert main(["changes", "v9", str(new)]) == 2
    assert main(["changes", "--", "--output=x", str(new)]) == 2
    assert "neither a file nor a spec in git" in capsys.readouterr().err


def test_a_reworded_row_shows_where_old_and_new_differ(
    spec: Spec, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def reword(*texts: str) -> None:
        files: list[str] = []
        for text in texts:
            new = edited(spec, lambda s: None)
            request(new, "amt")["description"] = text
            files.append(str(write(new, tmp_path / f"{len(files)}.yaml")))
        main(["changes", *files])

    reword("Amount, a decimal.", "Amount, a positive decimal.")
    shown = capsys.readouterr().out
    assert '"Amount, a decimal."' in shown
    assert '"Amount, a positive' in shown
    reword(f"{'Long. ' * 100}Once.", f"{'Long. ' * 100}Twice.")
    shown = capsys.readouterr().out
    assert "Once." in shown
    assert "Twice." in shown
    assert shown.count("Long.") < 30


def test_a_place_is_broken_at_dots(spec: Spec, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = write(edited(spec, MUTATIONS["request enum value added"][0]), tmp_path / "new.yaml")
    main(["changes", str(write(spec, tmp_path / "old.yaml")), str(new)])
    column = [line.split("│")[3].strip() for line in capsys.readouterr().out.splitlines() if "│" in line]
    assert column[0] == "paths."
    assert all(line.endswith(".") for line in column[:-1])
    assert column[-1] == "posSide.enum"


# Mutations that oasdiff calls an error and we don't, with the reason.
OTHERWISE = {"closed enum in an answer": "to oasdiff, values were added; here, an open set was closed"}


def test_what_oasdiff_calls_an_error_is_breaking_here(spec: Spec, tmp_path: Path) -> None:
    oasdiff = os.environ.get("OASDIFF") or shutil.which("oasdiff")
    if not oasdiff:
        pytest.skip("oasdiff is not installed: make oasdiff (it needs Go), or set OASDIFF to the program")
    files = [tmp_path / "old.json", tmp_path / "new.json"]
    files[0].write_text(json.dumps(spec), encoding="utf-8")
    errors: dict[str, list[str]] = {}
    for name, (edit, _, _, level) in MUTATIONS.items():
        files[1].write_text(json.dumps(edited(spec, edit)), encoding="utf-8")
        command = [oasdiff, "changelog", *map(str, files), "-f", "json"]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        found: list[dict[str, Any]] = json.loads(told or "[]")
        if level != BREAKING and (ids := [one["id"] for one in found if one["level"] == 3]):
            errors[name] = ids
    assert errors.keys() == OTHERWISE.keys(), errors
