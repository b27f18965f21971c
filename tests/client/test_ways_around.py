"""What people put around a call, and what gateways do to it: the outcome stays one of three, and the right one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from okx_margin_auth import OkxAuth
from okx_margin_client import (
    AsyncOkxMargin,
    InvalidInputError,
    NotSentError,
    OkxMargin,
    OkxMarginError,
    OutcomeUnknownError,
    RefusedError,
)

from .conftest import DONE, Adjust, ScriptedExchange, answer, cut, each_carrier

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


class SignsTheUrl(httpx.Auth):
    def auth_flow(self, request: httpx.Request) -> Any:
        request.url = request.url.copy_set_param("sig", "abc")
        yield request


class ReplacesTheExtensions(httpx.Auth):
    def auth_flow(self, request: httpx.Request) -> Any:
        request.extensions = {"sni_hostname": "example.invalid"}
        yield request


class SendsToAGateway(httpx.Auth):
    def auth_flow(self, request: httpx.Request) -> Any:
        request.url = request.url.copy_with(path="/gateway" + request.url.path)
        yield request


@pytest.mark.parametrize("auth", [SignsTheUrl, ReplacesTheExtensions, SendsToAGateway])
@pytest.mark.parametrize(
    ("script", "expected"),
    [(answer(DONE), None), (cut, OutcomeUnknownError), (answer(b"{}"), OutcomeUnknownError)],
)
def test_a_request_that_an_auth_changed_still_counts_as_the_calls(
    exchange: ScriptedExchange, adjust: Adjust, auth: type[httpx.Auth], script: Any, expected: Any
) -> None:
    exchange.scripts = [script]
    if expected is None:
        assert adjust(auth(), {"base_url": exchange.base_url}).inst_id == "BTC-USDT-SWAP"
    else:
        with pytest.raises(expected):
            adjust(auth(), {"base_url": exchange.base_url})
    assert len(exchange.received) == 1


def test_an_auth_of_ours_whose_flow_was_changed_is_driven_through_that_flow(
    exchange: ScriptedExchange, adjust: Adjust
) -> None:
    class Tagging(OkxAuth):
        def sync_auth_flow(self, request: httpx.Request) -> Any:
            request.headers["X-Desk"] = "7"
            yield from super().sync_auth_flow(request)

        async def async_auth_flow(
            self, request: httpx.Request
        ) -> AsyncGenerator[httpx.Request, httpx.Response]:
            request.headers["X-Desk"] = "7"
            flow = super().async_auth_flow(request)
            answered: httpx.Response | None = None
            while True:
                try:
                    answered = yield await (flow.__anext__() if answered is None else flow.asend(answered))
                except StopAsyncIteration:
                    return

    adjust(Tagging("key", "secret", "passphrase", base_url=exchange.base_url))
    head = exchange.received[0].lower()
    assert b"x-desk: 7" in head
    assert b"ok-access-sign" in head


@pytest.mark.parametrize(
    "value",
    [
        "http://user:pa#ss@127.0.0.1:3128",
        "http://127.0.0.1:3128\r",
        "http://127.0.0.1:3128export",
        "http://[::1:3128",
        "http://user:pass@[",
        ":3128export",
        "gopher://127.0.0.1",
    ],
)
def test_a_malformed_proxy_is_named_and_not_quoted(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    auth = OkxAuth("key", "secret", "passphrase")
    monkeypatch.delenv("NO_PROXY", raising=False)
    for source in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        with monkeypatch.context() as patch:
            patch.setenv(source, value)
            with pytest.raises(InvalidInputError) as raised:
                OkxMargin(auth)
            assert f"The proxy of {source} " in str(raised.value)
            assert value not in str(raised.value)
            assert "pa#ss" not in repr(raised.value)
    with pytest.raises(InvalidInputError, match="The proxy of proxy= ") as raised:
        OkxMargin(auth, proxy=value)
    assert value not in str(raised.value)


def test_a_proxy_that_is_down_is_named(
    monkeypatch: pytest.MonkeyPatch, exchange: ScriptedExchange, adjust: Adjust
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:sentinel@127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(NotSentError) as raised:
        adjust(OkxAuth("key", "secret", "passphrase"))
    assert "the proxy http://127.0.0.1:1, of HTTPS_PROXY" in str(raised.value)
    assert "sentinel" not in str(raised.value)


def test_a_proxy_that_comes_with_the_key_is_used_and_named(
    exchange: ScriptedExchange, adjust: Adjust
) -> None:
    exchange.scripts = [answer(b"", 403)]
    with pytest.raises(NotSentError):
        adjust(OkxAuth("key", "secret", "passphrase", proxy=exchange.base_url))
    assert exchange.received[-1].startswith(b"CONNECT openapi.okx.com:443")
    down = OkxAuth("key", "secret", "passphrase", proxy="http://me:sentinel@127.0.0.1:1")
    with pytest.raises(NotSentError, match=r"the proxy http://127.0.0.1:1, of the auth\b") as raised:
        adjust(down)
    assert "sentinel" not in str(raised.value)
    with pytest.raises(NotSentError):
        adjust(down, {"proxy": exchange.base_url})
    assert len(exchange.received) == 2


def test_no_proxy_reads_what_goes_over_plain_http(exchange: ScriptedExchange, adjust: Adjust) -> None:
    with pytest.raises(InvalidInputError, match="would read key and passphrase"):
        adjust(exchange.auth(), {"proxy": exchange.base_url})
    assert exchange.received == []


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSLKEYLOGFILE", "SSL_CERT_DIR"])
def test_a_certificate_file_that_cannot_be_used_is_named_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str
) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "text").write_text("no certificate")
    bad = {"SSL_CERT_FILE": ["nowhere", "empty", "text", "."], "SSLKEYLOGFILE": ["no/where", "."]}
    for name in bad.get(variable, ["nowhere", "text"]):
        monkeypatch.setenv(variable, str(tmp_path / name))
        with pytest.raises(InvalidInputError, match=variable) as raised:
            OkxMargin(OkxAuth("key", "secret", "passphrase"))
        assert str(tmp_path / name) in str(raised.value)


@pytest.mark.parametrize(
    "options",
    [
        {"base_url": 7},
        {"timeout": "soon"},
        {"timeout": -1},
        {"timeout": True},
        {"deadline": 0},
        {"deadline": float("nan")},
        {"proxy": 7},
        {"transport": "carrier pigeon"},
        {"tls": "TLS 1.3"},
        {"journal": 7},
    ],
)
def test_an_option_that_cannot_be_used_is_one_of_our_errors_and_the_client_still_has_a_repr(
    options: dict[str, Any],
) -> None:
    made: list[OkxMargin] = []

    class Remembered(OkxMargin):
        def __init__(self, *arguments: Any, **given: Any) -> None:
            made.append(self)
            super().__init__(*arguments, **given)

    with pytest.raises(InvalidInputError):
        Remembered(OkxAuth("key", "secret", "passphrase"), **options)
    assert repr(made[0]).startswith("Remembered(")


def test_a_client_that_could_not_be_made_has_a_repr_without_an_address() -> None:
    made: list[object] = []

    class Remembered(OkxMargin):
        def __init__(self, *arguments: Any, **given: Any) -> None:
            made.append(self)
            super().__init__(*arguments, **given)

    class AsyncRemembered(AsyncOkxMargin):
        def __init__(self, *arguments: Any, **given: Any) -> None:
            made.append(self)
            super().__init__(*arguments, **given)

    for kind in (Remembered, AsyncRemembered):
        with pytest.raises(InvalidInputError):
            kind(httpx.Auth())
    assert [repr(each) for each in made] == ["Remembered(base_url='')", "AsyncRemembered(base_url='')"]


def test_a_journal_asked_for_where_it_cannot_be_had_is_not_ignored(exchange: ScriptedExchange) -> None:
    choices: Any = {"journal": "adjustments.db"}
    with (
        OkxMargin(exchange.auth()) as okx,
        pytest.raises(InvalidInputError, match="make another client with it"),
    ):
        okx.with_options(**choices)


def test_an_address_that_is_none_is_said_so_where_the_auth_knows_none() -> None:
    for base_url in ("https://xn--", "https://", "host.example", "https://a:b"):
        with pytest.raises(InvalidInputError, match="not a web address"):
            OkxMargin(httpx.Auth(), base_url=base_url)


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


def test_ctrl_c_while_the_result_is_read_is_noted(
    exchange: ScriptedExchange, adjust: Adjust, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("okx_margin_client.results.AccountAdjustMarginResult.__init__", interrupted)
    with pytest.raises(KeyboardInterrupt) as raised:
        adjust(exchange.auth())
    assert "inst_id=BTC-USDT-SWAP" in raised.value.__notes__[0]
    assert "answered with 0" in raised.value.__notes__[0]


class OutOfTimeError(Exception):
    """What a job queue's signal handler raises, wherever the program happens to be."""


