"""Pacing over a real Redis server: processes that share it, and what happens when one of them or it dies."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator

import anyio
import pytest

from okx_margin_auth import ConfigurationError, SlidingWindow
from okx_margin_auth.pacing import Pacing, Place, redis_server
from okx_margin_auth.pacing.redis import RedisWindow
from okx_margin_client import NotSentError
from okx_margin_mock import serve
from okx_margin_runtime.facts import Endpoint
from tests.pacing.exchange import POSITION, TIME, limited, refused
from tests.pacing.measuring import measure
from tests.pacing.proxy import proxy
from tests.pacing.redis_process import PASSWORD, RedisProcess, missing, running

if lacking := missing():
    pytest.skip(f"pacing over Redis {lacking}", allow_module_level=True)

SECONDS = 0.3
QUICK = limited(5, SECONDS)


@pytest.fixture(scope="module")
def shared() -> Generator[RedisProcess]:
    with running() as server:
        time.sleep(2.1)  # for as long as it is taken for one that has lost what it knew
        yield server


@pytest.fixture
def server(shared: RedisProcess) -> RedisProcess:
    shared.command("FLUSHALL")
    shared.command("CONFIG", "RESETSTAT")
    return shared


def window(server: RedisProcess, *, account: str = "main", fallback: Pacing | None = None) -> RedisWindow:
    return RedisWindow(server.url, account=account, longest_wait=None, fallback=fallback)


def full(pacing: Pacing, endpoint: Endpoint = QUICK) -> list[Place]:
    return [pacing.take(endpoint, None) for _ in range(endpoint.rate_limit.requests)]


def caller(server: RedisProcess, calls: int | str, clock: float = 0.0) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.pacing.caller", server.url, calls, 5, SECONDS, clock]
    return subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True)


def arrivals(callers: list[subprocess.Popen[str]]) -> list[float]:
    seen = [float(line) for process in callers for line in process.communicate(timeout=60)[0].split()]
    assert not any(process.returncode for process in callers)
    return seen


def scripts_run(server: RedisProcess) -> int:
    stats = server.command("INFO", "commandstats")
    return int(stats.get("cmdstat_evalsha", {"calls": 0})["calls"])


def eventually(condition: Callable[[], bool], what: str) -> None:
    for _ in range(500):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError(what)


def test_processes_with_clocks_minutes_apart_are_never_refused(server: RedisProcess) -> None:
    seen = arrivals([caller(server, 12, clock) for clock in (0, 300, -300)])
    assert len(seen) == 36
    assert refused(seen, 5, SECONDS) == 0


def test_real_calls_of_several_processes_are_not_refused(server: RedisProcess) -> None:
    with serve() as mock:
        assert measure(mock, server.url, "sequence", 10, processes=4).refused == 0
        keys = b"".join(server.command("KEYS", "*"))
        assert b"position/margin-balance" in keys
        assert mock.key().api_key.encode() not in keys


def test_a_killed_process_gives_its_places_back(server: RedisProcess) -> None:
    process = caller(server, "die")
    assert process.stdout is not None
    assert process.stdout.readline() == "holding\n"
    process.kill()
    process.communicate()
    window(server).take(QUICK, time.monotonic() + 3 * SECONDS).unused()


def test_one_round_trip_takes_a_place_and_one_settles_it(server: RedisProcess) -> None:
    pacing = window(server)
    pacing.take(QUICK, None).unused()  # the first connects and loads the script
    eventually(lambda: scripts_run(server) >= 2, "it was told")
    before = scripts_run(server)
    place = pacing.take(QUICK, None)
    assert scripts_run(server) == before + 1
    place.responded()
    eventually(lambda: scripts_run(server) == before + 2, "it was told")


def test_keys_tell_no_account_and_expire(server: RedisProcess) -> None:
    window(server, account="22582BD0-CFF1").take(QUICK, None).unused()
    (key,) = server.command("KEYS", "*")
    assert b"22582BD0" not in key
    assert b"22582BD0" not in server.command("GET", key)
    assert 0 < server.command("TTL", key) <= 3600


def test_each_account_has_its_own_places_and_names_share_theirs(server: RedisProcess) -> None:
    soon = time.monotonic() + 0.1
    full(window(server, account="one"))
    window(server, account="two").take(QUICK, soon)
    with pytest.raises(NotSentError):
        window(server, account="one").take(QUICK, soon)


def test_a_limit_by_address_is_shared_by_all_accounts(server: RedisProcess) -> None:
    full(window(server, account="one"), TIME)
    with pytest.raises(NotSentError, match="for each IP"):
        window(server, account="two").take(TIME, time.monotonic() + 0.5)


def test_a_deadline_refuses_at_once_and_says_when_the_turn_would_have_been(server: RedisProcess) -> None:
    pacing = window(server)
    full(pacing, POSITION)
    started = time.monotonic()
    with pytest.raises(NotSentError, match=r"turn would come in [12]\.\d s, but it may wait 0\.5 s"):
        pacing.take(POSITION, started + 0.5)
    with pytest.raises(NotSentError, match=r"turn would come in [12]\.\d s, but it may wait"):
        asyncio.run(pacing.take_async(POSITION, started + 0.5))
    assert time.monotonic() - started < 0.5


def test_without_a_deadline_nobody_waits_longer_than_the_longest_wait(server: RedisProcess) -> None:
    pacing = RedisWindow(server.url, account="main", longest_wait=1)
    full(pacing, POSITION)
    with pytest.raises(NotSentError, match=r"may wait 1\.0 s"):
        pacing.take(POSITION, None)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_tasks_wait_without_blocking_their_loop(server: RedisProcess, backend: str) -> None:
    pacing, seen, ticks = window(server), list[float](), list[float]()

    async def call() -> None:
        place = await pacing.take_async(QUICK, None)
        seen.append(time.monotonic())
        place.responded()

    async def tick() -> None:
        while len(seen) < 20:
            ticks.append(time.monotonic())
            await anyio.sleep(0.01)

    async def main() -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(tick)
            for _ in range(20):
                tasks.start_soon(call)

    anyio.run(main, backend=backend)
    assert refused(seen, 5, SECONDS) == 0
    assert len(ticks) > 20


def test_a_cancelled_task_gives_back_its_place_in_the_line(server: RedisProcess) -> None:
    pacing = window(server)

    async def main() -> None:
        held = full(pacing)
        waiting = [asyncio.create_task(pacing.take_async(QUICK, None)) for _ in range(20)]
        await asyncio.sleep(0.1)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        for place in held:
            place.unused()

    asyncio.run(main())
    started = time.monotonic()
    window(server).take(QUICK, None)
    assert time.monotonic() - started < 10 * SECONDS  # behind all of them it would be twenty


def test_a_task_cancelled_while_it_asks_gives_back_what_it_gets(server: RedisProcess) -> None:
    with proxy(server.port, delay=0.1) as far:
        pacing = RedisWindow(server.url.replace(str(server.port), str(far.port)), account="main")

        async def main() -> None:
            asking = [asyncio.create_task(pacing.take_async(QUICK, None)) for _ in range(5)]
            await asyncio.sleep(0.15)
            for task in asking:
                task.cancel()
            await asyncio.gather(*asking, return_exceptions=True)

        asyncio.run(main())
        full(window(server))


def test_where_redis_cannot_be_reached_nothing_is_sent_and_the_error_names_it() -> None:
    pacing = RedisWindow("redis://user:secret@127.0.0.1:1/3", account="main")
    takes: list[Callable[[], Place]] = [
        lambda: pacing.take(QUICK, None),
        lambda: asyncio.run(pacing.take_async(QUICK, None)),
    ]
    for take in takes:
        with pytest.raises(NotSentError, match=r"Redis at redis://127\.0\.0\.1:1/3 cannot be used") as caught:
            take()
        assert "secret" not in str(caught.value)
        assert "secret" not in repr(pacing)


def test_a_wrong_password_is_an_error_that_does_not_show_it(server: RedisProcess) -> None:
    pacing = RedisWindow(server.url.replace("correct", "incorrect"), account="main")
    with pytest.raises(NotSentError, match="cannot be used") as caught:
        pacing.take(QUICK, None)
    trace = caught.value.__traceback__
    while trace is not None:
        if "okx_margin_auth" in trace.tb_frame.f_code.co_filename:
            assert "horse" not in repr(trace.tb_frame.f_locals)
        trace = trace.tb_next
    assert caught.value.__cause__ is None


def test_a_server_that_hangs_blocks_no_loop_and_nobody_for_long(server: RedisProcess) -> None:
    pacing, ticks = window(server), list[float]()
    pacing.take(QUICK, None).responded()

    async def tick() -> None:
        while True:
            ticks.append(time.monotonic())
            await asyncio.sleep(0.01)

    async def main() -> None:
        ticking = asyncio.create_task(tick())
        with pytest.raises(NotSentError, match="cannot be used"):
            await pacing.take_async(QUICK, None)
        ticking.cancel()

    server.signal(signal.SIGSTOP)
    try:
        asyncio.run(main())
    finally:
        server.signal(signal.SIGCONT)
    assert len(ticks) > 30


def test_a_resolver_that_hangs_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    over, began = threading.Event(), time.monotonic()

    def hang(*_: object) -> None:
        over.wait(20)

    monkeypatch.setattr("socket.getaddrinfo", hang)
    with pytest.raises(NotSentError, match="cannot be used"):
        RedisWindow("redis://redis.invalid", account="main").take(QUICK, None)
    over.set()
    assert time.monotonic() - began < 10


def test_a_server_that_restarts_is_found_again_and_one_window_is_waited() -> None:
    with running() as server:
        pacing = window(server)
        full(pacing)
        full_at = time.monotonic()
        server.kill()
        with pytest.raises(NotSentError):
            pacing.take(QUICK, None)
        server.start()
        pacing.take(QUICK, None)
        assert time.monotonic() - full_at >= SECONDS - 0.05


def test_a_window_is_waited_also_where_a_new_second_begins_after_a_restart() -> None:
    """The server tells its age in whole seconds of its clock: it is 1 a moment after it was started."""
    with running() as server:
        pacing = window(server)
        pacing.take(QUICK, None).responded()
        server.kill()
        time.sleep((0.9 - time.time()) % 1)
        began = time.monotonic()
        server.start()
        time.sleep((0.12 - time.time()) % 1)  # its own look at the clock is a tenth old at most
        pacing.take(QUICK, None)
        assert time.monotonic() - began >= SECONDS - 0.02


def test_after_a_failover_one_window_is_waited_since_the_replica_may_lack_the_last_places() -> None:
    with running() as first, running("--replicaof", "127.0.0.1", str(first.port)) as second:
        with proxy(first.port) as address:
            pacing = RedisWindow(first.url.replace(str(first.port), str(address.port)), account="main")
            pacing.take(QUICK, None).responded()
            eventually(lambda: second.command("DBSIZE") == first.command("DBSIZE") == 1, "it is replicated")
            second.command("REPLICAOF", "NO", "ONE")  # from here on it lacks whatever the first is told
            seen = [time.monotonic() for _ in full(pacing)[1:]]
            address.target = second.port
            address.cut()
            for _ in range(5):
                pacing.take(QUICK, None).responded()
                seen.append(time.monotonic())
        assert refused(seen, 5, SECONDS) == 0


def test_with_a_fallback_it_paces_within_the_process_and_says_so_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    seen: list[float] = []

    def calls(pacing: Pacing) -> None:
        for _ in range(8):
            pacing.take(QUICK, None).responded()
            seen.append(time.monotonic())

    with running() as server, caplog.at_level(logging.WARNING, logger="okx_margin_auth"):
        pacing = window(server, fallback=SlidingWindow(None))
        pacing.take(QUICK, None).unused()
        server.kill()
        calls(pacing)
        (warning,) = caplog.messages
        assert warning.startswith(f"Redis at redis://127.0.0.1:{server.port}/0 cannot be used (")
        assert PASSWORD not in warning
        server.start()
        time.sleep(1.1)  # for as long as it is not tried again
        calls(pacing)
        assert "can be used again" in caplog.messages[-1]
    assert refused(seen, 5, SECONDS) == 0


def test_where_no_thread_can_be_started_a_task_is_paced_within_the_process(
    server: RedisProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(redis_server.askers, "submit", refuses)
    with pytest.raises(NotSentError, match="cannot be used \\(can't start new thread"):
        asyncio.run(window(server).take_async(QUICK, None))
    asyncio.run(window(server, fallback=SlidingWindow(None)).take_async(QUICK, None))


def test_what_was_paced_elsewhere_the_server_waits_out(server: RedisProcess) -> None:
    seen: list[float] = []
    with proxy(server.port) as address:
        url = server.url.replace(str(server.port), str(address.port))
        pacing = RedisWindow(url, account="main", longest_wait=None, fallback=SlidingWindow(None))
        pacing.take(QUICK, None).responded()
        address.target = 1
        address.cut()
        full(pacing)
        seen += [time.monotonic()] * 5
        address.target = server.port
        pacing._server._away_until = 0.0  # pyright: ignore[reportPrivateUsage]
        pacing.take(QUICK, None).responded()
        seen.append(time.monotonic())
    assert refused(seen, 5, SECONDS) == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_child_shares_the_limit_of_its_parent(server: RedisProcess) -> None:
    pacing = window(server)
    held = full(pacing)
    child = os.fork()
    if child == 0:
        try:
            pacing.take(QUICK, time.monotonic() + 3 * SECONDS).responded()
            eventually(lambda: scripts_run(server) >= 7, "it was told")
            os._exit(0)
        finally:
            os._exit(1)
    for place in held:
        place.responded()
    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_child_gives_back_no_place_of_its_parents(server: RedisProcess) -> None:
    pacing = window(server)
    held = full(pacing)
    child = os.fork()
    if child == 0:
        try:
            for place in held:
                place.unused()
            with pytest.raises(NotSentError):
                pacing.take(QUICK, time.monotonic() + SECONDS / 2)
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.parametrize(
    "url", ["redis://:secret@host:port", "http://secret", "redis://", "redis://h?socket_timeout=secret"]
)
def test_a_url_that_cannot_be_used_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(ConfigurationError, match="Redis") as caught:
        RedisWindow(url, account="main")
    assert "secret" not in str(caught.value)


def test_without_the_package_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    monkeypatch.setattr(redis_server.Server, "_known", {})
    with pytest.raises(ConfigurationError, match=r"pip install 'okx-margin\[redis\]'"):
        RedisWindow("redis://localhost", account="main")
