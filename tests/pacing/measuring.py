"""Calls by processes of their own, through a network that may be slow, into the mock: how many are refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import NamedTuple

from okx_margin_mock import MockServer
from tests.pacing.exchange import POSITION, shortest
from tests.pacing.proxy import Proxy


class Measured(NamedTuple):
    """How many of the calls were refused with 50011, and in how many times the shortest possible time they
    were all done."""

    refused: int
    ratio: float


def measure(
    mock: MockServer,
    pacing: str,
    how: str,
    calls: int,
    *,
    processes: int = 1,
    network: Proxy | None = None,
) -> Measured:
    """Let processes make `calls` each, on one User ID that nobody has used yet, through the network."""
    mock.reset()
    key = mock.key()
    address = mock.base_url if network is None else f"http://127.0.0.1:{network.port}"
    environment = {
        **os.environ,
        "OKX_API_KEY": key.api_key,
        "OKX_SECRET_KEY": key.secret_key,
        "OKX_PASSPHRASE": key.passphrase,
        "OKX_BASE_URL": address,
    }
    command = [sys.executable, "-m", "tests.pacing.calls", pacing, how, str(calls)]
    started = [
        subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        for _ in range(processes)
    ]
    try:
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in started:
            assert process.stdin is not None
            process.stdin.write("\n")
        outcomes = [json.loads(process.communicate(timeout=300)[0]) for process in started]
    finally:
        for process in started:
            process.kill()
    refused, began, ended = zip(*outcomes, strict=True)
    limit = POSITION.rate_limit
    possible = shortest(processes * calls, limit.requests, limit.seconds)
    return Measured(sum(refused), (max(ended) - min(began)) / possible)
