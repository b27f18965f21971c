"""What a user chooses: where calls go and how long they may take, the journal, and what follows an unknown outcome."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from typing import Final, Literal, TypeAlias, TypedDict, get_args

from .call import shown
from .errors import InvalidInputError
from .journal import Journal
from .lazy_httpx import httpx
from .wire import Timeouts

Timeout: TypeAlias = "float | httpx.Timeout | None"

OnFailure: TypeAlias = Literal["refuse", "warn"]
OnUndecided: TypeAlias = Literal["warn", "refuse", "resolve"]


class Choices(TypedDict, total=False):
    """What a client does about its journal's failures, and about outcomes that are unknown.

    Attributes:
        journal_failure: What happens to an adjustment where the journal cannot be written: "refuse", the
            default, raises NotSentError; "warn" goes on, since a full disk must not forbid saving a position.
        on_undecided: What a second adjustment of the same position or bot does while the journal has an
            undecided one: "warn", the default, makes it all the same; "refuse" raises NotSentError; "resolve"
            finds out first and raises NotSentError where that stays undecided. The call's deadline counts on
            meanwhile, and its last ten seconds are kept for the call itself: a request of which nothing is seen
            is known not to have been applied only 45 s after it was signed, so with the usual deadline of 30 s
            the error may say in how many seconds to call again. `okx.with_options(deadline=60)` waits instead.
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
    """The same, the journal, and whose calls it keeps.

    Attributes:
        account: A name for the account, where several keys are of one (a second bot's, a new one, one that may
            only read): then they count each other's calls in a journal, and resolve each other's. Otherwise an
            account is what has the same key and environment. An auth that is no OkxAuth needs one for a journal.
        journal: The name of a SQLite file, made where it is missing, or a postgresql:// URL, or a Journal. Each
            adjustment is on disk there before a byte of it is sent, and its outcome after. None, the default,
            for no journal.
    """

    journal: str | os.PathLike[str] | Journal | None
    account: str


_PLAIN: Final = re.compile("https?://([a-z0-9]+(?:[.][a-z0-9]+)*)(?::[1-9][0-9]{0,3})?")
"""Addresses that need no parser, such as all of the exchange's."""
_OF_THE_CLIENT: Final = ("journal", "account")


def check(options: Options) -> None:
    """Raises InvalidInputError for an option that there is not, or that does nothing as it is."""
    choices: dict[str, Sequence[object]] = {
        "journal_failure": get_args(OnFailure),
        "on_undecided": get_args(OnUndecided),
        "read_before": (True, False),
        "sole_actor": (True, False),
        "figure_moves": (True, False),
    }
    for name, value in options.items():
        if name in _OF_THE_CLIENT:
            continue
        if name not in choices:
            known = ", ".join([*_OF_THE_CLIENT, *choices])
            raise InvalidInputError(f"There is no option {name}: {known} are known.")
        if value not in choices[name]:
            one_of = " or ".join(map(repr, choices[name]))
            raise InvalidInputError(f"{name} is {value!r}: it must be {one_of}.")
    account, journal = options.get("account", ""), options.get("journal")
    if not isinstance(account, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidInputError(f"account is of type {type(account).__name__}: it must be a name, a string.")
    if journal is not None and not isinstance(journal, str | os.PathLike | Journal):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidInputError(
            f"journal is of type {type(journal).__name__}: it must be the name of a file, a postgresql:// URL or a "
            "Journal."
        )
    if journal is None and (chosen := options.get("on_undecided", "warn")) != "warn":
        raise InvalidInputError(
            f"on_undecided={chosen!r} needs a journal, which knows what is undecided: give one to the client."
        )


def changed(options: Options, choices: Choices) -> Options:
    """`options` with other `choices`, for a client that shares the rest. Raises InvalidInputError."""
    for name in _OF_THE_CLIENT:
        if name in choices:
            raise InvalidInputError(f"{name} cannot be other for a call: make another client with it.")
    both: Options = {**options, **choices}
    check(both)
    return both


def address(text: str) -> httpx.URL:
    """Where calls go; raises InvalidInputError."""
    try:
        url = httpx.URL(str(text))
        usable = bool(url.host)
    except (httpx.InvalidURL, ValueError):  # such as idna's, of a name that is none
        url, usable = httpx.URL(), False
    if url.userinfo:  # a client's repr would show it, and no request has a use for it
        raise InvalidInputError("base_url names a user or a password, not shown here: leave them out.")
    if usable:
        return url
    raise InvalidInputError(
        "base_url is not a web address. Write scheme and host, as in https://host.example."
    )


def host(text: str) -> str:
    """Whose address it is, for people; raises InvalidInputError."""
    plain = _PLAIN.fullmatch(text)
    return plain[1] if plain else address(text).host


def timeouts(timeout: Timeout) -> Timeouts:
    """Each step's seconds; raises InvalidInputError."""
    if not isinstance(timeout, int | float | None) and isinstance(timeout, httpx.Timeout):  # pyright: ignore[reportUnnecessaryIsInstance]
        return Timeouts(**timeout.as_dict())
    each = seconds("timeout", timeout)
    return Timeouts(each, each, each, each)


def seconds(name: str, given: object) -> float | None:
    """The argument called `name`; raises InvalidInputError."""
    if given is None:
        return None
    if isinstance(given, int | float) and not isinstance(given, bool) and 0 < given <= sys.float_info.max:
        return given
    raise InvalidInputError(
        f"{name} is {shown(given, 80, repr)}: it must be a number of seconds above zero, or None."
    )
