"""An exchange that nobody runs: the runtime knows no fact of a real one, so any will do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from okx_margin_runtime.call import Call
from okx_margin_runtime.conduct import Journal, conduct
from okx_margin_runtime.facts import Code, Endpoint, Exchange, Outcome, RateLimit
from okx_margin_runtime.steps import Send, Steps, drive
from okx_margin_runtime.wire import Request, Response, Timeouts

MOVE = Endpoint(
    "move",
    "POST",
    "/move",
    moves=True,
    signed=True,
    rate_limit=RateLimit(2, 1, "account"),
    permission="Move",
    echoes={"name": (), "side": ("up", "down")},
    capitals=("name", "coin"),
    look_first="Look at the scales first.",
    look_first_zh="请先查看天平。",
)
READ = Endpoint("read", "GET", "/read", False, True, RateLimit(2, 1, "account"), "Read")
CODES = {
    "0": Code("0", (200,), Outcome.SUCCESS, "Done.", "已执行。", "", ""),
    "1": Code("1", (200,), Outcome.REFUSED, "An item failed.", "有一项失败。", "", ""),
    "2": Code("2", (200,), Outcome.REFUSED, "Some items failed.", "有几项失败。", "", ""),
    "70": Code("70", (400,), Outcome.REFUSED, "Too heavy.", "太重。", "Take less.", "请减少。"),
    "71": Code("71", (400,), Outcome.REFUSED, "Too light.", "太轻。", "", ""),
    "90": Code("90", (500,), Outcome.UNKNOWN, "Lost in the mail.", "寄丢了。", "Wait.", "请等待。"),
}
EXCHANGE = Exchange(
    {("POST", "/move"): MOVE, ("GET", "/read"): READ}, CODES, ("Seal",), "When", 30, "tests/1 "
)

Answer = Response | BaseException | Callable[[Request], Response]


def request(method: str = "POST", target: str = "/move", body: bytes = b'{"name":"IRON"}') -> Request:
    return Request(method, target, b"", body, timeouts=Timeouts(1, 1, 1, 1))


def response(body: bytes | str, status: int = 200) -> Response:
    return Response(status, (), body.encode() if isinstance(body, str) else body)


def call(endpoint: Endpoint = MOVE, /, **fields: Any) -> Call:
    made = Call(endpoint, fields or {"name": "IRON"}, "https://scales.invalid", "account")
    made.fields = made.arguments
    return made


def sends(*requests: Request) -> Steps[Response]:
    """The flow of an auth that sends these and is content with whatever comes."""
    came = response("")
    for each in requests:
        came = yield Send(each)
    return came


def outcome(
    made: Call, own: Request, flow: Steps[Response], answers: Iterable[Answer], journal: Journal | None = None
) -> Any:
    """What `conduct` makes of a call whose sent requests are answered so, in turn."""
    left = list(answers)

    def send(sent: Request) -> Response:
        came = left.pop(0)
        if isinstance(came, BaseException):
            raise came
        return came if isinstance(came, Response) else came(sent)

    return drive(conduct(made, own, flow, EXCHANGE, "scales.invalid", journal), send)
