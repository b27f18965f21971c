"""A read is watched for what the spec has of it: its fields, its limit, and parameters that became required."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator import yaml12
from generator.drift import drift, record, sources
from generator.drift.endpoints import Endpoint, endpoints
from generator.drift.report import cells
from tests.drift.conftest import SPEC, as_recorded
from tests.drift.pages import as_markdown, leverage

READ = """
get:
  operationId: positions
  externalDocs: {url: "https://www.okx.com/#account-set-leverage", x-url-zh: "https://www.okx.com/#account-set-leverage"}
  x-effect: reads
  x-rate-limit: {requests: 20, seconds: 2, per: User ID}
  x-permission: Trade
  parameters:
    - {name: instId, in: query, required: true, schema: {type: string}}
  responses: {"200": {content: {application/json: {schema: {$ref: "#/components/schemas/LeverageEnvelope"}}}}}
"""
Edit = Callable[[list[list[str]], list[list[str]]], object]  # of a page's request and answer tables


@pytest.fixture
def known() -> list[Endpoint]:
    spec = yaml12.read(SPEC)
    spec["paths"] = {"/api/v5/account/positions": yaml12.load(READ)}
    del spec["components"]["schemas"]["Leverage"]["properties"]["mgnMode"]
    return endpoints(spec)


def read(known: list[Endpoint], folder: Path, edit: Edit | None = None) -> sources.Reading:
    pages = [leverage("english"), leverage("chinese")]
    for page in pages:
        page.request_line, page.samples = "GET /api/v5/account/positions", []
        for row in page.request[2:]:
            row[2] = {"english": "No", "chinese": "否"}[page.language]
        if edit:
            edit(page.request, page.response)
    file = folder / "page.md"
    file.write_text(as_markdown(*pages), encoding="utf-8")
    return sources.from_markdown(known, [file])


def required(page: list[list[str]]) -> str:
    return page[1][2]


EDITS: list[tuple[Edit, list[tuple[str, str, bool]]]] = [
    (lambda request, answer: request.append(["tag", "String", request[-1][2], "x"]), []),
    (
        lambda request, answer: request.append(["tag", "String", required(request), "x"]),
        [("request tag", "field", True)],
    ),
    (
        lambda request, answer: request[2].__setitem__(2, required(request)),
        [("request lever", "field", True)],
    ),
    (lambda request, answer: answer.insert(1, ["ts", "String", "x"]), []),
    (lambda request, answer: answer[2].__setitem__(2, "mgnMode, otherwise"), []),
    (lambda request, answer: answer[2].__setitem__(1, "Integer"), []),
    (lambda request, answer: answer.pop(1), [("response lever", "field", True)]),
    (lambda request, answer: answer[1].__setitem__(1, "Integer"), [("response lever", "type", True)]),
    (lambda request, answer: answer[1].__setitem__(2, "~~x~~"), [("response lever", "field", False)]),
    (lambda request, answer: answer[1].__setitem__(2, "Otherwise"), [("response lever", "text", False)]),
]


@pytest.mark.parametrize(("edit", "rows"), EDITS)
def test_a_change_of_a_reads_page(
    edit: Edit, rows: list[tuple[str, str, bool]], known: list[Endpoint], tmp_path: Path
) -> None:
    before = read(known, tmp_path)
    assert before.problems == []
    found = drift(known, read(known, tmp_path, edit), as_recorded(before), [])
    assert [(row.where.removeprefix("positions "), row.fact, row.breaking) for row in found] == rows, [
        cells(row) for row in found
    ]


def test_what_is_recorded_is_what_is_watched(known: list[Endpoint], tmp_path: Path) -> None:
    reading = read(known, tmp_path)
    record.save(tmp_path / "facts.yaml", reading)
    recorded = record.load(tmp_path / "facts.yaml")
    assert recorded == as_recorded(reading)
    assert list(recorded["positions"]["english"]) == [
        *("request", "response", "endpoint", "request instId", "response lever", "response instId")
    ]
    assert drift(known, reading, recorded, []) == []
