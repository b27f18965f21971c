"""What an auth's account is called, in a journal and by what paces it: by key and environment, and never the key."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from okx_margin_auth import OkxAuth
from okx_margin_client import NotSentError
from okx_margin_runtime.steps import drive
from okx_margin_runtime.wire import Request, Response, Timeouts

POSITION = ("POST", "/api/v5/account/position/margin-balance")
TIME = ("GET", "/api/v5/public/time")
KEYS = {"OKX_API_KEY": "key", "OKX_SECRET_KEY": "secret", "OKX_PASSPHRASE": "phrase"}


def test_an_account_keeps_its_name_from_one_release_to_the_next() -> None:
    """A journal has it on disk: under another one, what is undecided there would not be found."""
    assert OkxAuth("key", "secret", "phrase").account == "c4cc4c366c26e1a2"
    assert OkxAuth("key", "other", "other", region="us", environment="live").account == "bb3f8a01591ad3b0"


def test_an_account_is_a_key_in_an_environment() -> None:
    demo = OkxAuth("key", "secret", "phrase")
    assert demo.account == OkxAuth("key", "new", "new", base_url="https://mirror.example").account
    assert demo.account != OkxAuth("key", "secret", "phrase", environment="live").account
    assert demo.account != OkxAuth("key2", "secret", "phrase").account


@pytest.fixture
def refusing() -> Iterator[tuple[int, list[bytes]]]:
    """A Redis server that refuses whatever it is asked: its port, and what it was asked."""
    asked: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=refuse, args=(connection,), daemon=True).start()

    def refuse(connection: socket.socket) -> None:
        with connection:
            while came := connection.recv(65536):
                asked.append(came)
                hello = b"%1\r\n$5\r\nproto\r\n:3\r\n" if b"HELLO" in came else b""
                commands = len(re.findall(rb"^\*", came, re.MULTILINE)) - bool(hello)
                connection.sendall(hello + b"-ERR not today\r\n" * commands)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1], asked
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


def answered(_: Request) -> Response:
    return Response(200, (), b'{"code":"0","data":[]}')


def never_sent(request: Request) -> Response:
    raise AssertionError(f"{request} was sent without a place")


def test_accounts_that_share_a_server_have_limits_of_their_own_but_by_address(
    refusing: tuple[int, list[bytes]],
) -> None:
    port, asked = refusing

    def key_of(endpoint: tuple[str, str], api_key: str = "key", **options: Any) -> bytes:
        auth = OkxAuth(api_key, "secret", "phrase", pacing=f"redis://127.0.0.1:{port}", **options)
        request = Request(*endpoint, b"", timeouts=Timeouts(1, 1, 1, 1), deadline=time.monotonic() + 0.2)
        asked.clear()
        with pytest.raises(NotSentError, match="only there is it known whether the rate limit has room"):
            drive(auth.steps(request), never_sent)
        (key,) = {part for part in b"".join(asked).split(b"\r\n") if endpoint[1].encode() in part}
        return key

    own = key_of(POSITION)
    assert key_of(POSITION) == own
    others = {
        key_of(POSITION, api_key="key2"),
        key_of(POSITION, environment="live"),
        key_of(POSITION, region="us", environment="live"),
    }
    assert len({own, *others}) == 4
    shared = key_of(TIME)
    assert key_of(TIME, api_key="key2") == shared
    assert key_of(TIME, base_url="https://mirror.example") != shared


def test_an_auth_from_the_environment_keeps_under_the_limits_unless_told_otherwise() -> None:
    def burst(auth: OkxAuth) -> None:
        for _ in range(30):  # twenty in two seconds are allowed
            timeouts, deadline = Timeouts(1, 1, 1, 1), time.monotonic() + 0.05
            drive(auth.steps(Request(*POSITION, b"", timeouts=timeouts, deadline=deadline)), answered)

    burst(OkxAuth.from_env(KEYS, pacing=None))
    with pytest.raises(NotSentError):
        burst(OkxAuth.from_env(KEYS))
