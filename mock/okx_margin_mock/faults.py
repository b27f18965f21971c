"""Faults on request: what can go wrong on the way to an exchange and back, and in its records."""

from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from math import inf
from typing import Any, Literal, cast, get_args

from attrs import frozen

from okx_margin_mock.exact import amount
from okx_margin_mock.happenings import another_adjustment, closing, funding_fee, liquidation
from okx_margin_mock.messages import HttpResponse, RefusalError, html
from okx_margin_mock.serving import Serving
from okx_margin_mock.state import PositionState

When = Literal["before", "after"]

#: Something that happens to the position that a request adjusts; the last is the adjustment, signed.
Happening = Callable[[Serving, PositionState, Decimal], None]


class FaultError(ValueError):
    """A fault that makes no sense; the message says what would."""


@frozen(kw_only=True)
class Fault:
    """Something that goes wrong with one request. Make one with the methods below.

    `when` says whether the exchange has processed the request by then: "before" it did, so that nothing is
    applied, or "after", so that all is applied (unless the exchange refused it) and only the answer suffers.
    """

    when: When
    #: Seconds to wait at that point.
    seconds: float = 0
    #: Abort the connection at that point: not one byte of an answer is sent.
    cut: bool = False
    #: Send half of the answer's body under the length of the whole, then close.
    halved: bool = False
    #: What becomes of the answer; it is given the exchange's own, or None "before".
    replace: Callable[[HttpResponse | None], HttpResponse] | None = None
    #: Send the replaced answer as it is, without an HTTP library looking at it, and close.
    raw: bool = False
    #: Shift the exchange's clock by so many seconds, until faults are cleared: not of a single request.
    clock_skew: float | None = None
    #: The bill of what the request does shows so many seconds later; infinite: never.
    bill_delay: float | None = None
    #: What else happens to the position that the request adjusts.
    happening: Happening | None = None

    def __attrs_post_init__(self) -> None:
        if self.when not in get_args(When):
            raise FaultError(f"when must be 'before' or 'after', not {self.when!r}")

    @property
    def of_records(self) -> bool:
        """Whether it is about what the exchange shows afterwards; the request is answered as always."""
        return self.bill_delay is not None or self.happening is not None

    # ── on the way ──

    @staticmethod
    def delay(seconds: float, when: When = "after") -> "Fault":
        """The answer comes late: the exchange processes the request before or after the wait."""
        return Fault(when=when, seconds=_seconds(seconds))

    @staticmethod
    def disconnect(when: When = "after") -> "Fault":
        """The connection is aborted without a byte of an answer."""
        return Fault(when=when, cut=True)

    @staticmethod
    def cut_short() -> "Fault":
        """After processing, the connection closes in the middle of the answer's body."""
        return Fault(when="after", halved=True)

    @staticmethod
    def server_error(status: int = 502, when: When = "after") -> "Fault":
        """A proxy's page of HTML with this 5xx status; 520 is one that Python's http module does not know."""
        if type(status) is not int or not 500 <= status <= 599:
            raise FaultError(f"status must be 500 to 599, not {status!r}")
        return Fault(when=when, replace=lambda _: html(status, "Error"))

    @staticmethod
    def rate_limited() -> "Fault":
        """50011 with HTTP 429; the request is not processed."""
        return Fault(when="before", replace=lambda _: RefusalError("50011", http_status=429).response())

    @staticmethod
    def timed_out(when: When = "after") -> "Fault":
        """50004, which says nothing of success or failure; by default the request is processed."""
        return Fault(when=when, replace=lambda _: RefusalError("50004").response())

    @staticmethod
    def garbage(when: When = "after") -> "Fault":
        """HTTP 200 as JSON, with a body that is neither JSON nor text."""
        return Fault(when=when, replace=lambda _: HttpResponse(200, bytes(range(256))))

    @staticmethod
    def truncated_json() -> "Fault":
        """After processing, the first half of the answer's JSON, with a length that agrees."""
        return Fault(when="after", replace=_half)

    @staticmethod
    def skewed_clock(seconds: float) -> "Fault":
        """The exchange's clock (and `public/time`) is so many seconds ahead, until faults are cleared."""
        if not _is_number(seconds) or not abs(seconds) <= 10**9:
            raise FaultError(f"seconds must be -1e9 to 1e9, not {seconds!r}")
        return Fault(when="before", clock_skew=float(seconds))

    @staticmethod
    def answer(
        status: int = 200,
        headers: Mapping[str, str] | Sequence[tuple[str, str]] = (),
        body: bytes | str = b"",
        when: When = "after",
    ) -> "Fault":
        """Any answer, sent byte for byte: status 100 to 599; a length is added unless `headers` have one."""
        if type(status) is not int or not 100 <= status <= 599:
            raise FaultError(f"status must be 100 to 599, not {status!r}")
        if not isinstance(body, bytes | str):  # pyright: ignore[reportUnnecessaryIsInstance]  # users give a dict
            raise FaultError(f"body must be text or bytes, such as json.dumps(…) gives, not {body!r}")
        pairs = _pairs(headers)
        if any(mark in part for pair in pairs for part in pair for mark in "\r\n"):
            raise FaultError("headers must not contain line breaks")
        content = body.encode() if isinstance(body, str) else body
        return Fault(when=when, raw=True, replace=lambda _: HttpResponse(status, content, pairs))

    # ── in what the exchange shows afterwards ──

    @staticmethod
    def late_bill(seconds: float) -> "Fault":
        """The bill of an adjustment shows so many seconds after it."""
        return Fault(when="after", bill_delay=_seconds(seconds))

    @staticmethod
    def lost_bill() -> "Fault":
        """The bill of an adjustment never shows; its margin has moved all the same."""
        return Fault(when="after", bill_delay=inf)

    @staticmethod
    def another_actor(when: When = "after") -> "Fault":
        """Another program moves the same amount the same way on the same position: two bills look alike."""
        return Fault(when=when, happening=another_adjustment)

    @staticmethod
    def funding_fee(amt: str, when: When = "after") -> "Fault":
        """A funding fee of `amt`, at most all of the margin, is taken from the position that is adjusted."""
        fee = amount(amt) if isinstance(amt, str) else None  # pyright: ignore[reportUnnecessaryIsInstance]
        if fee is None:
            raise FaultError(f"amt must be a decimal above 0 such as '0.5', not {amt!r}")
        return Fault(when=when, happening=lambda serving, position, _: funding_fee(serving, position, fee))

    @staticmethod
    def liquidation(when: When = "after") -> "Fault":
        """The position that is adjusted is liquidated: it is gone, and its margin with it."""
        return Fault(when=when, happening=lambda serving, position, _: liquidation(serving, position))

    @staticmethod
    def closing(when: When = "after") -> "Fault":
        """The position that is adjusted is closed at its entry price: its margin is back in cash."""
        return Fault(when=when, happening=lambda serving, position, _: closing(serving, position))


