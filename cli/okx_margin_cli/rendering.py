"""Tables for people: as wide as the terminal is, in colour where it has some, plain in a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, TextIO

from rich import box
from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from .texts import t

_PIPE_WIDTH: Final = 500
"""Columns where nothing breaks a line: what reads a pipe wants each row whole."""


def console(stream: TextIO) -> Console:
    """For a stream; rich heeds NO_COLOR, COLUMNS and what the terminal says of itself."""
    terminal = stream.isatty()
    return Console(file=stream, width=None if terminal else _PIPE_WIDTH, highlight=False, emoji=False)


def rendered(what: RenderableType, stream: TextIO) -> str:
    """The text that shows it on that stream."""
    shown = console(stream)
    with shown.capture() as captured:
        shown.print(what)
    lines = [line.rstrip() for line in captured.get().splitlines()]
    return "\n".join(lines) + "\n"


class Sheet:
    """A table where it fits; where the terminal is too narrow for one, each row as lines of its own."""

    def __init__(self, columns: Sequence[str], *, left: int = 1) -> None:
        """`left` columns at the left are names, which are aligned left; the others are figures."""
        self._columns = columns
        self._left = left
        self._rows: list[Sequence[Text]] = []

    def add(self, *cells: Text | str) -> None:
        self._rows.append([Text(cell) if isinstance(cell, str) else cell for cell in cells])

    def __rich_console__(self, console: Console, options: object) -> list[RenderableType]:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
        for number, column in enumerate(self._columns):
            table.add_column(column, justify="left" if number < self._left else "right", no_wrap=True)
        for row in self._rows:
            table.add_row(*row)
        if Measurement.get(console, console.options, table).maximum <= console.width:
            return [table]
        return [self._card(row) for row in self._rows]

    def _card(self, row: Sequence[Text]) -> RenderableType:
        title = Text(" ").join([cell for cell in row[: self._left] if cell.plain])
        title.stylize("bold")
        lines = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
        lines.add_column()
        lines.add_column(justify="right", overflow="fold")
        for name, cell in list(zip(self._columns, row, strict=True))[self._left :]:
            lines.add_row(f"  {name}", cell)
        return Group(title, lines, Text(""))


def number(value: Decimal | None, places: int | None = None) -> str:
    """In plain notation; with at most so many places, rounded to the nearest. What is not known is a dash."""
    if value is None:
        return "–"
    if places is not None:
        value = round(value, places)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def nothing() -> Text:
    """Where a list is empty."""
    return Text(t("None.", "无。"), style="dim")
