"""The places of one process, in simulated time, against an exchange that counts for itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from okx_margin_auth.pacing import Place, window
from okx_margin_auth.pacing.waiters import Waiter
from okx_margin_auth.pacing.window import Held, Window
from tests.pacing.exchange import limited, refused
from tests.pacing.simulation import LIMIT, SECONDS, Request, Simulation, requests


class _Waiter(Waiter):
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
        patch.setattr(window, "time", simulation)
        simulation.run(traffic, _Line())
    return simulation


def check_never_refused(traffic: Sequence[Request], rate: float) -> None:
    arrivals = simulate(traffic).arrivals
    assert refused((moment * rate for moment in arrivals), LIMIT, SECONDS) == 0


def check_first_come_first_served(traffic: Sequence[Request]) -> None:
    simulation = simulate(traffic)
    moments = [simulation.served[number] for number in simulation.came if number not in simulation.left]
    assert moments == sorted(moments)


def check_no_time_is_lost(traffic: Sequence[Request]) -> None:
    """Where all come at once and all are responded to, each round takes a window and its longest trip."""
    traffic = [Request(0.0, request.outbound, request.inbound) for request in traffic]
    simulation = simulate(traffic)
    rounds, trip = (len(traffic) - 1) // LIMIT, max(each.outbound + each.inbound for each in traffic)
    assert len(simulation.arrivals) == len(traffic)
    assert max(simulation.arrivals) - 1000 <= rounds * (SECONDS * 1.001 + trip) + trip + 1e-6


_RATES = st.sampled_from([0.9991, 1.0, 1.0009])
"""How fast the exchange's clock runs against ours."""


@given(requests(), _RATES)
@settings(max_examples=400)
def test_the_exchange_never_counts_more_than_its_limit(traffic: list[Request], rate: float) -> None:
    check_never_refused(traffic, rate)


@given(requests())
@settings(max_examples=200)
def test_first_come_first_served_and_nobody_starves(traffic: list[Request]) -> None:
    check_first_come_first_served([Request(r.after, r.outbound, r.inbound, r.ending) for r in traffic])


@given(requests())
@settings(max_examples=200)
def test_no_time_is_lost(traffic: list[Request]) -> None:
    check_no_time_is_lost(traffic)


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


_Check = Callable[[Sequence[Request]], None]
_FAULTS: list[tuple[type, str, object, _Check]] = [
    (Held, "responded", _counted_from_its_departure, lambda traffic: check_never_refused(traffic, 1.0)),
    (Held, "silent", _forgotten_when_silent, lambda traffic: check_never_refused(traffic, 1.0)),
    (Window, "_has_free", _one_too_many, lambda traffic: check_never_refused(traffic, 1.0)),
    (Window, "join", _last_come_first_served, check_first_come_first_served),
    (Window, "leave", _kept_by_who_left, check_first_come_first_served),
    (Held, "responded", _response_ignored, check_no_time_is_lost),
    (Held, "responded", _a_margin_for_every_case, check_no_time_is_lost),
]


@pytest.mark.parametrize(("place", "name", "fault", "check"), _FAULTS)
def test_a_planted_fault_is_found(
    monkeypatch: pytest.MonkeyPatch, place: type, name: str, fault: object, check: _Check
) -> None:
    monkeypatch.setattr(place, name, fault)

    @given(requests())
    @settings(max_examples=1000, database=None, phases=[Phase.generate])
    def search(traffic: list[Request]) -> None:
        check(traffic)

    with pytest.raises(AssertionError):
        search()


def test_a_clock_that_runs_slow_at_the_exchange_is_a_fault_without_the_margin(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(window, "CLOCKS_DIFFER", 1.0)
    traffic = [Request(0.0, 0.0, 0.0)] * (LIMIT + 1)
    with pytest.raises(AssertionError):
        check_never_refused(traffic, 0.9991)
