"""HTTP/1.1 as bytes: the lines of a request, and a strict reader of one response. No I/O.

Reading is strict where leniency could move the border of a body: a line ends in CRLF, a field's name is a
token with no space after it, nothing is folded, no control character passes. What a response says besides is
left alone.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from typing import Final

from ..wire import Request, Response
from . import TransportError

_TEXT: Final = rb"[\t -~\x80-\xff]*+"
_FIELDS: Final = rb"(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]++:" + _TEXT + rb"\r\n)*+"
_HEAD: Final = re.compile(rb"HTTP/1\.([01]) ([1-9][0-9]{2})(?: " + _TEXT + rb")?\r(\n" + _FIELDS + rb")\r\n")
_FRAMING: Final = re.compile(
    rb"\n(connection|content-encoding|content-length|transfer-encoding):([^\r]*)"
)  # of lower case
_CHUNK: Final = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*+(?:;" + _TEXT + rb")?\r\n")
_TRAILERS: Final = re.compile(_FIELDS + rb"\r\n")
_EMPTY_LINE: Final = re.compile(rb"\r\n\r\n")
_TARGET: Final = re.compile(r"/[!-~]*")

_UNTIL_CLOSED: Final = -1  # in place of a length
_CHUNKED: Final = -2
_TRAILED: Final = -3


@lru_cache(maxsize=512)
def first_lines(method: str, target: str, host: str) -> bytes:
    """The lines of a request that stay the same from call to call: request line and Host."""
    if method not in ("GET", "POST") or _TARGET.fullmatch(target) is None:
        raise TransportError(f"{method!a} {target[:80]!a} is no request line that can be sent")
    return f"{method} {target} HTTP/1.1\r\nHost: {host}\r\n".encode("ascii")


def request_bytes(request: Request, host: str) -> bytes:
    """All of `request`, head and body, for one write."""
    lines = first_lines(request.method, request.target, host)
    body = request.body
    if not body and request.method == "GET":
        return b"%b%b%b\r\n" % (lines, request.headers, request.signature)
    return b"%b%b%bContent-Length: %d\r\n\r\n%b" % (
        lines,
        request.headers,
        request.signature,
        len(body),
        body,
    )


class ResponseReader:
    """Reads one response from the pieces that arrive, then has served.

    `clean`, once the response is whole, says whether the connection stands exactly at its end and may carry
    another request: HTTP/1.1, not to be closed, delimited once, and not a byte too many.
    """

    # What most responses never change stays with the class: one is made for each call.
    clean: bool = False
    _held: bytes | bytearray = b""  # what came and is not a whole response yet
    _position: int = 0  # how far it is read
    _looked = 0  # up to where an end was looked for
    _status = 0  # 0 until the final response's head is there
    _fields = b""
    _encoding = b""
    _length = 0
    _chunks_size = 0
    _framing = 0  # bytes of the body that only announce its chunks

    def __init__(self, max_head: int, max_body: int) -> None:
        self._max_head = max_head
        self._max_body = max_body

    def feed(self, data: bytes) -> Response | None:
        """The response once `data` makes it whole. Raises TransportError where it is none."""
        received: bytes | bytearray = data
        if self._held:
            self._held += data
            received = self._held
        body = self._body(received) if self._status or self._head(received) else None
        if body is not None:
            return self._response(body)
        if received is data:
            self._held = bytearray(data)
        return None

    def end(self) -> Response:
        """The response, if the end of the connection ends it. Raises TransportError otherwise."""
        if self._status and self._length == _UNTIL_CLOSED:
            return self._response(bytes(self._held[self._position :]))
        raise TransportError(f"the connection was closed after {len(self._held)} bytes of a response")

    def _head(self, received: bytes | bytearray) -> bool:
        while True:
            if self._looked and not self._has_head(received):
                return False
            match = _HEAD.match(received, self._position)  # mostly all of it comes at once
            if match is None:
                if self._looked or self._has_head(received):
                    shown = _shown(received[self._position :])
                    raise TransportError(f"what came is no HTTP/1.1 response: {shown}")
                return False
            self._position = match.end()
            if self._position > self._max_head:
                raise self._too_long()
            minor_version, code, fields = match.groups()
            status = int(code)
            if status >= 200:
                self._frame(status, minor_version == b"1", fields)
                return True
            if status == 101:
                raise TransportError("the response switches protocols, which was not asked for")

    def _has_head(self, received: bytes | bytearray) -> bool:
        if self._empty_line(received, self._position):
            return True
        if len(received) > self._max_head:
            raise self._too_long()
        return False

    def _empty_line(self, received: bytes | bytearray, start: int) -> re.Match[bytes] | None:
        """What ends the lines from `start` on, once it is there."""
        found = _EMPTY_LINE.search(received, max(start, self._looked - 3))
        if found is None:
            self._looked = len(received)
        return found

    def _frame(self, status: int, is_1_1: bool, fields: bytes) -> None:
        length: int | None = None
        chunked, keep = False, is_1_1
        for name, value in _FRAMING.findall(fields.lower()):
            value = value.strip()
            if name == b"content-length":
                if not value.isdigit() or len(value) > 15 or (length is not None and length != int(value)):
                    raise TransportError(f"the response's length is not clear: {_shown(value)}")
                length = int(value)
            elif name == b"connection":
                keep = keep and b"close" not in map(bytes.strip, value.split(b","))
            elif name == b"transfer-encoding":
                if value != b"chunked" or chunked or not is_1_1:
                    raise TransportError(f"the response's transfer encoding is not clear: {_shown(value)}")
                chunked = True
            elif value != b"identity":
                if self._encoding:
                    raise TransportError("the response is encoded more than once, which was not asked for")
                self._encoding = value
        if status in (204, 304):
            self._length = 0
            # Only a 304 may name a length, of what it does not send; else a body may be on its way.
            keep = keep and not chunked and (status == 304 or not length)
        elif chunked:
            # It overrides a length, and both at once is reason enough to use the connection no more.
            self._length, self._chunks = _CHUNKED, list[bytes]()
            keep = keep and length is None
        elif length is None:
            self._length, keep = _UNTIL_CLOSED, False
        else:
            self._length = length
        if self._length > self._max_body:
            raise TransportError(f"the response's body has {length} bytes, more than {self._max_body}")
        self._status = status
        self._fields = fields
        self.clean = keep

    def _body(self, received: bytes | bytearray) -> bytes | None:
        start, length = self._position, self._length
        if length == _CHUNKED:
            return self._chunked(received)
        if length == _TRAILED:
            return self._trailers(received)
        if length == _UNTIL_CLOSED:
            if len(received) - start > self._max_body:
                raise self._too_much()
            return None
        end = start + length
        if len(received) < end:
            return None
        if len(received) > end:
            self.clean = False
        return bytes(received[start:end])

    def _chunked(self, received: bytes | bytearray) -> bytes | None:
        while True:
            start = self._position
            line_end = received.find(b"\n", max(start, self._looked)) + 1
            if self._framing + (line_end or len(received)) - start > self._max_head:
                raise TransportError(f"the response's chunks are announced in over {self._max_head} bytes")
            if not line_end:
                self._looked = len(received)
                return None
            line = _CHUNK.match(received, start)
            if line is None:
                raise TransportError(f"a chunk's size is not clear: {_shown(received[start:])}")
            size = int(line[1], 16)
            if size == 0:
                self._length, self._position = _TRAILED, line.end()
                return self._trailers(received)
            if self._chunks_size + size > self._max_body:
                raise self._too_much()
            end = line.end() + size
            after = received[end : end + 2]
            if len(after) < 2:
                return None
            if after != b"\r\n":
                raise TransportError("a chunk is longer than it says")
            self._chunks.append(bytes(received[line.end() : end]))
            self._chunks_size += size
            self._framing += line.end() + 2 - start
            self._position = end + 2

    def _trailers(self, received: bytes | bytearray) -> bytes | None:
        start = self._position
        empty_line = self._empty_line(received, start - 2)  # where there are none, it begins before them
        if (empty_line.end() if empty_line else len(received)) - start > self._max_head:
            raise TransportError(f"the response's trailers are longer than {self._max_head} bytes")
        if empty_line is None:
            return None
        match = _TRAILERS.match(received, start)
        if match is None:
            raise TransportError(f"the response's trailers are malformed: {_shown(received[start:])}")
        self.clean = self.clean and len(received) == match.end()
        return b"".join(self._chunks)

    def _response(self, body: bytes) -> Response:
        response = Response(self._status, None, body, head=self._fields[1:])
        if not self._encoding or not body:
            return response
        kept = tuple(field for field in response.headers if field[0].lower() != b"content-encoding")
        return Response(self._status, kept, inflated(body, self._encoding, self._max_body))

    def _too_long(self) -> TransportError:
        return TransportError(f"the response's head is longer than {self._max_head} bytes")

    def _too_much(self) -> TransportError:
        return TransportError(f"the response's body has more than {self._max_body} bytes")


def _shown(data: bytes | bytearray) -> str:
    """As much of what a host sends as a message may hold."""
    return repr(bytes(data[:60]))


def inflated(body: bytes, encoding: bytes, max_body: int) -> bytes:
    """`body` without its content encoding. Raises TransportError where that is unknown or over `max_body`."""
    if encoding in (b"gzip", b"x-gzip"):
        window = 16 + zlib.MAX_WBITS
    elif encoding == b"deflate":  # zlib's format by name, and often sent without zlib's two bytes
        has_them = body[0] & 15 == 8 and int.from_bytes(body[:2]) % 31 == 0
        window = zlib.MAX_WBITS if has_them else -zlib.MAX_WBITS
    else:
        raise TransportError(f"the response is encoded though that was not asked for: {_shown(encoding)}")
    inflator = zlib.decompressobj(window)
    try:
        plain = inflator.decompress(body, max_body + 1)
    except zlib.error:
        raise TransportError(f"the response is not the {encoding.decode()} it says") from None
    if len(plain) > max_body:
        raise TransportError(f"the response's body inflates to more than {max_body} bytes")
    if not inflator.eof or inflator.unused_data:
        raise TransportError(f"the response's {encoding.decode()} is cut or goes on after its end")
    return plain
