"""Streams that are closed, full or read by nobody: what happened, and the exit code that says so, stay as they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import CommandLine, Ran
from .test_moving import margin, sent

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="a POSIX shell closes and redirects the streams"
)

ADD = ("add", "BTC-USDT-SWAP", "short", "7")
TOO_MUCH = ("reduce", "BTC-USDT-SWAP", "short", "100000")


def with_streams(okx_margin: CommandLine, redirected: str, *arguments: str, **variables: str) -> Ran:
    """A command as a shell starts it with its streams `redirected`."""
    ran = subprocess.run(
        ["sh", "-c", f'"$@" {redirected}', "sh", sys.executable, "-m", "okx_margin_cli", *arguments],
        env={**okx_margin.environment(variables.pop("key", None)), **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def test_a_stream_that_is_closed_changes_no_exit_code(okx_margin: CommandLine) -> None:
    every = "<&- >&- 2>&-"
    assert with_streams(okx_margin, ">&-", *ADD).code == 0
    assert with_streams(okx_margin, every, *ADD, "--json").code == 0
    refused = with_streams(okx_margin, ">&-", *TOO_MUCH, "--json")
    assert (refused.code, "Traceback" in refused.err) == (1, False)
    assert (margin(okx_margin), sent(okx_margin)) == ("764", 3)
    assert with_streams(okx_margin, every, "no-such-command").code == 2
    assert with_streams(okx_margin, every, "--help").code == 0


def test_live_trading_asks_nobody_where_the_input_is_closed(okx_margin: CommandLine) -> None:
    ran = with_streams(okx_margin, "<&-", *ADD, key="live")
    assert (ran.code, sent(okx_margin)) == (2, 0)
    assert "Add --yes" in ran.err


def test_the_journal_never_has_the_number_of_a_closed_stream(okx_margin: CommandLine) -> None:
    looking = (
        "import os, sys\nfrom okx_margin_cli.__main__ import main\nmain(['code', '59301'])\n"
        "sys.exit(open(os.devnull).fileno() < 3 or sys.stdin.fileno() + sys.stdout.fileno() + sys.stderr.fileno() != 3)"
    )
    shell = ["sh", "-c", '"$@" <&- >&- 2>&-', "sh", sys.executable, "-c", looking]
    assert subprocess.run(shell, env=okx_margin.environment(), check=False).returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux's")
def test_a_full_disk_is_said_and_changes_no_exit_code(okx_margin: CommandLine) -> None:
    for command, code in ((ADD, 0), (TOO_MUCH, 1), (("--help",), 0), (("no-such-command",), 2)):
        ran = with_streams(okx_margin, ">/dev/full 2>/dev/full", *command)
        assert ran.code == code, command
    ran = with_streams(okx_margin, ">/dev/full", *ADD)
    assert (ran.code, "Traceback" in ran.err) == (0, False)
    assert "The output could not be written: No space" in ran.err


def test_help_that_nobody_reads_to_its_end_is_no_refusal(okx_margin: CommandLine) -> None:
    for command in ((), ("bot", "add")):
        process = okx_margin.start(*command, "--help")
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert (process.wait(timeout=20), process.stderr.read()) == (0, "")
        process.stderr.close()


def test_what_cannot_be_closed_afterwards_changes_no_exit_code() -> None:
    broken = (
        "import sys\nfrom okx_margin_cli.__main__ import main\nfrom okx_margin_cli import mock\n"
        "class Folder(mock.TemporaryDirectory):\n"
        "    def __exit__(self, *_):\n        super().__exit__(*_); raise OSError('not empty')\n"
        "from okx_margin_cli import journal_file; journal_file.TemporaryDirectory = Folder\n"
        "sys.exit(main(['--mock', 'add', 'BTC-USDT-SWAP', 'short', '5']))"
    )
    ran = subprocess.run([sys.executable, "-c", broken], capture_output=True, text=True, check=False)
    assert (ran.returncode, "Traceback" in ran.stderr) == (0, False)
