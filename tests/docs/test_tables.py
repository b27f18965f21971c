"""Tables that list what the code has are the code's."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from attrs import fields

from okx_margin_cli.app import COMMANDS
from okx_margin_client import CODES, REGIONS, Outcome
from okx_margin_mock import Fault, MockSettings
from okx_margin_mock.faults import fault_names
from okx_margin_mock.settings import SITUATIONS

from .pages import PAGES, ROOT, inline, tables

MEASURED = ROOT / "docs" / "measured.md", ROOT / "docs" / "measured.zh.md"
TESTING = (ROOT / "docs" / "testing.md", ROOT / "docs" / "testing.zh.md")
NO_GUESSES = {"region", "acct_lv", "codes"}


def table(page: Path, *first: str) -> list[list[str]]:
    """The rows of the table whose first column is called one of these."""
    return next(rows[1:] for rows in tables(page) if rows[0][0] in first)


def test_the_situations_are_the_codes() -> None:
    ours = [
        [f"`{name}`", one.code, ", ".join(one.alternatives), one.about] for name, one in SITUATIONS.items()
    ]
    page, chinese = MEASURED
    assert table(page, "situation") == ours
    assert [row[:3] for row in table(chinese, "情形")] == [row[:3] for row in ours]


def test_every_guess_of_the_mock_is_listed_with_what_it_has() -> None:
    guesses = [field.name for field in fields(MockSettings) if field.name not in NO_GUESSES]
    default = MockSettings()
    for page in MEASURED:
        assert [row[:2] for row in table(page, "setting", "设置")] == [
            [f"`{name}`", f"`{getattr(default, name)!r}`"] for name in guesses
        ]


def test_every_fault_is_on_the_page_under_both_its_names() -> None:
    made = {name for name, _ in inspect.getmembers(Fault, inspect.isfunction) if not name.startswith("_")}
    assert made == set(fault_names())
    for page in TESTING:
        text = page.read_text("utf-8")
        for name in made:
            assert f"`{name}`" in text, (page.name, name)
            assert f"Fault.{name}(" in text, (page.name, name)


def test_the_commands_are_those_of_the_command_line() -> None:
    for page in (ROOT / "README.md", ROOT / "README.zh.md"):
        (rows,) = (rows[1:] for rows in tables(page) if any("`journal`" in row[0] for row in rows))
        named = [code.split()[0] for row in rows for code in re.findall(r"`([^`]+)`", row[0])]
        assert set(named) == set(COMMANDS)


def test_the_regions_are_the_specs() -> None:
    for page, yes in (("running.md", "yes"), ("running.zh.md", "有")):
        (rows,) = (rows[1:] for rows in tables(ROOT / "docs" / page) if rows[0][0] == "`region`")
        assert rows == [
            [f"`{name}`", f"`{region.url}`", yes if region.demo else ""] for name, region in REGIONS.items()
        ]


def test_as_many_codes_say_nothing_of_the_outcome_as_the_readmes_say() -> None:
    assert sum(code.outcome is Outcome.UNKNOWN for code in CODES.values()) == 8
    assert "one of eight codes" in (ROOT / "README.md").read_text("utf-8")
    assert "八个特定代码之一" in (ROOT / "README.zh.md").read_text("utf-8")


def test_what_pages_tell_to_make_is_a_target() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    told = {
        (page.name, token.content.split()[1])
        for page in PAGES
        for token in inline(page)
        if token.type == "code_inline" and re.match(r"make [a-z]", token.content)
    }
    assert {"site", "kill", "measure"} <= {target for _, target in told}
    for page, target in told:
        assert target in targets, (page, target)
