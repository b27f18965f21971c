"""The seam to the network: what carries one request and brings its response.

A transport sends a request once or not at all, follows no redirect, keeps no cookie and repeats nothing.
It returns
the response that belongs to this request, or raises; it ends by the request's deadline, whatever the peer
does.
`request.handed_over` then says whether a byte of it may have left.
"""

from __future__ import annotations

from typing import Protocol

from ..wire import Request, Response


class TransportError(Exception):
    """No whole response came. The text names what happened, the host and, where there is one, the proxy;
    no secret."""


class Transport(Protocol):
    """For threads; any number of them at once."""

    def send(self, request: Request) -> Response:
        """The response to `request`. Raises TransportError, or whatever a foreign transport raises."""
        ...

    def warm_up(self, connections: int, deadline: float | None) -> None:
        """Open so many connections ahead. Raises TransportError."""
        ...

    def close(self) -> None:
        """Close every connection; a later `send` raises TransportError."""
        ...


class AsyncTransport(Protocol):
    """For tasks; any number of them at once, in any number of event loops."""

    async def send(self, request: Request) -> Response:
        """The response to `request`. Raises TransportError, or whatever a foreign transport raises."""
        ...

    async def warm_up(self, connections: int, deadline: float | None) -> None:
        """Open so many connections ahead. Raises TransportError."""
        ...

    async def close(self) -> None:
        """Close every connection; a later `send` raises TransportError."""
        ...
