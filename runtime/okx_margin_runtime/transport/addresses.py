"""Host names to addresses, in threads that nobody waits for: a resolver may hang longer than any call."""

from __future__ import annotations

import codecs
import os
import socket
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from . import TransportError

# Imports now what socket and ssl would import at the first host's name, fork or no fork.
codecs.lookup("idna")

Address = tuple[socket.AddressFamily, Any]
"""Family, and what `socket.connect` takes."""


class Resolver:
    """Resolves one host; who asks while an answer is awaited shares it."""

    def __init__(self, host: str, port: int) -> None:
        self._host: Final = host
        self._port: Final = port
        self._lookup: Lookup | None = None

    def literal(self) -> list[Address]:
        """The address, where the host is one; else nothing."""
        try:
            return _ask(self._host, self._port, socket.AI_NUMERICHOST)
        except (OSError, UnicodeError):  # a name, or one that cannot be any: the lookup says so
            return []

    def lookup(self) -> Lookup:
        """One that is under way in this process, or a new one; the last, where no thread can be started any more.

        From Python 3.12 on that is so once the interpreter is shutting down. Raises TransportError where nothing
        was looked up before.
        """
        lookup = self._lookup
        if lookup is None or lookup.is_done or lookup.pid != os.getpid():
            try:
                self._lookup = lookup = Lookup(self._host, self._port)
            except RuntimeError as refused:
                if lookup is None or not lookup.is_done:
                    raise TransportError(
                        f"no thread can be started to look up the host's name ({refused}); a call at the "
                        "program's exit needs a client that has made one before"
                    ) from None
        return lookup


class Lookup:
    """One question to the system's resolver, in a daemon thread of its own: neither the end of `asyncio.run`
    nor the end of the process waits for it."""

    def __init__(self, host: str, port: int) -> None:
        self.pid: Final = os.getpid()
        self._found: list[Address] | Exception | None = None
        self._waiting: Final[deque[Callable[[], object]]] = deque()
        threading.Thread(target=self._run, args=(host, port), name="resolver", daemon=True).start()

    @property
    def is_done(self) -> bool:
        """Whether an answer is there."""
        return self._found is not None

    def tell(self, done: Callable[[], object]) -> None:
        """Have `done` called from the thread; not if `is_done` already."""
        self._waiting.append(done)

    def addresses(self) -> list[Address]:
        """What was found, in the system's order. Raises TransportError where nothing was, or not yet."""
        if isinstance(self._found, list):
            return self._found
        raise TransportError(f"the host's name cannot be resolved: {self._found or 'it took too long'}")

    def _run(self, host: str, port: int) -> None:
        try:
            self._found = _ask(host, port, 0)
        except Exception as failure:  # UnicodeError too, of a name that is none
            self._found = failure
        while self._waiting:
            self._waiting.popleft()()


def _ask(host: str, port: int, flags: int) -> list[Address]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return list(dict.fromkeys((family, address) for family, _, _, _, address in found))
