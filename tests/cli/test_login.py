"""`okx-margin login`: a key goes into OKX's own configuration file, and nowhere else."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from select import select

import pytest

from okx_margin_auth import OkxAuth

from .conftest import CommandLine, Ran

TYPED = "TypedKey\nTyped\\Secret\"#'\nTyped Phrase\n"
SECRETS = TYPED.split("\n")[:3]
THERE = """\
# Kept by hand.
default_profile = "live"

[profiles.live]  # mine
api_key = "LiveKey" # never tell
secret_key = 'LiveSecret'
passphrase = '''LivePhrase'''
timeout_ms = 15000

[profiles.demo]
api_key = "OldKey"
secret_key = "OldSecret"
passphrase = "OldPhrase"
demo = true
site = "us"
proxy_url = "http://proxy.example:3128"

[other]
list = [1, 2]  # kept too
"""


def login(okx_margin: CommandLine, *arguments: str, typed: str = TYPED) -> Ran:
    ran = subprocess.run(
        [sys.executable, "-m", "okx_margin_cli", "login", *arguments],
        env=okx_margin.environment(),
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert not [secret for secret in [*SECRETS, "LiveKey", "OldKey"] if secret in ran.stdout + ran.stderr]
    return Ran(ran.returncode, ran.stdout, ran.stderr)


@pytest.fixture
def file(okx_margin: CommandLine) -> Path:
    return okx_margin.home / ".okx" / "config.toml"


def written(file: Path, name: str) -> str:
    """The section of a profile, with the empty line after it."""
    _, head, rest = file.read_text().partition(f"[profiles.{name}]\n")
    return head + rest.partition("\n\n")[0] + "\n\n"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_first_profile_makes_the_file_and_is_its_default(okx_margin: CommandLine, file: Path) -> None:
    ran = login(okx_margin)
    assert (ran.code, ran.err) == (0, "")
    assert "a profile for demo trading" in ran.out
    assert "okx-margin doctor --profile demo\n" in ran.out
    elsewhere = str(okx_margin.home / "my keys.toml")
    assert f"doctor --profile demo --config '{elsewhere}'\n" in login(okx_margin, "--config", elsewhere).out
    profile = dict(zip(("api_key", "secret_key", "passphrase"), SECRETS, strict=True))
    assert tomllib.loads(file.read_text()) == {
        "default_profile": "demo",
        "profiles": {"demo": {**profile, "demo": True, "site": "global"}},
    }
    assert OkxAuth.from_profile(path=file).environment == "demo"
    if os.name == "posix":
        assert (mode(file), mode(file.parent)) == (0o600, 0o700)
    assert [*file.parent.iterdir()] == [file]


def test_what_else_the_file_holds_stays_to_the_byte(okx_margin: CommandLine, file: Path) -> None:
    file.parent.mkdir()
    file.write_text(THERE)
    file.chmod(0o644)  # as OKX's own command line writes it
    assert login(okx_margin, "--profile", "bot", "--live", "--site", "eea").code == 0
    assert not {*THERE.splitlines()} - {*file.read_text().splitlines()}
    assert file.read_text().replace(written(file, "bot"), "") == THERE
    assert OkxAuth.from_profile("bot", path=file).environment == "live"
    assert OkxAuth.from_profile("bot", path=file).region == "eea"
    if os.name == "posix":
        assert mode(file) == 0o600
    assert login(okx_margin, "--replace").code == 0
    after = file.read_text()
    assert after.splitlines()[:9] == THERE.splitlines()[:9]
    assert "[other]\nlist = [1, 2]  # kept too\n" in after
    read = tomllib.loads(after)["profiles"]
    assert read["demo"]["api_key"] == SECRETS[0]
    assert (read["demo"]["site"], read["demo"]["proxy_url"]) == ("global", "http://proxy.example:3128")
    assert "Old" not in after


def test_a_profile_is_not_replaced_without_being_asked(okx_margin: CommandLine, file: Path) -> None:
    file.parent.mkdir()
    file.write_text(THERE)
    ran = login(okx_margin)
    assert (ran.code, ran.out) == (1, "")
    assert "has a profile of that name. Nothing was changed; --replace" in ran.err
    assert file.read_text() == THERE
    refused = login(okx_margin, "--json", "--lang", "zh")
    assert refused.document["exit_code"] == 1
    assert "同名配置" in refused.document["error"]["message"]


def test_a_region_that_okxs_own_command_line_lacks_is_written_as_its_host(
    okx_margin: CommandLine, file: Path
) -> None:
    assert login(okx_margin, "--live", "--site", "tr").code == 0
    profile = tomllib.loads(file.read_text())["profiles"]["live"]
    assert (profile["base_url"], profile["demo"], "site" in profile) == ("https://tr.okx.com", False, False)
    wrong = login(okx_margin, "--profile", "x", "--site", "mars")
    assert (wrong.code, "global, eea, us, au, tr" in wrong.err) == (1, True)
    assert "x" not in tomllib.loads(file.read_text())["profiles"]


def test_a_name_never_says_demo_of_a_live_profile(okx_margin: CommandLine, file: Path) -> None:
    assert login(okx_margin, "--profile", "demo", "--live").code == 2
    assert login(okx_margin, "--profile", "live", "--demo").code == 2
    for unreadable in ("", "demo\n", "d\udcffmo"):  # the last as the system hands on a byte that is no UTF-8
        assert login(okx_margin, "--profile", unreadable).code == 2
    assert login(okx_margin, "--mock").code == 2
    assert not file.exists()
    assert login(okx_margin, "--profile", "live").code == 0
    assert OkxAuth.from_profile("live", path=file).environment == "live"


@pytest.mark.parametrize("typed", ["", "key\nsecret\n", "key\nsecret\nphrasé\n", "key\nse\x00cret\nphrase\n"])
def test_what_is_no_key_is_not_written(okx_margin: CommandLine, file: Path, typed: str) -> None:
    ran = login(okx_margin, typed=typed)
    assert (ran.code, ran.out) == (1, "")
    assert not file.exists()


@pytest.mark.parametrize(
    "text",
    [
        "profiles.live.api_key = 'LiveKey'\n[profiles.x]\n",
        "\ufeff[profiles.live]\r\napi_key = 'LiveKey'\r\n",
        "[ui]\ncolour = true",
    ],
)
def test_every_form_of_the_file_takes_a_profile(okx_margin: CommandLine, file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_bytes(text.encode())
    assert login(okx_margin).code == 0
    before, after = tomllib.loads(text.removeprefix("\ufeff")), tomllib.loads(file.read_bytes().decode())
    assert after.pop("profiles").pop("demo")["api_key"] == SECRETS[0]
    before.pop("profiles", None)
    assert after == before | ({"default_profile": "demo"} if "ui" in before else {})


@pytest.mark.parametrize(
    "text",
    [
        "[profiles.demo",
        "profiles = 1",
        "[profiles]\ndemo = 1",
        "\xff",
        "profiles = {x = {api_key = 'LiveKey'}}",
    ],
)
def test_a_file_that_cannot_be_kept_as_it_is_is_left_alone(
    okx_margin: CommandLine, file: Path, text: str
) -> None:
    file.parent.mkdir()
    file.write_bytes(text.encode("latin-1"))
    ran = login(okx_margin, "--replace")
    assert (ran.code, file.read_bytes()) == (1, text.encode("latin-1"))
    assert str(file) in ran.err
    assert [*file.parent.iterdir()] == [file]


@pytest.mark.skipif(os.name != "posix", reason="symbolic links and modes as POSIX has them")
def test_a_link_stays_a_link_and_its_file_gets_the_profile(okx_margin: CommandLine, file: Path) -> None:
    elsewhere = okx_margin.home / "dotfiles" / "okx.toml"
    file.parent.mkdir()
    file.symlink_to(elsewhere)
    assert login(okx_margin).code == 0
    assert file.is_symlink()
    assert (mode(elsewhere), mode(elsewhere.parent)) == (0o600, 0o700)
    assert OkxAuth.from_profile("demo", path=file).environment == "demo"
    circle = okx_margin.home / "circle.toml"
    circle.symlink_to(circle)
    assert login(okx_margin, "--config", str(circle)).code == 1


def test_a_file_that_is_named_by_nothing_is_not_the_default_one(okx_margin: CommandLine, file: Path) -> None:
    ran = login(okx_margin, "--config", "")  # as of a shell's variable that is not set
    assert (ran.code, ran.out) == (1, "")
    assert "cannot be read" in ran.err
    assert not file.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX's")
def test_a_pipe_or_a_device_is_not_replaced_by_a_file(okx_margin: CommandLine) -> None:
    """Root may do that to /dev/null, and then every program of the machine writes into a file of secrets."""
    path = okx_margin.home / "pipe"
    os.mkfifo(path)
    ran = login(okx_margin, "--config", str(path))
    assert (ran.code, ran.out) == (1, "")
    assert "is a device or a pipe" in ran.err
    assert stat.S_ISFIFO(path.lstat().st_mode)


def test_a_place_that_cannot_be_written_is_named(okx_margin: CommandLine) -> None:
    (okx_margin.home / "plain").touch()
    places = [okx_margin.home / "plain" / "config.toml"]
    if sys.platform == "linux":
        places.append(Path("/proc/nowhere/config.toml"))
    for place in places:
        ran = login(okx_margin, "--config", str(place))
        assert (ran.code, ran.out) == (1, "")
        assert f"{place} cannot be " in ran.err


@pytest.mark.skipif(os.name != "posix", reason="no pseudo-terminals here")
def test_a_terminal_shows_nothing_of_what_is_typed(okx_margin: CommandLine, file: Path) -> None:
    code, shown = in_a_terminal(
        okx_margin, ("Region of the account", "eea"), *zip(LABELS, SECRETS, strict=True), arguments=["--live"]
    )
    assert code == 0
    assert not [secret for secret in SECRETS if secret in shown]
    assert "A profile for live trading." in shown
    assert OkxAuth.from_profile("live", path=file).base_url == "https://eea.okx.com"


@pytest.mark.skipif(os.name != "posix", reason="no pseudo-terminals here")
def test_a_terminal_is_asked_before_a_profile_is_replaced(okx_margin: CommandLine, file: Path) -> None:
    file.parent.mkdir()
    file.write_text(THERE)
    code, shown = in_a_terminal(okx_margin, ("Replace its key?", "n"))
    assert (code, file.read_text()) == (1, THERE)
    assert "Nothing was changed." in shown
    typed = [("Replace its key?", "y"), ("Region", ""), *zip(LABELS, SECRETS, strict=True)]
    assert in_a_terminal(okx_margin, *typed)[0] == 0
    assert tomllib.loads(file.read_text())["profiles"]["demo"]["api_key"] == SECRETS[0]


@pytest.mark.skipif(os.name != "posix", reason="no pseudo-terminals here")
@pytest.mark.parametrize("at", range(4))
def test_ctrl_c_at_any_question_leaves_everything_as_it_was(
    okx_margin: CommandLine, file: Path, at: int
) -> None:
    asked = [("Region", "global"), *zip(LABELS, SECRETS, strict=True)]
    code, shown = in_a_terminal(okx_margin, *asked[:at], (asked[at][0], "\x03"))
    assert code == 130
    assert "Traceback" not in shown
    assert not file.parent.exists()


LABELS = ("API key", "Secret key", "Passphrase")


def in_a_terminal(
    okx_margin: CommandLine, *typed: tuple[str, str], arguments: Sequence[str] = ()
) -> tuple[int, str]:
    """`login` in a terminal of its own: what it asks and what is typed then. Its exit code, and what was shown."""
    import pty

    ours, theirs = pty.openpty()
    own = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.executable, sys.argv[1:])"
    with subprocess.Popen(
        [sys.executable, "-c", own, sys.executable, "-m", "okx_margin_cli", "login", *arguments],
        env={**okx_margin.environment(), "TERM": "dumb"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        shown = ""
        try:
            for question, text in typed:
                shown += read_until(ours, question)
                os.write(ours, text.encode() if text == "\x03" else f"{text}\n".encode())
                while text == "\x03" and process.poll() is None:  # Python may miss one as it begins to read
                    with suppress(subprocess.TimeoutExpired):
                        process.wait(2)
                        break
                    os.write(ours, b"\x03")
            shown += read_until(ours, None)
        finally:
            process.kill()
            os.close(ours)
    return process.returncode, shown


def read_until(terminal: int, question: str | None) -> str:
    """What comes up to a question, whose prompt then waits with the echo off; all of it, for None."""
    shown = ""
    while question is None or not (question in shown and shown.endswith(": ")):
        assert select([terminal], [], [], 20)[0], f"{question} is not asked after {shown!r}"
        try:
            came = os.read(terminal, 4096)
        except OSError:  # the other side is closed
            came = b""
        if not came:
            assert question is None, shown
            break
        shown += came.decode()
    return shown
