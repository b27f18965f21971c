"""The log line of a call, and its span: silent unless asked, and without a secret."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from opentelemetry import trace
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from okx_margin_auth import OkxAuth
from okx_margin_client import OkxMarginError, RefusedError
from okx_margin_runtime import observing

from .conftest import DONE, Adjust, ScriptedExchange, answer, cut

SENTINELS = ("sentinel-key", "sentinel-secret", "sentinel-passphrase")


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.INFO, "okx_margin"):
        yield caplog


@pytest.fixture(scope="module")
def exporter() -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)  # one for a process, as OpenTelemetry has it
    return exporter


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (answer(DONE), "done 0"),
        (answer(b'{"code":"59301"}'), "refused 59301"),
        (cut, "unknown"),
        (answer(b'{"code":"50102"}', 401), "refused 50102"),
    ],
)
def test_a_call_that_was_asked_for_is_one_line(
    exchange: ScriptedExchange, adjust: Adjust, log: pytest.LogCaptureFixture, script: Any, said: str
) -> None:
    exchange.scripts = [script]
    with contextlib.suppress(OkxMarginError):
        adjust(OkxAuth(*SENTINELS, base_url=exchange.base_url, resend_after=()))
    (line,) = [record.getMessage() for record in log.records if record.name == "okx_margin"]
    assert line.startswith(
        f"accountAdjustMargin inst_id=BTC-USDT-SWAP pos_side=short type_=add amt=1: {said}, "
    )
    assert "attempts: 1" in line
    took = re.search(r", (\d+\.\d) ms, ", line)
    assert took is not None
    assert 0 < float(took[1]) < 60_000
    assert "sentinel" not in line


@pytest.fixture
def logger() -> Iterator[logging.Logger]:
    """The logger as it was, afterwards."""
    logger = logging.getLogger("okx_margin")
    handlers, level = [*logger.handlers], logger.level
    logger.handlers.clear()
    yield logger
    logger.handlers[:] = handlers
    logger.setLevel(level)


def test_okx_margin_log_names_a_level_and_anything_else_is_silent(
    logger: logging.Logger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for said, level in [("info", logging.INFO), (" DEBUG ", logging.DEBUG), ("Info", logging.INFO)]:
        monkeypatch.setenv("OKX_MARGIN_LOG", said)
        observing.configure()
        assert logger.level == level
        logger.info("a call")
        assert re.fullmatch(r"\d{4}-.*\d INFO okx_margin: a call\n", capsys.readouterr().err)
        logger.handlers.clear()
    for said in ("", "warning", "1", "none"):
        monkeypatch.setenv("OKX_MARGIN_LOG", said)
        observing.configure()
        assert (logger.level, len(logger.handlers)) == (logging.WARNING, 1), said
        logger.handlers.clear()
    monkeypatch.delenv("OKX_MARGIN_LOG")
    observing.configure()
    logger.warning("nobody asked")
    assert capsys.readouterr().err == ""


def test_okx_margin_log_turns_it_on_and_nothing_else_does() -> None:
    code = (
        "import logging; logging.basicConfig(level='INFO')\n"
        "from okx_margin_auth import OkxAuth; from okx_margin_client import OkxMargin, NotSentError\n"
        "okx = OkxMargin(OkxAuth('k', 's', 'p', base_url='http://127.0.0.1:1'))\n"
        "try: okx.account.adjust_margin(inst_id='BTC-USDT-SWAP', pos_side='net', type_='add', amt='1')\n"
        "except NotSentError: pass\n"
    )

    def run(**variables: str) -> str:
        path = os.pathsep.join(each for each in sys.path if each)
        environment = {**os.environ, "PYTHONPATH": path, **variables}
        return subprocess.run(
            [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True
        ).stderr

    assert "accountAdjustMargin" not in run()
    assert "accountAdjustMargin" in run(OKX_MARGIN_LOG="info")


@pytest.mark.parametrize(
    ("script", "outcome", "code", "status"),
    [
        (answer(DONE), "done", "0", 200),
        (answer(b'{"code":"59301"}'), "refused", "59301", 200),
        (cut, "unknown", None, None),
    ],
)
def test_a_span_has_the_conventions_attributes_and_the_outcome(
    exchange: ScriptedExchange,
    adjust: Adjust,
    exporter: InMemorySpanExporter,
    script: Any,
    outcome: str,
    code: str | None,
    status: int | None,
) -> None:
    exporter.clear()
    exchange.scripts = [script]
    with contextlib.suppress(OkxMarginError):
        adjust(OkxAuth(*SENTINELS, base_url=exchange.base_url))
    (span,) = exporter.get_finished_spans()
    told = dict(span.attributes or {})
    assert (span.name, span.kind) == ("POST", trace.SpanKind.CLIENT)
    assert told["http.request.method"] == "POST"
    assert told["server.address"] == "127.0.0.1"
    assert str(told["server.port"]) == exchange.base_url.rpartition(":")[2]
    assert told["okx_margin.outcome"] == outcome
    assert told.get("okx_margin.code") == code
    assert told.get("http.response.status_code") == status
    assert span.status.is_ok or outcome != "done"
    assert "sentinel" not in span.to_json()


class Broken(logging.Handler, SpanProcessor):
    """A handler and a collector that cannot tell what they were told."""

    def emit(self, record: logging.LogRecord) -> None:
        raise ConnectionError("the log's server is down")

    def on_start(self, span: Span, parent_context: Any = None) -> None:
        raise ConnectionError("the collector is down")

    def on_end(self, span: ReadableSpan) -> None:
        raise ConnectionError("the collector is down")


class BrokenAtTheEnd(Broken):
    def on_start(self, span: Span, parent_context: Any = None) -> None:
        pass


def test_what_breaks_while_a_call_is_told_of_changes_no_outcome(
    exchange: ScriptedExchange, adjust: Adjust, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange.scripts = [
        answer(DONE),
        answer(b'{"code":"0","data":[{"instId":"BTC-USDT-SWAP","amt":"2"}]}'),  # warned of
        answer(b'{"code":"59301"}'),
    ]
    provider = TracerProvider()
    provider.add_span_processor(Broken())
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    monkeypatch.setattr(logging.getLogger("okx_margin"), "handlers", [Broken()])
    assert adjust(exchange.auth()).amt == 1
    assert adjust(exchange.auth()).amt == 2
    with pytest.raises(RefusedError, match="59301"):
        adjust(exchange.auth())


def test_a_span_that_cannot_be_ended_is_current_no_more(
    exchange: ScriptedExchange, adjust: Adjust, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = TracerProvider()
    provider.add_span_processor(BrokenAtTheEnd())
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    assert adjust(exchange.auth()).amt == 1
    assert not trace.get_current_span().get_span_context().is_valid


def test_opentelemetrys_own_httpx_instrumentation_keeps_working(
    exchange: ScriptedExchange, exporter: InMemorySpanExporter
) -> None:
    exporter.clear()
    auth = OkxAuth(*SENTINELS, base_url=exchange.base_url)
    with httpx.Client(auth=auth, base_url=exchange.base_url) as client:
        HTTPXClientInstrumentor.instrument_client(client)
        response = client.post("/api/v5/account/position/margin-balance", json={})
        HTTPXClientInstrumentor.uninstrument_client(client)
    assert response.json()["code"] == "0"
    head = exchange.received[0].lower()
    assert head.count(b"ok-access-sign: ") == 1
    assert b"traceparent: " in head
    assert "sentinel" not in "".join(span.to_json() for span in exporter.get_finished_spans())
