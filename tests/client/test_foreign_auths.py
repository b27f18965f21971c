"""Somebody else's httpx.Auth signs: it sees the call's own request, and its answers, as httpx would show them."""

from __future__ import annotations

import socket
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from okx_margin_auth import OkxAuth
from okx_margin_client import AsyncOkxMargin, OkxMargin, OkxMarginError, OutcomeUnknownError

from .conftest import ADD_ONE, DONE, Adjust, ScriptedExchange, answer, cut, each_carrier

carrier = each_carrier

PATH = "/api/v5/account/position/margin-balance"
NOTHING = answer(b'{"code":"0","msg":"","data":[]}')


class Watching(httpx.Auth):
    """Notes what it is given to sign, and what came back."""

    def __init__(self) -> None:
        self.seen: list[httpx.Request] = []
        self.came: list[httpx.Response] = []

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        self.seen.append(request)
        self.came.append((yield request))


class OnceMore(Watching):
    """Signs afresh where its signature was not accepted."""

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["X-Signed"] = "1"
        came = yield request
        self.came.append(came)
        if came.status_code == 401:
            request.headers["X-Signed"] = "2"
            self.came.append((yield request))


class EachItsOwn(httpx.Auth):
    """Signs otherwise for threads than for tasks."""

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["X-Signed"] = "by a thread"
        yield request

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        request.headers["X-Signed"] = "by a task"
        yield request


def test_it_is_given_the_request_as_it_goes_out(exchange: ScriptedExchange, adjust: Adjust) -> None:
    auth = Watching()
    adjust(auth, {"base_url": exchange.base_url})
    (request,) = auth.seen
    assert (request.method, str(request.url)) == ("POST", exchange.base_url + PATH)
    head, _, body = exchange.received[0].partition(b"\r\n\r\n")
    assert (request.content, head.split(b" ")[1]) == (body, PATH.encode())
    for line in (
        b"accept: application/json",
        b"accept-encoding: identity",
        b"content-type: application/json",
    ):
        assert head.lower().count(b"\r\n" + line) == 1
    assert b"\r\nuser-agent: okx-margin/" in head.lower()


def test_a_reads_query_is_in_the_address_that_it_signs(
    exchange: ScriptedExchange, twin: str, carrier: Any
) -> None:
    exchange.scripts = [NOTHING]
    auth = Watching()
    if twin == "sync":
        with OkxMargin(auth, base_url=exchange.base_url, transport=carrier) as okx:
            okx.account.bills(inst_id="A?B", limit=5)
    else:

        async def run() -> None:
            async with AsyncOkxMargin(auth, base_url=exchange.base_url, transport=carrier) as okx:
                await okx.account.bills(inst_id="A?B", limit=5)

        anyio.run(run)
    target = "/api/v5/account/bills?instId=A%3FB&limit=5"
    assert str(auth.seen[0].url) == exchange.base_url + target
    assert exchange.received[0].startswith(f"GET {target} HTTP/1.1\r\n".encode())


def test_it_is_handed_the_answer_and_may_sign_afresh(exchange: ScriptedExchange, adjust: Adjust) -> None:
    exchange.scripts = [answer(b'{"code":"50102"}', 401), answer(DONE)]
    auth = OnceMore()
    assert adjust(auth, {"base_url": exchange.base_url}).amt == 1
    assert [came.status_code for came in auth.came] == [401, 200]
    assert auth.came[1].content == DONE
    assert auth.came[0].request.url == exchange.base_url + PATH
    signed = [request.lower().partition(b"x-signed: ")[2][:1] for request in exchange.received]
    assert signed == [b"1", b"2"]


def test_threads_and_tasks_each_have_its_flow_for_them(
    exchange: ScriptedExchange, adjust: Adjust, twin: str
) -> None:
    adjust(EachItsOwn(), {"base_url": exchange.base_url})
    signed = {"sync": b"by a thread", "async": b"by a task"}[twin]
    assert b"x-signed: " + signed in exchange.received[0].lower()


def never(connection: socket.socket) -> None:
    """No answer until the client gives up."""
    connection.recv(1)


def test_a_call_that_it_signs_ends_by_its_deadline(exchange: ScriptedExchange) -> None:
    exchange.scripts = [never]
    with (
        OkxMargin(Watching(), base_url=exchange.base_url, deadline=0.3, timeout=None) as okx,
        pytest.raises(OkxMarginError),
    ):
        okx.account.adjust_margin(**ADD_ONE)


def test_it_signs_the_reads_that_a_journal_asks_for(exchange: ScriptedExchange, tmp_path: Path) -> None:
    exchange.scripts = [NOTHING]
    auth = Watching()
    journal: dict[str, Any] = {"journal": tmp_path / "adjustments.db", "account": "mine"}
    with OkxMargin(auth, base_url=exchange.base_url, **journal) as okx:
        okx.signal_bot.adjust_margin(algo_id="123456", type_="add", amt="10")
    *reads, moved = auth.seen
    assert (reads[0].method, moved.method) == ("GET", "POST")
    for request in auth.seen:
        assert str(request.url).startswith(f"{exchange.base_url}/api/v5/")


def test_resolving_ends_by_its_own_deadline_though_a_read_hangs(exchange: ScriptedExchange) -> None:
    exchange.scripts = [cut, never]
    with OkxMargin(exchange.auth(), timeout=None, deadline=None) as okx:
        with pytest.raises(OutcomeUnknownError) as raised:
            okx.account.adjust_margin(**ADD_ONE)
        assert okx.resolve(raised.value, deadline=0.3).verdict == "undecided"


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
