"""The exchange under test, and both twins of the client on real connections to it."""

from __future__ import annotations

import asyncio
import builtins
import contextlib
import keyword
import re
from collections.abc import Generator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

import httpcore
import httpx
from attrs import Factory, define, frozen

from okx_margin_client import (
    AsyncOkxMargin,
    OkxMargin,
    OkxMarginError,
    Outcome,
    OutcomeUnknownError,
    RefusedError,
)
from okx_margin_client.exchange import SIGNATURE_HEADERS
from okx_margin_mock import Fault, MockExchange, MockServer, MockSettings, serve
from okx_margin_mock.ledger import Pot
from okx_margin_mock.messages import HttpRequest, HttpResponse
from okx_margin_mock.seed import read_seed
from tests.fuzz.document import facade, snake

Twin = Literal["sync", "async"]
TWINS: tuple[Twin, ...] = ("sync", "async")


class WitnessedExchange(MockExchange):
    """An exchange that keeps its own answers and the requests' timestamps, and never says 50011 by itself."""

    def receive(self, request: HttpRequest) -> Fault | None:
        self.forget_visits()  # no limit
        self.timestamps.append(request.headers.get("ok-access-timestamp", ""))
        return super().receive(request)

    def process(self, request: HttpRequest) -> HttpResponse:
        answer = super().process(request)
        self.answers.append(answer)
        return answer

    def reset(self) -> None:
        self.answers: list[HttpResponse] = []
        self.timestamps: list[str] = []
        super().reset()

    def pots(self) -> dict[Pot, Decimal]:
        """All the money and where it lies."""
        return dict(self.state.ledger.pots)


@frozen
class Ended:
    """How one call of the client ended: with a result or with an error, never with both or with neither."""

    result: Any = None
    error: OkxMarginError | None = None

    @property
    def outcome(self) -> Outcome:
        if self.error is None:
            return Outcome.SUCCESS
        if isinstance(self.error, RefusedError):
            return Outcome.REFUSED
        assert isinstance(self.error, OutcomeUnknownError), f"{self.error!r} is none of the three outcomes"
        return Outcome.UNKNOWN

    @property
    def response(self) -> httpx.Response | None:
        found: httpx.Response | None = self.result.response if self.error is None else self.error.response
        return found

    def shown(self) -> tuple[Any, ...]:
        """What a user sees of it, for comparing the twins."""
        if self.error is not None:
            error = self.error  # its text shows the arguments as they were given, which differ
            return type(error), error.code, error.msg, error.meaning, error.remedy
        return "result", str(self.result)


@define
class Rig:
    """A running mock with a client of each kind for each account; made by `rig()`."""

    server: MockServer
    exchange: WitnessedExchange
    runner: asyncio.Runner
    raw: httpx.Client
    pool: httpcore.ConnectionPool
    _clients: dict[tuple[str, str, Any], Any] = Factory(dict[tuple[str, str, Any], Any])

    def okx(self, twin: Twin, label: str, transport: Any = None) -> Any:
        """The client of that account; it keeps its connection and its clock from case to case."""
        key = (twin, label, transport)
        if key not in self._clients:
            auth = self.server.auth(label, pacing=None)
            kind = OkxMargin if twin == "sync" else AsyncOkxMargin
            self._clients[key] = kind(auth, transport=transport)
        return self._clients[key]

    def forget_clocks(self) -> None:
        """New clients, which have not read the exchange's clock."""
        for (twin, _, _), client in self._clients.items():
            if twin == "sync":
                client.close()
            else:
                self.runner.run(client.aclose())
        self._clients.clear()

    def call(
        self, twin: Twin, label: str, operation_id: str, arguments: Mapping[str, Any], transport: Any = None
    ) -> Ended:
        """Call the facade; raises AssertionError where anything but an error of the client comes out."""
        okx = self.okx(twin, label, transport)
        group, method = facade(operation_id)
        call = getattr(getattr(okx, group), method)
        try:
            return Ended(result=call(**arguments) if twin == "sync" else self.runner.run(call(**arguments)))
        except OkxMarginError as error:
            return Ended(error=error)
        except Exception as error:
            raise AssertionError(f"{type(error).__name__} escaped from the client: {error}") from error

    def send_raw(self, label: str, path: str, content: bytes) -> httpx.Response:
        """POST these bytes as they are, signed by OkxAuth, past the client."""
        auth = self.server.auth(label, pacing=None)
        headers = {"Content-Type": "application/json"}
        return self.raw.post(self.server.base_url + path, content=content, headers=headers, auth=auth)

    def read(self, label: str, path: str, **query: str) -> Any:
        """The data of a GET with a query string, signed by OkxAuth."""
        auth = self.server.auth(label, pacing=None, read_clock_first=True)
        answer = self.raw.get(self.server.base_url + path, params=query, auth=auth).json()
        assert answer["code"] == "0", f"GET {path} was refused: {answer['code']} {answer['msg']}"
        return answer["data"]

    def check_requests(self) -> None:
        """Each signed request carried the moment it was sent at, and keeps no signature after that."""
        now = self.exchange.now_ms() / 1000
        for timestamp in filter(None, self.exchange.timestamps):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", timestamp), (
                f"timestamp {timestamp}"
            )
            age = now - datetime.fromisoformat(timestamp).timestamp()
            assert abs(age) < 20, f"a request was signed {age:.0f} s away from now"


def arguments(body: Mapping[str, Any]) -> dict[str, Any]:
    """A request's fields as the facade's arguments: instId is inst_id, type is type_, as it is Python's word."""
    named = {snake(name): value for name, value in body.items()}
    taken = {*keyword.kwlist, *dir(builtins)} - {"id"}
    return {f"{name}_" if name in taken else name: value for name, value in named.items()}


def check_unsigned(ended: Ended) -> None:
    """What a user gets to see of the request holds no signature header."""
    if ended.response is not None:
        shown = ended.response.request.headers
        left = [name for name in SIGNATURE_HEADERS if name in shown]
        assert not left, f"the answer's request still shows {', '.join(left)}"


@contextlib.contextmanager
def rig() -> Generator[Rig, None, None]:
    """A mock in a thread, and clients for it, until the block ends."""
    exchange = WitnessedExchange(read_seed(None), settings=MockSettings.strict())
    with (
        serve(exchange) as server,
        asyncio.Runner() as runner,
        httpx.Client(trust_env=False) as raw,
        httpcore.ConnectionPool() as pool,
    ):
        made = Rig(server, exchange, runner, raw, pool)
        yield made
        made.forget_clocks()
