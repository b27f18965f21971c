"""What the report says, word for word, when a page changes: in each of the three forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generator.drift import drift
from generator.drift.endpoints import Endpoint
from generator.drift.facts import Facts
from generator.drift.report import cells
from generator.drift.rows import Row
from tests.drift.conftest import Pages, Reader
from tests.drift.pages import Page

Edit = Callable[[Page, Page], object]
Cells = list[str]

ENDPOINT, REQUEST, RESPONSE = (f"setLeverage {side}" for side in ("endpoint", "request", "response"))
CHANGE = "change the spec and its texts; then drift --accept"
DIFFER = "the languages differ: decide, and list the divergence; then drift --accept"
REWORDED = "look at the spec's texts and their translation again; then drift --accept"
ONLY = "reworded in {} only: compare the languages; " + REWORDED
ANSWER = '[{"code": "0", "msg": "", "data": [{"lever": "5", "mgnMode": "isolated", "instId": "BTC-USDT"}]}]'
SCHEMA = "change the schema, or list the divergence"


def replace(side: str, name: str, column: int, english: str, chinese: str) -> Edit:
    def edit(en: Page, zh: Page) -> None:
        for page, text in ((en, english), (zh, chinese)):
            page.row(side, name)[column] = text

    return edit


def add(side: str, english: list[str] | None, chinese: list[str] | None) -> Edit:
    def edit(en: Page, zh: Page) -> None:
        for page, row in ((en, english), (zh, chinese)):
            if row:
                getattr(page, side).append(row)

    return edit


def remove(side: str, name: str, *, english: bool = True) -> Edit:
    def edit(en: Page, zh: Page) -> None:
        for page in (en, zh) if english else (zh,):
            getattr(page, side).remove(page.row(side, name))

    return edit


def set_all(english: dict[str, object], chinese: dict[str, object]) -> Edit:
    def edit(en: Page, zh: Page) -> None:
        for page, values in ((en, english), (zh, chinese)):
            for name, value in values.items():
                setattr(page, name, value)

    return edit


def both(**values: object) -> Edit:
    return set_all(values, values)


def in_sample(old: str, new: str) -> Edit:
    def edit(en: Page, zh: Page) -> None:
        for page in (en, zh):
            assert old in page.samples[0]
            page.samples[0] = page.samples[0].replace(old, new)

    return edit


def columns_reversed(en: Page, zh: Page) -> None:
    for page in (en, zh):
        page.request = [list(reversed(row)) for row in page.request]
        page.response = [[row[2], row[0], row[1]] for row in page.response]


def rewrapped(en: Page, zh: Page) -> None:
    """Spacing, capitals of labels and links' targets carry no fact."""
    en.intro = ["One  instrument can   have several ."]
    en.row("request", "instId")[3] = "ID, e.g. `BTC-USDT`, see [there](/docs-v5/en/#elsewhere)"


def added_first(en: Page, zh: Page) -> None:
    for page in (en, zh):
        page.response.insert(1, ["ts", "String", "Time"])


def nested(en: Page, zh: Page) -> None:
    for page in (en, zh):
        page.request += [["attach", "Array of objects", "No", "A"], ["> px", "String", "Yes", "P"]]


