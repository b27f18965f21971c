"""docs/faq.md: each symptom is brought about on the mock, and reads as the page says."""

from __future__ import annotations

import asyncio
import os
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from okx_margin_auth import OkxAuth
from okx_margin_client import NotSentError, OkxMargin, OutcomeUnknownError, SystemTime
from okx_margin_mock import Fault, MockServer, serve
from okx_margin_runtime import client

from .pages import ROOT, anchor, blocks, headings

PAGE = ROOT / "docs" / "faq.md"
ADD: dict[str, Any] = {"inst_id": "BTC-USDT-SWAP", "pos_side": "short", "type_": "add", "amt": "1"}
ADJUSTMENT = "/api/v5/account/position/margin-balance"


class SaidError(Exception):
    """What a user reads that is no error."""


def adjust(auth: OkxAuth, times: int = 1, **arguments: Any) -> None:
    with OkxMargin(auth) as okx:
        for _ in range(times):
            okx.account.adjust_margin(**{**ADD, **arguments})


def with_a_wrong_secret(mock: MockServer) -> None:
    key = mock.key()
    adjust(OkxAuth(key.api_key, "wrong", key.passphrase, base_url=mock.base_url))


def with_a_clock_that_is_off(mock: MockServer) -> None:
    mock.exchange.inject(Fault.skewed_clock(60))
    adjust(mock.auth(resend_after=()))


def from_a_file_for_everybody(folder: Path) -> None:
    file = folder / "okx.toml"
    file.write_text("api_key = ''", "utf-8")
    file.chmod(0o644)
    OkxAuth.from_file(file)


def with_little_time(mock: MockServer) -> None:
    with OkxMargin(mock.auth(), deadline=0.5) as okx:
        for _ in range(21):
            okx.account.adjust_margin(**ADD)


def from_a_server_that_is_gone() -> None:
    with serve() as mock:
        auth = mock.auth()
    adjust(auth)


def with_the_answer_lost(mock: MockServer) -> None:
    mock.exchange.inject(Fault.disconnect("after"), endpoint=ADJUSTMENT)
    adjust(mock.auth())


def resolved_without_a_promise(mock: MockServer) -> None:
    """Once the request has expired: the exchange's clock is set forward, so that nobody waits."""
    mock.exchange.inject(Fault.disconnect("after"), endpoint=ADJUSTMENT)
    with OkxMargin(mock.auth()) as okx, pytest.raises(OutcomeUnknownError) as unknown:
        okx.account.adjust_margin(**ADD)
    mock.exchange.inject(Fault.skewed_clock(60))
    with OkxMargin(mock.auth()) as okx:
        raise SaidError(okx.resolve(unknown.value, deadline=5).reason)


def in_an_event_loop(mock: MockServer) -> None:
    async def call() -> SystemTime:
        with OkxMargin(mock.auth()) as okx:
            return okx.public.time()

    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        asyncio.run(call())
    raise cast(Warning, seen[0].message)


def with_a_journal_nowhere(mock: MockServer, folder: Path) -> None:
    with OkxMargin(mock.auth(), journal=folder / "nowhere" / "adjustments.db"):
        pass


#: The anchor of each symptom, and what brings it about.
SYMPTOMS: dict[str, Callable[[MockServer, Path], None]] = {
    "50119-on-every-call": lambda mock, _: adjust(mock.auth("eea")),
    "50101-on-every-call": lambda mock, _: adjust(mock.auth("live", environment="demo")),
    "50113-or-50105-on-every-call": lambda mock, _: with_a_wrong_secret(mock),
    "50102-although-the-clock-is-right": lambda mock, _: with_a_clock_that_is_off(mock),
    "50110-an-address-that-is-not-on-the-list": lambda mock, _: adjust(mock.auth("bound-to-ip")),
    "50120-the-key-lacks-the-permission": lambda mock, _: adjust(mock.auth("read-only")),
    "51000-parameter-posside-error": lambda mock, _: adjust(mock.auth(), pos_side="net"),
    "51001-no-such-instrument": lambda mock, _: adjust(mock.auth(), inst_id="btc-usdt-swap"),
    "59300-no-position": lambda mock, _: adjust(mock.auth(), pos_side="long"),
    "59301-taking-back-or-adding-too-much": lambda mock, _: adjust(mock.auth(), type_="reduce", amt="151"),
    "59302-a-pending-close-order": lambda mock, _: adjust(
        mock.auth(), inst_id="BTC-USDT-270625", pos_side="long"
    ),
    "amt-is-the-float-01": lambda mock, _: adjust(mock.auth(), amt=0.1),
    "not-set-or-empty-okx_api_key": lambda mock, _: adjust(OkxAuth.from_env({})),
    "others-than-its-owner-have-access-to-it": lambda _, folder: from_a_file_for_everybody(folder),
    "50011-although-calls-are-paced": lambda mock, _: adjust(mock.auth(pacing=None), times=21),
    "its-turn-would-come-in-20-s-but-it-may-wait-05-s": lambda mock, _: with_little_time(mock),
    "the-request-was-not-sent": lambda mock, _: from_a_server_that_is_gone(),
    "may-have-been-processed": lambda mock, _: with_the_answer_lost(mock),
    "resolve-says-undecided": lambda mock, _: resolved_without_a_promise(mock),
    "the-journal-cannot-be-used": with_a_journal_nowhere,
    "called-inside-a-running-event-loop": lambda mock, _: in_an_event_loop(mock),
    "respx-or-pytest-httpx-sees-nothing": lambda mock, _: from_a_server_that_is_gone(),
}


def shown() -> dict[str, str]:
    """What each symptom looks like on the page."""
    titles = [anchor(text) for tag, text in headings(PAGE) if tag == "h2"]
    return dict(zip(titles, (block.code.strip() for block in blocks(PAGE)), strict=True))


@pytest.mark.skipif(os.name != "posix", reason="modes of files and endings of errors are POSIX's")
def test_each_symptom_looks_as_the_page_says(
    okx_mock: MockServer, tmp_path: Path, subtests: pytest.Subtests, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_warned_of_blocking", False)
    pictures = shown()
    assert pictures.keys() == SYMPTOMS.keys()
    for name, bring_about in SYMPTOMS.items():
        with subtests.test(name):
            okx_mock.reset()
            with pytest.raises(Exception) as raised:  # noqa: PT011
                bring_about(okx_mock, tmp_path)
            kind = "" if raised.type is SaidError else f"{raised.type.__name__}: "
            looks = "".join(
                ".*" if part == "…" else re.escape(part) for part in re.split("(…)", pictures[name])
            )
            assert re.fullmatch(looks, f"{kind}{raised.value}")


def test_a_patched_httpx_sees_calls_where_httpx_carries_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """As respx and pytest-httpx patch it."""

    def answered(_: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"code": "0", "data": [{"ts": "1"}], "msg": ""}, request=request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", answered)
    with serve() as mock:
        auth = mock.auth()
    with OkxMargin(auth, transport="httpx") as okx:
        assert okx.public.time().ts == 1
    with OkxMargin(auth) as okx, pytest.raises(NotSentError):
        okx.public.time()
