"""`python -m generator generate | check`: repeatable, never half written, never silently incomplete."""

from __future__ import annotations

import ast
import inspect
import json
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import generator.render
from generator import OUTPUT, ROOT, GenerationError, yaml12
from generator.__main__ import main
from generator.spec import Spec
from okx_margin_client import AsyncOkxMargin, OkxMargin


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def write(spec: Spec, path: Path) -> Path:
    path.write_text(yaml12.dump(spec), encoding="utf-8")
    return path


def test_the_checked_in_client_is_what_the_spec_gives(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("seed", ["1", "4242"])
def test_any_hash_seed_gives_the_same_bytes(tmp_path: Path, seed: str) -> None:
    output = tmp_path / OUTPUT.name
    command = [sys.executable, "-m", "generator", "generate", "--output", str(output)]
    subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True
    )
    assert contents(output) == contents(OUTPUT)


def test_check_names_the_files_that_differ_and_writes_nothing(
    tmp_path: Path, spec: Spec, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / OUTPUT.name
    assert main(["generate", "--output", str(output)]) == 0
    (output / "codes.py").write_text("edited by hand")
    (output / "left_over.py").touch()
    (output / "models" / "pos_side.py").unlink()
    before = contents(tmp_path)
    capsys.readouterr()
    assert main(["check", "--output", str(output)]) == 1
    named = [line.split()[0] for line in capsys.readouterr().err.splitlines()]
    assert named == [f"{OUTPUT.name}/{name}" for name in ("codes.py", "left_over.py", "models/pos_side.py")]
    assert contents(tmp_path) == before
    assert main(["generate", "--output", str(output)]) == 0
    assert contents(output) == contents(OUTPUT)
    assert [path.name for path in tmp_path.iterdir()] == [OUTPUT.name]


def test_a_broken_spec_leaves_the_previous_output_untouched(
    tmp_path: Path, spec: Spec, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / OUTPUT.name
    assert main(["generate", "--output", str(output)]) == 0
    before = contents(tmp_path)
    del spec["components"]["schemas"]["PositionMarginEnvelope"]["properties"]["data"]["items"]
    broken = write(spec, tmp_path / "broken.yaml")
    assert main(["generate", "--spec", str(broken), "--output", str(output)]) == 2
    error = capsys.readouterr().err
    assert "properties/data: an array needs items" in error
    assert "Nothing was written." in error
    broken.unlink()
    assert contents(tmp_path) == before


def test_an_interrupt_while_writing_leaves_the_previous_output_in_its_place(
    tmp_path: Path, spec: Spec, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / OUTPUT.name
    output.mkdir()
    (output / "provenance.json").touch()
    rename = Path.rename

    def interrupted(self: Path, target: Path) -> Path:
        if target == output and self.name == OUTPUT.name:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        main(["generate", "--output", str(output)])
    assert list(contents(tmp_path)) == [f"{OUTPUT.name}/provenance.json"]


def test_a_folder_or_a_file_of_others_is_not_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").touch()
    (tmp_path / "file").touch()
    before = contents(tmp_path)
    for output in (tmp_path / "mine", tmp_path / "file", tmp_path):
        assert main(["generate", "--output", str(output)]) == 2
        assert "is no client that was generated" in capsys.readouterr().err
    for command in ("generate", "publish"):
        assert main([command, "--output", str(tmp_path / "file" / "below")]) == 2
        assert "cannot be written or read: " in capsys.readouterr().err
    assert contents(tmp_path) == before


def test_an_operation_that_upstream_drops_is_an_error(tmp_path: Path, spec: Spec) -> None:
    operation = spec["paths"]["/api/v5/account/position/margin-balance"]["post"]
    body = operation["requestBody"]["content"].pop("application/json")
    operation["requestBody"]["content"] = {"application/json": body, "application/xml": body}
    with pytest.raises(GenerationError, match="application/xml"):
        generator.render.render(spec, tmp_path / "client")


def test_a_schema_that_upstream_drops_is_an_error(tmp_path: Path, spec: Spec) -> None:
    spec["components"]["schemas"]["PositionMargin"]["properties"]["leverage"].update(
        title="Leverage", enum=[1, "a"]
    )
    with pytest.raises(GenerationError, match="PositionMargin: Got"):
        generator.render.render(spec, tmp_path / "client")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"operationId": "adjustMargin"}, "must start with its tag account"),
        ({"tags": ["signalBot"]}, "must start with its tag signalBot"),
    ],
)
def test_a_call_that_the_facade_could_not_name_is_an_error(
    tmp_path: Path, spec: Spec, change: dict[str, Any], complaint: str
) -> None:
    spec["paths"]["/api/v5/account/position/margin-balance"]["post"].update(change)
    with pytest.raises(GenerationError, match=complaint):
        generator.render.render(spec, tmp_path / "client")


