"""`okx-margin doctor`: each thing that can be wrong is named on its line, with what to do, and nothing ends it."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from okx_margin_mock import Fault
from tests.transport.host import CERTIFICATE

from .conftest import CommandLine, Ran
from .network import relay

CHECKS = [
    "keys",
    "environment",
    "region",
    "proxy",
    "reachability",
    "certificate",
    "clock",
    "permission",
    "position_mode",
]


def examined(ran: Ran) -> dict[str, dict[str, Any]]:
    """The checks by their names; the exit code and the outcome say whether one failed."""
    document = ran.document
    checks: list[dict[str, Any]] = document["data"]["checks"]
    assert [each["check"] for each in checks] == CHECKS
    failed = any(each["state"] == "failed" for each in checks)
    assert (ran.code, document["exit_code"], document["outcome"]) == (
        (1, 1, "refused") if failed else (0, 0, "done")
    )
    return {each["check"]: each for each in checks}


def states(ran: Ran) -> dict[str, str]:
    return {name: each["state"] for name, each in examined(ran).items() if each["state"] != "ok"}


def failure(ran: Ran, check: str) -> str:
    """What the one check that failed says, and what it says to do."""
    checks = examined(ran)
    assert [name for name, each in checks.items() if each["state"] == "failed"] == [check]
    assert checks[check]["remedy"]
    return f"{checks[check]['text']} {checks[check]['remedy']}"


def port(okx_margin: CommandLine) -> int:
    return int(okx_margin.mock.base_url.rpartition(":")[2])


def test_all_is_well_in_one_line_each(okx_margin: CommandLine) -> None:
    assert states(okx_margin("doctor", "--json")) == {}
    ran = okx_margin("doctor")
    assert (ran.code, ran.err) == (0, "")
    lines = [line.split(maxsplit=1) for line in ran.out.splitlines()]
    assert [first for first, _ in lines] == ["ok"] * len(CHECKS)
    assert lines[-1][1].split(maxsplit=2)[2] == "long/short mode: SIDE is long or short"
    zh = okx_margin("doctor", "--lang", "zh")
    assert (zh.code, len(zh.out.splitlines())) == (0, len(CHECKS))
    assert all(line.startswith("正常") for line in zh.out.splitlines())
    assert okx_margin("doctor", "--mock", OKX_API_KEY="").code == 0


def test_position_mode_and_a_live_key_are_told(okx_margin: CommandLine) -> None:
    net = examined(okx_margin("doctor", "--json", key="net"))
    assert net["position_mode"]["text"] == "net mode: SIDE is net"
    live = examined(okx_margin("doctor", "--json", key="live"))
    assert live["environment"]["text"] == "live trading: real money"


def test_no_keys(okx_margin: CommandLine) -> None:
    nothing = dict.fromkeys(("OKX_API_KEY", "OKX_SECRET_KEY", "OKX_PASSPHRASE"), "")
    ran = okx_margin("doctor", "--json", **nothing)
    assert "okx-margin login" in failure(ran, "keys")
    unknown = ["environment", "region", "permission", "position_mode"]
    assert states(ran) == {"keys": "failed", **dict.fromkeys(unknown, "unchecked")}


def test_a_key_of_another_region(okx_margin: CommandLine) -> None:
    said = failure(okx_margin("doctor", "--json", key="eea"), "region")
    assert "; 50119: " in said
    assert "eea (eea.okx.com)" in said
    assert "OKX_REGION" in said


def test_a_live_key_on_demo_trading_and_the_reverse(okx_margin: CommandLine) -> None:
    said = failure(okx_margin("doctor", "--json", key="live", OKX_ENVIRONMENT="demo"), "environment")
    assert said.startswith("demo trading; 50101: ")
    assert "--live" in said
    assert "--demo" in failure(okx_margin("doctor", "--json", "--live"), "environment")


def test_a_passphrase_that_is_wrong_and_an_address_that_is_not_listed(okx_margin: CommandLine) -> None:
    said = failure(okx_margin("doctor", "--json", OKX_PASSPHRASE="another"), "keys")
    assert said.startswith("the variables OKX_API_KEY, OKX_SECRET_KEY, OKX_PASSPHRASE; 50105: ")
    assert "; 50110: " in failure(okx_margin("doctor", "--json", key="bound-to-ip"), "keys")


@pytest.mark.parametrize(("ahead", "words"), [(61, "behind"), (-61, "ahead of")])
def test_a_clock_that_is_off_by_a_minute(okx_margin: CommandLine, ahead: int, words: str) -> None:
    okx_margin.mock.exchange.inject(Fault.skewed_clock(ahead))
    ran = okx_margin("doctor", "--json")
    said = failure(ran, "clock")
    assert f" s {words} the exchange's" in said
    assert 60 <= float(said.split()[0]) <= 62
    assert "timedatectl" in said
    assert states(ran) == {"clock": "failed"}


def test_a_clock_that_is_off_a_little_is_a_note(okx_margin: CommandLine) -> None:
    okx_margin.mock.exchange.inject(Fault.skewed_clock(10))
    assert states(okx_margin("doctor", "--json")) == {"clock": "note"}


def test_a_key_that_may_only_read(okx_margin: CommandLine) -> None:
    ran = okx_margin("doctor", "--json", key="read-only")
    assert failure(ran, "permission").startswith("read Reading works, moving margin does not")
    assert states(ran) == {"permission": "failed"}


def test_a_server_that_is_gone(okx_margin: CommandLine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        gone = f"http://127.0.0.1:{closed.getsockname()[1]}"
    ran = okx_margin("doctor", "--json", OKX_BASE_URL=gone)
    assert f"{gone}: connection refused" in failure(ran, "reachability")
    assert states(ran)["permission"] == "unchecked"
    nowhere = okx_margin("doctor", "--json", OKX_BASE_URL="https://nowhere.invalid")
    assert "https://nowhere.invalid: its name cannot be resolved" in failure(nowhere, "reachability")


def test_an_exchange_that_answers_nonsense(okx_margin: CommandLine) -> None:
    okx_margin.mock.exchange.inject(Fault.garbage(), times=9)
    ran = okx_margin("doctor", "--json")
    assert [name for name, state in states(ran).items() if state == "failed"] == ["clock", "permission"]


def test_a_certificate_that_is_not_trusted(okx_margin: CommandLine) -> None:
    with relay(port(okx_margin), tls=True) as secure:
        url = f"https://localhost:{secure}"
        ran = okx_margin("doctor", "--json", OKX_BASE_URL=url)
        assert "not trusted" in failure(ran, "certificate")
        assert states(ran)["clock"] == "unchecked"
        trusted = okx_margin("doctor", "--json", OKX_BASE_URL=url, SSL_CERT_FILE=str(CERTIFICATE))
        assert examined(trusted)["certificate"]["text"].startswith(
            "trusted, by authority for tests only, valid"
        )
        named = okx_margin("doctor", "--json", OKX_BASE_URL=url, SSL_CERT_FILE="/nowhere.pem")
        checks = examined(named)
        assert checks["certificate"]["state"] == "failed"
        assert "SSL_CERT_FILE names '/nowhere.pem'" in checks["certificate"]["text"]


def test_a_host_that_does_not_speak_tls(okx_margin: CommandLine) -> None:
    url = okx_margin.mock.base_url.replace("http://127.0.0.1", "https://localhost")
    assert examined(okx_margin("doctor", "--json", OKX_BASE_URL=url))["certificate"]["state"] == "failed"


def test_a_proxy_that_is_up_is_told_and_one_that_is_down_is_named(okx_margin: CommandLine) -> None:
    with relay(port(okx_margin), tls=True) as secure, relay(secure, tunnel=True) as proxy:
        url = f"https://localhost:{secure}"
        through = {"OKX_BASE_URL": url, "SSL_CERT_FILE": str(CERTIFICATE)}
        ran = okx_margin("doctor", "--json", HTTPS_PROXY=f"http://me:pass@127.0.0.1:{proxy}", **through)
        checks = examined(ran)
        assert states(ran) == {}
        assert checks["proxy"]["text"] == f"http://127.0.0.1:{proxy}, of HTTPS_PROXY"
        assert checks["reachability"]["text"] == f"{url}, through the proxy"
        untrusted = okx_margin("doctor", "--json", HTTPS_PROXY=f"http://127.0.0.1:{proxy}", OKX_BASE_URL=url)
        assert "certificate" in examined(untrusted)["reachability"]["text"].lower()
    ran = okx_margin("doctor", "--json", HTTPS_PROXY=f"http://me:pass@127.0.0.1:{proxy}", **through)
    said = failure(ran, "proxy")
    assert "connection refused" in said
    assert "take it out of HTTPS_PROXY" in said
    assert "pass" not in ran.out
    assert states(ran)["reachability"] == "unchecked"
    broken = okx_margin("doctor", "--json", HTTPS_PROXY="http://me:pa#ss@h", **through)
    assert examined(broken)["proxy"]["state"] == "failed"
    assert "pa#ss" not in broken.out


def test_no_secret_is_told_in_either_language(okx_margin: CommandLine) -> None:
    for label in ("main", "eea", "read-only"):
        key = okx_margin.mock.key(label)
        for language in ("en", "zh"):
            ran = okx_margin("doctor", "--lang", language, key=label)
            for secret in (key.api_key, key.secret_key, key.passphrase):
                assert secret not in ran.out + ran.err