MUTATIONS: dict[str, tuple[Edit, list[Cells]]] = {
    "parameter added": (
        add("request", ["tag", "String", "No", "Tag"], ["tag", "String", "否", "标签"]),
        [[f"{REQUEST} tag", "field", "– → string, No", "– → string, No", "–", CHANGE, "no"]],
    ),
    "required parameter added": (
        add("request", ["tag", "String", "Yes", "Tag"], ["tag", "String", "是", "标签"]),
        [[f"{REQUEST} tag", "field", "– → string, Yes", "– → string, Yes", "–", CHANGE, "breaking"]],
    ),
    "parameter added in English only": (
        add("request", ["tag", "String", "No", "Tag"], None),
        [[f"{REQUEST} tag", "field", "– → string, No", "–", "–", DIFFER, "no"]],
    ),
    "nested parameter added": (
        nested,
        [
            [f"{REQUEST} attach", "field", *["– → array of objects, No"] * 2, "–", CHANGE, "no"],
            [f"{REQUEST} attach.px", "field", *["– → string, Yes"] * 2, "–", CHANGE, "breaking"],
        ],
    ),
    "parameter removed": (
        remove("request", "keep"),
        [[f"{REQUEST} keep", "field", *["boolean, No → –"] * 2, "boolean, No", CHANGE, "breaking"]],
    ),
    "parameter removed in Chinese only": (
        remove("request", "keep", english=False),
        [[f"{REQUEST} keep", "field", "boolean, No", "boolean, No → –", "boolean, No", DIFFER, "breaking"]],
    ),
    "parameter renamed": (
        replace("request", "lever", 0, "leverage", "leverage"),
        [
            [f"{REQUEST} leverage", "field", *["– → string, Yes"] * 2, "–", CHANGE, "breaking"],
            [f"{REQUEST} lever", "field", *["string, Yes → –"] * 2, "string, Yes", CHANGE, "breaking"],
        ],
    ),
    "parameter made required": (
        replace("request", "keep", 2, "Yes", "是"),
        [[f"{REQUEST} keep", "required", "No → Yes", "No → Yes", "No", CHANGE, "breaking"]],
    ),
    "parameter made optional": (
        replace("request", "lever", 2, "No", "否"),
        [[f"{REQUEST} lever", "required", "Yes → No", "Yes → No", "Yes", CHANGE, "no"]],
    ),
    "conditional in one language, optional in the other": (
        replace("request", "posSide", 2, "Conditional", "可选"),
        [
            [
                f"{REQUEST} posSide",
                "required",
                "Conditional",
                "Conditional → Optional",
                "Conditional",
                DIFFER,
                "no",
            ]
        ],
    ),
    "type changed": (
        replace("request", "lever", 1, "Integer", "Integer"),
        [[f"{REQUEST} lever", "type", "string → integer", "string → integer", "string", CHANGE, "breaking"]],
    ),
    "enum value added in English only": (
        lambda en, zh: en.row("request", "mgnMode").__setitem__(
            3, "Margin mode\n`isolated`: i\n`cross`: c\n`cash`: none"
        ),
        [
            [
                f"{REQUEST} mgnMode",
                "enum",
                "cross, isolated → cash, cross, isolated",
                "cross, isolated",
                "cross, isolated",
                DIFFER,
                "no",
            ]
        ],
    ),
    "enum value removed": (
        replace("request", "posSide", 3, "Position side\n`long`", "持仓方向\n`long`：多"),
        [[f"{REQUEST} posSide", "enum", *["long, short → long"] * 2, "long, short", CHANGE, "breaking"]],
    ),
    "enum value added to an answer": (
        replace(
            "response",
            "mgnMode",
            2,
            "Mode\n`cross`\n`isolated`\n`cash`",
            "模式\n`cross`：c\n`isolated`：i\n`cash`：现货",
        ),
        [
            [
                f"{RESPONSE} mgnMode",
                "enum",
                *["cross, isolated → cash, cross, isolated"] * 2,
                "cross, isolated",
                CHANGE,
                "no",
            ]
        ],
    ),
    "default changed": (
        replace(
            "request", "keep", 3, "Whether to keep it. The default is `true`.", "是否保留，默认值为`true`。"
        ),
        [[f"{REQUEST} keep", "default", "false → true", "false → true", "false", CHANGE, "breaking"]],
    ),
    "default no longer stated in Chinese": (
        lambda en, zh: zh.row("request", "keep").__setitem__(3, "是否保留"),
        [[f"{REQUEST} keep", "default", "false", "false → –", "false", DIFFER, "breaking"]],
    ),
    "rate limit lowered": (
        set_all({"limit": "10 requests per 2 seconds"}, {"limit": "10次/2s"}),
        [
            [
                ENDPOINT,
                "rate limit",
                *["20 requests per 2 seconds → 10 requests per 2 seconds"] * 2,
                "20 requests per 2 seconds",
                CHANGE,
                "breaking",
            ]
        ],
    ),
    "rate limit raised in Chinese only": (
        set_all({}, {"limit": "60 次/2 秒"}),
        [
            [
                ENDPOINT,
                "rate limit",
                "20 requests per 2 seconds",
                "20 requests per 2 seconds → 60 requests per 2 seconds",
                "20 requests per 2 seconds",
                DIFFER,
                "no",
            ]
        ],
    ),
    "limit rule changed": (
        both(rule="UserID+Instrument ID"),
        [[ENDPOINT, "limit rule", *["User ID → User ID + Instrument ID"] * 2, "User ID", CHANGE, "breaking"]],
    ),
    "permission line gone": (
        both(permission=None),
        [[ENDPOINT, "permission", "Trade → –", "Trade → –", "Trade", CHANGE, "no"]],
    ),
    "permission changed": (
        set_all({"permission": "Read/Trade"}, {"permission": "读取/交易"}),
        [[ENDPOINT, "permission", *["Trade → Read/Trade"] * 2, "Trade", CHANGE, "breaking"]],
    ),
    "path changed": (
        both(request_line="POST /api/v6/account/set-leverage"),
        [
            [
                ENDPOINT,
                "request line",
                *["POST /api/v5/account/set-leverage → POST /api/v6/account/set-leverage"] * 2,
                "POST /api/v5/account/set-leverage",
                CHANGE,
                "breaking",
            ]
        ],
    ),
    "amount in a note changed": (
        set_all(
            {"notes": ["Manual transfer mode\nThe margin must be greater than or equal to 20,000 USDT."]},
            {"notes": ["自主划转模式\n保证金必须大于等于2万USDT。"]},
        ),
        [
            [
                ENDPOINT,
                "amounts",
                *[">= 10000 USDT → >= 20000 USDT"] * 2,
                ">= 10000 USDT",
                CHANGE,
                "breaking",
            ],
            [f"{RESPONSE} instId", "text", "HASHES", "HASHES", "–", REWORDED, "no"],
        ],
    ),
    "example changed to one that the spec has": (
        in_sample('"lever":"5",\n    "mgnMode":"isolated"', '"lever":"7",\n    "mgnMode":"cross"'),
        [
            [
                REQUEST,
                "examples",
                *[
                    '[{"instId": "BTC-USDT", "lever": "5", "mgnMode": "isolated"}]'
                    ' → [{"instId": "BTC-USDT", "lever": "7", "mgnMode": "cross"}]'
                ]
                * 2,
                "cross",
                "the spec says so already; then drift --accept",
                "no",
            ]
        ],
    ),
    "example changed to one that the schema refuses": (
        in_sample('"isolated"', '"spot"'),
        [
            [
                REQUEST,
                "examples",
                *[
                    '[{"instId": "BTC-USDT", "lever": "5", "mgnMode": "isolated"}]'
                    ' → [{"instId": "BTC-USDT", "lever": "5", "mgnMode": "spot"}]'
                ]
                * 2,
                "–",
                CHANGE,
                "no",
            ],
            [
                REQUEST,
                "examples against the schema",
                *["mgnMode: 'spot' is not one of ['isolated', 'cross']"] * 2,
                "–",
                SCHEMA,
                "no",
            ],
        ],
    ),
    "example that is not JSON any more": (
        lambda en, zh: setattr(en, "answer", '{\n  "code": "0",\n  ......\n}'),
        [
            [
                RESPONSE,
                "examples",
                f"{ANSWER} → not JSON",
                ANSWER,
                "done",
                DIFFER,
                "no",
            ],
            [RESPONSE, "examples against the schema", "not JSON", "–", "–", SCHEMA, "no"],
        ],
    ),
    "field of an answer removed": (
        remove("response", "lever"),
        [[f"{RESPONSE} lever", "field", *["string → –"] * 2, "string", CHANGE, "breaking"]],
    ),
    "field of an answer added": (
        added_first,
        [[f"{RESPONSE} ts", "field", *["– → string"] * 2, "–", CHANGE, "no"]],
    ),
    "field of an answer added at the end, before notes": (
        # The notes belong to the last row, whichever that is: a converter leaves no boundary between the two.
        add("response", ["ts", "String", "Time"], ["ts", "String", "时间"]),
        [
            [f"{RESPONSE} instId", "text", "HASHES", "HASHES", "–", REWORDED, "no"],
            [f"{RESPONSE} ts", "field", *["– → string"] * 2, "–", CHANGE, "no"],
        ],
    ),
    "description reworded in English only": (
        lambda en, zh: en.row("request", "lever").__setitem__(3, "Leverage, a value < 100"),
        [[f"{REQUEST} lever", "text", "HASHES", "HASH", "–", ONLY.format("English"), "no"]],
    ),
    "introduction reworded in both languages": (
        set_all({"intro": ["One instrument has one."]}, {"intro": ["一个产品只有一个。"]}),
        [[ENDPOINT, "text", "HASHES", "HASHES", "–", REWORDED, "no"]],
    ),
    "sample in Python reworded": (
        lambda en, zh: zh.samples.__setitem__(1, "import okx.Account as Account\napi.call()"),
        [[REQUEST, "text", "HASH", "HASHES", "–", ONLY.format("Chinese"), "no"]],
    ),
    "table column order changed": (columns_reversed, []),
    "spacing and link targets changed": (rewrapped, []),
}


def shown(row: Row) -> Cells:
    """The row's cells; the hashes of texts, which say nothing to a reader, as HASH and HASHES."""
    found = cells(row)
    if row.fact == "text":
        found[2:4] = ["HASHES" if "→" in cell else "HASH" for cell in found[2:4]]
    return found


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_change_of_a_page(
    name: str, known: list[Endpoint], recorded: dict[str, dict[str, Facts]], pages: Pages, read: Reader
) -> None:
    edit, expected = MUTATIONS[name]
    edit(pages["setLeverage"]["english"], pages["setLeverage"]["chinese"])
    reading = read(pages)
    assert reading.problems == []
    assert [shown(row) for row in drift(known, reading, recorded, [])] == expected
