"""The pytest fixture `okx_mock`, there for everyone who has the package installed.

Nothing of the mock is imported until a test asks for it.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from okx_margin_mock.server import MockServer


@pytest.fixture(scope="session")
def _okx_mock_server() -> "Iterator[MockServer]":
    from okx_margin_mock import serve

    with serve() as server:
        yield server


@pytest.fixture
def okx_mock(_okx_mock_server: "MockServer") -> "MockServer":
    """A mock OKX on loopback (okx_margin_mock.MockServer), fresh from its seed for every test.

    `okx_mock.auth()` are made-up credentials for it, `okx_mock.exchange` shows and changes what it does.
    """
    _okx_mock_server.reset()
    return _okx_mock_server
