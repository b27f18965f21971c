"""A call from the page: signed in the browser, sent to the mock that serves it and to nothing else."""

from __future__ import annotations

import json

import pytest

from generator.spec import Spec
from okx_margin_client.codes import CODES
from okx_margin_mock import Fault, MockServer, connection
from okx_margin_mock.control import ledger
from okx_margin_mock.messages import html
from okx_margin_runtime.envelope import judge
from okx_margin_runtime.wire import Response
from tests.site.chromium import Page
from tests.site.reference import ANSWER, CENTRE_OF_SEND, SEND, Reference

POSITION = "POST /api/v5/account/position/margin-balance"


@pytest.fixture
def reference(page: Page, mock: MockServer) -> Reference:
    return Reference(page, mock)


def test_a_position_gets_its_margin(reference: Reference) -> None:
    before = _short_margin(reference.mock)
    reference.open_client("accountAdjustMargin", "en")
    reference.fill_keys()
    reference.send()
    assert "done" in reference.answer()
    assert (before, _short_margin(reference.mock)) == ("750", "751")
    _only_the_mock_was_asked(reference)
    assert reference.page.errors == []
    assert reference.page.reused == []  # neither by the call nor by anything before it


def test_a_bot_gets_its_margin(reference: Reference) -> None:
    reference.open_client("signalBotAdjustMargin", "zh")
    reference.fill_keys()
    reference.send()
    assert "已执行" in reference.answer()
    assert ledger(reference.mock.exchange)["accounts"][0]["bots"][0]["availBal"] == "410"
    _only_the_mock_was_asked(reference)
    assert reference.page.errors == []


def test_a_wrong_secret_is_refused_and_explained_in_either_language(reference: Reference) -> None:
    reference.open_client("accountAdjustMargin", "en")
    reference.fill_keys(secretKey="not-the-secret")
    reference.send()
    said = reference.answer()
    assert all(word in said for word in ("50113", "refused", "signature")), said
    reference.page.run("document.querySelector('[data-language=zh]').click()")
    reference.page.wait(f"{ANSWER}?.includes('未执行')")
    assert all(word in reference.answer() for word in ("50113", "签名"))
    assert _short_margin(reference.mock) == "750"


#: What can go wrong with a call, the margin after it (750 before), and what the page must say.
FAULTS = {
    "cut before it was processed": (Fault.disconnect("before"), "750", "unknown"),
    "cut after it was processed": (Fault.disconnect(), "751", "unknown"),
    "cut in the middle of the answer": (Fault.cut_short(), "751", "unknown"),
    "bytes that are no text": (Fault.garbage(), "751", "unknown"),
    "half of an envelope": (Fault.truncated_json(), "751", "unknown"),
    "a proxy's page": (Fault.server_error(502), "751", "unknown"),
    "a proxy's page before the exchange": (Fault.server_error(503, "before"), "750", "unknown"),
    "an empty answer": (Fault.answer(200), "751", "unknown"),
    "a gateway that gave up": (Fault.answer(408, body='{"code":"50113","msg":""}'), "751", "unknown"),
    "50004": (Fault.timed_out(), "751", "unknown"),
    "slow": (Fault.delay(1), "751", "done"),
    "429": (Fault.rate_limited(), "750", "refused"),
}


def test_one_click_sends_once_whatever_goes_wrong(reference: Reference) -> None:
    """On one page, as a person would go on: each click is one request, and the page says what it came to."""
    reference.open_client("accountAdjustMargin", "en")
    reference.use_mock_keys()
    for name, (fault, margin, outcome) in FAULTS.items():
        reference.mock.reset()
        reference.mock.exchange.inject(fault)
        reference.send()
        said = reference.answer()
        assert outcome in said, (name, said)
        if outcome == "unknown":
            warned = reference.warning()
            assert "Margin may have moved" in warned, (name, warned)
            reference.acknowledge()
        assert reference.received() == [POSITION], name
        assert _short_margin(reference.mock) == margin, name


