"""The places of one process, in simulated time, against an exchange that counts for itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import Phase, given, settings

from okx_margin_auth.pacing import Place, steady, window
from okx_margin_auth.pacing.waiters import Waiter
from okx_margin_auth.pacing.window import Held, Window
from tests.pacing.exchange import limited
from tests.pacing.simulation import (
    LIMIT,
    SECONDS,
    Check,
    Request,
    Simulation,
    all_at_once,
    check_first_come_first_served,
    check_never_refused,
    check_no_time_is_lost,
    requests,
)


class _Waiter(Waiter):
    process = 0

    def __init__(self, places: Window, wake: Callable[[], None]) -> None:
        super().__init__()
        self._places, self._wake = places, wake
        self._waits = False

    def wake(self) -> bool:
        self._wake()
        return True

    def ask(self) -> Place | float:
        if not self._waits:
            if (place := self._places.at_once()) is not None:
                return place
            self._places.join(self)
            self._waits = True
        return self._places.looks(self, None) or self.alarm

    def leave(self) -> None:
        self._places.leave(self)


class _Line:
    def __init__(self) -> None:
        self._places = Window(limited(LIMIT, SECONDS))

    def enter(self, wake: Callable[[], None]) -> _Waiter:
        return _Waiter(self._places, wake)


def simulate(traffic: Sequence[Request]) -> Simulation:
    with pytest.MonkeyPatch.context() as patch:
        simulation = Simulation()
        patch.setattr(steady, "time", simulation)
        simulation.run(traffic, _Line())
    return simulation


@given(requests())
@settings(max_examples=150, deadline=None)
def test_the_exchange_never_counts_more_than_its_limit(traffic: list[Request]) -> None:
    check_never_refused(simulate(traffic), traffic)


@given(requests(late=False))
@settings(max_examples=150, deadline=None)
def test_first_come_first_served_and_nobody_starves(traffic: list[Request]) -> None:
    check_first_come_first_served(simulate(traffic), traffic)


@given(all_at_once("responded", "leaves"))
@settings(max_examples=150, deadline=None)
def test_no_time_is_lost(traffic: list[Request]) -> None:
    check_no_time_is_lost(simulate(traffic), traffic)


_responded = Held.responded


def _counted_from_its_departure(self: Held) -> None:
    self._hold(self._taken + self._window.seconds)  # pyright: ignore[reportPrivateUsage]


def _response_ignored(self: Held) -> None:
    pass


def _forgotten_when_silent(self: Held) -> None:
    self.unused()


def _last_come_first_served(self: Window, waiter: Waiter) -> None:
    self._line.appendleft(waiter)  # pyright: ignore[reportPrivateUsage]


def _kept_by_who_left(self: Window, waiter: Waiter) -> None:
    pass


def _one_too_many(self: Window, now: float) -> bool:
    return len(self.places) <= self.requests


def _a_margin_for_every_case(self: Held) -> None:
    _responded(self)
    self._hold(self.until + SECONDS * 0.05)  # pyright: ignore[reportPrivateUsage]


_FAULTS: list[tuple[type, str, object, Check]] = [
    (Held, "responded", _counted_from_its_departure, check_never_refused),
    (Held, "silent", _forgotten_when_silent, check_never_refused),
    (Window, "_has_free", _one_too_many, check_never_refused),
    (Window, "join", _last_come_first_served, check_first_come_first_served),
    (Window, "leave", _kept_by_who_left, check_no_time_is_lost),
    (Held, "responded", _response_ignored, check_no_time_is_lost),
    (Held, "responded", _a_margin_for_every_case, check_no_time_is_lost),
]


@pytest.mark.parametrize(("place", "name", "fault", "check"), _FAULTS)
def test_a_planted_fault_is_found(
    monkeypatch: pytest.MonkeyPatch, place: type, name: str, fault: object, check: Check
) -> None:
    monkeypatch.setattr(place, name, fault)

    @given(all_at_once("responded", "leaves") if check is check_no_time_is_lost else requests(late=False))
    @settings(max_examples=1000, deadline=None, database=None, phases=[Phase.generate])
    def search(traffic: list[Request]) -> None:
        check(simulate(traffic), traffic)

    with pytest.raises(AssertionError):
        search()


def test_a_clock_that_runs_slow_at_the_exchange_is_a_fault_without_the_margin(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(window, "CLOCKS_DIFFER", 1.0)
    traffic = [Request(0.0, 0.0, 0.0)] * (LIMIT + 1)
    with pytest.raises(AssertionError):
        check_never_refused(simulate(traffic), traffic)
