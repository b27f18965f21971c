"""What goes out: signed, for demo or live, paced, and to one address only."""

from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest

from okx_margin_auth import ConfigurationError, OkxAuth, Pacing, signature
from okx_margin_client.exchange import ENDPOINTS, SIGNATURE_HEADERS
from okx_margin_runtime.facts import Endpoint

HOST = "https://openapi.okx.com"
PATH = "/api/v5/account/position/margin-balance"
Send = Callable[..., httpx.Response]


class Wire:
    """Accepts everything, and keeps of each request what went over the wire."""

    def __init__(self, *codes: str) -> None:
        self.codes = list(codes)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        headers = request.headers.raw
        self.requests.append(
            httpx.Request(request.method, request.url, headers=headers, content=request.content)
        )
        code = self.codes.pop(0) if self.codes else "0"
        return httpx.Response(200, json={"code": code, "msg": "", "data": []})


def make(
    environment: str = "demo", pacing: Pacing | None = None, resend_after: tuple[str, ...] = ()
) -> OkxAuth:
    return OkxAuth(
        "key", "secret", "phrase", environment=environment, pacing=pacing, resend_after=resend_after
    )


def assert_signed(request: httpx.Request) -> None:
    timestamp = request.headers["ok-access-timestamp"]
    assert request.headers["ok-access-key"] == "key"
    assert request.headers["ok-access-passphrase"] == "phrase"
    path = request.url.raw_path.decode()
    expected = signature("secret", timestamp, request.method, path, request.content)
    assert request.headers["ok-access-sign"] == expected


def test_a_request_is_signed_as_it_is_sent(send: Send) -> None:
    wire = Wire()
    send(make(), wire, content="{'注':'é'}".encode())
    send(make(), wire, "GET", HOST + "/api/v5/account/positions?instId=BTC-USDT-SWAP&x=%20é", b"")
    post, get = wire.requests
    assert_signed(post)
    assert post.headers["content-type"] == "application/json"
    assert_signed(get)
    assert get.url.raw_path.endswith(b"?instId=BTC-USDT-SWAP&x=%20%C3%A9")
    assert "content-type" not in get.headers
    signed_at = datetime.fromisoformat(get.headers["ok-access-timestamp"])
    assert abs((signed_at - datetime.now(UTC)).total_seconds()) < 5


class MaskedText(str):
    """What some libraries of settings hand out: a string that prints as something else."""

    __slots__ = ()

    def __str__(self) -> str:
        return "***"

    __repr__ = __str__

    def __format__(self, _: str) -> str:
        return "***"


def test_credentials_that_mask_themselves_are_sent_as_they_are(send: Send) -> None:
    wire = Wire()
    send(OkxAuth(*map(MaskedText, ("key", "secret", "phrase")), pacing=None), wire)
    assert_signed(wire.requests[0])


def test_the_demo_header_is_sent_in_demo_only(send: Send) -> None:
    wire = Wire()
    send(make(), wire)
    send(make(environment="live"), wire)
    demo, live = wire.requests
    for request, expected in (
        (demo, {*SIGNATURE_HEADERS, "x-simulated-trading"}),
        (live, {*SIGNATURE_HEADERS}),
    ):
        assert_signed(request)
        names = {name.decode().lower() for name, _ in request.headers.raw}
        assert {name for name in names if "ok" in name or "x-" in name} == {*map(str.lower, expected)}
    assert demo.headers["x-simulated-trading"] == "1"
    assert "x-simulated-trading" not in live.headers


@pytest.mark.parametrize(("environment", "value"), [("live", "1"), ("demo", "0")])
def test_a_request_that_demands_the_other_environment_is_refused(environment: str, value: str) -> None:
    wire = Wire()
    transport = httpx.MockTransport(wire)
    with (
        httpx.Client(transport=transport, headers={"x-simulated-trading": value}) as client,
        pytest.raises(ConfigurationError, match=f"x-simulated-trading: {value}.*{environment} trading"),
    ):
        client.post(HOST + PATH, json={}, auth=make(environment=environment))
    assert not wire.requests


def test_the_public_time_goes_unsigned(send: Send) -> None:
    wire = Wire()
    send(make(), wire, "GET", HOST + "/api/v5/public/time", b"")
    assert not [name for name in SIGNATURE_HEADERS if name in wire.requests[0].headers]


def test_where_a_request_has_no_user_agent_the_question_for_the_time_has_none() -> None:
    wire = Wire()
    auth = OkxAuth("key", "secret", "phrase", pacing=None, read_clock_first=True)
    with httpx.Client(transport=httpx.MockTransport(wire), auth=auth) as client:
        del client.headers["user-agent"]
        client.post(HOST + PATH, json={})
    assert [*wire.requests[0].headers] == ["host"]
    assert "user-agent" not in wire.requests[1].headers


def test_a_header_of_a_signature_that_somebody_else_set_breaks_nothing() -> None:
    wire = Wire()
    for path in ("/api/v5/public/time", "/api/v5/account/positions"):
        request = httpx.Request("GET", HOST + path, headers={"OK-ACCESS-KEY": "another", "X-Desk": "7"})
        with httpx.Client(transport=httpx.MockTransport(wire)) as client:
            client.send(request, auth=make())
        assert "ok-access-key" not in request.headers
        assert request.headers["x-desk"] == "7"
    assert_signed(wire.requests[1])


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example",
        "http://openapi.okx.com",
        "https://openapi.okx.com:8443",
        "https://www.okx.com",
        "https://openapi.okx.com.evil.example",
        "https://openapi.okx.com@evil.example",
    ],
)
def test_another_address_is_refused_before_anything_is_signed(send: Send, url: str) -> None:
    wire = Wire()
    with pytest.raises(ConfigurationError, match=r"sends credentials to https://openapi\.okx\.com only"):
        send(make(), wire, url=url + PATH)
    assert not wire.requests


class Counted:
    """Places that say how they ended."""

    def __init__(self, ended: list[str]) -> None:
        self.ended = ended

    def responded(self) -> None:
        self.ended.append("responded")

    def silent(self) -> None:
        self.ended.append("silent")

    def unused(self) -> None:
        self.ended.append("unused")


class Noting(Pacing):
    def __init__(self) -> None:
        self.asked: list[Endpoint] = []
        self.ended: list[str] = []

    def take(self, endpoint: Endpoint, deadline: float | None) -> Counted:
        self.asked.append(endpoint)
        return Counted(self.ended)

    async def take_async(self, endpoint: Endpoint, deadline: float | None) -> Counted:
        return self.take(endpoint, deadline)


def test_every_attempt_takes_a_place_and_says_how_it_ended(send: Send, waits: list[float]) -> None:
    pacing = Noting()
    wire = Wire("50011")
    send(make(pacing=pacing, resend_after=("50011",)), wire)
    assert pacing.asked == [ENDPOINTS["POST", PATH]] * 2
    assert pacing.ended == ["responded", "responded"]
    assert waits == [2.0]


def test_a_place_ends_as_silent_where_a_request_went_out_and_nothing_came_back(send: Send) -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("silence")

    pacing = Noting()
    with pytest.raises(httpx.ReadTimeout):
        send(make(pacing=pacing), broken)
    assert pacing.ended == ["silent"]


def test_an_endpoint_outside_the_table_is_signed_but_not_paced(send: Send, waits: list[float]) -> None:
    pacing = Noting()
    wire = Wire("50011")
    send(make(pacing=pacing, resend_after=("50011",)), wire, "GET", HOST + "/api/v5/asset/balances", b"")
    assert_signed(wire.requests[1])
    assert (pacing.asked, waits) == ([], [2.0])
