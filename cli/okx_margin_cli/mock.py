"""`okx-margin mock`: a mock exchange with made-up keys, to try everything on; and the one behind `--mock`."""

from __future__ import annotations

import os
import threading
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from . import outcomes
from .app import Command
from .journal_file import VARIABLE
from .session import Options, Session
from .texts import t

if TYPE_CHECKING:
    from okx_margin_mock import MockServer


@click.command(
    cls=Command,
    help=t(
        "Run a mock exchange until Ctrl-C, and print its made-up keys.",
        "运行模拟交易所并显示虚构密钥，按 Ctrl-C 结束。",
    ),
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help=t("This port, instead of any that is free.", "监听端口，默认任意空闲端口。"),
)
@click.pass_obj
def mock(session: Session, port: int) -> int:
    with exchange(port) as running, TemporaryDirectory(prefix="okx-margin-") as folder:
        key = running.key(label(session.options))
        variables = {
            "OKX_BASE_URL": running.base_url,
            "OKX_API_KEY": key.api_key,
            "OKX_SECRET_KEY": key.secret_key,
            "OKX_PASSPHRASE": key.passphrase,
            "OKX_ENVIRONMENT": key.environment,
            VARIABLE: str(Path(folder) / "journal.db"),
        }
        session.say(
            t(
                f"A mock exchange answers at {running.base_url} until Ctrl-C. Its keys are made up: they open "
                "nothing anywhere else. Paste these lines into another terminal:",
                f"模拟交易所已在 {running.base_url} 运行，按 Ctrl-C 结束。以下密钥均为虚构，在别处无效。"
                "请粘贴到另一个终端：",
            )
        )
        session.answer(
            {"variables": variables}, lambda: "\n".join(map(_line, *zip(*variables.items(), strict=True)))
        )
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return outcomes.INTERRUPTED
    return outcomes.DONE


@contextmanager
def exchange(port: int = 0) -> Generator[MockServer, None, None]:
    """The mock exchange, on this machine only.

    Raises:
        click.UsageError: Its extra is not installed.
        DeclinedError: It cannot listen there.
    """
    try:
        from okx_margin_mock import CannotListenError, serve
    except ModuleNotFoundError:
        install = 'python -m pip install "okx-margin[cli,mock]"'
        raise click.UsageError(
            t(f"The mock exchange needs an extra: {install}", f"模拟交易所需要安装附加组件：{install}")
        ) from None
    with ExitStack() as stack:
        try:
            running = stack.enter_context(serve(port=port))
        except CannotListenError as problem:
            raise outcomes.DeclinedError(
                t(
                    str(problem),
                    f"模拟交易所无法监听端口 {port}：可能已被占用，或没有权限。请换一个端口，或用 0 任选空闲端口。",
                )
            ) from None
        yield running


def label(options: Options) -> str | None:
    """The seed's key for live trading where that is asked for, else its main one."""
    return "live" if options.environment == "live" else None


def _line(name: str, value: str) -> str:
    """As the shell of this machine takes it."""
    return f'$env:{name} = "{value}"' if os.name == "nt" else f"export {name}={value}"
