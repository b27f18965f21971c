"""Whether a failed call was sent is a fact about bytes: refused, cut, timed out, redirected, interrupted."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from okx_margin_client import (
    InvalidInputError,
    NotSentError,
    OkxMargin,
    OkxMarginError,
    OutcomeUnknownError,
    RefusedError,
)

from .conftest import ADD_ONE, DONE, Adjust, ScriptedExchange, answer, cut, each_carrier, transport_for

carrier = each_carrier


def test_a_server_that_is_gone_means_that_nothing_was_sent(
    exchange: ScriptedExchange, adjust: Adjust
) -> None:
    auth = exchange.auth()
    exchange.close()
    with pytest.raises(NotSentError, match="no byte of it left"):
        adjust(auth)
    exchange.listener = socket.create_server(("127.0.0.1", 0))  # for the fixture to close


def test_a_host_that_does_not_exist_means_that_nothing_was_sent(adjust: Adjust) -> None:
    from okx_margin_auth import OkxAuth

    with pytest.raises(NotSentError):
        adjust(OkxAuth("key", "secret", "passphrase", base_url="https://no-such-host.invalid"))


def test_a_failed_tls_handshake_means_that_nothing_was_sent(
    exchange: ScriptedExchange, adjust: Adjust
) -> None:
    from okx_margin_auth import OkxAuth

    https = exchange.base_url.replace("http:", "https:")
    with pytest.raises(NotSentError) as raised:
        adjust(OkxAuth("key", "secret", "passphrase", base_url=https), {"timeout": 2})
    assert exchange.received == []
    assert not isinstance(raised.value.__cause__, ssl.SSLError)  # no frames with locals below


def test_a_connection_cut_after_the_request_is_unknown(exchange: ScriptedExchange, adjust: Adjust) -> None:
    exchange.scripts = [cut]
    with pytest.raises(OutcomeUnknownError, match=r"Read the position .*before sending it again"):
        adjust(exchange.auth())
    assert len(exchange.received) == 1


def test_a_connection_cut_in_the_middle_of_the_answer_is_unknown(
    exchange: ScriptedExchange, adjust: Adjust
) -> None:
    def half(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + DONE[:20])
        connection.close()

    exchange.scripts = [half]
    with pytest.raises(OutcomeUnknownError):
        adjust(exchange.auth())
    assert len(exchange.received) == 1


def test_what_is_no_response_is_shortened_and_stays_on_one_line(
    exchange: ScriptedExchange, adjust: Adjust
) -> None:
    exchange.scripts = [lambda connection: connection.sendall(b"SSH\x1b[31m" + b"x" * 70_000 + b"\r\n\r\n")]
    with pytest.raises(OutcomeUnknownError) as raised:
        adjust(exchange.auth())
    assert len(str(raised.value)) < 2000
    assert str(raised.value).isprintable()


def test_an_answer_that_does_not_come_in_time_is_unknown(exchange: ScriptedExchange, adjust: Adjust) -> None:
    done = threading.Event()
    exchange.scripts = [lambda connection: (done.wait(5), None)[1]]
    with pytest.raises(OutcomeUnknownError, match=r"in time|ReadTimeout"):
        adjust(exchange.auth(), {"timeout": 0.2})
    done.set()
    assert len(exchange.received) == 1


@pytest.mark.parametrize("name", ["ConnectError", "ConnectTimeout", "PoolTimeout", "ReadError"])
def test_an_exceptions_name_proves_nothing_where_a_transport_is_silent_about_its_bytes(
    exchange: ScriptedExchange, adjust: Adjust, twin: str, name: str
) -> None:
    def delivered_then_dropped(request: httpx.Request) -> httpx.Response:
        raise getattr(httpx, name)("dropped")

    with pytest.raises(OutcomeUnknownError):
        adjust(exchange.auth(), {"transport": transport_for(twin, delivered_then_dropped)})


def test_a_transport_that_raises_anything_at_all_gives_one_of_our_errors(
    exchange: ScriptedExchange, adjust: Adjust, twin: str
) -> None:
    def breaks(request: httpx.Request) -> httpx.Response:
        raise ZeroDivisionError

    with pytest.raises(OutcomeUnknownError):
        adjust(exchange.auth(), {"transport": transport_for(twin, breaks)})


def test_a_pool_without_a_free_connection_means_that_nothing_was_sent(exchange: ScriptedExchange) -> None:
    release = threading.Event()

    def hold(connection: socket.socket) -> None:
        release.wait(5)
        answer(DONE)(connection)

    exchange.scripts = [hold]
    transport = httpx.HTTPTransport(limits=httpx.Limits(max_connections=1))
    with OkxMargin(exchange.auth(), transport=transport, timeout=httpx.Timeout(5, pool=0.1)) as okx:
        first = threading.Thread(target=okx.account.adjust_margin, kwargs=ADD_ONE)
        first.start()
        while not exchange.received:
            time.sleep(0.01)
        with pytest.raises(NotSentError, match="PoolTimeout"):
            okx.account.adjust_margin(**ADD_ONE)
        release.set()
        first.join()
    assert len(exchange.received) == 1


def test_a_redirect_is_never_followed(exchange: ScriptedExchange, adjust: Adjust) -> None:
    other = socket.create_server(("127.0.0.1", 0))
    other.settimeout(0.2)
    location = f"Location: http://127.0.0.1:{other.getsockname()[1]}/\r\n"
    exchange.scripts = [answer(b"", 307, location)]
    with pytest.raises(OutcomeUnknownError):
        adjust(exchange.auth())
    with pytest.raises(TimeoutError):
        other.accept()
    other.close()
    assert len(exchange.received) == 1


def test_a_proxy_that_refuses_the_tunnel_means_that_nothing_was_sent(
    exchange: ScriptedExchange, adjust: Adjust
) -> None:
    from okx_margin_auth import OkxAuth

    exchange.scripts = [answer(b"", 403)]
    auth = OkxAuth("key", "secret", "passphrase", base_url="https://openapi.okx.com")
    with pytest.raises(NotSentError):
        adjust(auth, {"proxy": exchange.base_url})
    assert exchange.received[0].startswith(b"CONNECT openapi.okx.com:443")
    assert b"passphrase" not in b"".join(exchange.received)


def test_the_environments_proxy_is_used_but_not_for_loopback(
    exchange: ScriptedExchange, adjust: Adjust, monkeypatch: pytest.MonkeyPatch
) -> None:
    from okx_margin_auth import OkxAuth

    monkeypatch.setenv("HTTPS_PROXY", exchange.base_url)
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert adjust(exchange.auth()).inst_id == "BTC-USDT-SWAP"
    exchange.scripts = [answer(b"", 403)]
    with pytest.raises(NotSentError):
        adjust(OkxAuth("key", "secret", "passphrase", base_url="https://openapi.okx.com"))
    assert exchange.received[-1].startswith(b"CONNECT openapi.okx.com:443")


def test_silence_of_a_transport_whose_insides_were_replaced_proves_nothing(
    exchange: ScriptedExchange, adjust: Adjust, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def replaced_async(self: object, request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("says who?")

    def replaced(self: object, request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("says who?")

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", replaced)
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", replaced_async)
    with pytest.raises(OutcomeUnknownError):
        adjust(exchange.auth(), {"transport": "httpx"})


@pytest.mark.parametrize("name", ["HTTP_PROXY", "ALL_PROXY"])
def test_a_proxy_never_sees_what_goes_over_plain_http(
    exchange: ScriptedExchange, adjust: Adjust, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from okx_margin_auth import OkxAuth

    monkeypatch.setenv(name, exchange.base_url)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(NotSentError):
        adjust(OkxAuth("key", "secret", "passphrase", base_url=f"http://127.0.0.2:{port}"))
    assert exchange.received == []


def test_a_proxy_of_the_environment_may_come_without_its_scheme(
    exchange: ScriptedExchange, adjust: Adjust, monkeypatch: pytest.MonkeyPatch
) -> None:
    from okx_margin_auth import OkxAuth

    monkeypatch.setenv("HTTPS_PROXY", exchange.base_url.removeprefix("http://"))
    exchange.scripts = [answer(b"", 403)]
    with pytest.raises(NotSentError):
        adjust(OkxAuth("key", "secret", "passphrase"))
    assert exchange.received[0].startswith(b"CONNECT openapi.okx.com:443")


def test_a_proxy_that_cannot_be_used_is_said_so_at_once(exchange: ScriptedExchange, adjust: Adjust) -> None:
    from okx_margin_auth import OkxAuth

    auth = OkxAuth("key", "secret", "passphrase", base_url="https://openapi.okx.com")
    with pytest.raises(InvalidInputError, match="proxy of proxy= is not one that can be used"):
        adjust(auth, {"proxy": "gopher://127.0.0.1"})


class TwoAnswers(httpx.Auth):
    """Sends, asks something else, and may send again: what an auth that reads the exchange's clock does."""

    def __init__(self, again: bool) -> None:
        self.again = again

    def auth_flow(self, request: httpx.Request) -> Any:
        yield request
        yield httpx.Request("GET", request.url.join("/time"))
        if self.again:
            yield request


