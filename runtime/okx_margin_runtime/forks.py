"""What a fork must not divide, nor hand on: imports half done, open databases, held locks, threads."""

from __future__ import annotations

import os
import threading
import weakref
from functools import cached_property
from importlib import import_module
from typing import Final

# Python tells them of forks before us: were they imported while a fork waits for us, it would release locks of theirs
# that it has not taken.
import_module("concurrent.futures.thread")
import_module("logging")

generation: int = 0
"""How many forks lie between this process and the one that imported this first: what a process holds, the next has a
copy of, and tells by this."""

unforked: Final = threading.RLock()
"""Held by whoever imports inside a function, or makes what all share, or has OpenSSL compute: a fork by another thread
waits until it is done.

The interpreter has a lock for each module that is being imported. A child inherits it as held by a thread that it
does not have, and waits for ever where it imports that module itself. No module may need this lock at its top, where
it is imported with the interpreter's lock held.
"""


class Unforkable:
    """Told of each fork, as long as it lives. Whoever holds its `lock` is waited for: no fork divides what it does.

    The lock lets its own thread pass, since a signal's handler would wait for ever for what it has interrupted.
    """

    def __init__(self) -> None:
        self.lock: threading.RLock = threading.RLock()
        with unforked:
            _ALIVE.add(self)

    def before_fork(self) -> None:
        """In the parent, with the lock: let go of what two processes must not share."""

    def after_fork_in_child(self) -> None:
        """Forget what came from the parent."""


def share_lock(owner: type) -> None:
    """Have the cached properties of `owner` use `unforked`: Python 3.11 gives each a lock of its own."""
    for each in vars(owner).values():
        if isinstance(each, cached_property):
            vars(each)["lock"] = unforked


_ALIVE: Final[weakref.WeakSet[Unforkable]] = weakref.WeakSet()
_HELD: Final[list[threading.RLock]] = []
_ONE_FORK: Final = threading.RLock()


def _before() -> None:
    _hold(_ONE_FORK)
    known = set[Unforkable]()
    while True:
        _hold(unforked)  # the last: whoever holds one of the others may import
        new = [each for each in _ALIVE if each not in known]
        if not new:
            return
        _HELD.pop().release()
        for each in new:
            _hold(each.lock)
            each.before_fork()
        known.update(new)


def _hold(lock: threading.RLock) -> None:
    lock.acquire()
    _HELD.append(lock)


def _release() -> None:
    while _HELD:  # nothing, where it was a fork of which Python told us only afterwards
        _HELD.pop().release()


def _in_child() -> None:
    global generation
    generation += 1
    for each in list(_ALIVE):
        each.lock = threading.RLock()
        each.after_fork_in_child()
    _release()


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(before=_before, after_in_parent=_release, after_in_child=_in_child)
