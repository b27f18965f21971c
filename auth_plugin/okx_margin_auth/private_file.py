"""A TOML file of secrets, which nobody but its owner may read."""

import os
import shlex
import stat
import tomllib
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, cast

from .errors import ConfigurationError
from .secret import Secret

Kind = Literal["text", "boolean", "section"]
_KINDS: Mapping[Kind, type[str | bool | dict[Any, Any]]] = {"text": str, "boolean": bool, "section": dict}


class Table:
    """A TOML file, or a section of one, that shows itself to nobody: people paste secrets as names, too."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def text(self, name: str) -> Secret:
        """A string; empty where there is none."""
        value = self._values.get(name)
        return Secret(value if isinstance(value, str) else "")

    def true(self, name: str) -> bool:
        """Whether it is `true`."""
        return self._values.get(name) is True

    def section(self, name: Secret) -> "Table | None":
        """The section of this name; None where there is none."""
        value = self._values.get(name.reveal()) if name.usable else None
        return Table(cast("Mapping[str, object]", value)) if isinstance(value, dict) else None

    def among(self, names: Collection[str]) -> list[str]:
        """Those of `names` that are there."""
        return [name for name in names if name in self._values]

    def unusable(self, known: Mapping[str, Kind], *, others: bool) -> tuple[str, str]:
        """What is not as `known` has it, in English and Chinese words; "" where all is well.

        Args:
            known: The names there are, and the kind of value of each.
            others: Whether names that are nothing like a known one may stand there as well.
        """
        told: list[tuple[str, str]] = []
        foreign = False
        for name in sorted(self._values):
            kind = known.get(name)
            if kind is not None and isinstance(self._values[name], _KINDS[kind]):
                continue
            near = get_close_matches(name.lower(), known, n=1, cutoff=0.8)
            if near:
                told.append(
                    (name, name) if near == [name] else (f"something like {near[0]}", f"近似 {near[0]}")
                )
            foreign = foreign or not near
        if foreign and not others and not told:
            return "a name or a section that means nothing here", "不认识的名称或小节"
        return ", ".join(en for en, _ in told), "、".join(zh for _, zh in told)

    def __repr__(self) -> str:
        return "***"


def read(path: str | os.PathLike[str], check_permissions: bool, *, waiver: str) -> tuple[Path, Table]:
    """The file and what stands in it.

    Every error is raised outside of `except`, lest it carry along the one it replaces, which quotes the file.

    Args:
        path: Where it is; ``~`` is the user's home.
        check_permissions: Whether to refuse one that others have access to, where POSIX permissions exist.
        waiver: How the caller's user waives that, as in "OkxAuth.from_file(…)".

    Raises:
        ConfigurationError: It cannot be read, others have access to it, or it is not TOML.
    """
    try:
        file = Path(path).expanduser()
    except RuntimeError:
        file = Path(path)  # a home that is not known stays in the path, and in the error about it
    text = _read_private(file, check_permissions, waiver)
    try:
        return file, Table(tomllib.loads(text.reveal()))
    except tomllib.TOMLDecodeError as error:
        where = str(error).rpartition(" (")[2].rstrip(")")
    except RecursionError:
        where = "nested too deeply"
    raise ConfigurationError(
        f"{file} is not TOML ({where}). Write lines such as: passphrase = '...'",
        f"{file} 不是有效的 TOML（{where}）。每行的写法如：passphrase = '...'",
    )


def _read_private(file: Path, check_permissions: bool, waiver: str) -> Secret:
    try:
        with file.open("rb") as opened:
            mode = stat.S_IMODE(os.fstat(opened.fileno()).st_mode)
            if not check_permissions or os.name != "posix" or not mode & (stat.S_IRWXG | stat.S_IRWXO):
                return Secret(opened.read().decode("utf-8-sig"))
    except OSError as error:
        problem = f"{file} cannot be read: {error.strerror}.", f"无法读取 {file}：{error.strerror}。"
    except UnicodeDecodeError:
        problem = f"{file} is not UTF-8 text: save it as UTF-8.", f"{file} 不是 UTF-8 文本，请另存为 UTF-8。"
    else:
        remedy, remedy_zh = _remedy(file, waiver)
        problem = (
            f"{file} holds secrets, and others than its owner have access to it (mode {mode:03o}). {remedy}",
            f"{file} 存有密钥，但其他用户也能访问（权限 {mode:03o}）。{remedy_zh}",
        )
    raise ConfigurationError(*problem)


def _remedy(file: Path, waiver: str) -> tuple[str, str]:
    """What to do about a file that others may read; where secrets are mounted, nobody can change its mode."""
    if os.statvfs(file).f_flag & os.ST_RDONLY or file.stat().st_uid != os.geteuid():
        return (
            "Its mode cannot be changed from here, as on a read-only mount of secrets: mount it with mode 0400, "
            "hand the secrets over as variables and use OkxAuth.from_env(), or, where nobody else is on this "
            f"machine, waive the check with {waiver[:-1]}, check_permissions=False).",
            "此处无法修改其权限（例如只读挂载）：请以权限 0400 挂载，或改用环境变量 (OkxAuth.from_env())；"
            f"如果这台机器没有其他用户，可用 {waiver[:-1]}, check_permissions=False) 跳过检查。",
        )
    command = f"chmod 600 {shlex.quote(str(file))}"
    return f"Run: {command}", f"请运行：{command}"
