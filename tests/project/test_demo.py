"""The demo shows what it promises."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_demo_shows_an_adjustment_on_each_endpoint_a_refusal_and_an_unknown_outcome() -> None:
    ran = run("examples/move_margin.py")
    assert (ran.returncode, ran.stderr) == (0, "")
    for line in (
        r"Isolated positions before",
        r"Added 1\.5 to BTC-USDT-SWAP short: real leverage \d",
        r"Added 10 to signal bot 123456\.",
        r"Refused, nothing moved: 59301: ",
        r"Unknown: No whole response came from 127\.0\.0\.1 .* Read the position .*before sending",
        r"Looked up: the margin changed by 1\.5, so it was processed\.",
        r"BTC-USDT-SWAP +short +753 ",
    ):
        assert re.search(line, ran.stdout), ran.stdout


def test_the_demo_needs_no_network_however_the_environments_proxies_are_set() -> None:
    nowhere = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:1")
    assert run("examples/move_margin.py", **nowhere).returncode == 0


def test_the_demo_never_trades_live_and_says_in_one_paragraph_what_is_missing() -> None:
    ran = run(
        "examples/move_margin.py",
        OKX_API_KEY="k",
        OKX_ENVIRONMENT="live",
        OKX_SECRET_KEY="",
        OKX_PASSPHRASE="",
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith("ConfigurationError: ")
    assert "OKX_SECRET_KEY" in ran.stderr
    assert ran.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT is sent as POSIX does")
def test_ctrl_c_ends_the_demo_quietly() -> None:
    demo = subprocess.Popen(
        [sys.executable, "-u", "examples/move_margin.py"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert demo.stdout is not None
    assert demo.stdout.readline().startswith("On the embedded mock")
    demo.send_signal(signal.SIGINT)
    _, complaint = demo.communicate(timeout=10)
    assert demo.returncode == 130
    assert complaint.strip().startswith("Stopped.")
    assert "Traceback" not in complaint
