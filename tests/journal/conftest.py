"""A SQLite file and a real PostgreSQL server for the tests of the journal."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from .postgres import Postgres, missing


@pytest.fixture(scope="session")
def postgres() -> Generator[Postgres]:
    """A PostgreSQL server of this session's own, on loopback."""
    if lacking := missing():
        pytest.skip(lacking)
    with Postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty journal may be kept: in a file, then in PostgreSQL."""
    if request.param == "sqlite":
        return str(tmp_path / "adjustments.db")
    server: Postgres = request.getfixturevalue("postgres")
    return server.fresh_database()
