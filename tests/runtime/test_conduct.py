"""One call through its steps, without a socket: whose answer counts, what is certain, and who is told."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from okx_margin_client import NotSentError, OkxMarginError, OutcomeUnknownError, RefusedError
from okx_margin_runtime.call import Call
from okx_margin_runtime.conduct import conduct, interrupted
from okx_margin_runtime.steps import Do, Send, Steps, Wait
from okx_margin_runtime.wire import Request, Response

from .made_up import EXCHANGE, MOVE, READ, Answer, call, outcome, request, response, sends

DONE = response('{"code":"0","data":[{"name":"IRON","weight":"3"}]}')
REFUSED = response('{"code":"70"}', 400)
UNKNOWN = response('{"code":"90"}', 500)


def without_a_byte(failure: BaseException) -> Callable[[Request], Response]:
    def send(sent: Request) -> Response:
        sent.handed_over = False
        raise failure

    return send


def test_a_call_knows_all_of_its_way() -> None:
    made, own = call(), request()
    own.timestamp = 1_000.5
    before = time.time()
    items, came = outcome(made, own, sends(own), [DONE])
    assert (items, came) == ([{"name": "IRON", "weight": "3"}], DONE)
    assert (made.outcome, made.code, made.status, made.attempts) == ("done", "0", 200, 1)
    assert made.sent_at is not None
    assert before <= made.sent_at <= time.time()
    assert made.expires_at == 1_030.5
    assert made.url == "https://scales.invalid/move"
    assert not call().expires_at
    assert (str(made), repr(made)) == ("move name=IRON", "Call(move name=IRON)")
    assert made.id == made.id != call().id


def test_what_an_unsigned_call_expires_at_nobody_knows() -> None:
    made, own = call(), request()
    outcome(made, own, sends(own), [DONE])
    assert made.expires_at is None


def test_arguments_that_were_left_out_are_not_shown() -> None:
    assert str(Call(MOVE, {"name": "IRON", "coin": None, "side": "up"})) == "move name=IRON side=up"


@pytest.mark.parametrize(
    ("answers", "code", "expected"),
    [
        ([REFUSED, DONE], "0", None),
        ([REFUSED, REFUSED], "70", RefusedError),
        ([REFUSED, UNKNOWN], "90", OutcomeUnknownError),
        ([DONE, REFUSED], "0", None),
        ([DONE, UNKNOWN], "0", None),
        ([UNKNOWN, REFUSED], "90", OutcomeUnknownError),
        ([UNKNOWN, DONE], "90", OutcomeUnknownError),
        ([REFUSED, ConnectionError()], None, OutcomeUnknownError),
        ([REFUSED, without_a_byte(ConnectionError())], "70", RefusedError),
        ([DONE, without_a_byte(ConnectionError())], "0", None),
        ([UNKNOWN, without_a_byte(ConnectionError())], "90", OutcomeUnknownError),
        ([ConnectionError()], None, OutcomeUnknownError),
        ([without_a_byte(ConnectionError())], None, NotSentError),
    ],
)
def test_only_a_refusal_is_replaced_by_a_later_answer(
    answers: list[Response], code: str | None, expected: type[OkxMarginError] | None
) -> None:
    made, first = call(), request()
    flow = sends(*[first.again() if index else first for index in range(len(answers))])
    if expected is None:
        assert outcome(made, first, flow, answers)[1] is DONE
        assert made.outcome == "done"
    else:
        with pytest.raises(expected) as raised:
            outcome(made, first, flow, answers)
        assert type(raised.value) is expected
        assert raised.value.call is made
        assert made.outcome == ("unknown" if expected is OutcomeUnknownError else "refused")
    assert (made.code, made.attempts) == (code, len(answers))


def test_a_call_that_its_auth_never_sends_was_not_sent() -> None:
    made, own = call(), request()
    with pytest.raises(NotSentError, match="the auth handed nothing over"):
        outcome(made, own, sends(), [])
    assert (made.outcome, made.attempts, made.sent_at) == ("refused", 0, None)


def test_what_the_auth_asks_for_itself_is_not_the_call() -> None:
    own = request()
    for other in (
        request("GET", "/move"),
        request("GET", "/move", own.body),
        request("POST", "/token", b"another"),
    ):
        made = call()
        with pytest.raises(NotSentError):
            outcome(made, own, sends(other), [DONE])
        assert made.attempts == 0
        with pytest.raises(NotSentError):  # nor is a cut of it one of the call's
            outcome(call(), own, sends(other), [ConnectionError()])


def test_a_request_that_an_auth_changed_is_still_the_call() -> None:
    own = request()
    for changed in (
        request(target="/move?seal=1"),
        request(target="/gateway/move"),
        request(body=b"rewritten"),
    ):
        made = call()
        with pytest.raises(OutcomeUnknownError):
            outcome(made, own, sends(changed), [ConnectionError()])
        assert made.attempts == 1
        assert outcome(call(), own, sends(changed), [DONE])[1] is DONE


def test_a_query_or_a_body_that_an_auth_adds_makes_no_other_request() -> None:
    own, asked = request(), request("GET", "/read?name=IRON", b"")
    for mine, endpoint, changed in (
        (own, MOVE, request(target="/move?seal=1", body=b"rewritten")),
        (asked, READ, request("GET", "/read?name=IRON&seal=1", b"")),
        (asked, READ, request("GET", "/read", b"")),
    ):
        made = call(endpoint)
        assert outcome(made, mine, sends(changed), [DONE])[1] is DONE
        assert made.attempts == 1


def test_one_question_is_not_another_though_both_have_no_body() -> None:
    made = call(READ)
    with pytest.raises(NotSentError):
        outcome(made, request("GET", "/read", b""), sends(request("GET", "/time", b"")), [DONE])
    assert made.attempts == 0


def test_the_auths_own_refusal_is_let_through_and_knows_its_call() -> None:
    def refusing(failure: Exception) -> Steps[Response]:
        raise failure
        yield Wait(0)

    made, mine = call(), NotSentError("This auth is shut.")
    with pytest.raises(NotSentError) as raised:
        outcome(made, request(), refusing(mine), [])
    assert raised.value is mine
    assert (mine.call, made.outcome) == (made, "refused")
    already = NotSentError("Another call's.", call=call())
    with pytest.raises(NotSentError) as raised:
        outcome(made, request(), refusing(already), [])
    assert raised.value.call is not made


def test_the_auths_own_refusal_after_the_request_was_handed_over_refuses_nothing() -> None:
    def sends_then_refuses(own: Request) -> Steps[Response]:
        try:
            yield Send(own)
        except ConnectionError:
            raise NotSentError("Nothing was sent, says the auth.") from None
        return DONE

    own = request()
    with pytest.raises(OutcomeUnknownError):
        outcome(call(), own, sends_then_refuses(own), [ConnectionError()])
    assert outcome(call(), request(), sends_then_refuses(request()), [DONE])[1] is DONE


@pytest.mark.parametrize("later", [DONE, REFUSED, without_a_byte(ConnectionError("not there"))])
def test_an_attempt_without_an_answer_is_not_forgotten_for_a_later_one(later: Answer) -> None:
    def sends_again(own: Request) -> Steps[Response]:
        try:
            came: Response = yield Send(own)
        except ConnectionError:
            came = yield Send(own.again())
        return came

    made, own = call(), request()
    with pytest.raises(OutcomeUnknownError) as raised:
        outcome(made, own, sends_again(own), [ConnectionError("cut"), later])
    assert (made.outcome, made.code, made.attempts) == ("unknown", None, 2)
    assert "(ConnectionError: " in raised.value.text
    made, own = call(), request()
    assert outcome(made, own, sends_again(own), [without_a_byte(ConnectionError()), DONE])[1] is DONE


def test_what_the_auth_asks_after_an_attempt_without_an_answer_is_none_to_that() -> None:
    def asks(own: Request) -> Steps[Response]:
        with suppress(ConnectionError):
            yield Send(own)
        came: Response = yield Send(request("GET", "/time", b""))
        return came

    for cut, expected in (
        (ConnectionError("cut"), OutcomeUnknownError),
        (without_a_byte(ConnectionError()), NotSentError),
    ):
        own = request()
        with pytest.raises(OkxMarginError) as raised:
            outcome(call(), own, asks(own), [cut, DONE])
        assert type(raised.value) is expected


def test_a_flow_that_is_given_up_is_closed_at_once() -> None:
    told: list[str] = []

    def flow(own: Request) -> Steps[Response]:
        try:
            came: Response = yield Send(own)
            return came
        finally:
            told.append("closed")

    own = request()
    held = flow(own)  # else its end would be its last reference's
    steps = conduct(call(), own, held, EXCHANGE, "scales.invalid", None)
    next(steps)
    steps.close()
    assert told == ["closed"]
    assert call().may_have_left is False


def test_a_call_cut_short_may_have_left_only_where_it_was_handed_over() -> None:
    for handed_over in (True, False):
        made, own = call(), request()
        steps = conduct(made, own, sends(own), EXCHANGE, "scales.invalid", None)
        assert not made.may_have_left
        assert next(steps).__class__ is Send
        own.handed_over = handed_over
        with pytest.raises(KeyboardInterrupt):
            steps.throw(KeyboardInterrupt())
        assert made.may_have_left is handed_over
        interrupt = KeyboardInterrupt()
        interrupted(made, interrupt)
        assert getattr(interrupt, "__notes__", []) == (
            [
                f"okx-margin: the call move name=IRON ({made.id}) was under way and may have been processed. "
                "Look at the scales first."
            ]
            if handed_over
            else []
        )


def test_the_note_on_an_interrupt_says_what_was_answered_already() -> None:
    made, own = call(), request()
    steps = conduct(made, own, sends(own, request("GET", "/time")), EXCHANGE, "scales.invalid", None)
    next(steps)
    steps.send(DONE)
    steps.close()
    interrupt = KeyboardInterrupt()
    interrupted(made, interrupt)
    assert interrupt.__notes__[0].startswith(
        f"okx-margin: the call move name=IRON ({made.id}) was answered with 0. "
    )


def test_other_steps_of_the_auth_are_performed_and_their_failures_are_its_own() -> None:
    told: list[object] = []

    def flow(own: Request) -> Steps[Response]:
        told.append((yield Do(lambda: "turn", lambda: pytest.fail("this call blocks"))))
        try:
            yield Do(lambda: 1 / 0, lambda: pytest.fail("this call blocks"))
        except ZeroDivisionError as failure:
            told.append(type(failure))
        came: Response = yield Send(own)
        return came

    own = request()
    assert outcome(call(), own, flow(own), [DONE])[1] is DONE
    assert told == ["turn", ZeroDivisionError]


class Written:
    """A journal in memory; what it is told of a call's state at each moment."""

    def __init__(self, refuses: bool = False) -> None:
        self.lines: list[tuple[str, int, str]] = []
        self.deadlines = set[float | None]()
        self.refuses = refuses

    def intent(self, call: Call, deadline: float | None) -> Steps[None]:
        self.deadlines.add(deadline)
        self.lines.append(("intent", call.attempts, call.outcome))
        if self.refuses:
            raise NotSentError("The journal cannot be written.")
        yield Wait(0)

    def conclusion(self, call: Call, deadline: float | None) -> Steps[None]:
        self.deadlines.add(deadline)
        self.lines.append(("conclusion", call.attempts, call.outcome))
        yield Wait(0)


