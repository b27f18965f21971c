"""Every fifth request meets a fault at the socket: what is reported and found out stays true.

The short form; `make faults` makes 10,000 adjustments by threads and 10,000 by tasks.
"""

from pathlib import Path

import pytest

from . import faults


@pytest.mark.slow
def test_threads(tmp_path: Path) -> None:
    count = faults.by_threads(250, 0.2, 5, tmp_path / "adjustments.db", looking=4)
    assert count.wrong == []
    assert count.sockets_left == 0
    assert count.outcomes["unknown"] > 5
    assert count.verdicts["applied"] > 0
    assert count.verdicts["not applied"] > 0


@pytest.mark.slow
def test_tasks(tmp_path: Path) -> None:
    count = faults.by_tasks(250, 0.2, 6, tmp_path / "adjustments.db", looking=4)
    assert count.wrong == []
    assert (count.sockets_left, count.tasks_left) == (0, 0)
    assert count.outcomes["unknown"] > 5


@pytest.mark.slow
def test_a_naive_retry_doubles(tmp_path: Path) -> None:
    count = faults.by_threads(100, 0.3, 7, tmp_path / "adjustments.db", naive=True)
    assert count.doubles > 0
