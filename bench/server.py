"""The server that all clients are measured against: server.go, built for this run."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

_CERTIFICATE: Final = Path(__file__).parents[1] / "tests" / "transport" / "localhost.pem"


class MissingToolError(Exception):
    """The benchmark cannot run here; says what it lacks."""


class Server(NamedTuple):
    """Where it listens, and the file that its certificate is verified against; "" without TLS."""

    base_url: str
    certificate: str

    def context(self) -> ssl.SSLContext | None:
        """What verifies it; None without TLS."""
        return ssl.create_default_context(cafile=self.certificate) if self.certificate else None


@contextmanager
def built() -> Generator[str]:
    """Builds server.go; the program's path."""
    go = shutil.which("go")
    if go is None:
        raise MissingToolError(
            "go is missing: the benchmark's server is compiled with it (https://go.dev/dl)."
        )
    with tempfile.TemporaryDirectory() as folder:
        program = str(Path(folder) / "server")
        source = Path(__file__).with_name("server.go")
        offline = {**os.environ, "GO111MODULE": "off", "GOTOOLCHAIN": "local", "GOFLAGS": ""}
        built = subprocess.run(  # noqa: S603 - the server beside this file
            [go, "build", "-o", program, source.name],
            cwd=source.parent,
            env=offline,
            capture_output=True,
            text=True,
        )
        if built.returncode:
            raise MissingToolError(f"go cannot build {source.name}: {built.stderr.strip()}")
        yield program


@contextmanager
def serving(program: str, *, tls: bool = False, delay: str = "0ms") -> Generator[Server]:
    """Runs the server on this process's other processor, where there is one; it ends with this process.

    With `tls` it speaks TLS 1.3 and sends the exchange's seventeen fields; `delay` comes before each answer.
    """
    options = ["-delay", delay, *(("-tls", str(_CERTIFICATE), "-long") if tls else ())]
    with subprocess.Popen(  # noqa: S603
        [program, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        _apart(running.pid)
        address = running.stdout.readline().strip() if running.stdout else ""
        yield Server(f"{'https' if tls else 'http'}://{address}", str(_CERTIFICATE) if tls else "")
        # leaving the block closes its standard input, which ends it


def _apart(server: int) -> None:
    if hasattr(os, "sched_setaffinity"):
        processors = sorted(os.sched_getaffinity(server))
        os.sched_setaffinity(0, processors[:1])
        os.sched_setaffinity(server, processors[1:] or processors)