def test_a_request_field_that_the_facade_cannot_check_is_an_error(tmp_path: Path, spec: Spec) -> None:
    spec["components"]["schemas"]["PositionMarginRequest"]["properties"]["ccy"]["type"] = "integer"
    with pytest.raises(GenerationError, match="accountAdjustMargin: ccy"):
        generator.render.render(spec, tmp_path / "client")


def test_a_value_of_an_enum_that_upstream_drops_is_an_error(tmp_path: Path, spec: Spec) -> None:
    values = spec["components"]["schemas"]["PositionMarginRequest"]["properties"]["posSide"]["enum"]
    values += ["one way", "one-way"]
    with pytest.raises(GenerationError, match=r"dropped PosSide\.one way"):
        generator.render.render(spec, tmp_path / "client")
    values[-1] = "LONG"
    with pytest.raises(GenerationError, match="Duplicate key LONG"):
        generator.render.render(spec, tmp_path / "client")


@pytest.mark.parametrize("name", ["Any", "Decimal", "Entry", "Operation", "Result", "T", "OkxMargin"])
def test_a_name_that_the_client_uses_already_is_an_error(tmp_path: Path, spec: Spec, name: str) -> None:
    as_schema: Spec = json.loads(json.dumps(spec).replace('/schemas/Bill"', f'/schemas/{name}"'))
    as_schema["components"]["schemas"][name] = as_schema["components"]["schemas"].pop("Bill")
    spec["components"]["schemas"]["PositionMarginRequest"]["properties"]["mode"] = {
        **{"type": "string", "title": name, "enum": ["a", "b"]},
        **{"description": "How.", "x-description-zh": "方式。"},
    }
    for number, changed in enumerate((as_schema, spec)):
        with pytest.raises(GenerationError, match=rf"\.py: {name} would stand for two things"):
            generator.render.render(changed, tmp_path / str(number))


def test_a_field_is_not_called_what_the_code_around_it_needs(tmp_path: Path, spec: Spec) -> None:
    schemas = spec["components"]["schemas"]
    text = {"type": "string", "description": "A text.", "x-description-zh": "文本。"}
    for schema, name in (
        ("PositionMarginRequest", "fields"),
        ("PositionMarginRequest", "arguments"),
        ("PositionMarginRequest", "toDict"),
        ("PositionMargin", "answer"),
        ("PositionMargin", "additionalProperties"),
    ):
        schemas[schema]["properties"][name] = text
        with pytest.raises(GenerationError, match=r"AdjustMargin.*(already|own)"):
            generator.render.render(spec, tmp_path / "client")
        del schemas[schema]["properties"][name]
    for name in ("class", "self", "resolve", "with_options", "model_dump", "print", "True"):
        for schema in ("PositionMarginRequest", "PositionMargin"):
            schemas[schema]["properties"][name] = text
    generator.render.render(spec, tmp_path / "client")


def test_a_tag_or_a_call_has_a_name_that_python_and_the_client_leave_free(tmp_path: Path, spec: Spec) -> None:
    groups = {"account", "public", "signal_bot"}
    had = {name for made in (OkxMargin, AsyncOkxMargin) for name in dir(made) if not name.startswith("_")}
    read = spec["paths"]["/api/v5/account/balance"]["get"]
    for name in sorted({*had - groups, "class", "账户"}):
        spec["tags"].append({**spec["tags"][0], "name": name})
        read.update(tags=[name], operationId=f"{name}Balance")
        with pytest.raises(GenerationError, match=f"tag {name}: "):
            generator.render.render(spec, tmp_path / "client")
        spec["tags"].pop()
    for operation_id in ("accountImport", "account2", "account余额"):
        read.update(tags=["account"], operationId=operation_id)
        with pytest.raises(GenerationError, match=f"operationId {operation_id}: .* can be no name in Python"):
            generator.render.render(spec, tmp_path / "client")
    read["operationId"] = "accountDecimal"
    with pytest.raises(GenerationError, match="_DECIMAL would stand for two things"):
        generator.render.render(spec, tmp_path / "client")


@pytest.mark.parametrize(("old", "times"), [("not there", 1), ("a", 1), ("not there", None)])
def test_a_replacement_in_a_template_fails_loudly_when_it_no_longer_matches(
    old: str, times: int | None
) -> None:
    with pytest.raises(GenerationError, match="template changed"):
        generator.render.swap("a a", old, "b", times)
    with pytest.raises(GenerationError, match="template changed"):
        generator.render.until("a a", "not there")


