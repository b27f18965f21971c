"""A journal keeps what was intended and what became of it, on disk, for every process that asks."""

from __future__ import annotations

import asyncio
import os
import signal
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
from okx_margin_runtime import reasons
from okx_margin_runtime.call import Call
from okx_margin_runtime.errors import JournalError
from okx_margin_runtime.journal import Journal
from okx_margin_runtime.journal.sqlite import SqliteStore
from okx_margin_runtime.journal.store import Statement
from okx_margin_runtime.resolution import Resolution

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
    assert Resolution.of_json(settled.verdict, settled.evidence) == APPLIED


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


@pytest.mark.slow
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


def test_what_a_forked_process_writes_outlives_its_parents_close(tmp_path: Path) -> None:
    """SQLite keeps the locks of a process, not of a handle: an open one that is forked would lose the log."""
    path = tmp_path / "adjustments.db"
    journal = Journal(path)
    calls = [adjustment() for _ in range(3)]
    ids = {call.id for call in calls}
    journal.write(calls[0])
    closed, written = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        journal.write(calls[1])
        os.write(written[1], b"1")
        os.read(closed[0], 1)
        journal.write(calls[2])
        os.write(written[1], b"2")
        time.sleep(30)
    try:
        assert os.read(written[0], 1) == b"1"
        journal.close()
        os.write(closed[1], b"c")
        assert os.read(written[0], 1) == b"2"
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    with Journal(path) as later:
        assert {entry.id for entry in later.entries()} == ids


