"""A journal in a SQLite file: of one machine's processes, and at the mercy of its disk."""

from __future__ import annotations

import asyncio
import gc
import math
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from okx_margin_runtime.errors import JournalError
from okx_margin_runtime.journal import Journal
from okx_margin_runtime.journal.sqlite import SqliteStore

from .calls import adjustment


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


_IDS = "import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute('SELECT id FROM okx_margin_adjustments'))"


def test_a_log_that_was_deleted_beside_its_file_is_never_written_to_unseen(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "adjustments.db"
    written: list[str] = []
    with Journal(path) as journal:
        for beside in ((), ("-wal",), ("-wal", "-shm")):
            for end in beside:
                Path(f"{path}{end}").unlink()
            call = adjustment()
            journal.write(call)
            written.append(call.id)
            seen = subprocess.check_output([sys.executable, "-c", _IDS, path], text=True)
            assert all(each in seen for each in written)
            assert ("adjustments.db was deleted" in caplog.text) is bool(beside)


def test_a_log_that_was_deleted_under_two_journals_keeps_neither_from_writing_for_ever(
    tmp_path: Path,
) -> None:
    path = tmp_path / "adjustments.db"
    with Journal(path) as journal, Journal(path) as another:
        journal.write(adjustment())
        for end in ("-wal", "-shm"):
            Path(f"{path}{end}").unlink()
        for each in (journal, journal, another):
            with suppress(JournalError):  # what the one still has open stands in the other's way
                each.write(adjustment())
        journal.write(adjustment())
        another.write(adjustment())


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
    nothing: Any = None
    for name in ("", "a\0b.db", "~nobody-of-that-name/a.db", nothing):
        with pytest.raises(JournalError):
            Journal(name)


def test_a_timeout_is_a_number_of_seconds_and_a_day_at_most() -> None:
    odd: list[Any] = [0, -1, 86_400.1, math.inf, math.nan, "5", None]
    for where in (":memory:", "postgresql://127.0.0.1:1/trading"):
        for timeout in odd:
            with pytest.raises(JournalError, match=f"timeout is {timeout!r}"):
                Journal(where, timeout=timeout)
    Journal(":memory:", timeout=86_400).close()


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


FULL = """
import os, resource, sys
from okx_margin_client import Journal, JournalError
from tests.journal.calls import adjustment
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


def test_a_folder_that_is_not_there_is_named_and_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match=r"nowhere/adjustments\.db"):
        Journal(tmp_path / "nowhere" / "adjustments.db", timeout=3600)


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


def test_sqlite_syncs_fully_to_a_write_ahead_log(tmp_path: Path) -> None:
    path = tmp_path / "adjustments.db"
    with Journal(path) as journal:
        journal.write(adjustment())
        assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert SqliteStore(str(path), 5).run([("PRAGMA synchronous", ())]) == [(2,)]


def test_who_is_at_a_file_while_it_is_turned_to_its_log_is_waited_for(tmp_path: Path) -> None:
    """For a writer SQLite itself does not wait there, whatever its timeout is."""
    path = tmp_path / "adjustments.db"
    Journal(path).close()
    for busy in ("BEGIN IMMEDIATE", "BEGIN; SELECT count(*) FROM okx_margin_adjustments"):
        other = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        for statement in ("PRAGMA journal_mode = DELETE", *busy.split("; ")):
            other.execute(statement).fetchone()
        with pytest.raises(JournalError, match=r"adjustments\.db.*locked"):
            Journal(path, timeout=0.02)
        ends = threading.Timer(0.05, other.close)
        ends.start()
        Journal(path).close()
        ends.join()
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_what_a_child_has_from_its_parent_stays_open_and_unused(tmp_path: Path) -> None:
    """As after a fork that Python was told of only when it was over: SQLite forbids even to close it there."""
    store = SqliteStore(str(tmp_path / "adjustments.db"), 5)
    journal = Journal(store)
    journal.write(adjustment())
    log = tmp_path / "adjustments.db-wal"
    store.after_fork_in_child()
    gc.collect()
    assert log.stat().st_size > 0  # closing the last connection would remove it
    journal.write(adjustment())
    assert len(journal.entries()) == 2
    journal.close()
    assert log.exists()
    vars(store)["_left_to_parent"].pop().close()


def test_others_are_given_five_seconds_unless_it_is_told_otherwise(tmp_path: Path) -> None:
    for given, milliseconds in (({}, 5000), ({"timeout": 1.5}, 1500)):
        with Journal(tmp_path / "adjustments.db", **given) as journal:
            assert vars(journal)["_store"].run([("PRAGMA busy_timeout", ())]) == [(milliseconds,)]


def test_what_is_in_memory_only_a_child_keeps() -> None:
    store = SqliteStore(":memory:", 5)
    with Journal(store) as journal:
        journal.write(adjustment())
        store.before_fork()
        store.after_fork_in_child()
        assert len(journal.entries()) == 1


def test_an_error_without_words_is_told_by_its_name() -> None:
    for wordless in (OSError(), ValueError(" ")):
        assert type(wordless).__name__ in str(SqliteStore(":memory:", 5).failure(wordless))


def test_who_waited_in_vain_keeps_the_connection(tmp_path: Path) -> None:
    path = tmp_path / "adjustments.db"
    store = SqliteStore(str(path), 0.01)
    store.run([("CREATE TEMP TABLE kept (here INTEGER)", ())])  # which a connection has for itself
    with closing(sqlite3.connect(path)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalError, match="locked"):
            store.run([("DELETE FROM okx_margin_adjustments", ())])
    assert store.run([("SELECT count(*) FROM kept", ())]) == [(0,)]
    store.close()