def _half(response: HttpResponse | None) -> HttpResponse:
    whole = response or HttpResponse(200, b"")
    return HttpResponse(whole.status, whole.body[: len(whole.body) // 2], whole.headers)


def _pairs(headers: Mapping[str, str] | Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Names and values of headers as they can be sent. Raises FaultError."""
    try:
        listed = headers.items() if isinstance(headers, Mapping) else headers
        pairs = tuple((name, value) for name, value in listed)
        for pair in pairs:
            "".join(pair).encode("latin-1")
    except (TypeError, ValueError):
        raise FaultError(
            f"headers must be pairs of text such as ('Retry-After', '2'), not {headers!r}"
        ) from None
    return pairs


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _seconds(seconds: float) -> float:
    if not _is_number(seconds) or not 0 <= seconds <= 3600:
        raise FaultError(f"seconds must be 0 to 3600, not {seconds!r}")
    return float(seconds)


_NUMBER, _WHOLE, _TEXT = (int, float), (int,), (str,)

#: The faults by the names they have over HTTP, with the fields each takes and their JSON types.
_MAKERS: Mapping[str, tuple[Callable[..., Fault], Mapping[str, tuple[type, ...]]]] = {
    "delay": (Fault.delay, {"seconds": _NUMBER, "when": _TEXT}),
    "disconnect": (Fault.disconnect, {"when": _TEXT}),
    "cut_short": (Fault.cut_short, {}),
    "server_error": (Fault.server_error, {"status": _WHOLE, "when": _TEXT}),
    "rate_limited": (Fault.rate_limited, {}),
    "timed_out": (Fault.timed_out, {"when": _TEXT}),
    "garbage": (Fault.garbage, {"when": _TEXT}),
    "truncated_json": (Fault.truncated_json, {}),
    "skewed_clock": (Fault.skewed_clock, {"seconds": _NUMBER}),
    "answer": (Fault.answer, {"status": _WHOLE, "headers": (dict,), "body": _TEXT, "when": _TEXT}),
    "late_bill": (Fault.late_bill, {"seconds": _NUMBER}),
    "lost_bill": (Fault.lost_bill, {}),
    "another_actor": (Fault.another_actor, {"when": _TEXT}),
    "funding_fee": (Fault.funding_fee, {"amt": _TEXT, "when": _TEXT}),
    "liquidation": (Fault.liquidation, {"when": _TEXT}),
    "closing": (Fault.closing, {"when": _TEXT}),
}


def fault_names() -> tuple[str, ...]:
    """Every fault by the name it has over HTTP, which is that of its method too."""
    return tuple(_MAKERS)


def fault_from_json(content: Mapping[str, Any]) -> Fault:
    """The fault that a JSON object describes: {"fault": "delay", "seconds": 2, "when": "before"}.

    `answer` takes its body as text in `body`, or as base64 in `bodyBase64`.

    Raises FaultError that names the field and what it may be.
    """
    fields = dict(content)
    name = fields.pop("fault", None)
    if not isinstance(name, str) or name not in _MAKERS:
        raise FaultError(f"fault must be one of {', '.join(_MAKERS)}, not {name!r}")
    make, kinds = _MAKERS[name]
    decoded = None
    if name == "answer" and "bodyBase64" in fields:
        try:
            decoded = b64decode(fields.pop("bodyBase64"), validate=True)
        except (TypeError, ValueError):
            raise FaultError("bodyBase64 must be base64") from None
    for field, value in fields.items():
        if field not in kinds:
            raise FaultError(f"{field} is not a field of {name}; it takes {', '.join(kinds) or 'none'}")
        if not isinstance(value, kinds[field]) or isinstance(value, bool):
            raise FaultError(f"{field} has the wrong type: {value!r}")
    headers = cast("Mapping[Any, Any]", fields.get("headers", {}))
    if not all(isinstance(part, str) for pair in headers.items() for part in pair):
        raise FaultError("headers must be text")
    if decoded is not None:
        fields["body"] = decoded
    try:
        return make(**fields)
    except TypeError:
        raise FaultError(f"{name} needs {', '.join(kinds)}") from None
