"""Whatever answers instead of Redis: each call is refused in time, and no answer is taken for another question's."""

from __future__ import annotations

import asyncio
import gc
import itertools
import threading
import time
from collections.abc import Iterable

import pytest

from okx_margin_auth import Pacing, SlidingWindow
from okx_margin_auth.pacing.redis import RedisWindow
from okx_margin_client import NotSentError
from tests.pacing.exchange import limited
from tests.pacing.redis_process import missing
from tests.pacing.stand_in import PASSWORD, Answers, HungUpError, Question, StandIn, integers, until, well

if lacking := missing():
    pytest.skip(f"pacing over Redis {lacking}", allow_module_level=True)

QUICK = limited(5, 0.3)
LONGEST = 2.0
"""Seconds that a question takes at most, whatever answers it."""
SLACK = 2.0
"""Seconds that a busy machine may take on top."""


def each_by_itself(data: bytes, seconds: float) -> Iterable[bytes | float]:
    for byte in data:
        yield bytes([byte])
        yield seconds


def drips(question: Question) -> Iterable[bytes | float]:
    yield from well(question) if question.of_handshake else each_by_itself(question.taken(), 0.3)


def drips_from_the_first(question: Question) -> Iterable[bytes | float]:
    for data in well(question):
        yield from each_by_itself(data, 0.3)


def never(question: Question) -> Iterable[bytes | float]:
    yield 60.0


def never_to_the_script(question: Question) -> Iterable[bytes | float]:
    yield from well(question) if question.of_handshake else never(question)


def half(question: Question) -> Iterable[bytes]:
    if question.of_handshake:
        yield from well(question)
    else:
        yield question.taken()[:12]
        raise HungUpError


def hangs_up(question: Question) -> Iterable[bytes]:
    raise HungUpError
    yield b""


def always(data: bytes, *, forever: bool = False) -> Answers:
    """That to the script."""

    def answers(question: Question) -> Iterable[bytes]:
        if question.of_handshake:
            return well(question)
        return itertools.chain([data], itertools.repeat(data[-60_000:])) if forever else [data]

    return answers


def numbered(*numbers: int) -> Answers:
    """Those, and the number of the question."""

    def answers(question: Question) -> Iterable[bytes]:
        return well(question) if question.of_handshake else [integers(*numbers, int(question.words[11]))]

    return answers


WRONG = [
    b"+OK\r\n", b":1\r\n", b"$2\r\nOK\r\n", b"$-1\r\n", b"*-1\r\n", b"*0\r\n", b"*1\r\n:1\r\n", b"_\r\n", b"#t\r\n",
    b"%1\r\n+a\r\n:1\r\n", b">1\r\n+x\r\n", b"*5\r\n$1\r\n1\r\n$1\r\n0\r\n$1\r\n1\r\n$1\r\n0\r\n$1\r\n1\r\n",
    b"*5\r\n:1\r\n:0\r\n:1\r\n:0\r\n-ERR no\r\n", b"*1\r\n*1\r\n*0\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\r\n",
    b"$x\r\n", b"*x\r\n", b"$-5\r\n", b"*-5\r\n", b":x\r\n", b":\r\n", b"\xff\xfe\r\n", b"*1\r\n" * 5_000,
    b":" + b"9" * 5_000 + b"\r\n", integers(1, 0, 1, 0), integers(1, 0, 1, 0, 10**12), integers(1, 0, 1, 0, 1, 1),
]  # fmt: skip
ERRORS = [
    b"ERR no such thing", b"LOADING Redis is loading the dataset in memory", b"READONLY You can't write against a r",
    b"MOVED 3999 127.0.0.1:6381", b"MOVED", b"ASK 1 x", b"NOAUTH Authentication required.", b"WRONGPASS invalid", b"",
    b"NOSCRIPT No matching script.", b"BUSY script", b"OOM command", b"NOPERM no", b"MASTERDOWN x", b"EXECABORT x",
    b"CLUSTERDOWN The cluster is down", b"TRYAGAIN x", b"MISCONF x", b"UNKILLABLE x", b"\xff" * 100,
]  # fmt: skip
NO_REDIS: dict[str, Answers] = {
    "drips": drips,
    "drips from the first": drips_from_the_first,
    "never": never,
    "never to the script": never_to_the_script,
    "half, and the end": half,
    "the end": hangs_up,
    "a bulk without end": always(b"$1000000000000\r\n" + b"x" * 60_000, forever=True),
    "an array without end": always(b"*1000000000\r\n" + b":1\r\n" * 15_000, forever=True),
    "a line without end": always(b"+" + b"x" * 60_000, forever=True),
    "nothing but line ends": always(b"\r\n" * 30_000, forever=True),
    "to wait less than nothing": numbered(0, -5, 1, 0),
    "to wait for ages": numbered(0, 10**400, 1, 0),
    "a verdict that there is not": numbered(2, 0, 1, 0),
    "a ticket that there is not": numbered(1, 0, -1, 0),
    **{f"{wrong[:30]!r} to all": (lambda question, wrong=wrong: [wrong]) for wrong in WRONG},  # type: ignore[misc]
    **{f"{wrong[:30]!r}": always(wrong) for wrong in WRONG},
    **{f"-{error.decode(errors='replace')}": always(b"-" + error + b"\r\n") for error in ERRORS},
}


