"""What a client is made with, and what is said where it cannot be: proxies, certificates, options."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from okx_margin_auth import OkxAuth
from okx_margin_client import (
    AsyncOkxMargin,
    InvalidInputError,
    NotSentError,
    OkxMargin,
)

from .conftest import Adjust, ScriptedExchange, answer, each_carrier

carrier = each_carrier


@pytest.mark.parametrize(
    "value",
    [
        "http://user:pa#ss@127.0.0.1:3128",
        "http://127.0.0.1:3128\r",
        "http://127.0.0.1:3128export",
        "http://[::1:3128",
        "http://user:pass@[",
        ":3128export",
        "gopher://127.0.0.1",
    ],
)
def test_a_malformed_proxy_is_named_and_not_quoted(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    auth = OkxAuth("key", "secret", "passphrase")
    monkeypatch.delenv("NO_PROXY", raising=False)
    for source in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        with monkeypatch.context() as patch:
            patch.setenv(source, value)
            with pytest.raises(InvalidInputError) as raised:
                OkxMargin(auth)
            assert f"The proxy of {source} " in str(raised.value)
            assert value not in str(raised.value)
            assert "pa#ss" not in repr(raised.value)
    with pytest.raises(InvalidInputError, match="The proxy of proxy= ") as raised:
        OkxMargin(auth, proxy=value)
    assert value not in str(raised.value)


def test_a_proxy_that_is_down_is_named(
    monkeypatch: pytest.MonkeyPatch, exchange: ScriptedExchange, adjust: Adjust
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:sentinel@127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(NotSentError) as raised:
        adjust(OkxAuth("key", "secret", "passphrase"))
    assert "the proxy http://127.0.0.1:1, of HTTPS_PROXY" in str(raised.value)
    assert "sentinel" not in str(raised.value)


def test_a_proxy_that_comes_with_the_key_is_used_and_named(
    exchange: ScriptedExchange, adjust: Adjust
) -> None:
    exchange.scripts = [answer(b"", 403)]
    with pytest.raises(NotSentError):
        adjust(OkxAuth("key", "secret", "passphrase", proxy=exchange.base_url))
    assert exchange.received[-1].startswith(b"CONNECT openapi.okx.com:443")
    down = OkxAuth("key", "secret", "passphrase", proxy="http://me:sentinel@127.0.0.1:1")
    with pytest.raises(NotSentError, match=r"the proxy http://127.0.0.1:1, of the auth\b") as raised:
        adjust(down)
    assert "sentinel" not in str(raised.value)
    with pytest.raises(NotSentError):
        adjust(down, {"proxy": exchange.base_url})
    assert len(exchange.received) == 2


def test_no_proxy_reads_what_goes_over_plain_http(exchange: ScriptedExchange, adjust: Adjust) -> None:
    with pytest.raises(InvalidInputError, match="would read key and passphrase"):
        adjust(exchange.auth(), {"proxy": exchange.base_url})
    assert exchange.received == []


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSLKEYLOGFILE", "SSL_CERT_DIR"])
def test_a_certificate_file_that_cannot_be_used_is_named_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str
) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "text").write_text("no certificate")
    bad = {"SSL_CERT_FILE": ["nowhere", "empty", "text", "."], "SSLKEYLOGFILE": ["no/where", "."]}
    for name in bad.get(variable, ["nowhere", "text"]):
        monkeypatch.setenv(variable, str(tmp_path / name))
        with pytest.raises(InvalidInputError, match=variable) as raised:
            OkxMargin(OkxAuth("key", "secret", "passphrase"))
        assert str(tmp_path / name) in str(raised.value)


@pytest.mark.parametrize(
    "options",
    [
        {"base_url": 7},
        {"timeout": "soon"},
        {"timeout": -1},
        {"timeout": True},
        {"deadline": 0},
        {"deadline": float("nan")},
        {"proxy": 7},
        {"transport": "carrier pigeon"},
        {"tls": "TLS 1.3"},
        {"journal": 7},
    ],
)
def test_an_option_that_cannot_be_used_is_one_of_our_errors_and_the_client_still_has_a_repr(
    options: dict[str, Any],
) -> None:
    made: list[OkxMargin] = []

    class Remembered(OkxMargin):
        def __init__(self, *arguments: Any, **given: Any) -> None:
            made.append(self)
            super().__init__(*arguments, **given)

    with pytest.raises(InvalidInputError):
        Remembered(OkxAuth("key", "secret", "passphrase"), **options)
    assert repr(made[0]).startswith("Remembered(")


def test_a_client_that_could_not_be_made_has_a_repr_without_an_address() -> None:
    made: list[object] = []

    class Remembered(OkxMargin):
        def __init__(self, *arguments: Any, **given: Any) -> None:
            made.append(self)
            super().__init__(*arguments, **given)

    class AsyncRemembered(AsyncOkxMargin):
        def __init__(self, *arguments: Any, **given: Any) -> None:
            made.append(self)
            super().__init__(*arguments, **given)

    for kind in (Remembered, AsyncRemembered):
        with pytest.raises(InvalidInputError):
            kind(httpx.Auth())
    assert [repr(each) for each in made] == ["Remembered(base_url='')", "AsyncRemembered(base_url='')"]


def test_a_journal_asked_for_where_it_cannot_be_had_is_not_ignored(exchange: ScriptedExchange) -> None:
    choices: Any = {"journal": "adjustments.db"}
    with (
        OkxMargin(exchange.auth()) as okx,
        pytest.raises(InvalidInputError, match="make another client with it"),
    ):
        okx.with_options(**choices)


def test_an_address_that_is_none_is_said_so_where_the_auth_knows_none() -> None:
    for base_url in ("https://xn--", "https://", "host.example", "https://a:b"):
        with pytest.raises(InvalidInputError, match="not a web address"):
            OkxMargin(httpx.Auth(), base_url=base_url)
