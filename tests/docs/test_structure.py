"""Links lead somewhere, and a page and its Chinese twin say the same things in the same order."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path

import pytest

from .pages import CHINESE, ON_THE_FORGE, PAGES, ROOT, SOURCE, anchors, blocks, english, links, shape, tables

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


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_what_a_table_links_to_or_names_it_tells_of_once(page: Path) -> None:
    for table in tables(page):
        told_of = [row[0] for row in table if row[0].startswith(("[", "`"))]
        assert sorted(set(told_of)) == sorted(told_of)


def difference(page: Path, twin: Path) -> str:
    """Where a Chinese page parts from its English twin; "" where it does not."""
    for number, (ours, theirs) in enumerate(zip_longest(shape(page), shape(twin))):
        if ours != theirs:
            return f"element {number} is {ours}, and in {twin.name} {theirs}"
    for own, other in zip(blocks(page), blocks(twin), strict=True):
        if (own.bare, own.note, own.prints) != (other.bare, other.note, other.prints):
            return f"{own} is not {other}"
    ours, theirs = (sorted(map(english_target, links(each))) for each in (page, twin))
    return "" if ours == theirs else f"links to {ours}, and {twin.name} to {theirs}"


def english_target(target: str) -> str:
    return target.partition("#")[0].replace(".zh.md", ".md")


@pytest.mark.parametrize("page", CHINESE, ids=names)
def test_a_chinese_page_says_what_its_twin_says_where_its_twin_says_it(page: Path) -> None:
    assert difference(page, english(page)) == ""


@pytest.mark.parametrize("page", CHINESE, ids=names)
def test_a_chinese_page_links_to_chinese_pages_where_there_are_any(page: Path) -> None:
    for target in links(page):
        led = led_to(page, target)
        if led is not None and led[0] != english(page) and led[0].suffix == ".md":
            chinese = led[0].with_name(led[0].name.replace(".md", ".zh.md"))
            assert led[0] in CHINESE or not chinese.exists(), f"{target} has a Chinese twin"


@pytest.mark.parametrize(
    ("there", "planted"),
    [
        ("## 安装\n", ""),
        ("- 二\n", ""),
        ("| `b` | 乙 |\n", ""),
        ("| `b` | 乙 |", "| `c` | 乙 |"),
        ("(faq.zh.md)", "(pacing.zh.md)"),
        ("amt=1", "amt=2"),
        ("# 注释", "# 注释\nmove(amt=1)"),
        ("make demo", "make test"),
        ("moved 1\n", "moved 2\n"),
    ],
)
def test_a_page_that_parts_from_its_twin_is_found_out(tmp_path: Path, there: str, planted: str) -> None:
    page, twin = tmp_path / "page.zh.md", tmp_path / "page.md"
    twin.write_text(PAGE, "utf-8")
    page.write_text(PAGE_ZH, "utf-8")
    assert difference(page, twin) == ""
    assert there in PAGE_ZH
    page.write_text(PAGE_ZH.replace(there, planted), "utf-8")
    assert difference(page, twin) != ""


PAGE = """# Page
## Install
- one
- two

See the [FAQ](faq.md).

| name | what |
|---|---|
| `a` | the first |
| `b` | the second |

```python
move(amt=1)  # a comment
```
```text
moved 1
```
```sh
make demo   # a comment
```
"""
PAGE_ZH = """# 页面
## 安装
- 一
- 二

见[常见问题](faq.zh.md)。

| 名称 | 含义 |
|---|---|
| `a` | 甲 |
| `b` | 乙 |

```python
move(amt=1)  # 注释
```
```text
moved 1
```
```sh
make demo   # 另一条注释
```
"""
