"""The clock that paces: seconds that only go forward, also where a test freezes time."""

from __future__ import annotations

import time


def now() -> float:
    """Freezegun replaces `time.monotonic`, and who waits for a moment by that would wait for ever."""
    return time.clock_gettime(time.CLOCK_MONOTONIC) if hasattr(time, "clock_gettime") else time.monotonic()


def sooner(deadline: float | None, longest_wait: float | None) -> float | None:
    """When a `deadline` by `time.monotonic` is, or the end of the longest wait if that comes first."""
    left = None if deadline is None else deadline - time.monotonic()
    waits = [seconds for seconds in (left, longest_wait) if seconds is not None]
    return now() + min(waits) if waits else None
