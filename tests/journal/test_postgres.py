"""A journal in PostgreSQL: over a connection that may be lost, at a server that may be gone."""

from __future__ import annotations

import errno
import gc
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from okx_margin_runtime.errors import JournalError
from okx_margin_runtime.journal import Journal
from okx_margin_runtime.journal.postgres import PostgresStore

from .calls import adjustment
from .postgres import Postgres


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
    begins, ends = "postgresql://me:11", "s3cr3t@127.0.0.1:1/journal"
    for url in (
        "postgresql://me:s3cr3t@127.0.0.1:1/journal?connect_timeout=2",
        "postgresql://me:s3cr3t@[bad/journal",
        "postgresql://me:s3c/r3t@127.0.0.1:1/journal",
        *(f"{begins}{sign}{ends}" for sign in "/@:?#%[] &\udcff\0"),
        f"postgresql://me:s3cr3t@{64 * 'a'}.example/journal",
    ):
        with pytest.raises(JournalError) as raised:
            Journal(url, timeout=1)
        chain: BaseException | None = raised.value
        while chain is not None:
            assert "s3c" not in f"{chain}{chain!r}"
            chain = chain.__cause__ or chain.__context__


def test_a_journal_is_named_for_its_database_and_servers() -> None:
    for url, name in [
        ("postgresql://me:s3cr3t@db.example/trading", "trading on db.example"),
        ("postgres://me@db.example:6432/trading?sslmode=require", "trading on db.example"),
        ("postgresql://one.example:5433,other.example/trading", "trading on one.example,other.example"),
        ("postgresql:///trading", "trading on localhost"),
        ("postgresql://db.example", "database on db.example"),
    ]:
        assert PostgresStore(url, 5).name == name
    for url in ("postgresql://[db.example/trading", "postgres://db.example:five/trading"):
        with pytest.raises(JournalError, match="URL cannot be read"):
            Journal(url)


def value(store: PostgresStore, expression: str) -> Any:
    ((found,),) = store.run([(f"SELECT {expression}", ())])
    return found


def test_one_connection_serves_until_it_is_lost_and_then_another_unnoticed(postgres: Postgres) -> None:
    url, backend = postgres.fresh_database(), "pg_backend_pid()"
    store = PostgresStore(url, 5)
    with Journal(store) as journal, psycopg.connect(url, autocommit=True) as other:
        first = value(store, backend)
        assert value(store, backend) == first
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (first,))
        call = adjustment()
        journal.write(call)
        assert journal.entry(call.id) is not None
        assert value(store, backend) != first


def test_what_the_server_refuses_it_is_not_asked_again_and_its_reason_is_told(postgres: Postgres) -> None:
    url = postgres.fresh_database()
    with Journal(url) as journal, psycopg.connect(url, autocommit=True) as other:
        other.execute("CREATE SEQUENCE asked")  # which goes on where a transaction is undone
        other.execute(
            "CREATE FUNCTION asked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM nextval('asked'); "
            "RAISE disk_full USING MESSAGE = 'no space left on the device'; END $$"
        )
        other.execute("CREATE TRIGGER asked BEFORE INSERT ON okx_margin_adjustments EXECUTE FUNCTION asked()")
        with pytest.raises(JournalError, match=r"127\.0\.0\.1.*no space left on the device"):
            journal.write(adjustment())
        assert other.execute("SELECT last_value, is_called FROM asked").fetchone() == (1, True)


class ByHand(threading.Timer):
    """A timer that somebody else's hand ends."""

    def start(self) -> None:
        pass


def test_a_connection_that_hangs_is_cut_a_second_after_the_time_that_a_statement_has(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, call, timers = PostgresStore(postgres.fresh_database(), 5), adjustment(), list[ByHand]()

    def by_hand(*given: Any) -> ByHand:
        timers.append(ByHand(*given))
        return timers[-1]

    with Journal(store) as journal:
        backend = value(store, "pg_backend_pid()")
        monkeypatch.setattr(threading, "Timer", by_hand)
        os.kill(backend, signal.SIGSTOP)
        writing = threading.Thread(target=journal.write, args=(call,), daemon=True)
        try:
            writing.start()
            while not timers:
                time.sleep(0.001)
            assert timers[0].interval == 6
            timers[0].function(*timers[0].args)
            writing.join(5)
            assert not writing.is_alive()
        finally:
            os.kill(backend, signal.SIGCONT)
        assert journal.entry(call.id) is not None


def test_a_machine_without_files_to_spare_is_an_error_and_nothing_half_open(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(*given: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    url = postgres.fresh_database()
    with monkeypatch.context() as patched:
        patched.setattr(socket, "fromfd", cannot)
        store = PostgresStore(url, 5)
        with pytest.raises(JournalError, match="Too many open files"):
            store.run([("SELECT 1", ())])
    with Journal(store) as journal:
        journal.write(adjustment())
        assert len(journal.entries()) == 1


def test_a_server_is_given_the_journals_time_and_has_it_on_disk_whatever_else_it_is_told(
    postgres: Postgres,
) -> None:
    url = postgres.fresh_database()
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("CREATE SCHEMA trading")
        database = url.rpartition("/")[2]
        other.execute(f"ALTER DATABASE {database} SET synchronous_commit = off".encode())
    chosen = "-c search_path=trading -c statement_timeout=1h"
    store = PostgresStore(f"{url}?options={quote(chosen)}", 7.5)
    assert value(store, "current_setting('statement_timeout')") == "7501ms"
    assert value(store, "current_setting('synchronous_commit')") == "on"
    assert value(store, "'trading.okx_margin_adjustments'::regclass::oid") > 0
    told = vars(store)["_connection"].info.get_parameters()
    assert (told["connect_timeout"], told["tcp_user_timeout"]) == ("8", "7501")
    store.close()


def test_of_several_servers_the_one_that_answers_is_used(postgres: Postgres) -> None:
    url = postgres.fresh_database().replace("@127.0.0.1:", "@127.0.0.1:1,127.0.0.1:")
    with Journal(url) as journal:
        journal.write(adjustment())
        assert len(journal.entries()) == 1


def test_what_a_child_has_from_its_parent_stays_open_and_unused(postgres: Postgres) -> None:
    """As after a fork that Python was told of only when it was over."""
    store = PostgresStore(postgres.fresh_database(), 5)
    with Journal(store) as journal:
        parents = value(store, "pg_backend_pid()")
        store.after_fork_in_child()
        gc.collect()
        assert value(store, "pg_backend_pid()") != parents
        assert value(store, f"count(*) FROM pg_stat_activity WHERE pid = {parents}") == 1
        journal.write(adjustment())
        vars(store)["_left_to_parent"].pop().close()


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
