"""Tables for people: as wide as the terminal is, in colour where it has some, plain in a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO, TextIOWrapper
from types import TracebackType
from typing import Final, Self, TextIO

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.live import Live as RichLive
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from .texts import t

_PIPE_WIDTH: Final = 500
"""Columns where nothing breaks a line: what reads a pipe wants each row whole."""


def console(stream: TextIO) -> Console:
    """For a stream; rich heeds NO_COLOR, COLUMNS and what the terminal says of itself."""
    width = None if stream.isatty() else _PIPE_WIDTH
    return Console(file=stream, width=width, highlight=False, emoji=False, markup=False)


def rendered(what: RenderableType, stream: TextIO) -> str:
    """The text that shows it on that stream, which is not touched: its terminal may be gone."""
    real = console(stream)
    page = BytesIO()
    shown = Console(
        file=TextIOWrapper(page, real.encoding, "replace", "\n", write_through=True),
        width=real.width,
        force_terminal=real.is_terminal and not real.legacy_windows,
        color_system="auto" if real.color_system else None,
        no_color=real.no_color,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
    )
    shown.print(what)
    return "".join(f"{line.rstrip()}\n" for line in page.getvalue().decode(real.encoding).splitlines())


class Sheet:
    """A table where it fits; where the terminal is too narrow for one, each row as lines of its own."""

    def __init__(self, columns: Sequence[str], *, left: int = 1, spare: Sequence[str] = ()) -> None:
        """`left` columns at the left are names, which are aligned left; the others are figures.

        Those of `spare` are left out of a table that is too wide, one after the other.
        """
        self._columns: Final = columns
        self._left: Final = left
        self._spare: Final = spare
        self._rows: Final[list[Sequence[Text]]] = []

    def add(self, *cells: Text | str) -> None:
        self._rows.append([Text(cell) if isinstance(cell, str) else cell for cell in cells])

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for left_out in range(len(self._spare) + 1):
            table = self._table(self._spare[:left_out])
            unlimited = options.update(max_width=_PIPE_WIDTH)
            if Measurement.get(console, unlimited, table).maximum <= options.max_width:
                yield table
                return
        for number, row in enumerate(self._rows):
            if number:
                yield Text("")
            yield from self._card(row)

    def _table(self, left_out: Sequence[str]) -> Table:
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
        kept = [number for number, column in enumerate(self._columns) if column not in left_out]
        for number in kept:
            table.add_column(
                self._columns[number], justify="left" if number < self._left else "right", no_wrap=True
            )
        for row in self._rows:
            table.add_row(*[row[number] for number in kept])
        return table

    def _card(self, row: Sequence[Text]) -> RenderResult:
        yield Text(" ").join([Text(cell.plain, "bold") for cell in row[: self._left] if cell.plain])
        lines = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
        lines.add_column()
        lines.add_column(justify="right", overflow="fold")
        for name, cell in list(zip(self._columns, row, strict=True))[self._left :]:
            lines.add_row(f"  {name}", cell)
        yield lines


class Live:
    """What is shown in place of what was shown before; without a terminal it is not on."""

    def __init__(self, terminal: TextIO | None) -> None:
        self._live: Final = (
            RichLive(console=console(terminal), auto_refresh=False, vertical_overflow="crop")
            if terminal
            else None
        )

    @property
    def on(self) -> bool:
        return self._live is not None

    def update(self, what: RenderableType, below: str, failed: str) -> None:
        if self._live is not None:
            lines = [Text(below, "dim"), *([Text(failed, "red")] if failed else [])]
            self._live.update(Group(what, *lines), refresh=True)

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()


def number(value: Decimal | None, places: int | None = None) -> str:
    """In plain notation, with at most so many places. What is not known is a dash."""
    if value is None:
        return "-"
    text = format(value if places is None else round(value, places), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def price(value: Decimal | None, tick_sz: Decimal | None) -> str:
    """With as many places as the instrument's prices have."""
    if value is None or not tick_sz:
        return number(value, 8)
    return f"{round(value, max(0, -int(tick_sz.normalize().as_tuple().exponent))):f}"


def percent(value: Decimal | None, places: int, *, of: int = 1) -> str:
    """With always so many places, so that a column's figures stand beneath each other; `of` 100 for a ratio."""
    return "-" if value is None else f"{round(value * of, places):f}%"


def mgn_ratio(value: Decimal | None) -> Text:
    """In percent, as the exchange's app shows it; it liquidates at 100 %, and warns at 300 %."""
    return Text(percent(value, 1, of=100), _alarm(value, Decimal("1.5"), Decimal(3)))


def distance(value: Decimal | None) -> Text:
    """From the mark price to the liquidation price, in percent; near is what a bad hour can do."""
    return Text(percent(value, 2), _alarm(value, Decimal(2), Decimal(5)))


def _alarm(value: Decimal | None, urgent: Decimal, near: Decimal) -> str:
    if value is None or value > near:
        return ""
    return "bold red" if value <= urgent else "yellow"


def nothing() -> Text:
    """Where a list is empty."""
    return Text(t("None.", "无。"), "dim")
