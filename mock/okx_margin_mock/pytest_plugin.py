"""The pytest fixtures `okx_mock` and `okx_mock_server`, there for everyone who has the package installed.

Nothing of the mock is imported until a test asks for it. Both are plain fixtures: they work in tests that
pytest-asyncio or anyio's plugin runs, and each worker of pytest-xdist has a server of its own.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from okx_margin_mock.server import MockServer


@pytest.fixture(scope="session")
def okx_mock_server() -> "Iterator[MockServer]":
    """A mock OKX on loopback for the whole session, whose state lives on from test to test."""
    from okx_margin_mock import serve

    with serve() as server:
        yield server


@pytest.fixture
def okx_mock(okx_mock_server: "MockServer") -> "MockServer":
    """A mock OKX on loopback (okx_margin_mock.MockServer), fresh from its seed for every test.

    `okx_mock.auth()` are made-up credentials for it, `okx_mock.auth("sub")` those of a sub-account, and
    `okx_mock.exchange` shows and changes what it does.
    """
    okx_mock_server.reset()
    return okx_mock_server
