"""Keeping under the exchange's rate limits instead of being refused with 50011."""

import threading
import time
from abc import ABC, abstractmethod
from collections import deque

from okx_margin_client.exchange import Endpoint


class Pacing(ABC):
    """Says when a request may go out. One instance stands for one User ID, as the limits do.

    A sub-account is a User ID of its own. Keys of the same User ID share a limit, so share one instance
    between their `OkxAuth`s.
    """

    @abstractmethod
    def reserve(self, endpoint: Endpoint) -> float:
        """Take the next free place at this endpoint: the seconds to wait for it, 0 for none.

        Called from any thread, and from event loops too, so it must not block. A place once taken is not
        given back, also where the request is cancelled while it waits.
        """


class SlidingWindow(Pacing):
    """Never more than the limit's requests within any stretch of the limit's seconds, in this process."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str], deque[float]] = {}
        self._lock = threading.Lock()

    def reserve(self, endpoint: Endpoint) -> float:
        """Seconds until the oldest of the last requests at this endpoint has left the window."""
        limit = endpoint.rate_limit
        with self._lock:
            places = self._places.setdefault((endpoint.method, endpoint.path), deque(maxlen=limit.requests))
            now = place = time.monotonic()
            if len(places) == limit.requests:
                place = max(now, places[0] + limit.seconds)
            places.append(place)
        return place - now
