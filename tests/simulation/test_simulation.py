"""Our call, resolve and journal in simulated worlds: 20,000 adjustments, and faults planted to be found."""

import os
import warnings
from multiprocessing import get_context

import pytest

from .clock import simulated
from .planted import PLANTED, Planted
from .run import SCENES, play_all, repeat, undecided_share
from .world import Tally, World

CLEAR = [name for name in SCENES if name.endswith("no amount twice")]


@pytest.fixture(scope="module")
def tallies() -> dict[str, Tally]:
    return play_all(SCENES, 20_000, seed=20_261_125, jobs=os.cpu_count() or 1)


def test_no_invariant_is_violated(tallies: dict[str, Tally]) -> None:
    wrong = [
        f"{text}\n{repeat(scene, seed)}" for scene, tally in tallies.items() for seed, text in tally.wrong
    ]
    assert not wrong, "\n".join(wrong)
    assert sum(tally.adjustments["begun"] for tally in tallies.values()) == 20_000
    assert sum(tally.adjustments["unknown"] for tally in tallies.values()) > 2_000
    assert sum(tally.events["crash"] for tally in tallies.values()) > 50


def test_nothing_is_undecided_where_records_are_in_time_and_no_amount_moves_twice(
    tallies: dict[str, Tally],
) -> None:
    for name in CLEAR:
        assert undecided_share(tallies[name], "position") == 0, tallies[name].reasons


def test_what_can_be_decided_is(tallies: dict[str, Tally]) -> None:
    assert undecided_share(tallies["alone"], "position") < 0.12
    assert undecided_share(tallies["others move other amounts"], "position") < 0.12
    assert undecided_share(tallies["others move the same amounts"], "position") < 0.9
    assert undecided_share(tallies["alone"], "bot") < 0.8


@pytest.mark.slow
def test_a_seed_gives_the_same_world_in_every_process(tallies: dict[str, Tally]) -> None:
    again = play_all(["alone"], 500, seed=20_261_125, jobs=1)["alone"]
    with get_context("spawn").Pool(1) as pool:
        elsewhere = pool.apply(play_all, (["alone"], 500, 20_261_125, 1))["alone"]
    assert again == elsewhere


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_a_planted_fault_is_found(planted: Planted) -> None:
    with simulated(), warnings.catch_warnings(), planted.plant():
        warnings.simplefilter("ignore")
        wrong = (text for seed in range(1, 400) for _, text in World(seed, planted.settings).run().wrong)
        assert any(planted.breaks in text for text in wrong), "not found in 399 worlds"
