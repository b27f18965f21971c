"""A request as it was received, a response as it is sent, and the refusal that becomes one."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import Factory, field, frozen

from okx_margin_client.codes import CODES
from okx_margin_mock.wording import OKX_WORDS


def _path(request: "HttpRequest") -> str:
    return request.target.partition("?")[0]


@frozen
class HttpRequest:
    """One HTTP request, byte for byte as far as it matters to a signature."""

    method: str
    #: Path and query as received, undecoded.
    target: str
    #: Names in lower case, values in latin-1; of a repeated header the first.
    headers: Mapping[str, str]
    body: bytes
    #: IP address of the peer.
    client: str
    #: What was asked for, such as "accountAdjustMargin": known once received, "" where nothing is served.
    operation_id: str = ""
    path: str = field(init=False, default=Factory(_path, takes_self=True))

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    def public(self, operation_id: str) -> "HttpRequest":
        """The same request without its OK-ACCESS-* headers, for keeping and showing."""
        shown = {name: value for name, value in self.headers.items() if not name.startswith("ok-access-")}
        return HttpRequest(self.method, self.target, shown, self.body, self.client, operation_id)


_JSON = (("Content-Type", "application/json;charset=UTF-8"),)


@frozen
class HttpResponse:
    """One HTTP response; the length is added when it is sent."""

    status: int
    body: bytes
    headers: Sequence[tuple[str, str]] = _JSON


class RefusalError(Exception):
    """The exchange says no: a code of the spec's table and, where it helps, what it is about."""

    def __init__(self, code: str, about: str = "", *, http_status: int | None = None) -> None:
        entry = CODES[code]
        self.code = code
        self.http_status: int = entry.http_statuses[0] if http_status is None else http_status
        if code in OKX_WORDS:
            self.msg: str = OKX_WORDS[code].replace("{about}", about)
        else:
            self.msg = f"{entry.meaning.removesuffix('.')}: {about}" if about else entry.meaning
        super().__init__(f"{code} {self.msg}")

    def response(self) -> HttpResponse:
        """The envelope: data is [], but missing where authentication failed and on 50011 (public logs)."""
        if self.http_status == 401 or self.code == "50011":
            return envelope({"msg": self.msg, "code": self.code}, self.http_status)
        return envelope({"code": self.code, "data": [], "msg": self.msg}, self.http_status)


_ENCODER = json.JSONEncoder(separators=(",", ":"))


def success(data: Sequence[Mapping[str, Any]]) -> HttpResponse:
    return envelope({"code": "0", "data": data, "msg": ""})


def envelope(content: Mapping[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(status, _ENCODER.encode(content).encode())


def html(status: int, title: str) -> HttpResponse:
    """A page such as a proxy in front of the exchange sends."""
    page = f"<html><head><title>{status} {title}</title></head><body><h1>{status} {title}</h1></body></html>"
    return HttpResponse(status, page.encode(), (("Content-Type", "text/html"),))
