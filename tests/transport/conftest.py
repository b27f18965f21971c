"""Every test of a behaviour runs on each transport, over TCP and over TLS."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator
from typing import Any

import pytest

from .callers import CALLERS, OWN, Caller
from .host import Host, Peer, open_sockets

Meet = Callable[..., tuple[Host, Caller]]

own = pytest.mark.parametrize("transport", OWN, indirect=True)
"""Of what only our own transports promise or can be told."""


@pytest.fixture(params=CALLERS)
def transport(request: pytest.FixtureRequest) -> str:
    """Which of the transports."""
    name: str = request.param
    return name


@pytest.fixture(params=["tcp", "tls"])
def wire(request: pytest.FixtureRequest) -> str:
    """What lies below."""
    name: str = request.param
    return name


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
