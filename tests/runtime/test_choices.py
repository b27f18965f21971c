"""Options of a client: what cannot be used is said where the client is made, with the option's name and value."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from okx_margin_runtime import choices
from okx_margin_runtime.errors import InvalidInputError
from okx_margin_runtime.wire import Timeouts

GOOD: Mapping[str, tuple[object, ...]] = {
    "journal_failure": ("refuse", "warn"),
    "on_undecided": ("warn", "refuse", "resolve"),
    "read_before": (True, False),
    "sole_actor": (True, False),
    "figure_moves": (True, False),
}
JOURNAL = {"account": "mine", "journal": "adjustments.db"}


def check(**options: Any) -> None:
    given: Any = options
    choices.check(given)


def test_what_may_be_chosen_is_taken() -> None:
    check()
    for name, values in GOOD.items():
        for value in values:
            check(**JOURNAL, **{name: value})
    check(journal=Path("adjustments.db"), on_undecided="resolve")
    check(journal=None, account="")
    check(on_undecided="warn")


def test_what_may_not_be_chosen_is_named_with_what_may() -> None:
    for name, values in GOOD.items():
        for wrong in ("Refuse", "maybe", None, 7):
            with pytest.raises(InvalidInputError) as raised:
                check(**JOURNAL, **{name: wrong})
            allowed = " or ".join(map(repr, values))
            assert str(raised.value) == f"{name} is {wrong!r}: it must be {allowed}."
    with pytest.raises(InvalidInputError) as raised:
        check(**JOURNAL, on_failure="warn")
    known = "account, figure_moves, journal, journal_failure, on_undecided, read_before, sole_actor"
    said = str(raised.value)
    assert said.startswith("There is no option on_failure: ")
    assert ", ".join(sorted(said.partition(": ")[2].removesuffix(" are known.").split(", "))) == known


def test_a_journal_and_an_account_are_of_the_kinds_that_they_can_be() -> None:
    for account in (None, 7, b"mine"):
        with pytest.raises(InvalidInputError, match=f"account is of type {type(account).__name__}: "):
            check(account=account)
    for journal in (7, b"adjustments.db", object()):
        with pytest.raises(InvalidInputError, match=f"journal is of type {type(journal).__name__}: "):
            check(journal=journal)


def test_what_a_journal_alone_can_tell_is_not_asked_for_without_one() -> None:
    for wanted in ("refuse", "resolve"):
        with pytest.raises(InvalidInputError, match=f"on_undecided='{wanted}' needs a journal"):
            check(account="mine", on_undecided=wanted)


def test_options_for_a_few_calls_are_checked_with_those_of_the_client() -> None:
    of_client: choices.Options = {"journal": "adjustments.db", "account": "mine", "sole_actor": True}
    assert choices.changed(of_client, {"on_undecided": "refuse"}) == {**of_client, "on_undecided": "refuse"}
    assert choices.changed(of_client, {"sole_actor": False}) == {**of_client, "sole_actor": False}
    assert of_client == {"journal": "adjustments.db", "account": "mine", "sole_actor": True}
    for name in ("journal", "account"):
        given: Any = {name: None}
        with pytest.raises(InvalidInputError, match=f"{name} cannot be other for a call: "):
            choices.changed(of_client, given)
    with pytest.raises(InvalidInputError, match="needs a journal"):
        choices.changed({}, {"on_undecided": "refuse"})


def test_an_address_is_one_of_the_web() -> None:
    assert choices.address("https://host.example/") == httpx.URL("https://host.example/")
    wrong: list[Any] = ["", "host.example", "https://", "https://xn--", "https://a:b", "http://[::1", None, 7]
    for text in wrong:
        with pytest.raises(InvalidInputError, match="base_url is not a web address"):
            choices.address(text)


def test_an_address_names_no_user_and_shows_none() -> None:
    for secret in ("https://user:hunter2@host.example", "https://hunter2@host.example"):
        with pytest.raises(InvalidInputError, match="a user or a password") as raised:
            choices.address(secret)
        assert "hunter2" not in str(raised.value)


def test_seconds_are_a_number_above_zero_or_none_at_all() -> None:
    for given in (None, 1, 0.001, 10.5):
        assert choices.seconds("deadline", given) == given
        assert choices.timeouts(given) == Timeouts(given, given, given, given)
    for wrong in (0, -1, 0.0, True, "10", float("nan"), float("inf"), [1], 10**400):
        with pytest.raises(InvalidInputError) as raised:
            choices.seconds("deadline", wrong)
        assert str(raised.value).startswith(f"deadline is {repr(wrong)[:80]}")
        given_wrong: Any = wrong
        with pytest.raises(InvalidInputError, match=r"^timeout is "):
            choices.timeouts(given_wrong)


def test_each_step_has_the_seconds_that_httpx_names_for_it() -> None:
    each = httpx.Timeout(connect=1, write=2, read=3, pool=4)
    assert choices.timeouts(each) == Timeouts(connect=1, write=2, read=3, pool=4)
