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

    def unusable(self, known: Mapping[str, Kind], *, others: bool) -> str:
        """What is not as `known` has it, in words; "" where all is well.

        Args:
            known: The names there are, and the kind of value of each.
            others: Whether names that are nothing like a known one may stand there as well.
        """
        told: list[str] = []
        for name in sorted(self._values):
            kind = known.get(name)
            if kind is not None and isinstance(self._values[name], _KINDS[kind]):
                continue
            near = get_close_matches(name.lower(), known, n=1, cutoff=0.8)
            if near:
                told.append(name if near == [name] else f"something like {near[0]}")
            elif not others:
                told.append("")
        if told and not any(told):
            return "a name or a section that means nothing here"
        return ", ".join(filter(None, told))

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
        where = "it is nested too deeply"
    raise ConfigurationError(f"{file} is not TOML ({where}). Write lines such as: passphrase = '...'")


def _read_private(file: Path, check_permissions: bool, waiver: str) -> Secret:
    try:
        with file.open("rb") as opened:
            mode = stat.S_IMODE(os.fstat(opened.fileno()).st_mode)
            if not check_permissions or os.name != "posix" or not mode & (stat.S_IRWXG | stat.S_IRWXO):
                return Secret(opened.read().decode("utf-8-sig"))
    except OSError as error:
        problem = f"{file} cannot be read: {error.strerror}."
    except UnicodeDecodeError:
        problem = f"{file} is not UTF-8 text."
    else:
        problem = (
            f"{file} holds secrets, and others than its owner have access to it (mode {mode:03o}). "
            f"{_remedy(file, waiver)}"
        )
    raise ConfigurationError(problem)


def _remedy(file: Path, waiver: str) -> str:
    """What to do about a file that others may read; where secrets are mounted, nobody can change its mode."""
    if os.statvfs(file).f_flag & os.ST_RDONLY or file.stat().st_uid != os.geteuid():
        return (
            "Its mode cannot be changed from here, as on a read-only mount of secrets: mount it with mode 0400, "
            "hand the secrets over as variables and use OkxAuth.from_env(), or, where nobody else is on this "
            f"machine, waive the check with {waiver[:-1]}, check_permissions=False)."
        )
    return f"Run: chmod 600 {shlex.quote(str(file))}"
