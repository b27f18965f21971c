"""A journal keeps what was intended and what became of it, on disk, for every process that asks."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
import trio

from okx_margin_client.exchange import ENDPOINTS
from okx_margin_runtime.call import Call
from okx_margin_runtime.errors import JournalError
from okx_margin_runtime.journal import Journal
from okx_margin_runtime.journal.sqlite import SqliteStore
from okx_margin_runtime.journal.store import Statement
from okx_margin_runtime.resolve import Resolution

from .postgres import Postgres

POSITION = ENDPOINTS["POST", "/api/v5/account/position/margin-balance"]
APPLIED = Resolution("applied", "A record shows it.", "有账单。")


def adjustment(account: str = "ours", amt: str = "1.50") -> Call:
    """A call as it stands before its first attempt is sent."""
    call = Call(POSITION, {}, account=account)
    call.fields = {"instId": "BTC-USDT-SWAP", "posSide": "long", "type": "add", "amt": amt}
    call.attempts = 1
    call.sent_at, call.expires_at = time.time(), time.time() + 30
    return call


def ended(call: Call, outcome: str, code: str | None = None) -> Call:
    call.outcome, call.code = outcome, code
    return call


def test_an_entry_says_all_that_is_known_of_its_call(where: str) -> None:
    call = adjustment(account="a1b2")
    call.before = {"investAmt": "100"}
    with Journal(where) as journal:
        journal.write(call)
        intended = journal.entry(call.id)
        journal.write(ended(call, "refused", "59301"))
    with Journal(where) as journal:
        entry = journal.entry(call.id)
    assert intended is not None
    assert entry is not None
    assert intended.outcome == ""
    assert entry.outcome == "refused"
    assert entry.code == "59301"
    assert entry.account == "a1b2"
    assert entry.operation_id == POSITION.operation_id
    assert entry.fields == {"instId": "BTC-USDT-SWAP", "posSide": "long", "type": "add", "amt": "1.50"}
    assert entry.before == {"investAmt": "100"}
    assert (entry.sent_at, entry.expires_at, entry.attempts) == (call.sent_at, call.expires_at, 1)
    assert entry.process.endswith(f":{os.getpid()}")


def test_undecided_are_those_without_an_outcome_and_the_unknown_until_a_verdict_stands(where: str) -> None:
    unknown, done, refused = adjustment(), adjustment(), adjustment()
    other = adjustment(account="another")
    with Journal(where) as journal:
        for call in (unknown, done, refused, other):
            journal.write(call)
        assert journal.undecided() == []  # under way, and by this very process
        for call, outcome in ((unknown, "unknown"), (done, "done"), (refused, "refused")):
            journal.write(ended(call, outcome))
        assert [entry.id for entry in journal.undecided()] == [unknown.id]
    with Journal(where) as next_process:
        assert {entry.id for entry in next_process.undecided()} == {unknown.id, other.id}
        assert len(next_process.entries()) == 4
        assert next_process.entries(since=time.time() + 60) == []
        (entry,) = next_process.undecided("ours")
        next_process.settle(entry, Resolution("undecided", "Nobody knows.", "无法判断。"))
        assert next_process.undecided("ours")[0].verdict == "undecided"
        next_process.settle(entry, APPLIED)
        next_process.settle(entry, Resolution("not applied", "No.", "否。"))
        assert next_process.undecided("ours") == []
        settled = next_process.entry(unknown.id)
    assert settled is not None
    assert settled.verdict == "applied"  # the first that decides stands
    assert Resolution.of_json(settled.evidence) == APPLIED


def test_an_outcome_is_not_undone_by_a_later_intent(where: str) -> None:
    call = adjustment()
    with Journal(where) as journal:
        journal.write(ended(call, "done"))
        call.outcome = ""
        journal.write(call)
        entry = journal.entry(call.id)
    assert entry is not None
    assert entry.outcome == "done"


def test_calls_beside_are_of_the_same_account_and_time(where: str) -> None:
    call, near, far, others = adjustment(), adjustment(), adjustment(), adjustment(account="another")
    assert far.expires_at is not None
    far.expires_at += 1000
    with Journal(where) as journal:
        for each in (call, near, far, others):
            journal.write(each)
        entry = journal.entry(call.id)
        assert entry is not None
        assert [other.id for other in journal.beside(entry, 300)] == [near.id]


def test_pruning_takes_what_is_old_and_decided_and_no_part_of_somebody_elses_evidence(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()

    def written_ago(journal: Journal, seconds: float, outcome: str) -> None:
        monkeypatch.setattr(time, "time", lambda: now - seconds)
        journal.write(ended(adjustment(), outcome))
        monkeypatch.undo()

    day = 86_400
    with Journal(where) as journal:
        for ago in (9 * day, 8 * day, 3 * day, 0):
            written_ago(journal, ago, "done")
            written_ago(journal, ago, "refused")
        assert journal.prune(older_than=8.5 * day) == 2
        written_ago(journal, 3 * day, "unknown")
        assert journal.prune(older_than=day) == 2  # those of eight days ago
        (undecided,) = journal.undecided()
        journal.settle(undecided, APPLIED)
        assert journal.prune(older_than=day) == 3
        assert journal.prune(older_than=day) == 0


def test_many_threads_write_at_once_and_nothing_is_lost(where: str) -> None:
    calls = [adjustment() for _ in range(60)]
    with Journal(where) as journal:
        threads = [threading.Thread(target=journal.write, args=(call,)) for call in calls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert all(journal.entry(call.id) for call in calls)


WRITES = """
import sys
from tests.journal.test_journal import Journal, adjustment, ended
journal = Journal(sys.argv[1])
for _ in range(40):
    call = adjustment()
    journal.write(call)
    journal.write(ended(call, "done"))
