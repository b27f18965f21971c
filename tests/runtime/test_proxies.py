"""Which proxy carries the calls: the one given, else the environment's, and none to this machine or over plain http."""

from __future__ import annotations

import httpx
import pytest

from okx_margin_runtime import proxies
from okx_margin_runtime.errors import InvalidInputError

HOST = "https://scales.example"


def test_a_proxy_is_named_by_scheme_host_and_port_and_where_it_was_given() -> None:
    for given, shown in [
        ("http://proxy.example:3128", "http://proxy.example:3128"),
        ("http://proxy.example", "http://proxy.example"),
        ("https://me:secret@proxy.example:1/", "https://proxy.example:1"),
        ("socks5://proxy.example:1080", "socks5://proxy.example:1080"),
        ("socks5h://proxy.example:1080", "socks5h://proxy.example:1080"),
    ]:
        for kind in (str, httpx.URL):
            chosen = proxies.chosen(HOST, kind(given), "proxy=")
            assert chosen is not None
            assert str(chosen) == f"{shown}, of proxy="
            assert chosen.url == httpx.URL(given)


def test_a_proxy_that_cannot_be_used_is_named_by_its_source_in_both_languages() -> None:
    for given in [
        "",
        "http://",
        "proxy.example:3128",
        "ftp://proxy.example",
        "http://proxy.example/path",
        "http://proxy.example#part",
        "http://proxy%41.example",
        "http://pro xy.example",
    ]:
        with pytest.raises(InvalidInputError) as raised:
            proxies.chosen(HOST, given, "the auth")
        assert str(raised.value).startswith("The proxy of the auth ")
        assert raised.value.meaning == str(raised.value)
        assert raised.value.meaning_zh.startswith("the auth 中的代理无法使用。")


def test_over_plain_http_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:1")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:1")
    assert proxies.chosen("http://127.0.0.1:1", None, "proxy=") is None
    with pytest.raises(InvalidInputError) as raised:
        proxies.chosen("http://127.0.0.1:1", "http://proxy.example:1", "the auth")
    assert raised.value.meaning.startswith("A proxy is given by the auth, ")
    assert raised.value.meaning_zh.startswith("the auth 指定了代理，")


def test_the_environments_is_used_where_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value, shown in [
        ("HTTPS_PROXY", "http://a.example:1", "http://a.example:1, of HTTPS_PROXY"),
        ("https_proxy", "b.example:2", "http://b.example:2, of https_proxy"),
        ("ALL_PROXY", "socks5://c.example:3", "socks5://c.example:3, of ALL_PROXY"),
        ("HTTP_PROXY", "http://d.example:4", None),
    ]:
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            chosen = proxies.chosen(HOST, None, "proxy=")
            assert (None if chosen is None else str(chosen)) == shown
            patch.setenv("NO_PROXY", "scales.example")
            assert proxies.chosen(HOST, None, "proxy=") is None
            given = proxies.chosen(HOST, "http://e.example:5", "proxy=")
            assert str(given) == "http://e.example:5, of proxy="
    with monkeypatch.context() as patch:
        patch.setenv("HTTPS_PROXY", "http://a.example:1")
        patch.setenv("ALL_PROXY", "http://c.example:3")
        assert str(proxies.chosen(HOST, None, "proxy=")) == "http://a.example:1, of HTTPS_PROXY"
    assert proxies.chosen(HOST, None, "proxy=") is None


def test_one_of_no_variable_is_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    """As macOS and Windows keep it."""
    monkeypatch.setattr(proxies, "_ONLY_VARIABLES", False)
    monkeypatch.setattr("urllib.request.getproxies", lambda: {"https": "http://a.example:1"})
    assert str(proxies.chosen(HOST, None, "proxy=")) == "http://a.example:1, of the system's settings"
