"""The path for OKX's demo trading, with the mock in its place: harmless, unhurried, and never live."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from okx_margin_client.exchange import ENDPOINTS
from okx_margin_mock import Fault, MockExchange, MockServer, MockSettings, serve
from tests.fuzz import demo
from tests.fuzz.__main__ import main

VARIABLES = (
    "OKX_API_KEY",
    "OKX_SECRET_KEY",
    "OKX_PASSPHRASE",
    "OKX_ENVIRONMENT",
    "OKX_REGION",
    "OKX_BASE_URL",
)


@pytest.fixture(scope="module")
def standing_in() -> Iterator[MockServer]:
    with serve(MockExchange.from_seed(settings=MockSettings.strict())) as server:
        yield server


@pytest.fixture
def stand_in(standing_in: MockServer, monkeypatch: pytest.MonkeyPatch) -> MockServer:
    """A mock with its own limits, and the keys of its main account in the environment."""
    standing_in.reset()
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    give_key(monkeypatch, standing_in, "main")
    return standing_in


def give_key(monkeypatch: pytest.MonkeyPatch, server: MockServer, label: str) -> None:
    key = server.key(label)
    monkeypatch.setenv("OKX_API_KEY", key.api_key)
    monkeypatch.setenv("OKX_SECRET_KEY", key.secret_key)
    monkeypatch.setenv("OKX_PASSPHRASE", key.passphrase)


def test_all_is_refused_as_expected_and_nothing_moves(
    stand_in: MockServer, capsys: pytest.CaptureFixture[str]
) -> None:
    pots = dict(stand_in.exchange.state.ledger.pots)
    assert main(["--target", stand_in.base_url]) == 0
    printed = capsys.readouterr().out
    assert "all held" in printed
    assert "expected" not in printed
    assert "50011" not in printed
    assert stand_in.exchange.state.ledger.pots == pots
    assert len(stand_in.exchange.received) == len(list(demo.harmless())) + 4
    key = stand_in.key("main")
    assert not any(secret in printed for secret in (key.api_key, key.secret_key, key.passphrase))


def test_it_leaves_more_time_than_the_limits_ask_for() -> None:
    pacing = demo.Unhurried()
    endpoint = ENDPOINTS["POST", "/api/v5/account/position/margin-balance"]
    waits = [pacing.reserve(endpoint) for _ in range(21)]
    assert waits[0] == 0
    assert waits[20] > endpoint.rate_limit.seconds


def test_more_cases_run_only_where_they_are_asked_for(
    stand_in: MockServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "harmless", lambda: iter(()))
    assert main(["--target", stand_in.base_url, "--cases", "6", "--seed", "1"]) == 0
    assert len(stand_in.exchange.received) > 4
    assert "all held" in capsys.readouterr().out


def no_complaint(_: object) -> str:
    return ""


@pytest.mark.parametrize("body", ['{"code":"0","msg":"","data":[]}', "<html>", '{"code":"50026","msg":""}'])
def test_what_is_not_refused_is_a_finding(
    stand_in: MockServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], body: str
) -> None:
    cases = list(demo.harmless())[:1]
    monkeypatch.setattr(demo, "harmless", lambda: iter(cases))
    monkeypatch.setattr(demo, "_typed", no_complaint)
    stand_in.exchange.inject(Fault.answer(503 if "50026" in body else 200, (), body, "before"))
    assert main(["--target", stand_in.base_url]) == 1
    assert "FOUND" in capsys.readouterr().out


@pytest.mark.parametrize("label", ["live", "eea", "read-only"])
def test_a_key_that_does_not_belong_here_stops_it_at_once(
    stand_in: MockServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], label: str
) -> None:
    give_key(monkeypatch, stand_in, label)
    assert main(["--target", stand_in.base_url]) == 2
    assert "stopped" in capsys.readouterr().out
    assert len(stand_in.exchange.received) == 1


def test_without_keys_it_says_so_in_one_line(
    stand_in: MockServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OKX_API_KEY")
    assert main(["--target", "demo"]) == 2
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    assert "OKX_API_KEY" in printed


@pytest.mark.parametrize(
    ("target", "environment", "said"),
    [
        ("demo", "live", "live"),
        ("https://tr.okx.com", "demo", "not known for demo trading"),
        ("https://example.com", "demo", "not known for demo trading"),
        ("http://192.0.2.1", "demo", "unencrypted"),
    ],
)
def test_live_trading_and_strange_hosts_are_refused(
    stand_in: MockServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    target: str,
    environment: str,
    said: str,
) -> None:
    monkeypatch.setenv("OKX_ENVIRONMENT", environment)
    assert main(["--target", target]) == 2
    assert said in capsys.readouterr().out
    assert not stand_in.exchange.received
