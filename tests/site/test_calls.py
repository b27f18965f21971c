"""A call from the page: signed in the browser, sent to the mock that serves it and to nothing else."""

from __future__ import annotations

import pytest

from okx_margin_mock import Fault, MockServer
from okx_margin_mock.control import ledger
from tests.site.chromium import Page
from tests.site.reference import Reference


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


def test_a_bot_gets_its_margin(reference: Reference) -> None:
    reference.open_client("signalBotAdjustMargin", "zh")
    reference.fill_keys()
    reference.send()
    assert "已执行" in reference.answer()
    assert ledger(reference.mock.exchange)["accounts"][0]["bots"][0]["availBal"] == "410"
    _only_the_mock_was_asked(reference)
    assert reference.page.errors == []


@pytest.mark.parametrize(
    ("language", "outcome", "meaning"),
    [("en", "refused", "signature"), ("zh", "未执行", "签名")],
)
def test_a_wrong_secret_is_refused_and_explained(
    reference: Reference, language: str, outcome: str, meaning: str
) -> None:
    reference.open_client("accountAdjustMargin", language)
    reference.fill_keys(secretKey="not-the-secret")
    reference.send()
    said = reference.answer()
    assert all(word in said for word in ("50113", outcome, meaning)), said
    assert _short_margin(reference.mock) == "750"


def test_an_answer_may_be_unknown(reference: Reference) -> None:
    reference.mock.exchange.inject(Fault.timed_out())
    reference.open_client("accountAdjustMargin", "en")
    reference.fill_keys()
    reference.send()
    said = reference.answer()
    assert all(word in said for word in ("50004", "unknown", "before sending again")), said


def test_no_answer_is_unknown(reference: Reference) -> None:
    reference.mock.exchange.inject(Fault.disconnect())
    reference.open_client("accountAdjustMargin", "en")
    reference.fill_keys()
    reference.send()
    assert "may have been processed" in reference.problem()
    assert _short_margin(reference.mock) == "751"


def test_nothing_is_sent_without_keys(reference: Reference) -> None:
    reference.open_client("accountAdjustMargin", "en")
    reference.send()
    assert "Nothing was sent" in reference.problem()
    assert reference.page.run("document.activeElement.name") == "okx-apiKey"
    assert not _calls(reference)


@pytest.mark.parametrize(("language", "words"), [("en", "Nothing was sent"), ("zh", "未发送")])
def test_nothing_is_sent_to_a_live_host(reference: Reference, language: str, words: str) -> None:
    page = reference.page
    reference.open_client("accountAdjustMargin", language)
    reference.fill_keys()
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
    said = reference.problem()
    assert words in said
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
