"""The places that a Redis server keeps: the script itself, on a real server that goes by simulated time."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator, Sequence
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from okx_margin_auth.pacing import Place, redis_server, steady
from okx_margin_auth.pacing import redis as shared
from okx_margin_auth.pacing.redis import RedisWindow
from tests.pacing.exchange import limited
from tests.pacing.redis_process import RedisProcess, missing, running
from tests.pacing.simulation import (
    LIMIT,
    SECONDS,
    Check,
    Request,
    Simulation,
    all_at_once,
    check_first_come_first_served,
    check_never_refused,
    check_no_time_is_lost,
    requests,
)

if lacking := missing():
    pytest.skip(f"pacing over Redis {lacking}", allow_module_level=True)

_ENDPOINT = limited(LIMIT, SECONDS)
_CLOCK = "redis.call('TIME')"


@pytest.fixture(scope="module")
def server() -> Generator[RedisProcess]:
    with running() as server:
        yield server


class _Line:
    """A process, or two: each has a pacing of its own, and knows of the other through the server only."""

    def __init__(self, simulation: Simulation, windows: Sequence[RedisWindow]) -> None:
        self._simulation, self._windows = simulation, windows
        self._entered = 0

    def enter(self, wake: Callable[[], None]) -> _Asker:
        self._entered += 1
        return _Asker(self._simulation, self._windows, self._entered % len(self._windows))


class _Asker:
    def __init__(self, simulation: Simulation, windows: Sequence[RedisWindow], process: int) -> None:
        self._simulation, self.process = simulation, process
        limit = windows[process]._limit(_ENDPOINT)  # pyright: ignore[reportPrivateUsage]
        self._turn = shared._Turn(limit, None, retry=True)  # pyright: ignore[reportPrivateUsage]

    def ask(self) -> Place | float:
        wait = self._turn.ask()
        return self._turn if wait is None else self._simulation.now + wait

    def leave(self) -> None:
        self._turn.leave()


class _Teller:
    def start(self) -> None: ...
    def tell(self, flush: Callable[[], None]) -> None:
        flush()


_accounts = itertools.count()


def simulate(server: RedisProcess, traffic: Sequence[Request], script: str = redis_server.TAKE) -> Simulation:
    """Two processes with their traffic, whose server goes by simulated time."""
    assert _CLOCK in script
    simulation, account = Simulation(), str(next(_accounts))
    url = f"{server.url}?client_name={hash(script)}"  # each script has a connection of its own
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(redis_server, "TAKE", script.replace(_CLOCK, "redis.call('MGET', 'seconds', 'micros')"))
        patch.setattr(redis_server, "teller", _Teller())
        patch.setattr(steady, "time", simulation)
        windows = [RedisWindow(url, account=account, longest_wait=None) for _ in range(2)]
        call = redis_server.Server.call

        def call_then(self: redis_server.Server, key: str, *args: str | int, **how: Any) -> list[int]:
            seconds, micros = divmod(round(simulation.now * 1e6), 1_000_000)
            server.command("MSET", "seconds", str(seconds), "micros", str(micros))
            return call(self, key, *args, **how)

        patch.setattr(redis_server.Server, "call", call_then)
        simulation.now -= 100
        windows[0]._limit(_ENDPOINT).call("", 0, None, retry=True)  # pyright: ignore[reportPrivateUsage]
        simulation.now += 100
        simulation.run(traffic, _Line(simulation, windows))
    return simulation


@given(requests())
@settings(max_examples=40, deadline=None)
def test_the_exchange_never_counts_more_than_its_limit(server: RedisProcess, traffic: list[Request]) -> None:
    check_never_refused(simulate(server, traffic), traffic)


@given(requests(endings=["responded"], late=False))
@settings(max_examples=40, deadline=None)
def test_first_come_first_served(server: RedisProcess, traffic: list[Request]) -> None:
    """Where a place is given back early, the first in line is not woken for it, but it is kept for that one."""
    check_first_come_first_served(simulate(server, traffic), traffic)


@given(requests())
@settings(max_examples=40, deadline=None)
def test_nobody_starves(server: RedisProcess, traffic: list[Request]) -> None:
    simulation = simulate(server, traffic)
    assert len(simulation.served) + len(simulation.left) == len(traffic)


@given(all_at_once())
@settings(max_examples=40, deadline=None)
def test_no_time_is_lost(server: RedisProcess, traffic: list[Request]) -> None:
    check_no_time_is_lost(simulate(server, traffic), traffic)


_TRAFFIC: dict[Check, st.SearchStrategy[list[Request]]] = {
    check_never_refused: requests(),
    check_first_come_first_served: requests(endings=["responded"], late=False),
    check_no_time_is_lost: all_at_once(),
}


@pytest.mark.parametrize(
    ("line", "fault", "check"),
    [
        ("now - tonumber(age) + window", "now - tonumber(age) + window * 0.9", check_never_refused),
        ("#places + ahead < requests", "#places + ahead <= requests", check_never_refused),
        ("if not reports[place[1]] then", "if next(reports) == nil then", check_never_refused),
        ("waiter[2] < ticket", "false", check_first_come_first_served),
        ("last + 1", "last", check_first_come_first_served),
        ("now - tonumber(age) + window", "now + window * 1.05", check_no_time_is_lost),
    ],
)
def test_a_planted_fault_is_found(server: RedisProcess, line: str, fault: str, check: Check) -> None:
    assert line in redis_server.TAKE

    @given(_TRAFFIC[check])
    @settings(max_examples=500, deadline=None, database=None, phases=[Phase.generate])
    def search(traffic: list[Request]) -> None:
        check(simulate(server, traffic, redis_server.TAKE.replace(line, fault)), traffic)

    with pytest.raises(AssertionError):
        search()
