"""Ports for servers that cannot be told to take any, or that are started again on the one they had."""

from __future__ import annotations

import random
import socket
from contextlib import suppress

_UNASKED = range(15_000, 30_000)
"""Systems give out others, from 32768 or 49152 on, to whoever asks for any: none of these is taken meanwhile."""


def free_port() -> int:
    """One on loopback that nobody listens on."""
    for port in random.SystemRandom().sample(_UNASKED, 100):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise OSError("a hundred ports were taken")
