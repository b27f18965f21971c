"""The steps of one request, without a transport: its place, its signature, its clock, and what follows an answer."""

from __future__ import annotations

import asyncio
import json
import time

import pytest

from okx_margin_auth.flow import Flow, server_time
from okx_margin_auth.pacing import Pacing
from okx_margin_client import NotSentError
from okx_margin_client.exchange import ENDPOINTS
from okx_margin_runtime.facts import Endpoint, RateLimit
from okx_margin_runtime.steps import Do, Send, Wait, drive
from okx_margin_runtime.wire import Request, Response, Timeouts

POSITION = "/api/v5/account/position/margin-balance"
TIME = "/api/v5/public/time"
TIMEOUTS = Timeouts(1, 2, 3, 4)


DEADLINE = time.monotonic() + 3_600


def request(method: str = "POST", target: str = POSITION, deadline: float = DEADLINE) -> Request:
    return Request(method, target, b"User-Agent: mine\r\n", b"{}", timeouts=TIMEOUTS, deadline=deadline)


def answer(code: str = "0", status: int = 200, **item: object) -> Response:
    return Response(status, (), json.dumps({"code": code, "data": [item] if item else []}).encode())


def now(ahead: float = 0) -> Response:
    return answer(ts=str(int((time.time() + ahead) * 1000)))


class Places(Pacing):
    """Gives every place at once, and writes down what became of each."""

    def __init__(self, refuses: str = "") -> None:
        self.taken: list[tuple[str, float | None]] = []
        self.ended: list[str] = []
        self.refuses = refuses

    def take(self, endpoint: Endpoint, deadline: float | None) -> Places:
        if endpoint.path == self.refuses:
            raise NotSentError("no turn before the deadline")
        self.taken.append((endpoint.path, deadline))
        return self

    async def take_async(self, endpoint: Endpoint, deadline: float | None) -> Places:
        return self.take(endpoint, deadline)

    def responded(self) -> None:
        self.ended.append("responded")

    def silent(self) -> None:
        self.ended.append("silent")

    def unused(self) -> None:
        self.ended.append("unused")


def flow(
    pacing: Pacing | None = None, resend_after: tuple[str, ...] = ("50102",), read_clock_first: bool = False
) -> Flow:
    def lines(sent: Request, timestamp: str) -> bytes:
        return f"Signed: {timestamp}".encode()

    return Flow(lines, frozenset(resend_after), read_clock_first, pacing)


class Exchange:
    """Answers in turn, and keeps what each request was like at the moment that it was sent."""

    def __init__(self, *answers: Response | BaseException) -> None:
        self.answers = list(answers)
        self.sent: list[tuple[str, bytes, float | None]] = []
        self.requests: list[Request] = []

    def __call__(self, sent: Request) -> Response:
        assert sent.began is not None
        assert 0 <= time.monotonic() - sent.began < 5
        self.sent.append((sent.target, sent.signature[:8], sent.timestamp))
        self.requests.append(sent)
        came = self.answers.pop(0)
        if isinstance(came, BaseException):
            raise came
        return came


def test_each_attempt_has_a_place_of_its_own_and_says_what_became_of_it() -> None:
    places, own = Places(), request()
    exchange = Exchange(answer("50102", 401), now(), answer())
    assert drive(flow(places).steps(own), exchange).status == 200
    assert places.taken == [
        (POSITION, DEADLINE),
        (TIME, DEADLINE),
        (POSITION, DEADLINE),
    ]  # the question for the time too
    assert places.ended == ["responded"] * 3
    assert [target for target, _, _ in exchange.sent] == [POSITION, TIME, POSITION]


@pytest.mark.parametrize(("handed_over", "ended"), [(True, "silent"), (False, "unused")])
def test_a_place_is_given_back_only_where_no_byte_left(handed_over: bool, ended: str) -> None:
    for failure in (ConnectionError(), KeyboardInterrupt()):
        places, own = Places(), request()
        own.handed_over = handed_over
        with pytest.raises(type(failure)):
            drive(flow(places).steps(own), Exchange(failure))
        assert places.ended == [ended]
        steps = flow(places).steps(own)
        assert isinstance(next(steps), Do)
        steps.send(places)
        steps.close()
        assert places.ended == [ended, ended]
        assert own.signature == b""


