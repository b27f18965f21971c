"""Clients that nobody here wrote run on the mock unmodified: only the host is another."""

from __future__ import annotations

import pytest

from okx_margin_mock import MockServer
from tests.peers.clients import CLIENTS, PeerClient


@pytest.mark.parametrize("client", CLIENTS, ids=[client.name for client in CLIENTS])
def test_it_does_on_the_mock_what_it_does_on_the_exchange(client: PeerClient, okx_mock: MockServer) -> None:
    if not client.installed:
        pytest.skip(f"make peers installs and runs {client.name}")
    assert client.run(okx_mock) == {}


def seven(_: object) -> str:
    """What a broken mock would show for any number."""
    return "7"


def test_a_mock_that_shows_wrong_numbers_is_found_out(
    okx_mock: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The judge can fail: it sees what a client would see, and where the margin is."""
    client = next(one for one in CLIENTS if one.name == "python-okx")
    monkeypatch.setattr("okx_margin_mock.positions.plain", seven)
    assert client.run(okx_mock).keys() >= {"positions"}
