"""Processes killed in the middle of adjustments, and what their journal says afterwards.

`python -m tests.journal.kill` is the long form, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final

from okx_margin_auth import OkxAuth
from okx_margin_client import Journal, JournalError, OkxMargin, OkxMarginError
from okx_margin_mock import Fault, MockExchange, MockServer, serve
from okx_margin_mock.messages import HttpRequest, HttpResponse

from .postgres import Postgres, missing

_ROOT = Path(__file__).parents[2]
_PATH = "/api/v5/account/position/margin-balance"
_INSTRUMENT: Final = "BTC-USDT-SWAP"
_SIDE: Final = "short"
_LONG_AGO = 1e6  # seconds a limiter's clock gains with each look, so that nobody is limited here


@dataclass
class Count:
    """What came of a run. The first four say what must not be."""

    applied_but_missing: list[str] = field(default_factory=list[str])
    done_but_not_applied: list[str] = field(default_factory=list[str])
    refused_but_applied: list[str] = field(default_factory=list[str])
    wrong_verdicts: list[str] = field(default_factory=list[str])
    kills: int = 0
    between: int = 0
    """Kills after the exchange had the request and before the journal had an outcome."""
    server_kills: int = 0
    entries: Counter[str] = field(default_factory=Counter[str])
    verdicts: Counter[str] = field(default_factory=Counter[str])

    @property
    def wrong(self) -> list[str]:
        """Everything that must not be."""
        return [
            *self.applied_but_missing,
            *self.done_but_not_applied,
            *self.refused_but_applied,
            *self.wrong_verdicts,
        ]


def run(
    where: str, kills: int, seed: int, *, restart_server: Callable[[], None] | None = None, every: int = 20
) -> Count:
    """Kill a process so often, each at a random moment of its adjustments, and look at what is left."""
    chance, count = random.Random(seed), Count()
    received: set[str] = set()
    with _exchange(received) as mock, _nursery(mock, where) as nursery:
        for number in range(kills):
            before = len(received)
            pid = _born(nursery)
            for _ in range(chance.choice((0, 200, 200, 200))):  # at its start, or in the midst of its calls
                if len(received) > before:
                    break
                time.sleep(0.01)
            if restart_server is not None and number % every == every - 1:
                time.sleep(0.05)
                restart_server()
                count.server_kills += 1
            else:
                time.sleep(0.2 * chance.random())
            os.kill(pid, signal.SIGKILL)
            _gone(nursery)
            count.kills += 1
        _look_back(count, mock, where, received)
    return count


def _look_back(count: Count, mock: MockServer, where: str, received: set[str]) -> None:
    mock.exchange.clear_faults()
    mock.exchange.inject(Fault.skewed_clock(120))  # every request has expired, also on its way
    applied = {str(bill.sz) for bill in mock.exchange.state.ledger.bills if bill.sub_type == "160"}
    with Journal(where) as journal:
        undecided = journal.undecided()
        entries = {entry.fields["amt"]: entry for entry in journal.entries()}
        count.between = sum(not entry.outcome and entry.fields["amt"] in received for entry in undecided)
        for amt in applied - {*entries}:
            count.applied_but_missing.append(amt)
        for amt, entry in entries.items():
            count.entries[entry.outcome or "none"] += 1
            if entry.outcome == "done" and amt not in applied:
                count.done_but_not_applied.append(amt)
            if entry.outcome == "refused" and amt in applied:
                count.refused_but_applied.append(amt)
        with OkxMargin(mock.auth(pacing=None), journal=journal, sole_actor=True) as okx:
            for entry in undecided:
                found = okx.resolve(entry, deadline=5)
                count.verdicts[found.verdict] += 1
                if found.applied is not (entry.fields["amt"] in applied):
                    count.wrong_verdicts.append(f"{found.verdict}: {found.reason} {dict(entry.fields)}")
        assert journal.undecided() == [] or count.wrong_verdicts


@contextmanager
def _exchange(received: set[str]) -> Generator[MockServer]:
    """A mock that limits nobody, answers late, and notes what it was asked."""
    looks = iter(range(10**9))
    exchange = MockExchange.from_seed(monotonic=lambda: next(looks) * _LONG_AGO)
    process = exchange.process

    def noting(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            received.add(request.body.decode().rpartition('"amt":"')[2].rstrip('"}'))
        return process(request)

    exchange.process = noting  # type: ignore[method-assign]
    exchange.inject(Fault.skewed_clock(-3600))
    exchange.charge_funding(_INSTRUMENT, _SIDE, Decimal("0.5"))
    exchange.clear_faults()
    exchange.inject(Fault.delay(0.03), endpoint=_PATH, probability=0.7, seed=1)
    exchange.inject(Fault.delay(0.03, "before"), endpoint=_PATH, probability=0.999, seed=2)
    with serve(exchange) as mock:
        yield mock


@contextmanager
def _nursery(mock: MockServer, where: str) -> Generator[subprocess.Popen[str]]:
    """A process that has imported everything and forks another for each line that it is sent."""
    key = mock.key()
    words = [mock.base_url, key.environment, key.api_key, key.secret_key, key.passphrase, where]
    nursery = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", "from tests.journal.kill import nursery; nursery()", *words],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield nursery
    finally:
        nursery.communicate()


def _born(nursery: subprocess.Popen[str]) -> int:
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write("\n")
    nursery.stdin.flush()
    return int(nursery.stdout.readline())


def _gone(nursery: subprocess.Popen[str]) -> None:
    assert nursery.stdout is not None
    assert nursery.stdout.readline() == "gone\n"


def nursery() -> None:
    """What the nursery's process does."""
    base_url, environment, key, secret, passphrase, where = sys.argv[1:]
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            auth = OkxAuth(key, secret, passphrase, environment=environment, base_url=base_url, pacing=None)
            _adjust_for_ever(auth, where)
        print(pid, flush=True)
        os.waitpid(pid, 0)
        print("gone", flush=True)


def _adjust_for_ever(auth: OkxAuth, where: str) -> None:
    chance = random.Random()
    while True:
        try:
            with OkxMargin(auth, journal=where, on_undecided="warn", deadline=5) as okx:
                while True:
                    amt = f"0.{chance.randrange(10**7, 10**8)}"
                    okx.account.adjust_margin(inst_id=_INSTRUMENT, pos_side=_SIDE, type_="add", amt=amt)
        except (JournalError, OkxMarginError):
            time.sleep(0.01)  # the journal's server is away


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.journal.kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        wrong += _report("SQLite", run(str(Path(folder) / "adjustments.db"), options.kills, options.seed))
    if lacking := missing():
        print(f"PostgreSQL: {lacking}")
        return 1
    with Postgres() as server:

        def restart() -> None:
            server.kill()
            server.start()

        wrong += _report(
            "PostgreSQL",
            run(server.fresh_database(), options.kills, options.seed, restart_server=restart),
        )
    return bool(wrong)


def _report(name: str, count: Count) -> int:
    print(f"{name}: {count.kills} kills, {count.between} of them between the entry and the outcome")
    print(f"  server killed {count.server_kills} times; entries {dict(count.entries)}")
    print(f"  resolved: {dict(count.verdicts)}; wrong: {len(count.wrong)}")
    for text in count.wrong[:10]:
        print(f"  WRONG {text}")
    return len(count.wrong)


if __name__ == "__main__":
    sys.exit(main())
