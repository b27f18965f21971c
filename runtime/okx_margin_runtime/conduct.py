"""A call from its first byte to its outcome: what is certain of its bytes, and which answer stands."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Protocol

from .call import Call
from .envelope import Verdict, judge
from .facts import Exchange, Outcome
from .outcome import look_first, settled, without_frames
from .steps import Send, Steps
from .transport import TransportError
from .wire import Request, Response


class Journal(Protocol):
    """Keeps what is intended before it is sent, and what became of it; `okx_margin_runtime.journal` has them."""

    def intent(self, call: Call, deadline: float | None) -> Steps[None]:
        """Before each attempt. Raises NotSentError where the call must not be sent."""
        ...

    def conclusion(self, call: Call, deadline: float | None) -> Steps[None]:
        """Once the outcome stands of a call that has an intent. It never raises: what happened has happened."""
        ...


def conduct(
    call: Call,
    request: Request,
    flow: Steps[Response],
    exchange: Exchange,
    host: str,
    journal: Journal | None,
) -> Steps[tuple[Sequence[Mapping[str, object]], Response]]:
    """The items and the response of a call that is done; raises the outcome where it is not.

    `flow` is the auth's: it paces, signs and sends `request`, again where that is safe, and may send others of
    its own. An answer that may mean that margin moved is never replaced by a later one.
    """
    standing: tuple[Verdict, Response] | None = None
    attempt: Request | None = None
    lost = False  # an attempt that may have left was not answered, whatever the auth makes of that
    failure: Exception | None = None
    intended = False
    try:
        step = next(flow)
        while True:
            if isinstance(step, Send) and _stands_for(step.request, request):
                _check_is_ours(call)
                _note_attempt(call, step.request, exchange)
                if journal is not None:
                    yield from journal.intent(call, request.deadline)
                    intended = True
                    _check_is_ours(call)
                attempt = step.request
                attempt.handed_over = True  # as long as the transport does not say otherwise
            try:
                came = yield step
            except BaseException as raised:
                if attempt is not None and attempt.handed_over:
                    lost, failure = True, raised if isinstance(raised, Exception) else None
                attempt = None
                step = flow.throw(raised)
                continue
            if attempt is not None and isinstance(step, Send):
                verdict = judge(came, exchange.codes)
                if standing is None or standing[0].outcome is Outcome.REFUSED:
                    standing = verdict, came
                    call.code, call.status = verdict.code, came.status
                    call.may_have_left = verdict.outcome is not Outcome.REFUSED
                attempt = None
            step = flow.send(came)
    except StopIteration:
        pass
    except Exception as raised:  # whatever a transport or an auth raises, the outcome is one of three
        failure = raised
    finally:
        lost = lost or (attempt is not None and attempt.handed_over)
        if lost:  # another attempt's answer says nothing of it
            call.may_have_left, call.code, call.status = True, None, None
        flow.close()
    try:
        done = settled(call, None if lost else standing, failure, host)
    finally:
        if journal is not None and intended:
            yield from journal.conclusion(call, request.deadline)
    return done


def _check_is_ours(call: Call) -> None:
    if call.is_copy:
        raise TransportError("a fork has copied the call, and its parent sends it")


def _note_attempt(call: Call, attempt: Request, exchange: Exchange) -> None:
    call.attempts += 1
    call.sent_at = time.time()
    if attempt.timestamp is not None:
        call.expires_at = attempt.timestamp + exchange.max_clock_skew_seconds


def _stands_for(sent: Request, request: Request) -> bool:
    """Whether `sent` is the call's request, unless it is provably another: an auth may ask things of its own."""
    if sent is request:
        return True
    same_path = sent.target.partition("?")[0] == request.target.partition("?")[0]
    same_body = sent.body == request.body != b""  # all questions without a body have the same one
    return sent.method == request.method and (same_path or same_body)


def interrupted(call: Call, interrupt: BaseException) -> None:
    """Notes on a KeyboardInterrupt or a cancellation what it cut off; the caller raises it again."""
    without_frames(interrupt)
    if call.may_have_left:
        now = f"answered with {call.code}" if call.code else "under way and may have been processed"
        interrupt.add_note(f"okx-margin: the call {call} ({call.id}) was {now}. {look_first(call)}")
