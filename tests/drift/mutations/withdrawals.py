"""What OKX deprecates, strikes out or states no longer."""

from __future__ import annotations

from tests.drift.mutations.edits import (
    CHANGE,
    DIFFER,
    ENDPOINT,
    KEEP,
    RELEASE,
    REQUEST,
    RESPONSE,
    REWORDED,
    STRUCK,
    STRUCK_FIELD,
    UNREAD,
    Cells,
    Edit,
    both,
    replace,
    set_all,
)

WITHDRAWALS: dict[str, tuple[Edit, list[Cells]]] = {
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
}
