"""What people read when a call is not done, word for word, in English and Chinese."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from okx_margin_client import NotSentError, OkxMarginError, OutcomeUnknownError, RefusedError
from okx_margin_runtime.call import Call, shown
from okx_margin_runtime.transport import TransportError

from .made_up import MOVE, READ, Answer, call, outcome, request, response, sends
from .test_conduct import without_a_byte


def failed(made: Call, answer: Answer) -> OkxMarginError:
    own = request(made.endpoint.method, made.endpoint.path)
    with pytest.raises(OkxMarginError) as raised:
        outcome(made, own, sends(own), [answer])
    error = raised.value
    assert error.call is made
    assert str(error) == f"{error.text} [{made}]"
    return error


def told(error: OkxMarginError) -> tuple[str, str, str, str, str]:
    return error.text, error.meaning, error.meaning_zh, error.remedy, error.remedy_zh


def test_a_refusal_has_the_tables_words_and_the_exchanges_in_brackets() -> None:
    error = failed(call(), response('{"code":"70","msg":"more than 3 kg"}', 400))
    assert type(error) is RefusedError
    assert told(error) == (
        "70: Too heavy. Take less. [HTTP 400 from scales.invalid, saying 'more than 3 kg']",
        "Too heavy.",
        "太重。",
        "Take less.",
        "请减少。",
    )
    assert (error.code, error.msg, error.http_status) == ("70", "more than 3 kg", 400)
    assert failed(call(), response('{"code":"71"}')).text == "71: Too light. [HTTP 200 from scales.invalid]"


def test_a_code_that_is_not_listed_says_so_and_is_escaped() -> None:
    error = failed(call(), response('{"code":"80"}', 400))
    said = "OKX answered with a code that is not in the table."
    assert error.text == f"80: {said} [HTTP 400 from scales.invalid]"
    assert told(error)[1:] == (said, "OKX 返回了代码表中没有的代码。", "", "")
    odd = failed(call(), response(b'{"code":"8\\n\xe2\x80\xae","msg":"\\u001b[2J"}', 400))
    assert "8\\n\\u202e: " in odd.text
    assert "\x1b" not in odd.text


def test_an_unknown_code_says_what_to_look_at() -> None:
    error = failed(call(), response('{"code":"90","msg":"m"}', 500))
    assert type(error) is OutcomeUnknownError
    assert told(error) == (
        "90: Lost in the mail. Wait. The call may have been processed. Look at the scales first. "
        "[HTTP 500 from scales.invalid, saying 'm']",
        "Lost in the mail.",
        "寄丢了。",
        "Wait.",
        "请等待。",
    )


def test_a_response_that_is_no_envelope() -> None:
    text = "HTTP 502 from scales.invalid is no envelope, so nobody can tell what became of the call."
    error = failed(call(), response("<html>", 502))
    assert type(error) is OutcomeUnknownError
    assert error.text == error.meaning == f"{text} Look at the scales first."
    assert error.meaning_zh == (
        "scales.invalid 返回 HTTP 502，但不是标准返回结构，无法判断本次请求的结果。请先查看天平。"
    )
    assert (error.code, error.http_status) == (None, 502)
    assert failed(call(READ), response("", 502)).text == f"{text} It only reads: it may be sent again."


def test_a_response_that_never_came() -> None:
    error = failed(call(), ConnectionError("cut"))
    assert type(error) is OutcomeUnknownError
    assert told(error) == (
        "No whole response came from scales.invalid after the request was handed over (ConnectionError: cut), so it "
        "may have been processed. Look at the scales first.",
        "No whole response came from scales.invalid after the request was handed over: it may have been processed.",
        "请求已发往 scales.invalid，但未收到完整响应：可能已执行，也可能未执行。",
        "Look at the scales first.",
        "请先查看天平。",
    )
    assert error.__cause__ is not None
    assert error.__cause__.__traceback__ is None
    assert (error.response, error.http_status) == (None, None)


def test_a_request_that_was_not_sent() -> None:
    inner = ConnectionError("no route")
    inner.__cause__ = OSError("below")
    error = failed(call(), without_a_byte(inner))
    assert type(error) is NotSentError
    assert told(error) == (
        "The request was not sent: no byte of it left for scales.invalid (ConnectionError: no route). Check that the "
        "host is right and can be reached from here, then send it again.",
        "The request was not sent: no byte of it left for scales.invalid.",
        "请求未发出：没有任何字节发往 scales.invalid。",
        "Check that the host is right and can be reached from here, then send it again.",
        "请检查域名是否正确、本机能否连通，然后重新发送。",
    )
    assert error.__cause__ is inner
    assert [inner.__cause__, inner.__context__] == [None, None]


def test_what_a_proxy_or_a_host_sent_is_shortened_and_stays_on_one_line() -> None:
    """It stands in what httpx's transports raise, and a traceback would show that as it is."""

    class SilentError(Exception):
        def __str__(self) -> str:
            raise ZeroDivisionError

    for failure, said in (
        (ConnectionError("503 \x1b[31m\n"), "(ConnectionError: 503 \\x1b[31m\\n)"),
        (ConnectionError("x" * 70_000), f"(ConnectionError: {'x' * 500}…)"),
        (TransportError("\u202e"), "(\\u202e)"),
        (SilentError(), "(SilentError: a SilentError whose str raises ZeroDivisionError)"),
    ):
        for answer in (failure, without_a_byte(failure)):
            error = failed(call(), answer)
            assert said in error.text
            assert error.__cause__ is None