@pytest.mark.parametrize(
    ("scripts", "again", "expected"),
    [
        ([answer(b'{"code":"50102"}', 401), cut], True, RefusedError),
        ([answer(b'{"code":"50102"}', 401), answer(b'{"code":"0"}'), cut], True, OutcomeUnknownError),
        ([answer(b'{"code":"50102"}', 401), answer(b'{"code":"0"}')], False, RefusedError),
    ],
)
def test_the_answer_to_another_request_is_never_taken_for_the_adjustments(
    exchange: ScriptedExchange,
    adjust: Adjust,
    scripts: list[Callable[[socket.socket], None]],
    again: bool,
    expected: type[OkxMarginError],
) -> None:
    exchange.scripts = [*scripts]
    with pytest.raises(expected) as raised:
        adjust(TwoAnswers(again), {"base_url": exchange.base_url})
    assert raised.value.code == ("50102" if expected is RefusedError else None)


def test_a_confirmed_adjustment_stands_whatever_fails_after_it(
    exchange: ScriptedExchange, adjust: Adjust
) -> None:
    exchange.scripts = [answer(DONE), cut]
    assert adjust(TwoAnswers(again=True), {"base_url": exchange.base_url}).inst_id == "BTC-USDT-SWAP"


class TokenFirst(httpx.Auth):
    """Posts something of its own before the adjustment, and fails."""

    def auth_flow(self, request: httpx.Request) -> Any:
        yield httpx.Request("POST", request.url.join("/token"), json={})
        raise RuntimeError("no token")


