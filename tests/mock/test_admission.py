"""Every check before the business logic refuses with its code and HTTP status."""

from collections.abc import Mapping
from datetime import UTC, datetime

import httpx
import pytest

from okx_margin_client.exchange import ENDPOINTS
from okx_margin_mock import MockExchange, MockServer, MockSettings, serve
from okx_margin_mock.messages import HttpRequest
from okx_margin_mock.state import MockKey

from .conftest import BILLS, BOT, POSITION, POSITIONS, SHORT, TIME, Caller, iso


@pytest.mark.parametrize(
    ("label", "headers", "code"),
    [
        ("main", {"OK-ACCESS-KEY": "(none)"}, "50103"),
        ("main", {"OK-ACCESS-KEY": ""}, "50103"),
        ("main", {"OK-ACCESS-PASSPHRASE": "(none)"}, "50104"),
        ("main", {"OK-ACCESS-SIGN": "(none)"}, "50106"),
        ("main", {"OK-ACCESS-TIMESTAMP": "(none)"}, "50107"),
        ("main", {"OK-ACCESS-PASSPHRASE": "mock-passphrase-1"}, "50105"),
        ("main", {"OK-ACCESS-SIGN": "A" * 43 + "="}, "50113"),
        ("main", {"OK-ACCESS-KEY": "nonsense"}, "50111"),
        ("main", {"OK-ACCESS-KEY": "99999999-9999-9999-9999-999999999999"}, "50119"),
        ("main", {"OK-ACCESS-KEY": "00000000-0000-0000-0000-000000000004"}, "50119"),
        ("eea", {}, "50119"),
        ("main", {"x-simulated-trading": "(none)"}, "50101"),
        ("main", {"x-simulated-trading": "0"}, "50101"),
        ("live", {"x-simulated-trading": "1"}, "50101"),
        ("bound-to-ip", {}, "50110"),
        ("main", {"OK-ACCESS-TIMESTAMP": "1597026383085"}, "50102"),
        ("main", {"OK-ACCESS-TIMESTAMP": "2020-12-08T09:08:57.715Z"}, "50102"),
        ("main", {"OK-ACCESS-TIMESTAMP": "2020-12-08T09:08:57.715123Z"}, "50112"),
        ("main", {"OK-ACCESS-TIMESTAMP": "2020-12-08T09:08:57.Z"}, "50112"),
        ("main", {"OK-ACCESS-TIMESTAMP": "2020-12-08T09:08:57.715+00:00"}, "50112"),
        ("main", {"OK-ACCESS-TIMESTAMP": "2020-13-08T09:08:57.715Z"}, "50112"),
        ("main", {"OK-ACCESS-TIMESTAMP": "yesterday"}, "50112"),
    ],
)
def test_failed_authentication_is_401_without_data(
    call: Caller, label: str, headers: Mapping[str, str], code: str
) -> None:
    response = call(POSITION, SHORT, label=label, headers=headers)
    assert (response.status_code, response.json()["code"]) == (401, code)
    assert "data" not in response.json()
    assert response.json()["msg"]


def test_a_live_key_is_served_where_demo_trading_is_not_asked_for(call: Caller) -> None:
    assert call.data(POSITION, SHORT, label="live")


def test_a_key_of_the_region_that_is_played_is_served(call: Caller) -> None:
    call.mock.exchange.settings = MockSettings(region="eea")
    assert call.data(POSITION, SHORT, label="eea")
    assert call(POSITION, SHORT).json()["code"] == "50119"


@pytest.mark.parametrize(("seconds", "code"), [(-30, "0"), (30, "0"), (-30.001, "50102"), (30.001, "50102")])
def test_a_timestamp_may_be_thirty_seconds_off(client: httpx.Client, seconds: float, code: str) -> None:
    exchange = MockExchange.from_seed(clock=lambda: 1_800_000_000.0)
    with serve(exchange) as mock:
        response = Caller(mock, client)(POSITIONS, timestamp=iso(1_800_000_000 + seconds))
    assert response.json()["code"] == code


