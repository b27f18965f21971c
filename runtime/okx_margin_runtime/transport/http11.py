"""HTTP/1.1 of our own: an answer belongs to its call, every call ends in time, and little is spent on it.

message.py      requests to bytes, bytes to one response
tls.py          TLS between buffers in memory
connection.py   one connection, without waiting: opening, exchanging, what is certain of its state
pool.py         free connections, the cap, the queue at it
addresses.py    names to addresses, in threads that nobody waits for
sockets.py      for threads: waits by poll
streams.py      for asyncio: waits by the event loop
"""

from __future__ import annotations

from .sockets import Transport
from .streams import AsyncTransport

__all__ = ["AsyncTransport", "Transport"]
