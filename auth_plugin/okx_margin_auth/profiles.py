"""Profiles of OKX's own command line, which keeps keys in ~/.okx/config.toml."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from .configuration import CREDENTIALS, Configuration, Settings
from .credentials import WHERE_TO_CREATE_A_KEY, WHERE_TO_CREATE_A_KEY_ZH
from .errors import ConfigurationError
from .private_file import Kind, Table, read
from .secret import Secret

PROFILES: Final = Path("~/.okx/config.toml")
"""Where OKX's own command line looks, and nowhere else."""

_WITHOUT_A_NAME: Final = "default"
"""The profile that OKX's command line takes where the file has no default_profile."""

_FILE: Final[Mapping[str, Kind]] = {"default_profile": "text", "profiles": "section"}
_PROFILE: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(CREDENTIALS, "text"),
    "demo": "boolean",
    "site": "text",
    "base_url": "text",
    "proxy_url": "text",
}
_NOT_HERE: Final = ("environment", "region", "is_demo", "simulated")
"""Names that elsewhere choose between demo and live trading, or a host. Here they would do nothing, silently."""


def from_profile(
    name: str | Secret | None, path: str | os.PathLike[str] | None, *, check_permissions: bool = True
) -> Configuration:
    """What one profile says: for live trading, unless it says ``demo = true``.

    The name is not repeated in errors, nor are others of the file: it may be a secret in the wrong place.

    Args:
        name: The profile's; the file's default_profile where it is None, and "default" where it has none.
        path: Another file than `PROFILES`.
        check_permissions: Whether to refuse a file that others have access to.

    Raises:
        ConfigurationError: The file cannot be read or used, others have access to it, or it has no such
            profile.
    """
    wanted = None if name is None else Secret(name)
    del name  # an error from here on may have its traceback's locals printed
    file, table = read(
        PROFILES if path is None else path, check_permissions, waiver="OkxAuth.from_profile(...)"
    )
    unusable, unusable_zh = table.unusable(_FILE, others=True)
    if unusable:
        raise ConfigurationError(
            f"{file} holds {unusable}, which cannot be used: default_profile is a name in quotes, and each "
            "profile a section [profiles.NAME].",
            f"{file} 含有无法使用的内容（{unusable_zh}）：default_profile 是带引号的名称，"
            "每个配置是一节 [profiles.名称]。",
        )
    profile = _named(file, table, wanted)
    _check(file, profile)
    given = {each: profile.text(each) for each in CREDENTIALS}
    settings: Settings = {"environment": "demo" if profile.true("demo") else "live"}
    if site := profile.text("site").reveal():
        settings["region"] = site
    if base_url := profile.text("base_url").reveal():
        settings["base_url"] = base_url
    settings["proxy"] = profile.text("proxy_url")
    return Configuration(settings=settings, **given)


def _named(file: Path, table: Table, wanted: Secret | None) -> Table:
    profiles = table.section(Secret("profiles")) or Table({})
    name = wanted
    if name is None:
        name = table.text("default_profile")
        name = name if name.reveal() else Secret(_WITHOUT_A_NAME)
    profile = profiles.section(name)
    if profile is None:
        meant = "of that name" if wanted is not None else "that would be the default"
        usual = ", ".join(profiles.among(("default", "demo", "live")))
        raise ConfigurationError(
            f"{file} has no profile {meant}{f', but it has {usual}' if usual else ''}. A profile is a section "
            "[profiles.NAME], and default_profile names the one to use where none is named "
            f"({_WITHOUT_A_NAME!r}, if that is left out).",
            f"{file} 中没有{'该名称的配置' if wanted is not None else '默认配置'}{f'，但有 {usual}' if usual else ''}。"
            "每个配置是一节 [profiles.名称]；未指定名称时使用 default_profile 所指的配置"
            f"（省略时为 {_WITHOUT_A_NAME}）。",
        )
    return profile


def _check(file: Path, profile: Table) -> None:
    unusable, unusable_zh = profile.unusable(_PROFILE, others=True)
    if not unusable:
        unusable = unusable_zh = ", ".join(profile.among(_NOT_HERE))
    if unusable:
        raise ConfigurationError(
            f"The profile in {file} holds {unusable}, which cannot be used. It may hold demo, which is true or "
            f"false without quotes, and {', '.join(each for each in _PROFILE if each != 'demo')}, each a string "
            "in quotes; a profile without demo = true is for live trading.",
            f"{file} 的该配置含有无法使用的内容（{unusable_zh}）。demo 的值为不带引号的 true 或 false，"
            f"{'、'.join(each for each in _PROFILE if each != 'demo')} 的值为带引号的字符串；"
            "没有 demo = true 即为实盘。",
        )
    if missing := [each for each in CREDENTIALS if not profile.text(each).reveal()]:
        raise ConfigurationError(
            f"The profile in {file} lacks {', '.join(missing)}, or leaves it empty. {WHERE_TO_CREATE_A_KEY}.",
            f"{file} 的该配置缺少 {'、'.join(missing)}，或其值为空。{WHERE_TO_CREATE_A_KEY_ZH}。",
        )
