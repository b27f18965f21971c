"""The exchange: its state and its rules, without any input or output of its own."""

import logging
import time
from collections import deque
from collections.abc import Callable, Mapping
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from threading import RLock
from typing import Any
from urllib.parse import parse_qsl

from attrs import evolve

from okx_margin_mock import happenings
from okx_margin_mock.admission import Admission, UnknownPathError
from okx_margin_mock.body import read_body
from okx_margin_mock.exact import amount
from okx_margin_mock.faults import Fault, FaultError
from okx_margin_mock.messages import HttpRequest, HttpResponse, RefusalError, envelope, html, success
from okx_margin_mock.operations import HANDLERS, PUBLIC_HANDLERS, operations
from okx_margin_mock.seed import read_seed
from okx_margin_mock.serving import PublicServing, Serving
from okx_margin_mock.settings import MockSettings, SettingsError
from okx_margin_mock.state import ExchangeState, MockKey, PositionState, SignalBotState
from okx_margin_mock.waiting import WaitingFaults
from okx_margin_runtime.facts import Endpoint

_LOGGER = logging.getLogger("okx_margin_mock")
_LOGGER.addHandler(logging.NullHandler())  # the command line prints it, pytest shows it where a test fails
_ADJUSTS_POSITION = "accountAdjustMargin"


def _wall() -> float:
    return time.time()  # looked up at each call: a test that freezes time freezes the exchange with it


def steady() -> float:
    """Seconds that only go forward, also where a test freezes time: freezegun replaces time.monotonic."""
    return time.clock_gettime(time.CLOCK_MONOTONIC) if hasattr(time, "clock_gettime") else time.monotonic()


def _finite(name: str, value: object) -> Decimal:
    if not isinstance(value, Decimal) or not value.is_finite():
        raise FaultError(f"{name} is a finite Decimal such as Decimal('0.5'), not {value!r}")
    return value


