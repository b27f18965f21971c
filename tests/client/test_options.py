"""How long a call may take, options for a few calls, and mistakes that cannot be misread."""

from __future__ import annotations

import asyncio
import gc
import socket
import time
import warnings
import weakref
from collections.abc import Callable
from typing import Any

import httpx
import pytest

import okx_margin_runtime.client as runtime_client
from okx_margin_client import AsyncOkxMargin, InvalidInputError, NotSentError, OkxMargin, OutcomeUnknownError

from .conftest import ADD_ONE, DONE, Adjust, ScriptedExchange, answer, each_carrier

carrier = each_carrier


def drip(data: bytes, seconds: float) -> Callable[[socket.socket], None]:
    """One byte at a time, each in good time for any timeout."""

    def script(connection: socket.socket) -> None:
        for byte in data:
            connection.sendall(bytes([byte]))
            time.sleep(seconds)

    return script


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n"


@pytest.mark.parametrize("data", [HEAD[:-4] + b"\r\nX: " + b"x" * 2000, HEAD + b" " * 2000])
def test_a_call_ends_by_its_deadline_however_steadily_bytes_drip(
    exchange: ScriptedExchange, adjust: Adjust, data: bytes
) -> None:
    exchange.scripts = [drip(data, 0.02)]
    began = time.monotonic()
    with pytest.raises(OutcomeUnknownError):
        adjust(exchange.auth(), {"deadline": 0.4, "timeout": 10})
    assert time.monotonic() - began < 5  # 40 s without a deadline


@pytest.mark.slow
def test_a_deadline_that_passes_before_a_byte_left_is_not_sent(exchange: ScriptedExchange) -> None:
    full = socket.create_server(("127.0.0.1", 0), backlog=0)
    queued = [socket.socket() for _ in range(4)]
    for each in queued:  # the kernel takes no further connection: connecting hangs
        each.setblocking(False)
        each.connect_ex(full.getsockname())
    from okx_margin_auth import OkxAuth

    auth = OkxAuth("key", "secret", "passphrase", base_url=f"http://127.0.0.1:{full.getsockname()[1]}")
    try:
        with OkxMargin(auth, deadline=0.3) as okx, pytest.raises(NotSentError):
            okx.account.adjust_margin(**ADD_ONE)
    finally:
        for each in [*queued, full]:
            each.close()


def test_options_hold_for_the_calls_made_through_them_and_no_others(exchange: ScriptedExchange) -> None:
    slow = drip(HEAD + b" " * 2000, 0.02)
    exchange.scripts = [answer(DONE), slow, answer(DONE)]
    with OkxMargin(exchange.auth()) as okx:
        okx.account.adjust_margin(**ADD_ONE)
        with pytest.raises(OutcomeUnknownError):
            okx.with_options(deadline=0.2).account.adjust_margin(**ADD_ONE)
        assert okx.account.adjust_margin(**ADD_ONE).amt == 1
        assert okx.with_options(deadline=None, timeout=5).account.adjust_margin(**ADD_ONE).amt == 1


def test_a_timeout_for_a_call_ends_it_before_the_clients_deadline(exchange: ScriptedExchange) -> None:
    exchange.scripts = [drip(HEAD + b" " * 2000, 0.02)]
    with OkxMargin(exchange.auth(), deadline=4) as okx:
        began = time.monotonic()
        with pytest.raises(OutcomeUnknownError):
            okx.with_options(timeout=0.1).account.adjust_margin(**ADD_ONE)
        assert time.monotonic() - began < 3.5


def test_a_time_for_a_call_that_is_none_is_named(exchange: ScriptedExchange) -> None:
    with OkxMargin(exchange.auth()) as okx:
        for name in ("deadline", "timeout"):
            with pytest.raises(InvalidInputError, match=f"^{name} is -1: "):
                okx.with_options(**{name: -1})  # type: ignore[arg-type]


def test_a_client_says_where_its_calls_go(exchange: ScriptedExchange) -> None:
    auth = exchange.auth()
    with OkxMargin(auth) as okx:
        assert okx.base_url == okx.with_options(deadline=5).base_url == auth.base_url
    with OkxMargin(httpx.Auth(), base_url="https://host.example/") as okx:
        assert okx.base_url == "https://host.example"
    with OkxMargin(httpx.Auth(), base_url="https://host.example") as okx:
        assert AsyncOkxMargin(httpx.Auth(), base_url=okx.base_url).base_url == okx.base_url


def test_a_client_shows_where_its_calls_go_and_no_more(exchange: ScriptedExchange) -> None:
    for kind in (OkxMargin, AsyncOkxMargin):
        assert repr(kind(exchange.auth())) == f"{kind.__name__}(base_url={exchange.base_url!r})"
    assert repr(OkxMargin.EXCHANGE) == "Exchange(...)"  # it stands among the locals of every traceback


