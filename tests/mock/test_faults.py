"""Each fault as a plain HTTP client sees it, and whether the request was processed."""

import json
import socket
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest

from okx_margin_mock import Fault, FaultError, serve
from okx_margin_mock.faults import When

from .conftest import BOT, POSITION, POSITIONS, SHORT, TIME, Caller, iso


def moved(call: Caller) -> Decimal:
    """How much margin went into the position that SHORT adds to."""
    return call.mock.exchange.margin("BTC-USDT-SWAP", "short") - 750


EITHER = pytest.mark.parametrize(("when", "applied"), [("before", 0), ("after", 1)])


@EITHER
def test_disconnect_sends_not_one_byte(call: Caller, when: When, applied: int) -> None:
    call.mock.exchange.inject(Fault.disconnect(when))
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        call(POSITION, SHORT)
    assert moved(call) == applied
    assert call.data(POSITION, SHORT)
    assert moved(call) == applied + 1


def test_disconnect_is_an_end_of_file_on_the_bare_socket(call: Caller) -> None:
    call.mock.exchange.inject(Fault.disconnect("before"))
    host, port = call.mock.base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as raw:
        raw.sendall(f"GET {TIME} HTTP/1.1\r\nHost: mock\r\n\r\n".encode())
        assert raw.recv(1) == b""


def test_cut_short_closes_in_the_middle_of_the_answer(call: Caller) -> None:
    call.mock.exchange.inject(Fault.cut_short())
    with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
        call(POSITION, SHORT)
    assert moved(call) == 1


@EITHER
def test_delay_passes_a_clients_timeout(call: Caller, when: When, applied: int) -> None:
    call.mock.exchange.inject(Fault.delay(0.4, when))
    with pytest.raises(httpx.ReadTimeout), httpx.Client(timeout=0.1) as hasty:
        Caller(call.mock, hasty)(POSITION, SHORT)
    assert moved(call) == applied  # at once "after", not yet "before" the wait
    deadline = time.monotonic() + 5
    while moved(call) == 0 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert moved(call) == 1  # in the end it is processed either way, as a real exchange would


def test_a_delayed_answer_is_the_real_one(call: Caller) -> None:
    call.mock.exchange.inject(Fault.delay(0.05))
    began = time.monotonic()
    assert call.data(POSITION, SHORT)[0]["amt"] == "1"
    assert time.monotonic() - began >= 0.05


@EITHER
@pytest.mark.parametrize("status", [500, 502, 503, 520, 599])
def test_server_error_is_a_page_of_html(call: Caller, status: int, when: When, applied: int) -> None:
    call.mock.exchange.inject(Fault.server_error(status, when))
    response = call(POSITION, SHORT)
    assert (response.status_code, response.headers["content-type"]) == (status, "text/html")
    assert response.text.startswith("<html>")
    assert moved(call) == applied


def test_rate_limited_processes_nothing(call: Caller) -> None:
    call.mock.exchange.inject(Fault.rate_limited())
    response = call(POSITION, SHORT)
    assert (response.status_code, response.json()["code"]) == (429, "50011")
    assert moved(call) == 0


@EITHER
def test_timed_out_tells_nothing(call: Caller, when: When, applied: int) -> None:
    call.mock.exchange.inject(Fault.timed_out(when))
    response = call(POSITION, SHORT)
    assert (response.status_code, response.json()["code"]) == (400, "50004")
    assert moved(call) == applied


@EITHER
def test_garbage_is_not_json(call: Caller, when: When, applied: int) -> None:
    call.mock.exchange.inject(Fault.garbage(when))
    response = call(POSITION, SHORT)
    assert response.status_code == 200
    with pytest.raises(ValueError, match=r"(?i)codec|json|expecting|decode"):
        response.json()
    assert moved(call) == applied


def test_truncated_json_has_a_length_that_agrees(call: Caller) -> None:
    call.mock.exchange.inject(Fault.truncated_json())
    response = call(POSITION, SHORT)
    assert response.text.startswith('{"code":"0","data":')
    assert int(response.headers["content-length"]) == len(response.content)
    with pytest.raises(json.JSONDecodeError):
        response.json()
    assert moved(call) == 1


def test_a_skewed_clock_lasts_until_it_is_cleared(call: Caller) -> None:
    exchange = call.mock.exchange
    machine = exchange.now_ms() / 1000
    exchange.inject(Fault.skewed_clock(60))
    for _ in range(2):
        assert call(POSITION, SHORT, timestamp=iso(machine)).json()["code"] == "50102"
    told = int(call(TIME).json()["data"][0]["ts"]) / 1000
    assert 59 < told - machine < 65
    assert call(POSITION, SHORT, timestamp=iso(told)).json()["code"] == "0"
    exchange.clear_faults()
    assert call(POSITION, SHORT, timestamp=iso(machine)).json()["code"] == "0"


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, {"Content-Type": "application/json"}, b'{"code":0,"msg":"","data":[]}'),
        (418, {}, b""),
        (299, {"X-Odd": "yes"}, b"\xff\xfe\x00"),
        (302, {"Location": "https://example.com/"}, b""),
        (599, {}, "ü"),
    ],
)
def test_any_answer_is_sent_as_it_is(
    call: Caller, status: int, headers: dict[str, str], body: bytes | str
) -> None:
    call.mock.exchange.inject(Fault.answer(status, headers, body))
    response = call(POSITION, SHORT)
    assert response.status_code == status
    assert response.content == (body.encode() if isinstance(body, str) else body)
    assert headers.items() <= {**response.headers, **headers}.items()
    for name, value in headers.items():
        assert response.headers[name] == value
    assert moved(call) == 1


