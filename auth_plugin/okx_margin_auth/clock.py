"""The time that goes into a signature."""

import os
import time
from datetime import UTC, datetime
from typing import NamedTuple

_BELIEVED = 86_400.0
"""Seconds that the exchange's clock may be from the machine's."""


class Reading(NamedTuple):
    """One look at the exchange's clock.

    Attributes:
        offset: Seconds between the Unix epoch, by the exchange's clock, and the zero of `time.monotonic`.
    """

    offset: float


class Clock:
    """The machine's clock until the exchange's has been read; from then on that one, carried forward.

    It is carried by monotonic time, so that a step of the machine's clock changes nothing. Shared freely
    between threads and event loops.
    """

    def __init__(self) -> None:
        self.reading: Reading | None = None
        self.consulted: bool = False
        """Whether the exchange has been asked, with or without a usable answer."""
        self._second: tuple[int, str] = (-1, "")  # the last one that was asked for, with its text
        self._readers: dict[int, object] = {}
        """Who reads, by process: a child of a fork does not wait for a thread that it does not have."""

    def now(self) -> tuple[float, str]:
        """Now, in Unix seconds and as ``2020-12-08T09:08:57.715Z``: UTC, always three digits of milliseconds."""
        reading = self.reading
        now = time.time() if reading is None else time.monotonic() + reading.offset
        second, milliseconds = divmod(round(now * 1_000_000) // 1000, 1000)
        known, text = self._second
        if second != known:
            text = datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")
            self._second = second, text
        return now, f"{text}.{milliseconds:03d}Z"

    def set(self, server_time: int | None, sent: float, received: float) -> None:
        """Take over the exchange's time; where it could not be read or believed, the clock stays as it is.

        A time more than a day from this machine's is not the exchange's: no machine is set so wrong, and to
        believe it would have every later call refused.

        Args:
            server_time: Unix milliseconds.
            sent: Monotonic seconds when the question was sent.
            received: Monotonic seconds when the answer was there; half of the way is the answer's own.
        """
        if server_time is not None and abs(server_time / 1000 - time.time()) < _BELIEVED:
            self.reading = Reading(server_time / 1000 - (sent + received) / 2)
        self.consulted = True

    def claim(self) -> bool:
        """True for the one caller that is to read the exchange's clock; it calls `release` when done."""
        mine = object()
        return self._readers.setdefault(os.getpid(), mine) is mine

    def release(self) -> None:
        """Let the next caller read."""
        self._readers.pop(os.getpid(), None)

    @property
    def claimed(self) -> bool:
        """Whether somebody is reading at this moment."""
        return os.getpid() in self._readers
