"""Keeping under the exchange's rate limits instead of being refused with 50011."""

import threading
import time
from abc import ABC, abstractmethod
from collections import deque

from okx_margin_client.errors import NotSentError
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

        Raises:
            NotSentError: The place would come too late to be of use.
        """


class SlidingWindow(Pacing):
    """Never more than the limit's requests within any stretch of the limit's seconds, in this process.

    Args:
        longest_wait: Seconds after which a request is not worth sending any more: the margin that it was to
            move was decided on too long ago. It is refused at once instead, and takes no place.
    """

    def __init__(self, longest_wait: float = 10.0) -> None:
        self._longest_wait = longest_wait
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
            if place - now > self._longest_wait:
                raise NotSentError(
                    f"Not sent: {endpoint.path} takes {limit.requests} in {limit.seconds} s, and its "
                    f"turn would come in {place - now:.0f} s only. Send fewer, or wait longer: "
                    "OkxAuth(pacing=SlidingWindow(longest_wait=...))."
                )
            places.append(place)
        return place - now
