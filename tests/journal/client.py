"""What a client does about its journal, with an exchange that is written down by hand and time that passes at once."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from okx_margin_runtime.call import Call
from okx_margin_runtime.facts import Endpoint
from okx_margin_runtime.journal import Entry, Journal
from okx_margin_runtime.recording import Recording
from okx_margin_runtime.records import Item
from okx_margin_runtime.resolution import Resolution
from okx_margin_runtime.steps import Steps

from ..resolve.account import SENT, Account
from ..simulation.clock import simulated
from ..simulation.facts import BOT, POSITION

Value = TypeVar("Value")
ENDPOINTS = {endpoint.operation_id: endpoint for endpoint in (POSITION, BOT)}


class Client:
    """The recording of one client. `read_until` are the deadlines of its reads, by a clock that starts at 0."""

    machine_is_ahead = 0.0

    def __init__(self, account: Account, **options: Any) -> None:
        self.account = account
        self.read_until = list[float | None]()
        self.recording = Recording(options, ENDPOINTS, account="ours", skew=30)  # type: ignore[arg-type]

    @property
    def now(self) -> float:
        """The time, as the clocks of the machine show it."""
        return SENT + self.account.age

    @property
    def journal(self) -> Journal:
        """Its journal."""
        assert self.recording.journal is not None
        return self.recording.journal

    def _read(
        self, operation_id: str, query: Mapping[str, str], deadline: float | None
    ) -> Steps[Sequence[Item]]:
        self.read_until.append(None if deadline is None else deadline + 1_700_000_000 - SENT)
        return self.account.read(operation_id, query)

    def prepare(self, call: Call, deadline: float | None) -> None:
        """What is done before it is signed."""
        self(self.recording.prepare(self._read, call, deadline))

    def resolve(
        self, entry: Entry, deadline: float | None = None, *, sole_actor: bool | None = None
    ) -> Resolution:
        """What became of it."""
        return self(self.recording.resolve(self._read, entry, deadline, sole_actor))

    def until(self, age: float) -> float:
        """A deadline, when the account is so old."""
        return SENT + age - 1_700_000_000

    def __call__(self, steps: Steps[Value]) -> Value:
        return self.account.perform(steps)

    def signed(self, call: Call, at: float | None = None) -> Call:
        """The same, once it is signed and handed over."""
        call.attempts += 1
        call.sent_at = self.now if at is None else SENT + at
        call.expires_at = call.sent_at + 30
        return call

    def unknown(self, call: Call, at: float | None = None) -> Call:
        """The same in the journal, as a call of unknown outcome."""
        self.signed(call, at).outcome = "unknown"
        self.journal.write(call)
        return call


def adjustment(endpoint: Endpoint = POSITION, account: str = "ours", **fields: Any) -> Call:
    """A call before it is signed."""
    bot: dict[str, Any] = {"algoId": "1", "type": "add", "amt": "10"}
    given = (
        bot if endpoint is BOT else {"instId": "BTC-USDT-SWAP", "posSide": "long", "type": "add", "amt": "10"}
    )
    call = Call(endpoint, {**given, **fields}, account=account)
    call.fields = call.arguments
    return call


@contextmanager
def client(account: Account | None = None, **options: Any) -> Generator[Client]:
    """One with a journal in memory, unless another is given."""
    with simulated() as clocks:
        made = Client(Account() if account is None else account, **{"journal": ":memory:", **options})
        clocks.world = made
        yield made
        made.recording.close()
