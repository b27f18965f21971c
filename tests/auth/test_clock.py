import re
import time
from datetime import UTC, datetime
from random import Random

import pytest

from okx_margin_auth.clock import Clock


class Machine:
    """Stands in for the module `time`; both of its clocks stand still unless they are moved."""

    def __init__(self) -> None:
        self.wall = 1_607_418_537.715
        self.running = 50.0

    def time(self) -> float:
        return self.wall

    def monotonic(self) -> float:
        return self.running


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine()
    monkeypatch.setattr("okx_margin_auth.clock.time", machine)
    return machine


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        (1_607_418_537.715, "2020-12-08T09:08:57.715Z"),
        (1_607_418_537.0, "2020-12-08T09:08:57.000Z"),
        (1_607_418_537.9999, "2020-12-08T09:08:57.999Z"),
        (0.004, "1970-01-01T00:00:00.004Z"),
    ],
)
def test_a_timestamp_has_three_digits_of_milliseconds(machine: Machine, wall: float, expected: str) -> None:
    machine.wall = wall
    assert Clock().now()[1] == expected


@pytest.mark.skipif(
    not hasattr(time, "tzset"), reason="this system's time zone cannot be changed by a process"
)
def test_a_timestamp_is_utc_wherever_the_machine_stands(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "UTC-8")  # as in Shanghai: eight hours ahead
    time.tzset()
    try:
        assert time.localtime(0).tm_hour == 8
        assert Clock().now()[1] == "2020-12-08T09:08:57.715Z"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_timestamp_is_that_of_its_moment_whatever_was_asked_before(machine: Machine) -> None:
    clock, random = Clock(), Random(7)
    for _ in range(2000):
        machine.wall = 1_607_418_537 + random.choice(
            [random.random(), random.uniform(0, 3), 0.9999996, 1.0004999]
        )
        moment = datetime.fromtimestamp(machine.wall, UTC)
        assert clock.now() == (machine.wall, f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z")


def test_the_real_clock_makes_such_timestamps() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", Clock().now()[1])


def test_the_machines_clock_is_used_until_the_exchanges_is_read(machine: Machine) -> None:
    clock = Clock()
    machine.wall += 3600
    assert clock.now()[1] == "2020-12-08T10:08:57.715Z"


def test_half_of_the_round_trip_is_accounted_for(machine: Machine) -> None:
    clock = Clock()
    clock.set(1_607_418_600_000, sent=50.0, received=54.0)
    machine.running = 54.0
    assert clock.now()[1] == "2020-12-08T09:10:02.000Z"


def test_a_step_of_the_machines_clock_changes_nothing_once_the_exchanges_is_known(machine: Machine) -> None:
    clock = Clock()
    clock.set(1_607_418_600_000, sent=50.0, received=50.0)
    machine.wall -= 86_400
    machine.running += 1.5
    assert clock.now()[1] == "2020-12-08T09:10:01.500Z"


def test_an_unreadable_time_leaves_the_clock_as_it_is(machine: Machine) -> None:
    clock = Clock()
    before = clock.now()[1]
    clock.set(None, sent=50.0, received=50.0)
    assert clock.now()[1] == before
    assert clock.consulted


def test_one_at_a_time_reads_the_clock() -> None:
    clock = Clock()
    assert clock.claim()
    assert not clock.claim()
    assert clock.claimed
    clock.release()
    assert clock.claim()


def test_a_child_of_a_fork_does_not_wait_for_its_parents_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    assert clock.claim()
    monkeypatch.setattr("os.getpid", lambda: -1)
    assert not clock.claimed
    clock.release()  # by the child, of what only its parent had
    assert not clock.claimed
    assert clock.claim()


def test_a_time_that_is_more_than_a_day_away_is_not_believed(machine: Machine) -> None:
    clock = Clock()
    before = clock.now()
    for server_time in (1_607_418_537_715 + 86_401_000, 253_402_300_799_999, 1):
        clock.set(server_time, sent=50.0, received=50.0)
        assert clock.now() == before
    clock.set(1_607_418_537_715 + 86_000_000, sent=50.0, received=50.0)
    assert clock.now() > before


def test_a_time_a_whole_day_off_is_not_believed_and_one_a_little_less_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("time.time", lambda: 1_000_000.0)
    for off in (86_400.0, -86_400.0):
        clock = Clock()
        clock.set(int((1_000_000 + off) * 1000), 5.0, 5.0)
        assert clock.reading is None
        clock.set(int((1_000_000 + off * 0.999) * 1000), 5.0, 5.0)
        assert clock.reading is not None
