"""Our process on a simulated machine: real calls, real journal, real resolve; it may die at any step."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from okx_margin_auth.flow import Flow
from okx_margin_client.exchange import EXCHANGE
from okx_margin_runtime.call import Call
from okx_margin_runtime.conduct import conduct
from okx_margin_runtime.errors import JournalError, OutcomeUnknownError, RefusedError
from okx_margin_runtime.facts import Endpoint
from okx_margin_runtime.journal import Entry, Journal
from okx_margin_runtime.recording import Recording
from okx_margin_runtime.steps import Do, Send, Steps, Wait
from okx_margin_runtime.wire import Request, Timeouts

from .clock import CLOCKS
from .facts import BOT, POSITION, READS
from .network import Came, carry, fate, response

if TYPE_CHECKING:
    from .world import World

_TIMEOUTS = Timeouts(10, 10, 10, 10)
_PATIENCE = 120.0
"""Seconds after which resolving gives up."""


@dataclass
class Attempted:
    """One adjustment of ours, as the world knows it and our process does not."""

    number: int
    call: Call
    reported: str = ""
    verdict: str = ""


class Process:
    """It adjusts, and resolves what is unknown; all that it knows dies with it, but the journal."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.alive = True
        self._flow = Flow(_unsigned, frozenset({"50102", "50011"}), False, None)
        self._opened: Recording | None = None

    def start(self) -> None:
        """After a crash: resolve what the journal says is open, on whatever machine this is."""
        journal = self._recording().journal
        assert journal is not None
        try:
            undecided = journal.undecided()
        except JournalError:
            self._world.later(1, self.start)
            return
        for entry in undecided:
            if entry.verdict and self._world.chance.random() < 0.8:
                continue  # nobody looks at the same ones at every start
            self._resolve(self._world.attempted[entry.id], entry)

    def die(self) -> None:
        """What it was about to do it will never do."""
        self.alive = False

    def adjust(self, number: int, endpoint: Endpoint, fields: Mapping[str, str]) -> None:
        """One adjustment, from its arguments to its outcome."""
        call = Call(endpoint, fields, account="ours")
        call.fields = fields
        adjustment = self._world.attempted[call.id] = Attempted(number, call)
        self._run(self._adjusting(adjustment), adjustment)

    def _adjusting(self, adjustment: Attempted) -> Steps[None]:
        call, recording = adjustment.call, self._recording()
        request = Request("POST", call.endpoint.path, b"", b"{}", timeouts=_TIMEOUTS)
        try:
            yield from recording.prepare(self._read, call, None)
            yield from conduct(call, request, self._flow.steps(request), EXCHANGE, "exchange", recording)
        except RefusedError:
            self._world.reported(adjustment, "refused")
        except OutcomeUnknownError:
            self._world.reported(adjustment, "unknown")
            self._resolve(adjustment, Entry.of_call(call))
        else:
            self._world.reported(adjustment, "done")

    def _resolve(self, adjustment: Attempted, entry: Entry) -> None:
        self._run(self._resolving(adjustment, entry), adjustment)

    def _resolving(self, adjustment: Attempted, entry: Entry) -> Steps[None]:
        found = yield from self._recording().resolve(self._read, entry, CLOCKS.monotonic() + _PATIENCE)
        self._world.found(adjustment, found)

    def _recording(self) -> Recording:
        if self._opened is None:
            self._opened = Recording(
                {
                    "journal": self._journal(),
                    "sole_actor": self._world.sole_actor,
                    "figure_moves": self._world.promised_to_move,
                },
                {endpoint.operation_id: endpoint for endpoint in (POSITION, BOT)},
                account="ours",
                skew=EXCHANGE.max_clock_skew_seconds,
            )
        return self._opened

    def _journal(self) -> Journal:
        while True:
            try:
                return Journal(self._world.store)
            except JournalError:  # whoever starts a process whose journal cannot be opened starts it again
                self._world.tally.events["journal not opened"] += 1

    def _read(
        self, operation_id: str, query: Mapping[str, str], deadline: float | None
    ) -> Steps[Sequence[Mapping[str, object]]]:
        endpoint = READS[operation_id]
        call = Call(endpoint, query)
        call.fields = query
        asked = "&".join(map("=".join, query.items()))
        request = Request("GET", f"{endpoint.path}?{asked}", b"", timeouts=_TIMEOUTS)
        items, _ = yield from conduct(call, request, self._flow.steps(request), EXCHANGE, "exchange", None)
        return items

    def _run(self, steps: Steps[None], adjustment: Attempted) -> None:
        _Task(self._world, self, steps, adjustment).resume(None)


class _Task:
    """Performs steps one after another, in the world's time."""

    def __init__(self, world: World, process: Process, steps: Steps[None], adjustment: Attempted) -> None:
        self._world = world
        self._process = process
        self._steps = steps
        self._adjustment = adjustment

    def resume(self, came: object) -> None:
        """Hand in what the last step came to, an exception being thrown, and perform the next ones."""
        while self._process.alive:
            try:
                step = self._steps.throw(came) if isinstance(came, Exception) else self._steps.send(came)
            except StopIteration:
                return
            if self._dies():
                return
            if isinstance(step, Wait):
                self._world.later(step.seconds, lambda: self.resume(None))
                return
            if isinstance(step, Send):
                self._send(step.request)
                return
            came = _performed(step)
            if self._dies():  # after a transaction and before anybody knows of it
                return

    def _dies(self) -> bool:
        if self._world.chance.random() >= self._world.settings.crashes:
            return False
        self._world.crash()
        return True

    def _send(self, request: Request) -> None:
        chance, faults = self._world.chance, self._world.settings.faults
        arrive = self._post if request.method == "POST" else self._get
        carry(self._world, fate(chance, faults), request, lambda: arrive(request), self.resume)

    def _post(self, request: Request) -> Came:
        timestamp = request.timestamp
        assert timestamp is not None
        status, code, name = self._world.arrived(self._adjustment, timestamp)
        return response(status, code, [{"instId": name}] if name else [])

    def _get(self, request: Request) -> Came:
        path, _, query = request.target.partition("?")
        exchange, now, chance = self._world.exchange, self._world.now, self._world.chance
        asks_for_time = path == READS["publicTime"].path
        if not asks_for_time and abs((request.timestamp or 0) - now) > EXCHANGE.max_clock_skew_seconds:
            return response(401, "50102", [])
        data = exchange.read(path, dict(pair.split("=") for pair in query.split("&") if pair), now)
        if data and chance.random() < self._world.settings.faults / 50:
            lacking = chance.choice(data)
            data = [item if item is not lacking else _without(item, chance) for item in data]
        return response(200, "0", data)


def _performed(step: Do[object]) -> object:
    try:
        return step.blocking()
    except JournalError as failure:
        return failure


def _without(item: dict[str, object], chance: random.Random) -> dict[str, object]:
    """An item that lacks a field."""
    name = chance.choice([*item])
    return {key: value for key, value in item.items() if key != name}


def _unsigned(request: Request, stamp: str) -> bytes:
    return b""
