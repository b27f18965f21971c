"""What a client writes down of its calls, what it remembers of them, and what it finds out."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from okx_margin_client import NotSentError
from okx_margin_runtime import reasons
from okx_margin_runtime.call import Call
from okx_margin_runtime.entry import Entry
from okx_margin_runtime.journal import Journal
from okx_margin_runtime.resolution import Resolution
from okx_margin_runtime.steps import Do

from ..resolve.account import Account, Item, bill, position
from ..simulation.facts import BOT
from .client import Client, adjustment, client

OPENED = bill(-3600, "100", "100", type="2", subType="1")
APPLIED = Resolution("applied", "Somebody looked.", "有人看过。")


def applied() -> Account:
    return Account([position("110", changed=2)], [OPENED, bill(2, "10", "110")])


def beside(made: Client, call: Call) -> dict[str, str]:
    entries = made(made.recording.beside(Entry.of_call(call), 60, None))
    return {entry.id: entry.outcome for entry in entries}


def remembered(made: Client, call: Call, outcome: str = "done", at: float = 0) -> Call:
    made.recording.remember(call)
    made.signed(call, at).outcome = outcome
    return call


def test_our_calls_beside_are_those_of_its_time_for_the_same_account_and_operation() -> None:
    for journal in (None, ":memory:"):
        with client(journal=journal) as made:
            call = remembered(made, adjustment(), "unknown")
            near = [remembered(made, adjustment(), at=at) for at in (-60, 0, 60)]
            remembered(made, adjustment(), at=60.001)
            remembered(made, adjustment(account="another"))
            remembered(made, adjustment(BOT))
            made.recording.remember(adjustment())  # which nobody has signed
            assert beside(made, call) == {each.id: "done" for each in near}
            assert beside(made, adjustment()) == {}


def test_of_two_that_know_a_call_the_one_that_knows_more_is_believed() -> None:
    with client() as made:
        call = made.signed(adjustment(), at=0)
        unwritten = made.signed(adjustment(), at=0)  # its intent is in the journal, and its outcome is not
        made.journal.write(unwritten)
        remembered(made, unwritten, at=0)
        settled = made.unknown(adjustment(), at=0)
        made.recording.remember(settled)
        entry = made.journal.entry(settled.id)
        assert entry is not None
        assert made.journal.settle(entry, APPLIED)
        elsewhere = made.unknown(adjustment(), at=0)
        ending = made.signed(adjustment(), at=0)
        made.recording.remember(ending)
        ending.outcome = "refused"
        made.journal.write(ending)
        ending.outcome = ""
        known = {each.id: each for each in made(made.recording.beside(Entry.of_call(call), 60, None))}
        assert known[unwritten.id].outcome == "done"
        assert known[settled.id].verdict == "applied"
        assert known[elsewhere.id].outcome == "unknown"
        assert known[ending.id].outcome == "refused"
        assert len(known) == 4


def test_what_is_to_be_resolved_is_the_journals_entry_where_it_is_of_that_outcome() -> None:
    with client() as made:
        call = made.unknown(adjustment(), at=0)
        entry = made.journal.entry(call.id)
        assert entry is not None
        assert made.journal.settle(entry, APPLIED)
        assert made(made.recording.entry(call)).verdict == "applied"
        assert made.resolve(made(made.recording.entry(call)), None) == APPLIED
        unwritten = made.signed(adjustment(), at=0)
        made.journal.write(unwritten)
        unwritten.outcome = "unknown"
        assert made(made.recording.entry(unwritten)).outcome == "unknown"
        assert made(made.recording.entry(entry)) is entry


def test_a_call_that_was_resolved_while_it_waited_to_be_sent_again_is_not_sent() -> None:
    with client() as made:
        call = made.signed(adjustment())
        made(made.recording.intent(call, None))
        made.signed(call)
        made(made.recording.intent(call, None))  # nobody has
        entry = made.journal.entry(call.id)
        assert entry is not None
        made.journal.settle(entry, APPLIED)
        made.signed(call)
        with pytest.raises(NotSentError, match="found applied") as raised:
            made(made.recording.intent(call, None))
        assert raised.value.call is call
        assert "resolved" in raised.value.meaning
        assert "不再重发" in raised.value.meaning_zh


def test_a_first_attempt_waits_for_the_journal_once() -> None:
    with client() as made:
        steps = made.recording.intent(made.signed(adjustment()), None)
        step = next(steps)
        assert isinstance(step, Do)
        with pytest.raises(StopIteration):
            steps.send(step.blocking())


def test_a_journal_that_fails_refuses_the_call_and_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "adjustments.db"
    with client(journal=Journal(path, timeout=0.01)) as made:
        holder = sqlite3.connect(path)
        holder.execute("BEGIN IMMEDIATE")
        call = made.signed(adjustment())
        with pytest.raises(NotSentError) as unwritten:
            made(made.recording.intent(call, None))
        holder.close()
        made.journal.close()
        for file in tmp_path.iterdir():
            file.unlink()
        path.mkdir()
        unread = adjustment()
        with pytest.raises(NotSentError) as raised:
            made.prepare(unread, None)
        for error, its in ((unwritten.value, call), (raised.value, unread)):
            assert error.call is its
            assert its.outcome == "refused"
            assert str(path) in error.meaning
            assert error.meaning_zh
            assert error.remedy in error.text
            assert "journal_failure='warn'" in error.remedy
            assert "journal_failure='warn'" in error.remedy_zh


def test_what_goes_on_without_its_journal_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "adjustments.db"
    with client(journal=Journal(path, timeout=0.01), journal_failure="warn") as made:
        holder = sqlite3.connect(path)
        holder.execute("BEGIN IMMEDIATE")
        call = made.signed(adjustment(), at=0)
        with pytest.warns(UserWarning, match=r"adjustments\.db.*accountAdjustMargin.*goes on without"):
            made(made.recording.intent(call, None))
        assert beside(made, made.signed(adjustment(), at=1)) == {call.id: ""}
        holder.close()


def test_a_verdict_is_written_down_and_the_promise_of_one_call_is_enough() -> None:
    with client(applied()) as made:
        call = made.unknown(adjustment(), at=0)
        made.account.age = 100
        entry = made(made.recording.entry(call))
        assert made.resolve(entry, None).reason == reasons.SAME_BY_OTHERS.en
        found = made.resolve(entry, None, sole_actor=True)
        assert found.applied is True
        assert made.journal.undecided() == []
    with client(applied(), sole_actor=True) as made:
        entry = made(made.recording.entry(made.unknown(adjustment(), at=0)))
        made.account.age = 100
        assert made.resolve(entry, None, sole_actor=False).applied is None


def test_that_a_figure_moves_with_each_adjustment_must_be_promised() -> None:
    for promised, verdict in (({"figure_moves": True}, "not applied"), ({}, "undecided")):
        bot: Item = {"algoId": "1", "investAmt": "100.5"}
        with client(Account(bots=[bot]), sole_actor=True, **promised) as made:
            call = adjustment(BOT)
            made.prepare(call, None)
            made.account.age = 100
            entry = made(made.recording.entry(made.unknown(call, at=2)))
            assert made.resolve(entry, None).verdict == verdict


def test_resolving_ends_by_its_deadline_or_after_two_minutes() -> None:
    for deadline, until in ((31, 31), (None, 121)):
        nobody: list[Item] = [{}]  # which nobody can read
        with client(Account(nobody)) as made:
            entry = made(made.recording.entry(made.unknown(adjustment(), at=0)))
            made.resolve(entry, None if deadline is None else made.until(deadline))
            assert made.account.age == pytest.approx(until)
            assert made.read_until == [pytest.approx(until)] * len(made.read_until)


def test_what_belongs_to_another_account_is_undecided_and_nothing_is_read() -> None:
    with client(applied()) as made:
        call = made.unknown(adjustment(account="another"), at=0)
        found = made.resolve(made(made.recording.entry(call)), None)
        assert (found.verdict, found.reason) == ("undecided", reasons.OTHER_ACCOUNT.en)
        assert made.account.queries == []


def test_what_is_found_is_told_even_where_it_cannot_be_written_down(tmp_path: Path) -> None:
    path = tmp_path / "adjustments.db"
    with client(applied(), journal=Journal(path, timeout=0.01), sole_actor=True) as made:
        entry = made(made.recording.entry(made.unknown(adjustment(), at=0)))
        holder = sqlite3.connect(path)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.warns(UserWarning, match=f"{entry.id} was found applied, which it does not say"):
            assert made.resolve(entry, None).applied is True
        holder.close()


def test_an_entry_that_the_journal_does_not_have_is_resolved_all_the_same() -> None:
    with client(applied(), sole_actor=True) as made:
        call = made.signed(adjustment(), at=0)
        call.outcome = "unknown"
        assert made.resolve(made(made.recording.entry(call)), None).applied is True
        assert made.journal.entries() == []


def test_an_entry_says_of_a_call_what_it_knows_and_of_a_verdict_nothing() -> None:
    call = adjustment()
    call.code = "5" * 99
    entry = Entry.of_call(call)
    assert (entry.verdict, entry.evidence, entry.outcome) == ("", "", "")
    assert entry.code == "5" * 40 + "…"


def test_fields_that_somebody_has_spoilt_are_none() -> None:
    for spoilt in ("", "{", "[]", "7", "null"):
        with client() as made:
            call = made.unknown(adjustment())
            store = vars(made.journal)["_store"]
            store.run([("UPDATE okx_margin_adjustments SET fields = ?, read_before = ?", (spoilt, spoilt))])
            entry = made.journal.entry(call.id)
            assert entry is not None
            assert (entry.fields, entry.before) == ({}, {})
            assert made.journal.entry("nothing") is None