def test_a_kept_connection_would_send_a_click_twice(
    reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why the mock closes a browser's connections: Chromium itself sends a POST again when a kept one drops."""
    monkeypatch.setattr(connection, "_BROWSERS", frozenset[str]())
    reference.open_client("accountAdjustMargin", "en")
    reference.use_mock_keys()
    reference.send()
    assert "done" in reference.answer()
    reference.mock.reset()
    reference.mock.exchange.inject(Fault.disconnect())
    reference.send()
    reference.page.wait("!document.body.hasAttribute('data-sending')")
    assert reference.page.reused
    assert reference.received() == [POSITION, POSITION]


def test_a_call_without_an_answer_ends_as_unknown(reference: Reference) -> None:
    reference.mock.exchange.inject(Fault.delay(600))
    reference.open_client("accountAdjustMargin", "en")
    reference.use_mock_keys()
    assert reference.page.run("import('/call.js').then(({patience}) => patience.seconds)") == 30
    reference.page.run("import('/call.js').then(({patience}) => { patience.seconds = 1; })")
    reference.send()
    assert "may have been processed" in reference.warning()
    assert reference.received() == [POSITION]


def test_an_unknown_outcome_cannot_be_missed(reference: Reference) -> None:
    reference.open_client("accountAdjustMargin", "zh")
    reference.use_mock_keys()
    for width in (1280, 390):
        _unknown_is_seen(reference, width)


def _unknown_is_seen(reference: Reference, width: int) -> None:
    page = reference.page
    page.resize(width)
    reference.mock.exchange.inject(Fault.disconnect())
    reference.send()
    assert "保证金可能已经变动" in reference.warning()
    assert "GET /api/v5/account/positions" in reference.warning()
    assert page.seen("#unknown") == 1
    # It lies over all else and has the focus: nothing under it can be tapped before it was read.
    assert page.run("document.activeElement.matches('#unknown button')")
    assert page.run(f"document.elementFromPoint(...{CENTRE_OF_SEND}).closest('#unknown') !== null")
    page.press("Escape")
    page.wait("!document.querySelector('#unknown')")
    assert "未知" in reference.answer()
    assert page.seen("okx-answer") == 1


def test_the_answer_comes_into_view(reference: Reference) -> None:
    page = reference.page
    reference.open_client("accountAdjustMargin", "en")
    reference.use_mock_keys()
    for width in (1280, 390):
        page.resize(width)
        page.run("[...document.querySelectorAll('.request-section-content h2')].at(-1).scrollIntoView()")
        assert page.seen("okx-call") < 1
        reference.mock.exchange.inject(Fault.delay(0.3))
        reference.send()
        page.wait("document.querySelector('okx-answer.sending')")
        assert "done" in reference.answer()
        assert page.seen("okx-answer") == 1


def test_a_second_tap_sends_nothing_while_a_call_is_under_way(reference: Reference) -> None:
    page = reference.page
    reference.mock.exchange.inject(Fault.delay(3))
    reference.open_client("accountAdjustMargin", "en")
    reference.use_mock_keys()
    reference.send()
    page.wait("document.querySelector('okx-answer.sending')?.innerText.includes('Sending')")
    page.click(SEND)
    page.click(SEND)
    page.press("Enter", control=True)  # the viewer's own key for it
    second = page.run(
        "import('/call.js').then(({send}) => send('/x')).then(() => 'sent', (it) => it.message)"
    )
    assert "another call is still under way" in second
    assert "done" in reference.answer()
    assert reference.received() == [POSITION]
    reference.send()
    page.wait("document.querySelector('okx-answer.sending')")
    assert "done" in reference.answer()
    assert reference.received() == [POSITION, POSITION]


def test_who_closes_the_form_still_learns_what_became_of_the_call(reference: Reference) -> None:
    page = reference.page
    reference.open_client("accountAdjustMargin", "en")
    reference.use_mock_keys()
    reference.mock.exchange.inject(Fault(when="after", seconds=1, replace=lambda _: html(502, "Error")))
    reference.send()
    page.wait("document.querySelector('okx-answer.sending')")
    page.run("document.querySelector('.app-exit-button').click()")
    page.wait("document.querySelector('.languages').checkVisibility({visibilityProperty: true})")
    assert "may have been processed" in reference.warning()
    page.run("document.querySelector('#unknown a').click()")
    page.wait("!document.querySelector('#unknown') && location.hash.includes('accountPositions')")
    assert reference.received() == [POSITION]


def test_a_read_needs_no_warning_and_a_public_one_no_keys(reference: Reference) -> None:
    reference.open_client("publicTime", "en")
    reference.send()
    assert "done" in reference.answer()
    reference.mock.exchange.inject(Fault.server_error(502))
    reference.send()
    reference.page.wait(
        "document.querySelector('okx-answer.unknown')?.innerText.includes('can be sent again')"
    )
    assert not reference.page.run("document.querySelector('#unknown')")


def test_the_page_judges_as_the_client_does(reference: Reference, spec: Spec) -> None:
    bodies = [
        *(
            json.dumps({"code": code, "msg": "", "data": []})
            for code in [*spec["x-okx-codes"], "99999", "51008_1"]
        ),
        *(
            json.dumps({"code": code, "data": [{"sCode": item} for item in items]})
            for code in ("0", "1", "2", "51008")
            for items in (
                ["0"],
                ["51008"],
                ["50004"],
                ["0", "51008"],
                ["51008", "51149"],
                [""],
                ["", "51008"],
            )
        ),
        *('{"code":0}', '{"code":59301}', '{"code":null}', '{"code":""}', '{"code":"x"}', '{"code":{}}'),
        *(
            '{"msg":""}',
            "[]",
            "null",
            '["code"]',
            '"code"',
            "",
            "<html>",
            '{"code":"0"',
            '{"code":"0","data":{}}',
        ),
        *(
            '{"code":"0","data":null}',
            '{"code":"1","data":{"sCode":"51008"}}',
            '{"code":"0","data":[1,"a",null]}',
        ),
    ]
    cases = [(status, body) for status in (200, 400, 401, 408, 429, 499, 500, 502) for body in bodies]
    reference.open()
    found = reference.page.run(
        f"import('/outcome.js').then(({{judge}}) => {json.dumps(cases)}.map(([status, body]) => judge(status, body)))"
    )
    assert len(found) == len(cases) > 1000
    for (status, body), seen in zip(cases, found, strict=True):
        verdict = judge(Response(status, (), body.encode()), CODES)
        assert (seen["outcome"], seen["code"]) == (verdict.outcome.value, verdict.code), (status, body)


def test_nothing_is_sent_without_keys(reference: Reference) -> None:
    reference.open_client("accountAdjustMargin", "en")
    reference.send()
    assert "Nothing was sent" in reference.answer()
    assert reference.page.run("document.activeElement.matches('okx-keys button')")  # which fills them in
    assert not _calls(reference)


def test_nothing_is_sent_to_a_live_host(reference: Reference) -> None:
    page = reference.page
    reference.open_client("accountAdjustMargin", "zh")
    reference.use_mock_keys()
    page.run(
        "[...document.querySelectorAll('[role=dialog] button')]"
        f".find((each) => each.innerText.includes('{reference.mock.base_url}')).click()"
    )
    page.wait(
        "[...document.querySelectorAll('button, li, [role=option]')]"
        ".find((each) => each.innerText.trim() === 'https://openapi.okx.com')?.click() ?? true"
    )
    page.wait("document.querySelector('[role=dialog]').innerText.includes('https://openapi.okx.com')")
    reference.send()
    said = reference.answer()
    assert "未发送" in said
    assert "openapi.okx.com" in said
    _only_the_mock_was_asked(reference)
    assert not _calls(reference)


def test_the_browser_itself_blocks_other_hosts(reference: Reference) -> None:
    reference.open()
    blocked = reference.page.run("fetch('http://localhost:9/').then(() => 'sent', (problem) => problem.name)")
    assert blocked == "TypeError"
    assert any("Content Security Policy" in error for error in reference.page.errors)


def test_a_page_from_elsewhere_sends_nothing(reference: Reference) -> None:
    reference.open()
    refusals = reference.page.run(
        "import('/signing.js').then(({refusal}) => ["
        "['http://127.0.0.1:80/x', 'http://127.0.0.1:80/'], ['http://[::1]:80/x', 'http://[::1]:80/'],"
        "['https://docs.example/x', 'https://docs.example/'], ['https://www.okx.com/x', 'http://localhost/'],"
        "['http://127.0.0.1:81/x', 'http://127.0.0.1:80/'], ['http://127.0.0.1.example/x', 'http://127.0.0.1.example/']"
        "].map(([url, page]) => refusal(new URL(url), new URL(page)) !== ''))"
    )
    assert refusals == [False, False, True, True, True, True]


def test_keys_are_stored_nowhere(reference: Reference) -> None:
    reference.open_client("accountAdjustMargin", "en")
    reference.fill_keys()
    reference.send()
    reference.answer()
    key = reference.mock.key()
    kept = str(reference.stored()) + str(reference.page.run("location.href + JSON.stringify(history.state)"))
    assert not [each for each in (key.api_key, key.secret_key, key.passphrase) if each in kept]
    reference.open_client("accountAdjustMargin", "en")
    assert reference.page.run("document.querySelector('[name=okx-secretKey]').value") == ""


def test_the_lines_that_the_mock_prints_fill_the_form(reference: Reference) -> None:
    reference.open_client("accountAdjustMargin", "en")
    key = reference.mock.key()
    lines = (
        f"export OKX_API_KEY={key.api_key}\\nexport OKX_SECRET_KEY={key.secret_key}\\n"
        f"export OKX_PASSPHRASE={key.passphrase}\\n"
    )
    reference.page.run(
        "(() => { const clipboardData = new DataTransfer();"
        f"clipboardData.setData('text', '{lines}');"
        "const paste = new ClipboardEvent('paste', {clipboardData});"
        "document.querySelector('[name=okx-apiKey]').dispatchEvent(paste); })()"
    )
    reference.send()
    assert "done" in reference.answer()


def test_the_signature_is_the_documented_one(reference: Reference) -> None:
    reference.open()
    body = '{"instId":"BTC-USDT-SWAP","posSide":"short","type":"add","amt":"1"}'
    made = reference.page.run(
        "import('/signing.js').then(({signature}) => signature('22582BD0CFF14C41EDBF1AB98506286D', "
        "'2020-12-08T09:08:57.715Z', 'POST', '/api/v5/account/position/margin-balance', "
        f"new TextEncoder().encode('{body}')))"
    )
    assert made == "YrFomIkCTyfqhmb9mBtX6WaS4tVpTf1309RCkShWe7c="


def _short_margin(mock: MockServer) -> str:
    margin: str = ledger(mock.exchange)["accounts"][0]["positions"][0]["margin"]
    return margin


def _calls(reference: Reference) -> list[str]:
    return [url for url in reference.page.requests if "/api/v5/" in url]


def _only_the_mock_was_asked(reference: Reference) -> None:
    asked = [url for url in reference.page.requests if not url.startswith(("data:", "about:", "blob:"))]
    assert asked
    assert [url for url in asked if not url.startswith(f"{reference.mock.base_url}/")] == []
