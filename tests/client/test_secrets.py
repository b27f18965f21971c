"""Sentinels for credentials: they come out on the wire, and nowhere that anybody prints, logs, pickles or records."""

from __future__ import annotations

import asyncio
import copy
import io
import logging
import pickle
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import httpx
import pytest
import rich.console
import rich.traceback

from okx_margin_auth import OkxAuth
from okx_margin_client import AsyncOkxMargin, OkxMargin, OkxMarginError
from okx_margin_runtime.wire import Request, Timeouts

from .conftest import ADD_ONE, DONE, Adjust, ScriptedExchange, answer, cut, each_carrier

carrier = each_carrier
SENTINELS = ("sentinel-key", "sentinel-secret", "sentinel-passphrase")


def assert_none_in(text: str) -> None:
    assert not [sentinel for sentinel in SENTINELS if sentinel in text.lower()]


def told_by(error: BaseException) -> str:
    """What anybody can get out of an error: by repr, with locals, by rich, by pickling, of all that led to it."""
    out = io.StringIO()
    console = rich.console.Console(file=out, width=200)
    console.print(rich.traceback.Traceback.from_exception(type(error), error, None, show_locals=True))
    seen: list[str] = [out.getvalue()]
    todo: list[BaseException | None] = [error]
    while todo:
        current = todo.pop()
        if current is None:
            continue
        captured = traceback.TracebackException.from_exception(current, capture_locals=True)
        ours = [frame for frame in captured.stack if "/tests/" not in frame.filename]
        seen += [repr(current), str(current), repr(vars(current)), repr([frame.locals for frame in ours])]
        todo += [current.__cause__, current.__context__]
    return "\n".join(seen)


@pytest.mark.parametrize(
    "script",
    [answer(b'{"code":"59301"}'), answer(b"<html>", 520), answer(b'{"code":"50102"}', 401), cut],
    ids=["refused", "page", "expired", "cut"],
)
def test_an_error_tells_no_secret(exchange: ScriptedExchange, adjust: Adjust, script: Any) -> None:
    exchange.scripts = [script]
    with pytest.raises(OkxMarginError) as raised:
        adjust(OkxAuth(*SENTINELS, base_url=exchange.base_url))
    assert b"sentinel-passphrase" in exchange.received[0]
    assert_none_in(told_by(raised.value))
    assert_none_in(repr(pickle.dumps(raised.value)))
    assert raised.value.call is not None
    assert_none_in(repr(raised.value.call) + repr(pickle.dumps(raised.value.call)))


def test_a_call_that_is_cancelled_tells_no_secret(exchange: ScriptedExchange, carrier: Any) -> None:
    async def run() -> None:
        async with AsyncOkxMargin(OkxAuth(*SENTINELS, base_url=exchange.base_url), transport=carrier) as okx:
            async with asyncio.timeout(0.3):
                await okx.account.adjust_margin(**ADD_ONE)

    exchange.scripts = [lambda connection: time.sleep(1)]
    with pytest.raises(TimeoutError) as raised:
        asyncio.run(run())
    assert_none_in(told_by(raised.value))


def test_what_stays_after_a_call_tells_no_secret(
    exchange: ScriptedExchange, carrier: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "okx_margin")
    exchange.scripts = [answer(DONE)]
    auth = OkxAuth(*SENTINELS, base_url=exchange.base_url)
    with OkxMargin(auth, transport=carrier) as okx:
        done = okx.account.adjust_margin(**ADD_ONE)
        seen = [repr(vars(okx)), repr(vars(auth)), repr(done)]
        seen += [repr(done.response.request.headers.raw), repr(vars(done.response))]
        seen += [record.getMessage() for record in caplog.records]
        for duplicate in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match="secrets"):
                duplicate(auth)
    assert_none_in("\n".join(seen))


def test_a_request_that_is_under_way_shows_and_gives_away_nothing() -> None:
    request = Request("POST", "/api", b"", b"{}", timeouts=Timeouts(1, 1, 1, 1))
    request.signature = b"OK-ACCESS-KEY: sentinel-key\r\n"
    assert_none_in(repr(request))
    for duplicate in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="signature"):
            duplicate(request)


def _print_headers(request: httpx.Request) -> None:
    print(request.headers, request)


def test_a_hook_and_a_debugging_log_print_no_secret(
    exchange: ScriptedExchange, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    auth = OkxAuth(*SENTINELS, base_url=exchange.base_url)
    with httpx.Client(auth=auth, base_url=exchange.base_url) as client:
        client.event_hooks["request"].append(_print_headers)
        client.post("/api/v5/account/position/margin-balance", json={})
    printed = capsys.readouterr().out
    assert "[secure]" in printed
    assert_none_in(printed + caplog.text)


SCRIPT = """
import faulthandler, sys
from okx_margin_auth import OkxAuth
from okx_margin_client import OkxMargin
{body}
"""


@pytest.mark.parametrize(
    "body",
    [
        "faulthandler.enable(); okx = OkxMargin(OkxAuth(*{sentinels!r}, base_url='http://127.0.0.1:1'))\n"
        "def trace(frame, *_):\n"
        "    if 'okx_margin' in frame.f_code.co_filename: faulthandler.dump_traceback()\n"
        "sys.setprofile(trace)\n"
        "okx.account.adjust_margin(inst_id='BTC-USDT-SWAP', pos_side='net', type_='add', amt='1')",
        "OkxMargin(OkxAuth(*{sentinels!r}, base_url='http://mars'))",
        "OkxMargin(OkxAuth(*{sentinels!r}), proxy='http://user:sentinel-passphrase@[')",
    ],
    ids=["faulthandler", "constructor of the auth", "constructor of the client"],
)
def test_what_an_interpreter_prints_at_its_end_tells_no_secret(body: str, tmp_path: Path) -> None:
    script = (
        tmp_path / "script.py"
    )  # not -c: newer interpreters would quote the line that holds the sentinels
    script.write_text(
        "import sys; SENTINELS = sys.stdin.read().split()\n"
        + SCRIPT.format(body=body.format(sentinels="@").replace("*'@'", "*SENTINELS")).replace(
            "sentinel-passphrase", "' + SENTINELS[2] + '"
        )
    )
    run = subprocess.run(
        [sys.executable, str(script)], input=" ".join(SENTINELS), capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert_none_in(run.stdout + run.stderr)


@pytest.mark.slow
def test_pytests_own_locals_tell_no_secret(tmp_path: Path, exchange: ScriptedExchange) -> None:
    test = tmp_path / "test_it.py"
    test.write_text(
        "import os\n"
        "from okx_margin_auth import OkxAuth\n"
        "from okx_margin_client import OkxMargin\n"
        "def test_it():\n"
        f"    okx = OkxMargin(OkxAuth.from_env(base_url={exchange.base_url!r}))\n"
        "    okx.account.adjust_margin(inst_id='BTC-USDT-SWAP', pos_side='short', type_='add', amt='1')\n"
    )
    import os

    names = ("OKX_API_KEY", "OKX_SECRET_KEY", "OKX_PASSPHRASE")
    exchange.scripts = [cut]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--showlocals", "--tb=long", "-p", "no:cacheprovider", str(test)],
        env={**os.environ, **dict(zip(names, SENTINELS, strict=True))},
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert "OutcomeUnknownError" in run.stdout
    assert_none_in(run.stdout + run.stderr)