@pytest.mark.parametrize("at", [0, 40, 80, -1])
def test_any_changed_byte_of_the_body_breaks_the_signature(call: Caller, at: int) -> None:
    body = b'{"instId":"BTC-USDT-SWAP","posSide":"short","type":"add","amt":"1"}'
    signed = call(POSITION, body).request.headers
    spoilt = bytearray(body)
    spoilt[at % len(body)] ^= 1
    response = call.client.post(call.mock.base_url + POSITION, content=bytes(spoilt), headers=signed)
    assert response.json()["code"] == "50113"


def test_the_query_is_signed_as_it_was_sent(call: Caller) -> None:
    sent = call(f"{POSITIONS}?instId=BTC-USDT-SWAP%2CETH-USDT-SWAP").request
    url = str(sent.url)

    def code(url: str) -> str:
        return str(call.client.get(url, headers=sent.headers).json()["code"])

    assert code(url) == "0"
    assert code(url.replace("%2C", ",")) == "50113"
    assert code(url.replace("ETH", "BTC")) == "50113"
    assert code(url.partition("?")[0]) == "50113"


@pytest.mark.parametrize(
    ("path", "body", "sign"),
    [
        (
            POSITION,
            b'{"instId":"BTC-USDT-SWAP","posSide":"short","type":"add","amt":"1"}',
            "YrFomIkCTyfqhmb9mBtX6WaS4tVpTf1309RCkShWe7c=",
        ),
        (BOT, b'{"algoId":"123456","type":"add","amt":"10"}', "nsCcg4f2bto7Wuu9toSMl6AQ4lLQOa7FW4KoplA5ySs="),
    ],
)
def test_published_signature_vectors_are_accepted(path: str, body: bytes, sign: str) -> None:
    timestamp = "2020-12-08T09:08:57.715Z"
    exchange = MockExchange.from_seed(clock=lambda: datetime(2020, 12, 8, 9, 8, 57, tzinfo=UTC).timestamp())
    key = MockKey(
        label="vector",
        uid=exchange.key().uid,
        api_key="vector",
        secret_key="22582BD0CFF14C41EDBF1AB98506286D",
        passphrase="p",
    )
    exchange.state.keys["vector"] = key
    headers = {
        "ok-access-key": "vector",
        "ok-access-passphrase": "p",
        "ok-access-sign": sign,
        "ok-access-timestamp": timestamp,
        "content-type": "application/json",
        "x-simulated-trading": "1",
    }
    answer = exchange.process(HttpRequest("POST", path, headers, body, "127.0.0.1"))
    assert b'"code":"0"' in answer.body


def test_a_key_without_the_permission_may_read_but_not_move(call: Caller) -> None:
    response = call(POSITION, SHORT, label="read-only")
    assert (response.status_code, response.json()["code"]) == (200, "50120")
    assert call.data(POSITIONS, label="read-only")


@pytest.mark.parametrize("path", sorted({path for _, path in ENDPOINTS}))
def test_a_wrong_method_is_405(call: Caller, path: str) -> None:
    for method in ("GET", "POST", "PUT", "DELETE", "PATCH"):
        if (method, path) not in ENDPOINTS:
            response = call(path, b"{}", method=method)
            assert (response.status_code, response.json()["code"]) == (405, "50115")


@pytest.mark.parametrize("digits", ["", ".7", ".71"])
def test_a_timestamp_may_have_fewer_digits_unless_the_setting_says_no(call: Caller, digits: str) -> None:
    """Shipping clients in Go and Rust send such."""
    second = iso(call.mock.exchange.now_ms() / 1000)[:19]
    assert call(POSITION, SHORT, timestamp=f"{second}{digits}Z").json()["code"] == "0"
    call.mock.exchange.settings = MockSettings(codes={"short_timestamp": "50112"})
    assert call(POSITION, SHORT, timestamp=f"{second}{digits}Z").json()["code"] == "50112"


def test_an_unknown_path_is_404_and_named(call: Caller, caplog: pytest.LogCaptureFixture) -> None:
    response = call("/api/v5/account/leverage-info")
    assert (response.status_code, response.json()["code"]) == (404, "404")
    assert "GET /api/v5/account/leverage-info" in response.json()["msg"]
    assert "GET /api/v5/account/leverage-info" in caplog.text
    assert call.mock.exchange.received[-1].operation_id == ""
    assert call("/nothing").headers["content-type"] == "text/html"
    call.mock.exchange.settings = MockSettings(unknown_path_html=True)
    assert call("/api/v5/nothing").headers["content-type"] == "text/html"


