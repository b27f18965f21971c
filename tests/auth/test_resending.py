"""What is sent again, and what never is: over a transport in memory, synchronous and not."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import NamedTuple

import httpx
import pytest

from okx_margin_auth import OkxAuth, signature
from okx_margin_client import OkxMargin
from okx_margin_client.codes import CODES

HOST = "https://openapi.okx.com"
BOTH = ("50102", "50011")


class Sent(NamedTuple):
    method: str
    url: str
    headers: dict[str, str]
    body: bytes
    timeout: object


def envelope(code: str | int, status: int = 200, data: object = None) -> httpx.Response:
    return httpx.Response(status, json={"code": code, "msg": "", "data": [] if data is None else data})


def time_answer(ahead: float = 0) -> httpx.Response:
    moment = datetime.now(UTC) + timedelta(seconds=ahead)
    return envelope("0", data=[{"ts": str(int(moment.timestamp() * 1000))}])


class Exchange:
    """Gives its answers in turn, the last one for ever; questions for the time get `clock`'s answer."""

    def __init__(self, *answers: httpx.Response, clock: Callable[[], httpx.Response] = time_answer) -> None:
        self.answers = [(answer.status_code, answer.content) for answer in answers]
        self.clock = clock
        self.sent: list[Sent] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        headers = {name.decode().lower(): value.decode() for name, value in request.headers.raw}
        timeout = request.extensions.get("timeout")
        self.sent.append(Sent(request.method, str(request.url), headers, request.content, timeout))
        if request.url.path == "/api/v5/public/time":
            return self.clock()
        status, content = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return httpx.Response(status, content=content)

    @property
    def methods(self) -> list[str]:
        return [sent.method for sent in self.sent]


Send = Callable[..., httpx.Response]
pytestmark = pytest.mark.usefixtures("waits")


def make(resend_after: tuple[str, ...] = ("50102",), read_clock_first: bool = False) -> OkxAuth:
    return OkxAuth(
        "key",
        "secret",
        "phrase",
        pacing=None,
        resend_after=resend_after,
        read_clock_first=read_clock_first,
    )


