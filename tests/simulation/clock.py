"""The time that our code sees while a world is played: the world's."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from typing import Protocol
from unittest.mock import patch

MODULES = (
    "okx_margin_auth.clock",
    "okx_margin_auth.flow",
    "okx_margin_runtime.conduct",
    "okx_margin_runtime.journal",
    "okx_margin_runtime.journal.thread",
    "okx_margin_runtime.entry",
    "okx_margin_runtime.preparation",
    "okx_margin_runtime.recording",
)
"""Whatever of ours asks for the time on the way of a call."""


class Timed(Protocol):
    """What has a time: a world.

    Attributes:
        machine_is_ahead: Seconds that our machine's clock is wrong by.
    """

    machine_is_ahead: float

    @property
    def now(self) -> float:
        """True time, in Unix seconds."""
        ...


class Clocks:
    """In place of the module `time`."""

    def __init__(self) -> None:
        self.world: Timed | None = None

    def time(self) -> float:
        """This machine's clock, which may be wrong and be corrected."""
        assert self.world is not None
        return self.world.now + self.world.machine_is_ahead

    def monotonic(self) -> float:
        """Runs with true time, from a beginning of its own."""
        assert self.world is not None
        return self.world.now - 1_700_000_000.0


CLOCKS = Clocks()


@contextmanager
def simulated() -> Generator[Clocks]:
    """Our modules see the time of `CLOCKS.world`."""
    with ExitStack() as patched:
        for module in MODULES:
            patched.enter_context(patch(f"{module}.time", CLOCKS))
        yield CLOCKS
