"""The package as its users meet it: imports, representations, secrets, the plain functions beneath."""

from __future__ import annotations

import gc
import logging
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import anyio
import attrs
import httpx
import pytest

import okx_margin_client
from okx_margin_auth import OkxAuth
from okx_margin_client import (
    AccountAdjustMarginResult,
    Client,
    InvalidInputError,
    OkxMargin,
    OkxMarginError,
    OutcomeUnknownError,
)
from okx_margin_client.api.account import account_adjust_margin
from okx_margin_client.models import AdjustmentType, PositionMarginEnvelope, PositionMarginRequest, PosSide

from ..transport.host import CERTIFICATE
from .conftest import ADD_ONE, DONE, Adjust, ScriptedExchange, answer, cut

BODY = PositionMarginRequest(
    inst_id="BTC-USDT-SWAP", pos_side=PosSide.SHORT, type_=AdjustmentType.ADD, amt="1"
)
SENTINELS = ("sentinel-key", "sentinel-secret", "sentinel-passphrase")


ADJUSTMENT = f"""
import socket, ssl, sys, threading
from okx_margin_auth import OkxAuth
from okx_margin_client import OkxMargin

def answer():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain({str(CERTIFICATE)!r})
    connection = context.wrap_socket(listener.accept()[0], server_side=True)
    connection.recv(65536)
    body = b'{{"code":"0","msg":"","data":[{{"instId":"BTC-USDT-SWAP","posSide":"long","amt":"1.5","type":"add"}}]}}'
    connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n%s" % (len(body), body))

listener = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=answer, daemon=True).start()
socket.getaddrinfo = lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", listener.getsockname())]
trusting = ssl.create_default_context()
trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
auth = OkxAuth("key", "secret", "passphrase")
OkxMargin(auth).close()
with OkxMargin(auth, tls=trusting) as okx:
    done = okx.account.adjust_margin(inst_id="BTC-USDT-SWAP", pos_side="long", type_="add", amt="1.5")
print(done.amt, "httpx" in sys.modules)

import httpx
print(isinstance(auth, httpx.Auth), httpx.Client(auth=auth).auth is auth, done.response.status_code == 200)
"""


def in_a_new_interpreter(code: str) -> str:
    path = os.pathsep.join(p for p in sys.path if p)
    environment = {**os.environ, "PYTHONPATH": path}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True
    ).stdout.strip()


def test_importing_the_package_loads_nothing_else() -> None:
    loaded = in_a_new_interpreter(
        "import sys; before = set(sys.modules); import okx_margin_client;"
        "print(*(name for name in set(sys.modules) - before if '.' in name or name in ('httpx', 'attrs')))"
    )
    assert not [name for name in loaded.split() if name.startswith(("okx_margin_client.", "httpx", "attrs"))]


def test_the_facade_loads_a_group_only_when_it_is_used() -> None:
    loaded = in_a_new_interpreter(
        "import sys; from okx_margin_client import OkxMargin; from okx_margin_auth import OkxAuth;"
        "OkxMargin(OkxAuth('k', 's', 'p', base_url='http://127.0.0.1:1')).account;"
        "print(*(name for name in sys.modules if name.startswith('okx_margin_client')))"
    ).split()
    assert "okx_margin_client.account" in loaded
    assert "okx_margin_client.signal_bot" not in loaded
    assert not [name for name in loaded if "envelope" in name or ".api" in name]


def test_an_adjustment_on_our_own_connections_imports_no_httpx() -> None:
    """It takes as long to import as all that such a program needs beside it."""
    assert in_a_new_interpreter(ADJUSTMENT) == "1.5 False\nTrue True True"


