"""`okx-margin completion`: the script that lets a shell complete commands, options and values."""

from __future__ import annotations

from typing import Final

import click
from click.shell_completion import BashComplete, FishComplete, ZshComplete

from .app import Command, group
from .session import Session
from .texts import t

_SHELLS: Final = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


@click.command(
    cls=Command,
    help=t(
        'Print the completion script of a shell: eval "$(okx-margin completion bash)".',
        '输出命令补全脚本：eval "$(okx-margin completion bash)"。',
    ),
)
@click.argument("shell", type=click.Choice([*_SHELLS]))
@click.pass_obj
def completion(session: Session, shell: str) -> int:
    script = _SHELLS[shell](group(), {}, "okx-margin", "_OKX_MARGIN_COMPLETE").source()
    return session.answer({"shell": shell, "script": script}, lambda: script)
