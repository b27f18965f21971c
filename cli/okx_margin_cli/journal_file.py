"""Where adjustments are written down, unless `--no-journal`."""

import os
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from .outcomes import DeclinedError
from .session import Options
from .texts import t

VARIABLE: Final = "OKX_MARGIN_JOURNAL"


def where(options: Options, opened: ExitStack) -> str | None:
    """The file, or a PostgreSQL URL; one that lasts as long as the exchange does for an embedded one.

    Raises:
        click.UsageError: A password stands on the command line.
        DeclinedError: The state folder cannot be made.
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
    """The file in the user's state folder, which only the user can look into.

    Raises:
        DeclinedError: There can be no such folder.
    """
    from platformdirs import user_state_path

    try:
        folder = user_state_path("okx-margin", appauthor=False)
    except RuntimeError:
        folder = Path("~")
    if not folder.is_absolute():  # as older platformdirs have it where there is no home
        raise DeclinedError(
            t(
                "There is no home folder in which adjustments could be written down. Set HOME, name a file with "
                "--journal, or adjust without one: --no-journal.",
                "当前用户没有主目录，无处保存调整记录。请设置 HOME，用 --journal 指定文件，"
                "或在调整时使用 --no-journal 不写记录。",
            )
        )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise DeclinedError(
            t(
                f"{folder}, where adjustments are written down, cannot be made: {problem.strerror}. Name another "
                "file with --journal, or adjust without one: --no-journal.",
                f"无法创建保存调整记录的目录 {folder}：{problem.strerror}。请用 --journal 指定其他文件，"
                "或在调整时使用 --no-journal 不写记录。",
            )
        ) from None
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
