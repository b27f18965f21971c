"""Which outcome a call has, by what is certain of its bytes and its answer, and the words for it."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal, InvalidOperation

from .call import Call, shown
from .envelope import Verdict
from .errors import NotSentError, OkxMarginError, OutcomeUnknownError, RefusedError
from .facts import Outcome
from .observing import log
from .transport import TransportError
from .wire import Response

_LONGEST_CAUSE = 500


def settled(
    call: Call, standing: tuple[Verdict, Response] | None, failure: Exception | None, host: str
) -> tuple[Sequence[Mapping[str, object]], Response]:
    """The answer that stands, whatever went wrong after it, or the outcome without one."""
    if standing is not None:
        verdict, response = standing
        call.outcome = "done" if verdict.outcome is Outcome.SUCCESS else str(verdict.outcome)
        if verdict.outcome is not Outcome.SUCCESS:
            raise _refusal(call, verdict, response, host)
        if call.endpoint.moves:
            _speaks_of(call, verdict, response)
        return verdict.items, response
    call.outcome = "unknown" if call.may_have_left else "refused"
    if isinstance(failure, OkxMarginError) and not call.may_have_left:
        failure.call = failure.call or call
        raise failure
    cause, chained = _cause(failure), None
    if failure is not None:
        without_frames(failure)
        with suppress(Exception):  # somebody's own text may raise
            chained = failure if cause.endswith(str(failure)) else None  # a traceback shows it as it is
    raise (_lost if call.may_have_left else _not_sent)(call, host, cause) from chained


def _cause(failure: Exception | None) -> str:
    if failure is None:
        return "the auth handed nothing over"
    said = shown(failure, _LONGEST_CAUSE)  # what httpx's transports raise holds what a host or a proxy sent
    return said if isinstance(failure, TransportError) else f"{type(failure).__name__}: {said}"


def _refusal(
    call: Call, verdict: Verdict, response: Response, host: str
) -> RefusedError | OutcomeUnknownError:
    listed, certain = verdict.listed, verdict.outcome is Outcome.REFUSED
    came = f"HTTP {response.status} from {host}"
    if verdict.code is None:
        text = look_first(call, f"{came} is no envelope, so nobody can tell what became of the call.")
        text_zh = look_first_zh(
            call, f"{host} 返回 HTTP {response.status}，但不是标准返回结构，无法判断本次请求的结果。"
        )
        return OutcomeUnknownError(text, meaning=text, meaning_zh=text_zh, raw_response=response, call=call)
    said = f", saying {shown(verdict.msg)!r}" if verdict.msg else ""
    meaning = listed.meaning or "OKX answered with a code that is not in the table."
    parts = [f"{shown(verdict.code)}: {meaning}", listed.remedy, proposal(call) if certain else ""]
    if not certain:
        parts.append(look_first(call, "The call may have been processed."))
    return (RefusedError if certain else OutcomeUnknownError)(
        " ".join(filter(None, [*parts, f"[{came}{said}]"])),
        code=verdict.code,
        msg=verdict.msg,
        meaning=meaning,
        meaning_zh=listed.meaning_zh or "OKX 返回了代码表中没有的代码。",
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
    return OutcomeUnknownError(
        look_first(call, f"{meaning} ({cause}), so it may have been processed."),
        meaning=f"{meaning}: it may have been processed.",
        meaning_zh=f"请求已发往 {host}，但未收到完整响应：可能已执行，也可能未执行。",
        remedy=look_first(call),
        remedy_zh=look_first_zh(call),
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


def look_first(call: Call, text: str = "") -> str:
    """What to do about an unknown outcome, after what made it one."""
    if not call.endpoint.moves:
        return f"{text} It only reads: it may be sent again.".strip()
    return f"{text} {call.endpoint.look_first}".strip()


def look_first_zh(call: Call, text: str = "") -> str:
    """The same in Chinese."""
    return f"{text}{call.endpoint.look_first_zh if call.endpoint.moves else '该接口只读，可以重发。'}"


def _speaks_of(call: Call, verdict: Verdict, response: Response) -> None:
    """Raises where an answer names another instrument, bot, direction or side than the call: it is another's.

    What merely differs, such as a rounded amount, is logged: the exchange said that it is done.
    """
    item: Mapping[str, object] = verdict.items[0] if verdict.items else {}
    for name, asked in call.fields.items():
        answered = item.get(name)
        if answered == asked:
            continue
        if not isinstance(answered, str) or not answered or _equal(answered, asked):
            continue
        exclusive = call.endpoint.echoes.get(name)
        if exclusive is None or (exclusive and not {asked, answered} <= {*exclusive}):
            log(logging.WARNING, "%s (%s): answered with %s %s", call, call.id, name, shown(answered))
            continue
        call.outcome = "unknown"
        text = look_first(
            call,
            f"The answer speaks of another call: {name} {shown(answered)}, where {shown(asked)} was asked. "
            "Something between here and the exchange mixes answers up, so nobody can tell whether this call was "
            "processed.",
        )
        text_zh = look_first_zh(
            call,
            f"返回结果属于另一笔请求：{name} 为 {shown(answered)}，而本次请求为 {shown(asked)}。"
            "无法判断本次请求是否已执行。",
        )
        raise OutcomeUnknownError(
            text, code=verdict.code, meaning=text, meaning_zh=text_zh, raw_response=response, call=call
        )


def _equal(answered: str, asked: object) -> bool:
    """Whether both are the same number, however it is written."""
    try:
        return Decimal(answered) == Decimal(str(asked))
    except InvalidOperation:
        return False


def without_frames(failure: BaseException) -> None:
    """Drops the frames and causes below: their locals hold the signature headers."""
    failure.__traceback__ = None
    failure.__cause__ = None
    failure.__context__ = None
