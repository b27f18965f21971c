"""Unknown outcomes: resolved at once or later, after Ctrl-C at any step, a closed terminal, a pipe that is gone."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from attrs import evolve

from okx_margin_mock import Fault

from .conftest import ADJUSTMENT, CommandLine, Ran
from .test_moving import margin, sent

ADD = ("add", "BTC-USDT-SWAP", "short", "7")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent as POSIX does")


def entries(okx_margin: CommandLine) -> list[dict[str, object]]:
    found: list[dict[str, object]] = okx_margin("journal", "--json").document["data"]["entries"]
    return found


def test_what_was_applied_is_found_out_at_once(okx_margin: CommandLine) -> None:
    okx_margin.mock.exchange.inject(Fault.disconnect("after"), endpoint=ADJUSTMENT)
    ran = okx_margin(*ADD, "--sole-actor")
    assert (ran.code, ran.out) == (0, "Done: added 7 USDT to BTC-USDT-SWAP short.\n")
    assert "Unknown: " in ran.err
    assert "Applied: it was processed." in ran.err
    assert "okx.account" not in ran.err
    (entry,) = entries(okx_margin)
    assert (entry["outcome"], entry["verdict"]) == ("unknown", "applied")
    assert (margin(okx_margin), sent(okx_margin)) == ("757", 1)


def test_what_was_not_applied_is_a_refusal_and_never_sent_again(okx_margin: CommandLine) -> None:
    exchange = okx_margin.mock.exchange
    assert okx_margin("--no-journal", "add", "BTC-USDT-SWAP", "short", "1").code == 0
    bills = exchange.state.ledger.bills
    bill = bills.pop()
    bills.append(evolve(bill, ts=bill.ts - 600_000))  # it was long ago
    exchange.position("BTC-USDT-SWAP", "short").updated -= 600_000
    exchange.inject(evolve(Fault.server_error(when="before"), seconds=1), endpoint=ADJUSTMENT)
    process = okx_margin.start(*ADD, "--json")
    until_sent(okx_margin, 2)
    exchange.inject(Fault.skewed_clock(60))  # a minute later by its own clock: it can be processed no more
    out, err = process.communicate(timeout=60)
    ran = Ran(process.returncode, out, err)
    assert (ran.code, ran.document["outcome"]) == (1, "refused"), err
    assert ran.document["data"]["resolution"]["verdict"] == "not applied"
    assert (margin(okx_margin), sent(okx_margin)) == ("751", 2)


def test_what_nobody_can_tell_stays_unknown_and_says_what_would_help(okx_margin: CommandLine) -> None:
    exchange = okx_margin.mock.exchange
    exchange.inject(evolve(Fault.server_error(when="after"), seconds=1), endpoint=ADJUSTMENT)
    process = okx_margin.start(*ADD)
    until_sent(okx_margin)
    exchange.inject(Fault.skewed_clock(60))
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (3, "")
    assert "where nobody else moves margin here, say so with --sole-actor" in err
    (entry,) = entries(okx_margin)
    assert f"okx-margin resolve {entry['id']}" in err
    assert entry["verdict"] == "undecided"


def test_what_is_left_unresolved_is_told_before_the_next(okx_margin: CommandLine) -> None:
    okx_margin.mock.exchange.inject(Fault.disconnect("before"), endpoint=ADJUSTMENT)
    left = okx_margin(*ADD, "--no-resolve", "--json")
    assert (left.code, left.document["outcome"]) == (3, "unknown")
    id_ = left.document["data"]["id"]
    assert f"okx-margin resolve {id_}" in left.err
    (last,) = okx_margin("journal", "--undecided", "--json").document["data"]["entries"]
    assert last["id"] == id_
    again = okx_margin("add", "BTC-USDT-SWAP", "short", "1")  # it warns, once, and does what it is told
    assert again.code == 0
    assert again.err.count(id_) == 1


def test_an_unknown_code_has_its_meaning(okx_margin: CommandLine) -> None:
    okx_margin.mock.exchange.inject(Fault.timed_out("after"), endpoint=ADJUSTMENT)
    ran = okx_margin(*ADD, "--no-resolve", "--json", "--lang", "zh")
    assert (ran.code, ran.document["error"]["code"]) == (3, "50004")
    assert "okx-margin resolve" in ran.document["error"]["remedy"]
    assert "结果未知：50004" in ran.err


def test_resolve_settles_what_is_open_by_id_or_all(okx_margin: CommandLine) -> None:
    for _ in range(2):
        okx_margin.mock.exchange.inject(Fault.disconnect("after"), endpoint=ADJUSTMENT)
        assert okx_margin(*ADD, "--no-resolve").code == 3
    first, second = (str(each["id"]) for each in entries(okx_margin))
    both_fit = okx_margin("resolve", first[:10], "--sole-actor", "--json")
    (settled,) = both_fit.document["data"]["resolved"]
    assert (both_fit.code, settled["resolution"]["verdict"]) == (0, "applied")
    ran = okx_margin("resolve", "--sole-actor")
    assert ran.code == 0
    assert "add 7 BTC-USDT-SWAP short  applied" in ran.out
    assert second[:12] in ran.out
    assert okx_margin("resolve").out == "None.\n"
    assert (
        okx_margin("resolve", first, "--json").document["data"]["resolved"][0]["resolution"]["verdict"]
        == "applied"
    )
    assert okx_margin("resolve", "nothing").code == 2
    other = okx_margin("resolve", first, key="sub")
    assert (other.code, "other keys" in other.err) == (1, True)
    assert sent(okx_margin) == 2


@POSIX
def test_a_process_that_died_is_settled_afterwards(okx_margin: CommandLine) -> None:
    okx_margin.mock.exchange.inject(Fault.delay(20), endpoint=ADJUSTMENT)
    process = okx_margin.start(*ADD)
    until_sent(okx_margin)
    process.kill()
    process.communicate()
    (entry,) = entries(okx_margin)
    assert entry["outcome"] == ""
    assert "cut off" in okx_margin("journal").out
    assert okx_margin("resolve", "--sole-actor", "--json").document["data"]["resolved"][0]["resolution"][
        "verdict"
    ] == ("applied")


def until_sent(okx_margin: CommandLine, times: int = 1) -> None:
    deadline = time.monotonic() + 20
    while sent(okx_margin) < times:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    time.sleep(0.05)


def interrupted(process: subprocess.Popen[str]) -> str:
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in err
    return err


@POSIX
def test_ctrl_c_before_the_question_and_at_it(okx_margin: CommandLine) -> None:
    from .terminal import Terminal

    okx_margin.mock.exchange.inject(Fault.delay(20), endpoint="/api/v5/account/positions")
    reading = okx_margin.start(*ADD)
    deadline = time.monotonic() + 20
    while not okx_margin.mock.exchange.received and time.monotonic() < deadline:
        time.sleep(0.01)
    assert "nothing was sent" in interrupted(reading)
    with Terminal(okx_margin, *ADD, key="live") as asked:
        asked.until("to send it")
        asked.types("\x03")
        assert asked.ends() == 130
    assert "nothing was sent" in asked.seen
    assert (sent(okx_margin), entries(okx_margin)) == (0, [])


@POSIX
def test_ctrl_c_during_the_send_names_what_to_resolve(okx_margin: CommandLine) -> None:
    for number, more in enumerate(((), ("--json",), ("--no-journal",)), 1):
        okx_margin.mock.exchange.inject(Fault.delay(20), endpoint=ADJUSTMENT)
        process = okx_margin.start(*ADD, *more)
        until_sent(okx_margin, number)
        err = interrupted(process)
        assert "may have been processed" in err
        if "--no-journal" in more:
            assert "Look at the position" in err
        else:
            last = entries(okx_margin)[-1]
            assert last["outcome"] == "unknown"
            assert f"okx-margin resolve {last['id']}" in err


@POSIX
def test_ctrl_c_again_and_again_never_says_that_nothing_was_sent(okx_margin: CommandLine) -> None:
    for number, pause in enumerate((0, 0.002, 0.02), 1):
        okx_margin.mock.exchange.inject(Fault.delay(20), endpoint=ADJUSTMENT)
        process = okx_margin.start(*ADD)
        until_sent(okx_margin, number)
        for _ in range(100):
            process.send_signal(signal.SIGINT)
            time.sleep(0 if process.poll() is not None else pause)
        _, err = process.communicate(timeout=20)
        assert process.returncode == 130
        assert "may have been processed" in err


@POSIX
def test_ctrl_c_while_it_is_resolved_leaves_it_for_later(okx_margin: CommandLine) -> None:
    okx_margin.mock.exchange.inject(Fault.disconnect("after"), endpoint=ADJUSTMENT)
    process = okx_margin.start(*ADD, "--json")
    assert process.stderr is not None
    assert process.stdout is not None
    for line in process.stderr:
        if line.startswith("Finding out"):
            break
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 130
    assert '"outcome": "interrupted"' in process.stdout.read()
    (entry,) = entries(okx_margin)
    assert f"okx-margin resolve {entry['id']}" in process.stderr.read()
    process.stderr.close()
    process.stdout.close()
    assert okx_margin("resolve", "--sole-actor").code == 0
    assert sent(okx_margin) == 1


@POSIX
def test_ctrl_c_while_an_earlier_one_is_resolved_never_says_that_nothing_was_sent(
    okx_margin: CommandLine,
) -> None:
    okx_margin.mock.exchange.inject(Fault.disconnect(), endpoint=ADJUSTMENT)
    assert okx_margin(*ADD, "--no-resolve").code == 3
    for language, words in (("en", "still open"), ("zh", "仍未查清")):
        okx_margin.mock.exchange.inject(Fault.delay(60), times=9)
        okx_margin.mock.exchange.received.clear()
        resolving = okx_margin.start("resolve", "--json", "--lang", language)
        deadline = time.monotonic() + 30
        while not okx_margin.mock.exchange.received and time.monotonic() < deadline:
            time.sleep(0.02)
        resolving.send_signal(signal.SIGINT)
        out, err = resolving.communicate(timeout=60)
        document = Ran(resolving.returncode, out, err).document
        assert document["outcome"] == "interrupted"
        assert words in document["error"]["message"]
        assert "nothing was sent" not in err
        okx_margin.mock.exchange.clear_faults()
    assert okx_margin("resolve", "--sole-actor").code == 0


@POSIX
def test_a_terminal_that_is_closed_after_the_send_does_not_lose_the_outcome(okx_margin: CommandLine) -> None:
    from .terminal import Terminal

    okx_margin.mock.exchange.inject(Fault.delay(1.5), endpoint=ADJUSTMENT)
    with Terminal(okx_margin, *ADD) as closed:
        until_sent(okx_margin)
        closed.hang_up()
        assert closed.process.wait(timeout=20) == 0
    (entry,) = entries(okx_margin)
    assert entry["outcome"] == "done"


@POSIX
def test_a_pipe_that_nobody_reads_does_not_change_the_outcome(okx_margin: CommandLine) -> None:
    for more in ((), ("--json",)):
        process = okx_margin.start(*ADD, *more)
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stderr.close()
        assert process.wait(timeout=20) == 0
    assert [entry["outcome"] for entry in entries(okx_margin)] == ["done", "done"]


def test_a_journal_that_fails_after_the_send_leaves_the_outcome_as_it_is(okx_margin: CommandLine) -> None:
    assert okx_margin("add", "BTC-USDT-SWAP", "short", "1").code == 0
    file = okx_margin("journal", "--json").document["data"]["journal"]
    with sqlite3.connect(file) as other:
        other.execute(
            "CREATE TRIGGER full BEFORE UPDATE ON okx_margin_adjustments BEGIN SELECT RAISE(FAIL, 'disk full'); END"
        )
    other.close()
    ran = okx_margin(*ADD)
    assert (ran.code, margin(okx_margin)) == (0, "758")
    assert "stays undecided" in ran.err
    with sqlite3.connect(file) as other:
        other.execute(
            "CREATE TRIGGER fuller BEFORE INSERT ON okx_margin_adjustments BEGIN SELECT RAISE(FAIL, 'disk full'); END"
        )
    other.close()
    refused = okx_margin(*ADD)
    assert (refused.code, margin(okx_margin)) == (1, "758")
    assert "--no-journal" in refused.err
    assert okx_margin(*ADD, "--no-journal").code == 0
