"""Where a transport's connections go, as it is asked for, as it is resolved and as it is called."""

from __future__ import annotations

import socket
from typing import Any, NoReturn

import pytest

from okx_margin_runtime.transport import http11

from .callers import CALLERS, NOT_SENT, OWN
from .host import Host, Peer


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "host",
        "ftp://host",
        "https://",
        "https://host/path",
        "https://a:b@host",
        "https://@host",
        "https://host?a",
        "https://host#a",
        "https://hôst",
    ],
)
def test_a_base_url_that_is_no_origin_is_said_so(base_url: str) -> None:
    for kind in (http11.Transport, http11.AsyncTransport):
        with pytest.raises(ValueError, match="https://host"):
            kind(base_url)


@pytest.mark.parametrize("kind", OWN)
def test_a_host_is_called_as_its_host_header_has_it(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []

    def resolve(host: str, port: int, **settings: Any) -> NoReturn:
        if not settings["flags"]:
            asked.append((host, port))
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    for base_url, host, port, called in (
        ("http://okx.invalid", "okx.invalid", 80, "okx.invalid"),
        ("https://okx.invalid/", "okx.invalid", 443, "okx.invalid"),
        ("http://okx.invalid:80", "okx.invalid", 80, "okx.invalid"),
        ("https://okx.invalid:443", "okx.invalid", 443, "okx.invalid"),
        ("http://okx.invalid:443", "okx.invalid", 443, "okx.invalid:443"),
        ("https://OKX.invalid:80", "okx.invalid", 80, "okx.invalid:80"),
        ("https://[2001:db8::1]", "2001:db8::1", 443, "[2001:db8::1]"),
        ("http://[2001:db8::1]:8080/", "2001:db8::1", 8080, "[2001:db8::1]:8080"),
    ):
        caller = CALLERS[kind](base_url)
        outcome = caller.call(1)
        caller.end()
        assert outcome.kind == NOT_SENT
        assert outcome.said.startswith(f"{called}: the host's name cannot be resolved")
        assert asked.pop() == (host, port)


@pytest.mark.parametrize("kind", OWN)
def test_the_host_header_names_the_port(kind: str) -> None:
    heads: list[bytes] = []

    def listens(peer: Peer) -> None:
        heads.append(peer.connection.recv(65536))

    with Host(listens) as host:
        caller = CALLERS[kind](host.base_url)
        caller.call(1)
        caller.end()
    assert b"\r\nHost: 127.0.0.1:%d\r\n" % host.port in heads[0]
