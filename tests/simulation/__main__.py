"""`python -m tests.simulation`: plays worlds, prints what came of them, and fails where an invariant did not hold."""

from __future__ import annotations

import argparse
import os
import sys
import time

from .run import SCENES, play_all, repeat, undecided_share


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--adjustments", type=int, default=1_000_000, help="of ours, over all scenes")
    parser.add_argument("--seed", type=int, default=1, help="of the first world")
    parser.add_argument("--scene", choices=SCENES, help="only this one")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    scenes = [options.scene] if options.scene else [*SCENES]
    began = time.monotonic()
    tallies = play_all(scenes, options.adjustments, options.seed, options.jobs)
    took = time.monotonic() - began
    print(f"{'scene':<58} adjustments    done  unknown  positions undecided  bots undecided  crashes  wrong")
    for scene, tally in tallies.items():
        counted = tally.adjustments
        print(
            f"{scene:<58} {counted['begun']:11} {counted['done']:7} {counted['unknown']:8}"
            f" {undecided_share(tally, 'position'):20.2%} {undecided_share(tally, 'bot'):15.2%}"
            f" {tally.events['crash']:8} {len(tally.wrong):6}"
        )
    for scene, tally in tallies.items():
        print(f"\n{scene}:")
        for reason, times in tally.reasons.most_common():
            print(f"  {times:8}  {reason if len(reason) < 100 else reason[:99] + '…'}")
    count = sum(tally.adjustments["begun"] for tally in tallies.values())
    print(f"\n{count} adjustments in {took:.0f} s: {count / took:.0f}/s")
    wrong = [(scene, seed, text) for scene, tally in tallies.items() for seed, text in tally.wrong]
    for scene, seed, text in wrong[:20]:
        print(f"WRONG {text}\n  {repeat(scene, seed)}")
    print("Invariants hold." if not wrong else f"{len(wrong)} times an invariant did not hold.")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
