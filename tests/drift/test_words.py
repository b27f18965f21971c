"""OKX's wordings, of its other pages too, and the one value that each stands for."""

from __future__ import annotations

import pytest

from generator.drift import words
from generator.drift.facts import text_hash


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("20 requests per 2 seconds", "20 requests per 2 seconds"),
        ("1 request per 5 seconds", "1 requests per 5 seconds"),
        ("5 requests per second", "5 requests per 1 seconds"),
        ("20次/2s", "20 requests per 2 seconds"),
        ("5 次/2 秒", "5 requests per 2 seconds"),
        ("6次/s", "6 requests per 1 seconds"),
        ("2 requests per minute", "2 requests per 60 seconds"),
        ("300 orders per 2 seconds", "300 orders per 2 seconds"),
        ("300个/2s", "300 orders per 2 seconds"),
        ("as the account's tier allows", "as the account's tier allows"),
    ],
)
def test_rate_limits(text: str, limit: str) -> None:
    assert words.rate_limit(text) == limit


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Order side `buy` `sell`", ["buy", "sell"]),
        ("Mode\n`cross`\n`isolated`  ", ["cross", "isolated"]),
        ("Mode\n`cross`：全仓，`isolated`：逐仓", ["cross", "isolated"]),
        ("Type `1`：limit `2` : market", ["1", "2"]),
        ("Ratio, only these\n`0`,`0.1`,`0.2`", ["0", "0.1", "0.2"]),
        ("K-line\n`3m`, `5m` (`m`: minute)\n`1H` (`H`: hour)", ["1H", "3m", "5m"]),
        ('`1`: Crypto\n`""`: not available', ['""', "1"]),
        ("Valid options: `true` or `false`", ["false", "true"]),
        ("Instrument ID, e.g. `BTC-USDT`", []),
        ("Only applicable to `FUTURES`/`SWAP`", []),
        ("适用于`逐仓杠杆`仓位\n仅适用于 `SWAP`/`FUTURES`", []),
        ("The default is `net`\n默认值是`net`", []),
        ("Either `amt` or `percent` is required.", []),
        ("`quoteSz`和`baseSz`至少指定一个", []),
        ("A combination of `a` and letters", []),
    ],
)
def test_enum_values(text: str, values: list[str]) -> None:
    assert words.enum_values(text) == values


@pytest.mark.parametrize(
    ("text", "default"),
    [
        ("Position side, the default is `net`", "net"),
        ("The default value is `false` while `true` needs a permission.", "false"),
        ("If empty, defaults to `0.00%`.", "0.00%"),
        ("Default is `quote_ccy` for buy", "quote_ccy"),
        ("Limit. The default is 100; the maximum is 200", "100"),
        ("是否复投，默认false。true 或者 false", "false"),
        ("默认值是`net`", "net"),
        ("延迟，默认为`0`", "0"),
        ("默认值为 `instId` 的计价币种", None),
        ("The default value is the quote currency of the `instId`", None),
        ("It returns all types by default.", None),
        ("Leverage", None),
    ],
)
def test_defaults(text: str, default: str | None) -> None:
    assert words.default(text) == default


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("must be greater than or equal to 10,000 USDT, and", [">= 10000 USDT"]),
        ("必须大于等于1万USDT,账户上", [">= 10000 USDT"]),
        ("超过 1.5万 USDT", ["> 15000 USDT"]),
        ("more than 5 USD or 7.25 USDC", ["7.25 USDC", "> 5 USD"]),
        ("in `USDT`", []),
    ],
)
def test_amounts(text: str, amounts: list[str]) -> None:
    assert words.amounts(text) == amounts


def test_other_words() -> None:
    assert [words.required(text) for text in ("Yes", "是", "可选", "Conditional", "否", "maybe")] == [
        "Yes",
        "Yes",
        "Optional",
        "Conditional",
        "No",
        "maybe",
    ]
    assert [words.permission(text) for text in ("Trade", "交易", "读取/交易")] == [
        "Trade",
        "Trade",
        "Read/Trade",
    ]
    assert [words.limit_rule(text) for text in ("UserID", "用户ID+Instrument ID")] == [
        "User ID",
        "User ID + Instrument ID",
    ]
    assert [words.type_name(text) for text in ("Array of object", "Array of Strings", "字符串")] == [
        "array of objects",
        "array of strings",
        "string",
    ]


def test_a_texts_hash_is_of_its_words_and_figures() -> None:
    assert text_hash("`net`, or  long.") == text_hash("net or long.")
    assert text_hash("at least 10") != text_hash("at least 100") != text_hash("> 100")
    assert text_hash(" , ") is None
