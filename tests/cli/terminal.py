"""A terminal of a width, with a person at it: a pseudo-terminal that controls the process in it."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import termios
import time
from types import TracebackType
from typing import Final, Self

from .conftest import CommandLine

_SHIM: Final = (
    "import fcntl, os, sys, termios\n"
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
    "os.execv(sys.executable, [sys.executable, '-m', 'okx_margin_cli', *sys.argv[1:]])"
)
_STYLES: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """`okx-margin` in it; what it prints is in `seen`, with its colours in `raw`."""

    def __init__(
        self,
        okx_margin: CommandLine,
        *arguments: str,
        columns: int = 120,
        key: str | None = None,
        **variables: str,
    ) -> None:
        self._person, inside = os.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        environment = {**okx_margin.environment(key), "TERM": "xterm-256color", **variables}
        self.process: Final = subprocess.Popen(
            [sys.executable, "-c", _SHIM, *arguments],
            env=environment,
            stdin=inside,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
        )
        os.close(inside)
        self.raw = ""

    @property
    def seen(self) -> str:
        return _STYLES.sub("", self.raw).replace("\r", "")

    def until(self, text: str, seconds: float = 30) -> None:
        """Reads until it is seen."""
        deadline = time.monotonic() + seconds
        while text not in self.seen:
            assert self._read(deadline), f"{text!r} is not seen in: {self.seen}"

    def types(self, text: str) -> None:
        os.write(self._person, text.encode())

    def ends(self, seconds: float = 60) -> int:
        """Reads to the end, and gives the exit code."""
        deadline = time.monotonic() + seconds
        while self._read(deadline):
            pass
        return self.process.wait(max(0.1, deadline - time.monotonic()))

    def hang_up(self) -> None:
        """The window is closed."""
        os.close(self._person)
        self._person = -1

    def _read(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._person], [], [], max(0.0, deadline - time.monotonic()))
        try:
            said = os.read(self._person, 65536) if ready else b""
        except OSError:  # the last one inside has closed it
            said = b""
        self.raw += said.decode(errors="replace")
        return bool(said)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self._person >= 0:
            os.close(self._person)
