"""What a user chooses about the journal and about outcomes that are unknown."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Literal, TypeAlias, TypedDict, get_args

from .errors import InvalidInputError
from .journal import Journal

OnFailure: TypeAlias = Literal["refuse", "warn"]
OnUndecided: TypeAlias = Literal["warn", "refuse", "resolve"]


class Choices(TypedDict, total=False):
    """What a client does about its journal's failures, and about outcomes that are unknown.

    Attributes:
        journal_failure: What happens to an adjustment where the journal cannot be written: "refuse", the
            default, raises NotSentError; "warn" goes on, since a full disk must not forbid saving a position.
        on_undecided: What a second adjustment of the same position or bot does while the journal has an
            undecided one: "warn", the default, makes it all the same; "refuse" raises NotSentError; "resolve"
            finds out first, within the call's deadline, and raises NotSentError where that stays undecided.
        read_before: Whether a bot's figure is read and kept before each adjustment of it, where there is a
            journal (the default): nothing else can tell later whether it was applied.
        sole_actor: Promises that nobody outside this journal, or without one outside this client, moves the same
            amounts of the same instruments: no other bot, and no person in the app. The exchange's records do
            not say who moved what, so that without this promise (the default) a record that fits leaves an
            unknown outcome undecided.
        figure_moves: Promises that a bot's investAmt moves by each adjustment of its margin without
            allowReinvest. Nobody has measured that: without this promise (the default) an investAmt that has
            not moved leaves an unknown outcome undecided.
    """

    journal_failure: OnFailure
    on_undecided: OnUndecided
    read_before: bool
    sole_actor: bool
    figure_moves: bool


class Options(Choices, total=False):
    """The same, and the journal.

    Attributes:
        journal: The name of a SQLite file, made where it is missing, or a postgresql:// URL, or a Journal. Each
            adjustment is on disk there before a byte of it is sent, and its outcome after. None, the default,
            for no journal.
    """

    journal: str | os.PathLike[str] | Journal | None


def check(options: Choices) -> None:
    """Raises InvalidInputError for an option that there is not."""
    choices: dict[str, Sequence[object]] = {
        "journal_failure": get_args(OnFailure),
        "on_undecided": get_args(OnUndecided),
        "read_before": (True, False),
        "sole_actor": (True, False),
        "figure_moves": (True, False),
    }
    for name, value in options.items():
        if name == "journal":
            continue
        if name not in choices:
            raise InvalidInputError(
                f"There is no option {name}: {', '.join(['journal', *choices])} are known."
            )
        if value not in choices[name]:
            one_of = " or ".join(map(repr, choices[name]))
            raise InvalidInputError(f"{name} is {value!r}: it must be {one_of}.")
