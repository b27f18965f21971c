"""The server that all clients are measured against: server.go, built for this run."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


class MissingToolError(Exception):
    """The benchmark cannot run here; says what it lacks."""


@contextmanager
def server() -> Generator[str]:
    """Builds and runs server.go; its base URL. It ends with this process, however that ends."""
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
        pipe = subprocess.PIPE
        with subprocess.Popen([program], stdin=pipe, stdout=pipe, text=True) as running:  # noqa: S603
            address = running.stdout.readline().strip() if running.stdout else ""
            yield f"http://{address}"
            # leaving the block closes its standard input, which ends it
