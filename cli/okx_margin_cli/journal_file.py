"""Where adjustments are written down, unless `--no-journal`."""

import os
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from .session import Options
from .texts import t

VARIABLE: Final = "OKX_MARGIN_JOURNAL"


def where(options: Options, opened: ExitStack) -> str | None:
    """The file, or a PostgreSQL URL; one that lasts as long as the exchange does for an embedded one.

    Raises:
        click.UsageError: A password stands on the command line.
    """
    if options.no_journal:
        return None
    if options.journal:
        _check(options.journal)
        return options.journal
    if options.mock:
        return str(Path(opened.enter_context(TemporaryDirectory(prefix="okx-margin-"))) / "journal.db")
    return os.environ.get(VARIABLE) or str(default())


def default() -> Path:
    """The file in the user's state folder, which only the user can look into."""
    from platformdirs import user_state_path

    folder = user_state_path("okx-margin", appauthor=False)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / "journal.db"


def _check(journal: str) -> None:
    if journal.startswith(("postgresql://", "postgres://")):
        from urllib.parse import urlsplit

        if urlsplit(journal).password is not None:
            raise click.UsageError(
                t(
                    f"A password on the command line can be read by others: put the URL into {VARIABLE}.",
                    f"命令行中的密码可能被他人看到：请把该 URL 放入环境变量 {VARIABLE}。",
                )
            )
