"""Signed requests of any shape, also wrong ones, to demo trading or to the mock."""

import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

import httpx
from attrs import define, field, frozen

from okx_margin_auth import signature
from okx_margin_client.exchange import DEMO_HEADER

POSITION = "/api/v5/account/position/margin-balance"
BOT = "/api/v5/tradingBot/signal/margin-balance"


class SurpriseError(Exception):
    """Something came out so differently that it is better to stop; the message says what."""


@frozen
class DemoKey:
    """Where to measure, and with which key. Nothing of it is in the report."""

    base_url: str
    api_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    passphrase: str = field(repr=False)


@frozen
class Came:
    """What came back."""

    status: int
    text: str

    @property
    def envelope(self) -> Mapping[str, Any]:
        """The JSON object, or an empty one."""
        try:
            content = json.loads(self.text)
        except ValueError:
            return {}
        return cast("Mapping[str, Any]", content) if isinstance(content, dict) else {}

    @property
    def code(self) -> str:
        return str(self.envelope.get("code", ""))

    @property
    def data(self) -> list[Any]:
        return list(self.envelope.get("data") or [])

    def __str__(self) -> str:
        return f"HTTP {self.status}, code {self.code or 'none'}, msg {self.envelope.get('msg', '')!r}"


@define
class Caller:
    """Sends one request after the other, `pause` seconds apart, signed with the exchange's own time."""

    key: DemoKey
    client: httpx.Client
    pause: float = 0.3
    sleep: Callable[[float], None] = time.sleep
    #: How far the exchange's clock is ahead, in seconds.
    ahead: float = 0

    def read_clock(self) -> None:
        before = time.time()
        ts = int(self("/api/v5/public/time").data[0]["ts"]) / 1000
        self.ahead = ts - (before + time.time()) / 2

    def now(self) -> datetime:
        """By the exchange's clock."""
        return datetime.fromtimestamp(time.time() + self.ahead, UTC)

    def __call__(
        self,
        target: str,
        body: Mapping[str, Any] | bytes | None = None,
        *,
        timestamp: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Came:
        """POST where there is a body, else GET; `headers` replace those that were signed."""
        self.sleep(self.pause)
        method = "GET" if body is None else "POST"
        content = json.dumps(body).encode() if isinstance(body, Mapping) else body or b""
        timestamp = timestamp or stamp(self.now(), 3)
        signed = {
            "OK-ACCESS-KEY": self.key.api_key,
            "OK-ACCESS-SIGN": signature(self.key.secret_key, timestamp, method, target, content),
            "OK-ACCESS-TIMESTAMP": timestamp,
            "OK-ACCESS-PASSPHRASE": self.key.passphrase,
            "Content-Type": "application/json",
            DEMO_HEADER: "1",
        }
        response = self.client.request(
            method, self.key.base_url + target, content=content, headers={**signed, **(headers or {})}
        )
        return Came(response.status_code, response.text)

    def read(self, target: str) -> list[Any]:
        """The data of a read. Raises SurpriseError where it is refused."""
        came = self(target)
        if came.code != "0":
            raise SurpriseError(f"GET {target.partition('?')[0]} was refused: {came}")
        return came.data


def stamp(moment: datetime, digits: int) -> str:
    """ISO 8601 with so many digits of a second's fraction."""
    whole = moment.isoformat(timespec="microseconds")[: 20 + digits]
    return (whole if digits else whole.rstrip(".")) + "Z"
