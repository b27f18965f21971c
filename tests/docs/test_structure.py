"""Links lead somewhere, and a page and its Chinese twin say the same things in the same order."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path

import pytest

from .pages import CHINESE, ON_THE_FORGE, PAGES, ROOT, SOURCE, anchors, blocks, english, links, shape

READMES = (ROOT / "README.md", ROOT / "README.zh.md")


def led_to(page: Path, target: str) -> tuple[Path, str] | None:
    """The file and the anchor that a link means, None for one to somebody else's site."""
    path, _, anchor = target.partition("#")
    if path.startswith(ON_THE_FORGE):
        return ROOT / path.removeprefix(ON_THE_FORGE), anchor
    if "://" in path:
        return None
    return (page.parent / path if path else page), anchor


def names(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_links_lead_somewhere(page: Path) -> None:
    for target in links(page):
        led = led_to(page, target)
        if led is None:
            assert target.startswith("https://"), target
            continue
        file, anchor = led
        assert file.exists() or file.parent.name == "texts", target  # texts are written beside what they name
        assert not anchor or anchor in anchors(file), target


@pytest.mark.parametrize("page", READMES, ids=names)
def test_what_pypi_shows_has_no_relative_links(page: Path) -> None:
    for target in links(page):
        assert target.startswith("https://"), target
    assert any(target.startswith(ON_THE_FORGE) for target in links(page)), f"pyproject.toml says {SOURCE}"


@pytest.mark.parametrize("page", CHINESE, ids=names)
def test_a_chinese_page_has_its_twins_structure(page: Path) -> None:
    for number, (ours, theirs) in enumerate(zip_longest(shape(page), shape(english(page)))):
        assert ours == theirs, f"element {number} of {names(page)}"


@pytest.mark.parametrize("page", CHINESE, ids=names)
def test_a_chinese_page_has_its_twins_code(page: Path) -> None:
    ours, theirs = blocks(page), blocks(english(page))
    for own, other in zip_longest(ours, theirs):
        assert own is not None, f"{other} has no twin"
        assert other is not None, f"{own} has no twin"
        assert (own.bare, own.note, own.prints) == (other.bare, other.note, other.prints), (
            f"{own} is not {other}"
        )


@pytest.mark.parametrize("page", CHINESE, ids=names)
def test_a_chinese_page_links_where_its_twin_does_and_to_chinese_pages_where_there_are_any(
    page: Path,
) -> None:
    ours, theirs = links(page), links(english(page))
    plain = [target.partition("#")[0].replace(".zh.md", ".md") for target in ours]
    assert sorted(plain) == sorted(target.partition("#")[0] for target in theirs_plain(theirs))
    for target in ours:
        led = led_to(page, target)
        if led is not None and led[0] != english(page) and led[0].suffix == ".md":
            chinese = led[0].with_name(led[0].name.replace(".md", ".zh.md"))
            assert led[0] in CHINESE or not chinese.exists(), f"{target} has a Chinese twin"


def theirs_plain(theirs: list[str]) -> list[str]:
    return [target.replace(".zh.md", ".md") for target in theirs]
