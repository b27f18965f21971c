"""Requests, a network and their pacing in simulated time: in no time, and the same way each time."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, Literal, Protocol

import attrs
from attrs import frozen
from hypothesis import strategies as st

from okx_margin_auth.pacing import Place
from tests.pacing.exchange import refused

LIMIT: Final = 3
SECONDS: Final = 2.0


class Line(Protocol):
    """The pacing, as the simulation sees it."""

    def enter(self, wake: Callable[[], None]) -> Asker:
        """One more request; it is to be looked after again when `wake` is called."""
        ...


class Asker(Protocol):
    """A request that wants a place, of some process: each has seen round trips of its own."""

    @property
    def process(self) -> int: ...

    def ask(self) -> Place | float:
        """The place, or when to ask again."""
        ...

    def leave(self) -> None:
        """It waits no longer."""
        ...


@frozen
class Request:
    """What happens to one request; seconds.

    Attributes:
        after: It wants a place so long after the one before it.
        outbound: From its place to the exchange.
        inbound: From the exchange back.
        ending: One that is "silent" is given up when the response would have come, one that is "unused" when
            it would have been sent, one that "leaves" so long after it came, if it still waits by then.
        late: Its thread or task is woken so much later than asked for.
    """

    after: float
    outbound: float
    inbound: float
    ending: Literal["responded", "silent", "unused", "leaves"] = "responded"
    late: float = 0.0


class Simulation:
    """A clock, to be put in place of the module `time`, and what happens by it.

    Attributes:
        arrivals: When the exchange received requests.
        came: The requests in the order in which they came.
        served: When each got its place.
        left: Those that gave up waiting.
    """

    def __init__(self) -> None:
        self.began = self.now = 1000.0
        self.arrivals: Final[list[float]] = []
        self.came: Final[list[int]] = []
        self.served: Final[dict[int, float]] = {}
        self.left: Final[set[int]] = set()
        self._longest: dict[int, float] = {}  # by process
        self._order = itertools.count()
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []

    def monotonic(self) -> float:
        return self.now

    def at(self, when: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (max(when, self.now), next(self._order), action))

    def run(self, requests: Sequence[Request], line: Line) -> None:
        """Until all of them have ended."""
        moment = self.now
        for number, request in enumerate(requests):
            moment += request.after
            self.at(moment, partial(_begin, self, line, number, request))
        for _ in range(10_000):
            if not self._agenda:
                return
            self.now, _, action = heapq.heappop(self._agenda)
            action()
        raise AssertionError("it goes on for ever")

    def send(self, request: Request, place: Place, process: int) -> None:
        """It has its place: off it goes."""
        if request.ending == "unused":
            self.at(self.now + request.outbound, place.unused)
            return
        taken, back = self.now, request.outbound + request.inbound

        def end() -> None:
            if request.ending == "silent":
                # The worst that can be: it was on its way for as long as any other was seen to be.
                self.arrivals.append(taken + min(request.outbound, self._longest.get(process, back)))
                place.silent()
            else:
                self.arrivals.append(taken + request.outbound)
                self._longest[process] = max(self._longest.get(process, 0.0), back)
                place.responded()

        self.at(taken + back, end)


def _begin(simulation: Simulation, line: Line, number: int, request: Request) -> None:
    _Life(simulation, line, number, request).begin()


class _Life:
    """One request from when it wants a place until it has one."""

    def __init__(self, simulation: Simulation, line: Line, number: int, request: Request) -> None:
        self._simulation, self._number, self._request = simulation, number, request
        self._asker = line.enter(self._wake)
        self._waits = True

    def begin(self) -> None:
        self._simulation.came.append(self._number)
        if self._request.ending == "leaves":
            self._simulation.at(self._simulation.now + self._request.inbound, self._leave)
        self._ask()

    def _ask(self) -> None:
        if not self._waits:
            return
        answer = self._asker.ask()
        if isinstance(answer, int | float):
            self._simulation.at(answer + self._request.late, self._ask)
        else:
            self._waits = False
            self._simulation.served[self._number] = self._simulation.now
            self._simulation.send(self._request, answer, self._asker.process)

    def _wake(self) -> None:
        self._simulation.at(self._simulation.now + self._request.late, self._ask)

    def _leave(self) -> None:
        if self._waits:
            self._waits = False
            self._simulation.left.add(self._number)
            self._asker.leave()


def requests(
    *, endings: Sequence[str] = ("responded", "silent", "unused", "leaves"), late: bool = True
) -> st.SearchStrategy[list[Request]]:
    """Some seconds of traffic, bursts and pauses, with round trips of up to a window."""
    trip = st.floats(0, SECONDS / 2) | st.sampled_from([0.0, 0.001, 0.08])
    return st.lists(
        st.builds(
            Request,
            after=st.just(0.0) | st.floats(0, 1) | st.floats(0, 5),
            outbound=trip,
            inbound=trip,
            ending=st.sampled_from(endings),
            late=st.just(0.0) | st.floats(0, 0.5) if late else st.just(0.0),
        ),
        min_size=LIMIT + 1,
        max_size=25,
    )


def all_at_once(*endings: str) -> st.SearchStrategy[list[Request]]:
    """A burst, all of which ends so."""
    return requests(endings=endings or ["responded"], late=False).map(
        lambda traffic: [attrs.evolve(request, after=0.0) for request in traffic]
    )


def check_never_refused(simulation: Simulation, traffic: Sequence[Request]) -> None:
    """However fast the exchange's clock runs against ours, within what clocks do."""
    for rate in (0.9991, 1.0, 1.0009):
        assert refused((moment * rate for moment in simulation.arrivals), LIMIT, SECONDS) == 0


def check_first_come_first_served(simulation: Simulation, traffic: Sequence[Request]) -> None:
    """And nobody starves."""
    assert len(simulation.served) + len(simulation.left) == len(traffic)
    if not any(request.late for request in traffic):
        moments = [simulation.served[number] for number in simulation.came if number not in simulation.left]
        # A microsecond, by which waits are rounded, is nobody's turn.
        assert all(later > earlier - 1e-5 for earlier, later in itertools.pairwise(moments))


def check_no_time_is_lost(simulation: Simulation, traffic: Sequence[Request]) -> None:
    """Where all come at once, to be responded to or to leave, a round takes a window and one round trip."""
    count = len(traffic) - len(simulation.left)
    assert len(simulation.arrivals) == count
    rounds, trip = (count - 1) // LIMIT, max(each.outbound + each.inbound for each in traffic)
    longest = rounds * (SECONDS * 1.001 + trip + 1e-4) + trip + 1e-4
    assert max(simulation.arrivals) - simulation.began <= longest


Check = Callable[[Simulation, Sequence[Request]], None]