class MockExchange:
    """An OKX with accounts of its own, for one process; its methods may be called from any thread.

    `clock` is the wall clock in seconds, as time.time, and `monotonic` what rate limits are counted by.
    `settings` may be replaced at any moment. `received` holds the last 1,000 requests, oldest first, without
    their OK-ACCESS-* headers.
    """

    def __init__(
        self,
        state: ExchangeState,
        *,
        settings: MockSettings | None = None,
        clock: Callable[[], float] = _wall,
        monotonic: Callable[[], float] = steady,
    ) -> None:
        if not isinstance(state, ExchangeState):  # pyright: ignore[reportUnnecessaryIsInstance]  # of a user's test
            raise SettingsError(
                f"MockExchange takes the state of a seed: MockExchange.from_seed(), not {state!r}"
            )
        if not isinstance(settings, MockSettings | None):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise SettingsError(f"settings is MockSettings(…), not {settings!r}")
        if not (callable(clock) and callable(monotonic)):  # pyright: ignore[reportUnnecessaryComparison]
            raise SettingsError("clock and monotonic are called for the time: time.time, not time.time()")
        self._operations = operations()
        self._first_state = state
        self._first_settings = settings or MockSettings()
        self._clock = clock
        self._monotonic = monotonic
        self._lock = RLock()
        self.received: deque[HttpRequest] = deque(maxlen=1000)
        self.reset()

    @classmethod
    def from_seed(
        cls,
        path: str | Path | None = None,
        *,
        settings: MockSettings | None = None,
        clock: Callable[[], float] = _wall,
        monotonic: Callable[[], float] = steady,
    ) -> "MockExchange":
        """An exchange as a seed file lays it out, by default the package's own. Raises SeedError."""
        return cls(read_seed(path), settings=settings, clock=clock, monotonic=monotonic)

    def reset(self) -> None:
        """Back to the seed: state, settings, clock and rate limits; no faults, nothing received."""
        with self._lock:
            self.state: ExchangeState = deepcopy(self._first_state)
            self.settings: MockSettings = self._first_settings
            self.forget_visits()
            self.received.clear()
            self.clear_faults()

    def forget_visits(self) -> None:
        """Nobody has come before, as far as the rate limits know."""
        self._admission = Admission(self._operations)

    # ── serving ──

    def receive(self, request: HttpRequest) -> Fault | None:
        """Note a request, and take the oldest fault that waits for it on its way."""
        with self._lock:
            operation = self._operations.get((request.method, request.path))
            self.received.append(request.public(operation.operation_id if operation else ""))
            return self._faults.on_the_way(request.path)

    def process(self, request: HttpRequest) -> HttpResponse:
        """What the exchange does and answers; faults on the way play no part here."""
        with self._lock:
            try:
                return success(self._process(request))
            except RefusalError as refusal:
                return refusal.response()
            except UnknownPathError:
                return self._unknown(request)

    def _process(self, request: HttpRequest) -> Any:
        operation = self._admission.operation(request)
        now_ms = self.now_ms()
        key = self._admission.admit(
            request, operation, self.state.keys, self.settings, monotonic=self._monotonic(), now_ms=now_ms
        )
        asked: Mapping[str, Any]
        if request.method == "POST":
            asked = read_body(operation.method, operation.path, request.body, self.settings)
        else:
            asked = dict(parse_qsl(request.query))
        if key is None:
            public = PublicServing(state=self.state, settings=self.settings, now_ms=now_ms, asked=asked)
            return PUBLIC_HANDLERS[operation.operation_id](public)
        return self._handle(operation, self._serving(key, asked, now_ms))

    def _serving(self, key: MockKey, asked: Mapping[str, Any], now_ms: int) -> Serving:
        return Serving(
            state=self.state,
            settings=self.settings,
            now_ms=now_ms,
            asked=asked,
            account=self.state.accounts[key.uid],
            key=key,
            bill_delay=self.settings.bill_delay,
        )

    def _handle(self, operation: Endpoint, serving: Serving) -> Any:
        """Let the handler do it, with the faults that wait for what an adjustment leaves behind."""
        handler = HANDLERS[operation.operation_id]
        struck = (
            self._faults.of_records(operation.path) if operation.operation_id == _ADJUSTS_POSITION else []
        )
        for fault in struck:
            if fault.when == "before":
                self._happen(fault, serving)
        delays = [fault.bill_delay for fault in struck if fault.bill_delay is not None]
        data = handler(evolve(serving, bill_delay=max(delays)) if delays else serving)
        for fault in struck:
            if fault.when == "after":
                self._happen(fault, serving)
        return data

    def _happen(self, fault: Fault, serving: Serving) -> None:
        asked = serving.asked
        for position in list(serving.account.positions):
            if fault.happening and (position.inst_id, position.pos_side) == (
                asked["instId"],
                asked["posSide"],
            ):
                change = amount(asked["amt"]) or Decimal(0)
                fault.happening(serving, position, change if asked["type"] == "add" else change.copy_negate())

    def _unknown(self, request: HttpRequest) -> HttpResponse:
        _LOGGER.warning("the mock exchange serves nothing at %s %s", request.method, request.path)
        if self.settings.unknown_path_html or not request.path.startswith("/api/v5/"):
            return html(404, "Not Found")
        msg = f"okx_margin_mock serves nothing at {request.method} {request.path}"
        return envelope({"code": "404", "data": [], "msg": msg}, 404)

    # ── what goes wrong, and what else happens ──

    def inject(
        self,
        fault: Fault,
        *,
        endpoint: str | None = None,
        times: int | None = None,
        probability: float = 1,
        seed: int = 0,
    ) -> None:
        """Let the next `times` requests to the path `endpoint` (None: any) meet the fault, first come first.

        Without `times` it is one request; with a `probability` below 1, each request meets the fault that
        often until faults are cleared, the same ones for the same `seed`. A fault of the records (a late
        bill, another actor, …) waits for adjustments of positions only, on top of one on the way.

        A skewed clock takes effect at once, for all requests, until `clear_faults` or `reset`.
        Raises FaultError for what makes no sense.
        """
        with self._lock:
            paths = [path for _, path in self._operations]
            self._faults.add(fault, paths, endpoint, times, probability, seed)
            if fault.clock_skew is not None:
                self._skew_ms = round(fault.clock_skew * 1000)

    def clear_faults(self) -> None:
        """No more faults, and the clock right again."""
        with self._lock:
            self._faults = WaitingFaults()
            self._skew_ms = 0

    def liquidate(self, inst_id: str, pos_side: str, *, key: str | None = None) -> None:
        """The position is liquidated: it is gone, and its margin with it."""
        with self._lock:
            happenings.liquidation(
                self._serving(self.key(key), {}, self.now_ms()), self.position(inst_id, pos_side, key=key)
            )

    def close(self, inst_id: str, pos_side: str, *, key: str | None = None) -> None:
        """The position is closed at its entry price: its margin is back in cash."""
        with self._lock:
            happenings.closing(
                self._serving(self.key(key), {}, self.now_ms()), self.position(inst_id, pos_side, key=key)
            )

    def charge_funding(self, inst_id: str, pos_side: str, amt: Decimal, *, key: str | None = None) -> None:
        """A funding fee is taken from the position's margin, at most all of it. Raises FaultError."""
        if _finite("amt", amt) <= 0:
            raise FaultError(f"amt is above 0, not {amt}")
        with self._lock:
            happenings.funding_fee(
                self._serving(self.key(key), {}, self.now_ms()),
                self.position(inst_id, pos_side, key=key),
                amt,
            )

    def adjust_elsewhere(
        self, inst_id: str, pos_side: str, change: Decimal, *, key: str | None = None
    ) -> None:
        """Another program moves margin, positive into the position, unless there is not enough. Raises FaultError."""
        if not _finite("change", change):
            raise FaultError("change is above or below 0")
        with self._lock:
            happenings.another_adjustment(
                self._serving(self.key(key), {}, self.now_ms()),
                self.position(inst_id, pos_side, key=key),
                change,
            )

    # ── looking inside ──

    def now_ms(self) -> int:
        """What the exchange takes for the time, in Unix milliseconds."""
        return round(self._clock() * 1000) + self._skew_ms

    def key(self, label: str | None = None) -> MockKey:
        """Credentials of the seed by their label; without one, the first. Raises KeyError."""
        for key in self.state.keys.values():
            if label in (None, key.label):
                return key
        labels = ", ".join(key.label for key in self.state.keys.values())
        raise KeyError(f"no key {label!r}; there are {labels}")

    def position(self, inst_id: str, pos_side: str, *, key: str | None = None) -> PositionState:
        """The first such position of the account that a key belongs to. Raises KeyError."""
        for position in self.state.accounts[self.key(key).uid].positions:
            if (position.inst_id, position.pos_side) == (inst_id, pos_side):
                return position
        raise KeyError(f"no position {inst_id} {pos_side}")

    def bot(self, algo_id: str, *, key: str | None = None) -> SignalBotState:
        """A signal bot of the account that a key belongs to. Raises KeyError."""
        bots = self.state.accounts[self.key(key).uid].bots
        if algo_id not in bots:
            raise KeyError(f"no bot {algo_id}; there are {', '.join(bots)}")
        return bots[algo_id]

    def margin(self, inst_id: str, pos_side: str, *, key: str | None = None) -> Decimal:
        """The margin of that position, exactly."""
        return self.state.ledger.balance(self.position(inst_id, pos_side, key=key).pot)

    def cash(self, ccy: str, *, key: str | None = None) -> Decimal:
        """What is available of a currency in the account that a key belongs to."""
        return self.state.ledger.balance(self.state.accounts[self.key(key).uid].cash(ccy))

    def totals(self) -> dict[str, Decimal]:
        """Total funds by currency, over all accounts, positions and bots: never changed by any request."""
        with self._lock:
            return self.state.ledger.totals()
