"""Markdown files as a converter made them from OKX's pages (front matter, English, `---`, Chinese), as HTML.

The block structure and all inline markup are markdown-it's. Only the tables are cut out beforehand: a cell
there runs over several lines, some of them empty, and a nested field's row begins like a quotation, so no
markdown parser takes them for tables. Everything then goes through the same reader as OKX's own pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from yaml import YAMLError

from generator import yaml12
from generator.drift.facts import UnreadableError

_FILE = re.compile(r"---\n(?P<head>.*?\n)---\n+(?P<english># .*?)\n---\s*\n+(?P<chinese># .*)", re.DOTALL)
DESCRIPTION = re.compile(r"descriptions?|desc\.?|remarks?|comments?|描述|说明|备注|含义", re.IGNORECASE)
_RULE = re.compile(r"-{3,}(\s*\|\s*-{3,})+\s*")
_NAME = re.compile(r"(>\s*)*\*{0,2}[A-Za-z]\w*\*{0,2}")
_ENDS_TABLE = re.compile(r"#{1,6} |    \S")  # a heading or code
_QUOTE = re.compile(r">\s*\S")

_markdown = MarkdownIt("commonmark", {"breaks": True, "html": False}).enable("strikethrough")


class MarkdownFile(NamedTuple):
    """`english` and `chinese` are HTML, `anchor` is the id of the heading in each, `read` a date or None."""

    anchor: str
    english: str
    chinese: str
    read: str | None


def parse(text: str) -> MarkdownFile:
    """Reads one file; raises UnreadableError where it isn't front matter and two halves."""
    parts = _FILE.fullmatch(text.replace("\r\n", "\n").strip() + "\n")
    if not parts:
        raise UnreadableError("is not front matter, English, `---`, Chinese")
    try:
        head: Any = yaml12.load(parts["head"])
        anchor = str(head["anchor_id"])
    except (YAMLError, KeyError, TypeError) as error:
        raise UnreadableError("has no anchor_id in its front matter") from error
    read = re.match(r"\d{4}-\d\d-\d\d", str(head.get("updated_at", "")))
    return MarkdownFile(
        anchor, _html(parts["english"], anchor), _html(parts["chinese"], anchor), read and read[0]
    )


def _html(text: str, anchor: str) -> str:
    html = "".join(
        _table(part) if is_table else _markdown.render("\n".join(part)) for is_table, part in _parts(text)
    )
    return html.replace("<h1>", f'<h1 id="{escape(anchor)}">', 1)


def _parts(text: str) -> Iterator[tuple[bool, list[str]]]:
    """The text in turns: lines outside tables (False), and a table's lines (True)."""
    lines = text.splitlines()
    part: list[str] = []
    in_table = False
    for number, line in enumerate(lines):
        begins = number + 1 < len(lines) and "|" in line and _RULE.fullmatch(lines[number + 1])
        after_blank = number > 0 and not lines[number - 1].strip()
        ends = _ENDS_TABLE.match(line) or (_QUOTE.match(line) and "|" not in line)
        if begins or (in_table and after_blank and ends):
            yield in_table, part
            part, in_table = [], bool(begins)
        part.append(line)
    yield in_table, part


def _table(lines: list[str]) -> str:
    heading = lines[0].split("|")
    described = next((at for at, cell in enumerate(heading) if DESCRIPTION.search(cell)), len(heading) - 1)
    body = _rows(lines[2:], len(heading), described)
    html = "".join(f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>" for row in body)
    return f"<table><tr>{''.join(f'<th>{_cell(cell)}</th>' for cell in heading)}</tr>{html}</table>"


def _rows(lines: list[str], columns: int, described: int) -> list[list[str]]:
    """The rows' cells. Only a description, the column `described`, runs over several lines.

    Raises UnreadableError for a row with fewer cells than the heading, as where a file breaks off.
    """
    rows: list[list[str]] = []
    begun: list[
        str
    ] = []  # a row's lines so far; where the description is the last column, a row is complete at once
    for line in map(str.strip, lines):
        cells = [cell.strip() for cell in "\n".join([*begun, line]).split("|", columns - 1)]
        if len(cells) == columns:
            rows.append(cells)
            begun = []
        elif described < columns - 1:
            begun.append(line)
        elif not rows or (len(cells) > 1 and _NAME.fullmatch(cells[0])):
            raise UnreadableError(f"breaks off in the table row {line!r}")
        else:
            rows[-1][described] += f"\n{line}"
    notes = "\n".join(begun).strip()
    if "|" in notes or (notes and not rows):
        raise UnreadableError(f"breaks off in the table row {notes!r}")
    if notes:
        rows[-1][described] += f"\n{notes}"
    return rows


def _cell(text: str) -> str:
    return str(_markdown.renderInline(re.sub(r"\n\s*\n+", "\n", text.strip())))
