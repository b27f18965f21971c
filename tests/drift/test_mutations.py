"""What the report says, word for word, when a page changes: in each of the three forms."""

from __future__ import annotations

import pytest

from generator.drift import drift
from generator.drift.endpoints import Endpoint
from generator.drift.facts import Facts
from generator.drift.report import cells
from tests.drift.conftest import Reader, unchanged
from tests.drift.mutations import MUTATIONS


def test_a_change_of_a_page(
    known: list[Endpoint], recorded: dict[str, dict[str, Facts]], read: Reader, subtests: pytest.Subtests
) -> None:
    for name, (edit, expected) in MUTATIONS.items():
        with subtests.test(name):
            pages = unchanged()
            edit(pages["setLeverage"]["english"], pages["setLeverage"]["chinese"])
            reading = read(pages)
            assert reading.problems == []
            assert [cells(row) for row in drift(known, reading, recorded, [])] == expected
