"""The server and its command line: address, port, stop."""

import gc
import os
import re
import signal
import socket
import subprocess
import sys
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from okx_margin_client import OkxMargin
from okx_margin_mock import CannotListenError, SettingsError, serve

from .conftest import POSITIONS, TIME, Caller


def test_two_servers_run_side_by_side(client: httpx.Client) -> None:
    with serve() as one, serve() as two:
        assert one.base_url != two.base_url
        for mock in (one, two):
            assert client.get(mock.base_url + TIME).json()["code"] == "0"
    with pytest.raises(httpx.ConnectError):
        client.get(one.base_url + TIME)


def test_it_listens_on_ipv6_too(client: httpx.Client) -> None:
    try:
        with serve(host="::1") as mock:
            assert mock.base_url.startswith("http://[::1]:")
            assert client.get(mock.base_url + TIME).json()["code"] == "0"
    except CannotListenError:
        pytest.skip("no IPv6 here")


@contextmanager
def taken_port() -> Generator[int, None, None]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


def test_a_taken_port_is_one_clear_error() -> None:
    with taken_port() as port, pytest.raises(CannotListenError) as error, serve(port=port):
        pass
    assert str(error.value) == (
        f"The mock exchange cannot listen on 127.0.0.1, port {port}: another program is using that port. "
        "Choose another one, or 0 for any that is free."
    )


@pytest.mark.parametrize(("host", "port"), [("203.0.113.7", 0), ("no host", 0), ("127.0.0.1", 70000)])
def test_an_impossible_address_is_one_clear_error(host: str, port: int) -> None:
    with pytest.raises(CannotListenError, match="cannot listen on"), serve(host=host, port=port):
        pass


@pytest.mark.filterwarnings("ignore:the mock exchange listens on")
@pytest.mark.parametrize("host", ["0.0.0.0", "", "::", "localhost"])
def test_the_address_it_tells_can_be_used(host: str) -> None:
    """A server that listens everywhere is reached on loopback, where OkxAuth sends keys unencrypted."""
    try:
        with serve(host=host) as mock, OkxMargin(mock.auth()) as okx:
            assert re.fullmatch(r"http://(127\.0\.0\.1|\[::1\]):\d+", mock.base_url)
            okx.account.adjust_margin(inst_id="BTC-USDT-SWAP", pos_side="short", type_="add", amt="1")
    except CannotListenError:
        assert host == "::", "no IPv6 here, which is no reason for another host to fail"


@pytest.mark.parametrize("host", ["0.0.0.0", ""])
def test_an_address_that_others_can_reach_is_warned_of(host: str) -> None:
    with pytest.warns(UserWarning, match="other machines can reach it"), serve(host=host):
        pass


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_what_cannot_be_served_is_told_and_no_socket_stays_open() -> None:
    serving: Any = serve
    for exchange in (Decimal, "seed.toml", 5):
        with pytest.raises(SettingsError, match="serve takes an exchange"), serving(exchange):
            pass
    for address in ({"port": "8000"}, {"port": 1.5}, {"port": None}, {"host": None}):
        with (
            pytest.raises(CannotListenError, match="host is a text and port a whole number"),
            serving(**address),
        ):
            pass
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # as test runs have it
        with pytest.raises(UserWarning, match="other machines"), serve(host="0.0.0.0"):
            pass
    gc.collect()


def test_auth_signs_for_the_seeds_accounts(call: Caller) -> None:
    for label in (None, "live", "net"):
        with httpx.Client(auth=call.mock.auth(label), verify=False) as client:
            answer = client.get(f"{call.mock.base_url}{POSITIONS}?instId=BTC-USDT-SWAP").json()
        assert answer["code"] == "0"
    with pytest.raises(KeyError, match="there are main, read-only"):
        call.mock.key("nobody")


def command(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "okx_margin_mock", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent,  # where no site lies in dist/
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def test_the_command_prints_how_to_reach_it_and_ends_quietly(client: httpx.Client) -> None:
    with command() as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", first)
        assert address, first
        assert client.get(address[0] + TIME).json()["code"] == "0"
        rest = "".join(process.stdout.readline() for _ in range(7))
        process.send_signal(signal.SIGINT)
        more, errors = process.communicate(timeout=10)
    assert (process.returncode, more, errors) == (0, "", "")
    assert dict(re.findall(r"^export (\w+)=(.*)$", rest, re.MULTILINE)) == {
        "OKX_BASE_URL": address[0],
        "OKX_API_KEY": "00000000-0000-0000-0000-000000000001",
        "OKX_SECRET_KEY": "MADE-UP-SECRET-1",
        "OKX_PASSPHRASE": "Mock-passphrase-1",
        "OKX_ENVIRONMENT": "demo",
    }
    assert "made-up" in rest


def test_what_the_command_cannot_do_is_one_line_and_exit_2(tmp_path: Path) -> None:
    seed = tmp_path / "seed.toml"
    seed.write_text("decimals = 1")
    with taken_port() as port:
        for arguments, expected in [
            (("--port", str(port)), f"port {port}: another program is using that port"),
            (("--seed", str(seed)), "seed.toml.decimals: must be a table"),
        ]:
            with command(*arguments) as process:
                output, errors = process.communicate(timeout=20)
            assert (process.returncode, output) == (2, "")
            assert expected in errors
            assert errors.startswith("error: ")
            assert len(errors.splitlines()) == 1
