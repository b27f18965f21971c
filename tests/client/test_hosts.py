"""Programs that run event loops and processes in ways of their own."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from okx_margin_auth import OkxAuth
from okx_margin_client import Journal, OkxMargin, OutcomeUnknownError

from .conftest import ADD_ONE, ScriptedExchange, cut

BY_TURNS = """
import asyncio, contextlib, sys
from okx_margin_auth import OkxAuth, RedisWindow
from okx_margin_client import AsyncOkxMargin, NotSentError

async def main():
    pacing = RedisWindow("redis://127.0.0.1:1", account="main") if sys.argv[2:] else None
    auth = OkxAuth("key", "secret", "passphrase", base_url="http://127.0.0.1:1", pacing=pacing)
    async with AsyncOkxMargin(auth, journal=sys.argv[1]) as okx:
        with contextlib.suppress(NotSentError):
            await okx.account.positions()

loop = asyncio.new_event_loop()
task = loop.create_task(main())
while not task.done():
    loop.call_soon(loop.stop)
    loop.run_forever()
task.result()
"""


@pytest.mark.slow
@pytest.mark.parametrize("redis", [[], ["redis"]], ids=["journal", "Redis"])
def test_a_program_that_drives_its_event_loop_by_turns_ends(redis: list[str], tmp_path: Path) -> None:
    """As nest_asyncio and windowing toolkits do: once its task is done, nothing else of the loop is run."""
    if redis:
        pytest.importorskip("redis")
    program = [sys.executable, "-c", BY_TURNS, str(tmp_path / "adjustments.db"), *redis]
    ended = subprocess.run(program, timeout=30, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")


def in_a_process(base_url: str, journal: str | None) -> None:
    """One call whose outcome is unknown."""
    with OkxMargin(OkxAuth("key", "hidden", "passphrase", base_url=base_url), journal=journal) as okx:
        okx.account.adjust_margin(**ADD_ONE)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["spawn", "forkserver"])
def test_a_process_tells_its_parent_that_an_outcome_is_unknown(
    exchange: ScriptedExchange, how: str, tmp_path: Path
) -> None:
    if how not in multiprocessing.get_all_start_methods():
        pytest.skip(f"there is no {how} here")
    exchange.scripts = [cut]
    name = str(tmp_path / "adjustments.db")
    context = multiprocessing.get_context(how)
    with ProcessPoolExecutor(1, mp_context=context) as processes, pytest.raises(OutcomeUnknownError) as told:
        processes.submit(in_a_process, exchange.base_url, name).result(30)
    assert "hidden" not in repr(pickle.dumps(told.value))
    call = told.value.call
    assert call is not None
    with Journal(name) as journal:
        entry = journal.entry(call.id)
        assert entry is not None
        assert entry.outcome == "unknown"


def test_a_copy_of_an_error_speaks_of_the_same_call(exchange: ScriptedExchange) -> None:
    """Else what copies are made of, by a queue say, would count as another call of the same kind."""
    exchange.scripts = [cut]
    with OkxMargin(exchange.auth()) as okx, pytest.raises(OutcomeUnknownError) as told:
        okx.account.adjust_margin(**ADD_ONE)
    again = pickle.loads(pickle.dumps(told.value))
    assert again.call.id == copy.deepcopy(again).call.id == getattr(told.value.call, "id", "")


@pytest.mark.parametrize("duplicate", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_journal_is_neither_pickled_nor_copied_and_says_what_to_do(
    duplicate: Callable[[Journal], object], tmp_path: Path
) -> None:
    name = tmp_path / "adjustments.db"
    with Journal(name) as journal, pytest.raises(TypeError, match=f"open {name} again"):
        duplicate(journal)
