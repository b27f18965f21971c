"""How much of each part of a response is read: to the byte, however it arrives, and what is said beyond."""

from __future__ import annotations

import gzip
import random
import struct
import tracemalloc
import zlib

import pytest

from okx_margin_runtime.transport import TransportError
from okx_margin_runtime.transport.message import inflated, request_bytes
from okx_margin_runtime.wire import Request

from .test_message import FIVE, OK, read

CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
ENCODED = OK + b"Content-Encoding: %b\r\nContent-Length: %d\r\n\r\n%b"


def with_lines_of(size: int, data: bytes) -> bytes:
    """`data` without its bars: what stands between them counts, and has as much for its * as is missing."""
    counted = b"".join(data.split(b"|")[1::2])
    return data.replace(b"|", b"").replace(b"*", b"x" * (size - len(counted) + 1))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"|" + OK + b"X: *\r\nContent-Length: 0\r\n\r\n|", "head is longer than 300 bytes"),
        (b"|HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 *\r\n\r\n|", "head is longer than 300 bytes"),
        (CHUNKED + b"|1;*\r\n|a|\r\n0\r\n|\r\n", "announced in over 300 bytes"),
        (CHUNKED + b"|1;b\r\n|a|\r\n2;c=d\r\n|ef|\r\n0;*\r\n|\r\n", "announced in over 300 bytes"),
        (CHUNKED + b"0\r\n|X: *\r\n\r\n|", "trailers are longer than 300 bytes"),
    ],
)
def test_lines_may_be_as_long_as_their_cap_and_no_longer(data: bytes, said: str) -> None:
    for step in (None, 1, 2, 3, 7):
        for size in (299, 300):
            assert read(with_lines_of(size, data), step=step) is not None
        with pytest.raises(TransportError, match=said):
            read(with_lines_of(301, data), step=step)


@pytest.mark.parametrize("size", [99, 100, 101])
def test_a_body_may_be_as_long_as_its_cap_and_no_longer(size: int) -> None:
    pieces = (40, 40, size - 80)
    for data in (
        OK + b"Content-Length: %d\r\n\r\n" % size + b"x" * size,
        CHUNKED + b"".join(b"%x\r\n%b\r\n" % (each, b"x" * each) for each in pieces) + b"0\r\n\r\n",
        ENCODED % (b"gzip", len(gzip.compress(b"x" * size)), gzip.compress(b"x" * size)),
    ):
        for step in (None, 1, 7):
            if size == 101:
                with pytest.raises(TransportError, match="more than 100"):
                    read(data, step=step)
            else:
                response = read(data, step=step)
                assert response is not None
                assert response.body == b"x" * size


def test_a_body_of_many_chunks_may_be_longer_than_the_cap_of_what_announces_them() -> None:
    response = read(CHUNKED + b"20\r\n%b\r\n" % bytes(32) * 3 + b"0\r\n\r\n", max_head=60)
    assert response is not None
    assert response.body == bytes(96)


def raw_deflate(plain: bytes) -> bytes:
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflate.compress(plain) + deflate.flush()


def stored(plain: bytes, first: int) -> bytes:
    """Raw deflate in one stored block, whose first byte has bits to spare, and an end."""
    return struct.pack("<BHH", first, len(plain), len(plain) ^ 0xFFFF) + plain + b"\x03\0"


def test_a_body_that_comes_compressed_all_the_same_is_inflated_up_to_the_cap() -> None:
    random_ = random.Random(20261126)
    plains = [random_.randbytes(random_.randint(1, 100)) for _ in range(500)] + [b"x" * 100]
    packed = [(b"gzip", gzip.compress(each), each) for each in plains]
    packed += [(b"X-GZIP", gzip.compress(each), each) for each in plains[:9]]
    packed += [(b"deflate", zlib.compress(each, level), each) for each in plains for level in (1, 9)]
    packed += [(b"deflate", raw_deflate(each), each) for each in plains]  # some divide by 31 as zlib's do
    packed += [(b"deflate", stored(plains[-1], 8), plains[-1])]  # begins as zlib's do
    for encoding, body, plain in packed:
        response = read(ENCODED % (encoding, len(body), body), max_body=200)
        assert response is not None
        assert response.body == plain
        assert [name for name, _ in response.headers] == [b"Content-Length"]  # else it is inflated again


@pytest.mark.parametrize(
    ("encoding", "body", "said"),
    [
        (b"br", b"x", r"encoded though that was not asked for: b'br'"),
        (b"gzip, gzip", gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "not asked for: b'gzip, gzip'"),
        (b"gzip\r\nContent-Encoding: gzip", gzip.compress(b"x", mtime=0), "encoded more than once"),
        (b"gzip", b"xyz", "not the gzip it says"),
        (b"gzip", zlib.compress(b"x"), "not the gzip it says"),
        (b"deflate", b"\xff\xff", "not the deflate it says"),
        (b"deflate", gzip.compress(b"x", mtime=0), "not the deflate it says"),
        (b"gzip", gzip.compress(b"x" * 100, mtime=0)[:-1] + b"!", "not the gzip it says"),
        (b"gzip", gzip.compress(b"x" * 100, mtime=0)[:-1], "gzip is cut or goes on after its end"),
        (b"gzip", gzip.compress(b"x" * 100, mtime=0) + b"y", "gzip is cut or goes on after its end"),
        (b"gzip", gzip.compress(b"x" * 101, mtime=0), "inflates to more than 100 bytes"),
    ],
)
def test_what_is_wrong_with_a_compressed_body_is_said(encoding: bytes, body: bytes, said: str) -> None:
    with pytest.raises(TransportError, match=said):
        read(ENCODED % (encoding, len(body), body))


def test_a_bomb_is_not_inflated_beyond_the_cap() -> None:
    bomb = gzip.compress(bytes(20_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(TransportError, match="more than 1000 bytes"):
            inflated(bomb, b"gzip", 1000)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%b\r\n\r\n", "no HTTP/1.1 response: "),
        (OK + b"Content-Length: %b\r\n\r\n", "length is not clear: "),
        (OK + b"Transfer-Encoding: %b\r\n\r\n", "transfer encoding is not clear: "),
        (CHUNKED + b"%b\r\n", "chunk's size is not clear: "),
        (CHUNKED + b"0\r\n%b\r\n\r\n", "trailers are malformed: "),
        (OK + b"Content-Encoding: %b\r\nContent-Length: 1\r\n\r\nx", "not asked for: "),
    ],
)
def test_of_what_cannot_be_read_a_message_shows_the_beginning(data: bytes, said: str) -> None:
    for shown in (b"0123456789" * 6, b"\x80\xff" * 30):
        with pytest.raises(TransportError) as raised:
            read(data % (shown + b"and so on"))
        assert str(raised.value).endswith(said + repr(shown))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", "switches protocols"),
        (OK + b"Content-Length: 101\r\n\r\n", "has 101 bytes, more than 100"),
        (CHUNKED + b"1\r\nab\r\n", "a chunk is longer than it says"),
    ],
)
def test_what_else_cannot_be_read_is_said(data: bytes, said: str) -> None:
    with pytest.raises(TransportError, match=said):
        read(data)


def test_a_request_that_cannot_be_written_is_said_with_its_beginning() -> None:
    for method, target in (("PUT", "/"), ("get", "/"), ("POST", "/ " + "x" * 100)):
        with pytest.raises(TransportError) as raised:
            request_bytes(Request(method, target, b"", timeouts=FIVE), "host")
        assert str(raised.value).startswith(f"{method!r} {target[:80]!r} is no request line")
