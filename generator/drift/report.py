"""The report of a comparison: a table in the terminal, JSON for machines, markdown for a pull request."""

from __future__ import annotations

import json
import sys
from typing import NamedTuple

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from generator.drift.facts import EXAMPLES, HASHED, Json
from generator.drift.rows import Row, Said

COLUMNS = ("where", "fact", "English said", "Chinese said", "spec says", "what to do", "breaking")


class Report(NamedTuple):
    """Rows of drift, lines for pages that can't be read, and the date of the reading."""

    rows: list[Row]
    problems: list[str]
    read: str

    @property
    def exit_code(self) -> int:
        return 2 if self.problems else 1 if self.rows else 0

    @property
    def summary(self) -> str:
        if self.problems:
            return f"{len(self.problems)} could not be read; {len(self.rows)} rows of drift in the rest"
        breaking = sum(row.breaking for row in self.rows)
        return f"{len(self.rows)} rows of drift, {breaking} breaking" if self.rows else "no drift"


def as_json(report: Report) -> str:
    """Order never varies; `before`, `gone` and `unread` are there only for what changed."""
    rows = [
        {
            "where": row.where,
            "fact": row.fact,
            "english": _said(row.fact, row.english),
            "chinese": _said(row.fact, row.chinese),
            "spec": row.spec,
            "todo": row.todo,
            "breaking": row.breaking,
        }
        for row in report.rows
    ]
    content = {
        "read": report.read,
        "exit_code": report.exit_code,
        "unreadable": report.problems,
        "drift": rows,
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def console() -> Console:
    """The terminal; wide where there is none, as in a log or a file."""
    return Console() if sys.stdout.isatty() else Console(width=160)


def as_markdown(report: Report) -> str:
    lines = [f"OKX's documentation, read {report.read}: {report.summary}.", ""]
    lines += [f"- Could not be read: {_escaped(problem)}" for problem in report.problems]
    if report.rows:
        lines += ["", _line(COLUMNS), _line(["---"] * len(COLUMNS))]
        lines += [_line([_escaped(cell) for cell in cells(row)]) for row in report.rows]
    return "\n".join(lines).strip()


def to_terminal(report: Report, console: Console) -> None:
    if report.rows:
        table = Table(*(Column(name, overflow="fold") for name in COLUMNS), show_lines=True)
        for row in report.rows:
            table.add_row(*map(Text, cells(row)))
        console.print(table)
    for problem in report.problems:
        console.print(f"could not be read: {problem}", markup=False, highlight=False, soft_wrap=True)
    console.print(f"{report.summary} (documentation read {report.read})", markup=False, highlight=False)


def cells(row: Row) -> list[str]:
    """A row as it is shown: `before → now` where a side changed; of a text, the sentences as they are now."""
    sides = [_side(row.fact, said) for said in (row.english, row.chinese)]
    return [row.where, row.fact, *sides, _value(row.spec), row.todo, "breaking" if row.breaking else "no"]


def _side(fact: str, said: Said) -> str:
    if fact in HASHED:
        new = "\n".join(map(_value, said.now)) if isinstance(said.now, list) else ""
        gone = f"({said.gone} {'example' if fact == EXAMPLES else 'sentence'}{'s' * (said.gone > 1)} gone)"
        return f"{new} {gone}".strip() if said.gone else new or "–"
    unread = f"; in the text, but not read as values: {', '.join(said.unread)}" if said.unread else ""
    return (f"{_value(said.before)} → {_value(said.now)}" if said.changed else _value(said.now)) + unread


def _said(fact: str, said: Said) -> dict[str, Json]:
    if not said.changed:
        return {"now": said.now}
    if fact in HASHED:
        return {"now": said.now, "gone": said.gone}
    unread: dict[str, Json] = {"unread": [*said.unread]} if said.unread else {}
    return {"now": said.now, "before": said.before, **unread}


def _value(value: Json) -> str:
    if value is None:
        return "–"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _escaped(text: str) -> str:
    return (
        text.replace("\\", "\\\\")
        .replace("|", r"\|")
        .replace("<", "&lt;")
        .replace("`", r"\`")
        .replace("\n", " ")
    )


def _line(columns: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(columns)} |"
