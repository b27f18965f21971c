"""Which keys sign: a flag's, else the variables', else those of a profile where OKX's command line keeps them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import CommandLine

NO_VARIABLES = dict.fromkeys(
    ("OKX_API_KEY", "OKX_SECRET_KEY", "OKX_PASSPHRASE", "OKX_BASE_URL", "OKX_ENVIRONMENT"), ""
)


@pytest.fixture
def file(okx_margin: CommandLine) -> Path:
    """A profile for demo trading, which is the default, and one for live trading, both on the mock."""
    folder = okx_margin.home / ".okx"
    folder.mkdir()
    file = folder / "config.toml"
    file.touch(mode=0o600)
    lines = ['default_profile = "demo"']
    for name, label in (("demo", "main"), ("live", "live")):
        key = okx_margin.mock.key(label)
        lines += [
            f"[profiles.{name}]",
            f'api_key = "{key.api_key}"',
            f'secret_key = "{key.secret_key}"',
            f'passphrase = "{key.passphrase}"',
            f'base_url = "{okx_margin.mock.base_url}"',
            *(["demo = true"] if name == "demo" else []),
        ]
    file.write_text("\n".join(lines))
    return file


def ended(okx_margin: CommandLine, *arguments: str, **variables: str) -> tuple[str | None, str | None]:
    """The environment in which positions were read, and the code of the refusal where they were not."""
    document: dict[str, Any] = okx_margin("positions", "--json", *arguments, **variables).document
    error: dict[str, Any] | None = document["error"]
    return document["environment"], error["code"] if error else None


def test_without_variables_the_default_profile_signs(okx_margin: CommandLine, file: Path) -> None:
    assert ended(okx_margin, **NO_VARIABLES) == ("demo", None)
    assert ended(okx_margin, "--profile", "live", **NO_VARIABLES) == ("live", None)
    assert ended(okx_margin, "--profile", "live", "--demo", **NO_VARIABLES) == ("demo", "50101")
    moved = file.rename(okx_margin.home / "moved.toml")
    assert ended(okx_margin, "--config", str(moved), **NO_VARIABLES) == ("demo", None)


def test_variables_go_before_a_file_and_a_flag_before_them(okx_margin: CommandLine, file: Path) -> None:
    file.write_text("not TOML")
    assert ended(okx_margin) == ("demo", None)
    assert okx_margin("positions", "--profile", "demo").code == 1
    assert ended(okx_margin, "--mock", "--profile", "demo") == ("demo", None)


def test_a_default_profile_and_a_variable_that_disagree_on_live_trading_are_refused(
    okx_margin: CommandLine, file: Path
) -> None:
    file.write_text(file.read_text().replace('default_profile = "demo"', 'default_profile = "live"'))
    variables = {**NO_VARIABLES, "OKX_ENVIRONMENT": "demo"}
    ran = okx_margin("positions", **variables)
    assert (ran.code, ran.out) == (1, "")
    assert "OKX_ENVIRONMENT says otherwise than the default profile" in ran.err
    assert ended(okx_margin, "--live", **variables) == ("live", None)
    assert ended(okx_margin, "--profile", "live", **variables) == ("live", None)
    assert ended(okx_margin, **{**variables, "OKX_ENVIRONMENT": "live"}) == ("live", None)


def test_half_of_a_key_in_the_variables_is_never_completed_from_a_file(
    okx_margin: CommandLine, file: Path
) -> None:
    ran = okx_margin("positions", OKX_SECRET_KEY="")
    assert (ran.code, ran.out) == (1, "")
    assert "Not set, or empty: OKX_SECRET_KEY" in ran.err


def test_what_to_do_about_a_wrong_key_holds_for_a_profile_too(okx_margin: CommandLine, file: Path) -> None:
    """Which variables do not change: beside one, a variable is refused or does nothing."""
    right = file.read_text()
    for old, new, code, remedy in (
        ("demo = true", "demo = false", "50101", "in a profile, demo = true or demo = false"),
        ('"Mock-passphrase-1"', '"another"', "50105", "(in a profile, passphrase)"),
        ("-000000000001", "-000000000004", "50119", "site in a profile"),
    ):
        file.write_text(right.replace(old, new))
        refused = okx_margin("positions", "--json", **NO_VARIABLES).document["error"]
        assert refused["code"] == code
        assert remedy in refused["remedy"]


def test_a_profile_that_is_not_there_ends_the_command_and_is_not_repeated(
    okx_margin: CommandLine, file: Path
) -> None:
    ran = okx_margin("positions", "--profile", "TypedSecret")
    assert (ran.code, ran.out) == (1, "")
    assert "has no profile of that name, but it has demo, live" in ran.err
    assert "TypedSecret" not in ran.err


@pytest.mark.skipif(sys.platform == "win32", reason="a user's home is found otherwise there")
def test_a_user_without_a_home_is_told_what_needs_one(okx_margin: CommandLine) -> None:
    """As containers have them, started with a number for a user and without HOME."""
    homeless = (
        "import os, pwd, sys\ndef nobody(_):\n    raise KeyError\n"
        "pwd.getpwuid = nobody\ndel os.environ['HOME'], os.environ['XDG_STATE_HOME']\n"
        "from okx_margin_cli.__main__ import main\nsys.exit(main(sys.argv[1:]))"
    )

    def run(*arguments: str, **variables: str) -> tuple[int, str]:
        ran = subprocess.run(
            [sys.executable, "-c", homeless, *arguments],
            env={**okx_margin.environment(), **variables},
            cwd=okx_margin.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return ran.returncode, ran.stderr

    add = ("add", "BTC-USDT-SWAP", "short", "1")
    assert "There are no keys" in run("positions", **NO_VARIABLES)[1]
    assert run("positions")[0] == run(*add, "--no-journal")[0] == 0
    for arguments in (("login",), add, ("journal",)):
        code, said = run(*arguments)
        assert (code, "Traceback" in said, "Set HOME" in said) == (1, False, True), said
    assert [*okx_margin.home.iterdir()] == []
