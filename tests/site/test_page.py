"""The page to read: languages, the table of codes, the keyboard, narrow screens, dark and light."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.spec import Spec
from okx_margin_mock import Fault, MockServer
from tests.site.chromium import Chromium, Page
from tests.site.reference import SEND, Reference

CONTRAST = Path(__file__).with_name("contrast.js")


@pytest.fixture
def reference(page: Page, mock: MockServer) -> Reference:
    return Reference(page, mock)


@pytest.mark.parametrize(("languages", "spoken"), [("fr-FR,zh,en", "zh-CN"), ("fr-FR,fr", "en")])
def test_the_browser_s_language_comes_first(
    browser: Chromium, mock: MockServer, languages: str, spoken: str
) -> None:
    with browser.page(languages) as page:
        Reference(page, mock).open()
        assert page.run("document.documentElement.lang") == spoken
        assert page.errors == []


def test_the_choice_of_a_language_is_remembered_and_in_the_address(reference: Reference) -> None:
    page = reference.page
    reference.open()
    assert "Introduction" in reference.text()
    page.run("document.querySelector('[data-language=zh]').click()")
    page.wait("document.querySelector('#reference').innerText.includes('追加或减少逐仓仓位的保证金')")
    assert "Add margin" not in reference.text()
    assert "lang=zh" in page.run("location.search")
    reference.open()
    assert page.run("document.documentElement.lang") == "zh-CN"
    reference.open("?lang=en")  # a link that names its language goes before what was remembered
    assert page.run("document.documentElement.lang") == "en"
    assert reference.stored()[0]["okx-margin-language"] == "zh"


def test_keys_survive_a_change_of_the_language(reference: Reference) -> None:
    reference.open_client("accountAdjustMargin", "en")
    reference.fill_keys()
    reference.page.run("document.querySelector('[data-language=zh]').click()")
    reference.page.wait("document.querySelector('okx-keys')?.innerText.includes('本地模拟交易所')")
    assert reference.page.run("document.querySelector('[name=okx-secretKey]').value")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["20 requests per 2 seconds for each User ID", "Permission: Trade", "10,000 USDT"]),
        ("zh", ["每个 User ID 2 秒 20 次", "交易 (Trade)", "10,000 USDT"]),
    ],
)
def test_limits_permission_and_conditions_are_there_to_read(
    reference: Reference, language: str, expected: list[str]
) -> None:
    reference.open(f"?lang={language}#tag/account/accountAdjustMargin")
    reference.page.wait("document.querySelector('.show-api-client-button')")
    said = " ".join(reference.text().split())
    assert [each for each in expected if each not in said] == []


def test_codes_are_found_in_either_language(reference: Reference, spec: Spec) -> None:
    page = reference.page
    reference.open("?lang=en")
    rows = "document.querySelectorAll('okx-codes tbody tr').length"
    assert page.run(rows) == len(spec["x-okx-codes"])
    codes = spec["x-okx-codes"]
    searches = {
        "50113": "50113",
        "50102": codes["50102"]["meaning"][:40],
        "50011": codes["50011"]["meaning_zh"][:8],
    }
    for code, words in searches.items():
        page.run(
            "(() => { const search = document.querySelector('okx-codes input');"
            f"search.value = {json.dumps(words)}; search.dispatchEvent(new Event('input')); }})()"
        )
        assert code in page.run("document.querySelector('okx-codes tbody').innerText"), words
        assert page.run(rows) < 10
    page.run(
        "(() => { document.querySelector('okx-codes input').value = '';"
        "document.querySelector('okx-codes input').dispatchEvent(new Event('input'));"
        "const choice = document.querySelector('okx-codes select');"
        "choice.value = 'unknown'; choice.dispatchEvent(new Event('change')); })()"
    )
    unknown = [entry for entry in spec["x-okx-codes"].values() if entry["outcome"] == "unknown"]
    assert page.run(rows) == len(unknown)
    page.run(
        "(() => { document.querySelector('okx-codes select').value = '';"
        "document.querySelector('okx-codes select').dispatchEvent(new Event('change'));"
        "const choice = document.querySelector('okx-codes [name=endpoint]');"
        "choice.value = 'signalBotAdjustMargin'; choice.dispatchEvent(new Event('change')); })()"
    )
    of_bots = [
        code
        for code, entry in spec["x-okx-codes"].items()
        if "signalBotAdjustMargin" in entry.get("endpoints", ["signalBotAdjustMargin"])
    ]
    shown = page.run("[...document.querySelectorAll('okx-codes tbody tr')].map((row) => row.dataset.code)")
    assert 0 < len(of_bots) < len(codes)
    assert shown == of_bots


def test_each_code_has_a_link(reference: Reference) -> None:
    page = reference.page
    reference.open("?lang=en#codes/50113")
    page.wait("document.activeElement.dataset.code === '50113'")
    page.wait("document.activeElement.getBoundingClientRect().top > 48")
    assert page.seen("tr[data-code='50113']") == 1
    page.run("document.querySelector('tr[data-code=\"50011\"] a').click()")
    page.wait("document.activeElement.dataset.code === '50011' && location.hash === '#codes/50011'")
    links = page.run("[...document.querySelectorAll('okx-codes th a')].map((link) => link.hash)")
    assert links == [
        f"#codes/{code}"
        for code in page.run(
            "fetch('/facts.json').then((it) => it.json()).then(({codes}) => codes.map(({code}) => code))"
        )
    ]


@pytest.mark.parametrize(("language", "typed"), [("en", "50113"), ("zh", "签名不匹配")])
def test_the_search_box_finds_codes(reference: Reference, spec: Spec, language: str, typed: str) -> None:
    page = reference.page
    if language == "zh":
        typed = spec["x-okx-codes"]["50113"]["meaning_zh"][:6]
    reference.open(f"?lang={language}")
    page.press("k", control=True)
    page.wait("document.querySelector('[role=search] input')?.matches(':focus')")
    page.type(typed)
    page.wait("document.querySelector('okx-found a[href=\"#codes/50113\"]')")
    page.run("document.querySelector('okx-found a[href=\"#codes/50113\"]').click()")
    page.wait("document.activeElement.dataset.code === '50113'")
    assert not page.run("document.querySelector('[role=search]')?.checkVisibility()")


def test_fields_stand_in_the_spec_s_order(reference: Reference, spec: Spec) -> None:
    reference.open("?lang=en#tag/signalBot/signalBotAdjustMargin")
    reference.page.wait("document.querySelector('[id*=signalBotAdjustMargin] .property-name')")
    names = reference.page.run(
        "[...document.querySelectorAll('section[id$=\"/signalBotAdjustMargin\"] .request-body .property-name')]"
        ".map((name) => name.innerText.trim())"
    )
    assert names == [*spec["components"]["schemas"]["SignalBotMarginRequest"]["properties"]]


def test_no_path_is_cut(reference: Reference) -> None:
    page = reference.page
    page.resize(390)
    path = "/api/v5/account/position/margin-balance"
    reference.open("?lang=en#tag/account/accountAdjustMargin")
    page.run("document.querySelector('.request-card').scrollIntoView({block: 'center'})")
    title = "document.querySelector('.request-card .scalar-card-header-title')"
    assert path in page.run(f"{title}.innerText")
    assert page.run(f"{title}.scrollWidth <= {title}.clientWidth")
    assert page.run(f"getComputedStyle({title}).whiteSpace") == "normal"
    reference.open_client("accountAdjustMargin", "en")
    assert path in reference.page.run("document.querySelector('.address-bar-bg-states').innerText")
    shown = "document.querySelector('.scalar-client [data-testid=code-input-disabled]')"
    assert page.seen(".scalar-client [data-testid=code-input-disabled] span") == 1
    assert page.run(f"{shown}.scrollWidth <= {shown}.clientWidth")


def test_a_call_needs_no_mouse(reference: Reference) -> None:
    page = reference.page
    reference.open("?lang=en")
    _tab_to(page, "document.activeElement.dataset.language === 'zh'")
    page.press("Enter")
    page.wait("document.querySelector('[data-language=zh]').ariaPressed === 'true'")
    reference.open("#tag/account/accountAdjustMargin")  # whence the viewer's own focus goes there
    page.wait("document.querySelector('.show-api-client-button')?.innerText.includes('测试请求')")
    page.wait("document.activeElement.id.endsWith('accountAdjustMargin')")
    _tab_to(page, "document.activeElement.matches('.show-api-client-button')")
    page.press("Enter")
    page.wait("document.querySelector('okx-keys input')")
    steps = _tab_to(page, "document.activeElement.matches('okx-keys button')")
    assert steps < 12  # the keys come first
    page.press("Enter")
    page.wait("document.querySelector('[name=okx-passphrase]').value")
    page.press("Enter", control=True)
    assert "已执行" in reference.answer()
    page.press("Escape")
    page.wait(f"!({SEND})")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(reference: Reference, scheme: str) -> None:
    page = reference.page
    page.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    reference.open("?lang=en")
    assert page.run("document.body.className") == f"{scheme}-mode"
    assert _faint_texts(page) == []
    reference.open_client("accountAdjustMargin", "zh")
    reference.fill_keys(secretKey="not-the-secret")
    reference.send()
    reference.answer()
    assert _faint_texts(page) == []
    reference.use_mock_keys()
    reference.mock.exchange.inject(Fault.server_error())
    reference.send()
    reference.warning()
    assert _faint_texts(page) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_phone_scrolls_one_way_only(reference: Reference, language: str) -> None:
    page = reference.page
    page.resize(360)
    width = (
        "Math.max(document.documentElement.scrollWidth, innerWidth)"  # a phone zooms out from what is wider
    )
    reference.open(f"?lang={language}#codes")
    assert page.run(width) == 360
    assert page.run("[...document.querySelectorAll('okx-codes *')].every((e) => e.scrollWidth <= innerWidth)")
    reference.open_client("accountAdjustMargin", language)
    assert page.run(width) == 360
    reference.fill_keys()
    reference.send()
    reference.answer()
    assert page.run(width) == 360


def _faint_texts(page: Page) -> list[str]:
    """What contrast.js finds, once nothing fades in or out any more."""
    fading = "each.playState === 'running' && each.effect.getTiming().iterations !== Infinity"
    page.wait(f"!document.getAnimations().some((each) => {fading})")
    found: list[str] = page.run(CONTRAST.read_text(encoding="utf-8"))
    return found


def _tab_to(page: Page, there: str) -> int:
    """How many times Tab lead there."""
    for steps in range(60):
        if page.run(there):
            return steps
        page.press("Tab")
    raise AssertionError(f"60 times Tab do not lead to {there}")
