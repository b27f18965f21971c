"""Fields, values, limits and examples that come, go or change."""

from __future__ import annotations

from tests.drift.mutations.edits import (
    CHANGE,
    DIFFER,
    ENDPOINT,
    KEEP,
    ONLY,
    REQUEST,
    RESPONSE,
    REWORDED,
    SCHEMA,
    Cells,
    Edit,
    add,
    both,
    in_sample,
    remove,
    replace,
    set_all,
)
from tests.drift.pages import Page


def added_first(en: Page, zh: Page) -> None:
    for page in (en, zh):
        page.response.insert(1, ["ts", "String", "Time"])


def nested(en: Page, zh: Page) -> None:
    for page in (en, zh):
        page.request += [["attach", "Array of objects", "No", "A"], ["> px", "String", "Yes", "P"]]


FACTS: dict[str, tuple[Edit, list[Cells]]] = {
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
}
