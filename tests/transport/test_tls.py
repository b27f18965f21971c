"""TLS without a socket: where one record ends, what came of it, and what is said where there is none."""

from __future__ import annotations

import random
import ssl
from contextlib import suppress

import pytest

from okx_margin_runtime.transport import TransportError
from okx_margin_runtime.transport.tls import Channel

from .callers import trusting
from .host import CERTIFICATE


class Host:
    """The other end, in memory."""

    def __init__(self, version: ssl.TLSVersion) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        context.maximum_version = version
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_side=True)

    def greets(self, channel: Channel) -> None:
        """Shake hands with `channel`."""
        done, hello = channel.shake_hands(b"")
        for _ in range(3):
            self.incoming.write(hello)
            with suppress(ssl.SSLWantReadError):
                self.tls.do_handshake()
            done, hello = channel.shake_hands(self.outgoing.read())
        assert done
        assert channel.decrypt(self.outgoing.read()) == b""  # the tickets of TLS 1.3

    def says(self, plain: bytes) -> bytes:
        """One record, or TLS's own and then one, for each 16 KiB of `plain`."""
        self.tls.write(plain)
        return self.outgoing.read()


@pytest.fixture(params=[ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
def ends(request: pytest.FixtureRequest) -> tuple[Host, Channel]:
    host, channel = Host(request.param), Channel(trusting(), "localhost")
    host.greets(channel)
    assert channel.clean
    return host, channel


def test_what_came_is_clean_at_the_border_of_a_record_and_nowhere_else(ends: tuple[Host, Channel]) -> None:
    host, channel = ends
    random_ = random.Random(20261126)
    for _ in range(100):
        plains = [random_.randbytes(random_.choice([1, 2, 100, 16384])) for _ in range(random_.randint(1, 4))]
        records = [host.says(plain) for plain in plains]
        borders = {sum(map(len, records[:upto])) for upto in range(len(records) + 1)}
        sent, at, got = b"".join(records), 0, b""
        while at < len(sent):
            near = [
                size for border in borders for size in range(border - at - 6, border - at + 7) if size > 0
            ]
            piece = sent[at : at + random_.choice([random_.randint(1, 20_000), *near])]
            at += len(piece)
            got += channel.decrypt(piece)
            assert channel.clean == (at in borders)
        assert got == b"".join(plains)
        assert not channel.ended


def test_many_records_at_once_are_all_read(ends: tuple[Host, Channel]) -> None:
    host, channel = ends
    plain = random.Random(1).randbytes(300_000)
    assert channel.decrypt(host.says(plain)) == plain
    assert channel.clean


def test_the_hosts_farewell_is_known_with_what_came_before_it(ends: tuple[Host, Channel]) -> None:
    host, channel = ends
    last = host.says(b"last")
    with pytest.raises(ssl.SSLWantReadError):
        host.tls.unwrap()
    assert channel.decrypt(last + host.outgoing.read()) == b"last"
    assert channel.ended
    assert not channel.clean


def test_what_is_said_goes_over_whole(ends: tuple[Host, Channel]) -> None:
    host, channel = ends
    for plain in (b"a", b"b" * 100_000):
        host.incoming.write(channel.encrypt(plain))
        got = b""
        while len(got) < len(plain):
            got += host.tls.read(1 << 20)
        assert got == plain


def test_a_record_that_was_changed_on_its_way_is_no_answer(ends: tuple[Host, Channel]) -> None:
    host, channel = ends
    record = bytearray(host.says(b"0123456789"))
    record[-1] ^= 1
    with pytest.raises(TransportError, match=r"^TLS failed: .*BAD_RECORD|DECRYPTION_FAILED"):
        channel.decrypt(bytes(record))


def test_what_came_before_a_record_that_was_changed_stands(ends: tuple[Host, Channel]) -> None:
    host, channel = ends
    good, bad = host.says(b"good"), bytearray(host.says(b"bad"))
    bad[-1] ^= 1
    assert channel.decrypt(good + bytes(bad)) == b"good"
    assert channel.failure.startswith("TLS failed: ")
    assert not channel.clean


def test_a_handshake_that_fails_says_why() -> None:
    for received, said in (
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", r"^the TLS handshake failed: \w+"),
        (b"\x15\x03\x03\x00\x02\x02\x28", "^the TLS handshake failed: .*HANDSHAKE_FAILURE"),
    ):
        channel = Channel(trusting(), "localhost")
        assert channel.shake_hands(b"")[0] is False
        with pytest.raises(TransportError, match=said):
            channel.shake_hands(received)
    for trusts, name, said in (
        (
            ssl.create_default_context(),
            "localhost",
            "^the certificate is not trusted: self.signed certificate",
        ),
        (trusting(), "okx.invalid", "^the certificate is not trusted: Hostname mismatch.*'okx.invalid'"),
    ):
        with pytest.raises(TransportError, match=said):
            Host(ssl.TLSVersion.TLSv1_3).greets(Channel(trusts, name))
