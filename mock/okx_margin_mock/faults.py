"""Faults on request: what can go wrong on the way to an exchange and back."""

from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, cast

from attrs import frozen

from okx_margin_mock.messages import Answer, RefusalError, html

When = Literal["before", "after"]


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
    replace: Callable[[Answer | None], Answer] | None = None
    #: Send the replaced answer as it is, without an HTTP library looking at it, and close.
    raw: bool = False
    #: Shift the exchange's clock by so many seconds, until faults are cleared: not of a single request.
    clock_skew: float | None = None

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
        if not 500 <= status <= 599:
            raise FaultError(f"status must be 500 to 599, not {status}")
        return Fault(when=when, replace=lambda _: html(status, "Error"))

    @staticmethod
    def rate_limited() -> "Fault":
        """50011 with HTTP 429; the request is not processed."""
        return Fault(when="before", replace=lambda _: RefusalError("50011", http_status=429).answer())

    @staticmethod
    def timed_out(when: When = "after") -> "Fault":
        """50004, which says nothing of success or failure; by default the request is processed."""
        return Fault(when=when, replace=lambda _: RefusalError("50004").answer())

    @staticmethod
    def garbage(when: When = "after") -> "Fault":
        """HTTP 200 as JSON, with a body that is neither JSON nor text."""
        return Fault(when=when, replace=lambda _: Answer(200, bytes(range(256))))

    @staticmethod
    def truncated_json() -> "Fault":
        """After processing, the first half of the answer's JSON, with a length that agrees."""
        return Fault(when="after", replace=_half)

    @staticmethod
    def skewed_clock(seconds: float) -> "Fault":
        """The exchange's clock (and `public/time`) is so many seconds ahead, until faults are cleared."""
        if not abs(seconds) <= 10**9:
            raise FaultError(f"seconds must be -1e9 to 1e9, not {seconds}")
        return Fault(when="before", clock_skew=float(seconds))

    @staticmethod
    def answer(
        status: int = 200,
        headers: Mapping[str, str] | Sequence[tuple[str, str]] = (),
        body: bytes | str = b"",
        when: When = "after",
    ) -> "Fault":
        """Any answer, sent byte for byte: status 100 to 599; a length is added unless `headers` have one."""
        if not 100 <= status <= 599:
            raise FaultError(f"status must be 100 to 599, not {status}")
        pairs = tuple(headers.items()) if isinstance(headers, Mapping) else tuple(headers)
        if any(mark in part for pair in pairs for part in pair for mark in "\r\n"):
            raise FaultError("headers must not contain line breaks")
        content = body.encode() if isinstance(body, str) else body
        return Fault(when=when, raw=True, replace=lambda _: Answer(status, content, pairs))


def _half(answer: Answer | None) -> Answer:
    whole = answer or Answer(200, b"")
    return Answer(whole.status, whole.body[: len(whole.body) // 2], whole.headers)


def _seconds(seconds: float) -> float:
    if not 0 <= seconds <= 3600:
        raise FaultError(f"seconds must be 0 to 3600, not {seconds}")
    return float(seconds)


#: The faults by the names they have over HTTP, with the fields each takes and their JSON types.
_MAKERS: Mapping[str, tuple[Callable[..., Fault], Mapping[str, tuple[type, ...]]]] = {
    "delay": (Fault.delay, {"seconds": (int, float), "when": (str,)}),
    "disconnect": (Fault.disconnect, {"when": (str,)}),
    "cut_short": (Fault.cut_short, {}),
    "server_error": (Fault.server_error, {"status": (int,), "when": (str,)}),
    "rate_limited": (Fault.rate_limited, {}),
    "timed_out": (Fault.timed_out, {"when": (str,)}),
    "garbage": (Fault.garbage, {"when": (str,)}),
    "truncated_json": (Fault.truncated_json, {}),
    "skewed_clock": (Fault.skewed_clock, {"seconds": (int, float)}),
    "answer": (Fault.answer, {"status": (int,), "headers": (dict,), "body": (str,), "when": (str,)}),
}


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
    if fields.get("when", "after") not in {"before", "after"}:
        raise FaultError(f"when must be 'before' or 'after', not {fields['when']!r}")
    headers = cast("Mapping[Any, Any]", fields.get("headers", {}))
    if not all(isinstance(part, str) for pair in headers.items() for part in pair):
        raise FaultError("headers must be text")
    if decoded is not None:
        fields["body"] = decoded
    try:
        return make(**fields)
    except TypeError:
        raise FaultError(f"{name} needs {', '.join(kinds)}") from None
