"""Names to addresses: who asks, in which thread, and what is said where there is none."""

from __future__ import annotations

import os
import threading

import pytest

from okx_margin_runtime.transport.addresses import Resolver

from .callers import CALLERS, NOT_SENT, OWN
from .host import Host
from .resolvers import hanging_resolver, resolved_to
from .test_at_exit import answers_once

BY_THREAD = [*OWN, "httpx threads"]
"""The callers that look names up themselves."""


def test_who_asks_meanwhile_shares_one_thread_that_keeps_no_program_from_ending(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with hanging_resolver(monkeypatch):
        others = {*threading.enumerate()}
        resolver = Resolver("okx.invalid", 1)
        lookup = resolver.lookup()
        assert resolver.lookup() is lookup
        (thread,) = {*threading.enumerate()} - others
        assert (thread.name, thread.daemon) == ("resolver", True)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this platform")
def test_a_child_does_not_wait_for_a_thread_that_stayed_with_its_parent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with hanging_resolver(monkeypatch):
        resolver = Resolver("okx.invalid", 1)
        lookup = resolver.lookup()
        child = os.fork()
        if child == 0:
            try:
                os._exit(int(resolver.lookup() is lookup))
            except BaseException:
                os._exit(2)
        assert os.waitpid(child, 0)[1] == 0
        assert resolver.lookup() is lookup


def without_another_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """As while the interpreter is shutting down."""
    start = threading.Thread.start

    def at_the_limit(thread: threading.Thread) -> None:
        if thread.name == "resolver":
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", at_the_limit)


@pytest.mark.parametrize("transport", BY_THREAD)
def test_an_address_needs_no_thread_and_a_name_says_that_none_can_be_had(
    transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_another_thread(monkeypatch)
    resolved_to(monkeypatch, "127.0.0.1")
    with Host() as host:
        for name, expected in (
            ("127.0.0.1", "1"),
            ("okx.invalid", "no thread can be started to look up the host's name (can't start new thread)"),
        ):
            caller = CALLERS[transport](f"http://{name}:{host.port}")
            outcome = caller.call(1)
            caller.end()
            assert expected in outcome.said
        assert (outcome.kind, host.received) == (NOT_SENT, ["1"])


@pytest.mark.parametrize("transport", OWN)
def test_without_another_thread_a_name_is_where_it_was(
    transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolved_to(monkeypatch, "127.0.0.1")
    with Host(answers_once) as host:
        caller = CALLERS[transport](f"http://okx.invalid:{host.port}")
        assert caller.call(1).said == "1"
        without_another_thread(monkeypatch)
        assert caller.call(2).said == "2"
        caller.end()
    assert host.connections == 2


@pytest.mark.parametrize("transport", BY_THREAD)
def test_a_resolver_that_takes_a_moment_is_waited_for(
    transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolved_to(monkeypatch, "127.0.0.1", moment=0.02)
    with Host() as host:
        caller = CALLERS[transport](f"http://okx.invalid:{host.port}")
        assert caller.call(1).said == "1"
        caller.end()