@pytest.mark.parametrize(
    ("answers", "lines"),
    [
        ([DONE], [("intent", 1, ""), ("conclusion", 1, "done")]),
        ([REFUSED, DONE], [("intent", 1, ""), ("intent", 2, ""), ("conclusion", 2, "done")]),
        ([ConnectionError()], [("intent", 1, ""), ("conclusion", 1, "unknown")]),
        ([REFUSED], [("intent", 1, ""), ("conclusion", 1, "refused")]),
    ],
)
def test_a_journal_hears_of_each_attempt_before_it_is_sent_and_of_the_outcome(
    answers: list[Response], lines: list[tuple[str, int, str]]
) -> None:
    own, journal = request(), Written()
    own.deadline = time.monotonic() + 60
    flow = sends(*[own.again() if index else own for index in range(len(answers))])
    with suppress(OkxMarginError):
        outcome(call(), own, flow, answers, journal)
    assert journal.lines == lines
    assert journal.deadlines == {own.deadline}


def test_a_call_that_the_journal_refuses_is_not_sent() -> None:
    own, journal = request(), Written(refuses=True)
    made = call()
    with pytest.raises(NotSentError, match="The journal cannot be written"):
        outcome(made, own, sends(own), [], journal)
    assert (own.handed_over, made.may_have_left, made.outcome) == (False, False, "refused")
    assert journal.lines == [("intent", 1, "")]  # of which it has seen to what became of it


def test_a_read_that_is_lost_may_be_sent_again() -> None:
    own = request("GET", "/read", b"")
    with pytest.raises(OutcomeUnknownError) as raised:
        outcome(call(READ), own, sends(own), [ConnectionError("cut")])
    assert raised.value.remedy == "It only reads: it may be sent again."
    assert raised.value.remedy_zh == "该接口只读，可以重发。"
