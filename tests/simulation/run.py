"""Many worlds, on all processors, under the conditions that tell resolvers apart."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Mapping
from multiprocessing import get_context
from typing import Final, NamedTuple

from .clock import simulated
from .exchange import NOTHING_LATE, USUAL, Lateness
from .world import Settings, Tally, World

SCENES: Final[Mapping[str, Settings]] = {
    "nothing late, no amount twice": Settings(lateness=NOTHING_LATE, distinct=True),
    "nothing late, others move other amounts, no amount twice": Settings(
        others="other amounts", lateness=NOTHING_LATE, distinct=True
    ),
    "nothing late": Settings(lateness=NOTHING_LATE),
    "alone": Settings(lateness=USUAL),
    "others move other amounts": Settings(others="other amounts", lateness=USUAL),
    "others move the same amounts": Settings(others="same amounts", lateness=USUAL),
    "alone, one bill in ten late": Settings(lateness=Lateness(late=0.1, never=0.01)),
    "others move the same amounts, one bill in ten late": Settings(
        others="same amounts", lateness=Lateness(late=0.1, never=0.01)
    ),
}
"""One bill in a hundred comes after the grace and one in a thousand never, where nothing else is said."""


class Part(NamedTuple):
    """Worlds of one scene, by their seeds."""

    scene: str
    seeds: range


def play(part: Part) -> Tally:
    """What came of these worlds."""
    logging.disable()
    tally = Tally()
    with simulated(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for seed in part.seeds:
            tally.add(World(seed, SCENES[part.scene]).run())
    logging.disable(logging.NOTSET)
    return tally


def play_all(scenes: Iterable[str], adjustments: int, seed: int, jobs: int) -> dict[str, Tally]:
    """So many adjustments over all `scenes` together, in worlds numbered from `seed`."""
    names = [*scenes]
    worlds = max(1, round(adjustments / len(names) / Settings().adjustments))
    step = max(1, min(200, worlds // jobs))
    parts = [
        Part(name, range(first, min(first + step, seed + worlds)))
        for name in names
        for first in range(seed, seed + worlds, step)
    ]
    tallies = {name: Tally() for name in names}
    if jobs == 1:
        for part in parts:
            tallies[part.scene].add(play(part))
        return tallies
    with get_context("spawn").Pool(jobs) as pool:
        for part, tally in zip(parts, pool.imap(play, parts), strict=True):
            tallies[part.scene].add(tally)
    return tallies


def repeat(scene: str, seed: int) -> str:
    """The command that plays one world again."""
    return (
        f'python -m tests.simulation --scene "{scene}" --seed {seed} --adjustments {Settings().adjustments}'
    )


def undecided_share(tally: Tally, what: str) -> float:
    """Of the unknown outcomes of positions or bots, those that were left undecided; NaN where there were none."""
    found = {verdict: tally.verdicts[what, verdict] for verdict in ("applied", "not applied", "undecided")}
    return found["undecided"] / total if (total := sum(found.values())) else float("nan")
