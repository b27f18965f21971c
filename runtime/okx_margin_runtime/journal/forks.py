"""What a process must not carry into one that it forks: open databases, held locks, threads."""

from __future__ import annotations

import os
import threading
import weakref
from typing import Final


class Unforkable:
    """Told of each fork, as long as it lives. Whoever holds its `lock` is waited for: no fork divides what it does.

    The lock lets its own thread pass, since a signal's handler would wait for ever for what it has interrupted.
    """

    def __init__(self) -> None:
        self.lock: threading.RLock = threading.RLock()
        _ALIVE.add(self)

    def before_fork(self) -> None:
        """In the parent, with the lock: let go of what two processes must not share."""

    def after_fork_in_child(self) -> None:
        """Forget what came from the parent."""


_ALIVE: Final[weakref.WeakSet[Unforkable]] = weakref.WeakSet()
_HELD: Final[list[Unforkable]] = []
_ONE_FORK: Final = threading.RLock()


def _before() -> None:
    _ONE_FORK.acquire()
    for each in list(_ALIVE):
        each.lock.acquire()
        _HELD.append(each)
        each.before_fork()


def _in_parent() -> None:
    while _HELD:
        _HELD.pop().lock.release()
    _ONE_FORK.release()


def _in_child() -> None:
    for each in list(_ALIVE):
        each.lock = threading.RLock()
        each.after_fork_in_child()
    if _HELD:  # else it was a fork of which Python told us only afterwards
        _HELD.clear()
        _ONE_FORK.release()


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(before=_before, after_in_parent=_in_parent, after_in_child=_in_child)
