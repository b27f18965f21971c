"""Where credentials and settings come from: environment variables or a TOML file, never flags."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypedDict

from okx_margin_runtime.forks import unforked
from okx_margin_runtime.lazy_httpx import httpx

from .credentials import WHERE_TO_CREATE_A_KEY, WHERE_TO_CREATE_A_KEY_ZH
from .errors import ConfigurationError
from .secret import Secret

if TYPE_CHECKING:
    from .private_file import Kind

CREDENTIALS: Final = ("api_key", "secret_key", "passphrase")
_SETTINGS: Final[tuple[Literal["environment", "region", "base_url"], ...]] = (
    "environment",
    "region",
    "base_url",
)
_FILE: Final[Mapping[str, Kind]] = dict.fromkeys(CREDENTIALS + _SETTINGS, "text")
_ALSO: Final = {"region": "OKX_SITE", "base_url": "OKX_API_BASE_URL"}
"""What OKX's own command line calls the variables of two settings."""


class Settings(TypedDict, total=False):
    """What is not secret; what is left out takes `OkxAuth`'s default."""

    environment: str
    region: str
    base_url: str | httpx.URL | None
    proxy: str | Secret | None


class Configuration(NamedTuple):
    """What one source says."""

    api_key: Secret
    secret_key: Secret
    passphrase: Secret
    settings: Settings


def variables(environ: Mapping[str, str] | None = None) -> dict[str, Secret]:
    """What stands in the variables OKX_API_KEY to OKX_BASE_URL, by their names.

    This raises nothing: an environment prints itself, secrets and all, among a traceback's locals.
    """
    source = os.environ if environ is None else environ
    names = (*map(_variable, CREDENTIALS + _SETTINGS), *_ALSO.values())
    return {name: Secret(source.get(name)) for name in names}


def from_variables(found: Mapping[str, Secret]) -> Configuration:
    """A configuration out of `variables`, where an empty one counts as unset.

    Raises:
        ConfigurationError: OKX_API_KEY, OKX_SECRET_KEY or OKX_PASSPHRASE is not set, or two variables of the
            same meaning differ.
    """
    given = {name: found[_variable(name)] for name in CREDENTIALS + _SETTINGS}
    missing = [_variable(name) for name in CREDENTIALS if not given[name].reveal()]
    if missing:
        raise ConfigurationError(
            f"Not set, or empty: {', '.join(missing)}. Credentials are read from the environment variables "
            f"{', '.join(map(_variable, CREDENTIALS))}. {WHERE_TO_CREATE_A_KEY}. "
            "To try things out without a key, start the mock exchange: python -m okx_margin_mock.",
            f"未设置或为空：{'、'.join(missing)}。密钥从环境变量 {'、'.join(map(_variable, CREDENTIALS))} 读取。"
            f"{WHERE_TO_CREATE_A_KEY_ZH}。没有密钥也可以先用模拟交易所试用：python -m okx_margin_mock。",
        )
    for name, also in _ALSO.items():
        if not given[name].reveal():
            given[name] = found[also]
        elif found[also].reveal().rstrip("/") not in ("", given[name].reveal().rstrip("/")):
            raise ConfigurationError(
                f"{_variable(name)} and {also} are both set, and say different things. They mean the same: "
                "unset one of them.",
                f"{_variable(name)} 与 {also} 含义相同，但设置的值不一致，请取消其中一个。",
            )
    return _configuration(given)


def from_file(path: str | os.PathLike[str], *, check_permissions: bool = True) -> Configuration:
    """A TOML file with api_key, secret_key, passphrase, and if need be environment, region, base_url.

    Raises:
        ConfigurationError: Others than its owner may read the file, it cannot be read, is not TOML, lacks
            one of the first three or holds something else.
    """
    with unforked:
        from .private_file import read  # which imports what most have no use for

    file, table = read(path, check_permissions, waiver="OkxAuth.from_file(...)")
    if table.among(("profiles",)):
        raise ConfigurationError(
            f"{file} holds profiles, as OKX's own command line keeps them: use OkxAuth.from_profile(...).",
            f"{file} 是 OKX 官方命令行的多配置文件，请使用 OkxAuth.from_profile(...)。",
        )
    unusable, unusable_zh = table.unusable(_FILE, others=False)
    if unusable:
        raise ConfigurationError(
            f"{file} holds {unusable}, which cannot be used. It may hold "
            f"{', '.join(_FILE)}, each a string in quotes, at the top level.",
            f"{file} 含有无法使用的内容（{unusable_zh}）。顶层可以有 {'、'.join(_FILE)}，值为带引号的字符串。",
        )
    given = {name: table.text(name) for name in _FILE}
    if missing := [name for name in CREDENTIALS if not given[name].reveal()]:
        raise ConfigurationError(
            f"{file} lacks {', '.join(missing)}, or leaves it empty. {WHERE_TO_CREATE_A_KEY}.",
            f"{file} 缺少 {'、'.join(missing)}，或其值为空。{WHERE_TO_CREATE_A_KEY_ZH}。",
        )
    return _configuration(given)


def _variable(name: str) -> str:
    return f"OKX_{name.upper()}"


def _configuration(given: Mapping[str, Secret]) -> Configuration:
    settings: Settings = {}
    for name in _SETTINGS:
        if given[name].reveal():
            settings[name] = given[name].reveal()
    return Configuration(given["api_key"], given["secret_key"], given["passphrase"], settings)