def test_an_answer_may_break_the_protocol(call: Caller) -> None:
    call.mock.exchange.inject(Fault.answer(100, when="before"))
    with pytest.raises(httpx.RemoteProtocolError):
        call(POSITION, SHORT)
    call.mock.exchange.inject(Fault.answer(200, {"Content-Length": "100"}, b"short"))
    with pytest.raises(httpx.RemoteProtocolError):
        call(POSITION, SHORT)
    assert moved(call) == 1


def test_an_after_fault_does_not_apply_what_the_exchange_refuses(call: Caller) -> None:
    call.mock.exchange.inject(Fault.disconnect("after"))
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        call(POSITION, SHORT | {"amt": "1000000"})
    assert moved(call) == 0


def test_faults_strike_in_turn_as_often_and_where_they_should(call: Caller) -> None:
    exchange = call.mock.exchange
    exchange.inject(Fault.server_error(503), endpoint=BOT)
    exchange.inject(Fault.server_error(502), times=2)
    exchange.inject(Fault.timed_out())
    bot = {"algoId": "123456", "type": "add", "amt": "1"}
    assert call(POSITION, SHORT).status_code == 502
    assert call(BOT, bot).status_code == 503
    assert call(POSITIONS).status_code == 502
    assert call(BOT, bot).json()["code"] == "50004"
    assert call(POSITION, SHORT).status_code == 200


def test_reset_forgets_faults(call: Caller) -> None:
    call.mock.exchange.inject(Fault.server_error(), times=9)
    call.mock.reset()
    assert call(POSITION, SHORT).status_code == 200


def test_a_server_that_stops_waits_for_no_delay() -> None:
    began = time.monotonic()
    with serve() as mock, httpx.Client(timeout=0.05) as hasty:
        mock.exchange.inject(Fault.delay(60))
        with pytest.raises(httpx.ReadTimeout):
            Caller(mock, hasty)(POSITION, SHORT)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("make", "value"),
    [
        (Fault.delay, -1),
        (Fault.delay, float("nan")),
        (Fault.server_error, 400),
        (Fault.answer, 99),
        (Fault.skewed_clock, 1e12),
    ],
)
def test_a_fault_that_makes_no_sense_is_an_error(make: Callable[[Any], Fault], value: float) -> None:
    with pytest.raises(FaultError):
        make(value)


def test_an_argument_of_another_type_is_an_error_that_says_what_would_do(call: Caller) -> None:
    fault: Any = Fault
    inject: Any = call.mock.exchange.inject
    wrong: list[tuple[Callable[[], Any], str]] = [
        (lambda: fault.delay("2"), "seconds must be 0 to 3600, not '2'"),
        (lambda: fault.late_bill(None), "seconds must be"),
        (lambda: fault.server_error("502"), "status must be 500 to 599, not '502'"),
        (lambda: fault.skewed_clock("60"), "seconds must be"),
        (lambda: fault.answer("200"), "status must be 100 to 599, not '200'"),
        (lambda: fault.answer(body={"code": "0"}), "body must be text or bytes"),
        (lambda: fault.answer(headers={"Retry-After": 2}), "headers must be pairs of text"),
        (lambda: fault.answer(headers="Retry-After: 2"), "headers must be pairs of text"),
        (lambda: fault.answer(headers={"X": "中"}), "headers must be pairs of text"),
        (lambda: fault.funding_fee(0.5), "amt must be a decimal above 0"),
        (lambda: inject(Fault.garbage(), times="3"), "times must be 1 or more, not '3'"),
        (lambda: inject(Fault.garbage(), times=1.5), "times must be"),
        (lambda: inject(Fault.garbage(), probability="0.5"), "probability must be above 0"),
        (lambda: inject(Fault.garbage(), probability=0.5, seed=[]), "seed must be a whole number"),
    ]
    for make, problem in wrong:
        with pytest.raises(FaultError) as error:
            make()
        assert str(error.value).startswith(problem)
    assert call(TIME).status_code == 200  # none of them waits


def test_what_happens_to_a_position_takes_a_decimal_or_leaves_it_as_it_is(call: Caller) -> None:
    exchange: Any = call.mock.exchange
    for amt in (5, "5", 0.5, Decimal("NaN"), Decimal("Infinity"), Decimal(0), None):
        for happens in (exchange.charge_funding, exchange.adjust_elsewhere):
            with pytest.raises(FaultError, match=r"Decimal|0"):
                happens("BTC-USDT-SWAP", "short", amt)
    with pytest.raises(FaultError, match="amt is above 0"):
        exchange.charge_funding("BTC-USDT-SWAP", "short", Decimal(-5))
    assert exchange.margin("BTC-USDT-SWAP", "short") == 750
    with pytest.raises(KeyError, match="no bot 9; there are 123456"):
        exchange.bot("9")


def test_a_place_that_makes_no_sense_is_an_error(call: Caller) -> None:
    with pytest.raises(FaultError, match="endpoint must be one of"):
        call.mock.exchange.inject(Fault.garbage(), endpoint="/nowhere")
    with pytest.raises(FaultError, match="times must be"):
        call.mock.exchange.inject(Fault.garbage(), times=0)
    with pytest.raises(FaultError, match="line breaks"):
        Fault.answer(headers={"X": "a\r\nY: b"})
