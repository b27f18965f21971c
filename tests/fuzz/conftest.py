"""One rig for all tests: its clients and its server are made once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fuzz.rig import Rig, rig

SEED = 1
"""Of the short run: the same cases every time."""


@pytest.fixture(scope="session")
def one_rig() -> Iterator[Rig]:
    with rig() as made:
        yield made


@pytest.fixture(name="rig")
def fresh_rig(one_rig: Rig) -> Rig:
    one_rig.exchange.reset()
    one_rig.forget_clocks()
    return one_rig
