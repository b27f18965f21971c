"""Puts cases through the properties, a chunk at a time, and tells how to repeat what was found."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from attrs import Factory, define, frozen
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from hypothesis.stateful import run_state_machine_as_test

from tests.fuzz.answers import check_answer
from tests.fuzz.bodies import allowed
from tests.fuzz.document import OPERATIONS, WITH_BODY
from tests.fuzz.made_answers import answers
from tests.fuzz.refusals import check_refusal
from tests.fuzz.requests import check_request
from tests.fuzz.rig import Rig
from tests.fuzz.sequences import Account
from tests.fuzz.signatures import changes, check_change
from tests.fuzz.wrong_bodies import forbidden

_CHUNK = 500
"""So many cases share one seed: a failure is repeated by repeating its chunk."""

_STEPS, _ADJUSTMENTS = 15, 10
"""A sequence has so many steps at most, and counts for so many cases."""

SHORT: Mapping[str, int] = {
    "requests": 70,
    "refusals": 100,
    "answers": 130,
    "sequences": 300,
    "signatures": 200,
}
"""Cases of the short run, for each operation where a property has any: some 20 s of one processor."""

_BY_OPERATION: Mapping[str, tuple[Callable[[str], st.SearchStrategy[Any]], Callable[[Rig, Any], str]]] = {
    "requests": (allowed, check_request),
    "refusals": (forbidden, check_refusal),
    "answers": (answers, check_answer),
}
_OPERATIONS: Mapping[str, Sequence[str]] = {
    "requests": OPERATIONS,
    "refusals": WITH_BODY,  # a query's parameters are the exchange's to take or to pass over
    "answers": OPERATIONS,
}
PROPERTIES = (*_BY_OPERATION, "sequences", "signatures")


class FindingError(AssertionError):
    """A property does not hold; the text is the shortest case that shows it."""


@frozen
class Task:
    """One property, for one operation where it distinguishes them ("" where not)."""

    name: str
    operation_id: str = ""

    def command(self, cases: int, seed: int) -> str:
        """What repeats such a run."""
        only = f"{self.name}:{self.operation_id}" if self.operation_id else self.name
        return f"python -m tests.fuzz --target mock --only {only} --cases {cases} --seed {seed}"


@define
class Tally:
    """What a task has gone through."""

    task: Task
    cases: int = 0
    mix: Counter[str] = Factory(Counter[str])
    seconds: float = 0.0
    finding: str = ""
    found_after: int = 0
    """How many cases it took until the property first failed, before any shrinking."""

    def failed(self) -> None:
        self.found_after = self.found_after or max(self.cases, 1)


def tasks(only: str = "") -> Iterator[Task]:
    """All that is to be run, or only `property` or `property:operation`."""
    for name in PROPERTIES:
        for operation_id in _OPERATIONS.get(name, ("",)):
            task = Task(name, operation_id)
            if only in ("", name, f"{name}:{operation_id}"):
                yield task


def run(
    rig: Rig, task: Task, cases: int, seed: int, *, until: float | None = None, shrink: bool = True
) -> Tally:
    """Up to so many cases, until the monotonic moment `until`, or until one fails."""
    tally, started = Tally(task), time.monotonic()
    for number, size in enumerate(_sizes(cases)):
        if until is not None and time.monotonic() > until:
            break
        try:
            examples = -(-size // _ADJUSTMENTS) if task.name == "sequences" else size
            with repeatable():
                _chunk(rig, task, tally, quiet(examples, shrink=shrink), seed + number)
        except (AssertionError, ExceptionGroup) as failure:
            notes: list[str] = getattr(failure, "__notes__", [])
            steps = "\n".join(notes) if task.name == "sequences" else ""
            tally.finding = (
                "\n".join(filter(None, [str(failure), steps, f"seed {seed + number}, repeat with:"]))
                + f"\n  {task.command(size, seed + number)}"
            )
            break
    tally.seconds = time.monotonic() - started
    return tally


@contextmanager
def repeatable() -> Generator[None, None, None]:
    """Lets a seed give the same cases wherever it runs.

    Hypothesis mixes in constants of all modules that are imported, which are others in a full test run than
    for the command that repeats a finding. It has no setting for that; its version is pinned.
    """
    with patch.object(providers, "_get_local_constants", Constants):
        providers.CONSTANTS_CACHE.cache.clear()
        yield
    providers.CONSTANTS_CACHE.cache.clear()


def _sizes(cases: int) -> Iterator[int]:
    while cases > 0:
        yield min(cases, _CHUNK)
        cases -= _CHUNK


def quiet(cases: int, *, shrink: bool) -> settings:
    """Hypothesis's settings for so many cases: no database, no complaints about speed, one bug at a time."""
    return settings(
        max_examples=cases,
        stateful_step_count=_STEPS,
        phases=[Phase.generate, *([Phase.shrink] if shrink else [])],
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )


def _chunk(rig: Rig, task: Task, tally: Tally, chosen: settings, seed: int) -> None:
    if task.name == "sequences":
        _sequences(rig, tally, chosen, seed)
        return
    make, check = _BY_OPERATION.get(task.name, (lambda _: changes(), check_change))
    strategy = make(task.operation_id)

    @seeded(seed)
    @chosen
    @given(strategy)
    def one(case: Any) -> None:
        tally.cases += not tally.found_after
        try:
            outcome = check(rig, case)
        except Exception as failure:
            tally.failed()
            kind = "" if isinstance(failure, AssertionError) else f"{type(failure).__name__}: "
            raise FindingError(f"{task.name}: {kind}{failure}\n  shortest case: {case}") from failure
        if not tally.found_after:
            tally.mix[outcome] += 1

    one()


def _sequences(rig: Rig, tally: Tally, chosen: settings, seed: int) -> None:
    class Watched(Account):
        def teardown(self) -> None:
            if isinstance(sys.exception(), AssertionError):
                tally.failed()

    def step(outcome: str) -> None:
        if not tally.found_after:
            tally.cases += 1
            tally.mix[outcome] += 1

    Watched.rig, Watched.steps = rig, staticmethod(step)
    run_state_machine_as_test(seeded(seed)(Watched), settings=chosen)