def test_everything_that_is_exported_is_there() -> None:
    for name in okx_margin_client.__all__:
        assert getattr(okx_margin_client, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = okx_margin_client.Nothing  # pyright: ignore[reportAttributeAccessIssue]
    assert (Path(okx_margin_client.__file__).parent / "py.typed").exists()


def test_a_result_is_frozen(exchange: ScriptedExchange, adjust: Adjust) -> None:
    done = adjust(exchange.auth())
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        done.amt = None


def test_the_client_logs_nothing_for_a_call(
    exchange: ScriptedExchange, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with OkxMargin(exchange.auth()) as okx:
        okx.account.adjust_margin(**ADD_ONE)
    assert caplog.records == []


def test_a_custom_auth_needs_a_host_and_two_hosts_are_one_too_many(exchange: ScriptedExchange) -> None:
    with pytest.raises(InvalidInputError, match="base_url is missing"):
        OkxMargin(httpx.Auth())
    with pytest.raises(InvalidInputError, match="in one place only"):
        OkxMargin(exchange.auth(), base_url="https://www.okx.com")
    for no_auth in (None, ("key", "secret"), OkxAuth):
        with pytest.raises(InvalidInputError, match=r"must be an httpx\.Auth"):
            OkxMargin(no_auth, base_url="https://www.okx.com")  # type: ignore[arg-type]  # pyright: ignore


def reachable(root: object) -> Iterator[object]:
    """All that a debugger or an error reporter could walk to from `root`, modules and classes left out."""
    seen: set[int] = set()
    left = [root]
    while left:
        thing = left.pop()
        if id(thing) in seen or isinstance(thing, type | ModuleType | FunctionType):
            continue
        seen.add(id(thing))
        yield thing
        left.extend(gc.get_referents(thing))


@pytest.mark.parametrize("script", [answer(DONE), answer(b'{"code":"59301"}')])
def test_nothing_that_an_answer_refers_to_holds_a_secret(
    exchange: ScriptedExchange, adjust: Adjust, script: Any
) -> None:
    exchange.scripts = [script]
    try:
        response = adjust(OkxAuth(*SENTINELS, base_url=exchange.base_url)).response
    except OkxMarginError as error:
        response = error.response
    texts = [thing for thing in reachable(response) if isinstance(thing, str | bytes)]
    assert not [text for text in texts if "sentinel-" in str(text)]


@pytest.mark.parametrize("script", [answer(DONE), answer(b"<html>", 520), answer(b'{"code":"59301"}'), cut])
def test_no_secret_stays_in_reach_after_a_call(
    exchange: ScriptedExchange, adjust: Adjust, script: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    exchange.scripts = [script]
    auth = OkxAuth(*SENTINELS, base_url=exchange.base_url)
    seen: list[str] = [repr(auth), repr(OkxMargin(auth))]
    try:
        done: AccountAdjustMarginResult = adjust(auth)
        seen += [repr(done), repr(vars(done.response.request)), repr(done.response.request.headers)]
    except OkxMarginError as error:
        locals_too = traceback.TracebackException.from_exception(error, capture_locals=True)
        seen += [repr(error), *locals_too.format()]
        if error.response is not None:
            seen += [repr(vars(error.response.request)), repr(error.response.request.headers.raw)]
    text = "\n".join([*seen, *(record.getMessage() for record in caplog.records)])
    assert b"sentinel-passphrase" in exchange.received[0]
    for secret in (*SENTINELS, "OK-ACCESS-SIGN"):
        assert secret.lower() not in text.lower()


def test_requests_carry_a_user_agent_of_their_own(exchange: ScriptedExchange, adjust: Adjust) -> None:
    adjust(exchange.auth())
    assert f"User-Agent: okx-margin/{okx_margin_client.__version__} ".encode() in exchange.received[0]


def test_the_spec_travels_with_the_package() -> None:
    spec = okx_margin_client.openapi()
    assert spec["info"]["version"] == okx_margin_client.__version__
    assert set(spec["x-okx-codes"]) == set(okx_margin_client.CODES)


def plain(exchange: ScriptedExchange) -> Client:
    return Client(
        base_url=exchange.base_url, httpx_args={"auth": OkxAuth(*SENTINELS, base_url=exchange.base_url)}
    )


def test_the_plain_functions_beneath_work_in_both_ways(exchange: ScriptedExchange) -> None:
    with plain(exchange) as client:
        parsed = account_adjust_margin.sync(client=client, body=BODY)
    assert isinstance(parsed, PositionMarginEnvelope)
    assert parsed.code == "0"

    async def run() -> Any:
        async with plain(exchange) as client:
            return await account_adjust_margin.asyncio_detailed(client=client, body=BODY)

    assert anyio.run(run).status_code == 200


@pytest.mark.parametrize(
    ("status", "body"),
    [(520, b"<html>"), (200, b"<html>"), (200, b'{"code":"0","da'), (200, b"[]"), (200, b"{}"), (599, b"")],
)
def test_a_plain_function_does_not_crash_after_the_exchange_has_answered(
    exchange: ScriptedExchange, status: int, body: bytes
) -> None:
    exchange.scripts = [answer(body, status)]
    with plain(exchange) as client:
        response = account_adjust_margin.sync_detailed(client=client, body=BODY)
    assert (response.status_code, response.content, response.parsed) == (status, body, None)


def test_a_plain_client_has_a_finite_timeout_and_shows_no_headers() -> None:
    client = Client(base_url="https://example.invalid", headers={"OK-ACCESS-PASSPHRASE": "sentinel"})
    assert client.get_httpx_client().timeout == httpx.Timeout(10.0)
    assert "sentinel" not in repr(client)


def test_an_outcome_that_is_unknown_is_no_refusal() -> None:
    assert not issubclass(OutcomeUnknownError, okx_margin_client.RefusedError)
