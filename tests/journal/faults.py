"""Adjustments through a socket at which every fifth request goes wrong, held against the exchange's ledger.

`python -m tests.journal.faults` is the long form: 10,000 by threads and 10,000 by tasks.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import socket
import ssl
import sys
import tempfile
import threading
import time
import warnings
from collections import Counter
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

from okx_margin_auth import OkxAuth
from okx_margin_client import (
    AsyncOkxMargin,
    Journal,
    OkxMargin,
    OutcomeUnknownError,
    RefusedError,
    Resolution,
)
from okx_margin_mock import Fault, MockExchange

from ..transport.host import CERTIFICATE, open_sockets
from .gateway import Gateway

_BATCH = 250
"""So many adjustments, then what is unknown of them is resolved."""
_DEADLINE = 2.0
_ADJUST: dict[str, Any] = {"inst_id": "BTC-USDT-SWAP", "pos_side": "short", "type_": "add"}


@dataclass
class Count:
    """What came of a run; `wrong` says everything that must not be."""

    outcomes: Counter[str] = field(default_factory=Counter[str])
    verdicts: Counter[str] = field(default_factory=Counter[str])
    faults: Counter[str] = field(default_factory=Counter[str])
    doubles: int = 0
    wrong: list[str] = field(default_factory=list[str])
    sockets_left: int = 0
    tasks_left: int = 0


class _Run:
    """One run: an exchange behind its gateway, and what the client said of each amount."""

    def __init__(self, adjustments: int, share: float, seed: int, path: Path, *, naive: bool) -> None:
        self.chance = random.Random(seed)
        self.count = Count()
        self.naive = naive
        self.said: dict[str, str] = {}
        self.unknown: list[OutcomeUnknownError] = []
        self.path = path
        self._adjustments = adjustments
        self._ahead = 0.0
        looks = iter(range(10**9))
        wall = time.time
        self.exchange = MockExchange.from_seed(clock=wall, monotonic=lambda: next(looks) * 1e6)
        self.exchange.inject(Fault.skewed_clock(-3600))
        self.exchange.charge_funding("BTC-USDT-SWAP", "short", Decimal("0.5"))
        self.exchange.clear_faults()
        self.gateway = Gateway(self.exchange, share, seed, _DEADLINE)
        self.tls = ssl.create_default_context(cafile=str(CERTIFICATE))

    def auth(self) -> OkxAuth:
        key = self.exchange.key()
        return OkxAuth(
            key.api_key,
            key.secret_key,
            key.passphrase,
            environment=key.environment,
            base_url=self.gateway.base_url,
            pacing=None,
        )

    def options(self) -> dict[str, Any]:
        return {"journal": self.path, "sole_actor": True, "deadline": _DEADLINE, "tls": self.tls}

    def batches(self) -> Generator[list[str]]:
        """Amounts, no two the same."""
        used = set[str]()
        while len(used) < self._adjustments:
            batch = list[str]()
            while len(batch) < _BATCH and len(used) < self._adjustments:
                amt = f"0.{self.chance.randrange(10**7, 10**8)}"
                if amt not in used and not amt.endswith("0"):
                    used.add(amt)
                    batch.append(amt)
            yield batch

    def ended(self, amt: str, error: Exception | None) -> None:
        """What the client says of one call."""
        if error is None:
            self.said[amt] = "done"
        elif isinstance(error, OutcomeUnknownError):
            self.said[amt] = "unknown"
            self.unknown.append(error)
        elif isinstance(error, RefusedError):
            self.said[amt] = "refused"
        else:
            self.said[amt] = "other"
            self.count.wrong.append(f"{amt}: {error!r}")

    def later(self) -> Sequence[OutcomeUnknownError]:
        """Two minutes pass at the exchange; what is still unknown."""
        self._ahead += 120
        self.exchange.inject(Fault.skewed_clock(self._ahead))
        unknown, self.unknown = self.unknown, []
        return unknown

    def found(self, error: OutcomeUnknownError, resolution: Resolution) -> None:
        """What the client found out about one call."""
        assert error.call is not None
        amt = error.call.fields["amt"]
        self.count.verdicts[resolution.verdict] += 1
        if resolution.applied is not None and resolution.applied is not bool(self.applied()[amt]):
            self.count.wrong.append(f"{amt}: found {resolution.verdict}: {resolution.reason}")

    def applied(self) -> Counter[str]:
        bills = self.exchange.state.ledger.bills
        return Counter(str(bill.sz) for bill in bills if bill.sub_type == "160")

    def judged(self) -> Count:
        """The counts, once everything is over."""
        applied = self.applied()
        self.count.faults = self.gateway.faults
        self.count.doubles = sum(times > 1 for times in applied.values())
        if self.count.doubles and not self.naive:
            self.count.wrong.append(f"{self.count.doubles} applied twice")
        for amt, said in self.said.items():
            self.count.outcomes[said] += 1
            if said == "done" and not applied[amt]:
                self.count.wrong.append(f"{amt}: reported done, not applied")
            if said == "refused" and applied[amt] and not self.naive:
                self.count.wrong.append(f"{amt}: reported refused, applied")
        with Journal(self.path) as journal:
            known = {entry.fields["amt"] for entry in journal.entries()}
        if missing := applied.keys() - known:
            self.count.wrong.append(f"{len(missing)} applied but missing from the journal")
        return self.count


def by_threads(
    adjustments: int, share: float, seed: int, path: Path, *, naive: bool = False, looking: float = 15
) -> Count:
    """A run of eight threads that share one OkxMargin and look for what is unknown for `looking` seconds."""
    run = _Run(adjustments, share, seed, path, naive=naive)
    before = open_sockets()
    with run.gateway, _unsteady(seed), OkxMargin(run.auth(), **run.options()) as okx:

        def adjust(amt: str) -> None:
            for _ in range(3 if naive else 1):
                try:
                    okx.account.adjust_margin(**_ADJUST, amt=amt)
                except Exception as error:  # whatever it is, it is one too many or counted
                    run.ended(amt, error)
                    if not isinstance(error, OutcomeUnknownError):
                        return
                else:
                    run.ended(amt, None)
                    return

        def resolve(error: OutcomeUnknownError) -> None:
            run.found(error, okx.resolve(error, deadline=looking))

        with ThreadPoolExecutor(8) as pool:
            for batch in run.batches():
                list(pool.map(adjust, batch))
                if not naive:  # of two calls of one amount nobody knows which it was
                    list(pool.map(resolve, run.later()))
    run.count.sockets_left = len(open_sockets() - before)
    return run.judged()


def by_tasks(adjustments: int, share: float, seed: int, path: Path, *, looking: float = 15) -> Count:
    """A run of fifty tasks that share one AsyncOkxMargin, the same way."""
    run = _Run(adjustments, share, seed, path, naive=False)
    before = open_sockets()

    async def play() -> None:
        places = asyncio.Semaphore(50)
        async with AsyncOkxMargin(run.auth(), **run.options()) as okx:

            async def adjust(amt: str) -> None:
                async with places:
                    try:
                        await okx.account.adjust_margin(**_ADJUST, amt=amt)
                    except Exception as error:  # whatever it is, it is one too many or counted
                        run.ended(amt, error)
                    else:
                        run.ended(amt, None)

            async def resolve(error: OutcomeUnknownError) -> None:
                async with places:
                    run.found(error, await okx.resolve(error, deadline=looking))

            for batch in run.batches():
                await asyncio.gather(*map(adjust, batch))
                await asyncio.gather(*map(resolve, run.later()))
        run.count.tasks_left = len(asyncio.all_tasks()) - 1

    with run.gateway, _unsteady(seed):
        asyncio.run(play())
    run.count.sockets_left = len(open_sockets() - before)
    return run.judged()


@contextlib.contextmanager
def _unsteady(seed: int) -> Generator[None]:
    """This machine's clock is stepped again and again, and its resolver fails now and then."""
    chance, wall, look_up = random.Random(seed), time.time, socket.getaddrinfo
    ahead = [0.0]
    over = threading.Event()

    def step() -> None:
        while not over.wait(0.2):
            ahead[0] = chance.choice((0.0, 0.0, 5.0, -5.0, 90.0, -90.0))

    def fails(*given: Any, **named: Any) -> Any:
        if chance.random() < 0.05:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return look_up(*given, **named)

    stepping = threading.Thread(target=step)
    stepping.start()
    try:
        with (
            patch("time.time", lambda: wall() + ahead[0]),
            patch("socket.getaddrinfo", fails),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        over.set()
        stepping.join()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.journal.faults", description=__doc__)
    parser.add_argument("--adjustments", type=int, default=10_000)
    parser.add_argument("--share", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    given = (options.adjustments, options.share, options.seed)
    wrong = False
    with tempfile.TemporaryDirectory() as folder:
        for name, count in (
            ("threads", by_threads(*given, Path(folder) / "threads.db")),
            ("tasks", by_tasks(*given, Path(folder) / "tasks.db")),
            ("threads, with a naive retry", by_threads(*given, Path(folder) / "naive.db", naive=True)),
        ):
            print(
                f"{name}: {dict(count.outcomes)}; resolved: {dict(count.verdicts)}; doubles: {count.doubles}"
            )
            print(f"  faults met: {dict(count.faults)}")
            print(
                f"  left: {count.sockets_left} sockets, {count.tasks_left} tasks; wrong: {len(count.wrong)}"
            )
            for text in count.wrong[:5]:
                print(f"  WRONG {text}")
            wrong |= bool(count.wrong or count.sockets_left or count.tasks_left)
    return wrong


if __name__ == "__main__":
    sys.exit(main())
