"""Bytes to responses: what is read, what is refused, and h11 as a second opinion."""

from __future__ import annotations

import random
import re

import h11
import pytest

from okx_margin_runtime.transport import TransportError
from okx_margin_runtime.transport.message import ResponseReader, request_bytes
from okx_margin_runtime.wire import Request, Response, Timeouts

FIVE = Timeouts(5, 5, 5, 5)
OK = b"HTTP/1.1 200 OK\r\n"
ONE = OK + b"Content-Length: 1\r\n\r\na"


def read(
    data: bytes, *, step: int | None = None, max_head: int = 300, max_body: int = 100
) -> Response | None:
    """The response that `data` makes, arriving `step` bytes at a time."""
    return _read(data, step, max_head, max_body)[0]


def _read(
    data: bytes, step: int | None, max_head: int = 65536, max_body: int = 1 << 20
) -> tuple[Response | None, bool]:
    reader = ResponseReader(max_head, max_body)
    pieces = [data] if step is None else [data[at : at + step] for at in range(0, len(data), step)]
    for at, piece in enumerate(pieces):
        response = reader.feed(piece)
        if response is not None:
            return response, reader.clean and at == len(pieces) - 1
    return None, False


def test_a_request_is_written_in_one_piece() -> None:
    request = Request("POST", "/a?b=1", b"X: y\r\n", b'{"c":1}', timeouts=FIVE)
    request.signature = b"S: z\r\n"
    assert request_bytes(request, "host:1") == (
        b'POST /a?b=1 HTTP/1.1\r\nHost: host:1\r\nX: y\r\nS: z\r\nContent-Length: 7\r\n\r\n{"c":1}'
    )
    assert request_bytes(Request("GET", "/", b"", timeouts=FIVE), "h").endswith(b"Host: h\r\n\r\n")
    assert b"Content-Length: 0\r\n\r\n" in request_bytes(Request("POST", "/", b"", timeouts=FIVE), "h")


@pytest.mark.parametrize("target", ["", "a", "/a b", "/a\r\nX: y", "/é", "/\x00", "//\n"])
def test_a_target_that_would_break_its_line_is_not_written(target: str) -> None:
    with pytest.raises(TransportError):
        request_bytes(Request("GET", target, b"", timeouts=FIVE), "host")