def test_an_exception_out_of_a_signal_handler_is_noted_like_ctrl_c(
    exchange: ScriptedExchange, adjust: Adjust, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise OutOfTimeError

    monkeypatch.setattr("okx_margin_client.results.AccountAdjustMarginResult.__init__", interrupted)
    with pytest.raises(OutOfTimeError) as raised:
        adjust(exchange.auth())
    assert "answered with 0" in raised.value.__notes__[0]


def test_a_refusal_of_a_signal_handlers_own_call_is_noted_as_no_word_of_this_one(
    exchange: ScriptedExchange, adjust: Adjust, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise RefusedError("the handler's own call was refused")

    monkeypatch.setattr("okx_margin_client.results.AccountAdjustMarginResult.__init__", interrupted)
    with pytest.raises(RefusedError) as raised:
        adjust(exchange.auth())
    assert "answered with 0" in raised.value.__notes__[0]


def test_a_second_attempt_that_is_cut_short_is_not_said_to_be_refused_like_the_first(
    exchange: ScriptedExchange, adjust: Adjust
) -> None:
    exchange.scripts = [answer(b'{"code":"50102"}', 401), answer(b"{}"), cut]
    with pytest.raises(OutcomeUnknownError) as raised:
        adjust(exchange.auth())
    call = raised.value.call
    assert call is not None
    assert (call.attempts, call.outcome, call.code, call.status) == (2, "unknown", None, None)


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
