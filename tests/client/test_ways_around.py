"""What people put around a call, and what gateways do to it: the outcome stays one of three, and the right one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from okx_margin_client import (
    InvalidInputError,
    OkxMargin,
    OkxMarginError,
    OutcomeUnknownError,
    RefusedError,
)

from .conftest import DONE, Adjust, ScriptedExchange, answer, each_carrier

carrier = each_carrier

Rebuild = Callable[[httpx.Request], None]


def _copied(request: httpx.Request) -> None:
    request.headers = httpx.Headers(request.headers)


def _copy_method(request: httpx.Request) -> None:
    request.headers = request.headers.copy()


def _dict(request: httpx.Request) -> None:
    request.headers = httpx.Headers(dict(request.headers))


def _items(request: httpx.Request) -> None:
    request.headers = httpx.Headers(list(request.headers.items()))


def _multi_items(request: httpx.Request) -> None:
    request.headers = httpx.Headers(request.headers.multi_items())


def _new_request(request: httpx.Request) -> None:
    request.headers = httpx.Request("POST", request.url, headers=request.headers).headers


def _assigned(request: httpx.Request) -> None:
    request.headers["OK-ACCESS-KEY"] = request.headers["OK-ACCESS-KEY"]


@pytest.mark.parametrize(
    "rebuild", [_copied, _copy_method, _dict, _items, _multi_items, _new_request, _assigned]
)
def test_a_transport_that_rebuilds_the_headers_sends_each_of_the_signature_once(
    exchange: ScriptedExchange, adjust: Adjust, twin: str, rebuild: Rebuild
) -> None:
    class Tracing(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            rebuild(request)
            request.headers["traceparent"] = "00-1"
            return super().handle_request(request)

    class AsyncTracing(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            rebuild(request)
            request.headers["traceparent"] = "00-1"
            return await super().handle_async_request(request)

    done = adjust(exchange.auth(), {"transport": Tracing() if twin == "sync" else AsyncTracing()})
    head = exchange.received[0].partition(b"\r\n\r\n")[0].lower()
    for name in (b"ok-access-key", b"ok-access-sign", b"ok-access-timestamp", b"ok-access-passphrase"):
        assert head.count(b"\r\n" + name + b": ") == 1
    assert b"traceparent" in head
    assert not [name for name in done.response.request.headers if name.startswith("ok-")]


def test_a_time_answer_of_the_year_9999_does_not_end_all_calls(
    exchange: ScriptedExchange, adjust: Adjust
) -> None:
    far = b'{"code":"0","data":[{"ts":"253402300799999"}]}'
    exchange.scripts = [answer(b'{"code":"50102"}', 401), answer(far), answer(DONE)]
    auth = exchange.auth()
    assert adjust(auth).inst_id == "BTC-USDT-SWAP"
    assert adjust(auth).inst_id == "BTC-USDT-SWAP"


def item(**changed: Any) -> bytes:
    fields = {"instId": "BTC-USDT-SWAP", "posSide": "short", "type": "add", "amt": "1", **changed}
    return json.dumps({"code": "0", "msg": "", "data": [fields]}).encode()


@pytest.mark.parametrize(
    "changed",
    [{"instId": "ETH-USDT-SWAP"}, {"type": "reduce"}, {"posSide": "long"}, {"instId": 7}],
)
def test_an_answer_that_speaks_of_another_call_is_unknown_and_says_of_which(
    exchange: ScriptedExchange, adjust: Adjust, changed: dict[str, Any]
) -> None:
    exchange.scripts = [answer(item(**changed))]
    with pytest.raises(OutcomeUnknownError, match="speaks of another call") as raised:
        adjust(exchange.auth())
    ((name, value),) = changed.items()
    for part in (name, str(value), str(json.loads(item())["data"][0][name])):
        assert part in str(raised.value)


@pytest.mark.parametrize(
    ("changed", "warned"),
    [
        ({"posSide": "net"}, True),
        ({"amt": "0.99999999"}, True),
        ({"amt": "1.000"}, False),
        ({"posSide": ""}, False),
        ({"instId": None}, False),
        ({"posSide": "both"}, True),
        ({"type": "transfer"}, True),
    ],
)
def test_an_answer_that_may_speak_of_this_call_is_done_with_a_warning_where_it_differs(
    exchange: ScriptedExchange,
    adjust: Adjust,
    caplog: pytest.LogCaptureFixture,
    changed: dict[str, Any],
    warned: bool,
) -> None:
    exchange.scripts = [answer(item(**changed))]
    adjust(exchange.auth())
    warnings = [record for record in caplog.records if record.name == "okx_margin"]
    assert bool(warnings) == warned


def test_an_answer_for_another_bot_is_unknown(exchange: ScriptedExchange) -> None:
    exchange.scripts = [answer(b'{"code":"0","msg":"","data":[{"algoId":"7"}]}')]
    with OkxMargin(exchange.auth()) as okx, pytest.raises(OutcomeUnknownError, match="algoId 7"):
        okx.signal_bot.adjust_margin(algo_id="123456", type_="add", amt="1")


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b'{"code":"0","data":[],"data":[{"amt":"1"}]}', OutcomeUnknownError),
        (200, b'{"code":"51008","data":[],"data":[{"amt":"1"}]}', OutcomeUnknownError),
        (200, b'{"code":"51008","msg":"a","msg":"b"}', OutcomeUnknownError),
        (200, b'{"code":"51008","msg":"a","msg":"a"}', RefusedError),
        (408, b'{"code":"51008"}', OutcomeUnknownError),
        (499, b'{"code":"59999"}', OutcomeUnknownError),
        (400, b'{"code":"timeout"}', OutcomeUnknownError),
        (400, b'{"code":"E51008"}', OutcomeUnknownError),
        (400, b'{"code":""}', OutcomeUnknownError),
        (400, '{"code":"５１００８"}'.encode(), OutcomeUnknownError),
        (400, b'{"code":"59999_1000"}', RefusedError),
    ],
)
def test_a_gateways_word_is_no_refusal_and_two_values_under_one_name_are_no_answer(
    exchange: ScriptedExchange, adjust: Adjust, status: int, body: bytes, expected: type[OkxMarginError]
) -> None:
    exchange.scripts = [answer(body, status)]
    with pytest.raises(expected) as raised:
        adjust(exchange.auth())
    assert type(raised.value) is expected


def test_what_the_exchange_says_is_shortened_and_stays_on_one_line(
    exchange: ScriptedExchange, adjust: Adjust
) -> None:
    body = json.dumps({"code": "9\n\x1b[31m" + "9" * 5000, "msg": "a\nb\r\x1b" + "x" * 50_000}).encode()
    exchange.scripts = [answer(body, 400)]
    with pytest.raises(OutcomeUnknownError) as raised:
        adjust(exchange.auth())
    assert len(str(raised.value)) < 2000
    assert str(raised.value).isprintable()
    assert raised.value.msg.startswith("a\nb")


def test_deep_json_does_not_end_the_process_where_the_recursion_limit_was_raised() -> None:
    code = (
        "import sys; sys.setrecursionlimit(10**9)\n"
        "from okx_margin_client import CODES\n"
        "from okx_margin_runtime.envelope import judge\n"
        "from okx_margin_runtime.wire import Response\n"
        "for body in (b'[' * 10**6, b'{\"a\":' * 200_000, b'{\"code\":\"0\",\"data\":' + b'[' * 500_000):\n"
        "    print(judge(Response(200, (), body), CODES).outcome)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["unknown"] * 3


def test_a_text_without_an_end_is_read_in_linear_time() -> None:
    code = (
        "from okx_margin_client import CODES\n"
        "from okx_margin_runtime.envelope import judge\n"
        "from okx_margin_runtime.wire import Response\n"
        "body = b'{\"code\":\"0\",\"data\":[' + b'[],' * 70 + b'\"' + b'\\\\\"' * 500_000\n"
        "print(judge(Response(200, (), body), CODES).outcome)\n"
    )
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.split() == ["unknown"]


def test_brackets_inside_texts_are_no_depth(exchange: ScriptedExchange, adjust: Adjust) -> None:
    exchange.scripts = [answer(item(ccy="[{" * 500 + '\\"]'))]
    assert adjust(exchange.auth()).inst_id == "BTC-USDT-SWAP"


def test_no_field_of_a_request_is_sent_twice(exchange: ScriptedExchange, adjust: Adjust) -> None:
    adjust(exchange.auth(read_clock_first=True))
    assert len(exchange.received) == 2, "the clock was asked first"
    for request in exchange.received:
        head = request.partition(b"\r\n\r\n")[0].lower().split(b"\r\n")[1:]
        names = [line.partition(b":")[0] for line in head]
        assert sorted(set(names)) == sorted(names)
        assert b"accept-encoding: identity" in head


def test_every_error_names_its_call_and_knows_it(exchange: ScriptedExchange, adjust: Adjust) -> None:
    exchange.scripts = [answer(b'{"code":"59301","msg":"no"}')]
    with pytest.raises(RefusedError) as raised:
        adjust(exchange.auth())
    call = raised.value.call
    assert call is not None
    assert "accountAdjustMargin inst_id=BTC-USDT-SWAP pos_side=short type_=add amt=1" in str(raised.value)
    assert (call.endpoint.operation_id, call.arguments["amt"], call.attempts) == (
        "accountAdjustMargin",
        "1",
        1,
    )
    assert call.sent_at is not None
    assert call.expires_at is not None
    assert 29 < call.expires_at - call.sent_at < 31
    assert (call.outcome, call.code, call.status) == ("refused", "59301", 200)
    with pytest.raises(InvalidInputError) as wrong:
        adjust(exchange.auth(), amt="none")
    assert "accountAdjustMargin" in str(wrong.value)
    assert wrong.value.call is not None
    assert wrong.value.call.attempts == 0