def refused(pacing: Pacing, seconds: float | None, *, asynchronous: bool) -> str:
    """What a call is told that must not be sent, and that it was told in time."""
    began = time.monotonic()
    deadline = None if seconds is None else began + seconds
    try:
        if asynchronous:
            asyncio.run(pacing.take_async(QUICK, deadline))
        else:
            pacing.take(QUICK, deadline)
    except NotSentError as error:
        took = time.monotonic() - began
        return (
            str(error) if took < (LONGEST if seconds is None else seconds) + SLACK else f"after {took:.1f} s"
        )
    except BaseException as error:
        return repr(error)
    return "sent"


@pytest.mark.slow
@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # redis-py leaves its socket open
@pytest.mark.parametrize("tls", [False, True], ids=["tcp", "tls"])
def test_what_is_no_redis_refuses_each_call_in_time(tls: bool) -> None:
    found = dict[str, str]()

    def meet(name: str, answers: Answers) -> None:
        with StandIn(answers, tls=tls) as server:
            pacing = RedisWindow(server.url, account="main")
            for seconds, asynchronous in ((None, False), (0.5, False), (0.5, True)):
                told = refused(pacing, seconds, asynchronous=asynchronous)
                if "cannot be used" not in told or PASSWORD in told:
                    found[f"{name}, {seconds}, {asynchronous}"] = told

    cases = [*NO_REDIS.items()]
    for some in (cases[at : at + 12] for at in range(0, len(cases), 12)):
        threads = [threading.Thread(target=meet, args=case) for case in some]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    gc.collect()
    assert found == {}


@pytest.mark.parametrize("asynchronous", [False, True], ids=["thread", "task"])
def test_a_question_that_the_deadline_ends_says_so(asynchronous: bool) -> None:
    for answers in (drips, drips_from_the_first, never):
        with StandIn(answers) as server:
            told = refused(RedisWindow(server.url, account="main"), 0.3, asynchronous=asynchronous)
            assert "no answer came before the call's deadline" in told


def test_who_is_always_told_to_wait_waits_no_longer_than_it_may() -> None:
    with StandIn(numbered(0, 0, 1, 0)) as server:
        pacing = RedisWindow(server.url, account="main", longest_wait=0.5)
        for seconds in (0.2, None):
            told = refused(pacing, seconds, asynchronous=False)
            assert "its turn would come" in told or "before the call's deadline" in told


