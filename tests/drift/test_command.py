"""`python -m generator drift` as a maintainer runs it: exit codes, formats, what is recorded and listed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator import SPEC as SPEC_FILE
from generator import yaml12
from generator.__main__ import main
from generator.drift import divergences, drift, record
from generator.drift.endpoints import endpoints
from generator.drift.facts import HASHED
from generator.drift.sources import Reading
from generator.spec import load
from tests.drift.conftest import SPEC, Pages, Site
from tests.drift.pages import as_html, as_markdown

Drift = Callable[..., int]

LISTED = """
divergences:
  - id: side-is-required
    where: setLeverage request posSide
    fact: required
    english: Conditional
    chinese: "Yes"
    spec: Conditional
    reason: Chinese requires it.
"""


@pytest.fixture
def folder(tmp_path: Path, pages: Pages) -> Path:
    """A folder with the spec, and the pages as markdown."""
    shutil.copy(SPEC, tmp_path / "spec.yaml")
    write(tmp_path, pages)
    return tmp_path


def write(folder: Path, pages: Pages) -> None:
    for name, page in pages.items():
        (folder / f"{name}.md").write_text(as_markdown(page["english"], page["chinese"]), encoding="utf-8")


@pytest.fixture
def run(folder: Path) -> Drift:
    def command(*options: str) -> int:
        files = sorted(map(str, folder.glob("*.md")))
        return main(["drift", "--spec", str(folder / "spec.yaml"), "--markdown", *files, *options])

    return command


@pytest.fixture
def rows(run: Drift, capsys: pytest.CaptureFixture[str]) -> Callable[[], list[dict[str, Any]]]:
    def read() -> list[dict[str, Any]]:
        capsys.readouterr()
        run("--format", "json")
        found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["drift"]
        return found

    return read


def test_from_a_change_to_accepting_it(
    folder: Path, run: Drift, pages: Pages, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--accept") == 0
    facts = (folder / "docs_facts.yaml").read_text(encoding="utf-8")
    assert run() == 0
    assert capsys.readouterr().out.endswith("no drift (documentation read 2026-01-15)\n")

    for page in pages["setLeverage"].values():
        page.limit = "10 requests per 2s" if page.language == "english" else "10次/2s"
    write(folder, pages)
    assert run() == 1
    assert "1 rows of drift, 1 breaking (documentation read 2026-01-15)" in capsys.readouterr().out
    assert (folder / "docs_facts.yaml").read_text(encoding="utf-8") == facts  # looking records nothing

    assert run("--accept") == 1  # recorded, but the spec says otherwise
    assert capsys.readouterr().err == "recorded in docs_facts.yaml; what remains:\n"
    spec = folder / "spec.yaml"
    text = spec.read_text(encoding="utf-8")
    for before in ("{requests: 20,", "20 requests per 2", "20 次/2"):
        text = text.replace(before, before.replace("20", "10"))
    spec.write_text(text, encoding="utf-8")
    assert run() == 0


def test_facts_keep_no_sentence(folder: Path, run: Drift) -> None:
    run("--accept")
    recorded = yaml12.read(folder / "docs_facts.yaml")
    assert recorded["read"] == "2026-01-15"
    text = (folder / "docs_facts.yaml").read_text(encoding="utf-8")
    assert not [
        word for word in ("instrument can have", "Whether", "Manual", "杠杆", "import okx") if word in text
    ]


def test_nothing_is_recorded_when_a_page_could_not_be_read(
    folder: Path, run: Drift, pages: Pages, capsys: pytest.CaptureFixture[str]
) -> None:
    run("--accept")
    before = (folder / "docs_facts.yaml").read_bytes()
    for page in pages["placeGrid"].values():
        page.limit = "1/s"
    write(folder, pages)
    (folder / "setLeverage.md").write_text("", encoding="utf-8")
    capsys.readouterr()
    assert run("--accept") == 2
    assert (folder / "docs_facts.yaml").read_bytes() == before
    shown = capsys.readouterr().out
    assert "could not be read: setLeverage.md is not front matter, English, `---`, Chinese" in shown
    assert "3 could not be read; 1 rows of drift in the rest" in shown


def test_a_listed_divergence_is_no_drift_until_it_is_stale(
    folder: Path, run: Drift, pages: Pages, rows: Callable[[], list[dict[str, Any]]]
) -> None:
    page = pages["setLeverage"]["chinese"]
    page.row("request", "posSide")[2] = "是"
    write(folder, pages)
    run("--accept")
    assert [row["todo"] for row in rows()] == ["the languages differ: decide, and list the divergence"]
    (folder / "docs_divergences.yaml").write_text(LISTED, encoding="utf-8")
    assert rows() == []

    page.row("request", "posSide")[2] = "否"
    write(folder, pages)
    assert rows() == [
        {
            "where": "setLeverage request posSide",
            "fact": "required",
            "english": {"now": "Conditional"},
            "chinese": {"now": "No", "before": "Yes"},
            "spec": "Conditional",
            "todo": "the divergence side-is-required no longer holds: decide anew and write down what "
            "holds now; then drift --accept",
            "breaking": False,
        }
    ]
    page.row("request", "posSide")[2] = "Conditional"
    write(folder, pages)
    run("--accept")
    assert [row["todo"] for row in rows()] == ["the divergence side-is-required no longer holds: remove it"]
    assert run() == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [("request posSide", "request side"), ("setLeverage", "getLeverage"), ("fact: required", "fact: colour")],
)
def test_a_listed_divergence_about_nothing_is_stale(
    old: str, new: str, folder: Path, run: Drift, rows: Callable[[], list[dict[str, Any]]]
) -> None:
    run("--accept")
    (folder / "docs_divergences.yaml").write_text(LISTED.replace(old, new), encoding="utf-8")
    assert [row["todo"] for row in rows()] == ["remove the divergence side-is-required: it is about nothing"]


@pytest.mark.parametrize(
    ("listed", "problem"),
    [
        (LISTED.replace("    reason: Chinese requires it.\n", ""), "an entry has id, where, fact"),
        (LISTED + LISTED.replace("\ndivergences:\n", ""), "side-is-required stands there twice"),
        (
            LISTED + LISTED.replace("\ndivergences:\n", "").replace("id: side-is-required", "id: again"),
            "setLeverage request posSide required stands there twice",
        ),
    ],
)
def test_divergences_that_are_not_complete(
    listed: str, problem: str, folder: Path, run: Drift, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "docs_divergences.yaml").write_text(listed, encoding="utf-8")
    assert run() == 2
    assert problem in capsys.readouterr().err


def test_an_endpoint_that_was_never_read_is_compared_with_the_spec_alone(run: Drift) -> None:
    assert run() == 0


def test_json_is_stable(run: Drift, pages: Pages, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("--accept")
    pages["setLeverage"]["english"].permission = None
    write(folder, pages)
    capsys.readouterr()
    assert run("--format", "json") == 1
    first = capsys.readouterr().out
    run("--format", "json")
    assert capsys.readouterr().out == first
    assert json.loads(first) == {
        "read": "2026-01-15",
        "exit_code": 1,
        "unreadable": [],
        "drift": [
            {
                "where": "setLeverage endpoint",
                "fact": "permission",
                "english": {"now": None, "before": "Trade"},
                "chinese": {"now": "Trade"},
                "spec": "Trade",
                "todo": "not stated any more, which doesn't end the need: keep the spec, and list the "
                "divergence; then drift --accept",
                "breaking": False,
            }
        ],
    }


def test_markdown_is_a_table_for_a_pull_request(
    run: Drift, pages: Pages, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("--accept")
    for page in pages["setLeverage"].values():
        page.request_line = "GET /api/a|b<d>"
    write(folder, pages)
    capsys.readouterr()
    assert run("--format", "markdown") == 1
    assert capsys.readouterr().out.splitlines() == [
        "OKX's documentation, read 2026-01-15: 1 rows of drift, 1 breaking.",
        "",
        "",
        "| where | fact | English said | Chinese said | spec says | what to do | breaking |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        r"| setLeverage endpoint | request line | POST /api/v5/account/set-leverage → GET /api/a\|b&lt;d> "
        r"| POST /api/v5/account/set-leverage → GET /api/a\|b&lt;d> | POST /api/v5/account/set-leverage "
        "| change the spec and its texts; then drift --accept | breaking |",
    ]


def test_the_terminal_shows_what_a_value_says_literally(
    run: Drift,
    pages: Pages,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "250")
    run("--accept")
    for page in pages["setLeverage"].values():
        page.request_line = "GET /[bold]x"
    write(folder, pages)
    assert run() == 1
    assert "[bold]x" in capsys.readouterr().out


def test_without_a_source_the_site_is_read(
    folder: Path, pages: Pages, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = folder / "spec.yaml"
    text = spec.read_text(encoding="utf-8").replace("https://www.okx.com/docs-v5/en/", f"{site.url}/english")
    spec.write_text(text.replace("https://www.okx.com/docs-v5/zh/", f"{site.url}/chinese"), encoding="utf-8")
    for language in ("english", "chinese"):
        page = as_html(page[language] for page in pages.values())
        site.answers[f"/{language}"] = 200, page.encode()
    assert main(["drift", "--spec", str(spec)]) == 0
    site.answers["/english"] = 503, b""
    assert main(["drift", "--spec", str(spec)]) == 2
    assert "answered HTTP 503" in capsys.readouterr().out


def test_a_spec_without_links_to_the_pages(
    folder: Path, run: Drift, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = folder / "spec.yaml"
    spec.write_text(spec.read_text(encoding="utf-8").replace("x-url-zh", "x-url"), encoding="utf-8")
    spec.write_text(
        spec.read_text(encoding="utf-8").replace(', x-url: "', ', description: "'), encoding="utf-8"
    )
    assert run() == 2
    assert "setLeverage: externalDocs has url and x-url-zh" in capsys.readouterr().err


def test_the_spec_agrees_with_the_recorded_facts_beyond_the_listed_divergences() -> None:
    recorded = record.load(SPEC_FILE.with_name("docs_facts.yaml"))
    listed = divergences.load(SPEC_FILE.with_name("docs_divergences.yaml"))
    known = endpoints(load(SPEC_FILE))
    assert recorded.keys() == {endpoint.name for endpoint in known}
    for pages in recorded.values():
        for page in pages.values():
            for facts in page.values():
                for hashed in HASHED:  # words, which the spec is not compared with
                    facts.pop(hashed, None)
    assert drift(known, Reading(recorded, "", []), recorded, listed) == []


def test_a_divergence_of_several_places_is_listed_once(
    folder: Path, run: Drift, pages: Pages, rows: Callable[[], list[dict[str, Any]]]
) -> None:
    run("--accept")
    for page in pages["setLeverage"].values():
        page.permission = None
    write(folder, pages)
    assert [row["fact"] for row in rows()] == ["permission"]
    places = "[setLeverage endpoint, placeGrid endpoint]"
    gone = f"divergences:\n- {{id: gone, where: {places}, fact: permission, spec: Trade, reason: r}}"
    (folder / "docs_divergences.yaml").write_text(gone, encoding="utf-8")
    run("--accept")
    assert [row["where"] for row in rows()] == ["placeGrid endpoint"]  # whose spec names no permission
    spec = folder / "spec.yaml"
    text = spec.read_text("utf-8").replace("security: []", "x-permission: Trade")
    text = text.replace("No API key is needed", "Permission: Trade").replace(
        "无需 API key", "权限：交易 (Trade)"
    )
    spec.write_text(text, "utf-8")
    assert rows() == []


def test_a_reworded_field_names_the_divergences_that_may_rest_on_it(
    folder: Path, run: Drift, pages: Pages, rows: Callable[[], list[dict[str, Any]]]
) -> None:
    run("--accept")
    listed = "divergences:\n- {id: why, where: setLeverage request lever, fact: text, reason: r}"
    (folder / "docs_divergences.yaml").write_text(listed, encoding="utf-8")
    assert rows() == []
    pages["setLeverage"]["english"].row("request", "lever")[3] = "Another leverage"
    write(folder, pages)
    (row,) = rows()
    assert row["english"] == {"now": ["Another leverage"], "gone": 1}
    assert row["todo"].startswith(
        "the divergence why no longer holds: decide anew and write down what holds now; "
    )
