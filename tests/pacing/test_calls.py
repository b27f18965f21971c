"""The short form of `make pacing`: real calls, by processes of their own, into a mock that counts arrivals."""

from __future__ import annotations

from collections.abc import Generator

import httpx
import pytest

from okx_margin_auth import ConfigurationError, OkxAuth
from okx_margin_mock import MockServer, serve
from tests.pacing.measuring import measure
from tests.pacing.proxy import proxy


@pytest.fixture(scope="module")
def mock() -> Generator[MockServer]:
    with serve() as mock:
        yield mock


def port(mock: MockServer) -> int:
    return int(mock.base_url.rpartition(":")[2])


@pytest.mark.parametrize("how", ["tasks", "threads"])
def test_handshakes_that_take_longer_than_later_calls_get_nobody_refused(mock: MockServer, how: str) -> None:
    with proxy(port(mock), 0.0025, handshake=0.08) as network:
        assert measure(mock, "own", how, 40, network=network).refused == 0


def test_spacing_out_departures_gets_some_refused(mock: MockServer) -> None:
    """What this project did before: so the above can fail."""
    with proxy(port(mock), 0.0025, handshake=0.08) as network:
        assert measure(mock, "departures", "tasks", 40, network=network).refused > 0


def test_reads_are_paced_as_well(mock: MockServer) -> None:
    mock.reset()
    auth = mock.auth()
    with httpx.Client(auth=auth, base_url=auth.base_url) as client:
        responses = [client.get("/api/v5/account/positions") for _ in range(12)]  # 10 in 2 s
    assert {response.json()["code"] for response in responses} == {"0"}


@pytest.mark.parametrize("pacing", ["REDIS://host", "own ", "", 5])
def test_what_is_no_pacing_is_refused(pacing: object) -> None:
    with pytest.raises(ConfigurationError, match=r"redis://|Redis"):
        OkxAuth("key", "secret", "passphrase", pacing=pacing)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_a_password_in_the_url_shows_in_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKX_API_KEY", "key")
    monkeypatch.setenv("OKX_SECRET_KEY", "secret")
    monkeypatch.setenv("OKX_PASSPHRASE", "phrase")
    with pytest.raises(ConfigurationError) as caught:
        OkxAuth.from_env(pacing="redis://:hunter2@host:port")
    trace = caught.tb.tb_next
    while trace is not None:
        assert "hunter2" not in repr(trace.tb_frame.f_locals)
        trace = trace.tb_next
    assert "hunter2" not in str(caught.value)
