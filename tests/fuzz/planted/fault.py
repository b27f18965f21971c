"""A deliberate fault, and how it is put in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from attrs import frozen

from tests.fuzz.run import Task


@frozen
class Planted:
    """One fault: what is wrong, whose fault it would be, which task is to find it, and how it is put in."""

    what: str
    where: Literal["client", "plugin", "mock"]
    task: Task
    plant: Callable[[pytest.MonkeyPatch], None]
