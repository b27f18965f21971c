"""Where credentials and settings come from: environment variables or a TOML file, never flags."""

import os
import shlex
import stat
import tomllib
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, TypedDict

import attrs
import httpx

from .credentials import WHERE_TO_CREATE_A_KEY
from .errors import ConfigurationError
from .secret import Secret

_CREDENTIALS = ("api_key", "secret_key", "passphrase")
_SETTINGS: tuple[Literal["environment", "region", "base_url"], ...] = ("environment", "region", "base_url")


class Settings(TypedDict, total=False):
    """What is not secret; what is left out takes `OkxAuth`'s default."""

    environment: str
    region: str
    base_url: str | httpx.URL | None


@attrs.frozen
class Configuration:
    """What one source says."""

    api_key: Secret
    secret_key: Secret
    passphrase: Secret
    settings: Settings


def variables(environ: Mapping[str, str] | None = None) -> dict[str, Secret]:
    """What stands in the variables OKX_API_KEY to OKX_BASE_URL, under the names of `OkxAuth`'s arguments.

    This raises nothing: an environment prints itself, secrets and all, among a traceback's locals.
    """
    source = os.environ if environ is None else environ
    return {name: Secret(source.get(_variable(name))) for name in _CREDENTIALS + _SETTINGS}


def from_variables(given: Mapping[str, Secret]) -> Configuration:
    """A configuration out of `variables`, where an empty one counts as unset.

    Raises:
        ConfigurationError: OKX_API_KEY, OKX_SECRET_KEY or OKX_PASSPHRASE is not set.
    """
    missing = [_variable(name) for name in _CREDENTIALS if not given[name].reveal()]
    if missing:
        raise ConfigurationError(
            f"Not set, or empty: {', '.join(missing)}. Credentials are read from the environment variables "
            f"{', '.join(map(_variable, _CREDENTIALS))}. {WHERE_TO_CREATE_A_KEY}. "
            "To try things out without a key, start the mock exchange: python -m okx_margin_mock."
        )
    return _configuration(given)


def from_file(path: str | os.PathLike[str], *, check_permissions: bool = True) -> Configuration:
    """A TOML file with api_key, secret_key, passphrase, and if need be environment, region, base_url.

    Raises:
        ConfigurationError: Others than its owner may read the file, it cannot be read, is not TOML, lacks
            one of the first three or holds something else.
    """
    file = Path(path).expanduser()
    table = _read_table(file, check_permissions)
    given = {name: value for name, value in table.items() if value and name in _CREDENTIALS + _SETTINGS}
    if unusable := table.keys() - given.keys():
        raise ConfigurationError(
            f"{file} holds {_told(unusable)}, which cannot be used. It may hold "
            f"{', '.join(_CREDENTIALS + _SETTINGS)}, each a string in quotes, at the top level."
        )
    missing = [name for name in _CREDENTIALS if name not in given or not given[name].reveal()]
    if missing:
        raise ConfigurationError(
            f"{file} lacks {', '.join(missing)}, or leaves it empty. {WHERE_TO_CREATE_A_KEY}."
        )
    return _configuration(given)


def _told(unusable: Collection[str]) -> str:
    """Names that are ours, or nearly so. Of others only that they are there: people paste secrets as names."""
    told: list[str] = []
    for name in sorted(unusable):
        near = get_close_matches(name, _CREDENTIALS + _SETTINGS, n=1, cutoff=0.8)
        told += [near[0] if near == [name] else f"something like {near[0]}"] if near else []
    return ", ".join(told) or "a name or a section that means nothing here"


def _variable(name: str) -> str:
    return f"OKX_{name.upper()}"


def _read_table(file: Path, check_permissions: bool) -> dict[str, Secret | None]:
    """What stands at the top level, None for what is not a string.

    The error is raised outside of `except`, lest it carry along the one it replaces, which quotes the file.
    """
    text = _read_private(file, check_permissions)
    try:
        table = tomllib.loads(text.reveal())
        return {name: Secret(value) if isinstance(value, str) else None for name, value in table.items()}
    except tomllib.TOMLDecodeError as error:
        where = str(error).rpartition(" (")[2].rstrip(")")
    raise ConfigurationError(f"{file} is not TOML ({where}). Write lines such as: passphrase = '...'")


def _read_private(file: Path, check_permissions: bool) -> Secret:
    """The text of a file that nobody but its owner can read (checked where POSIX permissions exist)."""
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
            f"{_remedy(file)}"
        )
    raise ConfigurationError(problem)


def _remedy(file: Path) -> str:
    """What to do about a file that others may read; where secrets are mounted, nobody can change its mode."""
    if os.statvfs(file).f_flag & os.ST_RDONLY or file.stat().st_uid != os.geteuid():
        return (
            "Its mode cannot be changed from here, as on a read-only mount of secrets: mount it with mode 0400, "
            "hand the secrets over as variables and use OkxAuth.from_env(), or, where nobody else is on this "
            "machine, waive the check with OkxAuth.from_file(..., check_permissions=False)."
        )
    return f"Run: chmod 600 {shlex.quote(str(file))}"


def _configuration(given: Mapping[str, Secret]) -> Configuration:
    settings: Settings = {}
    for name in _SETTINGS:
        if name in given and given[name].reveal():
            settings[name] = given[name].reveal()
    return Configuration(given["api_key"], given["secret_key"], given["passphrase"], settings)