def test_a_client_made_by_options_closes_with_the_one_it_comes_from(exchange: ScriptedExchange) -> None:
    okx = OkxMargin(exchange.auth())
    other = okx.with_options(deadline=5)
    okx.close()
    with pytest.raises(NotSentError, match="closed"):
        other.account.adjust_margin(**ADD_ONE)


class Named(OkxMargin):
    """A client that somebody built upon."""

    name = ""


def test_options_keep_what_a_client_of_the_users_own_has_besides(exchange: ScriptedExchange) -> None:
    with Named(exchange.auth()) as okx:
        okx.name = "hedge"
        okx.account.adjust_margin(**ADD_ONE)
        quick = okx.with_options(deadline=0.001)
        assert quick.name == "hedge"
        assert quick.account is not okx.account


def test_awaiting_a_synchronous_result_says_that_it_is_done_and_gives_it(exchange: ScriptedExchange) -> None:
    async def run() -> Any:
        with OkxMargin(exchange.auth()) as okx, warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            done: Any = okx.account.adjust_margin(**ADD_ONE)
            assert await done is done
        return [str(each.message) for each in caught]

    said = asyncio.run(run())
    assert len(exchange.received) == 1
    assert any("the call is done already, and needs no await" in text for text in said)


def test_a_warning_that_is_made_an_error_takes_no_calls_place(
    exchange: ScriptedExchange, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> Any:
        with OkxMargin(exchange.auth()) as okx, warnings.catch_warnings():
            warnings.simplefilter("error")
            done: Any = okx.account.adjust_margin(**ADD_ONE)
            return await done

    monkeypatch.setattr(runtime_client, "_warned_of_blocking", False)
    assert asyncio.run(run()).amt == 1
    said = [record.message for record in caplog.records if record.name == "okx_margin"]
    assert [text.split(":")[0] for text in said] == [
        "OkxMargin is synchronous and was called inside a running event loop",
        "this client is synchronous",
    ]


def test_a_synchronous_call_in_an_event_loop_warns_once(
    exchange: ScriptedExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> list[str]:
        with OkxMargin(exchange.auth()) as okx, warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            okx.account.adjust_margin(**ADD_ONE)
            okx.account.adjust_margin(**ADD_ONE)
        return [str(each.message) for each in caught if "event loop" in str(each.message)]

    monkeypatch.setattr(runtime_client, "_warned_of_blocking", False)
    assert len(asyncio.run(run())) == 1
    monkeypatch.setattr(runtime_client, "_warned_of_blocking", False)
    with warnings.catch_warnings(), OkxMargin(exchange.auth()) as okx:
        warnings.simplefilter("error")
        okx.account.adjust_margin(**ADD_ONE)


def test_a_warning_names_the_users_own_line(
    exchange: ScriptedExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> list[str]:
        with OkxMargin(exchange.auth()) as okx, warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            done: Any = okx.account.adjust_margin(**ADD_ONE)
            await done
        return [each.filename for each in caught]

    monkeypatch.setattr(runtime_client, "_warned_of_blocking", False)
    assert asyncio.run(run()) == [__file__] * 2


def test_fifty_calls_at_once_can_be_told_apart_by_their_errors(exchange: ScriptedExchange) -> None:
    exchange.scripts = [answer(b'{"code":"51001","msg":"no"}')]

    async def run() -> list[BaseException | Any]:
        async with AsyncOkxMargin(exchange.auth(pacing=None)) as okx:
            calls = (
                okx.account.adjust_margin(**dict(ADD_ONE, inst_id=f"COIN{number}-USDT-SWAP"))
                for number in range(50)
            )
            return await asyncio.gather(*calls, return_exceptions=True)

    for number, error in enumerate(asyncio.run(run())):
        assert f"inst_id=COIN{number}-USDT-SWAP " in str(error)


@pytest.mark.parametrize("journal", [False, True])
def test_a_client_for_one_call_is_gone_once_the_call_is(exchange: ScriptedExchange, journal: bool) -> None:
    """And does not wait for the garbage collector, which a bot may have turned off."""
    exchange.scripts = [answer(DONE)]
    options: dict[str, Any] = {"journal": ":memory:"} if journal else {}
    with OkxMargin(exchange.auth(), **options) as okx:
        okx.account  # noqa: B018 — the client's own group must not be what the other's calls go by
        one = okx.with_options(deadline=5, read_before=False)
        assert one.account is not okx.account
        freed = weakref.ref(one)
        gc.disable()
        try:
            one.account.adjust_margin(**ADD_ONE)
            del one
            assert freed() is None
        finally:
            gc.enable()