@pytest.mark.parametrize(
    ("data", "body", "clean"),
    [
        (OK + b"Content-Length: 2\r\n\r\nab", b"ab", True),
        (OK + b"content-length:\t2 \r\nX:\r\n\r\nab", b"ab", True),
        (b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", b"", True),
        (OK + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\nab", b"ab", True),
        (OK + b"Content-Length: 2\r\n\r\nabX", b"ab", False),
        (OK + b"Content-Length: 2\r\nConnection: Close\r\n\r\nab", b"ab", False),
        (OK + b"Content-Length: 2\r\nConnection: x , close\r\n\r\nab", b"ab", False),
        (OK + b"Content-Length: 2\r\nConnection: x,\tclose,y\r\n\r\nab", b"ab", False),
        (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nab", b"ab", False),
        (b"HTTP/1.1 204 No Content\r\nX: y\r\n\r\n", b"", True),
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nab", b"", False),
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n", b"", False),
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", b"", True),
        (b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", b"", False),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", b"", True),
        (b"HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n", b"", False),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 x\r\nA: b\r\n\r\n" + ONE, b"a", True),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n", b"abc", True),
        (OK + b"Transfer-Encoding: Chunked\r\n\r\n2 \r\nab\r\n000\r\nT: u\r\n\r\n", b"ab", True),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n", b"", False),
        (OK + b"Transfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n1\r\na\r\n0\r\n\r\n", b"a", False),
        (OK + b"Content-Encoding: Identity\r\nContent-Length: 2\r\n\r\nab", b"ab", True),
        (OK + b"Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n", b"", True),
        (OK + b"Content-Length: 000000000000002\r\n\r\nab", b"ab", True),
    ],
)  # fmt: skip
def test_a_response_ends_where_it_says_however_it_arrives(data: bytes, body: bytes, clean: bool) -> None:
    for step in (None, 1, 2, 3, 7):
        response, is_clean = _read(data, step)
        assert response is not None
        assert (response.body, response.status) == (
            body,
            int(data.rpartition(b"HTTP/1.")[2][2:5]),
        ) or not clean
        assert is_clean == clean or (step is not None and not clean)
    whole, is_clean = _read(data, None)
    assert whole is not None
    assert (whole.body, is_clean) == (body, clean)


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/2.0 200 OK\r\n\r\n",
        b"HTTP/1.1 099 OK\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1  200 OK\r\n\r\n",
        b" HTTP/1.1 200 OK\r\n\r\n",
        b"SSH-2.0-x\r\n\r\n",
        b"\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        OK + b"Content-Length : 2\r\n\r\nab",
        OK + b" Content-Length: 2\r\n\r\nab",
        OK + b"X: y\r\n Content-Length: 2\r\n\r\nab",
        OK + b"X: y\nContent-Length: 2\r\n\r\nab",
        OK + b"X: y\rContent-Length: 2\r\n\r\nab",
        OK + b"X: \x00\r\n\r\n",
        OK + b"X\r\n\r\n",
        OK + b": y\r\n\r\n",
        OK + b"Content-Length: -2\r\n\r\nab",
        OK + b"Content-Length: +2\r\n\r\nab",
        OK + b"Content-Length: 2, 2\r\n\r\nab",
        OK + b"Content-Length: 0x2\r\n\r\nab",
        OK + b"Content-Length: \xb2\r\n\r\nab",
        OK + b"Content-Length:\r\n\r\nab",
        OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
        OK + b"Content-Length: 101\r\n\r\n",
        OK + b"Content-Length: 9999999999999999\r\n\r\n",
        OK + b"Content-Length: 0000000000000002\r\n\r\nab",
        OK + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\nx\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n-1\r\na\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n1\nab",
        OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n65\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\nT u\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"x" * 300,
        OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"x" * 301,
        OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 90,
        OK + b"X: " + b"y" * 300 + b"\r\n\r\n",
        OK + b"X: " + b"y" * 300,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 20,
        OK + b"\r\n" + b"x" * 101,
    ],
)  # fmt: skip
def test_what_is_no_response_of_clear_extent_is_refused(data: bytes) -> None:
    for step in (None, 1, 5):
        with pytest.raises(TransportError):
            read(data, step=step)


def test_a_body_without_a_length_lasts_until_the_connection_ends() -> None:
    reader = ResponseReader(300, 100)
    assert reader.feed(OK + b"X: y\r\n\r\nab") is None
    assert reader.feed(b"c") is None
    assert reader.end().body == b"abc"
    assert not reader.clean
    for cut in (
        b"",
        b"HTTP/1.1 2",
        OK + b"Content-Length: 3\r\n\r\nab",
        OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
    ):
        reader = ResponseReader(300, 100)
        assert not cut or reader.feed(cut) is None
        with pytest.raises(TransportError, match="closed"):
            reader.end()