def test_with_a_fallback_a_call_goes_out_paced_in_time_whatever_answers() -> None:
    for answers in (drips, half, always(b"+OK\r\n"), always(b"-LOADING x\r\n")):
        with StandIn(answers) as server:
            pacing = RedisWindow(server.url, account="main", fallback=SlidingWindow(None))
            began, seen = time.monotonic(), list[float]()
            for _ in range(6):
                pacing.take(QUICK, None).responded()
                seen.append(time.monotonic())
            assert seen[-1] - seen[0] >= 0.29
            assert seen[-1] - began < LONGEST + SLACK


def test_a_call_with_little_time_left_says_nothing_of_the_server() -> None:
    """It is still asked by the others, though there is something else to pace by."""
    with StandIn(lambda question: [0.1, *well(question)]) as server:
        pacing = RedisWindow(server.url, account="main", fallback=SlidingWindow(None))
        pacing.take(QUICK, time.monotonic() + 0.05)
        before = len(server.questions)
        pacing.take(QUICK, None)
        assert len(server.questions) > before


@pytest.mark.parametrize("tls", [False, True], ids=["tcp", "tls"])
def test_an_answer_that_comes_twice_is_never_taken_for_the_next_questions(tls: bool) -> None:
    """The second copy comes with the first, or just before the next answer."""
    last = b""

    def with_the_next(question: Question) -> Iterable[bytes]:
        nonlocal last
        if question.of_handshake:
            return well(question)
        before, last = last, question.taken()
        return [before + last]

    def at_once(question: Question) -> Iterable[bytes]:
        return well(question) if question.of_handshake else [question.taken() * 2]

    with StandIn(with_the_next, tls=tls) as server:
        pacing = RedisWindow(server.url, account="main")
        pacing.take(QUICK, None)
        with pytest.raises(NotSentError, match="answered another question"):
            pacing.take(QUICK, None)
        last = b""
        pacing.take(QUICK, None)
        until(lambda: server.connections >= 2)
    with StandIn(at_once, tls=tls) as server:
        pacing = RedisWindow(server.url, account="main")
        for _ in range(3):
            pacing.take(QUICK, None)
        asked = [question.connection for question in server.questions if not question.of_handshake]
        assert asked == [0, 1, 2]


def test_a_connection_on_which_anything_was_odd_is_not_used_again() -> None:
    odd = iter([b"-ERR no\r\n", b"+OK\r\n", integers(1, 0, 1, 0, 7)])

    def answers(question: Question) -> Iterable[bytes]:
        return well(question) if question.of_handshake else [next(odd, b"") or question.taken()]

    with StandIn(answers) as server:
        pacing = RedisWindow(server.url, account="main")
        for _ in range(3):
            with pytest.raises(NotSentError):
                pacing.take(QUICK, None)
        places = [pacing.take(QUICK, None) for _ in range(3)]
        assert len(places) == 3
        assert server.connections in (4, 5)  # one more for what is told in the background


def test_a_password_that_a_server_repeats_is_not_shown() -> None:
    said = f"-ERR unknown command `AUTH`, with args beginning with: `{PASSWORD[:9]}"
    for error in (said, f"-ERR {PASSWORD} is no command"):
        with StandIn(lambda question, error=error: [f"{error}\r\n".encode()]) as server:  # type: ignore[misc]
            told = refused(RedisWindow(server.url, account="main"), None, asynchronous=False)
            assert "cannot be used" in told
            assert PASSWORD[:9] not in told


def test_many_tasks_that_no_thread_is_free_for_end_by_their_deadline() -> None:
    """An event loop has forty threads, and each question holds one."""

    async def main(pacing: Pacing) -> float:
        began = time.monotonic()
        asking = [pacing.take_async(QUICK, began + 1.5) for _ in range(120)]
        told = await asyncio.gather(*asking, return_exceptions=True)
        assert all(isinstance(each, NotSentError) for each in told)
        return time.monotonic() - began

    with StandIn(never) as server:
        assert asyncio.run(main(RedisWindow(server.url, account="main"))) < 1.5 + SLACK
