"""Each planted fault is found within the short run's cases, in the task that ought to find it."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.fuzz.conftest import SEED
from tests.fuzz.planted import PLANTED
from tests.fuzz.planted.fault import Planted
from tests.fuzz.rig import Rig
from tests.fuzz.run import SHORT, run


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: f"{planted.where}: {planted.what}")
def test_it_is_found(rig: Rig, monkeypatch: pytest.MonkeyPatch, planted: Planted) -> None:
    planted.plant(monkeypatch)
    tally = run(rig, planted.task, SHORT[planted.task.name], SEED, shrink=False)
    assert tally.finding, "the properties hold nevertheless"
    print(f"{planted.where}: {planted.what}: found after {tally.found_after} cases")


def test_there_are_four_in_each_part() -> None:
    assert min(Counter(planted.where for planted in PLANTED).values()) >= 4
