"""A journal keeps what was intended and what became of it, on disk, for every process that asks."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from okx_margin_runtime import reasons
from okx_margin_runtime.errors import JournalError
from okx_margin_runtime.journal import Journal
from okx_margin_runtime.resolution import Resolution

from .calls import APPLIED, POSITION, adjustment, ended


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


def test_what_a_clock_wrote_that_starts_with_the_epoch_is_an_entry_too(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Journal(where) as journal:
        monkeypatch.setattr(time, "time", lambda: 0.0)
        journal.write(adjustment())
        assert len(journal.entries()) == 1


def test_an_outcome_that_could_not_be_written_leaves_its_entry_undecided(tmp_path: Path) -> None:
    path, call = tmp_path / "adjustments.db", adjustment()
    with Journal(path, timeout=0.01) as journal:
        journal.write(call)
        with closing(sqlite3.connect(path)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            with pytest.raises(JournalError):
                journal.write(ended(call, "done"))
        assert [entry.id for entry in journal.undecided()] == [call.id]


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
