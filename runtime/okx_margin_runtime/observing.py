"""One log line a call, and a span where OpenTelemetry is in use. Silent unless asked, and free where nobody asks.

The logger is `okx_margin`; OKX_MARGIN_LOG=info or =debug in the environment prints it to stderr. Spans follow
OpenTelemetry's conventions for HTTP clients, and carry the outcome. Neither holds a header or a body. Whatever goes
wrong while something is told, a handler or a collector that raises, changes no call.
"""

from __future__ import annotations

import logging
import os
import sys
import time
import warnings
from contextlib import suppress
from typing import Any, TypeVar

from .call import Call, shown
from .errors import logger
from .forks import unforked
from .steps import Steps

Value = TypeVar("Value")

_TRACE = "opentelemetry.trace"


def configure() -> None:
    """Has log lines printed where OKX_MARGIN_LOG says so."""
    logger.addHandler(logging.NullHandler())
    logger.setLevel(logging.WARNING)  # whatever the root logger prints: this one is asked by name
    level = str(os.environ.get("OKX_MARGIN_LOG")).strip().upper()
    if level in ("INFO", "DEBUG"):
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        logger.addHandler(handler)
        logger.setLevel(level)


configure()


def log(level: int, text: str, *values: object, by: logging.Logger = logger) -> None:
    """A line, for those who want it."""
    with suppress(Exception):
        by.log(level, text, *values)


def warn(text: str, *, stacklevel: int = 3) -> None:
    """A line, and a Python warning."""
    log(logging.WARNING, text)
    with suppress(Exception):  # where warnings are made errors, none of them may look like an outcome
        warnings.warn(text, stacklevel=stacklevel)


def wanted() -> bool:
    """Whether anybody would see what `observed` tells."""
    return logger.isEnabledFor(logging.INFO) or _TRACE in sys.modules


def observed(call: Call, steps: Steps[Value]) -> Steps[Value]:
    """`steps`, and at their end a line and a span that say how the call ended."""
    began = time.monotonic()
    span = _begun(call) if _TRACE in sys.modules else None
    try:
        return (yield from steps)
    finally:
        outcome = call.outcome or "cut short"
        milliseconds = (time.monotonic() - began) * 1000
        if span is not None:
            with suppress(Exception):
                span.end(call, outcome)
        log(
            logging.INFO,
            "%s: %s%s, %.1f ms, attempts: %d (%s)",
            call,
            outcome,
            f" {shown(call.code)}" if call.code else "",
            milliseconds,
            call.attempts,
            call.id,
        )


def _begun(call: Call) -> _Span | None:
    with suppress(Exception):
        return _Span(call)
    return None


class _Span:
    """The span of one call, current while the call is under way."""

    def __init__(self, call: Call) -> None:
        with unforked:
            from opentelemetry import context, trace

        scheme, _, rest = call.url.partition("://")
        host, _, port = (
            rest.partition("/")[0].rpartition(":") if ":" in rest else (rest.partition("/")[0], "", "")
        )
        self._context = context
        self._span: Any = trace.get_tracer("okx_margin").start_span(
            call.endpoint.method,
            kind=trace.SpanKind.CLIENT,
            attributes={
                "http.request.method": call.endpoint.method,
                "url.full": call.url,
                "server.address": host,
                "server.port": int(port) if port.isdigit() else (443 if scheme == "https" else 80),
                "okx_margin.operation": call.endpoint.operation_id,
                "okx_margin.call": call.id,
            },
        )
        self._error = trace.Status(trace.StatusCode.ERROR)
        self._token = context.attach(trace.set_span_in_context(self._span))

    def end(self, call: Call, outcome: str) -> None:
        """With the outcome, OKX's code and the HTTP status as attributes."""
        self._context.detach(self._token)
        self._span.set_attribute("okx_margin.outcome", outcome)
        self._span.set_attribute("http.request.resend_count", max(call.attempts - 1, 0))
        if call.code is not None:
            self._span.set_attribute("okx_margin.code", shown(call.code))
        if call.status is not None:
            self._span.set_attribute("http.response.status_code", call.status)
        if outcome != "done":
            self._span.set_attribute("error.type", call.code or outcome)
            self._span.set_status(self._error)
        self._span.end()
