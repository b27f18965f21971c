"""A page that can't be read is said to be so, with what is wrong; it is never no drift."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.drift import drift, sources
from generator.drift.endpoints import Endpoint
from generator.drift.facts import Facts
from generator.drift.report import Report, cells
from tests.drift.conftest import Pages, Reader, Site
from tests.drift.pages import Page, as_html, as_markdown

NOT_AN_ENDPOINT = "# Announcements\n\nNothing to call here.\n\n---\n\n# 公告\n\n无"


def cut_after(text: str, marker: str) -> str:
    assert marker in text
    return text[: text.index(marker) + len(marker)]


def problems(reading: sources.Reading) -> list[str]:
    """The problems: exit code 2, and an endpoint that lacks a page isn't compared."""
    assert Report([], reading.problems, reading.read).exit_code == 2
    assert all(set(pages) == {"english", "chinese"} for pages in reading.pages.values())
    return reading.problems


def no_request_line(page: Page) -> None:
    page.request_line = "/ws/v5/public"


def no_tables(page: Page) -> None:
    page.request, page.response, page.notes = [["None"]], [[""]], []


def other_language(page: Page) -> None:
    page.language = "english" if page.language == "chinese" else "chinese"


def heads(english: list[str]) -> Callable[[Page], None]:
    def edit(page: Page) -> None:
        page.request[0] = english

    return edit


def stated(fact: str, text: str) -> Callable[[Page], None]:
    return lambda page: setattr(page, fact, text)


def cell(side: str, name: str, column: int, text: str) -> Callable[[Page], None]:
    return lambda page: page.row(side, name).__setitem__(column, text)


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (
            heads(["Parameter", "Kind of it", "Needed", "Description"]),
            "has a table of fields with headings that aren't known: ['Kind of it', 'Needed']",
        ),
        (cell("request", "lever", 2, "Maybe"), "has words for a required that aren't known: 'Maybe'"),
        (cell("response", "lever", 1, "Text"), "has words for a type that aren't known: 'Text'"),
        (
            stated("limit", "as your tier allows"),
            "has words for a rate limit that aren't known: 'as your tier allows'",
        ),
        (
            stated("rule", "per household"),
            "has words for a limit rule that aren't known: 'per household'",
        ),
        (
            stated("permission", "Juggling"),
            "has words for a permission that aren't known: 'Juggling'",
        ),
        (no_request_line, "is not an endpoint's page: it names no method and path"),
        (no_tables, "breaks off under its response parameters"),
        (other_language, "is not in English"),
    ],
)
def test_a_page_that_is_no_endpoints_page(
    edit: Callable[[Page], None], reason: str, pages: Pages, read: Reader
) -> None:
    edit(pages["setLeverage"]["english"])
    reading = read(pages)
    assert problems(reading) == [f"setLeverage in English: {reason}"]
    assert list(reading.pages) == ["placeGrid"]


def test_a_row_with_fewer_cells_than_the_heading(pages: Pages, form: str, read: Reader) -> None:
    pages["setLeverage"]["english"].row("response", "lever").pop()
    (problem, *_) = problems(read(pages))
    assert (
        "breaks off in the table row" in problem or "has a table row of 2 cells under 3 headings" in problem
    )


MARKDOWN: dict[str, tuple[Callable[[str], str], str]] = {
    "empty": (lambda text: "", "leverage.md is not front matter, English, `---`, Chinese"),
    "no Chinese half": (
        lambda text: cut_after(text, "10,000 USDT."),
        "leverage.md is not front matter, English, `---`, Chinese",
    ),
    "truncated in a row": (
        lambda text: cut_after(text, "参数名 | 类型 | 描述  \n---|---|---  \nlever | St"),
        "leverage.md breaks off in the table row 'lever | St'",
    ),
    "truncated before the answer": (
        lambda text: cut_after(text, "#### 请求参数"),
        "setLeverage in Chinese: has no response parameters: it breaks off, or is not an endpoint's page",
    ),
    "truncated under the answer's heading": (
        lambda text: cut_after(text, "#### 返回参数"),
        "setLeverage in Chinese: breaks off under its response parameters",
    ),
    "no anchor": (
        lambda text: text.replace("anchor_id:", "anchor:"),
        "leverage.md has no anchor_id in its front matter",
    ),
    "another anchor": (
        lambda text: text.replace("anchor_id: account-set-leverage", "anchor_id: account-get-leverage"),
        "setLeverage in English: no readable file is about account-set-leverage",
    ),
    "not an endpoint's page": (
        lambda text: cut_after(text, "\n---\n") + NOT_AN_ENDPOINT,
        "setLeverage in English: is not an endpoint's page: it names no method and path",
    ),
}


@pytest.mark.parametrize("name", MARKDOWN)
def test_a_markdown_file_that_cannot_be_read(
    name: str, known: list[Endpoint], pages: Pages, tmp_path: Path
) -> None:
    spoil, reason = MARKDOWN[name]
    file = tmp_path / "leverage.md"
    page = pages["setLeverage"]
    file.write_text(spoil(as_markdown(page["english"], page["chinese"])), encoding="utf-8")
    assert problems(sources.from_markdown(known[:1], [file]))[0] == reason


