"""A raw caller of the mock: signs like the exchange's documentation says, and lets a test spoil any part."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from attrs import frozen

from okx_margin_auth import signature
from okx_margin_mock import MockServer

POSITION = "/api/v5/account/position/margin-balance"
BOT = "/api/v5/tradingBot/signal/margin-balance"
POSITIONS = "/api/v5/account/positions"
BILLS = "/api/v5/account/bills"
BOT_DETAILS = "/api/v5/tradingBot/signal/orders-algo-details"
TIME = "/api/v5/public/time"

SHORT = {"instId": "BTC-USDT-SWAP", "posSide": "short", "type": "add", "amt": "1"}


@frozen
class Caller:
    """Sends signed requests with plain httpx and returns the raw responses."""

    mock: MockServer
    client: httpx.Client

    def __call__(
        self,
        target: str,
        body: bytes | Mapping[str, Any] | None = None,
        *,
        label: str | None = None,
        method: str | None = None,
        timestamp: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """POST if there is a body, else GET; `headers` replace those that were signed."""
        key = self.mock.key(label)
        method = method or ("GET" if body is None else "POST")
        content = json.dumps(body).encode() if isinstance(body, Mapping) else body or b""
        timestamp = timestamp or iso(self.mock.exchange.now_ms() / 1000)
        signed = {
            "OK-ACCESS-KEY": key.api_key,
            "OK-ACCESS-SIGN": signature(key.secret_key, timestamp, method, target, content),
            "OK-ACCESS-TIMESTAMP": timestamp,
            "OK-ACCESS-PASSPHRASE": key.passphrase,
            "Content-Type": "application/json",
            "x-simulated-trading": "1" if key.environment == "demo" else "0",
        }
        sent = {name: value for name, value in (signed | dict(headers or {})).items() if value != "(none)"}
        return self.client.request(method, self.mock.base_url + target, content=content, headers=sent)

    def data(self, target: str, body: Mapping[str, Any] | None = None, label: str | None = None) -> Any:
        """The data of a call that must succeed."""
        response = self(target, body, label=label)
        answer = response.json()
        assert (response.status_code, answer["code"], answer["msg"]) == (200, "0", ""), response.text
        return answer["data"]

    def refused(self, target: str, body: Mapping[str, Any], label: str | None = None) -> tuple[str, int]:
        """Code and HTTP status of a call that must be refused, with no money moved by it."""
        before = dict(self.mock.exchange.state.ledger.pots)
        response = self(target, body, label=label)
        assert response.json()["code"] != "0", response.text
        assert response.json()["data"] == []
        assert self.mock.exchange.state.ledger.pots == before
        return response.json()["code"], response.status_code


def iso(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@pytest.fixture(scope="session")
def client() -> Iterator[httpx.Client]:
    """One for all tests: making an SSL context takes longer than most of them."""
    with httpx.Client() as client:
        yield client


@pytest.fixture
def call(okx_mock: MockServer, client: httpx.Client) -> Caller:
    return Caller(okx_mock, client)