def moment(sent: Sent) -> datetime:
    return datetime.strptime(sent.headers["ok-access-timestamp"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def assert_signed(sent: Sent) -> None:
    timestamp = sent.headers["ok-access-timestamp"]
    assert sent.headers["ok-access-key"] == "key"
    assert sent.headers["ok-access-passphrase"] == "phrase"
    path = sent.url.removeprefix(HOST)
    assert sent.headers["ok-access-sign"] == signature("secret", timestamp, sent.method, path, sent.body)


@pytest.mark.parametrize("code", ["50102", 50102])
def test_after_50102_the_clock_is_read_and_the_same_request_sent_signed_afresh(
    send: Send, code: str | int
) -> None:
    exchange = Exchange(envelope(code, 401), envelope("0"), clock=lambda: time_answer(ahead=120))
    answer = send(make(), exchange)
    assert answer.json()["code"] == "0"
    first, question, second = exchange.sent
    assert question[:2] == ("GET", HOST + "/api/v5/public/time")
    assert not any(name.startswith("ok-access") for name in question.headers)
    assert question.timeout == first.timeout == httpx.Timeout(7).as_dict()
    assert question.headers["user-agent"] == first.headers["user-agent"]
    assert second.headers.keys() == first.headers.keys()
    assert_signed(first)
    assert_signed(second)
    assert (second.method, second.url, second.body) == (first.method, first.url, first.body)
    assert timedelta(seconds=118) < moment(second) - moment(first) < timedelta(seconds=122)


def test_the_clock_once_read_is_kept_for_later_requests(send: Send) -> None:
    exchange = Exchange(envelope("50102", 401), envelope("0"), clock=lambda: time_answer(ahead=120))
    auth = make()
    send(auth, exchange)
    send(auth, exchange)
    assert exchange.methods == ["POST", "GET", "POST", "POST"]
    assert timedelta(seconds=118) < moment(exchange.sent[3]) - datetime.now(UTC) < timedelta(seconds=122)


@pytest.mark.parametrize(
    "clock",
    [
        lambda: httpx.Response(502, html="<html>bad gateway</html>"),
        lambda: httpx.Response(200, content=b'{"code":"0","data":[{"ts":"15970'),
        lambda: httpx.Response(200, content=b"\xff\xfe"),
        lambda: httpx.Response(200, content=b"[" * 100_000),
        lambda: envelope("50011", 429),
        lambda: envelope("0", data=[]),
        lambda: envelope("0", data="soon"),
        lambda: envelope("0", data=[{"ts": None}]),
        lambda: envelope("0", data=[{"ts": "-5"}]),
        lambda: envelope("0", data=[{"ts": "9" * 40}]),
        lambda: envelope("0", data=[{"ts": "1_597_026_383_085"}]),
    ],
)
def test_an_unreadable_time_changes_neither_the_clock_nor_whose_answer_is_returned(
    send: Send, clock: Callable[[], httpx.Response]
) -> None:
    exchange = Exchange(envelope("50102", 401), envelope("0", data=[{"mine": "1"}]), clock=clock)
    assert send(make(), exchange).json()["data"] == [{"mine": "1"}]
    assert exchange.methods == ["POST", "GET", "POST"]
    assert abs(moment(exchange.sent[2]) - datetime.now(UTC)) < timedelta(seconds=5)


def test_after_a_50102_a_clock_that_was_read_beforehand_is_read_again(send: Send) -> None:
    exchange = Exchange(envelope("50102", 401), envelope("0"), clock=lambda: time_answer(ahead=120))
    auth = make(resend_after=(), read_clock_first=True)
    assert send(auth, exchange).json()["code"] == "50102"
    assert send(auth, exchange).json()["code"] == "0"
    assert exchange.methods == ["GET", "POST", "GET", "POST"]


def test_after_a_second_50102_nothing_more_is_sent(send: Send) -> None:
    exchange = Exchange(envelope("50102", 401))
    answer = send(make(), exchange)
    assert answer.json()["code"] == "50102"
    assert exchange.methods == ["POST", "GET", "POST"]


def test_50011_is_not_resent_unless_asked(send: Send, waits: list[float]) -> None:
    exchange = Exchange(envelope("50011", 429))
    assert send(make(), exchange).status_code == 429
    assert (exchange.methods, waits) == (["POST"], [])


@pytest.mark.parametrize("status", [200, 429])
def test_50011_is_resent_once_after_the_window_where_asked(
    send: Send, waits: list[float], status: int
) -> None:
    exchange = Exchange(envelope("50011", status))
    assert send(make(resend_after=BOTH), exchange).json()["code"] == "50011"
    assert (exchange.methods, waits) == (["POST", "POST"], [2.0])
    assert_signed(exchange.sent[1])


def test_each_of_both_is_resent_once(send: Send) -> None:
    exchange = Exchange(envelope("50011", 429), envelope("50102", 401), envelope("0"))
    assert send(make(resend_after=BOTH), exchange).json()["code"] == "0"
    assert exchange.methods == ["POST", "POST", "GET", "POST"]


def test_nothing_is_resent_where_nothing_is_allowed(send: Send) -> None:
    exchange = Exchange(envelope("50102", 401))
    send(make(resend_after=()), exchange)
    assert exchange.methods == ["POST"]


@pytest.mark.slow
def test_no_other_code_is_ever_resent(send: Send, subtests: pytest.Subtests) -> None:
    auth = make(resend_after=BOTH)
    for code in [code for code in CODES if code not in BOTH]:
        forms: tuple[str | int, ...] = code, int(code)
        for status, given in product({*CODES[code].http_statuses, 200, 401, 429, 503}, forms):
            with subtests.test(code=given, status=status):
                exchange = Exchange(envelope(given, status))
                send(auth, exchange)
                assert exchange.methods == ["POST"]


def test_an_answer_that_does_not_say_50102_for_certain_is_not_resent(
    send: Send, subtests: pytest.Subtests
) -> None:
    contents = [
        b"",
        b"50102",
        b"<html>50102</html>",
        b'{"code":"50102"',
        b'{"code":"50102\xff"}',
        b'{"code":true,"msg":"50102"}',
        b'{"code":["50102"]}',
        b'["50102"]',
        b'{"msg":"50102"}',
        b'{"code":"0","code":"50102"}',
        b'{"code":"50102","data":[{"sCode":"0"}]}',
        b'{"code":"0","data":[{"tag":"50102"}]}',
        b"[" * 100_000 + b"50102",
    ]
    auth = make(resend_after=BOTH)
    for content, status in product(contents, [200, 401, 502]):
        with subtests.test(content=content[:50], status=status):
            exchange = Exchange(httpx.Response(status, content=content))
            send(auth, exchange)
            assert exchange.methods == ["POST"]


def test_a_server_error_is_never_resent_whatever_its_code(send: Send) -> None:
    exchange = Exchange(envelope("50102", 503))
    send(make(), exchange)
    assert exchange.methods == ["POST"]


def test_the_clock_is_read_first_where_asked_and_once_only(send: Send) -> None:
    exchange = Exchange(envelope("0", data=[{"mine": "1"}]), clock=lambda: time_answer(ahead=-90))
    auth = make(read_clock_first=True)
    assert send(auth, exchange).json()["data"] == [{"mine": "1"}]
    send(auth, exchange)
    assert exchange.methods == ["GET", "POST", "POST"]
    assert timedelta(seconds=88) < datetime.now(UTC) - moment(exchange.sent[1]) < timedelta(seconds=92)


def test_reading_the_clock_first_in_vain_leaves_the_machines_in_use(send: Send) -> None:
    exchange = Exchange(envelope("0"), clock=lambda: httpx.Response(503, html="<html>"))
    auth = make(read_clock_first=True)
    send(auth, exchange)
    send(auth, exchange)
    assert exchange.methods == ["GET", "POST", "POST"]
    assert abs(moment(exchange.sent[1]) - datetime.now(UTC)) < timedelta(seconds=5)


def test_the_client_returns_the_adjustment_after_a_50102() -> None:
    done = [{"instId": "BTC-USDT-SWAP", "posSide": "short", "type": "add", "amt": "1", "ccy": "USDT"}]
    exchange = Exchange(envelope("50102", 401), envelope("0", data=done))
    with OkxMargin(make(), transport=httpx.MockTransport(exchange)) as okx:
        result = okx.account.adjust_margin(inst_id="BTC-USDT-SWAP", pos_side="short", type_="add", amt="1")
    assert (str(result.amt), result.ccy) == ("1", "USDT")
    assert exchange.methods == ["POST", "GET", "POST"]
    assert_signed(exchange.sent[0])
    assert_signed(exchange.sent[2])
