"""A child never touches its parent's connections, and the parent's go on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .callers import ANSWERED, Outcome
from .forks import CALLS, SCENARIOS
from .host import CERTIFICATE, Host
from .tally import Tally


@pytest.mark.slow
def test_parent_and_children_each_get_their_own_answers(transport: str, wire: str) -> None:
    with Host(tls=wire == "tls") as host:
        run = subprocess.run(
            [sys.executable, "-X", "dev", "-m", "tests.transport.forks", transport, host.base_url],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=60,
        )
        tally = Tally()
        for line in run.stdout.splitlines():
            number, kind, said = line.split("\t")
            tally.add(number, Outcome(kind, said, 0))
        tally.hold_against(host.received)
    calls_of = {"before use": 5, "after use": 6, "child closes": 6, "multiprocessing": 7}
    assert tally.kinds == {ANSWERED: CALLS * sum(calls_of[each] for each in SCENARIOS)}, run.stderr
    if "httpx" not in transport:  # which uses no connection twice
        assert host.connections == 4 + 4 + 4 + 5  # the parent keeps its one throughout


def printed(code: str) -> str:
    """What a program of its own prints."""
    command = [sys.executable, "-W", "ignore", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.slow
def test_a_fork_in_the_midst_of_loading_certificates_leaves_the_child_none_that_nobody_releases() -> None:
    code = (
        "import os, signal, threading, time\n"
        "from okx_margin_runtime.transport import certificates\n"
        "load, loading = certificates._new, threading.Event()\n"
        "certificates._new = lambda: (loading.set(), time.sleep(0.3), load())[2]\n"
        "thread = threading.Thread(target=certificates.verifying)\n"
        "thread.start(); loading.wait()\n"
        "if (child := os.fork()) == 0:\n"
        "    signal.alarm(20); certificates.verifying(); os._exit(0)\n"
        "thread.join(); print(os.waitpid(child, 0)[1])\n"
    )
    assert printed(code) == "0\n"


def test_a_child_may_fork_in_any_thread() -> None:
    code = (
        "import os, signal, threading\n"
        "import okx_margin_client; okx_margin_client.OkxMargin\n"
        "def fork():\n"
        "    return os.fork() or os._exit(0)\n"
        "if (child := os.fork()) == 0:\n"
        "    signal.alarm(20)\n"
        "    thread = threading.Thread(target=fork); thread.start(); thread.join(); os._exit(0)\n"
        "print(os.waitpid(child, 0)[1])\n"
    )
    assert printed(code) == "0\n"


@pytest.mark.parametrize(
    ("kind", "wire"),
    [("threads", "tls"), ("tasks", "tls"), ("httpx tasks", "tcp")],
)
def test_a_fork_in_the_midst_of_a_late_import_leaves_the_child_able_to_call(
    kind: str, wire: str, tmp_path: Path
) -> None:
    with Host(tls=wire == "tls") as host:
        module = "tests.transport.late_imports"
        run = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", module, kind, host.base_url, str(tmp_path)],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "SSL_CERT_FILE": str(CERTIFICATE)},
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert (run.stdout, run.stderr) == ("True\n", "")