@pytest.mark.slow
def test_a_process_may_be_forked_while_threads_and_tasks_write(where: str) -> None:
    over = threading.Event()
    with Journal(where) as journal:

        def write() -> None:
            while not over.is_set():
                journal.write(adjustment())

        async def in_a_task() -> None:
            await journal.write_async(adjustment())
            journal.undecided()

        asyncio.run(in_a_task())  # the parent has a thread for tasks
        threads = [threading.Thread(target=write) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            children = list[int]()
            for _ in range(5):
                children.append(os.fork())
                if children[-1] == 0:
                    asyncio.run(in_a_task())
                    journal.close()
                    os._exit(0)
            deadline = time.monotonic() + 30
            while children and time.monotonic() < deadline:
                children = [child for child in children if os.waitpid(child, os.WNOHANG) == (0, 0)]
                time.sleep(0.01)
            for child in children:
                os.kill(child, signal.SIGKILL)
            assert not children
        finally:
            over.set()
            for thread in threads:
                thread.join()


@pytest.mark.slow
def test_a_signals_handler_that_writes_too_waits_for_nothing_and_loses_nothing(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "tests.journal.reentrance", str(tmp_path / "adjustments.db")]
    ended = subprocess.run(program, cwd=Path(__file__).parents[2], timeout=60, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr


def test_many_that_start_at_once_make_one_file(tmp_path: Path) -> None:
    failures = list[JournalError]()

    def start(path: Path, all_here: threading.Barrier) -> None:
        all_here.wait()
        try:
            Journal(path).close()
        except JournalError as failure:
            failures.append(failure)

    for number in range(10):
        given = tmp_path / f"{number}.db", threading.Barrier(8)
        threads = [threading.Thread(target=start, args=given) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []


def test_a_process_that_is_killed_in_a_transaction_leaves_nothing_half_done(tmp_path: Path) -> None:
    path = tmp_path / "adjustments.db"
    program = (
        "import sqlite3, sys, time\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('BEGIN IMMEDIATE')\n"
        "c.execute(\"UPDATE okx_margin_adjustments SET outcome = 'done'\")\n"
        "print('begun', flush=True); time.sleep(60)"
    )
    call = adjustment()
    with Journal(path, timeout=0.05) as journal:
        journal.write(call)
        other = subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE)
        assert other.stdout is not None
        assert other.stdout.readline() == b"begun\n"
        with pytest.raises(JournalError, match="locked"):
            journal.write(adjustment())
        other.kill()
        other.communicate()
        journal.write(adjustment())
        entry = journal.entry(call.id)
        assert entry is not None
        assert entry.outcome == ""


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


@pytest.mark.slow
def test_what_ends_while_the_undecided_are_read_is_none_of_them(where: str) -> None:
    with Journal(where) as journal:

        async def adjusting() -> None:
            for _ in range(20):
                call = adjustment()
                await journal.write_async(call)
                assert await journal.in_thread(journal.undecided) == []
                await journal.write_async(ended(call, "done"))

        async def many() -> None:
            await asyncio.gather(*(adjusting() for _ in range(10)))

        asyncio.run(many())


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


def test_a_file_that_was_deleted_or_replaced_is_made_anew_and_never_written_to_unseen(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "adjustments.db"
    before, after, moved = adjustment(), adjustment(), adjustment()
    with Journal(path) as journal:
        journal.write(before)
        for file in tmp_path.iterdir():
            file.unlink()
        journal.write(after)
        assert "adjustments.db was deleted" in caplog.text
        with Journal(path) as another:
            assert [entry.id for entry in another.entries()] == [after.id]
        path.rename(tmp_path / "elsewhere.db")
        journal.write(moved)
        with Journal(path) as another:
            assert moved.id in {entry.id for entry in another.entries()}
        path.unlink()
        path.mkdir()
        with pytest.raises(JournalError, match=r"adjustments\.db"):
            journal.write(adjustment())


def test_a_name_means_one_file_wherever_the_process_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    relative, home = Journal("adjustments.db"), Journal("~/at_home.db")
    monkeypatch.chdir(tmp_path / "elsewhere")
    for journal, name in ((relative, "adjustments.db"), (home, "at_home.db")):
        journal.close()
        journal.write(adjustment())  # which opens it again
        assert journal.name == str(tmp_path / name)
        journal.close()
        with Journal(tmp_path / name) as again:
            assert len(again.entries()) == 1
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_name_that_is_none_is_an_error_and_not_a_file_that_vanishes() -> None:
    for name in ("", "a\0b.db", "~nobody-of-that-name/a.db"):
        with pytest.raises(JournalError):
            Journal(name)


def test_a_corrupt_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "adjustments.db"
    with Journal(path) as journal:
        for _ in range(50):
            journal.write(adjustment())
    damaged = bytearray(path.read_bytes())
    damaged[4096:] = bytes(byte ^ 0xFF for byte in damaged[4096:])
    path.write_bytes(damaged)
    with pytest.raises(JournalError, match=r"adjustments\.db.*malformed"):
        Journal(path).undecided()
    with pytest.raises(JournalError, match=r"adjustments\.db.*malformed"):
        Journal(path).write(adjustment())


def test_an_entry_that_somebody_has_spoilt_hides_no_other(where: str) -> None:
    spoilt, whole = adjustment(), adjustment()
    with Journal(where) as journal:
        for call in (spoilt, whole):
            journal.write(ended(call, "unknown"))
        store = vars(journal)["_store"]
        spoil = "UPDATE okx_margin_adjustments SET fields = ?, verdict = ?, evidence = ? WHERE id = ?"
        store.run([(spoil, ("{", "undecided", "[]", spoilt.id))])
        entries = {entry.id: entry for entry in journal.undecided()}
    assert entries[spoilt.id].fields == {}
    assert entries[whole.id].fields == whole.fields
    found = Resolution.of_json("applied", "nobody knows why")
    assert found.applied is True
    assert found.reason == reasons.FOUND_EARLIER.en


def test_text_that_no_database_takes_is_written_all_the_same(where: str) -> None:
    call = adjustment()
    call.fields = {**call.fields, "instId": "\ud800\0"}
    with Journal(where) as journal:
        journal.write(ended(call, "unknown", "50\ud800\0"))
        (entry,) = journal.undecided()
        found = Resolution("undecided", "?", "?", records=({"billId": "\ud800\0"},))
        assert journal.settle(entry, found)
        kept = journal.entry(call.id)
    assert kept is not None
    assert kept.fields == call.fields
    assert Resolution.of_json(kept.verdict, kept.evidence) == found


FULL = """
import os, resource, sys
from tests.journal.test_journal import Journal, JournalError, adjustment
journal = Journal(sys.argv[1])
journal.write(adjustment())
limit = os.stat(sys.argv[1] + "-wal").st_size + 9000
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
written = 1
try:
    while True:
        journal.write(adjustment())
        written += 1
except JournalError as failure:
    print(failure)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
journal.write(adjustment())
print(len(journal.entries()) == written + 1)
"""


@pytest.mark.slow
def test_a_full_disk_is_an_error_and_what_was_written_before_stays(tmp_path: Path) -> None:
    path = tmp_path / "adjustments.db"
    command = [sys.executable, "-c", FULL, str(path)]
    shown = subprocess.check_output(command, cwd=Path(__file__).parents[2], text=True)
    assert "adjustments.db cannot be used" in shown
    assert shown.endswith("True\n")


def test_a_verdict_on_what_was_sent_again_since_is_not_written(where: str) -> None:
    call = adjustment()
    with Journal(where) as journal, Journal(where) as elsewhere:
        journal.write(call)
        (entry,) = elsewhere.undecided()
        call.attempts = 2
        journal.write(call)
        assert not elsewhere.settle(entry, Resolution("not applied", "No.", "否。"))
        (entry,) = elsewhere.undecided()
        assert elsewhere.settle(entry, APPLIED)
        assert not elsewhere.settle(entry, APPLIED)


def test_closing_while_others_write_loses_nothing(where: str) -> None:
    calls = [adjustment() for _ in range(40)]
    journal = Journal(where)

    async def write() -> None:
        await asyncio.gather(*(journal.write_async(call) for call in calls))

    writing = threading.Thread(target=asyncio.run, args=(write(),))
    writing.start()
    for _ in range(10):
        journal.close()
    writing.join()
    with Journal(where) as again:
        assert len(again.entries()) == 40
    journal.close()


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


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_postgres_server_that_hangs_is_given_up(postgres: Postgres) -> None:
    first, second, third = adjustment(), adjustment(), adjustment()
    with Journal(postgres.fresh_database(), timeout=0.5) as journal:
        journal.write(first)
        began = time.monotonic()
        with postgres.stopped(), pytest.raises(JournalError, match=r"127\.0\.0\.1"):
            journal.write(second)
        assert time.monotonic() - began < 10
        journal.write(third)
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
