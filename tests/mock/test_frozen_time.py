"""Tests that freeze or move time end, are served, and are never held against a limit for ever."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import time_machine
from freezegun import freeze_time

from okx_margin_mock import Fault, MockExchange, serve

from .conftest import POSITION, SHORT, Caller

Frozen = Callable[[], AbstractContextManager[Any]]

FROZEN: dict[str, Frozen] = {
    "freezegun": lambda: freeze_time("2030-01-01"),
    "freezegun, ticking": lambda: freeze_time("2030-01-01", tick=True),
    "freezegun, asyncio's clock left alone": lambda: freeze_time("2030-01-01", real_asyncio=True),
    "freezegun, in the past": lambda: freeze_time("2001-01-01"),
    "time-machine": lambda: time_machine.travel(datetime(2030, 1, 1, tzinfo=UTC), tick=False),
    "time-machine, ticking": lambda: time_machine.travel(datetime(2030, 1, 1, tzinfo=UTC)),
}


@pytest.mark.parametrize("freeze", FROZEN.values(), ids=list(FROZEN))
def test_a_server_in_frozen_time_answers_delays_and_stops(freeze: Frozen, client: httpx.Client) -> None:
    with freeze(), serve() as mock:
        call = Caller(mock, client)
        assert call.data(POSITION, SHORT)
        mock.exchange.inject(Fault.delay(0.05))
        assert call.data(POSITION, SHORT)
        mock.exchange.inject(Fault.delay(600))
        with pytest.raises(httpx.ReadTimeout), httpx.Client(timeout=0.2) as hasty:
            Caller(mock, hasty)(POSITION, SHORT)


def test_a_server_frozen_and_thawed_while_it_runs_stops(client: httpx.Client) -> None:
    with serve() as mock:
        call = Caller(mock, client)
        with freeze_time("2030-01-01"):
            assert call.data(POSITION, SHORT)
        assert call.data(POSITION, SHORT)


def test_the_exchange_lives_in_the_tests_time(client: httpx.Client) -> None:
    with serve() as mock, time_machine.travel(datetime(2030, 1, 1, tzinfo=UTC), tick=False) as traveller:
        assert mock.exchange.now_ms() == datetime(2030, 1, 1, tzinfo=UTC).timestamp() * 1000
        traveller.shift(timedelta(hours=1))
        assert Caller(mock, client).data(POSITION, SHORT)


def test_the_limit_goes_by_a_clock_that_nobody_freezes(client: httpx.Client) -> None:
    """The 21st call is refused, frozen or not; and 2 s later, as the machine counts them, it is served."""
    with freeze_time("2030-01-01"), serve(MockExchange.from_seed()) as mock:
        call = Caller(mock, client)
        codes = [call(POSITION, SHORT).json()["code"] for _ in range(21)]
        assert codes == ["0"] * 20 + ["50011"]
        time.sleep(2.05)
        assert call(POSITION, SHORT).json()["code"] == "0"
