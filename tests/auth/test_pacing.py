import itertools
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okx_margin_auth import SlidingWindow, pacing
from okx_margin_client import NotSentError
from okx_margin_client.exchange import ENDPOINTS
from okx_margin_runtime.facts import Endpoint

POSITION = ENDPOINTS["POST", "/api/v5/account/position/margin-balance"]
SIGNAL_BOT = ENDPOINTS["POST", "/api/v5/tradingBot/signal/margin-balance"]


class Machine:
    """Stands in for the module `time`."""

    now = 100.0

    def __init__(self) -> None:
        self.slept = threading.local()

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.seconds = seconds


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine()
    monkeypatch.setattr(pacing, "time", machine)
    return machine


def reserve(window: SlidingWindow, endpoint: Endpoint) -> float:
    """Take the next place; gives how long that thread has to wait for it."""
    machine: Any = vars(pacing)["time"]
    machine.slept.seconds = 0.0
    window.take(endpoint, None)
    return float(machine.slept.seconds)


def waits(window: SlidingWindow, endpoint: Endpoint, count: int) -> list[float]:
    return [reserve(window, endpoint) for _ in range(count)]


def test_the_documented_twenty_go_at_once_and_the_next_waits_for_the_window(machine: Machine) -> None:
    window = SlidingWindow()
    assert waits(window, POSITION, 20) == [0.0] * 20
    machine.now += 0.5
    assert waits(window, POSITION, 21) == [1.5] * 20 + [3.5]


def test_after_the_window_there_is_no_wait(machine: Machine) -> None:
    window = SlidingWindow()
    waits(window, POSITION, 20)
    machine.now += 2
    assert reserve(window, POSITION) == 0


@pytest.mark.usefixtures("machine")
def test_endpoints_and_instances_do_not_share_a_limit() -> None:
    window = SlidingWindow()
    waits(window, POSITION, 20)
    assert reserve(window, SIGNAL_BOT) == 0
    assert reserve(SlidingWindow(), POSITION) == 0


@given(st.lists(st.floats(min_value=0, max_value=1), min_size=21, max_size=90))
def test_no_stretch_of_two_seconds_ever_holds_more_than_twenty(pauses: list[float]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        machine = Machine()
        patch.setattr(pacing, "time", machine)
        window = SlidingWindow()
        sent: list[float] = []
        for pause in pauses:
            machine.now += pause
            sent.append(machine.now + reserve(window, POSITION))
    assert sent == sorted(sent)
    assert all(later - earlier >= 2 - 1e-9 for earlier, later in zip(sent, sent[20:], strict=False))


@pytest.mark.usefixtures("machine")
def test_threads_share_one_window() -> None:
    window = SlidingWindow(longest_wait=60)
    places: list[float] = []
    threads = [threading.Thread(target=lambda: places.extend(waits(window, POSITION, 25))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(places) == [float(2 * n) for n in range(10) for _ in itertools.repeat(None, 20)]


@pytest.mark.usefixtures("machine")
def test_a_request_whose_turn_would_come_too_late_is_refused_and_takes_no_place() -> None:
    window = SlidingWindow(longest_wait=3)
    assert waits(window, POSITION, 40)[-1] == 2
    for _ in range(2):
        with pytest.raises(NotSentError, match="turn would come in 4 s only"):
            reserve(window, POSITION)
