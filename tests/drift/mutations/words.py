"""Texts that say something else, or the same in another form."""

from __future__ import annotations

from tests.drift.mutations.edits import ENDPOINT, ONLY, REQUEST, REWORDED, Cells, Edit, replace, set_all
from tests.drift.pages import Page


def columns_reversed(en: Page, zh: Page) -> None:
    for page in (en, zh):
        page.request = [list(reversed(row)) for row in page.request]
        page.response = [[row[2], row[0], row[1]] for row in page.response]


def rewrapped(en: Page, zh: Page) -> None:
    """Spacing, capitals of labels and links' targets carry no fact."""
    en.intro = ["One  instrument can   have several ."]
    en.row("request", "instId")[3] = "ID, e.g. `BTC-USDT`, see [there](/docs-v5/en/#elsewhere)"


WORDS: dict[str, tuple[Edit, list[Cells]]] = {
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
