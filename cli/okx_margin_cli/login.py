"""`okx-margin login`: puts a key where OKX's own command line looks for it."""

from __future__ import annotations

import shlex
import sys
import warnings
from getpass import GetPassWarning
from typing import TYPE_CHECKING, Final

import click

from .app import Command
from .session import Session
from .texts import t

if TYPE_CHECKING:
    from okx_margin_auth import Secret

    from .profile_file import ProfileFile, Values

_BY_NAME: Final = ("demo", "live")
_SITES: Final = ("global", "eea", "us")
"""The sites that OKX's own command line knows; for another region a profile says the host."""


@click.command(
    cls=Command,
    help=t(
        "Write an API key into a profile of ~/.okx/config.toml, which only you can read. The profile is called demo, "
        "or live after --live, unless --profile names it. What you type is not shown; without a terminal, key, "
        "secret and passphrase are read from three lines of the standard input.",
        "把 API key 写入 ~/.okx/config.toml 的一个配置，文件仅自己可读。配置名默认为 demo（加 --live 则为 live），"
        "也可用 --profile 指定。输入内容不会显示；没有终端时，从标准输入读取三行：key、secret、passphrase。",
    ),
)
@click.option(
    "--site",
    metavar="REGION",
    help=t(
        "Where the account was opened: global, eea, us, au or tr.",
        "账户所属站点：global、eea、us、au 或 tr。",
    ),
)
@click.option(
    "--replace",
    is_flag=True,
    help=t("Replace a profile of that name without asking.", "同名配置直接替换，不再询问。"),
)
@click.pass_obj
def login(session: Session, site: str | None, replace: bool) -> int:
    from okx_margin_auth import OkxAuth, Secret
    from okx_margin_auth.profiles import PROFILES

    from .profile_file import ProfileFile

    environment, name = _named(session)
    config = session.options.config
    file = ProfileFile(PROFILES if config is None else config)
    if file.has(name) and not replace:
        _ask_to_replace(file)
    by_hand = sys.stdin.isatty()
    if site is None:
        site = _site() if by_hand else "global"
    if by_hand:
        session.say(
            t(
                f"A profile for {environment} trading.",
                f"{'模拟盘' if environment == 'demo' else '实盘'}配置。",
            )
        )
    secrets = [Secret(_typed(label) if by_hand else sys.stdin.readline().strip()) for label in _LABELS]
    auth = OkxAuth(*secrets, environment=environment, region=site, pacing=None)  # raises where one is no key
    known = site in _SITES
    values: Values = {
        **dict(zip(("api_key", "secret_key", "passphrase"), secrets, strict=True)),
        "demo": environment == "demo",
        "site": Secret(site) if known else None,
        "base_url": None if known else Secret(auth.base_url),
    }
    default = file.write(name, values)
    done = {"file": str(file.path), "environment": environment, "region": site, "default": default}
    return session.answer(done, lambda: _done(file, name, environment, session.options.config))


def _named(session: Session) -> tuple[str, Secret]:
    """Demo or live, and the profile's name. A name that says one of the two never stands for the other."""
    from okx_margin_auth import Secret

    options = session.options
    if options.mock:
        raise click.UsageError(t("The mock exchange has keys of its own.", "模拟交易所自带密钥，无需登录。"))
    said = options.profile if options.profile in _BY_NAME else None
    environment = options.environment or said or "demo"
    if options.profile is not None and not (options.profile and options.profile.isprintable()):
        raise click.UsageError(
            t(
                "A profile has a name, of letters that can be read.",
                "配置名不能为空，也不能含有无法显示的字符。",
            )
        )
    if said not in (None, environment):
        raise click.UsageError(
            t(
                f"A profile called {said} is not for {environment} trading: choose another name.",
                f"名为 {said} 的配置不应用于{'实盘' if environment == 'live' else '模拟盘'}，请另取名称。",
            )
        )
    return environment, Secret(environment if options.profile is None else options.profile)


def _ask_to_replace(file: ProfileFile) -> None:
    from okx_margin_auth import ConfigurationError

    there = t(f"{file.path} has a profile of that name.", f"{file.path} 中已有同名配置。")
    if not sys.stdin.isatty():
        raise ConfigurationError(
            f"{there} {t('Nothing was changed; --replace replaces it.', '未作改动；如要替换请加 --replace。')}"
        )
    if not click.confirm(f"{there} {t('Replace its key?', '要替换其中的密钥吗？')}", default=False, err=True):
        raise ConfigurationError(t("Nothing was changed.", "未作改动。"))


def _site() -> str:
    from okx_margin_client import REGIONS

    label = t("Region of the account", "账户所属站点")
    return str(click.prompt(label, default="global", type=click.Choice([*REGIONS]), err=True))


_LABELS: Final = ("API key", "Secret key", "Passphrase")


def _typed(label: str) -> str:
    """What is typed unseen. Where a terminal would show it, nothing is asked."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)
        try:
            return str(click.prompt(label, hide_input=True, err=True)).strip()
        except GetPassWarning:
            pass
    raise click.UsageError(
        t(
            "This terminal would show what is typed. Pipe the three lines instead.",
            "此终端无法隐藏输入。请改用管道传入三行内容。",
        )
    )


def _done(file: ProfileFile, name: Secret, environment: str, config: str | None) -> str:
    which = name.reveal() if name.reveal() in _BY_NAME else t("NAME", "名称")
    kind = t(f"a profile for {environment} trading", "模拟盘配置" if environment == "demo" else "实盘配置")
    written = t(f"Written to {file.path}, mode 600: {kind}.", f"已写入 {file.path}（权限 600）：{kind}。")
    check = f"okx-margin doctor --profile {which}" + (f" --config {shlex.quote(config)}" if config else "")
    return written + t(f" Check it with: {check}", f"可用 {check} 检查。")