async def awaited(step: Do[Pacing]) -> Pacing:
    return await step.awaiting()


def test_a_place_is_waited_for_until_the_calls_deadline_by_threads_and_by_tasks() -> None:
    places = Places()
    step = next(flow(places).steps(request()))
    assert isinstance(step, Do)
    assert step.blocking() is places
    assert asyncio.run(awaited(step)) is places
    assert places.taken == [(POSITION, DEADLINE)] * 2


def test_a_turn_that_would_come_too_late_is_the_pacings_own_refusal() -> None:
    exchange = Exchange()
    with pytest.raises(NotSentError, match="no turn before the deadline"):
        drive(flow(Places(refuses=POSITION)).steps(request()), exchange)
    assert exchange.sent == []


def test_a_request_that_the_spec_does_not_know_is_signed_and_not_paced() -> None:
    for unknown in (request("POST", "/api/v5/trade/order"), request("GET", POSITION)):
        places, exchange = Places(), Exchange(answer())
        drive(flow(places).steps(unknown), exchange)
        assert places.taken == []
        assert exchange.sent[0][1] == b"Signed: "


def test_a_query_is_no_other_endpoint() -> None:
    places = Places()
    drive(flow(places).steps(request("GET", "/api/v5/account/positions?instId=X")), Exchange(answer()))
    assert [path for path, _ in places.taken] == ["/api/v5/account/positions"]


def test_the_signature_is_there_while_it_is_sent_and_gone_afterwards() -> None:
    own, exchange = request(), Exchange(answer())
    drive(flow().steps(own), exchange)
    (_, signature, timestamp), after = exchange.sent[0], own.signature
    assert (signature, after) == (b"Signed: ", b"")
    assert timestamp is not None
    assert abs(timestamp - time.time()) < 5


def test_the_question_for_the_time_is_unsigned_and_like_the_call_in_all_else() -> None:
    own, exchange = request(), Exchange(now(), answer())
    drive(flow(read_clock_first=True).steps(own), exchange)
    question = exchange.requests[0]
    assert (question.method, question.target, question.body) == ("GET", TIME, b"")
    assert (question.headers, question.timeouts, question.deadline) == (own.headers, TIMEOUTS, DEADLINE)
    assert exchange.sent[0][1:] == (b"", None)


def test_the_last_attempt_is_a_request_of_its_own() -> None:
    own, exchange = request(), Exchange(answer("50102", 401), now(120), answer())
    drive(flow().steps(own), exchange)
    first, _, second = exchange.requests
    assert first is own
    assert second is not own
    assert second.timestamp is not None
    assert first.timestamp is not None
    assert 118 < second.timestamp - first.timestamp < 122


def test_the_time_that_was_read_is_that_of_the_middle_of_the_way() -> None:
    mine = flow(read_clock_first=True)
    steps = mine.steps(request())
    question = next(steps)
    assert isinstance(question, Send)
    question.request.began = time.monotonic() - 10  # it was on its way for ten seconds
    steps.send(now(60))
    ahead = mine.clock.now()[0] - time.time()
    assert 64.5 < ahead < 65.5
    steps.close()


def test_a_50011_is_waited_for_as_long_as_its_endpoints_window(monkeypatch: pytest.MonkeyPatch) -> None:
    own = ENDPOINTS["POST", POSITION]._replace(rate_limit=RateLimit(20, 7, "User ID"))
    monkeypatch.setattr("okx_margin_auth.flow.ENDPOINTS", {("POST", POSITION): own})
    longest = float(max(endpoint.rate_limit.seconds for endpoint in ENDPOINTS.values()))
    for refused, window in [(request(), 7.0), (request("GET", "/api/v5/nobody/knows"), longest)]:
        steps = flow(resend_after=("50011",)).steps(refused)
        next(steps)
        wait = steps.send(answer("50011", 429))
        assert isinstance(wait, Wait)
        assert (wait.seconds, type(wait.seconds)) == (window, float)


