"""How an adjustment is to be made: the options that every command which moves margin has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import click

from .texts import t


class How(NamedTuple):
    """What the options of an adjustment say of it."""

    yes: bool
    dry_run: bool
    resolve: bool
    sole_actor: bool


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that moves margin."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_OPTIONS: Final = (
    click.option(
        "--yes", is_flag=True, help=t("Do not ask, also with real money.", "不再确认，实盘也直接发送。")
    ),
    click.option(
        "--dry-run", is_flag=True, help=t("Show the preview; send nothing.", "只显示预览，不发送。")
    ),
    click.option(
        "--no-resolve",
        is_flag=True,
        help=t("Leave an unknown outcome as it is.", "结果未知时不立即查证。"),
    ),
    click.option(
        "--sole-actor",
        is_flag=True,
        help=t(
            "Nobody else moves the same amounts (no other bot, no app): then a bill that fits is proof.",
            "声明没有其他程序或人员调整相同金额：此时相符的账单即可作为证据。",
        ),
    ),
)


def how(given: Mapping[str, Any]) -> How:
    """Of the options above."""
    return How(given["yes"], given["dry_run"], not given["no_resolve"], given["sole_actor"])
