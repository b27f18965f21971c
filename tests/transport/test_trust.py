"""Whom a connection trusts, where nobody gave a TLS context, and what it says to the host about itself."""

from __future__ import annotations

import ssl
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from okx_margin_runtime.errors import InvalidInputError
from okx_margin_runtime.transport import certificates, http11
from okx_margin_runtime.transport.bounded import bounded
from okx_margin_runtime.transport.httpx import HttpxTransport, own_transports

from .callers import NOT_SENT, BlockingCaller, LoopCaller, TransportTasks, trusting
from .host import CERTIFICATE, Host, Peer
from .resolvers import resolved_to

VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")


@pytest.fixture(autouse=True)
def none_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)


def test_a_file_of_the_environment_is_trusted_and_http_1_1_is_all_that_is_offered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chosen: list[object] = []

    def says_what_was_chosen(peer: Peer) -> None:
        assert isinstance(peer.connection, ssl.SSLSocket)
        chosen.append(peer.connection.selected_alpn_protocol())
        peer.answers()

    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with Host(says_what_was_chosen, tls=True) as host:
        host.offer("h2", "http/1.1")
        for tls in (None, trusting()):
            own = own_transports(httpx.HTTPTransport, tls or certificates.verifying(), None)
            for caller in (
                BlockingCaller(http11.Transport(host.base_url, tls=tls)),
                LoopCaller(TransportTasks(http11.AsyncTransport(host.base_url, tls=tls))),
                BlockingCaller(HttpxTransport(lambda own=own: bounded(own()), host.base_url)),  # type: ignore[misc]
            ):
                assert caller.call(1).said == "1"
                caller.end()
    assert chosen == ["http/1.1"] * 6


def test_without_a_file_of_the_environment_a_certificate_of_nobodys_is_not_trusted() -> None:
    with Host(tls=True) as host:
        caller = BlockingCaller(http11.Transport(host.base_url))
        outcome = caller.call(1)
        caller.end()
    assert (outcome.kind, host.received) == (NOT_SENT, [])
    assert outcome.said.startswith(f"127.0.0.1:{host.port}: the certificate is not trusted: ")


def test_a_certificate_for_another_host_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    resolved_to(monkeypatch, "127.0.0.1")
    with Host(tls=True) as host:
        caller = BlockingCaller(http11.Transport(f"https://okx.invalid:{host.port}", tls=trusting()))
        outcome = caller.call(1)
        caller.end()
    assert (outcome.kind, host.received, host.connections) == (NOT_SENT, [], 1)
    assert outcome.said.startswith(f"okx.invalid:{host.port}: the certificate is not trusted: ")
    assert "'okx.invalid'" in outcome.said


@pytest.mark.parametrize(
    ("variable", "bad"),
    [
        ("SSL_CERT_FILE", {"nowhere": "No such file", "empty": "(it holds no certificate)", ".": ""}),
        ("SSLKEYLOGFILE", {"no/where": "No such file", ".": "Is a directory"}),
        ("SSL_CERT_DIR", {"nowhere": "no folder", "empty": "no folder"}),
    ],
)
def test_what_is_wrong_with_a_variable_and_what_to_do_is_said_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str, bad: dict[str, str]
) -> None:
    (tmp_path / "empty").touch()
    wanted, wanted_zh = ("a folder of", "证书目录") if variable == "SSL_CERT_DIR" else ("a file that", "文件")
    for name, reason in bad.items():
        monkeypatch.setenv(variable, str(tmp_path / name))
        with pytest.raises(InvalidInputError) as raised:
            certificates.verifying()
        error = raised.value
        for text, want in ((str(error), wanted), (error.meaning, wanted), (error.meaning_zh, wanted_zh)):
            assert variable in text
            assert str(tmp_path / name) in text
            assert want in text
        assert reason in error.meaning
        assert "没有发送任何请求" in error.meaning_zh


def test_a_variable_that_is_empty_names_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        monkeypatch.setenv(variable, "")
    assert certificates.verifying().verify_mode == ssl.CERT_REQUIRED


def test_a_key_log_may_be_new_and_a_folder_may_be_trusted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    certificates.verifying()
    assert (tmp_path / "keys").exists()
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert certificates.verifying().cert_store_stats()["x509"] == 0


def test_a_bundle_of_certificates_that_is_gone_is_one_of_our_errors(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What a program that was packed into one file without certifi's finds."""
    monkeypatch.setattr("certifi.where", lambda: str(tmp_path / "cacert.pem"))
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))  # one that no context was made for yet
    with pytest.raises(InvalidInputError) as raised:
        certificates.verifying()
    for text in (str(raised.value), raised.value.meaning, raised.value.meaning_zh):
        assert all(each in text for each in ("FileNotFoundError", "certifi", *VARIABLES))


def test_all_clients_share_one_context_for_each_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    contexts: list[Any] = []
    threads = [threading.Thread(target=lambda: contexts.append(certificates.verifying())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(context) for context in contexts}) == 1
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    assert certificates.verifying() is not contexts[0]
