"""Whose keys sign: those of the embedded mock, of a profile, or of the environment."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from .texts import t

if TYPE_CHECKING:
    from okx_margin_auth import OkxAuth

    from .session import Options

Source: TypeAlias = Literal["mock", "profile", "variables"]

_VARIABLES = ("OKX_API_KEY", "OKX_SECRET_KEY", "OKX_PASSPHRASE")


def source(options: Options) -> Source:
    """Where keys come from: what a flag names, else the variables where one is set, else a file that is there."""
    if options.mock:
        return "mock"
    if options.profile is not None or options.config is not None:
        return "profile"
    if any(os.environ.get(name) for name in _VARIABLES):
        return "variables"
    return "profile" if _is_there(_file(options)) else "variables"


def _is_there(file: str) -> bool:
    try:
        return os.path.lexists(Path(file).expanduser())
    except RuntimeError:  # a user without a home, as containers have them
        return False


def told(options: Options) -> str:
    """The same in words. A profile's name is not repeated: it may be a secret in the wrong place."""
    file = _file(options)
    match source(options):
        case "mock":
            return t("made up, for the embedded mock exchange", "内置模拟交易所的虚构密钥")
        case "variables":
            return t(f"the variables {', '.join(_VARIABLES)}", f"环境变量 {'、'.join(_VARIABLES)}")
        case "profile" if options.profile is None:
            return t(f"the default profile of {file}", f"{file} 的默认配置")
        case _:
            return t(f"the profile that --profile names, of {file}", f"{file} 中 --profile 指定的配置")


def auth(options: Options, opened: ExitStack) -> OkxAuth:
    """Raises ConfigurationError where there are none, or they cannot be used."""
    wanted = source(options)
    if wanted == "mock":
        from .mock import exchange, label

        return opened.enter_context(exchange()).auth(label(options))
    from okx_margin_auth import ConfigurationError, OkxAuth

    if wanted == "variables" and not any(map(os.environ.get, _VARIABLES)):
        raise ConfigurationError(
            t(
                f"There are no keys: {', '.join(_VARIABLES)} are not set, and there is no {_file(options)}. Run "
                "okx-margin login, or try things out with --mock, which needs none.",
                f"没有密钥：未设置 {'、'.join(_VARIABLES)}，也没有 {_file(options)}。请运行 okx-margin login，"
                "或加 --mock 试用（无需密钥）。",
            )
        )
    chosen: dict[str, Any] = {"environment": options.environment} if options.environment else {}
    if wanted == "variables":
        return OkxAuth.from_env(**chosen)
    auth = OkxAuth.from_profile(options.profile, path=options.config, **chosen)
    said = os.environ.get("OKX_ENVIRONMENT")
    if said and said != auth.environment and options.profile is None and not chosen:
        raise ConfigurationError(
            t(
                f"OKX_ENVIRONMENT says otherwise than the default profile of {_file(options)}, which is for "
                f"{auth.environment} trading. Unset it, or say what is meant: --demo, --live or --profile NAME.",
                f"OKX_ENVIRONMENT 与 {_file(options)} 的默认配置不一致，后者用于"
                f"{'模拟盘' if auth.environment == 'demo' else '实盘'}。"
                "请取消该变量，或用 --demo、--live 或 --profile 名称 明确指定。",
            )
        )
    return auth


def _file(options: Options) -> str:
    from okx_margin_auth.profiles import PROFILES

    return options.config or str(PROFILES)
