"""Sentinels go in as credentials, and must come out on the wire only."""

import asyncio
import copy
import logging
import pickle
import traceback
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from okx_margin_auth import ConfigurationError, OkxAuth, signature
from okx_margin_client import OkxMargin, OutcomeUnknownError

SENTINELS = ("SentinelKey", "SentinelSecret", "SentinelPhrase")
PATH = "/api/v5/account/position/margin-balance"
ENVIRON: dict[str, str] = dict(
    zip(("OKX_API_KEY", "OKX_SECRET_KEY", "OKX_PASSPHRASE"), SENTINELS, strict=True)
)


def make(base_url: str | None = None) -> OkxAuth:
    return OkxAuth(*SENTINELS, base_url=base_url, pacing=None)


def assert_none_in(text: str) -> None:
    assert not [sentinel for sentinel in SENTINELS if sentinel in text]


def told_by(error: BaseException) -> str:
    """The traceback with the locals of all frames but this file's, of the error and all that led to it."""
    told: list[str] = []
    todo: list[BaseException | None] = [error]
    while todo:
        current = todo.pop()
        if current is None:
            continue
        told += [repr(current), str(current), repr(vars(current))]
        captured = traceback.TracebackException.from_exception(current, capture_locals=True)
        told += [repr(frame.locals) for frame in captured.stack if frame.filename != __file__]
        todo += [current.__cause__, current.__context__]
    return "\n".join(told)


