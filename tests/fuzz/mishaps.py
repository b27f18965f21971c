"""What goes wrong with one adjustment of a sequence, and what the client can know of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from okx_margin_mock import Fault

MISHAPS: Mapping[str, Callable[[], Fault]] = {
    "cut before": lambda: Fault.disconnect("before"),
    "cut after": Fault.disconnect,
    "cut short": Fault.cut_short,
    "502 before": lambda: Fault.server_error(502, "before"),
    "520 after": lambda: Fault.server_error(520),
    "rate limited": Fault.rate_limited,
    "50004 before": lambda: Fault.timed_out("before"),
    "50004 after": Fault.timed_out,
    "garbage": Fault.garbage,
    "half": Fault.truncated_json,
    "page": lambda: Fault.answer(200, (), "<html>", "after"),
    "teapot": lambda: Fault.answer(418, (), '{"code":"51008","msg":"","data":[]}', "before"),
}
UNKNOWN = MISHAPS.keys() - {"rate limited", "teapot"}
"""After these the adjustment may have been processed; after the others it certainly was not."""
