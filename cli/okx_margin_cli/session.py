"""What a command is given: the options of every command, the client they make, and where its words go."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Self, TextIO

from .texts import t

if TYPE_CHECKING:
    from rich.console import RenderableType

    from okx_margin_auth import OkxAuth
    from okx_margin_client import OkxMargin


@dataclass
class Options:
    """The options of every command, as they were given."""

    profile: str | None = None
    config: str | None = None
    environment: str | None = None
    mock: bool = False
    journal: str | None = None
    no_journal: bool = False
    as_json: bool = False


class Session:
    """One run of one command. What it opens is closed with it."""

    def __init__(self, options: Options) -> None:
        self.options: Final = options
        self.command: str = ""
        self.answered: bool = False
        self.reader_gone: bool = False
        self.sending: bool = False
        self.warned: Final[set[str]] = set()
        self._opened = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(Exception):  # what cannot be closed changes nothing of what happened
            self._opened.close()
        for stream in (sys.stdout, sys.stderr):
            told(stream, "")

    @cached_property
    def auth(self) -> OkxAuth:
        """Whose margin it is, and where.

        Raises:
            ConfigurationError: There are no keys, or they cannot be used.
        """
        from .keys import auth

        return auth(self.options, self._opened)

    @cached_property
    def journal(self) -> str | None:
        """Where adjustments are written down; None where nowhere."""
        from .journal_file import where

        return where(self.options, self._opened)

    @cached_property
    def reader(self) -> OkxMargin:
        """A client for what only reads: it has no journal that could stand in the way.

        Raises:
            ConfigurationError: There are no keys, or they cannot be used.
        """
        from okx_margin_client import OkxMargin

        return self._opened.enter_context(OkxMargin(self.auth))

    @cached_property
    def okx(self) -> OkxMargin:
        """The client that moves margin, and writes down what it does.

        Raises:
            OkxMarginError: Keys or journal cannot be used.
        """
        from okx_margin_client import OkxMargin

        return self._opened.enter_context(OkxMargin(self.auth, journal=self.journal))

    def answer(
        self,
        data: Any,
        show: Callable[[], RenderableType] | None,
        *,
        outcome: str = "done",
        exit_code: int = 0,
        error: Mapping[str, Any] | None = None,
    ) -> int:
        """Print what was asked for: `data` as JSON, or what `show` makes of it, if anything. Returns the exit code."""
        self.answered = True
        if self.options.as_json:
            self.print(self._document(data, outcome, exit_code, error))
        elif show is not None:
            self.print(_text(show(), sys.stdout))
        return exit_code

    def print(self, text: str) -> None:
        """What was asked for, on stdout. That its reader has gone is the reader's affair, a full disk is the user's."""
        problem = told(sys.stdout, text)
        self.reader_gone = problem is not None
        if isinstance(problem, OSError) and not isinstance(problem, BrokenPipeError):
            why = problem.strerror
            self.say(t(f"The output could not be written: {why}.", f"无法写入输出：{why}。"))

    def warn(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        """For `warnings.showwarning`: what the library has to say, unless it was said already."""
        text = str(message)
        if not any(said in text for said in self.warned):
            self.say(f"{t('Note', '注意')}: {text}")

    def show(self, what: RenderableType) -> None:
        """What is not the data that was asked for, such as a preview: on stderr."""
        self.say(_text(what, sys.stderr).rstrip("\n"))

    def ask(self, question: str) -> str:
        """The line that is typed; "" where the terminal is gone."""
        told(sys.stderr, question)
        return sys.stdin.readline().strip()

    def where(self) -> RenderableType:
        """Whether money is real, in plain sight."""
        from rich.text import Text

        live = self.auth.environment == "live"
        kind = t("LIVE trading, real money", "实盘，真实资金") if live else t("Demo trading", "模拟盘")
        place = t("an embedded mock exchange", "内置模拟交易所") if self.options.mock else self.auth.base_url
        return Text(t(f"{kind} ({place})", f"{kind}（{place}）"), "bold red" if live else "bold green")

    def say(self, text: str) -> None:
        """A message, a question or an error: on stderr, so that stdout has data and nothing else."""
        told(sys.stderr, f"{text}\n")

    def _document(self, data: Any, outcome: str, exit_code: int, error: Mapping[str, Any] | None) -> str:
        known = vars(self).get("auth")
        document = {
            "command": self.command,
            "environment": known.environment if known else None,
            "host": known.base_url if known else None,
            "outcome": outcome,
            "exit_code": exit_code,
            "data": data,
            "error": error,
        }
        ascii_only = not (sys.stdout.encoding or "").lower().startswith("utf")
        return json.dumps(document, ensure_ascii=ascii_only, default=_plain) + "\n"


def told(stream: TextIO, text: str) -> OSError | ValueError | None:
    """Why it could not be written. A pipe that nobody reads any more, or a terminal that is gone, must not change what
    happened, nor the exit code: what is still to be written, Python writes at its end."""
    try:
        stream.write(text)
        stream.flush()
    except (OSError, ValueError) as problem:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return problem
    return None


def _text(what: RenderableType, stream: TextIO) -> str:
    """A table as it fits that stream; a sentence as it is, which a terminal breaks by itself."""
    if isinstance(what, str):
        return f"{what}\n"
    from .rendering import rendered

    return rendered(what, stream)


def _plain(value: object) -> str:
    """An amount as text, in plain notation and with all its digits."""
    return format(value, "f") if isinstance(value, Decimal) else str(value)