def test_a_question_for_the_time_that_fails_leaves_the_call_with_what_it_has() -> None:
    mine, exchange = flow(), Exchange(answer("50102", 401), ConnectionError("no time"))
    with pytest.raises(ConnectionError, match="no time"):
        drive(mine.steps(request()), exchange)
    assert not mine.clock.claimed  # or nobody could ask again
    assert drive(mine.steps(request()), Exchange(answer())).status == 200


def test_the_clock_is_asked_once_by_all_that_need_it() -> None:
    mine = flow(read_clock_first=True)
    asking, waiting = mine.steps(request()), mine.steps(request())
    assert isinstance(next(asking), Send)
    wait = next(waiting)
    assert isinstance(wait, Wait)
    assert wait.seconds == 0.05
    own = asking.send(now())
    assert isinstance(own, Send)
    assert own.request.target == POSITION
    after = waiting.send(None)
    assert isinstance(after, Send)
    assert after.request.target == POSITION
    asking.close()
    waiting.close()


def test_who_waits_for_the_clock_does_not_wait_for_ever() -> None:
    mine = flow(read_clock_first=True)
    assert mine.clock.claim()
    steps = mine.steps(request())
    waits = 0
    step = next(steps)
    while isinstance(step, Wait):
        waits += 1
        step = steps.send(None)
    assert waits == 100
    assert isinstance(step, Send)
    assert step.request.target == POSITION
    steps.close()


def test_nothing_is_waited_for_that_would_come_after_the_calls_deadline() -> None:
    refused = answer("50011")
    limited = flow(resend_after=("50011",)).steps(request(deadline=time.monotonic() + 1))
    next(limited)
    with pytest.raises(StopIteration) as ended:
        limited.send(refused)
    assert ended.value.value is refused
    late = flow(read_clock_first=True)
    assert late.clock.claim()
    assert isinstance(next(late.steps(request(deadline=time.monotonic()))), Send)


def test_a_clock_that_another_request_has_read_meanwhile_is_not_read_again() -> None:
    mine = flow()
    steps = mine.steps(request())
    next(steps)
    mine.clock.set(int((time.time() + 60) * 1000), time.monotonic(), time.monotonic())
    resent = steps.send(answer("50102", 401))
    assert isinstance(resent, Send)
    assert resent.request.target == POSITION
    assert mine.clock.consulted
    assert resent.request.timestamp is not None
    assert 55 < resent.request.timestamp - time.time() < 65
    steps.close()


def test_a_50102_that_is_not_resent_has_the_clock_read_before_the_next_call() -> None:
    mine = flow(resend_after=(), read_clock_first=True)
    exchange = Exchange(now(), answer("50102", 401), now(), answer())
    assert mine.clock.consulted is False
    drive(mine.steps(request()), exchange)
    assert mine.clock.consulted is False
    drive(mine.steps(request()), exchange)
    assert mine.clock.consulted is True
    assert [target for target, _, _ in exchange.sent] == [TIME, POSITION, TIME, POSITION]


def test_only_a_plain_number_of_milliseconds_in_a_done_answer_is_a_time() -> None:
    for came, expected in [
        (answer(ts="1597026383085"), 1597026383085),
        (answer(ts=1597026383085), 1597026383085),
        (answer(ts="9" * 19), int("9" * 19)),
        (answer(ts="9" * 20), None),
        (answer(ts="-1"), None),
        (answer(ts=""), None),
        (answer(ts="1.5"), None),
        (answer(ts="\u0661"), None),
        (answer(ts=None), None),
        (answer(), None),
        (answer("50011", 429, ts="1597026383085"), None),
        (Response(200, (), b"1597026383085"), None),
    ]:
        assert server_time(came) == expected, came.body
