"""One rate limit of one account: who holds a place, who waits in line, and when the next turn comes.

The exchange counts a request when it arrives, which is some moment between taking the place and the response.
So a place is held until the limit's seconds have passed after the response. Of any `requests` + 1 requests,
the last took its place after one of the others had given it back, and so arrives at least the limit's seconds
after that one did.

Settling a place takes no lock: it may happen in the midst of anything, such as garbage collection.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections import deque
from itertools import takewhile
from typing import Final

from okx_margin_runtime.errors import NotSentError
from okx_margin_runtime.facts import Endpoint

from . import steady
from .waiters import Waiter

CLOCKS_DIFFER: Final = 1.001
"""Two clocks that are each being set right run at most so much apart (500 ppm each, says adjtimex(2))."""


class Held:
    """A place that is taken; times by `steady.now`.

    Attributes:
        earliest: It is certainly not free before this.
        until: It is free from then on, unless a response says otherwise.
    """

    __slots__ = ("_taken", "_window", "earliest", "until")
    earliest: float
    until: float

    def __init__(self, window: Window, now: float) -> None:
        self._window = window
        self.begin(now)

    def begin(self, now: float) -> None:
        """Count from `now`, when its request can be sent at the earliest."""
        self._taken = now
        self.earliest = now + self._window.seconds
        self.until = self.earliest + self._window.trip

    def responded(self) -> None:
        now = steady.now()
        self._window.saw(now - self._taken)
        self._hold(now + self._window.seconds)

    def silent(self) -> None:
        trip = self._window.trip if self._window.seen else min(steady.now() - self._taken, self._window.trip)
        self._hold(self._taken + trip + self._window.seconds)

    def unused(self) -> None:
        self.until = self.earliest = 0.0
        self._window.free(self)

    def _hold(self, until: float) -> None:
        self.until = self.earliest = until
        self._window.places.add(self)  # it is there, unless it has lasted longer than anybody expected


class Window:
    """The places of one limit, and the line for them."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint: Final = endpoint
        self.requests: Final = endpoint.rate_limit.requests
        self.seconds: Final = endpoint.rate_limit.seconds * CLOCKS_DIFFER
        self.places: Final[set[Held]] = set()
        self._line: deque[Waiter] = deque()
        self._longest = 0.0
        _windows.add(self)

    @property
    def seen(self) -> bool:
        """Whether any response has come."""
        return self._longest > 0

    @property
    def trip(self) -> float:
        """How long after a place is taken its request can arrive: the longest round trip seen. One window
        at most, and where none was seen, lest a stall of the exchange keep everybody waiting."""
        return min(self._longest or self.seconds, self.seconds)

    def saw(self, trip: float) -> None:
        """A response came `trip` seconds after its place was taken."""
        self._longest = max(self._longest, trip)

    def at_once(self) -> Held | None:
        """A place where one is free and nobody waits for it."""
        with _lock:
            now = steady.now()
            if self._line or not self._has_free(now):
                return None
            place = Held(self, now)
            self.places.add(place)
            return place

    def join(self, waiter: Waiter) -> None:
        """Stand at the end of the line."""
        with _lock:
            self._line = deque(other for other in self._line if not other.left)
            self._line.append(waiter)

    def nobody_waits(self) -> None:
        """Forget the line."""
        self._line.clear()

    def leave(self, waiter: Waiter) -> None:
        """Wait no longer, and give back what one was given meanwhile. Takes no lock."""
        waiter.left = True
        if waiter.place is not None:
            waiter.place.unused()
        self._wake_first()

    def looks(self, waiter: Waiter, deadline: float | None) -> Held | None:
        """Its place where its turn has come; else it is to wait until its alarm, and look again.

        Raises:
            NotSentError: Its turn comes after the deadline.
        """
        with _lock:
            now = steady.now()
            waiter.alarm = 0.0
            if waiter.place is not None and waiter.place.until <= now:
                waiter.place = None  # given so long ago that it counts no longer
            if waiter.place is None and waiter not in self._line:
                self._line.appendleft(waiter)
            self._give(now)
            if waiter.place is not None:
                waiter.place.begin(now)
                return waiter.place
            ahead = sum(not other.left for other in takewhile(lambda other: other is not waiter, self._line))
            turn = self._turn(ahead, now)
            if deadline is not None and turn > deadline:
                raise too_late(self._endpoint, ahead, turn - now, max(0.0, deadline - now))
            waiter.alarm = turn
            return None

    def free(self, place: Held) -> None:
        """The place was not used. Takes no lock."""
        self.places.discard(place)
        self._wake_first()

    def _give(self, now: float) -> None:
        """Places to those whose turn it is; and let the first of the others know when its own comes."""
        while self._line:
            first = self._line[0]
            if not first.left and not self._has_free(now):
                if first.alarm > self._turn(0, now):
                    _rouse(first)
                return
            self._line.popleft()
            if not first.left:
                first.place = Held(self, now)
                self.places.add(first.place)
                if not _rouse(first) or first.left:
                    self.places.discard(first.place)

    def _has_free(self, now: float) -> bool:
        if len(self.places) >= self.requests:
            for place in list(self.places):
                if place.until <= now:
                    self.places.discard(place)
                    if place.until > now:  # settled in between
                        self.places.add(place)
        return len(self.places) < self.requests

    def _turn(self, ahead: int, now: float) -> float:
        """When the turn of one with so many ahead comes, at the earliest."""
        held = sorted(
            place.earliest if place.earliest > now else max(place.until, now) for place in list(self.places)
        )
        free = [now] * (self.requests - len(held)) + held[-self.requests :]
        rounds, index = divmod(ahead, self.requests)
        return free[index] + rounds * self.seconds

    def _wake_first(self) -> None:
        for waiter in list(self._line):
            if not waiter.left and waiter.wake():
                return


def too_late(endpoint: Endpoint, ahead: int, wait: float, allowed: float) -> NotSentError:
    """For one whose turn would come in `wait` seconds, where it may wait `allowed`."""
    limit = endpoint.rate_limit
    return NotSentError(
        f"Not sent: {endpoint.path} takes {limit.requests} requests in {limit.seconds} s for each "
        f"{limit.per}, {ahead} others wait before this one, and its turn would come in {wait:.1f} s, but it "
        f"may wait {allowed:.1f} s. Send fewer at a time, or let it wait longer: with a later deadline, or a "
        "longer `longest_wait` of its pacing."
    )


_lock: Final = threading.RLock()
"""One for all windows: it is held for microseconds, and a fork has to find all of them at rest. A signal's handler that
comes in between and makes a call of its own may pass."""
_windows: Final[weakref.WeakSet[Window]] = weakref.WeakSet()


def _rouse(waiter: Waiter) -> bool:
    """Wake it, unless it is awake; False where it can never be woken any more."""
    if waiter.alarm == 0:
        return True
    waiter.alarm = 0.0
    return waiter.wake()


def _after_fork_in_child() -> None:
    """The threads and loops that wait in line are the parent's."""
    for window in list(_windows):
        window.nobody_waits()
    _lock.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_after_fork_in_child
    )
