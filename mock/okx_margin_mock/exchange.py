"""The exchange: its state and its rules, without any input or output of its own."""

import time
from collections import deque
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from threading import RLock
from urllib.parse import parse_qsl

from attrs import define

from okx_margin_client.exchange import ENDPOINTS
from okx_margin_mock import reading
from okx_margin_mock.accounts import Account, ApiKey, Position, SignalBot, State
from okx_margin_mock.body import read_body
from okx_margin_mock.faults import Fault, FaultError
from okx_margin_mock.gate import Gate, UnknownPathError
from okx_margin_mock.messages import Answer, RefusalError, Request, envelope, html, success
from okx_margin_mock.position_margin import PositionMargin
from okx_margin_mock.seed import read_seed
from okx_margin_mock.settings import Settings
from okx_margin_mock.signal_bot_margin import SignalBotMargin
from okx_margin_runtime.facts import Endpoint


@define
class _Waiting:
    fault: Fault
    path: str | None
    times: int


class Exchange:
    """An OKX with accounts of its own, for one process; its methods may be called from any thread.

    `clock` is the wall clock in seconds, as time.time. `settings` may be replaced at any moment. `received`
    holds the last 1,000 requests, oldest first, without their OK-ACCESS-* headers.
    """

    def __init__(
        self, state: State, *, settings: Settings | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._first_state = state
        self._first_settings = settings or Settings()
        self._clock = clock
        self._lock = RLock()
        self.received: deque[Request] = deque(maxlen=1000)
        self.reset()

    @classmethod
    def from_seed(
        cls,
        path: str | Path | None = None,
        *,
        settings: Settings | None = None,
        clock: Callable[[], float] = time.time,
    ) -> "Exchange":
        """An exchange as a seed file lays it out, by default the package's own. Raises SeedError."""
        return cls(read_seed(path), settings=settings, clock=clock)

    def reset(self) -> None:
        """Back to the seed: state, settings, clock and rate limits; no faults, nothing received."""
        with self._lock:
            self.state = deepcopy(self._first_state)
            self.settings = self._first_settings
            self._gate = Gate()
            self.received.clear()
            self.clear_faults()

    # ── serving ──

    def receive(self, request: Request) -> Fault | None:
        """Note a request, and take the oldest fault that waits for it."""
        with self._lock:
            self.received.append(request.public())
            for waiting in self._faults:
                if waiting.path in (None, request.path):
                    waiting.times -= 1
                    if not waiting.times:
                        self._faults.remove(waiting)
                    return waiting.fault
            return None

    def process(self, request: Request) -> Answer:
        """What the exchange does and answers; faults play no part here."""
        with self._lock:
            try:
                return self._process(request)
            except RefusalError as refusal:
                return refusal.answer()
            except UnknownPathError:
                if self.settings.unknown_path_html:
                    return html(404, "Not Found")
                return envelope({"code": "404", "data": [], "msg": "not found"}, 404)

    def _process(self, request: Request) -> Answer:
        endpoint, key = self._gate.admit(
            request, self.state.keys, self.settings, clock=self._clock, now_ms=self.now_ms()
        )
        if key is None:
            return success([{"ts": str(self.now_ms())}])
        account = self.state.accounts[key.uid]
        if endpoint.method == "POST":
            return success([self._adjust(endpoint, account, request.body)])
        query = dict(parse_qsl(request.query))
        match endpoint.operation_id:
            case "accountPositions":
                return success(reading.positions(self.state, account, query))
            case "accountBills":
                return success(reading.bills(self.state, account, query))
            case _:
                return success(reading.bot_details(self.state, account, query, self.settings))

    def _adjust(self, endpoint: Endpoint, account: Account, content: bytes) -> dict[str, str]:
        body = read_body(endpoint, content, duplicate_keys_refused=self.settings.duplicate_keys_refused)
        adjustment = PositionMargin if endpoint.operation_id == "accountAdjustMargin" else SignalBotMargin
        return adjustment(self.state, self.settings, account, self.now_ms()).adjust(body)

    # ── faults ──

    def inject(self, fault: Fault, *, endpoint: str | None = None, times: int = 1) -> None:
        """Let the next `times` requests to the path `endpoint` (None: any) meet the fault, first come first.

        A skewed clock takes effect at once, for all requests, until `clear_faults` or `reset`.
        Raises FaultError for an endpoint that the exchange does not have, or fewer than one time.
        """
        paths = [path for _, path in ENDPOINTS]
        if endpoint is not None and endpoint not in paths:
            raise FaultError(f"endpoint must be one of {', '.join(paths)}, not {endpoint!r}")
        if times < 1:
            raise FaultError(f"times must be 1 or more, not {times}")
        with self._lock:
            if fault.clock_skew is not None:
                self._skew_ms = round(fault.clock_skew * 1000)
            else:
                self._faults.append(_Waiting(fault, endpoint, times))

    def clear_faults(self) -> None:
        """No more faults, and the clock right again."""
        with self._lock:
            self._faults: list[_Waiting] = []
            self._skew_ms = 0

    # ── looking inside ──

    def now_ms(self) -> int:
        """What the exchange takes for the time, in Unix milliseconds."""
        return round(self._clock() * 1000) + self._skew_ms

    def key(self, label: str | None = None) -> ApiKey:
        """Credentials of the seed by their label; without one, the first. Raises KeyError."""
        for key in self.state.keys.values():
            if label in (None, key.label):
                return key
        labels = ", ".join(key.label for key in self.state.keys.values())
        raise KeyError(f"no key {label!r}; there are {labels}")

    def position(self, inst_id: str, pos_side: str, *, key: str | None = None) -> Position:
        """The first such position of the account that a key belongs to. Raises KeyError."""
        for position in self.state.accounts[self.key(key).uid].positions:
            if (position.inst_id, position.pos_side) == (inst_id, pos_side):
                return position
        raise KeyError(f"no position {inst_id} {pos_side}")

    def bot(self, algo_id: str, *, key: str | None = None) -> SignalBot:
        """A signal bot of the account that a key belongs to. Raises KeyError."""
        return self.state.accounts[self.key(key).uid].bots[algo_id]

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