def test_a_markdown_file_that_breaks_off_between_rows_is_drift(
    known: list[Endpoint], pages: Pages, recorded: dict[str, dict[str, Facts]], tmp_path: Path
) -> None:
    file = tmp_path / "leverage.md"
    page = pages["setLeverage"]
    whole = as_markdown(page["english"], page["chinese"])
    file.write_text(cut_after(whole, "`isolated`：逐仓  \n"), encoding="utf-8")
    reading = sources.from_markdown(known[:1], [file])
    assert reading.problems == []
    rows = [cells(row)[:6] for row in drift(known[:1], reading, recorded, []) if row.fact != "text"]
    differ = "the languages differ: decide, and list the divergence; then drift --accept"
    keep = "not stated any more, which doesn't end the need: keep the spec, and list the divergence"
    assert rows == [
        [
            *("setLeverage endpoint", "amounts", ">= 10000 USDT", ">= 10000 USDT → –", ">= 10000 USDT"),
            f"{keep}; then drift --accept",
        ],
        ["setLeverage response instId", "field", "string", "string → –", "string", differ],
    ]


def test_markdown_files_that_are_missing_twice_or_not_text(
    known: list[Endpoint], pages: Pages, tmp_path: Path
) -> None:
    file, again, binary = tmp_path / "a.md", tmp_path / "b.md", tmp_path / "c.md"
    for path in (file, again):
        path.write_text(as_markdown(*pages["setLeverage"].values()), encoding="utf-8")
    binary.write_bytes(b"\xff\xfe")
    reading = sources.from_markdown(known, [file, again, tmp_path / "d.md", binary])
    assert problems(reading)[:2] == [
        "b.md is a second file about account-set-leverage",
        "d.md can't be opened: No such file or directory",
    ]
    assert reading.problems[2].startswith("c.md can't be opened: 'utf-8' codec")
    assert reading.problems[3:] == [
        "placeGrid in English: no readable file is about grid-place",
        "placeGrid in Chinese: no readable file is about grid-place",
    ]


HTML: dict[str, tuple[Callable[[str], str], str]] = {
    "empty": (lambda text: " \n", "is empty"),
    "truncated in a table": (lambda text: cut_after(text, "<td>lever"), "breaks off: a <table> has no end"),
    "truncated in a sample": (lambda text: cut_after(text, "import okx"), "breaks off: a <pre> has no end"),
    "truncated between sections": (
        lambda text: cut_after(text, "</table>"),
        "breaks off: a <html> has no end",
    ),
    "anchor gone": (
        lambda text: text.replace('id="account-set-leverage"', 'id="account-leverage"'),
        "has no headings with the anchor account-set-leverage",
    ),
    "anchor twice": (
        lambda text: text.replace("<body>", '<body><h2 id="account-set-leverage">Set</h2>'),
        "has 2 headings with the anchor account-set-leverage",
    ),
    "not an endpoint's page": (
        lambda text: '<html><h3 id="account-set-leverage">Set leverage</h3><p>See elsewhere.</p></html>',
        "is not an endpoint's page: it names no method and path",
    ),
}


@pytest.mark.parametrize("name", HTML)
def test_an_html_page_that_cannot_be_read(
    name: str, known: list[Endpoint], pages: Pages, tmp_path: Path
) -> None:
    spoil, reason = HTML[name]
    files = [tmp_path / "en.html", tmp_path / "zh.html"]
    for file, language in zip(files, ("english", "chinese"), strict=True):
        file.write_text(as_html([pages["setLeverage"][language]]), encoding="utf-8")
    files[0].write_text(spoil(files[0].read_text(encoding="utf-8")), encoding="utf-8")
    (problem,) = problems(sources.from_html(known[:1], files))
    assert problem.startswith("setLeverage in English: ")
    assert problem.endswith(reason)


def test_pages_given_in_the_wrong_order(known: list[Endpoint], pages: Pages, tmp_path: Path) -> None:
    files = [tmp_path / "zh.html", tmp_path / "en.html"]
    for file, language in zip(files, ("chinese", "english"), strict=True):
        file.write_text(as_html([pages["setLeverage"][language]]), encoding="utf-8")
    assert problems(sources.from_html(known[:1], files)) == [
        "setLeverage in English: is not in English",
        "setLeverage in Chinese: is not in Chinese",
    ]
    assert problems(sources.from_html(known[:1], [*files, *files])) == [
        "--html takes the English and the Chinese page, or their folder"
    ]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((404, b"gone"), "answered HTTP 404"),
        ((302, b""), "answered HTTP 302"),
        ((206, b"part"), "answered HTTP 206"),
        ((200, b""), "is empty"),
        ((200, b"\xff"), "can't be fetched: UnicodeDecodeError"),
        ((200, b"x" * 2000), "is larger than 1000 bytes"),
    ],
)
def test_a_site_that_does_not_give_the_page(
    answer: tuple[int, bytes],
    reason: str,
    on_site: list[Endpoint],
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sources, "LARGEST", 1000)
    site.answers |= {"/english": answer, "/chinese": answer}
    found = problems(sources.from_site(on_site))
    assert len(found) == 4
    assert all(
        problem.split(": ", 1)[1].startswith(f"{site.url}/") and reason in problem for problem in found
    )
    assert sorted(site.requests) == ["/chinese", "/english"]  # once each, though two endpoints want it


def test_a_site_that_is_slow_cut_or_not_there(
    on_site: list[Endpoint], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "DEADLINE", -1.0)
    site.answers |= {"/english": (200, b"<html>"), "/chinese": (200, b"<html>")}
    assert "took longer than -1 seconds" in problems(sources.from_site(on_site))[0]
    away = [
        one._replace(links={k: ("http://127.0.0.1:9/x", link[1]) for k, link in one.links.items()})
        for one in on_site
    ]
    assert "can't be fetched: ConnectError" in problems(sources.from_site(away))[0]
    plain = [
        one._replace(links={k: ("http://okx.test/x", link[1]) for k, link in one.links.items()})
        for one in on_site
    ]
    assert "is not https" in problems(sources.from_site(plain))[0]
