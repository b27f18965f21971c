"""A call that Ctrl-C, a cancellation or a signal's handler cuts short says what is certain of it."""

from __future__ import annotations

import asyncio
import socket
import threading

import httpx
import pytest

from okx_margin_client import (
    AsyncOkxMargin,
    OkxMargin,
    OutcomeUnknownError,
    RefusedError,
)

from .conftest import ADD_ONE, Adjust, ScriptedExchange, answer, cut, each_carrier

carrier = each_carrier


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


def test_a_cancelled_call_says_that_its_outcome_is_unknown(exchange: ScriptedExchange) -> None:
    async def run() -> None:
        async with AsyncOkxMargin(exchange.auth()) as okx:
            call = asyncio.create_task(okx.account.adjust_margin(**ADD_ONE))
            await asyncio.to_thread(arrived.wait, 5)
            call.cancel()
            with pytest.raises(asyncio.CancelledError) as cancelled:
                await call
            assert "may have been processed" in cancelled.value.__notes__[0]

    release = threading.Event()
    arrived = threading.Event()

    def hold(connection: socket.socket) -> None:
        arrived.set()
        release.wait(5)

    exchange.scripts = [hold]
    asyncio.run(run())
    release.set()


def test_ctrl_c_during_a_call_says_that_its_outcome_is_unknown(exchange: ScriptedExchange, twin: str) -> None:
    def interrupted(request: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    with (
        OkxMargin(exchange.auth(), transport=httpx.MockTransport(interrupted)) as okx,
        pytest.raises(KeyboardInterrupt) as raised,
    ):
        okx.account.adjust_margin(**ADD_ONE)
    assert "may have been processed" in raised.value.__notes__[0]


def test_ctrl_c_while_the_answer_is_read_says_so_too(
    exchange: ScriptedExchange, adjust: Adjust, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("okx_margin_runtime.conduct.judge", interrupted)
    with pytest.raises(KeyboardInterrupt) as raised:
        adjust(exchange.auth())
    assert "may have been processed" in raised.value.__notes__[0]
