"""What importing costs, and a first client for an https host: CPU time over a bare interpreter's, and memory."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from typing import Final, NamedTuple

from .clients import HTTPX, OURS, PYTHON_OKX
from .measuring import turned

BARE: Final = "python"
_IMPORT: Final = {
    BARE: "pass",
    OURS: "from okx_margin_client import OkxMargin; from okx_margin_auth import OkxAuth",
    HTTPX: "import httpx",
    PYTHON_OKX: "from okx.Account import AccountAPI",
}
_CLIENT: Final = {
    BARE: "pass",
    OURS: "OkxMargin(OkxAuth('key', 'secret', 'passphrase'))",
    HTTPX: "httpx.Client()",
    PYTHON_OKX: "AccountAPI('key', 'secret', 'passphrase')",
}
_MEMORY: Final = """
import gc, tracemalloc
from okx_margin_client import OkxMargin; from okx_margin_auth import OkxAuth
auth = OkxAuth('key', 'secret', 'passphrase')
kept = [OkxMargin(auth) for _ in range(10)]
gc.collect(); tracemalloc.start()
kept += [OkxMargin(auth) for _ in range(500)]
gc.collect(); print(tracemalloc.get_traced_memory()[0] / 500 / 1024)
"""


class Start(NamedTuple):
    """CPU seconds of one process over a bare interpreter's: importing, and importing and a first client."""

    imported: float
    first_client: float


def measure(rounds: int) -> dict[str, list[Start]]:
    """For each client in turn, in as many fresh processes; all compiled in a first round, as pip compiles them."""
    starts: dict[str, list[Start]] = {name: [] for name in _IMPORT if name != BARE}
    with tempfile.TemporaryDirectory() as compiled:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for round_ in range(-1, rounds):
            bare = _cpu(_IMPORT[BARE], environment)
            for name in turned(list(starts), round_):
                imported = _cpu(_IMPORT[name], environment) - bare
                first = _cpu(f"{_IMPORT[name]}; {_CLIENT[name]}", environment) - bare
                if round_ >= 0:
                    starts[name].append(Start(imported, first))
    return starts


def memory() -> float:
    """KiB that one more client takes, before its first call."""
    return float(subprocess.check_output([sys.executable, "-c", _MEMORY], text=True))  # noqa: S603


def _cpu(code: str, environment: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.check_call([sys.executable, "-c", code], env=environment)  # noqa: S603
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
