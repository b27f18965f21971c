"""A request as it was received, an answer as it is sent, and the refusal that becomes one."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from okx_margin_client.codes import CODES


@frozen
class Request:
    """One HTTP request, byte for byte as far as it matters to a signature."""

    method: str
    #: Path and query as received, undecoded. A bare "?" without a query is not visible through ASGI.
    target: str
    #: Names in lower case, values in latin-1; of a repeated header the first.
    headers: Mapping[str, str]
    body: bytes
    #: IP address of the peer.
    client: str

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    def public(self) -> "Request":
        """The same request without its OK-ACCESS-* headers, for keeping and showing."""
        shown = {name: value for name, value in self.headers.items() if not name.startswith("ok-access-")}
        return Request(self.method, self.target, shown, self.body, self.client)


@frozen
class Answer:
    """One HTTP answer; the length is added when it is sent."""

    status: int
    body: bytes
    headers: Sequence[tuple[str, str]] = (("Content-Type", "application/json;charset=UTF-8"),)


class RefusalError(Exception):
    """The exchange says no: a code of the spec's table and, where it helps, what it is about."""

    def __init__(self, code: str, about: str = "", *, http_status: int | None = None) -> None:
        entry = CODES[code]
        self.code = code
        self.http_status = entry.http_statuses[0] if http_status is None else http_status
        self.msg = f"{entry.meaning.removesuffix('.')}: {about}" if about else entry.meaning
        super().__init__(f"{code} {self.msg}")

    def answer(self) -> Answer:
        """The envelope: data is [], except on failed authentication, which has none (seen in public logs)."""
        if self.http_status == 401:
            return envelope({"msg": self.msg, "code": self.code}, 401)
        return envelope({"code": self.code, "data": [], "msg": self.msg}, self.http_status)


def success(data: Sequence[Mapping[str, Any]]) -> Answer:
    return envelope({"code": "0", "data": data, "msg": ""})


def envelope(content: Mapping[str, Any], status: int = 200) -> Answer:
    return Answer(status, json.dumps(content, separators=(",", ":")).encode())


def html(status: int, title: str) -> Answer:
    """A page such as a proxy in front of the exchange sends."""
    page = f"<html><head><title>{status} {title}</title></head><body><h1>{status} {title}</h1></body></html>"
    return Answer(status, page.encode(), (("Content-Type", "text/html"),))
