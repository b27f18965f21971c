"""What paces requests, and what a request holds while it counts against a limit."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Protocol

from okx_margin_runtime.facts import Endpoint


class Place(Protocol):
    """One request's share of a rate limit: taken before it is signed, free again once the exchange has
    certainly forgotten it.

    When the request has ended, exactly one of these is called, from any thread; none blocks or raises. A
    place of which nothing is heard ends by itself, as after `silent`.
    """

    def responded(self) -> None:
        """A response came: the exchange counted the request at this moment at the latest."""

    def silent(self) -> None:
        """It was handed over, and no response came: when it was counted, or whether, is not known."""

    def unused(self) -> None:
        """No byte of it left: the place is free at once."""


class Pacing(ABC):
    """Says when a request may go out, so that the exchange never has to refuse it with 50011.

    One instance stands for one User ID, as most limits do: a sub-account has an instance of its own, keys of
    the same User ID share one. Any mix of threads and event loops may use it.
    """

    @abstractmethod
    def take(self, endpoint: Endpoint, deadline: float | None) -> Place:
        """Wait in this thread for a place at the endpoint: first come, first served.

        Args:
            endpoint: What is to be requested; its rate limit counts.
            deadline: By `time.monotonic`, when waiting makes no sense any more; None for never.

        Raises:
            NotSentError: The turn would come after the deadline; the text says when.
        """

    @abstractmethod
    async def take_async(self, endpoint: Endpoint, deadline: float | None) -> Place:
        """The same in a task of asyncio or trio: the event loop is not blocked."""