@contextmanager
def server(answer: bytes) -> Generator[tuple[str, list[bytes]]]:
    """Gives every connection the same bytes and hangs up; the address, and the heads of what came in."""
    heads: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heads.append(f"{self.requestline}\n{self.headers}".encode())
            self.rfile.read(int(self.headers["Content-Length"] or 0))
            self.wfile.write(answer)
            self.close_connection = True

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, format: str, *args: object) -> None:
            """Keeps quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_port}", heads
        finally:
            listening.shutdown()
            thread.join()


def http(status: str, *headers: str, body: bytes = b'{"code":"0","msg":"","data":[]}') -> bytes:
    head = "\r\n".join((f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers))
    return head.encode() + b"\r\n\r\n" + body


def test_an_auth_shows_no_secret() -> None:
    auth = make()
    assert repr(auth) == "OkxAuth(environment='demo', region='global', base_url='https://openapi.okx.com')"
    assert_none_in(f"{auth} {vars(auth)!r} {vars(auth).values()}")


def test_an_auth_that_could_not_be_made_still_has_a_repr() -> None:
    made: list[OkxAuth] = []

    class Remembered(OkxAuth):
        def __init__(self, **options: Any) -> None:
            made.append(self)
            super().__init__(*SENTINELS, **options)

    with pytest.raises(ConfigurationError):
        Remembered(region="mars")
    assert repr(made[0]) == "Remembered()"


@pytest.mark.parametrize("duplicate", [pickle.dumps, copy.copy, copy.deepcopy])
def test_an_auth_is_neither_pickled_nor_copied(duplicate: Callable[[OkxAuth], object]) -> None:
    with pytest.raises(TypeError, match="holds secrets"):
        duplicate(make())


@pytest.mark.parametrize(
    "build",
    [
        lambda: OkxAuth(*SENTINELS, region="mars"),
        lambda: OkxAuth(*SENTINELS, environment="mars"),
        lambda: OkxAuth(*SENTINELS, base_url="http://mars"),
        lambda: OkxAuth(*SENTINELS, resend_after=("1",)),
        lambda: OkxAuth(SENTINELS[0], SENTINELS[1] + "é", SENTINELS[2]),
        lambda: OkxAuth(SENTINELS[0], SENTINELS[1], SENTINELS[2] + "\n"),
        lambda: OkxAuth.from_env({**ENVIRON, "OKX_REGION": "mars"}),
        lambda: OkxAuth.from_env({**ENVIRON, "OKX_API_KEY": ""}),
        lambda: OkxAuth.from_env({**ENVIRON, "OKX_REGION": SENTINELS[0], "OKX_SITE": SENTINELS[1]}),
        lambda: OkxAuth.from_env({**ENVIRON, "OKX_PASSPHRASE": SENTINELS[2] + "\t"}),
    ],
)
def test_an_error_in_the_configuration_tells_no_secret(build: Callable[[], OkxAuth]) -> None:
    with pytest.raises(ConfigurationError) as refused:
        build()
    assert_none_in(told_by(refused.value))


def test_the_environment_of_the_process_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**ENVIRON, "OKX_API_KEY": ""}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as refused:
        OkxAuth.from_env()
    assert_none_in(told_by(refused.value))


@pytest.mark.parametrize(
    "text",
    [
        "api_key = '{0}'\nsecret_key = '{1}'\npassphrase = {2}",
        "api_key = '{0}'\nsecret_key = '{1}'\npassphrase = '{2}'\nregion = 'mars'",
        "api_key = '{0}'\nsecret_key = '{1}'\npassphrase = '{2}'\nregion = 1",
        "api_key = '{0}'\nsecret_key = '{1}'",
        "api_key = '{0}'\nsecret_key = '{1}\xff'",
    ],
)
def test_a_broken_file_is_not_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "okx.toml"
    file.touch(mode=0o600)
    file.write_bytes(text.format(*SENTINELS).encode("latin-1"))
    with pytest.raises(ConfigurationError) as refused:
        OkxAuth.from_file(file)
    assert_none_in(told_by(refused.value))


@pytest.mark.parametrize(
    "text",
    [
        "[profiles.demo]\napi_key = '{0}'\nsecret_key = '{1}'\npassphrase = {2}",
        "[profiles.demo]\napi_key = '{0}'\nsecret_key = '{1}'\npassphrase = '{2}'\ndemo = '{0}'",
        "[profiles.demo]\napi_key = '{0}'\nsecret_key = '{1}'\n{2} = 'passphrase'",
        "[profiles.demo]\napi_key = '{0}'\nsecret_key = '{1}'\npassphrase = '{2}'\nproxy_url = 'http://a:{2}@['",
        "[profiles.demo]\napi_key = '{0}'\nsecret_key = '{1}'\npassphrase = '{2}'\nproxy_url = '{1}'",
        "[profiles.demo]\napi_key = '{0}'\nsecret_key = '{1}'\npassphrase = '{2}'\nbase_url = 'http://a.example'",
        "default_profile = '{0}'\n[profiles.{1}]\npassphrase = '{2}'",
        "default_profile = '{0}'\n[profiles.{0}]\npassphrase = '{2}'",
        "{0} = '{1}'\n{2} = 1",
        "api_key = '{0}'\nsecret_key = '{1}'\npassphrase = '{2}'\n{0} = 1",
    ],
)
def test_a_file_of_profiles_that_cannot_be_used_is_not_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "config.toml"
    file.touch(mode=0o600)
    file.write_text(text.format(*SENTINELS))
    for name in (None, "demo", SENTINELS[0]):
        with pytest.raises(ConfigurationError) as refused:
            OkxAuth.from_profile(name, path=file)
        assert_none_in(told_by(refused.value))
    if "profiles" not in text:
        with pytest.raises(ConfigurationError) as refused:
            OkxAuth.from_file(file)
        assert_none_in(told_by(refused.value))


def test_a_password_of_a_proxy_is_not_told() -> None:
    auth = OkxAuth(*SENTINELS, proxy=f"http://me:{SENTINELS[2]}@proxy.example")
    assert_none_in(f"{auth!r} {vars(auth)!r} {auth.proxy!r}")
    for wrong in (f"http://me:{SENTINELS[2]}@[", f"gopher://me:{SENTINELS[2]}@x"):
        with pytest.raises(ConfigurationError) as refused:
            OkxAuth("key", "secret", "phrase", proxy=wrong)
        assert_none_in(told_by(refused.value))
        with pytest.raises(ConfigurationError) as refused:
            OkxAuth.from_env(ENVIRON, proxy=wrong)
        assert_none_in(told_by(refused.value))


def test_a_signature_that_fails_tells_no_secret() -> None:
    with pytest.raises(TypeError) as failed:
        signature(SENTINELS[1], "now", "POST", PATH, "text")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    assert_none_in(told_by(failed.value))


def broken(request: httpx.Request) -> httpx.Response:
    assert request.headers["OK-ACCESS-KEY"] == SENTINELS[0]
    raise httpx.ConnectError(f"broken on the way to {request.headers}", request=request)


def test_a_transports_error_tells_no_secret() -> None:
    auth = make()
    with (
        httpx.Client(transport=httpx.MockTransport(broken), auth=auth) as client,
        pytest.raises(httpx.ConnectError) as failed,
    ):
        client.post(auth.base_url + PATH, json={})
    assert_none_in(told_by(failed.value))
    assert_none_in(repr(failed.value.request.headers.raw))


def test_a_transports_error_tells_no_secret_to_coroutines() -> None:
    auth = make()

    async def send() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(broken), auth=auth) as client:
            await client.post(auth.base_url + PATH, json={})

    with pytest.raises(httpx.ConnectError) as failed:
        asyncio.run(send())
    assert_none_in(told_by(failed.value))
    assert_none_in(repr(failed.value.request.headers.raw))


def test_requests_and_answers_carry_no_signature_once_they_are_back() -> None:
    with server(http("200 OK")) as (base_url, heads), httpx.Client(auth=make(base_url)) as client:
        answer = client.post(base_url + PATH, json={})
        with client.stream("POST", base_url + PATH, json={}) as streamed:
            assert "OK-ACCESS-SIGN" not in streamed.request.headers
    assert all(b"OK-ACCESS-KEY: SentinelKey" in head for head in heads)
    assert not [name for name, _ in answer.request.headers.raw if name.startswith(b"OK-")]
    assert answer.request.headers["content-type"] == "application/json"


def test_requests_of_coroutines_carry_no_signature_once_they_are_back() -> None:
    async def send(base_url: str) -> httpx.Response:
        async with httpx.AsyncClient(auth=make(base_url)) as client:
            return await client.post(base_url + PATH, json={})

    with server(http("200 OK")) as (base_url, heads):
        answer = asyncio.run(send(base_url))
    assert b"OK-ACCESS-KEY: SentinelKey" in heads[0]
    assert not [name for name, _ in answer.request.headers.raw if name.startswith(b"OK-")]
    assert answer.request.headers["content-type"] == "application/json"


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"])
def test_a_redirect_gets_no_credentials(status: str) -> None:
    with (
        server(http("200 OK")) as (elsewhere, stolen),
        server(http(status, f"Location: {elsewhere}/take")) as (base_url, heads),
        httpx.Client(auth=make(base_url)) as client,
    ):
        refused = client.post(base_url + PATH, json={})
        assert refused.next_request is not None
        assert not [name for name, _ in refused.next_request.headers.raw if name.startswith(b"OK-")]
        with pytest.raises(ConfigurationError):
            client.send(refused.next_request)
        client.post(base_url + PATH, json={}, follow_redirects=True)
    assert len(heads) == 2
    assert len(stolen) == 1
    assert b"ok-access" not in stolen[0].lower()


def test_a_redirects_answer_is_never_taken_for_the_exchanges() -> None:
    with (
        server(http("401 No", body=b'{"code":"50102","msg":"","data":[]}')) as (elsewhere, stolen),
        server(http("307 Temporary", f"Location: {elsewhere}/take")) as (base_url, heads),
        httpx.Client(auth=make(base_url), follow_redirects=True) as client,
    ):
        client.post(base_url + PATH, json={})
    assert (len(heads), len(stolen)) == (1, 1)


def test_logs_tell_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.DEBUG),
        server(http("200 OK")) as (base_url, _),
        httpx.Client(auth=make(base_url)) as client,
    ):
        client.post(base_url + PATH, json={})
    assert "send_request_headers" in caplog.text
    assert_none_in(caplog.text)


def print_headers(request: httpx.Request) -> None:
    print(request.headers, request)


def test_a_hook_that_prints_the_headers_prints_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    with server(http("200 OK")) as (base_url, heads), httpx.Client(auth=make(base_url)) as client:
        client.event_hooks["request"].append(print_headers)
        client.post(base_url + PATH, json={})
    printed = capsys.readouterr().out
    assert "x-simulated-trading" in printed
    assert_none_in(printed)
    assert b"SentinelPhrase" in heads[0]


def test_the_clients_errors_tell_no_secret() -> None:
    with (
        server(b"HTTP/1.1 200 OK\r\nContent-Le") as (base_url, heads),
        OkxMargin(make(base_url)) as okx,
        pytest.raises(OutcomeUnknownError) as failed,
    ):
        okx.account.adjust_margin(inst_id="BTC-USDT-SWAP", pos_side="short", type_="add", amt="1")
    assert b"SentinelKey" in heads[0]
    assert_none_in(told_by(failed.value))
