"""What a client remembers of its own calls, without a journal."""

from __future__ import annotations

import time

from okx_margin_runtime.call import Call
from okx_margin_runtime.recording import Recording

from .made_up import call


def made(minutes_ago: float, outcome: str) -> Call:
    it = call()
    it.attempts, it.sent_at, it.outcome = 1, time.time() - 60 * minutes_ago, outcome
    return it


def test_what_was_cut_short_is_forgotten_like_all_else() -> None:
    recording = Recording({}, {}, account="ours", skew=30)
    remembered = recording._recent  # pyright: ignore[reportPrivateUsage]
    cut, running = made(50, ""), made(40, "")
    for each in (cut, made(45, "done"), running, made(35, "done")):
        recording.remember(each)
    cut.may_have_left = True
    recording.cut_short(cut)
    assert cut.outcome == "unknown"
    recording.remember(latest := made(0, ""))
    assert cut not in remembered
    assert running in remembered  # it may still be processed
    recording.cut_short(running)
    assert running.outcome == "refused"  # no byte of it had left
    recording.remember(latest)
    assert {*remembered} == {latest}
