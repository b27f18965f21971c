"""The mock's own endpoints, for users in any language."""

from typing import Any

import httpx
import pytest

from .conftest import POSITION, SHORT, TIME, Caller


def control(call: Caller, method: str, path: str, body: Any = None) -> httpx.Response:
    return call.client.request(method, f"{call.mock.base_url}/mock/{path}", json=body)


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"fault": "server_error", "status": 520, "when": "before"}, 520),
        ({"fault": "server_error"}, 502),
        ({"fault": "rate_limited"}, 429),
        ({"fault": "timed_out"}, 400),
        ({"fault": "garbage"}, 200),
        ({"fault": "truncated_json"}, 200),
        ({"fault": "delay", "seconds": 0.01}, 200),
        ({"fault": "answer", "status": 201, "headers": {"X-A": "b"}, "body": "text"}, 201),
        ({"fault": "answer", "status": 203, "bodyBase64": "/w=="}, 203),
    ],
)
def test_faults_can_be_asked_for_over_http(call: Caller, fault: dict[str, Any], status: int) -> None:
    answer = control(call, "POST", "faults", {**fault, "endpoint": POSITION, "times": 1})
    assert (answer.status_code, answer.json()["fault"]) == (200, fault["fault"])
    assert call(TIME).json()["code"] == "0"  # another endpoint
    assert call(POSITION, SHORT).status_code == status
    assert call(POSITION, SHORT).json()["code"] == "0"


@pytest.mark.parametrize("fault", [{"fault": "disconnect"}, {"fault": "cut_short"}])
def test_cuts_can_be_asked_for_over_http(call: Caller, fault: dict[str, Any]) -> None:
    assert control(call, "POST", "faults", fault).status_code == 200
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        call(POSITION, SHORT)


def test_faults_can_be_cleared(call: Caller) -> None:
    control(call, "POST", "faults", {"fault": "server_error", "times": 5})
    control(call, "POST", "faults", {"fault": "skewed_clock", "seconds": -3600})
    assert control(call, "DELETE", "faults").status_code == 200
    assert call(POSITION, SHORT).json()["code"] == "0"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"fault": "nonsense"}, "fault must be one of delay, disconnect"),
        ({}, "fault must be one of"),
        ({"fault": ["x"]}, "fault must be one of"),
        ([], "must be a JSON object"),
        ({"fault": "delay"}, "delay needs seconds"),
        ({"fault": "delay", "seconds": "1"}, "seconds has the wrong type"),
        ({"fault": "delay", "seconds": True}, "seconds has the wrong type"),
        ({"fault": "delay", "seconds": -1}, "seconds must be 0 to 3600"),
        ({"fault": "delay", "seconds": 1, "status": 5}, "status is not a field of delay"),
        ({"fault": "disconnect", "when": "soon"}, "when must be 'before' or 'after'"),
        ({"fault": "server_error", "status": 200}, "status must be 500 to 599"),
        ({"fault": "answer", "status": 20}, "status must be 100 to 599"),
        ({"fault": "answer", "headers": {"X": 1}}, "headers must be text"),
        ({"fault": "answer", "bodyBase64": "?"}, "bodyBase64 must be base64"),
        ({"fault": "garbage", "endpoint": "/nowhere"}, "endpoint must be one of"),
        ({"fault": "garbage", "endpoint": 1}, "endpoint has the wrong type"),
        ({"fault": "garbage", "times": 0}, "times must be 1 or more"),
        ({"fault": "garbage", "times": "2"}, "times has the wrong type"),
    ],
)
def test_a_fault_that_makes_no_sense_is_400_and_says_why(call: Caller, body: Any, error: str) -> None:
    answer = control(call, "POST", "faults", body)
    assert answer.status_code == 400
    assert error in answer.json()["error"]
    assert call(POSITION, SHORT).json()["code"] == "0"


def test_a_fault_that_is_not_json_is_400(call: Caller) -> None:
    answer = call.client.post(f"{call.mock.base_url}/mock/faults", content=b"{")
    assert (answer.status_code, answer.json()) == (400, {"error": "the body must be JSON"})


def test_the_ledger_shows_all_money_and_reset_puts_it_back(call: Caller) -> None:
    before = control(call, "GET", "ledger").json()
    assert before["totals"] == {"USDT": "46050", "BTC": "3.535"}
    call.data(POSITION, SHORT | {"amt": "12.5"})
    after = control(call, "GET", "ledger").json()
    assert after["totals"] == before["totals"]
    account = after["accounts"][0]
    assert account["cash"] == {"USDT": "9987.5", "BTC": "0.5"}
    assert account["positions"][0]["margin"] == "762.5"
    assert account["bots"][0]["availBal"] == "400"
    assert control(call, "POST", "reset").status_code == 200
    assert control(call, "GET", "ledger").json() == before


def test_another_path_says_what_there_is(call: Caller) -> None:
    answer = control(call, "GET", "nothing")
    assert answer.status_code == 404
    assert "/mock/faults" in answer.json()["error"]


def test_received_requests_are_kept_without_their_credentials(call: Caller) -> None:
    call(POSITION, SHORT)
    call(f"{TIME}?x=1")
    post, get = call.mock.exchange.received
    assert (post.method, post.target, get.target) == ("POST", POSITION, f"{TIME}?x=1")
    assert post.body == b'{"instId": "BTC-USDT-SWAP", "posSide": "short", "type": "add", "amt": "1"}'
    assert post.headers["content-type"] == "application/json"
    assert not [name for name in post.headers if name.startswith("ok-access")]
