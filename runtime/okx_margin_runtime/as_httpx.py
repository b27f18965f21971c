"""What we send and receive as httpx's objects, for those who ask for them."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import httpx

from .call import Call
from .wire import Response


def response_of(response: Response, call: Call | None) -> httpx.Response:
    """`response` as an httpx.Response; its request has none of the signature's headers."""
    request = None if call is None else httpx.Request(call.endpoint.method, call.url)
    headers = [field for field in response.headers if field[0].lower() != b"content-encoding"]
    return httpx.Response(response.status, headers=headers, content=response.body, request=request)


def lines(block: bytes) -> list[tuple[bytes, bytes]]:
    """The fields of a block of header lines."""
    fields = (line.partition(b": ") for line in block.split(b"\r\n") if line)
    return [(name, value) for name, _, value in fields]


class MaskedHeaders(httpx.Headers):
    """Headers that can be read and copied, and whose `repr` shows none of the values named in `secret`.

    The copy that a redirect gets is without them: httpx makes it before an auth hears of the redirect.
    """

    def __init__(self, headers: httpx.Headers, secret: Mapping[str, str]) -> None:
        self._secret = frozenset(name.lower().encode("ascii") for name in secret)
        super().__init__(headers)
        self.update(secret)

    @property
    def _list(self) -> list[tuple[bytes, bytes, bytes]]:
        """Where httpx keeps the fields, and the one thing that it copies for a redirect."""
        caller = sys._getframe(2)  # pyright: ignore[reportPrivateUsage]  # the one that makes the copy
        if caller.f_code.co_name == "_redirect_headers":
            return [field for field in self._fields if field[1] not in self._secret]
        return self._fields

    @_list.setter
    def _list(  # pyright: ignore[reportIncompatibleVariableOverride]
        self, fields: list[tuple[bytes, bytes, bytes]]
    ) -> None:
        self._fields = fields

    def __repr__(self) -> str:
        shown = {
            name.decode(): "[secure]" if name.lower() in self._secret else value.decode(errors="replace")
            for name, value in self.raw
        }
        return f"{type(self).__name__}({shown!r})"
