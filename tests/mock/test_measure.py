"""Measuring finds each setting of a mock that was set otherwise, harms nothing, and stops at a surprise."""

import itertools
import os
import subprocess
import sys
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from okx_margin_mock import Fault, MockExchange, MockServer, MockSettings, serve
from okx_margin_mock.measure.__main__ import main, measure
from okx_margin_mock.measure.caller import POSITION, Caller, DemoKey
from okx_margin_mock.measure.findings import Findings
from okx_margin_mock.measure.requests import measure_requests

#: Settings of the mock, each with the key that can find it out.
FOUND: list[tuple[str, dict[str, Any]]] = [
    ("main", {"short_answers": True}),
    ("main", {"amt_echo": "trimmed"}),
    ("main", {"leverage_price": "entry"}),
    ("main", {"leverage_decimals": 4}),
    ("main", {"bot_bills": True}),
    ("main", {"invest_amt_moves": "always"}),
    ("main", {"percent_of": "availBal"}),
    ("main", {"percent_of": "totalEq"}),
    ("main", {"five_percent": "0.05", "percent_of": "availBal"}),
    ("main", {"empty_header_named": "first documented"}),
    ("main", {"unknown_path_html": True}),
    ("net", {"pair_bills": ("332", "333")}),
    *(
        ("main", {"codes": {situation: code}})
        for situation, code in {
            "json_number": "51000",
            "text_boolean": "51000",
            "short_timestamp": "50112",
            "duplicate_key": "0",
            "malformed_key": "50119",
            "side_missing": "50014",
            "side_wrong": "51023",
            "no_position": "51043",
            "contract_ccy": "50016",
            "position_over_balance": "51008",
            "no_bot": "51291",
            "bot_over_balance": "59200",
            "bot_floor": "55106",
            "both_amounts": "0",
        }.items()
    ),
    ("net", {"codes": {"pair_ccy_missing": "50014"}}),
    ("net", {"codes": {"pair_ccy_wrong": "59300"}}),
    ("net", {"codes": {"side_missing": "51000"}}),
]


@contextmanager
def mocked(**settings: Any) -> Generator[MockServer]:
    """A mock whose limits are never reached, with a market that has moved since entry."""
    exchange = MockExchange.from_seed(settings=MockSettings(**settings), monotonic=itertools.count().__next__)
    exchange.state.marks["BTC-USDT-SWAP"] = Decimal(59_980)
    exchange.state.ledger.pots[exchange.bot("123456").frozen_pot] += 100
    with serve(exchange) as mock:
        yield mock


def measured(mock: MockServer, label: str = "main") -> tuple[Findings, str]:
    key = mock.key(label)
    algo_id = "123456" if label == "main" else ""
    where = DemoKey(mock.base_url, key.api_key, key.secret_key, key.passphrase)
    return measure(where, algo_id=algo_id, pause=0, patience=3)


def test_the_mock_as_it_is_needs_no_other_settings() -> None:
    for label in ("main", "net"):
        with mocked() as mock:
            findings, stopped = measured(mock, label)
        assert (stopped, findings.differing()) == ("", {})
        assert len(findings.seen) > 25


def test_each_setting_is_found_and_no_money_is_left_anywhere_else() -> None:
    for label, settings in FOUND:
        with mocked(**settings) as mock:
            before = dict(mock.exchange.state.ledger.pots)
            findings, stopped = measured(mock, label)
            assert (stopped, findings.differing()) == ("", settings), (label, settings)
            assert mock.exchange.state.ledger.pots == before


def test_a_late_bill_is_waited_for_and_timed() -> None:
    with mocked(bill_delay=2) as mock:
        findings, stopped = measured(mock)
    assert stopped == ""
    assert findings.differing().keys() == {"bill_delay"}
    assert 1 <= findings.differing()["bill_delay"] <= 3


def test_the_rate_limit_is_found(client: httpx.Client) -> None:
    with serve(MockExchange.from_seed(settings=MockSettings(rate_limit_status=200))) as mock:
        key, findings = mock.key(), Findings()
        where = DemoKey(mock.base_url, key.api_key, key.secret_key, key.passphrase)
        measure_requests(Caller(where, client, pause=0), findings)
    assert findings.differing() == {"rate_limit_status": 200}


@pytest.mark.parametrize(
    ("fault", "endpoint", "surprise"),
    [
        (Fault.another_actor(), None, "the margin moved by 14, not by 7"),
        (Fault.lost_bill(), None, "no bill within 3 s"),
        (Fault.liquidation(), None, "the position is gone"),
        (Fault.timed_out(), POSITION, "was refused: HTTP 400, code 50004"),
        (Fault.server_error(), POSITION, "was refused: HTTP 502, code none"),
        (Fault.disconnect(), POSITION, "RemoteProtocolError"),
    ],
)
def test_it_stops_at_a_surprise_and_sends_nothing_more(
    fault: Fault, endpoint: str | None, surprise: str
) -> None:
    with mocked() as mock:
        mock.exchange.received = deque()  # without an end: the reads may be more than it keeps
        mock.exchange.inject(fault, endpoint=endpoint)
        findings, stopped = measured(mock)
        sent = [request for request in mock.exchange.received if request.method == "POST"]
    assert surprise in stopped
    assert len(sent) == 1
    assert "**Stopped at a surprise:**" in findings.report(stopped)


def test_without_a_position_it_does_not_begin() -> None:
    with mocked() as mock:
        findings, stopped = measured(mock, "manual")
    assert stopped == "this demo account has no isolated position: open a small one first"
    assert findings.seen == []


def test_the_command_writes_a_report_without_keys_or_ids(tmp_path: Path) -> None:
    with mocked(short_answers=True) as mock:
        key = mock.key()
        ran = subprocess.run(
            [
                sys.executable,
                "-m",
                "okx_margin_mock.measure",
                "--target",
                mock.base_url,
                "--report",
                "found.md",
                "--pause",
                "0",
            ],
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(sys.path),
                "OKX_API_KEY": key.api_key,
                "OKX_SECRET_KEY": key.secret_key,
                "OKX_PASSPHRASE": key.passphrase,
            },
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    report = (tmp_path / "found.md").read_text("utf-8")
    assert "    short_answers=True,\n" in report
    ids = [position.pos_id for position in mock.exchange.state.accounts[key.uid].positions]
    for secret in (key.api_key, key.secret_key, key.passphrase, key.uid, *ids):
        assert secret not in report + ran.stdout


def test_without_keys_it_says_so(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OKX_API_KEY", "OKX_SECRET_KEY", "OKX_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)
    assert main([]) == 2
    assert "OKX_API_KEY" in capsys.readouterr().err
