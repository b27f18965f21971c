"""Nothing that the fuzzing prints or records holds a key, a passphrase or a signature."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import given, settings
from schemathesis import GenerationMode
from schemathesis.config import OutputConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.reporting.har import HarWriter
from schemathesis.reporting.vcr import VcrWriter

from tests.fuzz.document import BOT, RESPONSE_CHECKS, config, generated, operation, path
from tests.fuzz.planted import PLANTED
from tests.fuzz.rig import Rig
from tests.fuzz.run import run

SENTINELS = {
    "OK-ACCESS-KEY": "sentinel-key-1",
    "OK-ACCESS-SIGN": "sentinel-signature-2",
    "OK-ACCESS-TIMESTAMP": "sentinel-timestamp-3",
    "OK-ACCESS-PASSPHRASE": "sentinel-passphrase-4",
}


def recorded(headers: Mapping[str, str]) -> tuple[Any, schemathesis.Response, ScenarioRecorder]:
    """A case whose request shows these headers, as no transport of ours would; and a bad answer to it."""
    case: Any = operation(BOT, closed=True).Case(
        body={"algoId": "1", "type": "add", "amt": "1"}, media_type="application/json"
    )
    url = "http://127.0.0.1:9" + path(BOT)
    request = requests.Request("POST", url, headers=dict(headers), json={"algoId": "1"}).prepare()
    answer = schemathesis.Response(
        200, {"content-type": ["application/json"]}, b'{"msg":""}', request, elapsed=0.0, verify=True
    )
    recorder: Any = ScenarioRecorder(label="sentinel")
    recorder.record_case(case=case)
    recorder.record_response(case_id=case.id, response=answer)
    return case, answer, recorder


def assert_clean(text: str) -> None:
    assert text
    for name, value in SENTINELS.items():
        assert value not in text, f"{name} shows: {text}"


def test_the_failures_text_and_its_curl_line_are_clean() -> None:
    case, answer, _ = recorded(SENTINELS)
    with pytest.raises(FailureGroup) as group:
        case.validate_response(answer, checks=RESPONSE_CHECKS)
    assert "curl" in str(group.value)
    assert "[Filtered]" in str(group.value)
    assert_clean(str(group.value))
    assert_clean(case.as_curl_command(headers=SENTINELS))


def test_har_and_vcr_files_are_clean() -> None:
    output = config().output
    recorder = recorded(SENTINELS)[2]
    har_file, vcr_file = io.StringIO(), io.StringIO()
    har = HarWriter(har_file, output)
    har.open()
    har.write(recorder)
    har.close()
    vcr = VcrWriter(vcr_file, output)
    vcr.open(command="none")
    vcr.write(recorder)
    vcr.close()
    for text in (har_file.getvalue(), vcr_file.getvalue()):
        assert "margin-balance" in text
        assert_clean(text)


def test_without_our_markers_schemathesis_would_show_passphrase_and_signature() -> None:
    """The day it masks them itself, the markers may go."""
    text = io.StringIO()
    har = HarWriter(text, OutputConfig())
    har.open()
    har.write(recorded(SENTINELS)[2])
    har.close()
    assert SENTINELS["OK-ACCESS-PASSPHRASE"] in text.getvalue()
    assert SENTINELS["OK-ACCESS-SIGN"] in text.getvalue()


@pytest.mark.parametrize("planted", PLANTED[1::4], ids=lambda planted: planted.what)
def test_a_finding_shows_no_secret(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, planted: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    planted.plant(monkeypatch)
    finding = run(rig, planted.task, 60, 1, shrink=False).finding
    printed = capsys.readouterr()
    for key in rig.exchange.state.keys.values():
        for secret in (key.secret_key, key.passphrase):
            assert secret not in finding + printed.out + printed.err


def test_nothing_of_authentication_is_generated() -> None:
    """with-security-parameters: false. Else schemathesis would make up keys and signatures of its own."""

    @settings(max_examples=10, database=None, derandomize=True, deadline=None)
    @given(generated(BOT, GenerationMode.POSITIVE, closed=True))
    def check(case: Any) -> None:
        assert not [name for name in case.headers if name.lower().startswith("ok-access")]

    check()
