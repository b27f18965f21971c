"""What the report says, word for word, when a page changes: in each of the three forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generator.drift import drift
from generator.drift.endpoints import Endpoint
from generator.drift.facts import Facts
from generator.drift.report import cells
from tests.drift.conftest import Reader, unchanged
from tests.drift.pages import Page

Edit = Callable[[Page, Page], object]
Cells = list[str]

ENDPOINT, REQUEST, RESPONSE = (f"setLeverage {side}" for side in ("endpoint", "request", "response"))
CHANGE = "change the spec and its texts; then drift --accept"
KEEP = (
    "not stated any more, which doesn't end the need: keep the spec, and list the divergence; "
    "then drift --accept"
)
UNREAD = (
    "the text has values that aren't read as such: change the spec, or list the divergence; "
    "then drift --accept"
)
STRUCK = "OKX strikes out what it withdraws: see what the spec still offers of it; "
RELEASE = "plan a release without it"
STRUCK_FIELD = "OKX has struck it out: take it out of the spec, or list the divergence; then drift --accept"
DIFFER = "the languages differ: decide, and list the divergence; then drift --accept"
REWORDED = "look at the spec's texts and their translation again; then drift --accept"
ONLY = "changed in {} only: compare the languages; " + REWORDED
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
    "可选 for No and for Conditional": (
        lambda en, zh: [zh.row("request", name).__setitem__(2, "可选") for name in ("posSide", "keep")],
        [],
    ),
    "可选 for Yes": (
        lambda en, zh: zh.row("request", "lever").__setitem__(2, "可选"),
        [[f"{REQUEST} lever", "required", "Yes", "Yes → Optional", "Yes", DIFFER, "no"]],
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
        [
            [f"{REQUEST} keep", "default", "false", "false → –", "false", KEEP, "no"],
            [f"{REQUEST} keep", "text", "–", "是否保留 (1 sentence gone)", "–", ONLY.format("Chinese"), "no"],
        ],
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
        [[ENDPOINT, "permission", "Trade → –", "Trade → –", "Trade", KEEP, "no"]],
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
            [
                f"{RESPONSE} instId",
                "text",
                "The margin must be greater than or equal to 20,000 USDT. (1 sentence gone)",
                "保证金必须大于等于2万USDT。 (1 sentence gone)",
                "–",
                REWORDED,
                "no",
            ],
        ],
    ),
    "example changed": (
        in_sample('"lever":"5",\n    "mgnMode":"isolated"', '"lever":"7",\n    "mgnMode":"cross"'),
        [
            [
                REQUEST,
                "examples",
                *['{"instId": "BTC-USDT", "lever": "7", "mgnMode": "cross"} (1 example gone)'] * 2,
                "–",
                REWORDED,
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
                *['{"instId": "BTC-USDT", "lever": "5", "mgnMode": "spot"} (1 example gone)'] * 2,
                "–",
                REWORDED,
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
        lambda en, zh: setattr(en, "answer", '{"code": "0", ......}'),
        [
            [
                RESPONSE,
                "examples",
                '{"code": "0", ......} (1 example gone)',
                "–",
                "–",
                ONLY.format("English"),
                "no",
            ]
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
        [[f"{RESPONSE} ts", "field", *["– → string"] * 2, "–", CHANGE, "no"]],
    ),
    "description reworded in English only": (
        lambda en, zh: en.row("request", "lever").__setitem__(3, "Leverage, a value < 100"),
        [
            [
                f"{REQUEST} lever",
                "text",
                "Leverage, a value < 100 (1 sentence gone)",
                "–",
                "–",
                ONLY.format("English"),
                "no",
            ]
        ],
    ),
    "introduction reworded in both languages": (
        set_all(
            {"intro": ["One instrument has one.", "Mind the fees."]},
            {"intro": ["一个产品只有一个。注意手续费。"]},
        ),
        [
            [
                ENDPOINT,
                "text",
                "One instrument has one.\nMind the fees. (1 sentence gone)",
                "一个产品只有一个。\n注意手续费。 (1 sentence gone)",
                "–",
                REWORDED,
                "no",
            ]
        ],
    ),
    "offline date announced": (
        set_all(
            {"intro": ["One instrument can have several.", "It will be offline on 2026-12-31."]},
            {"intro": ["一个产品可以有多个。", "该接口将于2026年12月31日下线。"]},
        ),
        [
            [
                ENDPOINT,
                "text",
                "It will be offline on 2026-12-31.",
                "该接口将于2026年12月31日下线。",
                "–",
                f"speaks of something that goes (2026-12-31, 2026年12月31日): {RELEASE}; {REWORDED}",
                "breaking",
            ]
        ],
    ),
    "value deprecated in words, beside a new one": (
        replace(
            "request",
            "mgnMode",
            3,
            "Mode\n`isolated`: i\n`cross`: c\n`cash`: none\n`cross` is deprecated.",
            "模式\n`isolated`：逐仓，`cross`：全仓（已废弃），`cash`：现货",
        ),
        [
            [
                f"{REQUEST} mgnMode",
                "enum",
                *["cross, isolated → cash, cross, isolated"] * 2,
                "cross, isolated",
                CHANGE,
                "no",
            ],
            [
                f"{REQUEST} mgnMode",
                "text",
                "`cash`: none\n`cross` is deprecated.",
                "`isolated`：逐仓，`cross`：全仓（已废弃），`cash`：现货 (1 sentence gone)",
                "–",
                f"speaks of something that goes (no date): {RELEASE}; {REWORDED}",
                "breaking",
            ],
        ],
    ),
    "value struck through": (
        replace(
            "request",
            "mgnMode",
            3,
            "Mode\n`isolated`: i\n~~`cross`: c~~",
            "模式\n`isolated`：逐仓，~~`cross`：全仓~~",
        ),
        [
            [
                f"{REQUEST} mgnMode",
                "enum",
                *["cross, isolated → isolated"] * 2,
                "cross, isolated",
                CHANGE,
                "breaking",
            ],
            [
                f"{REQUEST} mgnMode",
                "struck out",
                "`cross`: c",
                "`cross`：全仓",
                "–",
                STRUCK + REWORDED,
                "breaking",
            ],
        ],
    ),
    "value struck through in Chinese only": (
        lambda en, zh: zh.row("request", "mgnMode").__setitem__(
            3, "模式\n`isolated`：逐仓，~~`cross`：全仓~~"
        ),
        [
            [
                f"{REQUEST} mgnMode",
                "enum",
                "cross, isolated",
                "cross, isolated → isolated",
                "cross, isolated",
                DIFFER,
                "breaking",
            ],
            [
                f"{REQUEST} mgnMode",
                "struck out",
                "–",
                "`cross`：全仓",
                "–",
                f"changed in Chinese only: compare the languages; {STRUCK}{REWORDED}",
                "breaking",
            ],
        ],
    ),
    "row struck through": (
        lambda en, zh: [
            row.__setitem__(at, f"~~{cell}~~")
            for row in (en.row("request", "keep"), zh.row("request", "keep"))
            for at, cell in enumerate(row)
        ],
        [
            [
                f"{REQUEST} keep",
                "field",
                *["boolean, No → struck out"] * 2,
                "boolean, No",
                STRUCK_FIELD,
                "breaking",
            ]
        ],
    ),
    "description struck through, with an aside behind": (
        replace(
            "request",
            "keep",
            3,
            "~~Keep it.\n`true`: kept~~(Deprecated, use lever)",
            "~~是否保留~~（已弃用）",
        ),
        [
            [
                f"{REQUEST} keep",
                "field",
                *["boolean, No → struck out"] * 2,
                "boolean, No",
                STRUCK_FIELD,
                "breaking",
            ]
        ],
    ),
    "field of an answer struck through": (
        replace("response", "lever", 2, "~~Leverage~~", "~~杠杆倍数~~ 已废弃"),
        [[f"{RESPONSE} lever", "field", *["string → struck out"] * 2, "string", STRUCK_FIELD, "no"]],
    ),
    "introduction struck through": (
        set_all({"intro": ["~~One instrument can have several.~~"]}, {"intro": ["~~一个产品可以有多个。~~"]}),
        [
            [
                ENDPOINT,
                "struck out",
                "One instrument can have several.",
                "一个产品可以有多个。",
                "–",
                STRUCK + REWORDED,
                "breaking",
            ],
            [ENDPOINT, "text", "(1 sentence gone)", "(1 sentence gone)", "–", REWORDED, "no"],
        ],
    ),
    "limit struck through beside the new one": (
        set_all({"limit": "~~20~~ 10 requests per 2 seconds"}, {"limit": "~~20~~ 10次/2s"}),
        [
            [
                ENDPOINT,
                "rate limit",
                *["20 requests per 2 seconds → 10 requests per 2 seconds"] * 2,
                "20 requests per 2 seconds",
                CHANGE,
                "breaking",
            ],
            [ENDPOINT, "struck out", "20", "20", "–", STRUCK + REWORDED, "breaking"],
        ],
    ),
    "value that is still there, in words": (
        replace(
            "request",
            "mgnMode",
            3,
            "Mode\n`isolated`: i\nIt may be `cross` too",
            "模式\n`isolated`：逐仓，也可以是 cross",
        ),
        [
            [
                f"{REQUEST} mgnMode",
                "enum",
                *["cross, isolated → isolated; in the text, but not read as values: cross"] * 2,
                "cross, isolated",
                UNREAD,
                "no",
            ],
            [
                f"{REQUEST} mgnMode",
                "text",
                "It may be `cross` too (1 sentence gone)",
                "`isolated`：逐仓，也可以是 cross (1 sentence gone)",
                "–",
                REWORDED,
                "no",
            ],
        ],
    ),
    "values no longer listed": (
        replace("request", "mgnMode", 3, "Mode\nOf the margin", "模式\n保证金的"),
        [
            [f"{REQUEST} mgnMode", "enum", *["cross, isolated → –"] * 2, "cross, isolated", KEEP, "no"],
            [
                f"{REQUEST} mgnMode",
                "text",
                "Of the margin (2 sentences gone)",
                "保证金的 (1 sentence gone)",
                "–",
                REWORDED,
                "no",
            ],
        ],
    ),
    "limit no longer stated": (
        both(limit=None),
        [
            [
                ENDPOINT,
                "rate limit",
                *["20 requests per 2 seconds → –"] * 2,
                "20 requests per 2 seconds",
                KEEP,
                "no",
            ]
        ],
    ),
    "floor lowered": (
        set_all(
            {"notes": ["Manual transfer mode\nThe margin must be greater than or equal to 5,000 USDT."]},
            {"notes": ["自主划转模式\n保证金必须大于等于5000 USDT。"]},
        ),
        [
            [ENDPOINT, "amounts", *[">= 10000 USDT → >= 5000 USDT"] * 2, ">= 10000 USDT", CHANGE, "no"],
            [
                f"{RESPONSE} instId",
                "text",
                "The margin must be greater than or equal to 5,000 USDT. (1 sentence gone)",
                "保证金必须大于等于5000 USDT。 (1 sentence gone)",
                "–",
                REWORDED,
                "no",
            ],
        ],
    ),
    "sample in Python reworded": (
        lambda en, zh: zh.samples.__setitem__(1, "import okx.Account as Account\napi.call()"),
        [],
    ),
    "other words for the same": (
        set_all(
            {"limit": "20 requests every 2 seconds", "rule": "User ID (sub-account)"},
            {"limit": "每2秒20次请求", "rule": "User ID（子账户）"},
        ),
        [],
    ),
    "other heads of columns": (
        lambda en, zh: [
            page.request.__setitem__(0, heads)
            for page, heads in (
                (en, ["Param", "Data type", "Mandatory", "Remarks"]),
                (zh, ["参数名字", "数据类型", "是否必传", "说明"]),
            )
        ],
        [],
    ),
    "invisible spaces": (
        lambda en, zh: [
            row.__setitem__(at, cell.replace("e", "e\u200b"))
            for page in (en, zh)
            for row in (*page.request, *page.response)
            for at, cell in enumerate(row)
        ],
        [],
    ),
    "values in a list": (
        replace(
            "request",
            "posSide",
            3,
            "Side,\n- `long` - up\n- `short` - down\nOnly for `SWAP`",
            "方向\n- `long`：多\n• `short`：空",
        ),
        [
            [
                f"{REQUEST} posSide",
                "text",
                "Side,\n- `long` - up\n- `short` - down (1 sentence gone)",
                "–",
                "–",
                ONLY.format("English"),
                "no",
            ]
        ],
    ),
    "table column order changed": (columns_reversed, []),
    "spacing and link targets changed": (rewrapped, []),
}


def test_a_change_of_a_page(
    known: list[Endpoint], recorded: dict[str, dict[str, Facts]], read: Reader, subtests: pytest.Subtests
) -> None:
    for name, (edit, expected) in MUTATIONS.items():
        with subtests.test(name):
            pages = unchanged()
            edit(pages["setLeverage"]["english"], pages["setLeverage"]["chinese"])
            reading = read(pages)
            assert reading.problems == []
            assert [cells(row) for row in drift(known, reading, recorded, [])] == expected