def test_the_answer_to_another_post_is_never_taken_for_the_adjustments(
    exchange: ScriptedExchange, adjust: Adjust
) -> None:
    with pytest.raises(NotSentError, match="no token"):
        adjust(TokenFirst(), {"base_url": exchange.base_url})


class SendsTwice(httpx.Auth):
    def auth_flow(self, request: httpx.Request) -> Any:
        yield request
        yield request


def test_a_later_refusal_does_not_hide_that_an_earlier_answer_was_unknown(
    exchange: ScriptedExchange, adjust: Adjust
) -> None:
    exchange.scripts = [answer(b'{"code":"50004"}', 400), answer(b'{"code":"59300"}')]
    with pytest.raises(OutcomeUnknownError):
        adjust(SendsTwice(), {"base_url": exchange.base_url})


def test_a_later_refusal_does_not_hide_that_an_earlier_answer_was_a_success(
    exchange: ScriptedExchange, adjust: Adjust
) -> None:
    exchange.scripts = [answer(DONE), answer(b'{"code":"59300"}')]
    assert adjust(SendsTwice(), {"base_url": exchange.base_url}).inst_id == "BTC-USDT-SWAP"


def test_a_later_attempt_that_was_not_sent_does_not_hide_a_success(
    exchange: ScriptedExchange, adjust: Adjust
) -> None:
    def answer_and_leave(connection: socket.socket) -> None:
        exchange.close()
        answer(DONE, headers="Connection: close\r\n")(connection)

    exchange.scripts = [answer_and_leave]
    assert adjust(SendsTwice(), {"base_url": exchange.base_url}).inst_id == "BTC-USDT-SWAP"
    exchange.listener = socket.create_server(("127.0.0.1", 0))  # for the fixture to close


class CopyingAuth(httpx.Auth):
    """Sends a copy of the request, which the client's trace does not see."""

    def auth_flow(self, request: httpx.Request) -> Any:
        yield httpx.Request(request.method, request.url, content=request.content)


def test_a_copy_of_the_adjustment_that_was_cut_is_unknown(exchange: ScriptedExchange, adjust: Adjust) -> None:
    exchange.scripts = [cut]
    with pytest.raises(OutcomeUnknownError):
        adjust(CopyingAuth(), {"base_url": exchange.base_url})


def test_a_closed_client_sends_nothing(exchange: ScriptedExchange) -> None:
    okx = OkxMargin(exchange.auth())
    okx.close()
    with pytest.raises(NotSentError, match="closed"):
        okx.account.adjust_margin(**ADD_ONE)
    assert exchange.received == []
