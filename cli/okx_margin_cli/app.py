"""The group `okx-margin`, and how a command comes into it.

A command is a function in a module here, and a line in COMMANDS:

    @click.command(cls=Command, help=t("Show the isolated positions.", "查看逐仓仓位。"))
    @click.pass_obj
    def positions(session: Session) -> int | None: ...

It is imported when it is asked for, or when help lists it. It takes the options of every command without saying
so, before or after its name; `Session` has them, opens the client, and prints: `session.answer(data, show)` for
what is asked for, `session.say(text)` for all else. It returns an exit code, None for 0. Errors it leaves alone:
`outcomes` turns them into words and an exit code. A command that prints data has a shape in `output.schema.json`.
"""

import json
import os
import sys
import warnings
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.resources import files
from io import TextIOWrapper
from typing import Any, Final

import click

from . import outcomes
from .session import Options, Session
from .texts import chosen, speak, t

#: Each command with its module and function, in the order in which help lists them.
COMMANDS: Final = {
    "positions": "positions:positions",
    "add": "moving:add",
    "reduce": "moving:reduce",
    "bots": "bots:bots",
    "bot": "bot:bot",
    "balance": "balance:balance",
    "journal": "journal:journal",
    "resolve": "resolving:resolve",
    "doctor": "doctor:doctor",
    "login": "login:login",
    "code": "code:code",
    "mock": "mock:mock",
    "completion": "completion:completion",
}


def _everywhere() -> list[click.Parameter]:
    """The options of every command, wherever they stand on the line."""

    def option(*names: str, **attributes: Any) -> click.Option:
        return click.Option(names, expose_value=False, callback=_keep, **attributes)

    return [
        option(
            "--profile",
            metavar="NAME",
            help=t("A profile of the configuration file.", "使用配置文件中的该配置。"),
        ),
        option(
            "--config",
            metavar="FILE",
            help=t("Another file than ~/.okx/config.toml.", "改用其他配置文件（默认 ~/.okx/config.toml）。"),
        ),
        option("--demo", "environment", flag_value="demo", help=t("Demo trading.", "模拟盘。")),
        option(
            "--live",
            "environment",
            flag_value="live",
            help=t("Live trading: real money.", "实盘：真实资金。"),
        ),
        option(
            "--mock",
            is_flag=True,
            default=None,
            help=t("An embedded mock exchange; no keys needed.", "使用内置的模拟交易所，无需密钥。"),
        ),
        option(
            "--journal",
            metavar="FILE",
            help=t(
                "Where adjustments are written down, instead of OKX_MARGIN_JOURNAL or the user's state folder.",
                "调整记录的文件；默认为 OKX_MARGIN_JOURNAL，或用户状态目录。",
            ),
        ),
        option(
            "--no-journal",
            is_flag=True,
            default=None,
            help=t("Write nothing down, as where the disk is full.", "不写记录，例如磁盘已满时。"),
        ),
        option(
            "--json",
            "as_json",
            is_flag=True,
            default=None,
            help=t("One JSON document.", "输出一个 JSON 文档。"),
        ),
        option("--lang", type=click.Choice(["en", "zh"]), help=t("English or Chinese.", "英文或中文。")),
    ]


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """What is given after the command's name wins over what is given before; what is left out changes nothing."""
    session = context.find_object(Session)
    if value is not None and session is not None and parameter.name in Options.__annotations__:
        setattr(session.options, parameter.name, value)


def _show_help(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    """As every answer is printed: click's own way makes a pipe that nobody reads a refusal."""
    session = context.find_object(Session)
    if wanted and session is not None and not context.resilient_parsing:
        session.print(f"{context.get_help()}\n")
        context.exit()


def _show_version(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    """Of the package, and by its hash of the specification that the client was made from."""
    session = context.find_object(Session)
    if not wanted or session is None or context.resilient_parsing:
        return
    client = import_module("okx_margin_client")
    spec = json.loads(files(client).joinpath("provenance.json").read_bytes())["spec"].removeprefix("sha256:")
    session.command = "--version"
    session.answer(
        {"version": client.__version__, "spec": spec},
        lambda: t(
            f"okx-margin {client.__version__} (spec {spec[:12]})",
            f"okx-margin {client.__version__}（规范 {spec[:12]}）",
        ),
    )
    context.exit()


class _Spoken(click.Command):
    """What a command and a group have in common: the options of every command, and help in both languages."""

    def __init__(self, name: str | None, **attributes: Any) -> None:
        super().__init__(name, **attributes)
        self.params: list[click.Parameter] = [*self.params, *_everywhere()]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, t("Usage: ", "用法："))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = t("Show this message and exit.", "显示本说明。")
            option.callback = _show_help
        return option

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Those of every command in full for okx-margin itself, and only named for its commands."""
        shared = _everywhere() if ctx.parent else []
        names = {each.name for each in shared}
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        records = [each.get_help_record(ctx) for each in options if each.name not in names]
        with formatter.section(t("Options", "选项")):
            formatter.write_dl([record for record in records if record])
        if shared:
            flags = ", ".join(flag for each in shared for flag in each.opts)
            formatter.write_paragraph()
            formatter.write_text(
                t(
                    "And those of every command (okx-margin --help): ",
                    "各命令通用的选项（见 okx-margin --help）：",
                )
                + flags
            )


class Command(_Spoken):
    """A command."""

    def invoke(self, ctx: click.Context) -> Any:
        session = ctx.find_object(Session)
        if session is not None:
            session.command = ctx.command_path.partition(" ")[2]
        return super().invoke(ctx)


class Group(_Spoken, click.Group):
    """A group that imports a command when it is asked for; `members` are "module:function" by name."""

    def __init__(self, name: str | None, *, members: Mapping[str, str], **attributes: Any) -> None:
        super().__init__(name, **attributes)
        self._members = members

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._members)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._members:
            return None
        module, _, function = self._members[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f".{module}", __package__), function)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self._members and not args[0].startswith("-") and not ctx.resilient_parsing:
            ctx.fail(t(f"There is no command {args[0]!r}.", f"没有命令 {args[0]!r}。"))
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        listed = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section(t("Commands", "命令")):
            formatter.write_dl([(name, each.get_short_help_str(200)) for name, each in listed if each])
        super().format_options(ctx, formatter)


def group() -> Group:
    """The whole command line, in the language that is spoken."""
    return Group(
        "okx-margin",
        members=COMMANDS,
        params=[
            click.Option(
                ["--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_show_version,
                help=t("Show the version and exit.", "显示版本。"),
            )
        ],
        help=t(
            "Move margin of isolated positions and signal bots on OKX. Demo trading unless a profile, "
            "OKX_ENVIRONMENT or --live says live; live asks before it sends.",
            "在 OKX 追加或减少逐仓仓位与信号策略的保证金。默认为模拟盘；配置、OKX_ENVIRONMENT 或 --live "
            "指明实盘时才使用实盘，实盘发送前会要求确认。",
        ),
    )


def run(arguments: Sequence[str]) -> int:
    """One command to its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # what a terminal cannot show must not end a command
    speak(chosen(arguments, os.environ))
    session = Session(Options(as_json="--json" in arguments))
    warnings.showwarning = session.warn
    with session:
        try:
            code: int | None = group().main(
                [*arguments] or ["--help"], "okx-margin", standalone_mode=False, obj=session
            )
        except (Exception, KeyboardInterrupt) as error:
            return outcomes.report(session, error)
    return code or outcomes.DONE
