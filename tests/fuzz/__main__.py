"""`python -m tests.fuzz --target mock|demo|URL --cases N --seed S --time T`."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Sequence

from tests.fuzz import demo
from tests.fuzz.rig import rig
from tests.fuzz.run import PROPERTIES, SHORT, Tally, Task, run, tasks


def main(argv: Sequence[str] | None = None) -> int:
    """0: all held; 1: something was found; 2: it could not be tried."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument(
        "--target",
        default="mock",
        help="mock (embedded), demo (OKX's, keys from OKX_API_KEY, "
        "OKX_SECRET_KEY, OKX_PASSPHRASE), or the URL of a mock or of an OKX demo host",
    )
    parser.add_argument(
        "--cases",
        type=int,
        help="for each property and operation; a short run "
        "without, and elsewhere than on the mock the fixed list alone",
    )
    parser.add_argument(
        "--seed", type=int, help="the same seed gives the same cases; a new one each time without"
    )
    parser.add_argument("--time", type=float, help="stop after so many seconds")
    parser.add_argument("--only", default="", metavar="PROPERTY[:OPERATION]", help=", ".join(PROPERTIES))
    options = parser.parse_args(argv)
    seed = random.SystemRandom().randrange(10**6) if options.seed is None else options.seed
    until = None if options.time is None else time.monotonic() + options.time
    if options.target != "mock":
        return demo.main(options.target, options.cases or 0, seed, until)
    chosen = list(tasks(options.only))
    if not chosen:
        parser.error(f"--only {options.only}: there is no such property; there are {', '.join(PROPERTIES)}")
    return _mock(chosen, options.cases, seed, until)


def _mock(chosen: Sequence[Task], cases: int | None, seed: int, until: float | None) -> int:
    print(f"fuzzing the embedded mock, seed {seed}")
    found = 0
    with rig() as made:
        for task in chosen:
            tally = run(made, task, SHORT[task.name] if cases is None else cases, seed, until=until)
            print(line(tally), flush=True)
            found += bool(tally.finding)
    return 1 if found else 0


def line(tally: Tally) -> str:
    """One task's line, and what was found below it."""
    task = tally.task
    speed = tally.cases / tally.seconds if tally.seconds else 0
    mix = ", ".join(f"{outcome} {count}" for outcome, count in tally.mix.most_common(8))
    head = f"{task.name} {task.operation_id}".strip()
    text = f"{'FOUND' if tally.finding else 'held ':5} {head:32} {tally.cases:6} cases {speed:5.0f}/s  {mix}"
    return f"{text}\n{tally.finding}" if tally.finding else text


if __name__ == "__main__":
    sys.exit(main())