print("written")
"""


def test_processes_share_one(where: str) -> None:
    root = Path(__file__).parents[2]
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITES, where], cwd=root, stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    assert [writer.communicate()[0] for writer in writers] == [b"written\n"] * 3
    with Journal(where) as journal:
        assert journal.undecided() == []
        assert journal.prune(older_than=-60) == 120


def test_a_forked_process_goes_on_writing(where: str) -> None:
    with Journal(where) as journal:
        before, during, after = adjustment(), adjustment(), adjustment()
        journal.write(before)
        ids = [call.id for call in (before, during, after)]
        child = os.fork()
        if child == 0:
            journal.write(during)
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        journal.write(after)
        assert all(journal.entry(each) for each in ids)


class SlowDisk(SqliteStore):
    """One that writes nothing until it is let."""

    let = threading.Event()

    def run(self, statements: Sequence[Statement]) -> list[Sequence[Any]]:
        assert self.let.wait(30)
        return super().run(statements)


def test_tasks_do_not_wait_for_the_disk_in_the_event_loop(tmp_path: Path) -> None:
    async def turn(journal: Journal, store: SlowDisk) -> None:
        calls = [adjustment() for _ in range(20)]
        store.let.clear()
        writing = asyncio.gather(*(journal.write_async(call) for call in calls))
        for _ in range(50):
            await asyncio.sleep(0)
        assert not writing.done()
        store.let.set()
        await writing
        assert all(journal.entry(call.id) for call in calls)

    store = SlowDisk(str(tmp_path / "adjustments.db"), 5)
    store.let.set()
    with Journal(store) as journal:
        asyncio.run(turn(journal, store))


def test_it_serves_trio(where: str) -> None:
    call = adjustment()
    with Journal(where) as journal:
        trio.run(journal.write_async, call)
        assert journal.entry(call.id) is not None


def test_a_write_that_was_begun_survives_the_cancelling_of_its_task(where: str) -> None:
    call = adjustment()

    async def cancelled() -> None:
        writing = asyncio.ensure_future(journal.write_async(call))
        await asyncio.sleep(0)
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing

    with Journal(where) as journal:
        asyncio.run(cancelled())
    with Journal(where) as journal:
        assert journal.entry(call.id) is not None


def test_a_file_locked_by_another_program_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "adjustments.db"
    with Journal(path, timeout=0.05) as journal:
        holder = sqlite3.connect(path)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalError, match=r"adjustments\.db.*locked"):
            journal.write(adjustment())
        with pytest.raises(JournalError, match="locked"):
            asyncio.run(journal.write_async(adjustment()))
        holder.close()
        journal.write(adjustment())


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match=r"nowhere/adjustments\.db"):
        Journal(tmp_path / "nowhere" / "adjustments.db")


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "customers.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE customers (name TEXT)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(JournalError, match="another program's"):
        Journal(path)
    assert path.read_bytes() == before
    (tmp_path / "notes.txt").write_text("not a database at all, but long enough to be taken for one\n" * 20)
    with pytest.raises(JournalError, match=r"notes\.txt"):
        Journal(tmp_path / "notes.txt")


def test_a_newer_schema_is_refused_by_name(where: str) -> None:
    Journal(where).close()
    if where.startswith("postgresql"):
        with psycopg.connect(where) as connection:
            connection.execute("UPDATE okx_margin_journal SET version = 7")
    else:
        file = sqlite3.connect(where)
        file.execute("PRAGMA user_version = 7")
        file.close()
    with pytest.raises(JournalError, match=r"version 7.*Upgrade"):
        Journal(where)


def test_sqlite_syncs_fully_to_a_write_ahead_log(tmp_path: Path) -> None:
    path = tmp_path / "adjustments.db"
    with Journal(path) as journal:
        journal.write(adjustment())
        assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert SqliteStore(str(path), 5).run([("PRAGMA synchronous", ())]) == [(2,)]


def test_a_postgres_server_that_was_killed_and_started_again_is_found_again(postgres: Postgres) -> None:
    first, second, third = adjustment(), adjustment(), adjustment()
    with Journal(postgres.fresh_database(), timeout=1) as journal:
        journal.write(first)
        postgres.kill()
        with pytest.raises(JournalError, match=r"127\.0\.0\.1"):
            journal.write(second)
        postgres.start()
        journal.write(third)
        assert journal.entry(first.id) is not None
        assert journal.entry(third.id) is not None


def test_a_password_shows_nowhere() -> None:
    for url in (
        "postgresql://me:s3cr3t@127.0.0.1:1/journal?connect_timeout=2",
        "postgresql://me:s3cr3t@[bad/journal",
        "postgresql://me:s3c/r3t@127.0.0.1:1/journal",
    ):
        with pytest.raises(JournalError) as raised:
            Journal(url, timeout=1)
        chain: BaseException | None = raised.value
        while chain is not None:
            assert "s3c" not in f"{chain}{chain!r}"
            chain = chain.__cause__ or chain.__context__


def test_psycopg_is_imported_only_where_it_is_used() -> None:
    program = (
        "import sys, okx_margin_runtime.journal as j; j.Journal(':memory:'); print('psycopg' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True) == "False\n"


def test_without_psycopg_the_extra_is_named() -> None:
    program = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from okx_margin_runtime.journal import Journal\n"
        "try: Journal('postgresql://h/d')\n"
        "except Exception as e: print(type(e).__name__, e)"
    )
    shown = subprocess.check_output([sys.executable, "-c", program], text=True)
    assert (
        shown == "JournalError A journal in PostgreSQL needs psycopg: pip install 'okx-margin[postgres]'.\n"
    )