@pytest.mark.parametrize(
    "beginning",
    [b"", OK + b"Transfer-Encoding: chunked\r\n\r\n", OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n"],
)
def test_lines_are_too_long_with_the_first_byte_too_many(beginning: bytes) -> None:
    """Of a head, of what announces a chunk, of trailers."""
    lines = OK + b"X: " if not beginning else b"X: " if beginning.endswith(b"0\r\n") else b"1;"
    reader = ResponseReader(100, 100)
    assert reader.feed(beginning + lines + b"y" * (100 - len(lines))) is None
    with pytest.raises(TransportError, match=r" (longer than|in over) 100 bytes$"):
        reader.feed(b"y")


def test_what_follows_the_trailers_is_none_of_them() -> None:
    whole = OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"
    reader = ResponseReader(100, 100)
    response = reader.feed(whole + b"y" * 100 + b"\r\n\r\n")
    assert response is not None
    assert (response.body, reader.clean) == (b"a", False)


@pytest.mark.slow
def test_a_megabyte_in_single_bytes_is_read_in_linear_time() -> None:
    reader = ResponseReader(1 << 20, 1 << 20)
    size = 200_000
    for data in (
        OK + b"X: " + b"y" * size + b"\r\nContent-Length: 0\r\n\r\n",
        OK + b"Content-Length: %d\r\n\r\n" % size + b"x" * size,
        OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: " + b"x" * size + b"\r\n\r\n",
    ):
        reader = ResponseReader(1 << 20, 1 << 20)
        responses = [reader.feed(data[at : at + 1]) for at in range(len(data))]
        assert responses[-1] is not None
        assert responses.count(None) == len(data) - 1


def second_opinion(data: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes, bytes] | None:
    """Status, fields, body and what is left, by h11; None where it refuses or wants more."""
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=1 << 20)
    connection.send(h11.Request(method="POST", target="/", headers=[("Host", "x"), ("Content-Length", "0")]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(data)
    status, fields, body = 0, list[tuple[bytes, bytes]](), b""
    try:
        while True:
            event = connection.next_event()
            if isinstance(event, h11.Response):
                status, fields = event.status_code, [(bytes(n), bytes(v)) for n, v in event.headers]
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                return status, fields, body, connection.trailing_data[0]
            elif not isinstance(event, h11.InformationalResponse):
                return None
    except h11.RemoteProtocolError:
        return None


SEEDS = [
    OK + b"Content-Length: 10\r\nConnection: keep-alive\r\n\r\n0123456789",
    OK + b"Transfer-Encoding: chunked\r\nX-A: b\r\n\r\n5;e=f\r\n01234\r\n5\r\n56789\r\n0\r\nT: u\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\nA: b\r\n\r\n" + OK + b"Content-Length: 2\r\n\r\nabHTTP/1.1 200 OK\r\n",
    b"HTTP/1.0 204 No Content\r\nServer: x\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
]
PIECES = [bytes([each]) for each in b"\r\n \t:09,;-+\x00\x0b\x7f\x80\xff"] + [
    b"\r\n",
    b"\r\n\r\n",
    b"HTTP/1.1 ",
    b"Content-Length: 3\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Connection: close\r\n",
]


def mutated(random_: random.Random) -> bytes:
    """A response that something was done to."""
    data = random_.choice(SEEDS)
    for _ in range(random_.randint(0, 4)):
        at, to = sorted(random_.randint(0, len(data)) for _ in range(2))
        data = random_.choice(
            [
                data[:at] + random_.choice(PIECES) + data[at:],
                data[:at] + data[at + 1 :],
                data[:at] + bytes([random_.randrange(256)]) + data[at + 1 :],
                data[:to] + data[at:to] + data[to:],
                data[:at] + data[to:] if random_.random() < 0.1 else data,
            ]
        )
    return data


def is_refused_by_h11_alone(data: bytes) -> bool:
    """A space before a chunk's extension, which RFC 9112 lets pass, and framing fields among the trailers,
    which nobody obeys."""
    return re.search(rb"\n[0-9A-Fa-f]+[ \t]+;", data) is not None or data.count(b"Transfer-Encoding") > 1


@pytest.mark.slow
def test_what_we_read_h11_reads_alike() -> None:
    """The same response up to the same byte; that h11 reads more than we do is our being stricter."""
    random_ = random.Random(20260115)
    read_by_both = refused_by_h11 = 0
    for _ in range(12_000):
        data = mutated(random_)
        try:
            response, _ = _read(data, None)
        except TransportError:
            continue
        if response is None:
            continue
        theirs = second_opinion(data)
        if theirs is None:
            refused_by_h11 += 1
            assert is_refused_by_h11_alone(data), data
            continue
        status, fields, body, left = theirs
        read_by_both += 1
        assert (response.status, response.body) == (status, body), data
        assert [
            (name.lower(), value) for name, value in response.headers
        ] == fields or b"Content-Length" in data, data
        for step in (1, 3):
            again, clean = _read(data, step)
            assert again is not None
            assert again.body == body
        _, clean = _read(data, None)
        assert not (clean and left), data
    assert read_by_both > 2_000
    assert refused_by_h11 < 100