def test_a_name_in_small_letters_is_proposed_in_capitals_where_it_was_refused() -> None:
    refused = failed(call(name="iron", coin="Usd"), response('{"code":"70"}')).text
    assert refused == (
        "70: Too heavy. Take less. Did you mean 'IRON'? name is written in capitals. [HTTP 200 from scales.invalid]"
    )
    assert "Did you mean 'USD'? coin" in failed(call(name="IRON", coin="Usd"), response('{"code":"70"}')).text
    for made, answer in [
        (call(name="IRON"), response('{"code":"70"}')),
        (call(side="up"), response('{"code":"70"}')),
        (call(name="iron"), response('{"code":"90"}')),
    ]:
        assert "Did you mean" not in failed(made, answer).text


@pytest.mark.parametrize(
    ("fields", "item", "wrong"),
    [
        ({"name": "IRON"}, {"name": "GOLD"}, "name GOLD, where IRON was asked"),
        ({"name": "IRON", "side": "up"}, {"side": "down"}, "side down, where up was asked"),
        ({"side": "up", "name": "IRON"}, {"side": "flat", "name": "GOLD"}, "name GOLD, where IRON was asked"),
    ],
)
def test_an_answer_that_speaks_of_another_call(
    fields: dict[str, str], item: dict[str, str], wrong: str
) -> None:
    error = failed(call(MOVE, **fields), response(answer(item)))
    name, answered, asked = wrong.replace(", where", "").replace(" was asked", "").split(" ", 2)[:3]
    assert type(error) is OutcomeUnknownError
    assert error.text == error.meaning
    assert error.text == (
        f"The answer speaks of another call: {wrong}. Something between here and the exchange mixes answers up, so "
        "nobody can tell whether this call was processed. Look at the scales first."
    )
    assert error.meaning_zh == (
        f"返回结果属于另一笔请求：{name} 为 {answered}，而本次请求为 {asked}。"
        "无法判断本次请求是否已执行。请先查看天平。"
    )
    assert (error.code, error.http_status) == ("0", 200)
    assert error.call is not None
    assert error.call.outcome == "unknown"


def answer(item: dict[str, Any]) -> str:
    return json.dumps({"code": "0", "data": [item]})


def test_an_answer_that_merely_differs_is_done_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({"name": "IRON", "weight": "2"}, ["weight 2"]),
        ({"side": "flat"}, ["side flat"]),
        ({"weight": "03.0", "name": ""}, []),
        ({"name": None, "side": ["down"], "unheard": "of"}, []),
        ({}, []),
    ]
    for item, logged in cases:
        caplog.clear()
        made = call(name="IRON", side="up", weight="3")
        own = request()
        outcome(made, own, sends(own), [response(answer(item))])
        assert made.outcome == "done"
        said = [record.getMessage() for record in caplog.records]
        assert said == [f"{made} ({made.id}): answered with {each}" for each in logged], item
        assert all(record.levelno == logging.WARNING for record in caplog.records)


def test_what_a_read_answers_with_is_not_compared() -> None:
    made, own = call(READ, name="IRON"), request("GET", "/read", b"")
    assert outcome(made, own, sends(own), [response(answer({"name": "GOLD"}))])[0] == [{"name": "GOLD"}]


def test_only_the_first_item_is_compared() -> None:
    own = request()
    came = response('{"code":"0","data":[{"name":"IRON"},{"name":"GOLD"}]}')
    assert outcome(call(MOVE, name="IRON"), own, sends(own), [came])[1] is came


def test_an_answer_without_an_item_is_done_with_nothing_to_compare() -> None:
    own, came = request(), response('{"code":"0","data":[]}')
    assert outcome(call(MOVE, name="IRON"), own, sends(own), [came])[1] is came


def test_a_transports_own_words_stand_by_themselves_and_others_with_what_raised_them() -> None:
    assert (
        "left for scales.invalid (no route)."
        in failed(call(), without_a_byte(TransportError("no route"))).text
    )
    own = request()
    with pytest.raises(NotSentError, match=r"\(the auth handed nothing over\)"):
        outcome(call(), own, sends(), [])


def test_a_value_in_a_message_is_one_printable_line_of_bounded_length() -> None:
    assert [shown("é" * 199), shown("é" * 200)] == ["é" * 199, "é" * 200]
    assert shown("é" * 201) == "é" * 200 + "…"
    assert shown("a\nb\x1b") == r"a\nb\x1b"
