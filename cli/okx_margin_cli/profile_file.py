"""Writing a profile into OKX's own configuration file, so that no reader ever finds half of one."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkstemp
from typing import Any, TypeAlias, cast

from okx_margin_auth import ConfigurationError, Secret

from .texts import t

Values: TypeAlias = Mapping[str, Secret | bool | None]
"""What a profile is to hold; None for what it is not to."""


class ProfileFile:
    """The file, or the one that a symbolic link there leads to; comments and other profiles stay as they are."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Raises ConfigurationError where it would be in the home of a user who has none."""
        try:
            self.path: Path = Path(os.path.realpath(Path(path).expanduser()))
        except RuntimeError:
            raise ConfigurationError(
                t(
                    f"{path} is in a home folder, and there is none. Set HOME, or name another file with --config.",
                    f"{path} 位于主目录，但当前用户没有主目录。请设置 HOME，或用 --config 指定其他文件。",
                )
            ) from None

    def has(self, name: Secret) -> bool:
        """Whether there is a profile of this name. Raises ConfigurationError, as `write` does."""
        return name.reveal() in _profiles(tomllib.loads(self._text().reveal()))

    def write(self, name: Secret, values: Values) -> bool:
        """Write the profile, the file's mode 600 afterwards; what else stands in the profile stays.

        Returns:
            Whether it is the default profile now.

        Raises:
            ConfigurationError: The file cannot be read or written, or its form cannot be kept; it is as before.
        """
        before = self._text()
        after = _edited(before, name, values)
        if not _as_meant(before, after, name, values):
            raise ConfigurationError(
                t(
                    f"{self.path} has a form that cannot be kept while a profile is written into it; nothing was "
                    "changed. Write the profile with an editor, as a section [profiles.NAME].",
                    f"{self.path} 的写法无法在写入配置时保持不变，文件未改动。请用编辑器添加 [profiles.名称] 一节。",
                )
            )
        self._replace(after)
        return bool(tomllib.loads(after.reveal()).get("default_profile", "default") == name.reveal())

    def _text(self) -> Secret:
        """What stands there; nothing, where there is no file. It is TOML."""
        if self.path.exists() and not (
            self.path.is_file() or self.path.is_dir()
        ):  # /dev/null would be replaced
            raise ConfigurationError(
                t(
                    f"{self.path} is a device or a pipe, which cannot hold a profile: name a file with --config.",
                    f"{self.path} 是设备或管道，不能保存配置：请用 --config 指定普通文件。",
                )
            )
        try:
            text = Secret(self.path.read_bytes().decode("utf-8-sig"))
            tomllib.loads(text.reveal())
        except FileNotFoundError:
            return Secret("")
        except OSError as error:
            problem = t(f"cannot be read: {error.strerror}.", f"无法读取：{error.strerror}。")
        except (ValueError, RecursionError):
            problem = t("is not TOML: mend or move it first.", "不是有效的 TOML，请先修正或移走。")
        else:
            return text
        raise ConfigurationError(f"{self.path} {problem}")  # outside of `except`: that error quotes the file

    def _replace(self, text: Secret) -> None:
        """All of it or nothing: a new file of mode 600 takes the old one's place."""
        written: str | None = None
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, written = mkstemp(prefix=".config-", dir=self.path.parent)  # mode 600, whatever the umask
            with os.fdopen(handle, "wb") as file:
                file.write(text.reveal().encode())
                file.flush()
                os.fsync(file.fileno())
            Path(written).replace(self.path)
            return
        except OSError as error:
            problem = error.strerror
        finally:
            if written is not None:
                Path(written).unlink(missing_ok=True)
        raise ConfigurationError(
            t(
                f"{self.path} cannot be written: {problem}. It is as it was.",
                f"无法写入 {self.path}：{problem}。文件未改动。",
            )
        )


def _profiles(table: Mapping[str, Any]) -> Mapping[str, Any]:
    profiles = table.get("profiles", {})
    return cast("Mapping[str, Any]", profiles) if isinstance(profiles, dict) else {}


def _edited(before: Secret, name: Secret, values: Values) -> Secret:
    """The file's text with the profile in it; the first profile of a file becomes its default."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError
    from tomlkit.items import Table

    try:
        document = tomlkit.parse(before.reveal())
        if "profiles" not in document:
            if "default_profile" not in document:
                document["default_profile"] = name.reveal()
            document["profiles"] = tomlkit.table(is_super_table=True)
        profiles: Any = document["profiles"]
        new = name.reveal() not in profiles
        if new:
            profiles[name.reveal()] = tomlkit.table()
        for key, value in values.items():
            if value is None:
                profiles[name.reveal()].pop(key, None)
            else:
                profiles[name.reveal()][key] = _plain(value)
        if new and isinstance(profiles[name.reveal()], Table):
            profiles[name.reveal()].add(tomlkit.nl())  # other sections may follow
        return Secret(f"{tomlkit.dumps(document).rstrip()}\n")
    except (TOMLKitError, AttributeError, TypeError, ValueError):
        return Secret("")  # which is not what is meant, and so is never written


def _as_meant(before: Secret, after: Secret, name: Secret, values: Values) -> bool:
    """Whether the new text says what the old one did and the profile, and nothing else."""
    meant = tomllib.loads(before.reveal())
    if "profiles" not in meant:
        meant.setdefault("default_profile", name.reveal())
    there = _profiles(meant).get(name.reveal(), {})
    if not isinstance(there, dict):
        return False
    profile: dict[str, object] = {**cast("Mapping[str, object]", there), **values}
    kept = {key: _plain(value) for key, value in profile.items() if value is not None}
    meant["profiles"] = {**_profiles(meant), name.reveal(): kept}
    return tomllib.loads(after.reveal()) == meant


def _plain(value: object) -> Any:
    return value.reveal() if isinstance(value, Secret) else value
