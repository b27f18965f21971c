"""One call: what it is, how far it got, what is certain of its bytes, and which outcome that makes."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from .envelope import Verdict, judge
from .errors import NotSentError, OkxMarginError, OutcomeUnknownError, RefusedError
from .facts import Endpoint, Exchange, Outcome
from .steps import Send, Steps
from .wire import Request, Response


class Call:
    """What is known of one call, from its arguments to its outcome. Errors, journal and log lines show it.

    Attributes:
        endpoint: The operation's facts.
        arguments: As the caller gave them, by their Python names; None for what was left out.
        fields: The same as they go on the wire, by OKX's names; empty until they are checked.
        url: Where it goes, without a query.
        account: A hash that tells accounts apart: of API key and environment, never the key. "" where the auth
            knows none.
        attempts: How many times it was handed to a transport.
        sent_at: When the last attempt was, in Unix seconds by this machine's clock; None before.
        expires_at: When the exchange stops accepting the last attempt, by its timestamp, in Unix seconds by the
            clock that signed it; None before, and where nobody signed.
        may_have_left: Whether it may have been processed, as far as the bytes tell: one of an attempt may have left,
            and no answer refused it.
        before: What was read before it was sent, for `resolve` to compare with, by figure; mostly empty.
        outcome: "" while it is under way; then "done", "refused" or "unknown".
        code: OKX's code once one came.
        status: The HTTP status that it came with.
    """

    __slots__ = (
        "account",
        "arguments",
        "attempts",
        "_id",
        "before",
        "code",
        "endpoint",
        "expires_at",
        "fields",
        "may_have_left",
        "outcome",
        "sent_at",
        "status",
        "url",
    )

    def __init__(
        self, endpoint: Endpoint, arguments: Mapping[str, Any], base_url: str = "", account: str = ""
    ) -> None:
        self._id = ""
        self.endpoint: Final = endpoint
        self.arguments: Final = arguments
        self.fields: Mapping[str, Any] = {}
        self.url: Final = base_url + endpoint.path
        self.account: Final = account
        self.attempts = 0
        self.sent_at: float | None = None
        self.expires_at: float | None = None
        self.may_have_left = False
        self.before: Mapping[str, str] = {}
        self.outcome = ""
        self.code: str | None = None
        self.status: int | None = None

    @property
    def id(self) -> str:
        """Unique for ever; names the call in a journal."""
        if not self._id:
            self._id = uuid.uuid4().hex
        return self._id

    def __str__(self) -> str:
        given = [f" {name}={shown(value)}" for name, value in self.arguments.items() if value is not None]
        return self.endpoint.operation_id + "".join(given)

    def __repr__(self) -> str:
        return f"Call({self})"


class Journal(Protocol):
    """Keeps what is intended before it is sent, and what became of it; `okx_margin_runtime.journal` has them."""

    def intent(self, call: Call) -> Steps[None]:
        """Before each attempt. Raises NotSentError where the call must not be sent."""
        ...

    def conclusion(self, call: Call) -> Steps[None]:
        """Once the outcome stands. It never raises: what happened has happened."""
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
    failure: Exception | None = None
    try:
        step = next(flow)
        while True:
            if isinstance(step, Send) and _stands_for(step.request, request):
                attempt = step.request
                _note_attempt(call, attempt, exchange)
                if journal is not None:
                    yield from journal.intent(call)
            try:
                came = yield step
            except BaseException as raised:
                step = flow.throw(raised)
                continue
            if attempt is not None and isinstance(step, Send):
                attempt = None
                verdict = judge(came, exchange.codes)
                if standing is None or standing[0].outcome is Outcome.REFUSED:
                    standing = verdict, came
                    call.code, call.status = verdict.code, came.status
                    call.may_have_left = verdict.outcome is not Outcome.REFUSED
            step = flow.send(came)
    except StopIteration:
        pass
    except Exception as raised:  # whatever a transport or an auth raises, the outcome is one of three
        failure = raised
    finally:
        if attempt is not None and attempt.handed_over:
            call.may_have_left = True
        flow.close()
    lost = attempt is not None and attempt.handed_over
    try:
        done = _settled(call, None if lost else standing, failure, host)
    finally:
        if journal is not None:
            yield from journal.conclusion(call)
    return done


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
    return sent.method == request.method and (same_path or sent.body == request.body)


def _settled(
    call: Call, standing: tuple[Verdict, Response] | None, failure: Exception | None, host: str
) -> tuple[Sequence[Mapping[str, object]], Response]:
    """The answer that stands, whatever went wrong after it, or the outcome without one."""
    if standing is not None:
        verdict, response = standing
        call.outcome = "done" if verdict.outcome is Outcome.SUCCESS else str(verdict.outcome)
        if verdict.outcome is not Outcome.SUCCESS:
            raise _refusal(call, verdict, response, host)
        if call.endpoint.echoes:
            _speaks_of(call, verdict, response)
        return verdict.items, response
    call.outcome = "unknown" if call.may_have_left else "refused"
    if isinstance(failure, OkxMarginError) and not call.may_have_left:
        failure.call = failure.call or call
        raise failure
    cause = f"{type(failure).__name__}: {failure}" if failure else "the auth handed nothing over"
    if failure is not None:
        without_frames(failure)
    raise (_lost if call.may_have_left else _not_sent)(call, host, cause) from failure


def _refusal(
    call: Call, verdict: Verdict, response: Response, host: str
) -> RefusedError | OutcomeUnknownError:
    listed, certain = verdict.listed, verdict.outcome is Outcome.REFUSED
    came = f"HTTP {response.status} from {host}"
    if verdict.code is None:
        text, text_zh = _look_first(
            call,
            f"{came} is no envelope, so nobody can tell what became of the call.",
            f"{host} 返回 HTTP {response.status}，但不是标准返回结构，无法判断本次请求的结果。",
        )
        return OutcomeUnknownError(text, meaning=text, meaning_zh=text_zh, raw_response=response, call=call)
    said = f", saying {shown(verdict.msg)!r}" if verdict.msg else ""
    meaning = listed.meaning or "OKX refused with a code that is not in the table."
    parts = [f"{shown(verdict.code)}: {meaning}", listed.remedy, proposal(call) if certain else ""]
    if not certain:
        parts.append(_look_first(call, "The call may have been processed.", "")[0])
    return (RefusedError if certain else OutcomeUnknownError)(
        " ".join(filter(None, [*parts, f"[{came}{said}]"])),
        code=verdict.code,
        msg=verdict.msg,
        meaning=listed.meaning,
        meaning_zh=listed.meaning_zh,
        remedy=listed.remedy,
        remedy_zh=listed.remedy_zh,
        raw_response=response,
        call=call,
    )


def proposal(call: Call) -> str:
    """What a refused call may have meant: the exchange's names are in capitals, and people type small letters."""
    for name in call.endpoint.capitals:
        given = call.fields.get(name)
        if isinstance(given, str) and given != given.upper():
            return f"Did you mean {given.upper()!r}? {name} is written in capitals."
    return ""


