"""A call while the interpreter is shutting down."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .host import CERTIFICATE, Host, Peer, answer


def answers_once(peer: Peer) -> None:
    number = peer.request()
    if number is not None:
        peer.send(answer(number, fields="Connection: close\r\n"))


@pytest.mark.parametrize("kind", ["threads", "tasks"])
def test_at_exit_a_client_that_has_called_before_calls_and_another_says_why_not(
    kind: str, tmp_path: Path
) -> None:
    with Host(answers_once, tls=True) as host:
        by_name = host.base_url.replace("127.0.0.1", "localhost")
        run = subprocess.run(
            [sys.executable, "-m", "tests.transport.at_exit", kind, by_name, str(tmp_path)],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "SSL_CERT_FILE": str(CERTIFICATE)},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert host.connections == 2
    assert (run.stdout, run.stderr) == ("NotSentError True\ndone\ndone\ndone\n", "")
