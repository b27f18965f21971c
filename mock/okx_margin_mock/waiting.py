"""Faults that wait for their request."""

from collections.abc import Callable, Sequence
from random import Random

from attrs import define, field

from okx_margin_mock.faults import Fault, FaultError


@define
class _Waiting:
    fault: Fault
    path: str | None
    #: How often it still strikes; None: until it is cleared.
    times: int | None
    probability: float
    random: Random

    def strikes(self, path: str) -> bool:
        """Whether it meets a request to that path; with a probability, the dice are thrown for each."""
        return self.path in (None, path) and (
            self.probability == 1 or self.random.random() < self.probability
        )


@define
class WaitingFaults:
    """Faults in the order they were asked for, those on the way apart from those of the records."""

    _waiting: list[_Waiting] = field(factory=list[_Waiting])

    def add(
        self,
        fault: Fault,
        paths: Sequence[str],
        endpoint: str | None,
        times: int | None,
        probability: float,
        seed: int,
    ) -> None:
        """Raises FaultError for a path that is not one of `paths`, fewer than one time, or no probability."""
        if not isinstance(fault, Fault):  # pyright: ignore[reportUnnecessaryIsInstance]  # users write "disconnect"
            raise FaultError(f"inject takes a fault such as Fault.disconnect(), not {fault!r}")
        if endpoint is not None and endpoint not in paths:
            raise FaultError(f"endpoint must be one of {', '.join(sorted(set(paths)))}, not {endpoint!r}")
        if times is not None and (type(times) is not int or times < 1):
            raise FaultError(f"times must be 1 or more, not {times!r}")
        if not isinstance(probability, int | float) or not 0 < probability <= 1:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise FaultError(f"probability must be above 0 and at most 1, not {probability!r}")
        if not isinstance(seed, int):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise FaultError(f"seed must be a whole number, not {seed!r}")
        if times is None and probability == 1:
            times = 1
        if fault.clock_skew is None:  # that one takes effect at once
            self._waiting.append(_Waiting(fault, endpoint, times, probability, Random(seed)))  # noqa: S311

    def on_the_way(self, path: str) -> Fault | None:
        """The oldest that strikes a request to that path, before it reaches the exchange or after."""
        taken = self._take(path, lambda fault: not fault.of_records, most=1)
        return taken[0] if taken else None

    def of_records(self, path: str) -> list[Fault]:
        """All that strike what an adjustment leaves behind."""
        return self._take(path, lambda fault: fault.of_records)

    def _take(self, path: str, kind: Callable[[Fault], bool], most: int | None = None) -> list[Fault]:
        taken: list[Fault] = []
        for waiting in list(self._waiting):
            if len(taken) == most:
                break
            if kind(waiting.fault) and waiting.strikes(path):
                taken.append(waiting.fault)
                if waiting.times is not None:
                    waiting.times -= 1
                    if not waiting.times:
                        self._waiting.remove(waiting)
        return taken
