"""The pages that people read, taken apart: headings, tables, lists, links and blocks of code."""

from __future__ import annotations

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from attrs import frozen
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
SOURCE = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["urls"]["Source"]
ON_THE_FORGE = f"{SOURCE}/blob/main/"

PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *ROOT.glob("generator/publish/texts/*.md")]
)
CHINESE = [page for page in PAGES if page.name.endswith(".zh.md")]

_MARKDOWN = MarkdownIt("commonmark").enable("table")


@frozen
class Block:
    """A fenced block.

    Attributes:
        note: What a comment directly before it says, which no reader sees: `not run: why`, or `file: name` for a file
            that the page's other blocks find beside them.
        prints: The block of `text` directly after it, None where there is none.
    """

    page: Path
    line: int
    language: str
    code: str
    note: str
    prints: str | None

    def __str__(self) -> str:
        return f"{os.path.relpath(self.page, ROOT)}:{self.line}"

    @property
    def bare(self) -> str:
        """What it does, whatever language its comments are written in."""
        if self.language == "python":
            return ast.dump(ast.parse(self.code))
        return "\n".join(re.sub(r"(^|\s+)# .*", "", line) for line in self.code.splitlines())


def english(page: Path) -> Path:
    """The page that a Chinese one is the twin of."""
    return page.with_name(page.name.replace(".zh.md", ".md"))


def tokens(page: Path) -> list[Token]:
    return _MARKDOWN.parse(page.read_text("utf-8"))


def blocks(page: Path) -> list[Block]:
    """All blocks of a page, but for those of `text` that show what the one before prints."""
    parts = tokens(page)
    found: list[Block] = []
    for index, token in enumerate(parts):
        shown = index > 0 and parts[index - 1].type == "fence" and token.info == "text"
        if token.type != "fence" or shown:
            continue
        before = (
            parts[index - 1].content.strip() if index > 0 and parts[index - 1].type == "html_block" else ""
        )
        after = parts[index + 1] if index + 1 < len(parts) else None
        prints = (
            after.content if after is not None and after.type == "fence" and after.info == "text" else None
        )
        note = re.fullmatch(r"<!-- (.*) -->", before)
        line = (token.map or [0])[0] + 1
        found.append(Block(page, line, token.info, token.content, note[1] if note else "", prints))
    return found


def inline(page: Path) -> Iterator[Token]:
    """The pieces of running text."""
    for token in tokens(page):
        yield from token.children or ()


def links(page: Path) -> list[str]:
    found = [(token.attrs.get("href") or token.attrs.get("src")) for token in inline(page)]
    return [unquote(str(target)) for target in found if target]


def headings(page: Path) -> list[tuple[str, str]]:
    """Level and text of each heading."""
    parts = tokens(page)
    return [
        (token.tag, "".join(child.content for child in parts[index + 1].children or ()))
        for index, token in enumerate(parts)
        if token.type == "heading_open"
    ]


def anchor(text: str) -> str:
    """What `#…` leads to a heading, as forges make it."""
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    return {anchor(text) for _, text in headings(page)}


def shape(page: Path) -> list[str]:
    """Headings, paragraphs, items, rows and cells in their order, and of each row the code that it holds."""
    found: list[str] = []
    row = False
    for token in tokens(page):
        if token.type in ("tr_open", "tr_close"):
            row = token.type == "tr_open"
        if token.type == "html_block":
            continue
        if token.type.endswith("_open"):
            found.append(token.tag)
        elif token.type == "fence":
            found.append(f"fence {token.info}")
        if row and token.type == "inline":
            found += sorted(child.content for child in token.children or () if child.type == "code_inline")
    return found


def tables(page: Path) -> list[list[list[str]]]:
    """Each table as rows of cells, the head first; code keeps its backticks."""
    found: list[list[list[str]]] = []
    parts = tokens(page)
    for index, token in enumerate(parts):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type in ("th_open", "td_open"):
            found[-1][-1].append(parts[index + 1].content)
    return found
