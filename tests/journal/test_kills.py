"""Processes that are killed in the middle of adjustments leave a journal that nothing is missing from.

The short form; `make kill` kills 200 on each database.
"""

from pathlib import Path

import pytest

from . import kill
from .postgres import Postgres


@pytest.mark.slow
def test_killed_processes_on_sqlite(tmp_path: Path) -> None:
    count = kill.run(str(tmp_path / "adjustments.db"), 12, seed=3)
    assert count.wrong == []
    assert count.between >= 3
    assert sum(count.verdicts.values()) >= count.between


@pytest.mark.slow
def test_killed_processes_and_a_killed_server_on_postgres(postgres: Postgres) -> None:
    def restart() -> None:
        postgres.kill()
        postgres.start()

    count = kill.run(postgres.fresh_database(), 8, seed=4, restart_server=restart, every=4)
    assert count.wrong == []
    assert count.server_kills == 2
    assert count.between >= 2