def test_a_new_enum_value_reaches_models_facade_and_docstrings(tmp_path: Path, spec: Spec) -> None:
    field = spec["components"]["schemas"]["PositionMarginRequest"]["properties"]["posSide"]
    field["enum"].append("both")
    field["description"] += " `both` is new."
    output = tmp_path / "client"
    generator.render.render(spec, output)
    assert 'BOTH = "both"' in (output / "models" / "pos_side.py").read_text()
    facade = (output / "account.py").read_text()
    assert 'Literal["long", "short", "net", "both"]' in facade
    assert "`both` is new." in facade


TEXTS = (
    'ends here: """ + __import__("os") # \\',
    r"C:\new\utils \u12 \x \N{",
    'a "quote"',
    "{{ braces }} {% raw %}",
    '\'single\' and """"',
    "back\\",
)


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_comes_out_of_its_docstring_as_it_was_written(tmp_path: Path, spec: Spec, text: str) -> None:
    field = spec["components"]["schemas"]["PositionMarginRequest"]["properties"]["ccy"]
    operation = spec["paths"]["/api/v5/account/position/margin-balance"]["post"]
    for node in (spec["tags"][0], operation, field, spec["components"]["schemas"]["PositionMargin"]):
        node["description"] = node["x-description-zh"] = text
    operation["summary"] = operation["x-summary-zh"] = text
    output = tmp_path / "client"
    generator.render.render(spec, output)
    shown = {
        path.stem: [docstring for node in ast.walk(parsed(path)) if (docstring := docstring_of(node))]
        for path in (output / "account.py", output / "results.py", output / "okx_margin.py")
    }
    for docstrings in shown.values():
        assert any(each.startswith(f"{text}\n\n{text}") for each in docstrings)
    (method, *_) = [each for each in shown["account"] if "Args:" in each]
    assert method.startswith(f"{text}.\n\n{text}\n\n{text}\n\n{text}\n")
    for path in output.rglob("*.py"):
        compile(path.read_text(encoding="utf-8"), path.name, "exec")


def parsed(path: Path) -> ast.AST:
    return ast.parse(path.read_text(encoding="utf-8"))


def docstring_of(node: ast.AST) -> str:
    """A module's, class's or function's docstring, or the string below a field."""
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return ast.get_docstring(node) or ""
    if (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ):
        return inspect.cleandoc(node.value.value)
    return ""


@pytest.mark.parametrize("key", ["x-permission", "x-url-zh", "description"])
def test_a_field_without_a_value_is_an_error_that_names_it(
    tmp_path: Path, spec: Spec, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    operation = spec["paths"]["/api/v5/account/position/margin-balance"]["post"]
    (operation["externalDocs"] if key == "x-url-zh" else operation)[key] = None
    broken = write(spec, tmp_path / "broken.yaml")
    assert main(["generate", "--spec", str(broken), "--output", str(tmp_path / OUTPUT.name)]) == 2
    assert "margin-balance/post" in (error := capsys.readouterr().err)
    assert key in error


def test_every_field_of_a_result_has_its_doc_in_both_languages() -> None:
    classes = [node for node in ast.walk(parsed(OUTPUT / "results.py")) if isinstance(node, ast.ClassDef)]
    assert classes
    for made in classes:
        for field, doc in pairwise(made.body):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                english, _, chinese = docstring_of(doc).partition("\n\n")
                assert english.isascii(), f"{made.name}.{field.target.id}"
                assert chinese, f"{made.name}.{field.target.id}"


def test_hover_texts_keep_english_and_chinese_apart_by_a_blank_line() -> None:
    chinese = re.compile("[\u4e00-\u9fff]")
    for path in OUTPUT.rglob("*.py"):
        for node in ast.walk(parsed(path)):
            for above, below in pairwise(docstring_of(node).splitlines()):
                assert not (above.strip() and not chinese.search(above) and chinese.match(below.strip())), (
                    f"{path.name}: {above!r} stands right above {below!r}"
                )


def test_the_provenance_names_the_tools_and_follows_the_spec(tmp_path: Path, spec: Spec) -> None:
    provenance = json.loads((OUTPUT / "provenance.json").read_text())
    assert set(provenance["tools"]) == {"openapi-python-client", "ruff"}
    output = tmp_path / OUTPUT.name
    spec["info"]["description"] += " More."
    changed = write(spec, tmp_path / "changed.yaml")
    assert main(["generate", "--spec", str(changed), "--output", str(output)]) == 0
    other = json.loads((output / "provenance.json").read_text())
    assert {key for key in provenance if provenance[key] != other[key]} == {"spec"}
