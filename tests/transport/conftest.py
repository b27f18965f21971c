"""Every test of a behaviour runs on each transport and through a whole client on each, over TCP and over TLS."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterable
from typing import Any

import pytest

from .callers import CALLERS, OWN, Caller
from .host import Host, Peer, open_sockets

Meet = Callable[..., tuple[Host, Caller]]

WIRE_OF_CLIENT = {
    "client, threads": "tcp",
    "client, asyncio": "tls",
    "client on httpx, threads": "tls",
    "client on httpx, asyncio": "tcp",
}
WAYS = [(name, wire) for name in CALLERS for wire in ("tcp", "tls") if WIRE_OF_CLIENT.get(name, wire) == wire]


def ways(names: Iterable[str]) -> pytest.MarkDecorator:
    """For what not all callers are asked."""
    chosen = [way for way in WAYS if way[0] in names]
    return pytest.mark.parametrize("way", chosen, indirect=True, ids=" over ".join)


own = ways(OWN)
"""Of what only our own transports promise or can be told."""


@pytest.fixture(params=WAYS, ids=" over ".join)
def way(request: pytest.FixtureRequest) -> tuple[str, str]:
    """What is called through, and over what."""
    chosen: tuple[str, str] = request.param
    return chosen


@pytest.fixture
def transport(way: tuple[str, str]) -> str:
    """Which of the transports, alone or below a client."""
    return way[0]


@pytest.fixture
def wire(way: tuple[str, str]) -> str:
    """What lies below."""
    return way[1]


@pytest.fixture
def meet(transport: str, wire: str) -> Generator[Meet]:
    """Makes a host that behaves so and a caller for it; closes both, and counts what is left over."""
    made: list[tuple[Host, Caller]] = []
    sockets_before = open_sockets()

    def meet(behaviour: Callable[[Peer], None] = Peer.answers, **settings: Any) -> tuple[Host, Caller]:
        host = Host(behaviour, tls=wire == "tls", receive_buffer=settings.pop("receive_buffer", None))
        made.append((host, CALLERS[transport](host.base_url, **settings)))
        return made[-1]

    yield meet
    for host, caller in made:
        caller.end()
        host.__exit__()
    made.clear()
    if open_sockets() - sockets_before:
        gc.collect()
    assert open_sockets() - sockets_before == set()