@pytest.mark.parametrize("content_type", ["(none)", "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_that_is_not_said_to_be_json_is_refused(call: Caller, content_type: str) -> None:
    response = call(POSITION, SHORT, headers={"Content-Type": content_type})
    assert (response.status_code, response.json()["code"]) == (400, "50006")


def test_json_with_a_charset_is_json(call: Caller) -> None:
    assert (
        call(POSITION, SHORT, headers={"Content-Type": "Application/JSON; charset=utf-8"}).json()["code"]
        == "0"
    )


def test_public_time_needs_no_signature(okx_mock: MockServer, client: httpx.Client) -> None:
    answer = client.get(okx_mock.base_url + TIME).json()
    assert (answer["code"], answer["msg"]) == ("0", "")
    assert abs(int(answer["data"][0]["ts"]) - okx_mock.exchange.now_ms()) < 5000


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def test_the_rate_limit_slides_per_user_id_and_endpoint(client: httpx.Client) -> None:
    clock = Clock()
    with serve(MockExchange.from_seed(monotonic=clock)) as mock:
        call = Caller(mock, client)
        for second in (0.0, 1.0):
            clock.now = 1_800_000_000 + second
            assert {call(POSITION, SHORT).json()["code"] for _ in range(10)} == {"0"}
        clock.now += 0.999
        refused = call(POSITION, SHORT)
        assert (refused.status_code, refused.json()["code"]) == (429, "50011")
        assert "retry-after" not in refused.headers
        assert refused.json() == {"msg": "Too Many Requests", "code": "50011"}
        assert call(POSITION, SHORT, label="live").json()["code"] == "50011"  # another key, the same User ID
        assert (
            call(POSITION, SHORT | {"posSide": "long"}, label="sub").json()["code"] == "0"
        )  # a User ID of its own
        assert call(BOT, {"algoId": "123456", "type": "add", "amt": "1"}).json()["code"] == "0"
        assert call(POSITION, SHORT | {"posSide": "net"}, label="net").json()["code"] == "0"
        clock.now += 0.001
        assert {call(POSITION, SHORT).json()["code"] for _ in range(10)} == {"0"}
        assert call(POSITION, SHORT).json()["code"] == "50011"
        assert mock.exchange.margin("BTC-USDT-SWAP", "short") == 750 + 30
        mock.exchange.settings = MockSettings(rate_limit_status=200)
        assert call(POSITION, SHORT).status_code == 200


def test_refused_requests_count_where_the_setting_says_so(client: httpx.Client) -> None:
    clock = Clock()
    exchange = MockExchange.from_seed(monotonic=clock, settings=MockSettings(limited_requests_count=True))
    with serve(exchange) as mock:
        call = Caller(mock, client)
        for _ in range(5):
            assert call(BILLS).json()["code"] == "0"
        clock.now += 0.5
        assert {call(BILLS).json()["code"] for _ in range(5)} == {"50011"}
        clock.now += 0.9
        assert call(BILLS).json()["code"] == "50011"


def test_public_time_is_limited_per_address(okx_mock: MockServer, client: httpx.Client) -> None:
    codes = [client.get(okx_mock.base_url + TIME).json()["code"] for _ in range(11)]
    assert codes == ["0"] * 10 + ["50011"]


def test_the_limit_does_not_care_about_the_wall_clock(client: httpx.Client) -> None:
    """A step back, or a clock that stands still, would else give 50011 for ever."""
    wall, steady = Clock(), Clock()
    with serve(MockExchange.from_seed(clock=wall, monotonic=steady)) as mock:
        call = Caller(mock, client)
        assert {call(POSITION, SHORT).json()["code"] for _ in range(20)} == {"0"}
        assert call(POSITION, SHORT).json()["code"] == "50011"
        wall.now -= 10
        steady.now += 2
        assert call(POSITION, SHORT).json()["code"] == "0"