def _lost(call: Call, host: str, cause: str) -> OutcomeUnknownError:
    meaning = f"No whole response came from {host} after the request was handed over"
    text, _ = _look_first(call, f"{meaning} ({cause}), so it may have been processed.", "")
    remedy, remedy_zh = _look_first(call, "", "")
    return OutcomeUnknownError(
        text,
        meaning=f"{meaning}: it may have been processed.",
        meaning_zh=f"请求已发往 {host}，但未收到完整响应：可能已执行，也可能未执行。",
        remedy=remedy,
        remedy_zh=remedy_zh,
        call=call,
    )


def _not_sent(call: Call, host: str, cause: str) -> NotSentError:
    meaning = f"The request was not sent: no byte of it left for {host}"
    remedy = "Check that the host is right and can be reached from here, then send it again."
    return NotSentError(
        f"{meaning} ({cause}). {remedy}",
        meaning=f"{meaning}.",
        meaning_zh=f"请求未发出：没有任何字节发往 {host}。",
        remedy=remedy,
        remedy_zh="请检查域名是否正确、本机能否连通，然后重新发送。",
        call=call,
    )


def _look_first(call: Call, text: str, text_zh: str) -> tuple[str, str]:
    """What to do about an unknown outcome, after what made it one, in English and Chinese."""
    endpoint = call.endpoint
    if not endpoint.moves:
        return f"{text} It only reads: it may be sent again.".strip(), f"{text_zh}该接口只读，可以重发。"
    return f"{text} {endpoint.look_first}".strip(), f"{text_zh}{endpoint.look_first_zh}"


def _speaks_of(call: Call, verdict: Verdict, response: Response) -> None:
    """Raises where an answer names another instrument, bot, direction or side than the call: it is another's."""
    for item in verdict.items[:1]:
        for name, exclusive in call.endpoint.echoes.items():
            asked, answered = call.fields.get(name), item.get(name)
            if not isinstance(answered, str) or not answered or asked is None or asked == answered:
                continue
            if exclusive and not {asked, answered} <= {*exclusive}:
                continue
            call.outcome = "unknown"
            text, text_zh = _look_first(
                call,
                f"The answer speaks of another call: {name} {shown(answered)}, where {shown(str(asked))} was "
                "asked. Something between here and the exchange mixes answers up, so this call may or may not "
                "have been processed.",
                f"返回结果属于另一笔请求：{name} 为 {answered}，而本次请求为 {asked}。本次请求是否已执行无法判断。",
            )
            raise OutcomeUnknownError(
                text, code=verdict.code, meaning=text, meaning_zh=text_zh, raw_response=response, call=call
            )


def interrupted(call: Call, interrupt: BaseException) -> None:
    """Notes on a KeyboardInterrupt or a cancellation what it cut off; the caller raises it again."""
    without_frames(interrupt)
    if call.may_have_left:
        now = f"answered with {call.code}" if call.code else "under way and may have been processed"
        interrupt.add_note(
            f"okx-margin: the call {call} ({call.id}) was {now}. {_look_first(call, '', '')[0]}"
        )


def without_frames(failure: BaseException) -> None:
    """Drops the frames and causes below: their locals hold the signature headers."""
    failure.__traceback__ = None
    failure.__cause__ = None
    failure.__context__ = None


def shown(value: object, longest: int = 200) -> str:
    """A value for a message: one line, printable, not longer than a message can be."""
    text = str(value)
    text = text if len(text) <= longest else f"{text[:longest]}…"
    return text if text.isprintable() else ascii(text)[1:-1]
