"""A connection that an event loop of asyncio's watches, and the other things that a task waits for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Final

from ..wire import Request, Response
from . import TransportError
from .addresses import Address, Lookup, Resolver
from .connection import FAILURES, RECEIVE, Connection, earliest
from .origin import Origin

if TYPE_CHECKING:
    import asyncio


class WatchedConnection(Connection):
    """A connection that its event loop watches from the day it is open until it is closed.

    Attributes:
        outcome: While a call is under way, what it waits for: the response, or what went wrong instead.
    """

    __slots__ = ("_pid", "loop", "outcome")

    def __init__(self, origin: Origin, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(origin)
        self.loop: Final = loop
        self._pid: Final = os.getpid()
        self.outcome: asyncio.Future[Response | BaseException] | None = None

    async def open(self, addresses: Sequence[Address], until: float) -> None:
        """Connect and secure. Raises TransportError or OSError."""
        steps = self.opening(addresses, until)
        try:
            writing, wait_until = next(steps)
            while True:
                writing, wait_until = steps.send(await self._wait(writing, wait_until))
        except StopIteration:
            self.loop.add_reader(self.socket, self._readable)

    async def exchange(self, request: Request) -> Response:
        """Send `request` and read its response. Raises TransportError or OSError."""
        self.outcome = outcome = self.loop.create_future()
        now = self.start(request)
        if self.unsent:
            until = earliest(request.deadline, request.timeouts.write, now)
            while self.unsent and not self.flush():
                if not await self._wait(True, until):
                    raise TransportError("the request could not be written in time")
            now = monotonic()
        if self._poll(0):  # from before the request arrived, it seems, and that can be told only until it has
            self._readable()
        until = earliest(request.deadline, request.timeouts.read, now)
        timer = self.loop.call_later(until - now, self._expire)
        try:
            came = await outcome
        finally:
            timer.cancel()
        self.outcome = None
        if isinstance(came, Response):
            return came
        raise came

    def _readable(self) -> None:
        outcome = self.outcome
        if self._pid != os.getpid():
            Connection.close(self)  # what came is for the parent to read
        elif self.closed:
            self.close()  # what a Ctrl-C kept it from
        elif outcome is None or outcome.done():
            if not self.stays_clean():
                self.close()
        else:
            try:
                came: Response | BaseException | None = self.received(self.socket.recv(RECEIVE))
            except BlockingIOError:
                return
            except FAILURES as failure:
                came = failure
            except BaseException:
                self.closed = True  # and the call ends by its timer
                raise
            if came is not None:
                self._end(outcome, came)

    def _expire(self) -> None:
        if self.outcome is not None and not self.outcome.done():
            self._end(self.outcome, TransportError("no whole response came in time"))

    def _end(self, outcome: asyncio.Future[Response | BaseException], came: Response | BaseException) -> None:
        try:
            outcome.set_result(came)
        except BaseException:
            self.closed = True  # a Ctrl-C in asyncio's own code: the call may never be woken
            raise

    async def _wait(self, writing: bool, until: float) -> bool:
        loop = self.loop
        ready = loop.create_future()
        watch, forget = (
            (loop.add_writer, loop.remove_writer) if writing else (loop.add_reader, loop.remove_reader)
        )
        timer = loop.call_later(until - monotonic(), _settle, ready, False)
        try:
            watch(self.socket, _settle, ready, True)
            in_time: bool = await ready
            if self._pid != os.getpid():
                raise TransportError("a fork has copied the connection, which is the parent's")
            return in_time
        finally:
            if self._is_watched_here():
                forget(self.socket)
            timer.cancel()

    def close(self) -> None:
        """Give it up; in its event loop's own thread."""
        self.closed: bool = True
        if hasattr(self, "socket") and self.socket.fileno() >= 0 and self._is_watched_here():
            # A Ctrl-C may have kept `_wait` from it, and the next socket gets this one's number: held for watched
            # already, it would never be heard of.
            self.loop.remove_reader(self.socket)
            self.loop.remove_writer(self.socket)
        super().close()

    def _is_watched_here(self) -> bool:
        """A child of a fork may still end its parent's tasks, but the kernel's list of what is watched is one for
        both: what the child takes off it, the parent would never hear of again."""
        return self._pid == os.getpid() and not self.loop.is_closed()


async def found(resolver: Resolver, loop: asyncio.AbstractEventLoop, until: float) -> list[Address]:
    """The host's addresses, waited for at most until then. Raises TransportError."""
    addresses = resolver.literal()
    if not addresses:
        lookup = resolver.lookup()
        await answered(lookup, loop, until)
        addresses = lookup.addresses()
    return addresses


async def answered(lookup: Lookup, loop: asyncio.AbstractEventLoop, until: float) -> None:
    """Wait for `lookup`, at most until then."""
    done = loop.create_future()

    def tell() -> None:
        with suppress(RuntimeError):  # the event loop did not wait for the resolver, and is closed
            loop.call_soon_threadsafe(_settle, done, True)

    lookup.tell(tell)
    if lookup.is_done:
        return
    timer = loop.call_later(until - monotonic(), _settle, done, False)
    try:
        await done
    finally:
        timer.cancel()


def _settle(future: asyncio.Future[bool], value: bool) -> None:
    if not future.done():
        future.set_result(value)
