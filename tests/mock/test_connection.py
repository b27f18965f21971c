"""HTTP/1.1 on the bare socket: what is kept alive, what is closed, and what is not HTTP."""

import socket
from collections.abc import Mapping

import httpx
import pytest

from okx_margin_mock import Fault, MockServer

from .conftest import POSITION, SHORT, TIME, Caller


def sent_raw(mock: MockServer, content: bytes, answers: int = 1) -> bytes:
    """What comes back on a new connection, until so many answers are there or the server closes."""
    host, port = mock.base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as raw:
        raw.sendall(content)
        received = b""
        while received.count(b"HTTP/1.1 ") < answers or not received.endswith((b"}", b">")):
            chunk = raw.recv(65536)
            if not chunk:
                break
            received += chunk
    return received


GET = f"GET {TIME} HTTP/1.1\r\nHost: mock\r\n".encode()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://127.0.0.1:8000"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
    ],
)
def test_a_browsers_connection_is_closed_after_the_answer(call: Caller, headers: Mapping[str, str]) -> None:
    """A browser sends a POST again by itself when a kept-alive connection drops before the answer."""
    response = call(POSITION, SHORT, headers=headers)
    assert (response.json()["code"], response.headers["connection"]) == ("0", "close")
    received = sent_raw(call.mock, GET + b"Origin: x\r\n\r\n" + GET + b"\r\n", answers=2)
    assert received.count(b"HTTP/1.1 ") == 1


def test_every_other_connection_is_kept(call: Caller) -> None:
    assert "connection" not in call(POSITION, SHORT).headers
    assert sent_raw(call.mock, (GET + b"\r\n") * 3, answers=3).count(b'"code":"0"') == 3


def test_what_is_pipelined_behind_a_delayed_answer_waits_its_turn(okx_mock: MockServer) -> None:
    okx_mock.exchange.inject(Fault.delay(0.05))
    okx_mock.exchange.inject(Fault.server_error(502), times=1)
    received = sent_raw(okx_mock, (GET + b"\r\n") * 4, answers=4)
    assert [part[:3] for part in received.split(b"HTTP/1.1 ")[1:]] == [b"200", b"502", b"200", b"200"]


def test_connection_close_and_http_1_0_are_honoured(okx_mock: MockServer) -> None:
    for request in (GET + b"Connection: close\r\n\r\n", GET.replace(b"1.1", b"1.0") + b"\r\n"):
        received = sent_raw(okx_mock, request + GET + b"\r\n", answers=2)
        assert received.count(b"HTTP/1.1 200") == 1
        assert b"Connection: close" in received


def test_an_offer_of_http_2_is_not_taken_up(okx_mock: MockServer) -> None:
    """Java's client offers it with every first request."""
    upgrade = (
        b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAB\r\n\r\n"
    )
    received = sent_raw(okx_mock, GET + upgrade + GET + b"\r\n", answers=2)
    assert received.count(b'"code":"0"') == 2
    post = f"POST {POSITION} HTTP/1.1\r\nHost: mock\r\nContent-Length: 9\r\n".encode()
    received = sent_raw(okx_mock, post + upgrade + b'{"amt":1}' + GET + b"\r\n", answers=2)
    assert [part[:3] for part in received.split(b"HTTP/1.1 ")[1:]] == [
        b"401",
        b"200",
    ]  # the first has no keys
    assert okx_mock.exchange.received[-2].body == b'{"amt":1}'
    assert sent_raw(okx_mock, b"CONNECT mock:443 HTTP/1.1\r\nHost: mock:443\r\n" + upgrade).startswith(
        b"HTTP/1.1 4"
    )


def test_a_body_may_come_in_pieces_and_ask_first(call: Caller) -> None:
    signed = call(POSITION, SHORT).request
    assert (
        call.client.post(
            call.mock.base_url + POSITION,
            content=iter([signed.content[:9], signed.content[9:]]),
            headers=_of(signed),
        ).json()["code"]
        == "0"
    )
    received = sent_raw(
        call.mock,
        f"POST {POSITION} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n1".encode(),
        2,
    )
    assert received.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401 Unauthorized")


def _of(request: httpx.Request) -> dict[str, str]:
    """The headers that were signed, without the length of the body."""
    return {name: value for name, value in request.headers.items() if name not in {"content-length", "host"}}


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"nonsense\r\n\r\n", b"405"),
        (b"GET no-path HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nbroken header\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", b"400"),
    ],
)
def test_what_is_not_http_is_answered_and_closed(okx_mock: MockServer, content: bytes, status: bytes) -> None:
    assert sent_raw(okx_mock, content).startswith(b"HTTP/1.1 " + status)
    assert sent_raw(okx_mock, GET + b"\r\n").startswith(b"HTTP/1.1 200")


def test_a_defect_of_the_mock_is_a_500_and_in_the_log(
    call: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(type(call.mock.exchange), "_process", fails)
    response = call(POSITION, SHORT)
    assert response.status_code == 500
    assert "the mock exchange has a defect" in response.text.lower()
    assert "ZeroDivisionError" in caplog.text


def test_a_body_that_stops_in_the_middle_never_happened(okx_mock: MockServer) -> None:
    host, port = okx_mock.base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as raw:
        raw.sendall(f"POST {POSITION} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{{".encode())
    assert sent_raw(okx_mock, GET + b"\r\n").startswith(b"HTTP/1.1 200")
    assert [request.method for request in okx_mock.exchange.received] == ["GET"]
